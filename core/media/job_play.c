// SPDX-License-Identifier: MIT
/* Jobs for playing: frames one after another from any place, and the chain applied to single frames. */
#include "base/engine.h"
#include "base/threads.h"
#include "media/job.h"

enum {
    FRAMES_AHEAD = 8 /* decoded frames that a player holds at a time */
};

/* ---- Frames as they are decoded ---------------------------------------------------------- */

struct play_job {
    struct et_job job;
    struct et_cursor *cursor;
    int64_t from;
    int begun;               /* the frame shown at `from` has been handed out */
    struct et_frame *before; /* the last one at or before `from`, until the next one is known */
    struct et_frame *after;  /* and that one */
    int filtering;
    int finished; /* the chain was told that no frame follows */
};

static int play_open(struct play_job *play)
{
    struct et_clip *clip = play->job.clip;

    return et_cursor_open(clip->engine, clip->source, &clip->demux,
                          et_threads_workers(clip->engine->threads),
                          et_job_frames_held(&play->job) + FRAMES_AHEAD, &play->cursor);
}

/* Lets what is on its way go, and begins at `from`. */
static int play_from(struct play_job *play)
{
    et_frame_unref(&play->before);
    et_frame_unref(&play->after);
    et_job_filter_begin(&play->job, true);
    play->begun = 0;
    play->filtering = 0;
    play->finished = 0;
    return et_cursor_seek(play->cursor, play->from);
}

/* Hands out a frame (taken over), or sends it through the job's chain where it has one. */
static int play_give(struct play_job *play, struct et_frame *frame)
{
    struct et_job *job = &play->job;
    int result;

    if (!job->chain) {
        job->ready = frame;
        job->frames_done++;
        return ET_FRAME;
    }
    play->filtering = 1;
    result = et_job_filter(job, &frame);
    return result < 0 ? result : ET_MORE;
}

/* Until the frame shown at `from` is known, frames are held back by one. */
static int play_begin(struct play_job *play, struct et_frame *frame)
{
    struct et_frame *shown = play->before;

    if (frame && frame->pts <= play->from) {
        et_frame_unref(&play->before);
        play->before = frame;
        return ET_MORE;
    }
    play->begun = 1;
    if (!shown && !frame)
        return ET_DONE;
    if (!shown)
        return play_give(play, frame);
    play->after = frame;
    play->before = NULL;
    return play_give(play, shown);
}

static int play_step(struct et_job *job, int budget_us)
{
    struct play_job *play = (struct play_job *)job;
    struct et_frame *frame = NULL;
    int result;

    if (play->filtering) {
        result = et_job_filter_step(job, budget_us);
        play->filtering = result != ET_DONE;
        job->frames_done += result == ET_FRAME;
        return result == ET_DONE ? ET_MORE : result;
    }
    if (play->after) {
        frame = play->after;
        play->after = NULL;
        return play_give(play, frame);
    }
    result = et_cursor_step(play->cursor, &frame);
    job->damaged = et_cursor_damaged(play->cursor);
    if (result == ET_DONE && !play->begun)
        return play_begin(play, NULL);
    if (result == ET_DONE && job->chain && !play->finished) { /* it may hold frames back */
        et_job_filter_finish(job);
        play->finished = 1;
        play->filtering = 1;
        return ET_MORE;
    }
    if (result != ET_FRAME)
        return result;
    return play->begun ? play_give(play, frame) : play_begin(play, frame);
}

static void play_close(struct et_job *job)
{
    struct play_job *play = (struct play_job *)job;

    et_frame_unref(&play->before);
    et_frame_unref(&play->after);
    et_cursor_close(&play->cursor);
}

static const struct et_job_kind play_kind = {play_step, play_close};

int et_job_play(struct et_clip *clip, struct et_chain *chain, int64_t from, struct et_job **out)
{
    struct play_job *play;
    int result = et_job_create(clip, chain, &play_kind, sizeof(*play), out);

    if (result < 0)
        return result;
    play = (struct play_job *)*out;
    play->from = from;
    result = play_open(play);
    if (result == 0)
        result = play_from(play);
    if (result < 0)
        et_job_close(out);
    return result;
}

static struct play_job *play_of(struct et_job *job)
{
    return job->kind == &play_kind ? (struct play_job *)job : NULL;
}

int et_job_play_skip(struct et_job *job, int skip)
{
    struct play_job *play = play_of(job);

    if (!play)
        return et_fail(ET_ERROR_STATE, "the job does not play");
    et_cursor_skip(play->cursor, skip);
    return 0;
}

int et_job_play_jump(struct et_job *job, int64_t pts)
{
    struct play_job *play = play_of(job);
    int result;

    if (!play || job->ended < 0)
        return et_fail(ET_ERROR_STATE, "the job does not play");
    result = et_cursor_jump(play->cursor, pts);
    if (result <= 0)
        return result;
    et_frame_unref(&play->before);
    et_frame_unref(&play->after);
    et_job_filter_begin(job, true);
    play->begun = 1;
    play->filtering = 0;
    play->finished = 0;
    job->ended = 0;
    return 1;
}

/* ---- The chain, frame by frame ----------------------------------------------------------- */

struct apply_job {
    struct et_job job;
    int busy;
};

static int apply_step(struct et_job *job, int budget_us)
{
    struct apply_job *apply = (struct apply_job *)job;
    int result;

    if (!apply->busy)
        return et_fail(ET_ERROR_STATE, "no frame was pushed");
    result = et_job_filter_step(job, budget_us);
    if (result == ET_MORE || result < 0)
        return result;
    apply->busy = 0;
    if (result == ET_DONE)
        return et_fail(ET_ERROR_STATE, "the chain gives no frame");
    job->frames_done++;
    return ET_FRAME;
}

static void apply_close(struct et_job *job)
{
    (void)job;
}

static const struct et_job_kind apply_kind = {apply_step, apply_close};

int et_job_apply(struct et_clip *clip, struct et_chain *chain, struct et_job **out)
{
    return et_job_create(clip, chain, &apply_kind, sizeof(struct apply_job), out);
}

int et_job_apply_push(struct et_job *job, struct et_frame *frame)
{
    struct apply_job *apply = (struct apply_job *)job;
    struct et_frame *taken;
    int result;

    if (job->kind != &apply_kind || job->ended)
        return et_fail(ET_ERROR_STATE, "the job does not take frames");
    et_job_filter_begin(job, true);
    taken = et_frame_ref(frame);
    result = et_job_filter(job, &taken);
    et_job_filter_finish(job);
    apply->busy = result == 0;
    return result;
}
