// SPDX-License-Identifier: MIT
/* The job that gives the frame shown at a time, with the neighbours that the chain reads. */
#include <libavutil/common.h>

#include "base/alloc.h"
#include "base/engine.h"
#include "frame/frame.h"
#include "media/job.h"
#include "media/lookup.h"
#include "media/ticks.h"

struct frame_at_job {
    struct et_job job;
    int64_t target; /* in the time base of what comes out */
    struct et_lookup lookup;

    /* The frame shown at the target is window[before]; those around it are in the order of time. */
    struct et_frame **window;
    int before, after;
    int first, count; /* frames found are `first` to `count` - 1 */
    int sent;
    int64_t until; /* time of the frame behind the last one found, as et_lookup has it */
    bool at_start, at_end;

    struct et_frame *best; /* the last that came out at or before the target, or the first */
    enum { BEGIN, HINT, PLACE, BEFORE, AFTER, SEND, FILTER, FINISHED } state;
};

static int64_t floor_divide(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

static int64_t source_target(const struct frame_at_job *at)
{
    return floor_divide(at->target, at->job.outputs);
}

/* Roughly where the oldest neighbour of the frame at `target` is. */
static int64_t oldest_neighbour(const struct frame_at_job *at, int64_t target)
{
    const struct et_video_info *video = &at->job.clip->info.video;
    const AVRational rate = {video->frame_rate.num, video->frame_rate.den};
    const AVRational base = {video->time_base.num, video->time_base.den};

    return av_sat_sub64(target, et_ticks_of_frames(at->before, rate, base));
}

static int look_for(struct frame_at_job *at, int64_t target)
{
    et_lookup_begin(&at->lookup, &at->job, target);
    return ET_MORE;
}

static int begin(struct frame_at_job *at)
{
    const int64_t target = source_target(at);

    at->before = at->job.chain ? et_chain_frames_before(at->job.chain) : 0;
    at->after = at->job.chain ? et_chain_frames_after(at->job.chain) : 0;
    at->window = et_alloc_zero((size_t)(at->before + 1 + at->after), sizeof(struct et_frame *));
    if (!at->window)
        return et_fail(ET_ERROR_MEMORY, "no memory for %d frames", at->before + 1 + at->after);
    at->state = at->before ? HINT : PLACE;
    /* Decoding from the oldest neighbour on finds all of them without going back. */
    return look_for(at, at->before ? oldest_neighbour(at, target) : target);
}

/* Neighbours end where the picture changes its shape, as at the clip's ends. */
static bool fits(const struct frame_at_job *at, const struct et_frame *frame)
{
    return et_image_info_equal(&frame->image.info, &at->window[at->before]->image.info);
}

static int look_after(struct frame_at_job *at)
{
    at->state = AFTER;
    if (at->count == at->before + 1 + at->after || at->until == INT64_MAX) {
        at->at_end = at->until == INT64_MAX;
        at->state = SEND;
        return ET_MORE;
    }
    return look_for(at, at->until == INT64_MIN ? at->window[at->count - 1]->pts : at->until);
}

static int look_before(struct frame_at_job *at)
{
    at->state = BEFORE;
    if (at->first == 0 || at->at_start)
        return look_after(at);
    return look_for(at, at->window[at->first]->pts - 1);
}

static int found_place(struct frame_at_job *at, struct et_frame *frame)
{
    at->first = at->before;
    at->count = at->before + 1;
    at->window[at->before] = frame;
    at->until = at->lookup.until;
    return look_before(at);
}

static int found_before(struct frame_at_job *at, struct et_frame *frame)
{
    if (frame->pts >= at->window[at->first]->pts || !fits(at, frame)) {
        at->at_start = true;
        et_frame_unref(&frame);
    } else {
        at->window[--at->first] = frame;
    }
    return look_before(at);
}

static int found_after(struct frame_at_job *at, struct et_frame *frame)
{
    at->until = at->lookup.until;
    if (frame->pts <= at->window[at->count - 1]->pts) { /* asked again for the time behind it */
        et_frame_unref(&frame);
    } else if (!fits(at, frame)) {
        et_frame_unref(&frame);
        at->until = INT64_MAX;
    } else {
        at->window[at->count++] = frame;
    }
    return look_after(at);
}

static int look(struct frame_at_job *at)
{
    struct et_frame *frame = NULL;
    int result = et_lookup_step(&at->lookup, &frame);

    if (result != ET_FRAME)
        return result;
    switch (at->state) {
    case HINT:
        et_frame_unref(&frame);
        at->state = PLACE;
        return look_for(at, source_target(at));
    case PLACE:
        return found_place(at, frame);
    case BEFORE:
        return found_before(at, frame);
    default:
        return found_after(at, frame);
    }
}

static int send(struct frame_at_job *at)
{
    struct et_job *job = &at->job;
    int result = 0;

    if (at->sent == 0) {
        et_job_filter_begin(job, at->at_start);
        at->sent = at->first;
    }
    if (at->sent < at->count)
        result = et_job_filter(job, &at->window[at->sent++]);
    if (at->sent == at->count && at->at_end)
        et_job_filter_finish(job);
    at->state = FILTER;
    return result < 0 ? result : ET_MORE;
}

static int finish(struct frame_at_job *at)
{
    if (!at->best)
        return et_fail(ET_ERROR_STATE, "the chain made nothing of the frame");
    at->job.ready = at->best;
    at->best = NULL;
    at->job.frames_done = 1;
    at->state = FINISHED;
    return ET_FRAME;
}

static int filter(struct frame_at_job *at, int budget_us)
{
    struct et_job *job = &at->job;
    int result = et_job_filter_step(job, budget_us);

    if (result == ET_DONE && at->sent < at->count)
        return send(at);
    if (result == ET_DONE)
        return finish(at);
    if (result != ET_FRAME)
        return result;
    if (at->best && job->ready->pts > at->target) {
        et_frame_unref(&job->ready);
        return finish(at);
    }
    et_frame_unref(&at->best);
    at->best = job->ready;
    job->ready = NULL;
    return ET_MORE;
}

static int frame_at_step(struct et_job *job, int budget_us)
{
    struct frame_at_job *at = (struct frame_at_job *)job;

    switch (at->state) {
    case BEGIN:
        return begin(at);
    case SEND:
        return send(at);
    case FILTER:
        return filter(at, budget_us);
    case FINISHED:
        return ET_DONE;
    default:
        return look(at);
    }
}

static void frame_at_close(struct et_job *job)
{
    struct frame_at_job *at = (struct frame_at_job *)job;

    for (int i = 0; at->window && i < at->before + 1 + at->after; i++)
        et_frame_unref(&at->window[i]);
    et_free(at->window);
    et_frame_unref(&at->best);
}

static const struct et_job_kind frame_at_kind = {frame_at_step, frame_at_close};

int et_job_frame_at(struct et_clip *clip, struct et_chain *chain, int64_t pts, struct et_job **out)
{
    int result = et_job_create(clip, chain, &frame_at_kind, sizeof(struct frame_at_job), out);

    if (result == 0)
        ((struct frame_at_job *)*out)->target = pts;
    return result;
}
