// SPDX-License-Identifier: MIT
/*
 * Frames on their way through a planned chain, band by band. Of the stages that can work the last
 * one does, so that no more frames are held than the filters read at a time.
 */
#include "base/clock.h"
#include "base/engine.h"
#include "base/threads.h"
#include "chain/group.h"
#include "chain/part.h"
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

/* The group that a stage works in for the frame at hand. */
static struct et_band_group *group_of(const struct et_chain *chain, const struct et_stage *stage)
{
    return &chain->groups[stage - chain->stages];
}

/* What the frame is beside its pixels, once the group has worked on it. */
static void set_properties(struct et_frame *frame, const struct et_band_group *group)
{
    for (int k = 0; k < group->count; k++) {
        const struct et_stage *stage = group->stages[k];
        const struct et_rational aspect = frame->sample_aspect;
        et_stage_set_fields(stage, &frame->interlaced, &frame->top_first);
        if (stage->filter->sample_aspect && aspect.num > 0 && aspect.den > 0)
            frame->sample_aspect =
                stage->filter->sample_aspect(stage->entry->params, &stage->in, &stage->out, aspect);
    }
}

static int make_target(struct et_stage *stage, const struct et_band_group *group)
{
    const struct et_stage *last = group->stages[group->count - 1];
    int error = et_frame_create(last->pool, &last->out, &stage->target);
    if (error)
        return error;
    et_frame_copy_properties(stage->target, at_work(stage));
    set_properties(stage->target, group);
    return stage->outputs > 1 ? set_times(stage, stage->target) : 0;
}

static int begin_output(struct et_chain *chain, struct et_stage *stage)
{
    const struct et_filter *filter = stage->filter;
    const struct et_band_group *group = group_of(chain, stage);
    int error = 0;
    look_around(stage);
    stage->band = 0;
    if (filter->result_count)
        et_tally_clear(&stage->tally, filter, et_threads_workers(chain->engine->threads) + 1);
    else
        error = make_target(stage, group);
    if (error)
        return error;
    if (group->count > 1)
        et_group_begin(chain, group);
    stage->begun = true;
    return 0;
}

static int end_output(struct et_chain *chain, struct et_stage *stage)
{
    struct et_frame *frame = stage->target;
    const struct et_band_group *group = group_of(chain, stage);
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
    for (int k = 1; k < group->count; k++)
        et_frame_unref(&group->stages[k]->second);
    deliver(chain, group->end, frame);
    return 0;
}

/* ---- Bands ----------------------------------------------------------------------------------- */

struct bands {
    const struct et_chain *chain;
    const struct et_stage *stage;
};

static void run_band(void *context, int index, int worker)
{
    const struct bands *bands = context;
    const struct et_chain *chain = bands->chain;
    const struct et_stage *stage = bands->stage;
    const struct et_filter *filter = stage->filter;
    const struct et_band *band = &stage->bands[stage->band + index];
    const bool alone =
        et_threads_workers(chain->engine->threads) == 0; /* bands come in their order */
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
        .follows = alone && filter->order == ET_ORDER_ANY && band->first > 0,
        .results = filter->result_count
                       ? stage->tally.arrays + filter->result_count * (size_t)worker
                       : NULL,
    };
    et_stage_run(stage, &run);
}

/* The frame at work passes as it is, or that part of it which is the stage's output. */
static int pass(struct et_chain *chain, struct et_stage *stage, int way)
{
    struct et_frame *frame = stage->queue[stage->at];
    int error = 0;
    if (way == ET_STAGE_PART)
        error = et_part_frame(stage, frame, &frame);
    else
        et_frame_ref(frame);
    if (error)
        return error;
    retire(stage);
    deliver(chain, (size_t)(stage - chain->stages) + 1, frame);
    return 0;
}

/*
 * Prepares a stage for the frame at work, and those behind it that may work in its group. Returns an
 * enum et_stage_way or a negative ET_ERROR_*.
 */
static int prepare(struct et_chain *chain, struct et_stage *stage)
{
    const struct et_frame *frame = at_work(stage);
    struct et_stage *end = chain->stages + chain->stage_count, *next = stage + 1;
    uint32_t active = 1;
    int way = et_stage_prepare(chain, stage, frame);
    if (way != ET_STAGE_RUN)
        return way;
    if (stage->is_part)
        return ET_STAGE_PART;
    if (et_stage_can_lead(stage) && !chain->alone)
        for (; next < end && next - stage < ET_GROUP_MOST && et_stage_can_follow(next); next++) {
            way = et_stage_prepare(chain, next, frame);
            if (way < 0 || way == ET_STAGE_WAIT)
                return way;
            active |= (uint32_t)(way == ET_STAGE_RUN) << (next - stage);
        }
    et_group_plan(chain, (size_t)(stage - chain->stages), active, group_of(chain, stage));
    return ET_STAGE_RUN;
}

/* Runs the next bands of a stage by itself. Returns whether they were the last ones. */
static bool run_bands(struct et_chain *chain, struct et_stage *stage)
{
    const int workers = et_threads_workers(chain->engine->threads);
    int count = workers ? BANDS_PER_THREAD * (workers + 1) : 1;
    if (stage->filter->order == ET_ORDER_TOP_DOWN) {
        count = 1; /* the next band needs what this one leaves in the scratch memory */
        if (stage->bands[stage->band].first == 0)
            memset(stage->kept, 0, stage->scratch_size);
    }
    if (count > stage->band_count - stage->band)
        count = stage->band_count - stage->band;
    et_threads_run(chain->engine->threads, count, run_band, &(struct bands){chain, stage});
    stage->band += count;
    return stage->band == stage->band_count;
}

/* Begins an output of a stage, or runs the next bands of its group. */
static int run_group(struct et_chain *chain, struct et_stage *stage)
{
    const struct et_band_group *group = group_of(chain, stage);
    if (!stage->begun && stage->output == 0) {
        int way = prepare(chain, stage);
        if (way == ET_STAGE_PASS || way == ET_STAGE_PART)
            return pass(chain, stage, way);
        if (way != ET_STAGE_RUN)
            return way < 0 ? way : 0;
    }
    if (!stage->begun) {
        int error = begin_output(chain, stage);
        if (error)
            return error;
    }
    bool done = group->count > 1 ? et_group_run(chain, group) : run_bands(chain, stage);
    return done ? end_output(chain, stage) : 0;
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
