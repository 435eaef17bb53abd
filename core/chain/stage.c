// SPDX-License-Identifier: MIT
/* One stage: a filter's tables for given parameters, and the bands that its frames are cut into. */
#include "chain/stage.h"

#include "base/arena.h"
#include "base/engine.h"
#include "base/range.h"
#include "base/threads.h"
#include "chain/fuse.h"
#include "chain/group.h"
#include "chain/params.h"
#include "chain/part.h"
#include "chain/region.h"
#include "frame/frame.h"

#include <string.h>

enum {
    BAND_SAMPLES = 1 << 18, /* about a millisecond of a heavy filter, and within an L2 cache */
    BAND_ROWS = 8,          /* fewest, so that edge work does not add up on wide frames */
};

int et_stage_before(const struct et_stage *stage)
{
    return stage->filter->frames_before;
}

/* The shape whose rows the bands divide. */
static const struct et_image_info *banded(const struct et_stage *stage)
{
    return stage->filter->result_count ? &stage->part.info : &stage->out;
}

/* Rows of a band of `plane`, such that bands are of nearly equal height. */
static int rows_of_band(const struct et_stage *stage, int plane, int height)
{
    const struct et_image_info *info = banded(stage);
    if (stage->filter->order == ET_ORDER_WHOLE_FRAME)
        return height;
    int rows = BAND_SAMPLES / et_plane_width(info->format, plane, info->width);
    int fewest = stage->filter->band_rows ? stage->filter->band_rows(stage->state, plane) : 1;
    if (rows < BAND_ROWS)
        rows = BAND_ROWS;
    if (rows < fewest)
        rows = fewest;
    int count = (height + rows - 1) / rows;
    return (height + count - 1) / count;
}

