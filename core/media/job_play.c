// SPDX-License-Identifier: MIT
/* The job for playing: frames one after another from any place. */
#include "media/flow.h"

enum {
    FRAMES_AHEAD = 8 /* decoded frames that a player holds at a time */
};

struct play_job {
    struct et_job job;
    struct et_flow flow;
};

static int play_step(struct et_job *job, int budget_us)
{
    struct play_job *play = (struct play_job *)job;
    int result = et_flow_step(&play->flow, budget_us);

    job->damaged = et_cursor_damaged(play->flow.cursor);
    job->frames_done += result == ET_FRAME;
    return result;
}

static void play_close(struct et_job *job)
{
    et_flow_close(&((struct play_job *)job)->flow);
}

static const struct et_job_kind play_kind = {play_step, play_close};

int et_job_play(struct et_clip *clip, struct et_chain *chain, int64_t from, struct et_job **out)
{
    struct play_job *play;
    int result = et_job_create(clip, chain, &play_kind, sizeof(*play), out);

    if (result < 0)
        return result;
    play = (struct play_job *)*out;
    result = et_flow_open(&play->flow, *out, chain != NULL, from, FRAMES_AHEAD);
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
    et_cursor_skip(play->flow.cursor, skip && !reads_neighbours(job->chain));
    return 0;
}

int et_job_play_jump(struct et_job *job, int64_t pts)
{
    struct play_job *play = play_of(job);
    int result;

    if (!play || job->ended < 0)
        return et_fail(ET_ERROR_STATE, "the job does not play");
    result = et_flow_jump(&play->flow, pts);
    if (result > 0)
        job->ended = 0;
    return result;
}
