// SPDX-License-Identifier: MIT
/* Which stages work band by band, and in bands of which height: by going through all of them. */
#include "chain/group.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/engine.h"
#include "base/range.h"
#include "base/threads.h"
#include "chain/stage.h"
#include "chain/survey.h"
#include "chain/tiles.h"
#include "frame/frame.h"

#include <string.h>

enum {
    FEWEST_BAND_ROWS = 4,
    SAMPLES_AT_A_TIME = 1 << 18, /* about a millisecond of a heavy filter */
    KEPT = 2,                    /* most rows kept in a window for each that a band adds */
    TWICE = 8,                   /* of so many rows one may be computed twice */
    WINDOW_ROOM = ET_WINDOW_MOST + 1,
};

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

/* Plans bands of `rows` rows. Returns whether they obey the rules. */
static bool plan_bands(const struct et_chain *chain, int rows, struct et_band_group *group)
{
    const struct et_stage *last = group->stages[group->count - 1];
    const int bands = (last->out.height + rows - 1) / rows;
    struct et_survey survey = {0};
    size_t bytes = 0;
    int64_t made = 0, all = 0;
    group->own_scratch = group->by_plane = false;
    group->across = group->tiles = 1;
    group->band_rows = rows;
    group->strips = et_smaller(et_threads_workers(chain->engine->threads) + 1, bands);
    for (int k = 0; k < group->count; k++)
        if (!et_band_is_high_enough(group, k))
            return false;
    for (int i = 0; i < group->strips; i++)
        if (!et_survey_strip(group, -1, et_group_strip(group, i), &survey))
            return false;
    for (int k = 0; k < group->count - 1; k++) {
        const int added = survey.most[k] - survey.kept[k];
        bytes += lay_out(group->stages[k], survey.most[k], bytes, &group->windows[k]);
        if (group->windows[k].bytes > chain->window_most || bytes > ET_WINDOWS_MOST ||
            survey.kept[k] > KEPT * added)
            return false;
    }
    for (int k = 0; k < group->count; k++) {
        made += survey.made[k];
        all += et_smaller((int)survey.made[k], group->stages[k]->out.height);
    }
    group->times_read = (double)survey.rows_read / group->stages[0]->in.height;
    return (made - all) * TWICE <= all;
}

/* The highest bands that obey the rules. */
static bool plan_group(const struct et_chain *chain, struct et_band_group *group)
{
    for (int rows = ET_BAND_ROWS_MOST; rows >= FEWEST_BAND_ROWS; rows /= 2)
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

/* Adds stages before `end` to a group of one, as long as it obeys the rules. */
static void grow(const struct et_chain *chain, size_t index, size_t end,
                 bool (*plan)(const struct et_chain *, struct et_band_group *),
                 struct et_band_group *group)
{
    struct et_band_group next = *group;
    for (size_t i = index + 1; i < end; i++) {
        next.end = i + 1;
        if (group->active >> (i - index) & 1) {
            next.stages[next.count++] = &chain->stages[i];
            if (!plan(chain, &next))
                return;
        }
        *group = next;
    }
}

void et_group_plan(const struct et_chain *chain, size_t index, uint32_t active,
                   struct et_band_group *group)
{
    uint64_t version = 0;
    size_t end = index;
    for (; end < chain->stage_count && end - index < ET_GROUP_MOST; end++) {
        if (end > index && !et_stage_can_follow(&chain->stages[end]))
            break;
        version += chain->stages[end].version + chain->stages[end].moved;
    }
    if (group->count && group->active == active && group->version == version)
        return;
    const struct et_band_group alone = {.stages = {&chain->stages[index]},
                                        .count = 1,
                                        .end = index + 1,
                                        .across = 1,
                                        .tiles = 1,
                                        .active = active,
                                        .version = version};
    struct et_band_group longest = alone;
    if (et_stage_can_lead(&chain->stages[index]) && !chain->alone) {
        struct et_band_group other = alone;
        grow(chain, index, end, plan_group, &longest);
        if (longest.end < end)
            grow(chain, index, end, et_group_plan_tiles, &other);
        if (other.end > longest.end && et_group_settle(chain, &other))
            longest = other;
    }
    int64_t samples = 1;
    for (int k = 0; k < longest.count; k++)
        samples += (int64_t)et_part_rows(&longest, k) *
                   (longest.own_scratch ? longest.columns[k].width : longest.stages[k]->out.width);
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
    if (bytes > 0) /* longer strides of tiles, and what the last stage makes of one */
        bytes += bytes + WINDOW_ROOM;
    if (bytes > ET_WINDOWS_MOST + WINDOW_ROOM)
        bytes = ET_WINDOWS_MOST + WINDOW_ROOM;
    chain->windows_stride = (bytes + ET_ROW_ALIGN - 1) / ET_ROW_ALIGN * ET_ROW_ALIGN;
    chain->windows = et_arena_alloc(chain->arena, strips, chain->windows_stride);
    chain->strips = et_arena_alloc(chain->arena, strips, sizeof(*chain->strips));
    chain->groups = et_arena_alloc(chain->arena, chain->stage_count + 1, sizeof(*chain->groups));
    if (!chain->windows || !chain->strips || !chain->groups)
        return et_fail(ET_ERROR_MEMORY, "no memory for the bands of %zu threads", strips);
    for (size_t i = 0; i < chain->stage_count && chain->stage_count > 1; i++) {
        struct et_stage *stage = &chain->stages[i];
        const int error = stage->filter->columns_needed ? et_stage_reserve_cut(stage) : 0;
        if (error)
            return error;
    }
    for (size_t i = 0; i < chain->stage_count; i = chain->groups[i].end)
        et_group_plan(chain, i, ET_ACTIVE_ALL, &chain->groups[i]);
    return 0;
}
