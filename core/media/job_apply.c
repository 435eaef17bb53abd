// SPDX-License-Identifier: MIT
/* The job that sends single frames, which come from elsewhere, through a chain. */
#include "media/job.h"

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

int et_job_apply(struct et_clip *clip, struct et_chain *chain, bool upright, struct et_job **out)
{
    int result = et_job_create(clip, chain, &apply_kind, sizeof(struct apply_job), out);

    if (result == 0 && upright)
        et_chain_destroy(&(*out)->upright);
    return result;
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
