// SPDX-License-Identifier: MIT
/*
 * Frames on their way through a planned chain, band by band. Of the stages that can work the last
 * one does, so that no more frames are held than the filters read at a time.
 */
#include "base/clock.h"
#include "base/engine.h"
#include "base/threads.h"
#include "chain/region.h"
#include "chain/stage.h"
#include "frame/frame.h"

#include <limits.h>
#include <string.h>

/* Bands for each thread between two looks at the clock. */
enum { BANDS_PER_THREAD = 2 };

/* ---- Queues ---------------------------------------------------------------------------------- */

void et_chain_restart(struct et_chain *chain, bool at_start)
{
    et_frame_unref(&chain->result);
    chain->ended = false;
    for (size_t i = 0; i < chain->stage_count; i++) {
        struct et_stage *stage = &chain->stages[i];
        for (int k = 0; k < stage->count; k++)
            et_frame_unref(&stage->queue[k]);
        et_frame_unref(&stage->target);
        et_frame_unref(&stage->second);
        stage->count = 0;
        stage->at = at_start ? 0 : et_stage_before(stage);
        stage->ended = false;
        stage->output = 0;
        stage->band = 0;
        stage->begun = false;
    }
}

static bool is_ready(const struct et_stage *stage)
{
    return stage->at < stage->count &&
           (stage->ended || stage->count - 1 - stage->at >= stage->ahead);
}

/* Hands a frame (taken over) to the stage at `index`, or to the caller behind the last one. */
static void deliver(struct et_chain *chain, size_t index, struct et_frame *frame)
{
    if (index == chain->stage_count) {
        chain->result = frame;
        return;
    }
    struct et_stage *stage = &chain->stages[index];
    stage->queue[stage->count++] = frame;
}

/* The frame at work is done with, and the oldest neighbour is not read any more. */
static void retire(struct et_stage *stage)
{
    stage->output = 0;
    et_frame_unref(&stage->second);
    if (stage->at < et_stage_before(stage)) {
        stage->at++;
        return;
    }
    et_frame_unref(&stage->queue[0]);
    stage->count--;
    memmove(&stage->queue[0], &stage->queue[1], (size_t)stage->count * sizeof(stage->queue[0]));
}

/* The last stage that can work; NULL: none can. */
static struct et_stage *stage_to_run(struct et_chain *chain)
{
    struct et_stage *found = NULL;
    bool ended = chain->ended;
    for (size_t i = 0; i < chain->stage_count; i++) {
        struct et_stage *stage = &chain->stages[i];
        stage->ended = ended;
        if (is_ready(stage))
            found = stage;
        ended = ended && stage->at >= stage->count;
    }
    return found;
}

int et_chain_push(struct et_chain *chain, struct et_frame *frame)
{
    if (!et_chain_fits(chain, &frame->image.info))
        return et_fail(ET_ERROR_STATE, "the chain is not planned for a frame of %dx%d %s",
                       frame->image.info.width, frame->image.info.height,
                       et_format_info(frame->image.info.format)->name);
    if (chain->ended || chain->result || stage_to_run(chain))
        return et_fail(ET_ERROR_STATE, "the chain has to be stepped to its end before a push");
    deliver(chain, 0, et_frame_ref(frame));
    return 0;
}

void et_chain_finish(struct et_chain *chain)
{
    chain->ended = true;
}

/* ---- Frames ---------------------------------------------------------------------------------- */

static const struct et_frame *at_work(const struct et_stage *stage)
{
    return stage->queue[stage->at];
}

static void look_around(struct et_stage *stage)
{
    const struct et_frame *frame = at_work(stage);
    const struct et_rational base = frame->time_base;
    const int frames = et_stage_before(stage) + 1 + stage->filter->frames_after;
    for (int i = 0; i < frames; i++) {
        int index = stage->at - et_stage_before(stage) + i;
        index = index < 0 ? 0 : index < stage->count ? index : stage->count - 1;
        stage->window[i] = &stage->queue[index]->image;
    }
    stage->moment = (struct et_moment){
        .pts = frame->pts,
        .time_s = base.den > 0 ? (double)frame->pts * base.num / base.den : 0,
        .interlaced = frame->interlaced,
        .top_first = frame->top_first,
    };
}

/* Spreads the outputs over the time up to the next frame, or else over the frame's duration. */
static int set_times(const struct et_stage *stage, struct et_frame *out)
{
    const struct et_frame *frame = at_work(stage);
    const int outputs = stage->outputs;
    int64_t span = frame->duration > 0 ? frame->duration : 1;
    if (stage->at + 1 < stage->count && stage->queue[stage->at + 1]->pts > frame->pts)
        span = stage->queue[stage->at + 1]->pts - frame->pts;
    if (frame->time_base.den > INT_MAX / outputs)
        return et_fail(ET_ERROR_UNSUPPORTED, "times in units of %d/%d s cannot be divided by %d",
                       frame->time_base.num, frame->time_base.den, outputs);
    out->time_base.den = frame->time_base.den * outputs;
    out->pts = frame->pts * outputs + span * stage->output;
    out->duration = span;
    out->key = frame->key && stage->output == 0;
    return 0;
}

