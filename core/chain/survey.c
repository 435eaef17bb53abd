// SPDX-License-Identifier: MIT
/* The way of bands through a group: which rows are made when, and of which others. */
#include "chain/survey.h"

#include "base/range.h"
#include "frame/frame.h"

#include <stdint.h>

/* ---- Rows ------------------------------------------------------------------------------------- */

static int shift_of(enum et_format format, int plane)
{
    return et_plane_is_chroma(format, plane) ? et_format_info(format)->chroma_y : 0;
}

struct et_rows et_rows_of_plane(const struct et_image_info *info, int plane, struct et_rows rows)
{
    const int shift = shift_of(info->format, plane);
    return (struct et_rows){rows.first >> shift, (rows.last + (1 << shift) - 1) >> shift};
}

static struct et_rows join(struct et_rows a, struct et_rows b)
{
    return (struct et_rows){et_smaller(a.first, b.first), et_larger(a.last, b.last)};
}

/* Clipped, and extended to whole rows of every plane. */
static struct et_rows whole_rows(const struct et_image_info *info, struct et_rows rows)
{
    const int unit = 1 << et_format_info(info->format)->chroma_y;
    const int first = et_smaller(et_larger(rows.first, 0), info->height - 1);
    const int last = et_smaller(et_larger(rows.last, first + 1), info->height);
    return (struct et_rows){first / unit * unit,
                            et_smaller((last + unit - 1) / unit * unit, info->height)};
}

/* Planes that a stage's filter is asked about: the first one where it computes all together. */
static int planes_of(const struct et_stage *stage)
{
    return stage->filter->joint ? 1 : et_format_info(stage->out.format)->planes;
}

/* Rows of plane p of a stage's input that its filter reads, for rows of its output. */
static struct et_rows rows_read(const struct et_stage *stage, int p, bool follows,
                                struct et_rows out)
{
    const struct et_filter *filter = stage->filter;
    struct et_rows in = out;
    if (filter->rows_needed)
        (follows && filter->rows_to_follow ? filter->rows_to_follow : filter->rows_needed)(
            stage->state, p, out.first, out.last, &in.first, &in.last);
    return in;
}

/*
 * A region shows the input beside what is filtered. Rows before it that a row of it will need have to be
 * kept, and those behind it that were read are there: no stage goes back in its input.
 */
static struct et_rows rows_of_region(const struct et_stage *stage, int p, bool follows,
                                     struct et_rows out)
{
    const struct et_mask *mask = &stage->masks[p];
    if (mask->left >= mask->right || mask->top >= mask->bottom)
        return out;
    struct et_rows in;
    const int first = et_larger(out.first, mask->top), last = et_smaller(out.last, mask->bottom);
    if (first < last)
        in = rows_read(stage, p, follows && first > mask->top, (struct et_rows){first, last});
    else if (out.last <= mask->top)
        in = (struct et_rows){
            rows_read(stage, p, false, (struct et_rows){mask->top, mask->top + 1}).first, out.last};
    else
        in = (struct et_rows){
            out.first,
            rows_read(stage, p, false, (struct et_rows){mask->bottom - 1, mask->bottom}).last};
    return join(in, out);
}

struct et_rows et_rows_for(const struct et_stage *stage, int plane, bool follows,
                           struct et_rows out)
{
    const bool has_region = stage->entry->has_region, joint = stage->filter->joint;
    struct et_rows all = {stage->in.height, 0};
    const int last = plane < 0 ? planes_of(stage) : plane + 1;
    for (int p = plane < 0 ? 0 : plane; p < last; p++) {
        const struct et_rows rows = et_rows_of_plane(&stage->out, p, out);
        const int scale = 1 << shift_of(stage->in.format, p);
        const struct et_rows in = has_region && !joint ? rows_of_region(stage, p, follows, rows)
                                                       : rows_read(stage, p, follows, rows);
        if (stage->filter->rows_needed)
            all = join(all, (struct et_rows){in.first * scale, in.last * scale});
        else
            all = join(all, out);
    }
    return whole_rows(&stage->in, has_region ? join(all, out) : all);
}

