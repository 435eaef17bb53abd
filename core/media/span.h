// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_SPAN_H
#define ETALON_MEDIA_SPAN_H

#include "media/job.h"
#include "media/lead.h"

/*
 * The filtered frames of a span of a clip, in order, from a decoder of its own. Frames around the
 * span are decoded as far as the chain reads neighbours in time, so that a frame is the same
 * whichever span it is taken from.
 */
struct et_span {
    struct et_job *job;
    struct et_cursor *cursor;
    int64_t from, to; /* from <= pts < to, in the time base of the frames that come out */

    struct et_lead lead; /* frames before the span, and the first one of it */

    int after; /* frames behind the span that the chain has yet to read */
    enum {
        ET_SPAN_SEEK,
        ET_SPAN_LEAD,
        ET_SPAN_SEND,
        ET_SPAN_DECODE,
        ET_SPAN_FILTER,
        ET_SPAN_LAST
    } state;
};

/*
 * Opens a cursor for a span; `from` and `to` of INT64_MIN and INT64_MAX are the clip's ends, and
 * `threads` are asked for. Returns 0 or a negative ET_ERROR_*.
 */
int et_span_open(struct et_span *span, struct et_job *job, int64_t from, int64_t to, int threads);

/*
 * Does a little work. Returns ET_MORE, ET_FRAME with a frame in job->ready, ET_DONE, or a negative
 * ET_ERROR_*. `damaged` and `progress` of the job are kept.
 */
int et_span_step(struct et_span *span, int budget_us);

/* Frees what the span holds. */
void et_span_close(struct et_span *span);

#endif
