// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_PLAN_H
#define ETALON_CHAIN_PLAN_H

#include "chain/chain.h"

struct et_arena;
struct et_pool;
struct et_frame;

/* Rows of one plane that one call of a filter's run() computes. */
struct et_band {
    int plane, first, last;
};

/* A filter that is not neutral, configured. */
struct et_stage {
    const struct et_filter *filter;
    void *state;
    struct et_image_info out;
    const struct et_band *bands;
    int band_count;
};

/* A filter as the caller added it. */
struct et_chain_entry {
    const struct et_filter *filter;
    void *params;
};

struct et_chain {
    struct et_engine *engine;
    struct et_pool *pool; /* of every frame that a stage writes */
    struct et_chain_entry *entries;
    size_t entry_count;

    /* The plan; `arena` is NULL when there is none. */
    struct et_arena *arena;
    struct et_image_info in, out;
    struct et_stage *stages;
    size_t stage_count;
    uint8_t *scratch;
    size_t scratch_stride; /* bytes of scratch for each thread */

    /* The frame that is on its way. */
    struct et_frame *source; /* what the stage at work reads */
    struct et_frame *target; /* what it writes; NULL before its first band */
    size_t stage;            /* stage at work; stage_count when `source` is the result */
    int band;                /* its first band that has not run */
};

/* Drops the plan, and the frame on its way. */
void et_chain_unplan(struct et_chain *chain);

/* Drops the frame on its way. */
void et_chain_drop(struct et_chain *chain);

#endif
