// SPDX-License-Identifier: MIT
/* A group's strips at work: band by band through all stages, one strip a thread. */
#include "base/engine.h"
#include "base/threads.h"
#include "chain/group.h"
#include "chain/stage.h"
#include "frame/frame.h"

#include <string.h>

struct work {
    struct et_chain *chain;
    const struct et_band_group *group;
};

/* A strip and the thread that is at it. */
struct worker {
    struct et_strip *strip;
    uint8_t *memory, *scratch;
};

/*
 * The window of a stage as an image of the whole frame: its planes begin where their first rows would
 * lie, of which only those in the window exist.
 */
static struct et_image window_image(const struct et_band_group *group, int k,
                                    const struct et_strip *strip, uint8_t *memory)
{
    const struct et_window *window = &group->windows[k];
    struct et_image image = {.info = group->stages[k]->out};
    for (int p = 0; p < et_format_info(image.info.format)->planes; p++) {
        const struct et_rows held = et_rows_of_plane(&image.info, p, strip->have[k]);
        image.stride[p] = window->stride[p];
        image.data[p] = (uint8_t *)((uintptr_t)(memory + window->offset[p]) -
                                    (uintptr_t)held.first * (uintptr_t)window->stride[p]);
    }
    return image;
}

/* Moves the rows of a window that are kept to its start. */
static void keep(const struct et_way *way, int k, int first)
{
    const struct worker *worker = way->opaque;
    const struct et_window *window = &way->group->windows[k];
    const struct et_image_info *info = &way->group->stages[k]->out;
    const struct et_rows have = way->have[k];
    if (first == have.first || first >= have.last)
        return;
    for (int p = 0; p < et_format_info(info->format)->planes; p++) {
        const struct et_rows held = et_rows_of_plane(info, p, have);
        const struct et_rows kept = et_rows_of_plane(info, p, (struct et_rows){first, have.last});
        const size_t stride = (size_t)window->stride[p];
        uint8_t *rows = worker->memory + window->offset[p];
        memmove(rows, rows + (size_t)(kept.first - held.first) * stride,
                (size_t)(kept.last - kept.first) * stride);
    }
}

/* Rows of all planes of one stage, no more at a time than its scratch memory is for. */
static void run_stage(const struct et_stage *stage, struct et_run *run, struct et_rows rows)
{
    const int planes = stage->filter->joint ? 1 : et_format_info(stage->out.format)->planes;
    for (int p = 0; p < planes; p++) {
        const struct et_rows all = et_rows_of_plane(&stage->out, p, rows);
        run->plane = p;
        for (int first = all.first; first < all.last; first += stage->most_rows) {
            run->first = first;
            run->last = first + stage->most_rows < all.last ? first + stage->most_rows : all.last;
            et_stage_run(stage, run);
        }
    }
}

static void make(const struct et_way *way, int k, struct et_rows rows, struct et_rows from)
{
    const struct worker *worker = way->opaque;
    const struct et_band_group *group = way->group;
    const struct et_stage *stage = group->stages[k], *leader = group->stages[0];
    const bool is_last = k == group->count - 1;
    struct et_image in, out;
    const struct et_image *one = &in;
    (void)from;
    if (k > 0)
        in = window_image(group, k - 1, worker->strip, worker->memory);
    if (!is_last)
        out = window_image(group, k, worker->strip, worker->memory);
    struct et_run run = {
        .state = stage->state,
        .in = k ? &in : leader->window[et_stage_before(leader)],
        .frames = k ? &one : leader->window,
        .second = stage->second ? &stage->second->image : NULL,
        .out = is_last ? &leader->target->image : &out,
        .moment = &stage->moment,
        .scratch = worker->scratch,
    };
    run_stage(stage, &run, rows);
}

static void run_strip(void *context, int index, int worker)
{
    const struct work *work = context;
    const struct et_chain *chain = work->chain;
    const struct et_band_group *group = work->group;
    struct et_strip *strip = &chain->strips[index];
    struct worker at_work = {strip, chain->windows + (size_t)index * chain->windows_stride,
                             chain->scratch + (size_t)worker * chain->scratch_stride};
    const struct et_way way = {group, strip->have, &at_work, keep, make};
    for (int i = 0; i < group->bands_at_a_time && strip->next < strip->last; i++) {
        const int rows = strip->last - strip->next;
        const int last = strip->next + (rows < group->band_rows ? rows : group->band_rows);
        et_group_advance(&way, group->count - 1, (struct et_rows){strip->next, last});
        strip->next = last;
    }
}

void et_group_begin(struct et_chain *chain, const struct et_band_group *group)
{
    struct et_moment moment = group->stages[0]->moment;
    for (int k = 0; k < group->count; k++) {
        group->stages[k]->moment = moment;
        et_stage_set_fields(group->stages[k], &moment.interlaced, &moment.top_first);
    }
    for (int i = 0; i < group->strips; i++) {
        const struct et_rows rows = et_group_strip(group, i);
        chain->strips[i] = (struct et_strip){.next = rows.first, .last = rows.last};
    }
}

bool et_group_run(struct et_chain *chain, const struct et_band_group *group)
{
    et_threads_run(chain->engine->threads, group->strips, run_strip, &(struct work){chain, group});
    for (int i = 0; i < group->strips; i++)
        if (chain->strips[i].next < chain->strips[i].last)
            return false;
    return true;
}
