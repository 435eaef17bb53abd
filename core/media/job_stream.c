// SPDX-License-Identifier: MIT
/* The job that filters frames from anywhere, which come one after another. */
#include <libavutil/mathematics.h>

#include "base/engine.h"
#include "media/cache.h"
#include "media/job.h"
#include "media/outside.h"

enum {
    FRAMES_OUT = 64 /* of et_job_stream_frame(), beside those that the chain holds */
};

struct stream_job {
    struct et_job job;
    struct et_pool *pool; /* of frames that the host fills */
    bool wants, finished;
    bool begun; /* a frame came, at the time `last` */
    int64_t last;
    AVRational base;
};

static int stream_step(struct et_job *job, int budget_us)
{
    struct stream_job *stream = (struct stream_job *)job;
    int result = et_job_filter_step(job, budget_us);

    if (result == ET_FRAME)
        job->frames_done++;
    if (result != ET_DONE || stream->finished)
        return result;
    stream->wants = true;
    return ET_WANT_FRAME;
}

static void stream_close(struct et_job *job)
{
    et_pool_close(&((struct stream_job *)job)->pool);
}

static const struct et_job_kind stream_kind = {stream_step, stream_close};

int et_job_stream(struct et_engine *engine, struct et_chain *chain, struct et_job **out)
{
    struct stream_job *stream;
    int result = et_job_create_apart(engine, chain, &stream_kind, sizeof(*stream), out);

    if (result < 0)
        return result;
    stream = (struct stream_job *)*out;
    stream->wants = true;
    result = et_pool_create(FRAMES_OUT + et_job_frames_held(*out), &stream->pool);
    if (result < 0)
        et_job_close(out);
    else
        et_pool_relieve(stream->pool, et_cache_evict, engine->cache);
    return result;
}

static struct stream_job *stream_of(struct et_job *job)
{
    return job->kind == &stream_kind && !job->ended ? (struct stream_job *)job : NULL;
}

int et_job_stream_push(struct et_job *job, struct et_frame *frame)
{
    struct stream_job *stream = stream_of(job);
    const AVRational base = {frame->time_base.num, frame->time_base.den};
    struct et_frame *taken;

    if (!stream || stream->finished || !stream->wants)
        return et_fail(ET_ERROR_STATE, "the job does not take frames now");
    if (stream->begun && av_compare_ts(frame->pts, base, stream->last, stream->base) < 0)
        return et_fail(ET_ERROR_ARGUMENT, "a frame at %.6f s came behind one at %.6f s",
                       (double)frame->pts * av_q2d(base),
                       (double)stream->last * av_q2d(stream->base));
    stream->begun = true;
    stream->last = frame->pts;
    stream->base = base;
    stream->wants = false;
    taken = et_frame_ref(frame);
    return et_job_filter(job, &taken);
}

int et_job_stream_finish(struct et_job *job)
{
    struct stream_job *stream = stream_of(job);

    if (!stream || (!stream->wants && !stream->finished))
        return et_fail(ET_ERROR_STATE, "the job has a frame to filter first");
    if (!stream->finished)
        et_job_filter_finish(job);
    stream->finished = true;
    stream->wants = false;
    return 0;
}

int et_job_stream_frame(struct et_job *job, const struct et_frame *like, struct et_frame **out)
{
    struct stream_job *stream = stream_of(job);

    *out = NULL;
    return stream ? et_frame_make_in(stream->pool, like, out)
                  : et_fail(ET_ERROR_STATE, "the job does not take frames");
}
