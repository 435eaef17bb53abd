// SPDX-License-Identifier: MIT
/* A clip as the second input of a filter: the frame shown at a time, through a chain of its own, in steps. */
#include <libavutil/common.h>
#include <libavutil/mathematics.h>
#include <limits.h>
#include <math.h>

#include "chain/input.h"
#include "media/flow.h"

enum { FRAMES_SHOWN = 2 /* that an input holds at a time beside those in its chain */ };

/*
 * Where the input's chain reads neighbours in time or makes several frames of one, all frames on the way go
 * through it, in order. Else it makes those that are shown, and no others.
 */
struct clip_input {
    struct et_job job; /* first: has the chains, and is never stepped as a job */
    struct et_flow flow;
    struct et_rational time_base; /* of what the flow gives, as are the times below */
    double offset_s;
    enum et_clip_ends ends;

    /* The frame that came last but one is shown until the last one is. */
    struct et_frame *last, *next;
    bool last_is_first, ended;
    int64_t sought; /* where the flow was sent */

    struct et_frame *shown; /* `last`, through the chains; NULL: not made yet */
    bool making;
};

static int64_t target_of(const struct clip_input *input, int64_t pts, struct et_rational base)
{
    const struct et_rational own = input->time_base;
    const int64_t offset = (int64_t)floor(input->offset_s * own.den / own.num + 0.5);
    const int64_t same =
        av_rescale_q(pts, (AVRational){base.num, base.den}, (AVRational){own.num, own.den});

    return av_sat_add64(same, offset);
}

/* The time of the decoded frame of which what is shown at `time` is made. */
static int64_t source_time(const struct clip_input *input, int64_t time)
{
    const int64_t by = input->flow.filters ? input->job.outputs : 1;

    return time / by - (time % by < 0);
}

/* Makes `frame` (taken over; NULL: none yet) the last one. */
static void move_on(struct clip_input *input, struct et_frame *frame)
{
    et_frame_unref(&input->shown);
    input->last_is_first = frame && !input->last && frame->pts > input->sought;
    et_frame_unref(&input->last);
    input->last = frame;
    if (input->making)
        et_job_filter_begin(&input->job, true);
    input->making = false;
}

/* Whether reading on from here leads to the target. */
static bool is_near(const struct clip_input *input, int64_t target)
{
    const struct et_frame *last = input->last, *next = input->next;

    if (!last)
        return target >= input->sought;
    if (target < last->pts)
        return input->last_is_first;
    return input->ended ||
           et_cursor_is_near(
               input->flow.cursor,
               source_time(input, next && next->pts <= target ? next->pts : last->pts),
               source_time(input, target));
}

static int go_near(struct clip_input *input, int64_t target)
{
    struct et_flow *flow = &input->flow;
    const int64_t from = source_time(input, target);

    if (flow->cursor && is_near(input, target))
        return 0;
    move_on(input, NULL);
    et_frame_unref(&input->next);
    input->ended = false;
    input->sought = target;
    return flow->cursor ? et_flow_seek(flow, from)
                        : et_flow_open(flow, &input->job, flow->filters, from, FRAMES_SHOWN);
}

/* Returns ET_FRAME once `last` is the frame to show, ET_MORE, or a negative ET_ERROR_*. */
static int find(struct clip_input *input, int64_t target)
{
    struct et_frame *frame;
    int result;

    if (input->next && input->next->pts <= target) {
        frame = input->next;
        input->next = NULL;
        move_on(input, frame);
    }
    if (input->last && (input->ended || input->next || input->last->pts > target))
        return ET_FRAME;
    result = et_flow_step(&input->flow, 0);
    if (result == ET_DONE) {
        input->ended = true;
        return input->last ? ET_FRAME
                           : et_fail(ET_ERROR_DATA, "no frame of the second input can be decoded");
    }
    if (result != ET_FRAME)
        return result;
    frame = et_job_take_frame(&input->job);
    if (input->last && frame->pts > target)
        input->next = frame;
    else
        move_on(input, frame);
    return ET_MORE;
}

