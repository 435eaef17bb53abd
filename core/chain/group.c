// SPDX-License-Identifier: MIT
/* Which stages work band by band, and in bands of which height: by going through all of them. */
#include "chain/group.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/engine.h"
#include "base/threads.h"
#include "chain/stage.h"
#include "frame/frame.h"

#include <string.h>

enum {
    MOST_BAND_ROWS = 64,
    FEWEST_BAND_ROWS = 4,
    SAMPLES_AT_A_TIME = 1 << 18, /* about a millisecond of a heavy filter */
    KEPT = 2,                    /* most rows kept in a window for each that a band adds */
    TWICE = 8,                   /* of so many rows one may be computed twice */
};

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

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static struct et_rows join(struct et_rows a, struct et_rows b)
{
    return (struct et_rows){smaller(a.first, b.first), larger(a.last, b.last)};
}

/* Clipped, and extended to whole rows of every plane. */
static struct et_rows whole_rows(const struct et_image_info *info, struct et_rows rows)
{
    const int unit = 1 << et_format_info(info->format)->chroma_y;
    const int first = smaller(larger(rows.first, 0), info->height - 1);
    const int last = smaller(larger(rows.last, first + 1), info->height);
    return (struct et_rows){first / unit * unit,
                            smaller((last + unit - 1) / unit * unit, info->height)};
}

/* Planes that a stage's filter is asked about: the first one where it computes all together. */
static int planes_of(const struct et_stage *stage)
{
    return stage->filter->joint ? 1 : et_format_info(stage->out.format)->planes;
}

/* Rows of a stage's input for rows of its output. */
static struct et_rows rows_for(const struct et_stage *stage, struct et_rows out)
{
    const struct et_filter *filter = stage->filter;
    struct et_rows all = {stage->in.height, 0};
    for (int p = 0; p < planes_of(stage); p++) {
        const struct et_rows rows = et_rows_of_plane(&stage->out, p, out);
        const int scale = 1 << shift_of(stage->in.format, p);
        struct et_rows in = out;
        if (filter->rows_needed) {
            filter->rows_needed(stage->state, p, rows.first, rows.last, &in.first, &in.last);
            in = (struct et_rows){in.first * scale, in.last * scale};
        }
        all = join(all, in);
    }
    /* A region shows the input beside what is filtered. */
    return whole_rows(&stage->in, stage->entry->has_region ? join(all, out) : all);
}

/* Rows that stage k makes at a time: about as much of the picture as a band of the last one. */
static int part_rows(const struct et_band_group *group, int k)
{
    const struct et_image_info *info = &group->stages[k]->out;
    const int64_t height = group->stages[group->count - 1]->out.height;
    const int unit = 1 << et_format_info(info->format)->chroma_y;
    const int rows = (int)((group->band_rows * (int64_t)info->height + height - 1) / height);
    return (rows + unit - 1) / unit * unit;
}

bool et_group_advance(const struct et_way *way, int k, struct et_rows rows)
{
    const int step = part_rows(way->group, k);
    int first = rows.first;
    if (k < way->group->count - 1) {
        struct et_rows *have = &way->have[k];
        if (rows.first < have->first || rows.last < have->last)
            return false;
        way->keep(way, k, rows.first);
        have->first = rows.first;
        have->last = first = larger(have->last, rows.first);
    }
    for (; first < rows.last; first += step) {
        const struct et_rows part = {first, smaller(first + step, rows.last)};
        const struct et_rows from = rows_for(way->group->stages[k], part);
        if (k > 0 && !et_group_advance(way, k - 1, from))
            return false;
        way->make(way, k, part, from);
        way->have[k].last = part.last;
    }
    return true;
}

struct et_rows et_group_strip(const struct et_band_group *group, int index)
{
    const int height = group->stages[group->count - 1]->out.height;
    const int bands = (height + group->band_rows - 1) / group->band_rows;
    return (struct et_rows){
        smaller((int)((int64_t)bands * index / group->strips) * group->band_rows, height),
        smaller((int)((int64_t)bands * (index + 1) / group->strips) * group->band_rows, height)};
}

