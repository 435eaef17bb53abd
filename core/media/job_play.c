// SPDX-License-Identifier: MIT
/* The job for playing: frames one after another from any place. */
#include "base/engine.h"
#include "base/threads.h"
#include "media/job.h"
#include "media/lead.h"

enum {
    FRAMES_AHEAD = 8 /* decoded frames that a player holds at a time */
};

struct play_job {
    struct et_job job;
    struct et_cursor *cursor;
    int64_t from;
    struct et_lead
        lead; /* until it is given: the frame shown at `from`, and those that are read before it */
    int64_t first; /* time of the first frame to hand out, as the chain has it */
    enum { FIND, GIVE, FILTER, FINISH } state;
};

static int play_open(struct play_job *play)
{
    struct et_clip *clip = play->job.clip;
    const int before = play->job.chain ? et_chain_frames_before(play->job.chain) : 0;
    int result = et_lead_init(&play->lead, clip, before + 1, before);

    if (result < 0)
        return result;
    result = et_cursor_open(
        clip->engine, clip->source, &clip->demux, et_threads_workers(clip->engine->threads),
        et_job_frames_held(&play->job) + before + 1 + FRAMES_AHEAD, &play->cursor);
    return result < 0 ? result : et_lead_seek(&play->lead, play->cursor, play->from);
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
    play->state = FILTER;
    result = et_job_filter(job, &frame);
    return result < 0 ? result : ET_MORE;
}

/* The first frame behind `from` is there, or the end (NULL): do those before it suffice? */
static int play_found(struct play_job *play, struct et_frame *frame)
{
    struct et_lead *lead = &play->lead;
    const struct et_frame *shown;
    int result;

    if (!et_lead_suffices(lead, lead->count == 0)) {
        et_frame_unref(&frame);
        result = et_lead_seek(lead, play->cursor, play->from);
        return result < 0 ? result : ET_MORE;
    }
    shown = lead->count ? lead->frames[lead->count - 1] : frame;
    if (!shown)
        return ET_DONE;
    play->first = shown->pts * play->job.outputs;
    if (frame)
        et_lead_end(lead, frame);
    et_job_filter_begin(&play->job, lead->starts);
    play->state = GIVE;
    return ET_MORE;
}

static int play_find(struct play_job *play)
{
    struct et_frame *frame = NULL;
    int result = et_cursor_step(play->cursor, &frame);

    if (result == ET_DONE)
        return play_found(play, NULL);
    if (result != ET_FRAME)
        return result;
    if (frame->pts > play->from)
        return play_found(play, frame);
    et_lead_keep(&play->lead, frame, et_cursor_at_first(play->cursor));
    return ET_MORE;
}

static int play_on(struct play_job *play)
{
    struct et_frame *frame = et_lead_next(&play->lead);
    int result = frame ? ET_FRAME : et_cursor_step(play->cursor, &frame);

    if (result == ET_DONE && play->job.chain) { /* it may hold frames back */
        et_job_filter_finish(&play->job);
        play->state = FINISH;
        return ET_MORE;
    }
    return result == ET_FRAME ? play_give(play, frame) : result;
}

static int play_filter(struct play_job *play, int budget_us)
{
    struct et_job *job = &play->job;
    int result = et_job_filter_step(job, budget_us);

    if (result == ET_DONE && play->state == FILTER) {
        play->state = GIVE;
        return ET_MORE;
    }
    if (result != ET_FRAME)
        return result;
    if (job->ready->pts < play->first) { /* of neighbours that end a sequence of another shape */
        et_frame_unref(&job->ready);
        return ET_MORE;
    }
    job->frames_done++;
    return ET_FRAME;
}

static int play_step(struct et_job *job, int budget_us)
{
    struct play_job *play = (struct play_job *)job;
    int result;

    if (play->state == FIND)
        result = play_find(play);
    else if (play->state == GIVE)
        result = play_on(play);
    else
        result = play_filter(play, budget_us);
    job->damaged = et_cursor_damaged(play->cursor);
    return result;
}

static void play_close(struct et_job *job)
{
    struct play_job *play = (struct play_job *)job;

    et_lead_free(&play->lead);
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
    if (result < 0)
        et_job_close(out);
    return result;
}

static struct play_job *play_of(struct et_job *job)
{
    return job->kind == &play_kind ? (struct play_job *)job : NULL;
}

static bool reads_neighbours(const struct et_chain *chain)
{
    return chain && (et_chain_frames_before(chain) > 0 || et_chain_frames_after(chain) > 0);
}

int et_job_play_skip(struct et_job *job, int skip)
{
    struct play_job *play = play_of(job);

    if (!play)
        return et_fail(ET_ERROR_STATE, "the job does not play");
    et_cursor_skip(play->cursor, skip && !reads_neighbours(job->chain));
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
    et_lead_drop(&play->lead);
    et_job_filter_begin(job, false); /* frames that lack neighbours only serve as such */
    play->first = INT64_MIN;
    play->state = GIVE;
    job->ended = 0;
    return 1;
}
