// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_JOB_H
#define ETALON_MEDIA_JOB_H

#include <etalon/etalon.h>

#include "chain/chain.h"
#include "media/clip.h"

/* What a kind of job does. `job` is the first member of the kind's own struct. */
struct et_job_kind {
    int (*step)(struct et_job *job, int budget_us);
    void (*close)(struct et_job *job); /* frees what the kind added */
};

/* What jobs share. */
struct et_job {
    const struct et_job_kind *kind;
    struct et_engine *engine;
    struct et_clip *clip;     /* NULL: frames come from elsewhere */
    struct et_chain *upright; /* turns frames by the display matrix; NULL: nothing to turn */
    struct et_chain *chain;   /* the caller's; NULL: none */
    int outputs;              /* frames that the chain makes of each: it divides the time base */
    struct et_frame *passing; /* upright, on its way to the caller's chain */
    int fresh;                /* the chain has not had the first frame of a sequence */
    int at_start;             /* that frame is the clip's first */
    int ending, draining;     /* no frame follows at all; none of this shape */
    struct et_frame *ready;   /* for et_job_take_frame() */
    int64_t frames_done, damaged;
    double progress;
    int ended; /* 0, or the result that every further step gives */
};

/*
 * Makes a job of `bytes` bytes, whose first member is a struct et_job, and takes the chain over: on
 * failure it is destroyed. Returns 0 or ET_ERROR_MEMORY.
 */
int et_job_create(struct et_clip *clip, struct et_chain *chain, const struct et_job_kind *kind,
                  size_t bytes, struct et_job **out);

/* The same for a job without a clip. */
int et_job_create_apart(struct et_engine *engine, struct et_chain *chain,
                        const struct et_job_kind *kind, size_t bytes, struct et_job **out);

/* Makes the chain that turns a clip's frames upright. Returns 0 or ET_ERROR_MEMORY. */
int et_upright_chain(const struct et_clip *clip, struct et_chain **out);

/*
 * Begins a sequence of frames, dropping those on their way; see et_chain_restart(). A job begins
 * with one at the clip's start.
 */
void et_job_filter_begin(struct et_job *job, bool at_start);

/*
 * Sends the next frame (taken over) through the job's chains, once et_job_filter_step() asked for
 * it. Returns 0 or a negative ET_ERROR_*.
 */
int et_job_filter(struct et_job *job, struct et_frame **frame);

/* Says that no frame follows. */
void et_job_filter_finish(struct et_job *job);

/*
 * Runs bands. Returns ET_MORE, ET_FRAME with a result in job->ready, ET_DONE when the next frame is
 * wanted (or all have come out, once finished), or a negative ET_ERROR_*.
 */
int et_job_filter_step(struct et_job *job, int budget_us);

/* Frames that the job's chain holds beside the one on its way, for et_cursor_open(). */
int et_job_frames_held(const struct et_job *job);

/* Lets progress rise to `progress`; it never falls and reaches 1 only with ET_DONE. */
void et_job_advance(struct et_job *job, double progress);

/* Fails with ET_ERROR_DATA when a clip ended without a frame. */
int et_job_no_frame(const struct et_job *job);

#endif