static int begin_output(struct et_chain *chain, struct et_stage *stage)
{
    const struct et_filter *filter = stage->filter;
    look_around(stage);
    stage->band = 0;
    if (filter->result_count) {
        et_tally_clear(&stage->tally, filter, et_threads_workers(chain->engine->threads) + 1);
    } else {
        int error = et_frame_create(stage->pool, &stage->out, &stage->target);
        if (error)
            return error;
        et_frame_copy_properties(stage->target, at_work(stage));
        if (filter->makes_progressive)
            stage->target->interlaced = 0;
        if (stage->outputs > 1)
            error = set_times(stage, stage->target);
        if (error)
            return error;
    }
    stage->begun = true;
    return 0;
}

static int end_output(struct et_chain *chain, struct et_stage *stage)
{
    struct et_frame *frame = stage->target;
    if (stage->filter->result_count) {
        int threads = et_threads_workers(chain->engine->threads) + 1;
        int error = et_tally_finish(&stage->tally, stage, threads, at_work(stage), &frame);
        if (error)
            return error;
    }
    stage->target = NULL;
    stage->begun = false;
    if (++stage->output == stage->outputs)
        retire(stage);
    deliver(chain, (size_t)(stage - chain->stages) + 1, frame);
    return 0;
}

/* ---- Bands ----------------------------------------------------------------------------------- */

struct group {
    const struct et_chain *chain;
    const struct et_stage *stage;
};

/* Limits what a band computed to the region: of its plane, or of all planes. */
static void mix_region(const struct et_stage *stage, const struct et_run *run,
                       const struct et_band *band)
{
    const enum et_format format = run->out->info.format;
    const bool joint = stage->filter->joint;
    const int planes = joint ? et_format_info(format)->planes : 1;
    for (int plane = band->plane; plane < band->plane + planes; plane++) {
        const bool fewer = joint && et_plane_is_chroma(format, plane);
        const int shift = fewer ? et_format_info(format)->chroma_y : 0;
        et_region_mix(&stage->masks[plane], run->in, run->out, plane, band->first >> shift,
                      (band->last + (1 << shift) - 1) >> shift);
    }
}

static void run_band(void *context, int index, int worker)
{
    const struct group *group = context;
    const struct et_chain *chain = group->chain;
    const struct et_stage *stage = group->stage;
    const struct et_filter *filter = stage->filter;
    const struct et_band *band = &stage->bands[stage->band + index];
    struct et_run run = {
        .state = stage->state,
        .in = stage->window[et_stage_before(stage)],
        .frames = stage->window,
        .second = stage->second ? &stage->second->image : NULL,
        .out = stage->target ? &stage->target->image : NULL,
        .moment = &stage->moment,
        .output = stage->output,
        .plane = band->plane,
        .first = band->first,
        .last = band->last,
        .scratch = filter->order == ET_ORDER_TOP_DOWN
                       ? stage->kept
                       : chain->scratch + (size_t)worker * chain->scratch_stride,
        .results = filter->result_count
                       ? stage->tally.arrays + filter->result_count * (size_t)worker
                       : NULL,
    };
    if (!stage->entry->has_region) {
        filter->run(&run);
        return;
    }
    const struct et_mask *mask = &stage->masks[band->plane];
    if (filter->order == ET_ORDER_ANY && !filter->joint) { /* rows without effect are left out */
        run.first = mask->top > band->first ? mask->top : band->first;
        run.last = mask->bottom < band->last ? mask->bottom : band->last;
    }
    if (run.first < run.last && mask->left < mask->right)
        filter->run(&run);
    mix_region(stage, &run, band);
}

/* The frame at work passes as it is. */
static void pass(struct et_chain *chain, struct et_stage *stage)
{
    struct et_frame *frame = et_frame_ref(stage->queue[stage->at]);
    retire(stage);
    deliver(chain, (size_t)(stage - chain->stages) + 1, frame);
}

/* Prepares a stage for the frame at work, and runs its next bands. */
static int run_group(struct et_chain *chain, struct et_stage *stage)
{
    if (!stage->begun && stage->output == 0) {
        int way = et_stage_prepare(chain, stage);
        if (way == ET_STAGE_PASS)
            pass(chain, stage);
        if (way != ET_STAGE_RUN)
            return way < 0 ? way : 0;
    }
    if (!stage->begun) {
        int error = begin_output(chain, stage);
        if (error)
            return error;
    }
    const int workers = et_threads_workers(chain->engine->threads);
    int count = workers ? BANDS_PER_THREAD * (workers + 1) : 1;
    if (stage->filter->order == ET_ORDER_TOP_DOWN) {
        count = 1; /* the next band needs what this one leaves in the scratch memory */
        if (stage->bands[stage->band].first == 0)
            memset(stage->kept, 0, stage->scratch_size);
    }
    if (count > stage->band_count - stage->band)
        count = stage->band_count - stage->band;
    et_threads_run(chain->engine->threads, count, run_band, &(struct group){chain, stage});
    stage->band += count;
    return stage->band == stage->band_count ? end_output(chain, stage) : 0;
}

int et_chain_step(struct et_chain *chain, int budget_us)
{
    const int64_t until = et_clock_us() + budget_us;
    for (;;) {
        if (chain->result)
            return ET_FRAME;
        struct et_stage *stage = stage_to_run(chain);
        if (!stage)
            return ET_DONE;
        int error = run_group(chain, stage);
        if (error) {
            et_chain_restart(chain, true);
            return error;
        }
        if (!chain->result && et_clock_us() >= until)
            return stage_to_run(chain) ? ET_MORE : ET_DONE;
    }
}

struct et_frame *et_chain_take(struct et_chain *chain)
{
    struct et_frame *frame = chain->result;
    chain->result = NULL;
    return frame;
}
