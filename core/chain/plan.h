// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_PLAN_H
#define ETALON_CHAIN_PLAN_H

#include "chain/chain.h"
#include "chain/keys.h"

struct et_arena;
struct et_band_group;
struct et_pool;
struct et_strip;

enum {
    ET_NEIGHBOURS_MAX = 8, /* frames_before and frames_after of a filter */

    /* Frames in a stage's queue: its neighbours, the one at work, and one to tell the time from. */
    ET_QUEUE_MAX = 2 * ET_NEIGHBOURS_MAX + 2,
};

/* Rows of one plane that one call of a filter's run() computes. */
struct et_band {
    int plane, first, last;
};

/* A filter as the caller added it. */
struct et_chain_entry {
    const struct et_filter *filter;
    void *params;
    void **blocks;           /* of each list and text that was set; NULL: none was */
    struct et_track *tracks; /* of each parameter; NULL: nothing changes with time */
    bool has_region, has_enable, has_input;
    struct et_region region;
    struct et_track *moves; /* of each number of the region; NULL: it stays */
    double from_s, to_s;
    struct et_input input;
};

/* Weights of a region in one plane: 0 shows the input, ET_WEIGHT_ONE the filter's output. */
enum { ET_WEIGHT_ONE = 1 << 14 };

struct et_mask {
    uint16_t *across, *down;      /* by column and row; the smaller of both counts */
    int left, right, top, bottom; /* where they are not 0 */
};

/* What an analysis sees of its input, or a filter hands on of it: from x, y on, an image of this shape. */
struct et_part {
    int x, y;
    struct et_image_info info;
};

/* Arrays of an analysis, one set for each thread, and what they become at the end of a frame. */
struct et_tally {
    size_t *counts; /* elements of each array */
    void **arrays;  /* result_count for thread 0, then for thread 1, ... */
};

/* A stage's filter as it is configured for a part of the picture across, see chain/tiles.h. */
struct et_cut {
    struct et_arena *arena; /* NULL: it never will be */
    void *state;
    int width;           /* columns */
    unsigned version;    /* of the stage, for which it was configured */
    size_t scratch_size; /* bytes for its highest band */
};

/*
 * A filter that is not neutral, configured, and the frames that wait for it. The queue holds what
 * run() reads: frames before the one at work, that one at index `at`, and frames behind it.
 */
struct et_stage {
    const struct et_filter *filter;
    const struct et_chain_entry *entry;
    size_t index; /* of the entry */
    struct et_fused
        *fused;    /* entries that are one colour program, see chain/fuse.h; NULL: one entry */
    size_t covers; /* entries from `index` on that the stage stands for */
    struct et_arena *arena;
    void *state;
    struct et_image_info in, out;
    const struct et_band *bands;
    int band_count, most_rows; /* of any band */
    size_t scratch_size;       /* bytes for one band */
    size_t scratch_most;       /* of all that the stage was configured for since it was planned */
    void *kept;                /* TOP_DOWN: scratch that goes from band to band of a plane */
    int outputs;
    int ahead; /* frames behind the one at work that must be there, or be known not to come */
    struct et_pool *pool;    /* of the frames that it makes; NULL where it makes none */
    struct et_region region; /* of the frame at work, where the entry has one */
    struct et_mask masks[4]; /* of the planes, for that */
    bool is_hidden;          /* all of them are 0 */

    /* Of an entry with keyframes or a second input: what it is configured for. */
    void *params,
        *next_params; /* see et_entry_params_size(); the latter is for the frame at work */
    struct et_image_info second_info;
    bool stale;            /* configure() failed in between, or an analysis sees another part */
    unsigned version;      /* how often it was configured */
    unsigned moved;        /* how often its region was put elsewhere */
    struct et_tally tally; /* of an analysis, and what it sees */
    struct et_part part;
    bool is_part; /* the output is that part of the input */
    struct et_cut cut;

    struct et_frame *queue[ET_QUEUE_MAX];
    int count, at;
    bool ended; /* no frame comes behind the last of the queue */

    /* The frame being made. */
    bool begun;
    struct et_frame *second; /* of the second input, until all outputs are made */
    struct et_frame *target; /* NULL for an analysis */
    const struct et_image *window[2 * ET_NEIGHBOURS_MAX + 1];
    struct et_moment moment;
    int output, band;
};

struct et_chain {
    struct et_engine *engine;
    struct et_chain_entry *entries;
    size_t entry_count;
    bool fast; /* colour programs may be tables, see et_chain_set_fast() */

    /* The plan; `arena` is NULL when there is none. */
    struct et_arena *arena;
    struct et_image_info in, out;
    struct et_stage *stages;
    size_t stage_count;
    uint8_t *scratch;
    size_t scratch_stride; /* bytes for each thread */

    /* Stages that work band by band, see chain/group.h. */
    bool alone;                   /* each stage by itself all the same; set before the plan */
    struct et_band_group *groups; /* that begin with each stage; planned when its frame begins */
    struct et_strip *strips;      /* of the frame at work, one for each thread */
    uint8_t *windows;
    size_t windows_stride; /* bytes for each strip */
    size_t window_most;    /* bytes of each window; tests have smaller ones */

    bool ended;              /* et_chain_finish() was called */
    struct et_frame *result; /* for et_chain_take() */
};

/* Frames before the one at work that stay in a stage's queue. */
int et_stage_before(const struct et_stage *stage);

/* The entry that was added last, to change it, the plan dropped; NULL with the error in *error. */
struct et_chain_entry *et_chain_last_entry(struct et_chain *chain, int *error);

/* Lets a block of an entry go, of which there is room for one for each parameter. */
void et_chain_free_block(struct et_chain *chain, struct et_chain_entry *entry, size_t index);

/* Lets the keyframes of an entry's region go. */
void et_chain_free_moves(struct et_chain_entry *entry);

/* Drops the plan, and the frames on their way. */
void et_chain_unplan(struct et_chain *chain);

/* Makes arrays for every thread. Returns 0 or ET_ERROR_MEMORY. */
int et_tally_init(struct et_tally *tally, const struct et_stage *stage, int threads);

/* Zeroes the arrays, for the next frame. */
void et_tally_clear(struct et_tally *tally, const struct et_filter *filter, int threads);

/*
 * Merges the arrays of all threads and makes *out (which is the caller's): `frame` again, with the
 * same pixels, and with the results. Returns 0 or ET_ERROR_MEMORY.
 */
int et_tally_finish(struct et_tally *tally, const struct et_stage *stage, int threads,
                    const struct et_frame *frame, struct et_frame **out);

#endif