/* ---- Plan ------------------------------------------------------------------------------------- */

/* What going through all bands of all strips showed. */
struct survey {
    int most[ET_GROUP_MOST];     /* rows of each window */
    int kept[ET_GROUP_MOST];     /* of them from the band before */
    int64_t made[ET_GROUP_MOST]; /* rows made by each stage */
    struct et_rows read;         /* of the first one's input, by a strip */
    int64_t rows_read;           /* and by all of them */
};

static void survey_keep(const struct et_way *way, int k, int first)
{
    struct survey *survey = way->opaque;
    survey->kept[k] = larger(survey->kept[k], way->have[k].last - first);
}

static void survey_make(const struct et_way *way, int k, struct et_rows rows, struct et_rows from)
{
    struct survey *survey = way->opaque;
    survey->made[k] += rows.last - rows.first;
    if (k > 0)
        survey->most[k - 1] = larger(survey->most[k - 1], from.last - from.first);
    else
        survey->read = join(survey->read, from);
}

static bool survey_strip(const struct et_band_group *group, struct et_rows rows,
                         struct survey *survey)
{
    struct et_rows have[ET_GROUP_MOST] = {{0, 0}};
    const struct et_way way = {group, have, survey, survey_keep, survey_make};
    survey->read = (struct et_rows){INT32_MAX, 0};
    for (int next = rows.first; next < rows.last; next += group->band_rows) {
        const struct et_rows band = {next, smaller(next + group->band_rows, rows.last)};
        if (!et_group_advance(&way, group->count - 1, band))
            return false;
    }
    survey->rows_read += survey->read.last - survey->read.first;
    return true;
}

/* Lays out windows of `rows` picture rows. Returns the bytes, more than allowed where they are too many. */
static size_t lay_out(const struct et_stage *stage, int rows, size_t offset,
                      struct et_window *window)
{
    const struct et_format_info *format = et_format_info(stage->out.format);
    size_t bytes = 0;
    for (int p = 0; p < format->planes; p++) {
        const size_t row = (size_t)et_plane_width(stage->out.format, p, stage->out.width) *
                           format->bytes_per_pixel;
        const size_t stride = (row + ET_ROW_ALIGN - 1) / ET_ROW_ALIGN * ET_ROW_ALIGN;
        const struct et_rows all = et_rows_of_plane(&stage->out, p, (struct et_rows){0, rows});
        window->stride[p] = (ptrdiff_t)stride;
        window->offset[p] = offset + bytes;
        bytes += stride * (size_t)all.last;
    }
    window->bytes = bytes;
    return bytes;
}

/* Whether a band is worth the work that the filter does once for each. */
static bool is_high_enough(const struct et_band_group *group, int k)
{
    const struct et_stage *stage = group->stages[k];
    const int rows = part_rows(group, k);
    for (int p = 0; stage->filter->band_rows && p < planes_of(stage); p++) {
        const struct et_rows band = et_rows_of_plane(&stage->out, p, (struct et_rows){0, rows});
        if (stage->filter->band_rows(stage->state, p) > band.last && rows < stage->out.height)
            return false;
    }
    return true;
}

/* Plans bands of `rows` rows. Returns whether they obey the rules. */
static bool plan_bands(const struct et_chain *chain, int rows, struct et_band_group *group)
{
    const struct et_stage *last = group->stages[group->count - 1];
    const int bands = (last->out.height + rows - 1) / rows;
    struct survey survey = {0};
    size_t bytes = 0;
    int64_t made = 0, all = 0;
    group->band_rows = rows;
    group->strips = smaller(et_threads_workers(chain->engine->threads) + 1, bands);
    for (int k = 0; k < group->count; k++)
        if (!is_high_enough(group, k))
            return false;
    for (int i = 0; i < group->strips; i++)
        if (!survey_strip(group, et_group_strip(group, i), &survey))
            return false;
    for (int k = 0; k < group->count - 1; k++) {
        const int added = survey.most[k] - survey.kept[k];
        bytes += lay_out(group->stages[k], survey.most[k], bytes, &group->windows[k]);
        if (group->windows[k].bytes > ET_WINDOW_MOST || bytes > ET_WINDOWS_MOST ||
            survey.kept[k] > KEPT * added)
            return false;
    }
    for (int k = 0; k < group->count; k++) {
        made += survey.made[k];
        all += smaller((int)survey.made[k], group->stages[k]->out.height);
    }
    group->rows_read = survey.rows_read;
    return (made - all) * TWICE <= all;
}

