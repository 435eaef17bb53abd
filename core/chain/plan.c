// SPDX-License-Identifier: MIT
/* From a list of filters and the shape of a frame to stages that can run. */
#include "chain/plan.h"

#include "base/arena.h"
#include "base/engine.h"
#include "base/threads.h"

#include <string.h>

enum {
    BAND_SAMPLES = 1 << 18, /* about a millisecond of a heavy filter, and within an L2 cache */
    BAND_ROWS = 8,          /* fewest, so that edge work does not add up on wide frames */
    ALIGN = 64,
};

static bool same_shape(const struct et_image_info *a, const struct et_image_info *b)
{
    return a->format == b->format && a->width == b->width && a->height == b->height &&
           !memcmp(&a->color, &b->color, sizeof(a->color));
}

void et_chain_unplan(struct et_chain *chain)
{
    et_chain_drop(chain);
    et_arena_destroy(&chain->arena);
    chain->stages = NULL;
    chain->stage_count = 0;
    chain->scratch = NULL;
    chain->scratch_stride = 0;
}

/* Rows of a band of `plane`, such that bands are of nearly equal height. */
static int rows_of_band(const struct et_stage *stage, int plane, int height)
{
    if (stage->filter->order != ET_ORDER_ANY)
        return height;
    int rows = BAND_SAMPLES / et_plane_width(stage->out.format, plane, stage->out.width);
    int fewest = stage->filter->band_rows ? stage->filter->band_rows(stage->state, plane) : 1;
    if (rows < BAND_ROWS)
        rows = BAND_ROWS;
    if (rows < fewest)
        rows = fewest;
    int count = (height + rows - 1) / rows;
    return (height + count - 1) / count;
}

/* Divides the planes of a stage into bands and reports the rows of the highest one. */
static int make_bands(struct et_stage *stage, struct et_arena *arena, int *most_rows)
{
    const int planes = et_format_info(stage->out.format)->planes;
    int rows[4] = {0}, heights[4] = {0}, count = 0;
    *most_rows = 0;
    for (int plane = 0; plane < planes; plane++) {
        heights[plane] = et_plane_height(stage->out.format, plane, stage->out.height);
        rows[plane] = rows_of_band(stage, plane, heights[plane]);
        count += (heights[plane] + rows[plane] - 1) / rows[plane];
        if (rows[plane] > *most_rows)
            *most_rows = rows[plane];
    }
    struct et_band *bands = et_arena_alloc(arena, (size_t)count, sizeof(*bands));
    if (!bands)
        return et_fail(ET_ERROR_MEMORY, "no memory for %d bands", count);
    stage->bands = bands;
    stage->band_count = count;
    for (int plane = 0; plane < planes; plane++)
        for (int first = 0; first < heights[plane]; first += rows[plane]) {
            int last = first + rows[plane];
            *bands++ =
                (struct et_band){plane, first, last < heights[plane] ? last : heights[plane]};
        }
    return 0;
}

static int plan_stage(struct et_chain *chain, const struct et_chain_entry *entry,
                      const struct et_image_info *in)
{
    const struct et_filter *filter = entry->filter;
    const struct et_format_info *format = et_format_info(in->format);
    if (!(filter->models & 1u << format->model) || !format->planes)
        return et_fail(ET_ERROR_UNSUPPORTED, "%s does not take %s", filter->name, format->name);
    struct et_stage *stage = &chain->stages[chain->stage_count];
    *stage = (struct et_stage){.filter = filter, .out = *in};
    int error = filter->output_info ? filter->output_info(entry->params, in, &stage->out) : 0;
    if (error)
        return error;
    stage->state = et_arena_alloc(chain->arena, 1, filter->state_size);
    if (!stage->state)
        return et_fail(ET_ERROR_MEMORY, "no memory for the state of %s", filter->name);
    struct et_setup setup = {.params = entry->params,
                             .in = *in,
                             .out = stage->out,
                             .state = stage->state,
                             .arena = chain->arena,
                             .cpu = chain->engine->cpu};
    error = filter->configure(&setup);
    if (error)
        return error;
    int most_rows;
    error = make_bands(stage, chain->arena, &most_rows);
    if (error)
        return error;
    size_t scratch = filter->scratch_size ? filter->scratch_size(stage->state, most_rows) : 0;
    if (scratch > chain->scratch_stride)
        chain->scratch_stride = (scratch + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    chain->stage_count++;
    return 0;
}

static int plan(struct et_chain *chain, const struct et_image_info *in)
{
    int error = et_arena_create(&chain->arena);
    if (error)
        return error;
    chain->stages = et_arena_alloc(chain->arena, chain->entry_count + 1, sizeof(*chain->stages));
    if (!chain->stages)
        return et_fail(ET_ERROR_MEMORY, "no memory for %zu filters", chain->entry_count);
    struct et_image_info shape = *in;
    for (size_t i = 0; i < chain->entry_count; i++) {
        const struct et_chain_entry *entry = &chain->entries[i];
        if (entry->filter->is_neutral && entry->filter->is_neutral(entry->params, &shape))
            continue;
        error = plan_stage(chain, entry, &shape);
        if (error)
            return error;
        shape = chain->stages[chain->stage_count - 1].out;
    }
    size_t threads = (size_t)et_threads_workers(chain->engine->threads) + 1;
    chain->scratch = et_arena_alloc(chain->arena, threads, chain->scratch_stride);
    if (!chain->scratch)
        return et_fail(ET_ERROR_MEMORY, "no scratch memory for %zu threads", threads);
    chain->in = *in;
    chain->out = shape;
    chain->stage = chain->stage_count;
    return 0;
}

int et_chain_configure(struct et_chain *chain, const struct et_image_info *in,
                       struct et_image_info *out)
{
    if (!chain->arena || !same_shape(&chain->in, in)) {
        et_chain_unplan(chain);
        int error = plan(chain, in);
        if (error) {
            et_chain_unplan(chain);
            return error;
        }
    }
    *out = chain->out;
    return 0;
}
