// SPDX-License-Identifier: MIT
#include "media/job.h"

#include "base/alloc.h"
#include "base/engine.h"
#include "media/constant.h"

/* Appends a filter whose first parameter is `first` and whose others are what they are at first. */
static int add_filter(struct et_chain *chain, const char *name, double first)
{
    enum { MOST = 8 };
    const struct et_filter *filter = et_filter_find(name);
    double values[MOST] = {first};
    for (size_t i = 1; i < filter->param_count && i < MOST; i++)
        values[i] = filter->params[i].initial;
    return et_chain_add(chain, filter, values, filter->param_count);
}

int et_upright_chain(const struct et_clip *clip, struct et_chain **out)
{
    int result = et_chain_create(clip->engine, out);

    if (result == 0 && clip->turn)
        result = add_filter(*out, "rotate", clip->turn);
    if (result == 0 && clip->flip != ET_FLIP_NONE)
        result = add_filter(*out, "flip", clip->flip == ET_FLIP_VERTICAL);
    return result;
}

int et_job_create_apart(struct et_engine *engine, struct et_chain *chain,
                        const struct et_job_kind *kind, size_t bytes, struct et_job **out)
{
    struct et_job *job = et_alloc_zero(1, bytes);

    *out = job;
    if (!job) {
        et_chain_destroy(&chain);
        return et_fail(ET_ERROR_MEMORY, "no memory for a job");
    }
    job->kind = kind;
    job->engine = engine;
    job->chain = chain;
    engine->jobs++;
    job->outputs = chain ? et_chain_outputs(chain) : 1;
    job->fresh = 1;
    job->at_start = 1;
    return 0;
}

int et_job_create(struct et_clip *clip, struct et_chain *chain, const struct et_job_kind *kind,
                  size_t bytes, struct et_job **out)
{
    int result = et_job_create_apart(clip->engine, chain, kind, bytes, out);

    if (result < 0)
        return result;
    (*out)->clip = clip;
    clip->jobs++;
    if (clip->turn || clip->flip != ET_FLIP_NONE)
        result = et_upright_chain(clip, &(*out)->upright);
    if (result < 0)
        et_job_close(out);
    return result;
}

void et_job_close(struct et_job **job)
{
    if (!*job)
        return;
    (*job)->kind->close(*job);
    if ((*job)->clip && (*job)->clip->owner == *job)
        (*job)->clip->owner = NULL;
    et_frame_unref(&(*job)->passing);
    et_frame_unref(&(*job)->ready);
    et_chain_destroy(&(*job)->chain);
    et_chain_destroy(&(*job)->upright);
    if ((*job)->clip)
        (*job)->clip->jobs--;
    (*job)->engine->jobs--;
    et_free(*job);
    *job = NULL;
}

int et_job_step(struct et_job *job, int budget_us)
{
    int result;

    if (job->ended)
        return job->ended < 0 ? et_fail(ET_ERROR_STATE, "the job has failed and can only be closed")
                              : ET_DONE;
    et_frame_unref(&job->ready);
    result = job->kind->step(job, budget_us);
    if (result < 0)
        job->ended = result;
    if (result == ET_DONE) {
        job->ended = 1;
        job->progress = 1;
    }
    return result;
}

struct et_frame *et_job_take_frame(struct et_job *job)
{
    struct et_frame *frame = job->ready;

    job->ready = NULL;
    return frame;
}

double et_job_progress(const struct et_job *job)
{
    return job->progress;
}

int64_t et_job_frames_done(const struct et_job *job)
{
    return job->frames_done;
}

int64_t et_job_damaged(const struct et_job *job)
{
    return job->damaged;
}

void et_job_advance(struct et_job *job, double progress)
{
    const double below_one = 0.999;

    if (progress > below_one)
        progress = below_one;
    if (progress > job->progress)
        job->progress = progress;
}

int et_job_frames_held(const struct et_job *job)
{
    return job->chain ? et_chain_frames_held(job->chain) : 0;
}

int et_job_no_frame(const struct et_job *job)
{
    return et_fail(ET_ERROR_DATA, "no frame of the clip could be decoded (%lld damaged packets)",
                   (long long)job->damaged);
}

void et_job_filter_begin(struct et_job *job, bool at_start)
{
    job->fresh = 1;
    job->at_start = at_start;
    job->ending = 0;
    job->draining = 0;
    et_frame_unref(&job->passing);
    if (job->upright)
        et_chain_restart(job->upright, true);
    if (job->chain)
        et_chain_restart(job->chain, at_start);
}

int et_job_filter(struct et_job *job, struct et_frame **frame)
{
    struct et_image_info out;
    int result;

    if (job->clip)
        (*frame)->color_changed =
            !et_colors_equal(&job->clip->info.video.image.color, &(*frame)->image.info.color);
    if (!job->upright) {
        job->passing = *frame;
        *frame = NULL;
        return 0;
    }
    result = et_chain_configure(job->upright, &(*frame)->image.info, &out);
    if (result == 0)
        result = et_chain_push(job->upright, *frame);
    et_frame_unref(frame);
    return result;
}

void et_job_filter_finish(struct et_job *job)
{
    job->ending = 1;
}

/*
 * Hands the passing frame to the caller's chain, which wants one. Frames of another shape end a
 * sequence: what the chain still holds comes out first, and no neighbour is of another shape.
 */
static int pass_on(struct et_job *job)
{
    struct et_image_info out;
    int result;

    if (!job->fresh && !job->draining && !et_chain_fits(job->chain, &job->passing->image.info)) {
        et_chain_finish(job->chain);
        job->draining = 1;
        return ET_MORE;
    }
    result = et_chain_configure(job->chain, &job->passing->image.info, &out);
    if (result == 0 && (job->fresh || job->draining))
        et_chain_restart(job->chain, job->draining || job->at_start);
    if (result == 0)
        result = et_chain_push(job->chain, job->passing);
    job->fresh = 0;
    job->draining = 0;
    et_frame_unref(&job->passing);
    return result < 0 ? result : ET_MORE;
}

static int step_chain(struct et_job *job, int budget_us)
{
    int result = job->fresh ? ET_DONE : et_chain_step(job->chain, budget_us);

    if (result == ET_FRAME)
        job->ready = et_chain_take(job->chain);
    return result;
}

int et_job_filter_step(struct et_job *job, int budget_us)
{
    int result = ET_DONE;

    if (job->chain)
        result = step_chain(job, budget_us);
    if (result != ET_DONE)
        return result;
    if (job->passing && job->chain)
        return pass_on(job);
    if (job->passing) {
        job->ready = job->passing;
        job->passing = NULL;
        return ET_FRAME;
    }
    if (job->upright)
        result = et_chain_step(job->upright, budget_us);
    if (result == ET_FRAME) {
        job->passing = et_chain_take(job->upright);
        return ET_MORE;
    }
    if (result == ET_DONE && job->ending && job->chain && !job->fresh) {
        job->ending = 0;
        et_chain_finish(job->chain);
        return ET_MORE;
    }
    return result;
}
