// SPDX-License-Identifier: MIT
/* From a list of filters and the shape of a frame to stages that can run. */
#include "chain/plan.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/engine.h"
#include "base/threads.h"
#include "chain/fuse.h"
#include "chain/group.h"
#include "chain/part.h"
#include "chain/region.h"
#include "chain/stage.h"
#include "chain/tiles.h"
#include "frame/frame.h"
#include "media/cache.h"

#include <string.h>

enum {
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
        et_arena_destroy(&chain->stages[i].cut.arena);
        et_pool_close(&chain->stages[i].pool);
    }
    et_arena_destroy(&chain->arena);
    et_free(chain->scratch);
    chain->stages = NULL;
    chain->stage_count = 0;
    chain->groups = NULL;
    chain->scratch = NULL;
    chain->scratch_stride = 0;
}

static bool keeps_shape(const struct et_stage *stage)
{
    return et_image_info_equal(&stage->in, &stage->out) && stage->outputs == 1;
}

/* Whether what was set of an entry fits the shapes of its input and output. */
static int check_entry(const struct et_stage *stage)
{
    const struct et_chain_entry *entry = stage->entry;
    const char *name = entry->filter->name;
    if (entry->has_region && !keeps_shape(stage))
        return et_fail(ET_ERROR_ARGUMENT,
                       "%s cannot be limited to a region: its output has another "
                       "shape than its input",
                       name);
    if (entry->has_enable && !keeps_shape(stage))
        return et_fail(ET_ERROR_ARGUMENT,
                       "%s cannot be enabled for a time: its output has another "
                       "shape than its input",
                       name);
    if (stage->filter->inputs == 2 && !entry->has_input)
        return et_fail(ET_ERROR_ARGUMENT, "%s needs a second input", name);
    if (entry->has_input && entry->input.can_be_nothing && !keeps_shape(stage))
        return et_fail(ET_ERROR_ARGUMENT,
                       "the second input of %s must always show something: its "
                       "output has another shape than its input",
                       name);
    return 0;
}

/* What the keyframe of a parameter sets has the shape that was planned. */
static int check_key(struct et_stage *stage, const struct et_param *param, double time_s)
{
    const struct et_filter *filter = stage->filter;
    const struct et_instant instant = et_instant_at(time_s);
    struct et_image_info out = stage->in;
    et_entry_params_at(stage->entry, &instant, stage->params);
    int error = filter->output_info ? filter->output_info(stage->params, &stage->in, &out) : 0;
    if (error)
        return error;
    if (!et_image_info_equal(&out, &stage->out) ||
        (filter->outputs_per_input && filter->outputs_per_input(stage->params) != stage->outputs))
        return et_fail(ET_ERROR_ARGUMENT,
                       "%s: keyframes of %s change the shape of the "
                       "output, which has to stay",
                       filter->name, param->key);
    return 0;
}

/*
 * The stage is configured for values that stand for all that keyframes give, so that frames find the
 * memory that they need.
 */
static int plan_keys(struct et_chain *chain, struct et_stage *stage)
{
    const struct et_chain_entry *entry = stage->entry;
    for (size_t i = 0; i < stage->filter->param_count; i++) {
        const struct et_track *track = &entry->tracks[i];
        int error = 0;
        for (size_t k = 0; !error && k < track->count; k++)
            error = check_key(stage, &stage->filter->params[i], track->keys[k].time_s);
        for (int turn = 0; !error && track->count && turn < ET_KEY_TURNS; turn++) {
            et_entry_params_in_turn(entry, i, turn, stage->params);
            error = et_stage_configure(stage, stage->params, &stage->second_info, chain->engine);
            if (!error)
                error = et_chain_reserve_scratch(chain);
        }
        if (error)
            return error;
    }
    return et_stage_widen(stage);
}

/* The region of a stage as it is at first: weights, or the part of the picture that an analysis sees. */
static int plan_region(struct et_chain *chain, struct et_stage *stage)
{
    stage->region = stage->entry->region;
    if (stage->filter->result_count)
        return 0;
    int error = et_region_init(stage->masks, &stage->in, chain->arena);
    if (!error)
        stage->is_hidden = !et_region_set(stage->masks, &stage->region, &stage->in);
    return error;
}