/* The highest bands that obey the rules. */
static bool plan_group(const struct et_chain *chain, struct et_band_group *group)
{
    for (int rows = MOST_BAND_ROWS; rows >= FEWEST_BAND_ROWS; rows /= 2)
        if (plan_bands(chain, rows, group))
            return true;
    return false;
}

/* What stays, whatever the parameters. */
static bool works_in_bands(const struct et_stage *stage)
{
    return stage->filter->order == ET_ORDER_ANY && stage->outputs == 1 &&
           !stage->filter->result_count;
}

bool et_stage_can_lead(const struct et_stage *stage)
{
    return works_in_bands(stage) && !stage->is_part;
}

bool et_stage_can_follow(const struct et_stage *stage)
{
    return works_in_bands(stage) && !stage->filter->frames_before && !stage->filter->frames_after;
}

void et_group_plan(const struct et_chain *chain, size_t index, uint32_t active,
                   struct et_band_group *group)
{
    uint64_t version = 0;
    size_t end = index;
    for (; end < chain->stage_count && end - index < ET_GROUP_MOST; end++) {
        if (end > index && !et_stage_can_follow(&chain->stages[end]))
            break;
        version += chain->stages[end].version;
    }
    if (group->count && group->active == active && group->version == version)
        return;
    struct et_band_group longest = {.stages = {&chain->stages[index]},
                                    .count = 1,
                                    .end = index + 1,
                                    .active = active,
                                    .version = version};
    struct et_band_group next = longest;
    const bool leads = et_stage_can_lead(&chain->stages[index]) && !chain->alone;
    for (size_t i = index + 1; leads && i < end; i++) {
        next.end = i + 1;
        if (active >> (i - index) & 1) {
            next.stages[next.count++] = &chain->stages[i];
            if (!plan_group(chain, &next))
                break;
        }
        longest = next;
    }
    int64_t samples = 1;
    for (int k = 0; k < longest.count; k++)
        samples += (int64_t)part_rows(&longest, k) * longest.stages[k]->out.width;
    longest.bands_at_a_time = 1 + (int)(SAMPLES_AT_A_TIME / samples);
    *group = longest;
}

int et_chain_reserve_windows(struct et_chain *chain)
{
    const size_t strips = (size_t)et_threads_workers(chain->engine->threads) + 1;
    struct et_window whole;
    size_t bytes = 0;
    for (size_t i = 0; i + 1 < chain->stage_count; i++)
        if (works_in_bands(&chain->stages[i]) && et_stage_can_follow(&chain->stages[i + 1]))
            bytes += lay_out(&chain->stages[i], chain->stages[i].out.height, 0, &whole);
    if (bytes > ET_WINDOWS_MOST)
        bytes = ET_WINDOWS_MOST;
    chain->windows_stride = (bytes + ET_ROW_ALIGN - 1) / ET_ROW_ALIGN * ET_ROW_ALIGN;
    chain->windows = et_arena_alloc(chain->arena, strips, chain->windows_stride);
    chain->strips = et_arena_alloc(chain->arena, strips, sizeof(*chain->strips));
    chain->groups = et_arena_alloc(chain->arena, chain->stage_count + 1, sizeof(*chain->groups));
    if (!chain->windows || !chain->strips || !chain->groups)
        return et_fail(ET_ERROR_MEMORY, "no memory for the bands of %zu threads", strips);
    return 0;
}
