// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_LOOKUP_H
#define ETALON_MEDIA_LOOKUP_H

#include "media/job.h"

/*
 * Finding the frame shown at a time, as decoded, with the clip's warm cursor and the cache. Jobs of
 * one clip share the cursor: one that lost it to another begins anew.
 */
struct et_lookup {
    struct et_job *job;
    int64_t target;
    int64_t
        until; /* time of the frame behind the one found; INT64_MAX: none; INT64_MIN: not known */
    int state; /* enum in lookup.c */
};

/* Begins to look for the last frame at or before `target`, or else the clip's first. */
void et_lookup_begin(struct et_lookup *lookup, struct et_job *job, int64_t target);

/*
 * Decodes at most one packet. Returns ET_FRAME with a frame that the caller owns, ET_MORE, or a
 * negative ET_ERROR_*.
 */
int et_lookup_step(struct et_lookup *lookup, struct et_frame **out);

#endif
