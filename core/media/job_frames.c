// SPDX-License-Identifier: MIT
/* Jobs that hand frames out: the one shown at a time, and all of a span. */
#include "base/engine.h"
#include "base/threads.h"
#include "media/cache.h"
#include "media/job.h"

/* ---- The frame shown at a time ----------------------------------------------------------- */

struct frame_at_job {
    struct et_job job;
    int64_t target;
    enum { LOOK_UP, DECODE, FILTER, FINISHED } state;
};

/* Takes the clip's cursor over from another job, which looks its frame up anew when it goes on. */
static void own_cursor(struct frame_at_job *at)
{
    struct et_clip *clip = at->job.clip;

    if (clip->owner != &at->job) {
        clip->owner = &at->job;
        if (at->state == DECODE)
            at->state = LOOK_UP;
    }
}

static int answer(struct frame_at_job *at, struct et_frame *frame)
{
    int result = et_job_filter(&at->job, &frame);

    at->state = FILTER;
    return result < 0 ? result : ET_MORE;
}

/* After a failure frames may be missing behind `last`: the next job begins with a new cursor. */
static int give_up(struct et_clip *clip, int error)
{
    et_frame_unref(&clip->last);
    clip->ended = 0;
    et_cursor_close(&clip->cursor);
    return error;
}

static int look_up(struct frame_at_job *at)
{
    struct et_clip *clip = at->job.clip;
    struct et_frame *found = et_cache_get(clip->engine->cache, clip, at->target);
    int held = et_job_frames_held(&at->job);
    int result;

    if (found)
        return answer(at, found);
    if (clip->cursor)
        result = et_cursor_hold(clip->cursor, held);
    else
        result = et_cursor_open(clip->engine, clip->source, &clip->demux,
                                et_threads_workers(clip->engine->threads), held, &clip->cursor);
    if (result < 0)
        return result;
    at->state = DECODE;
    if (clip->last && at->target >= clip->last->pts &&
        (clip->ended || et_cursor_is_near(clip->cursor, clip->last->pts, at->target)))
        return ET_MORE;
    et_frame_unref(&clip->last);
    clip->ended = 0;
    result = et_cursor_seek(clip->cursor, at->target);
    return result < 0 ? give_up(clip, result) : ET_MORE;
}

/* Makes `frame` (taken over) the last one, and keeps the one before, whose span is known now. */
static void move_on(struct et_clip *clip, struct et_frame *frame)
{
    int64_t until = frame ? frame->pts : INT64_MAX;

    if (clip->last)
        et_cache_put(clip->engine->cache, clip, clip->last,
                     clip->last_is_first ? INT64_MIN : clip->last->pts, until);
    if (!frame)
        return;
    et_frame_unref(&clip->last);
    clip->last = frame;
    clip->last_is_first = et_cursor_at_first(clip->cursor);
}

static int decode(struct frame_at_job *at)
{
    struct et_clip *clip = at->job.clip;
    struct et_frame *frame = NULL;
    struct et_frame *before;
    int result;

    if (clip->ended)
        return answer(at, et_frame_ref(clip->last));
    result = et_cursor_step(clip->cursor, &frame);
    at->job.damaged = et_cursor_damaged(clip->cursor);
    if (result == ET_DONE) {
        if (!clip->last)
            return et_job_no_frame(&at->job);
        clip->ended = 1;
        move_on(clip, NULL);
        return answer(at, et_frame_ref(clip->last));
    }
    if (result < 0)
        return give_up(clip, result);
    if (result != ET_FRAME)
        return result;
    before = clip->last ? et_frame_ref(clip->last) : NULL;
    move_on(clip, frame);
    if (frame->pts <= at->target) {
        et_frame_unref(&before);
        return ET_MORE;
    }
    return answer(at, before ? before : et_frame_ref(frame));
}

