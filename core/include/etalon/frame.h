// SPDX-License-Identifier: MIT
#ifndef ETALON_FRAME_H
#define ETALON_FRAME_H

/* A frame, its time and properties, and what analyses found in it. Part of <etalon/etalon.h>. */

#include <etalon/filter.h>

/*
 * How bright a picture's source is, in cd/m2, 0 where the stream does not say: the peak of the
 * display that it was mastered on (SMPTE ST 2086), the brightest pixel and the brightest mean of a
 * frame (CTA-861.3, MaxCLL and MaxFALL).
 */
struct et_light {
    int mastering_nits, content_nits, average_nits;
};

/*
 * A frame. Fields are read-only for whoever did not create it. Its planes stay where they are
 * until the last reference is gone.
 */
struct et_frame {
    struct et_image image;
    int64_t pts;      /* presentation time, in time_base */
    int64_t duration; /* in time_base; 0 when unknown */
    struct et_rational time_base;
    struct et_rational sample_aspect; /* width to height of a pixel; 0/1 when unknown */
    int key;                          /* 1: decoding can start here */
    int interlaced;                   /* 1: two fields of different times */
    int top_first;                    /* 1: the field of rows 0, 2, 4 ... is the earlier one */
    struct et_light light;            /* for tone mapping */
    int color_changed; /* 1: before any filter its colours were not those of et_clip_info() */
    const struct et_analysis *analysis; /* what the chain found out; NULL: nothing */
};

/*
 * What an analysis found in a frame: array i has counts[i] elements of the type that
 * filter->results[i] says. Lives as long as the frame.
 */
struct et_analysis {
    const struct et_filter *filter;
    size_t entry;                     /* its place in the chain, from 0 on */
    const struct et_analysis *before; /* of an analysis earlier in the chain; NULL: none */
    const size_t *counts;
    void *const *arrays;
};

/* Takes another reference. Any thread. Returns `frame`. */
struct et_frame *et_frame_ref(struct et_frame *frame);

/* Drops a reference and nulls the caller's pointer. Takes NULL. Any thread. */
void et_frame_unref(struct et_frame **frame);

#endif