/* Makes of `last` what is shown. Returns ET_FRAME, ET_MORE, or a negative ET_ERROR_*. */
static int make(struct clip_input *input)
{
    struct et_job *job = &input->job;
    struct et_frame *frame;
    int result;

    if (input->flow.filters) {
        input->shown = et_frame_ref(input->last);
        return ET_FRAME;
    }
    if (!input->making) {
        frame = et_frame_ref(input->last);
        et_job_filter_begin(job, true);
        result = et_job_filter(job, &frame);
        et_job_filter_finish(job);
        input->making = result == 0;
        return result < 0 ? result : ET_MORE;
    }
    result = et_job_filter_step(job, 0);
    input->making = result == ET_MORE;
    if (result != ET_FRAME)
        return result;
    input->shown = et_job_take_frame(job);
    return ET_FRAME;
}

static bool shows_nothing(const struct clip_input *input, int64_t target)
{
    const struct et_frame *last = input->last;

    return input->ends == ET_CLIP_ENDS_NOTHING &&
           (target < last->pts || (input->ended && target >= last->pts + last->duration));
}

static int clip_frame(void *opaque, int64_t pts, struct et_rational time_base,
                      struct et_frame **out)
{
    struct clip_input *input = opaque;
    const int64_t target = target_of(input, pts, time_base);
    int result = go_near(input, target);

    if (result == 0)
        result = find(input, target);
    if (result != ET_FRAME)
        return result;
    if (shows_nothing(input, target))
        return ET_DONE;
    if (!input->shown)
        result = make(input);
    if (result == ET_FRAME)
        *out = et_frame_ref(input->shown);
    return result;
}

static void input_close(struct et_job *job)
{
    struct clip_input *input = (struct clip_input *)job;

    et_frame_unref(&input->shown);
    et_frame_unref(&input->last);
    et_frame_unref(&input->next);
    et_flow_close(&input->flow);
}

static void clip_close(void *opaque)
{
    struct et_job *job = opaque;

    et_job_close(&job);
}

static const struct et_job_kind input_kind = {NULL, input_close};

/* Decides on the way through the chain, and on the times of what comes out. */
static int set_way(struct clip_input *input)
{
    const struct et_chain *chain = input->job.chain;
    const struct et_rational base = input->job.clip->info.video.time_base;
    const int outputs = input->job.outputs;

    if (base.den > INT_MAX / outputs)
        return et_fail(ET_ERROR_UNSUPPORTED,
                       "times of the second input in units of %d/%d s cannot be divided by %d",
                       base.num, base.den, outputs);
    input->flow.filters = outputs > 1 || (chain && et_chain_frames_held(chain) > 0);
    input->time_base = (struct et_rational){base.num, base.den * outputs};
    return 0;
}

int et_chain_set_clip(struct et_chain *chain, struct et_clip *clip, double offset_s,
                      enum et_clip_ends ends, struct et_chain *inner)
{
    struct et_input bound = {.can_be_nothing = ends == ET_CLIP_ENDS_NOTHING,
                             .is_timed = true,
                             .chain = inner,
                             .frame = clip_frame,
                             .close = clip_close};
    struct clip_input *input;
    struct et_job *job;
    int result = et_job_create(clip, inner, &input_kind, sizeof(*input), &job);

    if (result < 0)
        return result;
    input = (struct clip_input *)job;
    input->offset_s = offset_s;
    input->ends = ends;
    bound.opaque = input;
    if (!(fabs(offset_s) <= 1e9))
        result = et_fail(ET_ERROR_ARGUMENT, "an offset of %g s is outside -1e9 to 1e9", offset_s);
    if (result == 0)
        result = set_way(input);
    if (result == 0)
        result = et_input_plan(inner, &clip->info.video.image, &bound.info);
    if (result < 0) {
        et_job_close(&job);
        return result;
    }
    return et_chain_set_input(chain, &bound);
}