static int configure_stage(struct et_chain *chain, struct et_stage *stage)
{
    const struct et_chain_entry *entry = stage->entry;
    const size_t size = et_entry_params_size(entry);
    struct et_image_info second = {0};
    int error = entry->has_region ? plan_region(chain, stage) : 0;
    if (stage->fused)
        return error ? error : et_fused_configure(chain, stage);
    stage->params = et_arena_alloc(chain->arena, 1, size);
    stage->next_params = et_arena_alloc(chain->arena, 1, size);
    if (!stage->params || !stage->next_params)
        return et_fail(ET_ERROR_MEMORY, "no memory for the parameters of %s", stage->filter->name);
    if (entry->has_input)
        second = entry->input.info;
    stage->second_info = second;
    if (!error && entry->tracks)
        error = plan_keys(chain, stage);
    if (!error && entry->moves && stage->filter->result_count)
        error = et_part_plan(chain, stage);
    memcpy(stage->params, entry->params, stage->filter->params_size);
    return error ? error : et_stage_configure(stage, stage->params, &second, chain->engine);
}

static int plan_stage(struct et_chain *chain, size_t index, const struct et_image_info *in)
{
    const struct et_chain_entry *entry = &chain->entries[index];
    const struct et_filter *filter = entry->filter;
    const struct et_format_info *format = et_format_info(in->format);
    if (!(filter->models & 1u << format->model) || !format->planes)
        return et_fail(ET_ERROR_UNSUPPORTED, "%s does not take %s", filter->name, format->name);
    struct et_stage *stage = &chain->stages[chain->stage_count];
    *stage = (struct et_stage){.filter = filter,
                               .entry = entry,
                               .index = index,
                               .covers = 1,
                               .in = *in,
                               .out = *in,
                               .outputs = et_entry_outputs(entry),
                               .ahead = et_entry_ahead(entry)};
    int error = 0;
    if (et_is_fused(chain, index, in))
        error = et_fuse(chain, stage);
    else if (filter->output_info)
        error = filter->output_info(entry->params, in, &stage->out);
    if (!error)
        error = check_entry(stage);
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
    return configure_stage(chain, stage);
}

static bool is_keyed(const struct et_stage *stage)
{
    bool is_keyed = et_entry_is_keyed(stage->entry);
    for (int i = 0; stage->fused && i < stage->fused->parts.count; i++)
        is_keyed |= et_entry_is_keyed(stage->fused->entries[i]);
    return is_keyed;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

int et_chain_reserve_scratch(struct et_chain *chain)
{
    const size_t threads = (size_t)et_threads_workers(chain->engine->threads) + 1;
    size_t needed = 0, room = 0;
    size_t needed_sum = 0,
           room_sum = 0; /* of stages that may be a group in which each has its own */
    bool by_plane = true;
    for (size_t i = 0; i < chain->stage_count; i++)
        by_plane &= chain->stages[i].filter->by_plane || !et_stage_can_be_tiled(&chain->stages[i]);
    for (size_t i = 0; i < chain->stage_count; i++) {
        const struct et_stage *stage = &chain->stages[i];
        const size_t size = et_align_up(stage->scratch_most);
        const size_t more = is_keyed(stage) ? et_align_up(size / 2 * 3) : size;
        const bool joins = et_stage_can_be_tiled(stage);
        if (stage->filter->order == ET_ORDER_TOP_DOWN)
            continue;
        if (joins) { /* those between may pass their frames */
            needed_sum += et_stage_own_scratch(stage, size, by_plane);
            room_sum += et_stage_own_scratch(stage, more, by_plane);
        }
        needed = larger(needed, larger(size, needed_sum));
        room = larger(room, larger(more, room_sum));
    }
    if (needed <= chain->scratch_stride)
        return 0;
    et_free(chain->scratch);
    chain->scratch_stride = 0;
    chain->scratch = et_alloc_zero(threads, room);
    if (!chain->scratch)
        return et_fail(ET_ERROR_MEMORY, "no scratch memory for %zu threads", threads);
    chain->scratch_stride = room;
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
        if (!entry->tracks && et_entry_is_neutral(entry, entry->params, &shape))
            continue;
        error = plan_stage(chain, i, &shape);
        if (error)
            return error;
        shape = chain->stages[chain->stage_count - 1].out;
        i += chain->stages[chain->stage_count - 1].covers - 1;
    }
    chain->in = *in;
    chain->out = shape;
    et_chain_restart(chain, true);
    error = et_chain_reserve_scratch(chain);
    return error ? error : et_chain_reserve_windows(chain);
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

int et_chain_fast_tables(const struct et_chain *chain)
{
    int tables = 0;
    for (size_t i = 0; i < chain->stage_count; i++)
        tables += chain->stages[i].fused && et_program_fast_size(chain->stages[i].state) > 0;
    return tables;
}

int et_chain_outputs(const struct et_chain *chain)
{
    int product = 1;
    for (size_t i = 0; i < chain->entry_count; i++)
        product *= et_entry_outputs(&chain->entries[i]);
    return product;
}
