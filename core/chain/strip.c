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

/* A strip and the memory of the thread that is at it. */
struct worker {
    struct et_strip *strip;
    uint8_t *memory, *scratch;
};

/* Planes of an image of the group that are made together. */
static struct et_planes planes_at_work(const struct et_band_group *group, enum et_format format,
                                       const struct et_strip *strip)
{
    if (group->by_plane)
        return (struct et_planes){strip->plane, strip->plane + 1};
    return (struct et_planes){0, et_format_info(format)->planes};
}

/*
 * The window of a stage as an image of the whole frame, or of the part of it across that the stage makes:
 * its planes begin where their first rows would lie, of which only those in the window exist.
 */
static struct et_image window_image(const struct et_band_group *group, int k,
                                    const struct et_strip *strip, uint8_t *memory)
{
    const struct et_window *window = &group->windows[k];
    struct et_image image = {.info = group->stages[k]->out};
    const struct et_planes planes = planes_at_work(group, image.info.format, strip);
    if (group->own_scratch)
        image.info.width = group->columns[k].width;
    for (int p = planes.first; p < planes.last; p++) {
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
    const struct et_planes planes = planes_at_work(way->group, info->format, worker->strip);
    const struct et_rows have = way->have[k];
    if (first == have.first || first >= have.last)
        return;
    for (int p = planes.first; p < planes.last; p++) {
        const struct et_rows held = et_rows_of_plane(info, p, have);
        const struct et_rows kept = et_rows_of_plane(info, p, (struct et_rows){first, have.last});
        const size_t stride = (size_t)window->stride[p];
        uint8_t *rows = worker->memory + window->offset[p];
        memmove(rows, rows + (size_t)(kept.first - held.first) * stride,
                (size_t)(kept.last - kept.first) * stride);
    }
}

/*
 * Rows of the planes of a stage, no more at a time than its scratch memory is for, of which each plane has its
 * own where that lasts.
 */
static void run_stage(const struct et_band_group *group, int k, struct et_run *run,
                      struct et_planes planes, struct et_rows rows)
{
    const struct et_stage *stage = group->stages[k];
    const int most = group->tiles > 1 ? ET_BAND_ROWS_MOST : stage->most_rows;
    const bool follows = run->follows;
    uint8_t *scratch = run->scratch;
    for (int p = planes.first; p < planes.last; p++) {
        const struct et_rows all = et_rows_of_plane(&stage->out, p, rows);
        run->plane = p;
        run->scratch = scratch + (size_t)p * group->plane_scratch[k];
        for (int first = all.first; first < all.last; first += most) {
            run->follows = follows || (group->own_scratch && first > all.first);
            run->first = first;
            run->last = first + most < all.last ? first + most : all.last;
            et_stage_run(stage, run);
        }
    }
}

/* Of planes: `width` picture columns from `left` on. */
static void narrow(struct et_image *image, struct et_planes planes, int left, int width)
{
    const struct et_format_info *format = et_format_info(image->info.format);
    for (int p = planes.first; p < planes.last; p++) {
        const int shift = et_plane_is_chroma(image->info.format, p) ? format->chroma_x : 0;
        image->data[p] += (left >> shift) * format->bytes_per_pixel;
    }
    image->info.width = width;
}

/* What the last stage made of a tile goes to the frame, without the ends where it was cut off. */
static void put_tile(const struct et_band_group *group, const struct et_strip *strip,
                     struct et_image from, struct et_image to, struct et_rows rows)
{
    const int first = group->seams[strip->tile], width = group->seams[strip->tile + 1] - first;
    const enum et_format format = to.info.format;
    const struct et_planes planes = planes_at_work(group, format, strip);
    const size_t pixel = et_format_info(format)->bytes_per_pixel;
    narrow(&from, planes, first - group->columns[group->count - 1].left[strip->tile], width);
    narrow(&to, planes, first, width);
    for (int p = planes.first; p < planes.last; p++) {
        const struct et_rows all = et_rows_of_plane(&to.info, p, rows);
        for (int y = all.first; y < all.last; y++)
            memcpy(et_image_row(&to, p, y), et_image_row(&from, p, y),
                   (size_t)et_plane_width(format, p, width) * pixel);
    }
}

/* The input of stage k: the frame, what is in the window before it, or the part of it that it reads. */
static struct et_image input_image(const struct et_band_group *group, int k,
                                   const struct worker *worker)
{
    const struct et_stage *leader = group->stages[0];
    const struct et_strip *strip = worker->strip;
    struct et_image in = k ? window_image(group, k - 1, strip, worker->memory)
                           : *leader->window[et_stage_before(leader)];
    if (group->tiles > 1)
        narrow(&in, planes_at_work(group, in.info.format, strip),
               group->columns[k].left[strip->tile] -
                   (k ? group->columns[k - 1].left[strip->tile] : 0),
               group->columns[k].width);
    return in;
}

static void make(const struct et_way *way, int k, struct et_rows rows, struct et_rows from,
                 bool follows)
{
    const struct worker *worker = way->opaque;
    const struct et_band_group *group = way->group;
    const struct et_stage *stage = group->stages[k], *leader = group->stages[0];
    const bool is_last = k == group->count - 1, has_tiles = group->tiles > 1;
    const struct et_image *target = &leader->target->image;
    const struct et_image in = input_image(group, k, worker), *one = &in;
    struct et_planes planes = planes_at_work(group, stage->out.format, worker->strip);
    struct et_image out;
    (void)from;
    if (!is_last || has_tiles)
        out = window_image(group, k, worker->strip, worker->memory);
    if (stage->filter->joint)
        planes.last = 1;
    struct et_run run = {
        .state = has_tiles ? stage->cut.state : stage->state,
        .in = k || has_tiles ? one : leader->window[et_stage_before(leader)],
        .frames = k || has_tiles ? &one : leader->window,
        .second = stage->second ? &stage->second->image : NULL,
        .out = is_last && !has_tiles ? target : &out,
        .moment = &stage->moment,
        .scratch = worker->scratch + group->scratch[k],
        .follows = follows,
        .left = has_tiles ? group->columns[k].left[worker->strip->tile] : 0,
    };
    run_stage(group, k, &run, planes, rows);
    if (is_last && has_tiles && rows.first >= 0)
        put_tile(group, worker->strip, out, *target, rows);
}

/* The strip's next tile, or its first one of the next plane, where there is one. */
static void begin_next(const struct et_band_group *group, int index, struct et_strip *strip)
{
    const struct et_rows rows = et_group_strip(group, index);
    int plane = strip->plane, tile = strip->tile + group->across;
    const int planes = group->by_plane ? et_format_info(group->stages[0]->out.format)->planes : 1;
    if (tile >= group->tiles) {
        tile = index % group->across;
        plane++;
    }
    if (plane < planes)
        *strip = (struct et_strip){rows.first, rows.last, .plane = plane, .tile = tile};
}

static void run_strip(void *context, int index, int worker)
{
    const struct work *work = context;
    const struct et_chain *chain = work->chain;
    const struct et_band_group *group = work->group;
    struct et_strip *strip = &chain->strips[index];
    /* Another thread may go on with a strip, whose scratch memory has to last between planes' bands. */
    const size_t scratch = (size_t)(group->own_scratch ? index : worker) * chain->scratch_stride;
    struct worker at_work = {strip, chain->windows + (size_t)index * chain->windows_stride,
                             chain->scratch + scratch};
    for (int i = 0; i < group->bands_at_a_time && strip->next < strip->last; i++) {
        const struct et_way way = {group,    strip->have, group->by_plane ? strip->plane : -1,
                                   &at_work, keep,        make};
        const int rows = strip->last - strip->next;
        const int last = strip->next + (rows < group->band_rows ? rows : group->band_rows);
        et_group_advance(&way, group->count - 1, (struct et_rows){strip->next, last});
        strip->next = last;
        if (strip->next == strip->last)
            begin_next(group, index, strip);
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
        chain->strips[i] =
            (struct et_strip){.next = rows.first, .last = rows.last, .tile = i % group->across};
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
