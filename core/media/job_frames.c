// SPDX-License-Identifier: MIT
/* The job that hands out all frames of a span. */
#include "base/engine.h"
#include "base/threads.h"
#include "media/job.h"
#include "media/span.h"

struct frames_job {
    struct et_job job;
    struct et_span span;
    int64_t from, to;
};

static int frames_step(struct et_job *job, int budget_us)
{
    struct frames_job *frames = (struct frames_job *)job;
    int result;

    if (!frames->span.cursor) {
        result = et_span_open(&frames->span, job, frames->from, frames->to,
                              et_threads_workers(job->clip->engine->threads));
        return result < 0 ? result : ET_MORE;
    }
    result = et_span_step(&frames->span, budget_us);
    if (result == ET_FRAME)
        job->frames_done++;
    if (result == ET_DONE && job->frames_done == 0 && job->damaged > 0)
        return et_job_no_frame(job);
    return result;
}

static void frames_close(struct et_job *job)
{
    et_span_close(&((struct frames_job *)job)->span);
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