/* Divides the planes of a stage into bands. */
static int make_bands(struct et_stage *stage)
{
    const struct et_image_info *info = banded(stage);
    const struct et_format_info *format = et_format_info(info->format);
    const int planes = stage->filter->joint ? 1 : format->planes;
    const int unit = stage->filter->joint ? 1 << format->chroma_y : 1;
    int rows[4] = {0}, heights[4] = {0}, count = 0;
    stage->most_rows = 0;
    for (int plane = 0; plane < planes; plane++) {
        heights[plane] = et_plane_height(info->format, plane, info->height);
        rows[plane] = (rows_of_band(stage, plane, heights[plane]) + unit - 1) / unit * unit;
        count += (heights[plane] + rows[plane] - 1) / rows[plane];
        if (rows[plane] > stage->most_rows)
            stage->most_rows = rows[plane];
    }
    struct et_band *bands = et_arena_alloc(stage->arena, (size_t)count, sizeof(*bands));
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

/* Rows of a band of what is cut; where frames are wide, more than bands of the whole have. */
static int cut_rows(const struct et_stage *stage)
{
    return et_smaller(ET_BAND_ROWS_MOST, stage->out.height);
}

int et_stage_configure(struct et_stage *stage, const void *params,
                       const struct et_image_info *second, struct et_engine *engine)
{
    const struct et_filter *filter = stage->filter;
    int error = et_part_init(stage, second);
    stage->stale = true;
    stage->version++;
    et_arena_rewind(stage->arena);
    stage->state = et_arena_alloc(stage->arena, 1, filter->state_size);
    if (error)
        return error;
    if (!stage->state)
        return et_fail(ET_ERROR_MEMORY, "no memory for the state of %s", filter->name);
    const struct et_setup setup = {.params = params,
                                   .in = stage->part.info,
                                   .second = et_part_second(stage, second),
                                   .out = stage->out,
                                   .whole_width = stage->part.info.width,
                                   .state = stage->state,
                                   .arena = stage->arena,
                                   .cpu = engine->cpu};
    error = filter->configure(&setup);
    if (!error)
        error = make_bands(stage);
    if (error)
        return error;
    const int rows = et_larger(stage->most_rows, filter->columns_needed ? cut_rows(stage) : 0);
    stage->scratch_size = filter->scratch_size ? filter->scratch_size(stage->state, rows) : 0;
    stage->scratch_most =
        stage->scratch_size > stage->scratch_most ? stage->scratch_size : stage->scratch_most;
    if (filter->order == ET_ORDER_TOP_DOWN) {
        stage->kept = et_arena_alloc(stage->arena, 1, stage->scratch_size);
        if (!stage->kept)
            return et_fail(ET_ERROR_MEMORY, "no scratch memory for %s", filter->name);
    }
    et_part_ask(stage);
    if (filter->result_count)
        error = et_tally_init(&stage->tally, stage, et_threads_workers(engine->threads) + 1);
    stage->second_info = *second;
    stage->stale = error != 0;
    return error;
}

int et_stage_reserve_cut(struct et_stage *stage)
{
    const int error = et_arena_create(&stage->cut.arena);
    return error ? error : et_arena_match(stage->cut.arena, stage->arena);
}

int et_stage_cut(struct et_stage *stage, int width, struct et_engine *engine)
{
    const struct et_filter *filter = stage->filter;
    struct et_cut *cut = &stage->cut;
    cut->width = 0;
    et_arena_rewind(cut->arena);
    cut->state = et_arena_alloc(cut->arena, 1, filter->state_size);
    if (!cut->state)
        return et_fail(ET_ERROR_MEMORY, "no memory for the state of %s", filter->name);
    struct et_setup setup = {.params = stage->params,
                             .in = stage->in,
                             .second = stage->second_info,
                             .out = stage->out,
                             .whole_width = stage->in.width,
                             .state = cut->state,
                             .arena = cut->arena,
                             .cpu = engine->cpu};
    setup.in.width = setup.out.width = width;
    const int error = filter->configure(&setup);
    if (error)
        return error;
    cut->scratch_size =
        filter->scratch_size ? filter->scratch_size(cut->state, cut_rows(stage)) : 0;
    cut->width = width;
    cut->version = stage->version;
    return 0;
}

int et_stage_widen(struct et_stage *stage)
{
    stage->stale = true;
    return et_arena_widen(stage->arena);
}

/* ---- The frame at work ----------------------------------------------------------------------- */

static bool is_enabled(const struct et_chain_entry *entry, const struct et_frame *frame)
{
    const struct et_instant now = et_instant_of(frame->pts, frame->time_base);
    if (!entry->has_enable || frame->time_base.num <= 0 || frame->time_base.den <= 0)
        return true;
    return et_instant_has_reached(&now, entry->from_s) &&
           !et_instant_has_reached(&now, entry->to_s);
}

static int fetch_second(struct et_stage *stage, const struct et_frame *frame)
{
    const struct et_input *input = &stage->entry->input;
    struct et_frame *second = NULL;
    int result = input->frame(input->opaque, frame->pts, frame->time_base, &second);
    if (result == ET_MORE)
        return ET_STAGE_WAIT;
    if (result == ET_DONE)
        return ET_STAGE_PASS;
    if (result < 0)
        return result;
    const struct et_format_info *format = et_format_info(second->image.info.format);
    if (!(stage->filter->second_models & 1u << format->model)) {
        et_frame_unref(&second);
        return et_fail(ET_ERROR_UNSUPPORTED, "%s does not take %s as its second input",
                       stage->filter->name, format->name);
    }
    stage->second = second;
    return ET_STAGE_RUN;
}

void et_stage_move_region(struct et_stage *stage, const struct et_instant *instant)
{
    const struct et_region region = et_entry_region_at(stage->entry, instant);
    if (!memcmp(&region, &stage->region, sizeof(region)))
        return;
    stage->region = region;
    stage->moved++;
    if (stage->filter->result_count)
        stage->stale = true; /* it is configured for the part that it sees */
    else
        stage->is_hidden = !et_region_set(stage->masks, &region, &stage->in);
}

/* Takes the parameters of the frame at work. Returns whether they are others than those before. */
static bool take_next(struct et_stage *stage)
{
    void *params = stage->params;
    if (et_params_equal(stage->filter, params, stage->next_params))
        return false;
    stage->params = stage->next_params;
    stage->next_params = params;
    return true;
}

int et_stage_prepare(struct et_chain *chain, struct et_stage *stage, const struct et_frame *frame)
{
    const struct et_chain_entry *entry = stage->entry;
    const struct et_instant now = et_instant_of(frame->pts, frame->time_base);
    const bool keyed = !stage->fused && et_entry_is_keyed(entry);
    if (!is_enabled(entry, frame))
        return ET_STAGE_PASS;
    if (entry->moves)
        et_stage_move_region(stage, &now);
    if (stage->is_hidden)
        return ET_STAGE_PASS;
    bool changed = stage->stale;
    if (keyed) { /* before the second input, which is neither needed nor kept while it passes */
        et_entry_params_at(entry, &now, stage->next_params);
        if (et_entry_is_neutral(entry, stage->next_params, &stage->in))
            return ET_STAGE_PASS;
    }
    if (entry->has_input && !stage->second) {
        int result = fetch_second(stage, frame);
        if (result != ET_STAGE_RUN)
            return result;
        changed |= !et_image_info_equal(&stage->second->image.info, &stage->second_info);
    }
    if (stage->fused) {
        bool passes;
        changed |= et_fused_set_time(stage, &now, &passes);
        if (passes)
            return ET_STAGE_PASS;
    } else if (keyed) {
        changed |= take_next(stage);
    }
    if (!changed)
        return ET_STAGE_RUN;
    const struct et_image_info *second =
        stage->second ? &stage->second->image.info : &stage->second_info;
    int error = et_stage_configure(stage, stage->params, second, chain->engine);
    if (!error)
        error = et_chain_reserve_scratch(chain);
    return error ? error : ET_STAGE_RUN;
}

void et_stage_set_fields(const struct et_stage *stage, int *interlaced, int *top_first)
{
    const struct et_filter *filter = stage->filter;
    const bool is_whole = filter->fields && !stage->entry->has_region;
    const enum et_fields fields = is_whole ? filter->fields(stage->state) : ET_FIELDS_STAY;
    if (filter->makes_progressive || fields == ET_FIELDS_MIX)
        *interlaced = 0;
    if (fields == ET_FIELDS_SWAP)
        *top_first = !*top_first;
}

/* Weights of a plane of what a run makes, which may be a part of the picture across. */
static struct et_mask mask_of_run(const struct et_stage *stage, const struct et_run *run, int plane)
{
    const struct et_image_info *info = &run->out->info;
    const bool fewer = et_plane_is_chroma(info->format, plane);
    const int left = run->left >> (fewer ? et_format_info(info->format)->chroma_x : 0);
    const int width = et_plane_width(info->format, plane, info->width);
    struct et_mask mask = stage->masks[plane];
    mask.across += left;
    mask.left = et_larger(mask.left - left, 0);
    mask.right = et_smaller(mask.right - left, width);
    if (mask.left >= mask.right)
        mask.left = mask.right = 0;
    return mask;
}

/* Limits computed rows to the region: of their plane, or of all planes. */
static void mix_region(const struct et_stage *stage, const struct et_run *run, int first, int last)
{
    const enum et_format format = run->out->info.format;
    const bool joint = stage->filter->joint;
    const int planes = joint ? et_format_info(format)->planes : 1;
    for (int plane = run->plane; plane < run->plane + planes; plane++) {
        const bool fewer = joint && et_plane_is_chroma(format, plane);
        const int shift = fewer ? et_format_info(format)->chroma_y : 0;
        const struct et_mask mask = mask_of_run(stage, run, plane);
        et_region_mix(&mask, run->in, run->out, plane, first >> shift,
                      (last + (1 << shift) - 1) >> shift);
    }
}

void et_stage_run(const struct et_stage *stage, struct et_run *run)
{
    const struct et_filter *filter = stage->filter;
    const int first = run->first, last = run->last;
    if (!stage->entry->has_region) {
        filter->run(run);
        return;
    }
    if (filter->result_count) {
        et_part_run(stage, run);
        return;
    }
    const struct et_mask mask = mask_of_run(stage, run, run->plane);
    if (filter->order == ET_ORDER_ANY && !filter->joint) { /* rows without effect are left out */
        run->first = et_larger(first, mask.top);
        run->last = et_smaller(last, mask.bottom);
        run->follows &= run->first > mask.top;
    }
    if (run->first < run->last && mask.left < mask.right)
        filter->run(run);
    mix_region(stage, run, first, last);
}
