// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_GROUP_H
#define ETALON_CHAIN_GROUP_H

#include "chain/plan.h"

/*
 * Consecutive stages that work band by band, so that no frame lies between them: of the output of
 * each but the last one a window of rows is kept, that the next one reads. A stage can lead a group
 * when it is ET_ORDER_ANY, makes one frame of each, is no analysis, and does not just hand on a part
 * of its input; it can follow in one when it reads no neighbours in time.
 *
 * Rows are counted in the picture's rows, those of luma, and end at multiples of the chroma
 * subsampling: a band has the rows of all planes. A stage's part of a band may read what
 * rows_needed() of each of its planes says, and of the other planes what lies beside that.
 *
 * The frame is cut into strips, one for each thread, which go their ways through the bands alone and
 * compute the rows about a seam twice. A stage joins a group where that pays:
 *   - it moves down its input as it moves down its output (a vertical flip does not);
 *   - windows are below 256 KB each and at most 1 MB together, in one strip: they stay in a
 *     processor's L2 cache;
 *   - of the rows of a window at most two thirds are kept from the band before (a blur of a large
 *     radius keeps more), and a band is no smaller than the filter's band_rows();
 *   - of all rows at most an eighth is computed twice.
 *
 * Where the windows would be too large, stages form a group of another kind (chain/tiles.h): windows hold
 * rows of one plane, if all filters go by_plane; each stage has scratch memory of its own, so that its
 * bands follow each other; and where that is not enough the picture is cut across, too, into tiles that
 * overlap.
 */
enum {
    ET_GROUP_MOST = 16, /* stages */
    ET_WINDOW_MOST = (256 << 10) - 1,
    ET_WINDOWS_MOST = 1 << 20,
    ET_BAND_ROWS_MOST = 64,
    ET_TILES_MOST = 8,
};

/* Picture rows `first` to `last` - 1; none where they are equal. */
struct et_rows {
    int first, last;
};

/* Planes `first` to `last` - 1, which are made together. */
struct et_planes {
    int first, last;
};

/* Where the rows of a stage's output lie in a strip's memory, plane by plane. */
struct et_window {
    size_t offset[4], bytes;
    ptrdiff_t stride[4];
};

/* The part of a picture across that a stage makes for each tile: columns from left[i] on. */
struct et_columns {
    int width, left[ET_TILES_MOST];
};

struct et_band_group {
    struct et_stage *stages[ET_GROUP_MOST];
    int count;           /* 1: the stage runs by itself */
    size_t end;          /* index of the stage behind the group's last one */
    int band_rows;       /* of the last one's output */
    int strips;          /* how many */
    int across;          /* of them side by side, which share the tiles */
    int bands_at_a_time; /* of each strip, between two looks at the clock */
    double times_read;   /* how often the first one's input is, on average, over all strips */
    struct et_window windows[ET_GROUP_MOST]; /* of all but the last one; with tiles of that, too */

    /* Of a group of chain/tiles.h, else false and 1. */
    bool own_scratch; /* each stage has scratch memory of its own, that lasts from band to band */
    bool by_plane;    /* planes are made one after another */
    int tiles;
    struct et_columns columns[ET_GROUP_MOST];
    int seams[ET_TILES_MOST + 1]; /* tile i is columns seams[i] to seams[i + 1] - 1 of the output */
    size_t scratch[ET_GROUP_MOST];       /* where each stage's begins, in a strip's */
    size_t plane_scratch[ET_GROUP_MOST]; /* bytes from there to the next plane's */

    /* What was planned: candidates that take part, and how often they were configured. */
    uint32_t active;
    uint64_t version;
};

/* What a strip has done. */
struct et_strip {
    int next, last;  /* rows of the group's output: from `next` on they are missing */
    int plane, tile; /* at work, where planes are made one after another */
    struct et_rows have[ET_GROUP_MOST]; /* rows in each window */
};

/* Rows of strip `index` of a group. */
struct et_rows et_group_strip(const struct et_band_group *group, int index);

/*
 * The way of a band through a group: rows of a stage's output are made in parts, and each part is
 * asked for by the next stage, so that windows hold what one part needs and no more. `have[k]` are
 * the rows in the window behind stage k.
 */
struct et_way {
    const struct et_band_group *group;
    struct et_rows *have;
    int plane; /* that is made; -1: all of them */
    void *opaque;

    /* Rows before `first` of window k are not read any more. */
    void (*keep)(const struct et_way *way, int k, int first);

    /*
     * Rows of the output of stage k are to be made, of rows `from` of its input; `follows`: as et_run's.
     */
    void (*make)(const struct et_way *way, int k, struct et_rows rows, struct et_rows from,
                 bool follows);
};

/*
 * Makes rows of the output of stage k, those before them included, and lets rows of its window go that
 * come before `rows`. Returns false, which planning takes care of, where a stage goes back in its input.
 */
bool et_group_advance(const struct et_way *way, int k, struct et_rows rows);

/* Rows of plane `plane` of a shape that lie in picture rows `rows`. */
struct et_rows et_rows_of_plane(const struct et_image_info *info, int plane, struct et_rows rows);

/* Whether a stage can be the first one of a group, and another one. */
bool et_stage_can_lead(const struct et_stage *stage);
bool et_stage_can_follow(const struct et_stage *stage);

/*
 * Plans the group that begins with the stage at `index`: as many of the stages behind it as may join,
 * of which those count whose bit of `active` (bit 0 is the first's) is set; the others pass their
 * frames as they are. Does nothing where the group is planned already. ET_ACTIVE_ALL is for the plan
 * before there are frames.
 */
#define ET_ACTIVE_ALL UINT32_MAX
void et_group_plan(const struct et_chain *chain, size_t index, uint32_t active,
                   struct et_band_group *group);

/* Memory for every strip of any group of the chain, and a first plan. Returns 0 or ET_ERROR_MEMORY. */
int et_chain_reserve_windows(struct et_chain *chain);

/* Begins a planned group's strips, and runs their next bands. Returns whether all are done. */
void et_group_begin(struct et_chain *chain, const struct et_band_group *group);
bool et_group_run(struct et_chain *chain, const struct et_band_group *group);

#endif
