// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_FLOW_H
#define ETALON_MEDIA_FLOW_H

#include "media/job.h"
#include "media/lead.h"

/*
 * A clip's frames in the order of their times, from the one shown at a time on, from a cursor of its own: as
 * they are decoded, or through the chains of a job, whose neighbours in time are decoded before that place,
 * so that frames are the same wherever it is.
 */
struct et_flow {
    struct et_job *job;
    struct et_cursor *cursor; /* NULL: not open */
    bool filters;             /* frames go through the job's chains */
    int64_t from;
    struct et_lead
        lead; /* until it is given: the frame shown at `from`, and those that are read before it */
    int64_t first; /* time of the first frame to hand out, as the chain has it */
    enum { ET_FLOW_FIND, ET_FLOW_GIVE, ET_FLOW_FILTER, ET_FLOW_FINISH } state;
};

/*
 * Opens the cursor at `from`, in the video's time base. Of what the flow gives `held` frames are held at a
 * time: room is made for these, for the frames of the job's chain and for those before `from`. Returns 0 or a
 * negative ET_ERROR_*.
 */
int et_flow_open(struct et_flow *flow, struct et_job *job, bool filters, int64_t from, int held);

/* Begins again at `from`. Returns 0 or a negative ET_ERROR_*. */
int et_flow_seek(struct et_flow *flow, int64_t from);

/* See et_cursor_jump(); filtered frames that lack neighbours are left out. */
int et_flow_jump(struct et_flow *flow, int64_t pts);

/* Does a little work. Returns ET_MORE, ET_FRAME with a frame in job->ready, ET_DONE, or a negative ET_ERROR_*. */
int et_flow_step(struct et_flow *flow, int budget_us);

/* Frees what the flow holds. Takes one that is all zero. */
void et_flow_close(struct et_flow *flow);

#endif