static int frame_at_step(struct et_job *job, int budget_us)
{
    struct frame_at_job *at = (struct frame_at_job *)job;
    int result;

    own_cursor(at);
    switch (at->state) {
    case LOOK_UP:
        return look_up(at);
    case DECODE:
        return decode(at);
    case FILTER:
        result = et_job_filter_step(job, budget_us);
        if (result == ET_FRAME) {
            job->frames_done = 1;
            at->state = FINISHED;
        }
        return result;
    default:
        return ET_DONE;
    }
}

static void frame_at_close(struct et_job *job)
{
    (void)job;
}

static const struct et_job_kind frame_at_kind = {frame_at_step, frame_at_close};

int et_job_frame_at(struct et_clip *clip, struct et_chain *chain, int64_t pts, struct et_job **out)
{
    int result = et_job_create(clip, chain, &frame_at_kind, sizeof(struct frame_at_job), out);

    if (result == 0)
        ((struct frame_at_job *)*out)->target = pts;
    return result;
}

/* ---- All frames of a span ---------------------------------------------------------------- */

struct frames_job {
    struct et_job job;
    struct et_cursor *cursor;
    int64_t from, to;
    int filtering;
    int ended; /* no frame follows those in the chain */
};

static int frames_open(struct frames_job *frames)
{
    struct et_clip *clip = frames->job.clip;
    int result = et_cursor_open(clip->engine, clip->source, &clip->demux,
                                et_threads_workers(clip->engine->threads),
                                et_job_frames_held(&frames->job), &frames->cursor);

    if (result == 0 && frames->from != INT64_MIN)
        result = et_cursor_seek(frames->cursor, frames->from);
    return result < 0 ? result : ET_MORE;
}

/* How far `pts` is between the ends of the job, as far as the clip says where they are. */
static double share_done(const struct frames_job *frames, int64_t pts)
{
    const struct et_video_info *video = &frames->job.clip->info.video;
    double from = (double)(frames->from == INT64_MIN ? video->start : frames->from);
    double end = (double)video->start + (double)video->duration;
    double to = frames->to < end || video->duration == 0 ? (double)frames->to : end;

    return to > from ? ((double)pts - from) / (to - from) : 0;
}

static int frames_step(struct et_job *job, int budget_us)
{
    struct frames_job *frames = (struct frames_job *)job;
    struct et_frame *frame = NULL;
    int result;

    if (frames->filtering) {
        result = et_job_filter_step(job, budget_us);
        if (result == ET_FRAME)
            job->frames_done++;
        if (result != ET_DONE)
            return result;
        frames->filtering = 0;
        return frames->ended ? ET_DONE : ET_MORE;
    }
    if (!frames->cursor)
        return frames_open(frames);
    result = et_cursor_step(frames->cursor, &frame);
    job->damaged = et_cursor_damaged(frames->cursor);
    if (result == ET_DONE && job->frames_done == 0 && job->damaged > 0)
        return et_job_no_frame(job);
    if (result == ET_DONE || (result == ET_FRAME && frame->pts >= frames->to)) {
        et_frame_unref(&frame);
        et_job_filter_finish(job);
        frames->ended = 1;
        frames->filtering = 1;
        return ET_MORE;
    }
    if (result != ET_FRAME)
        return result;
    if (frame->pts < frames->from) {
        et_frame_unref(&frame);
        return ET_MORE;
    }
    et_job_advance(job, share_done(frames, frame->pts));
    frames->filtering = 1;
    result = et_job_filter(job, &frame);
    return result < 0 ? result : ET_MORE;
}

static void frames_close(struct et_job *job)
{
    et_cursor_close(&((struct frames_job *)job)->cursor);
}

static const struct et_job_kind frames_kind = {frames_step, frames_close};

int et_job_frames(struct et_clip *clip, struct et_chain *chain, int64_t from, int64_t to,
                  struct et_job **out)
{
    int result = et_job_create(clip, chain, &frames_kind, sizeof(struct frames_job), out);

    if (result == 0) {
        ((struct frames_job *)*out)->from = from;
        ((struct frames_job *)*out)->to = to;
    }
    return result;
}
