// SPDX-License-Identifier: MIT
#include "chain/tiles.h"

#include "base/alloc.h"
#include "base/engine.h"
#include "base/range.h"
#include "base/threads.h"
#include "chain/survey.h"
#include "frame/frame.h"

enum {
    BAND_STEP = 8,  /* rows between two heights of bands that are tried, and the fewest */
    KEPT = 4,       /* most rows kept in a window for each that a band adds */
    TWICE = 5,      /* of so many samples one may be computed twice */
    REACH = 64,     /* columns that a stage of tiles may reach beyond an end */
    SEAM_STEP = 16, /* tiles begin at multiples of so many columns */
};

static int common_divisor(int a, int b)
{
    while (b) {
        const int rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static int shift_across(enum et_format format, int plane)
{
    return et_plane_is_chroma(format, plane) ? et_format_info(format)->chroma_x : 0;
}

bool et_stage_can_be_tiled(const struct et_stage *stage)
{
    return stage->filter->by_plane || stage->filter->columns_needed;
}

size_t et_stage_own_scratch(const struct et_stage *stage, size_t bytes, bool by_plane)
{
    const bool is_one = by_plane || stage->filter->joint;
    return et_align_up(bytes) * (size_t)(is_one ? 1 : et_format_info(stage->out.format)->planes);
}

size_t et_tile_stride(enum et_format format, int samples)
{
    const size_t bytes = (size_t)samples * et_format_info(format)->bytes_per_pixel;
    const size_t lines = (bytes + ET_ROW_ALIGN - 1) / ET_ROW_ALIGN;
    return (lines | 1) * ET_ROW_ALIGN;
}

/* ---- Tiles ------------------------------------------------------------------------------------ */

/* How far a stage reaches across, and where its parts may begin, in the picture's columns. */
static bool ask_columns(const struct et_stage *stage, int *reach, int *unit)
{
    const struct et_filter *filter = stage->filter;
    const struct et_format_info *format = et_format_info(stage->out.format);
    *reach = 0;
    *unit = 1 << format->chroma_x;
    if (!filter->columns_needed)
        return false;
    for (int p = 0; p < format->planes; p++) {
        const int shift = shift_across(stage->out.format, p);
        int samples, step;
        if (!filter->columns_needed(stage->state, p, &samples, &step))
            return false;
        *reach = et_larger(*reach, samples << shift);
        step <<= shift;
        *unit *= step / common_divisor(*unit, step);
    }
    return true;
}

/*
 * Divides the output into tiles. The first and the last one are cut off at one end and not at two, so they
 * are larger by what stages reach beyond an end, on average: all parts have one width.
 */
static bool place_seams(struct et_band_group *group, int tiles)
{
    const int width = group->stages[0]->out.width;
    int reach, unit, reached = 0, sum = 0;
    for (int k = group->count - 1; tiles > 1 && k >= 0; k--) {
        if (!ask_columns(group->stages[k], &reach, &unit) || reach > REACH)
            return false;
        reached += reach;
        sum += reached;
    }
    const int more = sum / group->count, rest = width - 2 * more;
    group->tiles = tiles;
    group->seams[0] = 0;
    group->seams[tiles] = width;
    for (int i = 1; i < tiles; i++)
        group->seams[i] = (more + rest * i / tiles) / SEAM_STEP * SEAM_STEP;
    return rest > 0;
}

/*
 * Cuts the columns of all stages for `tiles` tiles. A part of one width may be wider than what is right and
 * read of it: what lies beyond is computed of what happens to be there.
 */
static bool cut(struct et_band_group *group, int tiles)
{
    const int width = group->stages[0]->out.width;
    int first[ET_TILES_MOST], last[ET_TILES_MOST]; /* what has to be right */
    if (!place_seams(group, tiles))
        return false;
    for (int i = 0; i < tiles; i++) {
        first[i] = group->seams[i];
        last[i] = group->seams[i + 1];
    }
    for (int k = group->count - 1; k >= 0; k--) {
        struct et_columns *columns = &group->columns[k];
        const struct et_columns *next = k < group->count - 1 ? columns + 1 : NULL;
        int reach = 0, unit = 1;
        *columns = (struct et_columns){.width = tiles > 1 ? 0 : width};
        if (tiles == 1)
            continue;
        ask_columns(group->stages[k], &reach, &unit);
        for (int i = 0; i < tiles; i++) {
            first[i] = et_larger(first[i] - reach, 0) / unit * unit;
            last[i] = et_smaller((last[i] + reach + unit - 1) / unit * unit, width);
            const int left = next ? et_smaller(first[i], next->left[i]) : first[i];
            const int right = next ? et_larger(last[i], next->left[i] + next->width) : last[i];
            columns->left[i] = left / unit * unit;
            columns->width = et_larger(columns->width, right - columns->left[i]);
        }
        columns->width += (width - columns->width) % unit; /* the last one begins at a unit, too */
        if (columns->width >= width)
            return false;
        for (int i = 0; i < tiles; i++)
            columns->left[i] = et_smaller(columns->left[i], width - columns->width);
        columns->left[tiles - 1] = width - columns->width;
    }
    return true;
}

/* ---- Bands ------------------------------------------------------------------------------------ */

/* Planes of a stage's output that are made together: one, or (-1) all of them. */
static struct et_planes planes_of(const struct et_stage *stage, int plane)
{
    if (plane >= 0)
        return (struct et_planes){plane, plane + 1};
    return (struct et_planes){0, et_format_info(stage->out.format)->planes};
}

/* Bytes of the rows of planes that a part of stage k's output has, and where each begins. */
static size_t window_bytes(const struct et_band_group *group, int k, int plane, struct et_rows rows,
                           struct et_window *window)
{
    const struct et_image_info *info = &group->stages[k]->out;
    const struct et_planes planes = planes_of(group->stages[k], plane);
    size_t bytes = 0;
    for (int p = planes.first; p < planes.last; p++) {
        const struct et_rows held = et_rows_of_plane(info, p, rows);
        const size_t stride =
            et_tile_stride(info->format, et_plane_width(info->format, p, group->columns[k].width));
        window->stride[p] = (ptrdiff_t)stride;
        window->offset[p] = bytes;
        bytes += stride * (size_t)(held.last - held.first);
    }
    return bytes;
}

/* Whether a band in the middle of the picture finds room: what spares most surveys. */
static bool has_room(const struct et_chain *chain, const struct et_band_group *group, int plane)
{
    for (int k = 1; k < group->count; k++) {
        const struct et_stage *stage = group->stages[k];
        const int first = stage->out.height / 2 / ET_BAND_ROWS_MOST * ET_BAND_ROWS_MOST;
        const struct et_rows part = {first, first + et_part_rows(group, k)};
        struct et_window window;
        if (part.last <= stage->out.height &&
            window_bytes(group, k - 1, plane, et_rows_for(stage, plane, true, part), &window) >
                chain->window_most)
            return false;
    }
    return true;
}

/* Windows of planes, one behind another. Returns whether they are as large as they may be at most. */
static bool lay_out(const struct et_chain *chain, const struct et_survey *survey, int plane,
                    struct et_band_group *group)
{
    const int windows = group->tiles > 1 ? group->count : group->count - 1;
    size_t offset = 0;
    for (int k = 0; k < windows; k++) {
        struct et_window *window = &group->windows[k];
        const bool is_last = k == group->count - 1;
        const int rows = is_last ? group->band_rows : survey->most[k];
        const struct et_planes planes = planes_of(group->stages[k], plane);
        const size_t bytes = window_bytes(group, k, plane, (struct et_rows){0, rows}, window);
        for (int p = planes.first; p < planes.last; p++)
            window->offset[p] += offset;
        window->bytes = plane > 0 && window->bytes > bytes ? window->bytes : bytes;
        offset += bytes;
        if (bytes > chain->window_most || (!is_last && offset > ET_WINDOWS_MOST) ||
            offset > chain->windows_stride)
            return false;
        if (!is_last && survey->kept[k] > KEPT * (survey->most[k] - survey->kept[k]))
            return false;
    }
    return true;
}

/* Samples of planes of the first stage's input. */
static double samples_of(const struct et_stage *stage, struct et_planes planes)
{
    const struct et_image_info *info = &stage->in;
    double samples = 0;
    for (int p = planes.first; p < planes.last; p++)
        samples += (double)et_plane_width(info->format, p, info->width) *
                   et_plane_height(info->format, p, info->height);
    return samples;
}

/* Plans one plane or (-1) all of them, made together. */
static bool plan_planes(const struct et_chain *chain, int plane, struct et_band_group *group)
{
    const struct et_stage *leader = group->stages[0];
    const struct et_image_info *info = &leader->in;
    const struct et_planes whole = {0, et_format_info(info->format)->planes};
    const struct et_planes read = plane < 0 ? whole : planes_of(leader, plane);
    struct et_survey survey = {0};
    double made = 0, all = 0;
    for (int i = 0; i < group->strips; i += group->across)
        if (!et_survey_strip(group, plane, et_group_strip(group, i), &survey))
            return false;
    if (!lay_out(chain, &survey, plane, group))
        return false;
    for (int k = 0; k < group->count; k++) {
        made += (double)survey.made[k] * group->tiles * group->columns[k].width;
        all += (double)info->height * info->width;
    }
    group->times_read += (double)survey.rows_read / info->height * group->tiles *
                         group->columns[0].width / info->width * samples_of(leader, read) /
                         samples_of(leader, whole);
    return (made - all) * TWICE <= all;
}

static bool plan_bands(const struct et_chain *chain, int rows, struct et_band_group *group)
{
    const struct et_image_info *info = &group->stages[0]->out;
    const int threads = et_threads_workers(chain->engine->threads) + 1;
    const int first = group->by_plane ? 0 : -1;
    const int last = group->by_plane ? et_format_info(info->format)->planes : 0;
    group->band_rows = rows;
    group->across = common_divisor(threads, group->tiles);
    group->strips =
        group->across * et_smaller(threads / group->across, (info->height + rows - 1) / rows);
    group->times_read = 0;
    for (int k = 0; k < group->count; k++)
        if (!group->stages[k]->filter->rows_to_follow && !et_band_is_high_enough(group, k))
            return false;
    for (int p = first; p < last; p++)
        if (!has_room(chain, group, p))
            return false;
    for (int p = first; p < last; p++)
        if (!plan_planes(chain, p, group))
            return false;
    return true;
}

bool et_group_plan_tiles(const struct et_chain *chain, struct et_band_group *group)
{
    static const int tiles[] = {1, 2, 3, 4, 6, ET_TILES_MOST};
    group->own_scratch = group->by_plane = true;
    for (int k = 0; k < group->count; k++) {
        if (!et_stage_can_be_tiled(group->stages[k]))
            return false;
        group->by_plane &= group->stages[k]->filter->by_plane;
    }
    for (size_t i = 0; i < ET_COUNT(tiles) && cut(group, tiles[i]); i++)
        for (int rows = ET_BAND_ROWS_MOST; rows >= BAND_STEP; rows -= BAND_STEP)
            if (plan_bands(chain, rows, group))
                return true;
    return false;
}

bool et_group_settle(const struct et_chain *chain, struct et_band_group *group)
{
    size_t offset = 0;
    for (int k = 0; k < group->count; k++) {
        struct et_stage *stage = group->stages[k];
        const struct et_cut *cut = &stage->cut;
        const int width = group->columns[k].width;
        const bool is_cut = cut->width == width && cut->version == stage->version;
        if (group->tiles > 1 && !is_cut && et_stage_cut(stage, width, chain->engine) < 0)
            return false;
        const size_t size = group->tiles > 1 ? cut->scratch_size : stage->scratch_size;
        group->scratch[k] = offset;
        group->plane_scratch[k] = group->by_plane ? 0 : et_align_up(size);
        offset += et_stage_own_scratch(stage, size, group->by_plane);
    }
    return offset <= chain->scratch_stride;
}
