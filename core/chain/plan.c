// SPDX-License-Identifier: MIT
/* From a list of filters and the shape of a frame to stages that can run. */
#include "chain/plan.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/engine.h"
#include "base/threads.h"
#include "chain/stage.h"
#include "frame/frame.h"
#include "media/cache.h"

enum {
    ALIGN = 64,
    FRAMES_OUT = 64, /* frames of a stage that may be held, beside those in queues */
};

bool et_chain_fits(const struct et_chain *chain, const struct et_image_info *in)
{
    return chain->arena && et_image_info_equal(&chain->in, in);
}

void et_chain_unplan(struct et_chain *chain)
{
    et_chain_restart(chain, true);
    for (size_t i = 0; i < chain->stage_count; i++) {
        et_arena_destroy(&chain->stages[i].arena);
        et_pool_close(&chain->stages[i].pool);
    }
    et_arena_destroy(&chain->arena);
    et_free(chain->scratch);
    chain->stages = NULL;
    chain->stage_count = 0;
    chain->scratch = NULL;
    chain->scratch_size = 0;
    chain->scratch_stride = 0;
}

static bool is_neutral(const struct et_chain_entry *entry, const struct et_image_info *in)
{
    const struct et_filter *filter = entry->filter;
    return filter->is_neutral && et_entry_outputs(entry) == 1 &&
           filter->is_neutral(entry->params, in);
}

static int check_entry(const struct et_chain_entry *entry, const struct et_image_info *in)
{
    const struct et_filter *filter = entry->filter;
    const struct et_format_info *format = et_format_info(in->format);
    if (!(filter->models & 1u << format->model) || !format->planes)
        return et_fail(ET_ERROR_UNSUPPORTED, "%s does not take %s", filter->name, format->name);
    return 0;
}

static int plan_stage(struct et_chain *chain, size_t index, const struct et_image_info *in)
{
    const struct et_chain_entry *entry = &chain->entries[index];
    const struct et_filter *filter = entry->filter;
    struct et_stage *stage = &chain->stages[chain->stage_count];
    *stage = (struct et_stage){.filter = filter,
                               .entry = entry,
                               .index = index,
                               .in = *in,
                               .out = *in,
                               .outputs = et_entry_outputs(entry),
                               .ahead = et_entry_ahead(entry)};
    int error = check_entry(entry, in);
    if (!error && filter->output_info)
        error = filter->output_info(entry->params, in, &stage->out);
    if (!error)
        error = et_arena_create(&stage->arena);
    if (error)
        return error;
    chain->stage_count++;
    if (!filter->result_count) {
        error = et_pool_create(FRAMES_OUT + 2 * ET_QUEUE_MAX, &stage->pool);
        if (error)
            return error;
        et_pool_relieve(stage->pool, et_cache_evict, chain->engine->cache);
    }
    return et_stage_configure(stage, entry->params, chain->engine);
}

int et_chain_reserve_scratch(struct et_chain *chain)
{
    const size_t threads = (size_t)et_threads_workers(chain->engine->threads) + 1;
    size_t stride = 0;
    for (size_t i = 0; i < chain->stage_count; i++) {
        const struct et_stage *stage = &chain->stages[i];
        if (stage->filter->order != ET_ORDER_TOP_DOWN && stage->scratch_size > stride)
            stride = stage->scratch_size;
    }
    stride = (stride + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    chain->scratch_stride = stride;
    if (stride <= chain->scratch_size / threads)
        return 0;
    et_free(chain->scratch);
    chain->scratch_size = 0;
    chain->scratch = et_alloc_zero(threads, stride);
    if (!chain->scratch)
        return et_fail(ET_ERROR_MEMORY, "no scratch memory for %zu threads", threads);
    chain->scratch_size = threads * stride;
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
        if (is_neutral(&chain->entries[i], &shape))
            continue;
        error = plan_stage(chain, i, &shape);
        if (error)
            return error;
        shape = chain->stages[chain->stage_count - 1].out;
    }
    chain->in = *in;
    chain->out = shape;
    et_chain_restart(chain, true);
    return et_chain_reserve_scratch(chain);
}

int et_chain_configure(struct et_chain *chain, const struct et_image_info *in,
                       struct et_image_info *out)
{
    if (!et_chain_fits(chain, in)) {
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

int et_chain_frames_before(const struct et_chain *chain)
{
    int sum = 0;
    for (size_t i = 0; i < chain->entry_count; i++)
        sum += chain->entries[i].filter->frames_before;
    return sum;
}

int et_chain_frames_after(const struct et_chain *chain)
{
    int sum = 0;
    for (size_t i = 0; i < chain->entry_count; i++)
        sum += et_entry_ahead(&chain->entries[i]);
    return sum;
}

int et_chain_frames_held(const struct et_chain *chain)
{
    return et_chain_frames_before(chain) + et_chain_frames_after(chain);
}

int et_chain_outputs(const struct et_chain *chain)
{
    int product = 1;
    for (size_t i = 0; i < chain->entry_count; i++)
        product *= et_entry_outputs(&chain->entries[i]);
    return product;
}