/* Rows above the picture that a stage begins with, a multiple of `step`. */
static int rows_above(const struct et_stage *stage, int plane, int step)
{
    const struct et_filter *filter = stage->filter;
    const int last = plane < 0 ? planes_of(stage) : plane + 1;
    int rows = 0;
    if (!filter->rows_above || stage->entry->has_region)
        return 0;
    for (int p = plane < 0 ? 0 : plane; p < last; p++)
        rows =
            et_larger(rows, filter->rows_above(stage->state, p) << shift_of(stage->out.format, p));
    return (rows + step - 1) / step * step;
}

int et_part_rows(const struct et_band_group *group, int k)
{
    const struct et_image_info *info = &group->stages[k]->out;
    const int64_t height = group->stages[group->count - 1]->out.height;
    const int unit = 1 << et_format_info(info->format)->chroma_y;
    const int rows = (int)((group->band_rows * (int64_t)info->height + height - 1) / height);
    return (rows + unit - 1) / unit * unit;
}

bool et_group_advance(const struct et_way *way, int k, struct et_rows rows)
{
    const int step = et_part_rows(way->group, k);
    struct et_rows *have = &way->have[k];
    int first = rows.first;
    if (k < way->group->count - 1) {
        if (rows.first < have->first || rows.last < have->last)
            return false;
        way->keep(way, k, rows.first);
        first = et_larger(have->last, rows.first);
    }
    bool follows = way->group->own_scratch && have->last > 0 && have->last == first;
    if (way->group->own_scratch && !follows && first == 0)
        first -= rows_above(way->group->stages[k], way->plane, step);
    have->first = rows.first;
    have->last = first;
    for (; first < rows.last; first += step) {
        const struct et_rows part = {first, et_smaller(first + step, rows.last)};
        const struct et_rows from = et_rows_for(way->group->stages[k], way->plane, follows, part);
        if (k > 0 && !et_group_advance(way, k - 1, from))
            return false;
        way->make(way, k, part, from, follows);
        have->last = part.last;
        follows = way->group->own_scratch;
    }
    return true;
}

struct et_rows et_group_strip(const struct et_band_group *group, int index)
{
    const int height = group->stages[group->count - 1]->out.height;
    const int bands = (height + group->band_rows - 1) / group->band_rows;
    const int down = group->strips / group->across, at = index / group->across;
    return (struct et_rows){
        et_smaller((int)((int64_t)bands * at / down) * group->band_rows, height),
        et_smaller((int)((int64_t)bands * (at + 1) / down) * group->band_rows, height)};
}

/* ---- Survey ------------------------------------------------------------------------------------- */

static void survey_keep(const struct et_way *way, int k, int first)
{
    struct et_survey *survey = way->opaque;
    survey->kept[k] = et_larger(survey->kept[k], way->have[k].last - first);
}

static void survey_make(const struct et_way *way, int k, struct et_rows rows, struct et_rows from,
                        bool follows)
{
    struct et_survey *survey = way->opaque;
    (void)follows;
    survey->made[k] +=
        rows.first < 0 ? 0 : rows.last - rows.first; /* above, next to nothing is done */
    if (k > 0)
        survey->most[k - 1] = et_larger(survey->most[k - 1], from.last - from.first);
    else
        survey->read = join(survey->read, from);
}

bool et_survey_strip(const struct et_band_group *group, int plane, struct et_rows rows,
                     struct et_survey *survey)
{
    struct et_rows have[ET_GROUP_MOST] = {{0, 0}};
    const struct et_way way = {group, have, plane, survey, survey_keep, survey_make};
    survey->read = (struct et_rows){INT32_MAX, 0};
    for (int next = rows.first; next < rows.last; next += group->band_rows) {
        const struct et_rows band = {next, et_smaller(next + group->band_rows, rows.last)};
        if (!et_group_advance(&way, group->count - 1, band))
            return false;
    }
    survey->rows_read += survey->read.last - survey->read.first;
    return true;
}

bool et_band_is_high_enough(const struct et_band_group *group, int k)
{
    const struct et_stage *stage = group->stages[k];
    const int rows = et_part_rows(group, k);
    for (int p = 0; stage->filter->band_rows && p < planes_of(stage); p++) {
        const struct et_rows band = et_rows_of_plane(&stage->out, p, (struct et_rows){0, rows});
        if (stage->filter->band_rows(stage->state, p) > band.last && rows < stage->out.height)
            return false;
    }
    return true;
}
