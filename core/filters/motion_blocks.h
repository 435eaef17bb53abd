// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_MOTION_BLOCKS_H
#define ETALON_FILTERS_MOTION_BLOCKS_H

#include "filters/motion_levels.h"
#include "filters/row_sums.h"

/*
 * Where blocks of a frame went in the next one. On the last level the move of the whole picture is
 * the one of least sum of absolute differences, up to 16 samples or a quarter of the shorter side
 * either way. From there on each block of 16 x 16 samples is followed by itself from level to level,
 * and on level 0 between samples, by Gauss and Newton's steps (Lucas and Kanade, An Iterative Image
 * Registration Technique, 1981).
 */
enum {
    ET_MOTION_BLOCK = 16,
    ET_MOTION_SIDE = 24, /* most blocks along a side of the picture */
    ET_MOTION_BLOCKS = ET_MOTION_SIDE * ET_MOTION_SIDE
};

struct et_motion_block {
    double x, y;   /* its middle, in samples of level 0 from the picture's middle */
    double dx, dy; /* how far it went */
};

/* A block's samples, and twice their slopes. */
struct et_motion_pattern {
    int16_t codes[ET_MOTION_BLOCK * ET_MOTION_BLOCK];
    int16_t across[ET_MOTION_BLOCK * ET_MOTION_BLOCK];
    int16_t down[ET_MOTION_BLOCK * ET_MOTION_BLOCK];
};

struct et_motion_kernels {
    struct et_row_sums rows;

    /* The sum of absolute differences of 16 x 16 samples; both have the same stride. */
    uint32_t (*distance)(const uint8_t *a, const uint8_t *b, ptrdiff_t stride);

    /*
     * The differences of the 16 x 16 bilinear samples at (x, y) / 128 from `at` on to a pattern, in
     * 1/64, weighed by the pattern's slopes and added. 17 x 17 samples are read; x and y are 0 to 127.
     */
    void (*mismatch)(const uint8_t *at, ptrdiff_t stride, int x, int y,
                     const struct et_motion_pattern *pattern, int32_t sums[2]);
};

/* Those of `cpu`, a mask of ET_CPU_*. */
struct et_motion_kernels et_motion_kernels_for(unsigned cpu);

/*
 * Finds blocks with some structure that are in both frames, and counts them. `width` and `height` are
 * the picture's. Any thread.
 */
int et_motion_blocks_find(const struct et_motion_kernels *kernels, const struct et_levels *levels,
                          int width, int height, const uint8_t *before, const uint8_t *after,
                          struct et_motion_block *blocks);

#endif
