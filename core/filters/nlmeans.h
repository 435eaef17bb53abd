// SPDX-License-Identifier: LGPL-2.1-or-later
#ifndef ETALON_FILTERS_NLMEANS_H
#define ETALON_FILTERS_NLMEANS_H

#include <stdint.h>

enum {
    ET_NLMEANS_MOST_PATCH = 7,     /* radius */
    ET_NLMEANS_MOST_RESEARCH = 10, /* radius */
    ET_NLMEANS_MARGIN = 24,        /* at least the two, and a multiple of 8 */
    ET_NLMEANS_COLUMNS = 128,      /* of a tile */
    ET_NLMEANS_ROWS = 64,
    ET_NLMEANS_STRIDE = ET_NLMEANS_COLUMNS + 2 * ET_NLMEANS_MARGIN + 8,
};

/*
 * What a tile is computed from and into; sample (x, y) of the tile is at [MARGIN + y][MARGIN + x]
 * where there is a margin. Kernels read up to 8 elements more than they were told.
 */
struct et_nlmeans_tile {
    int32_t columns[ET_NLMEANS_STRIDE]; /* sums of squares down a patch's height */
    float weights[ET_NLMEANS_STRIDE];
    float total[ET_NLMEANS_ROWS][ET_NLMEANS_COLUMNS]; /* sums of weights */
    float sum[ET_NLMEANS_ROWS][ET_NLMEANS_COLUMNS];   /* and of weighted samples */
    float values[ET_NLMEANS_ROWS + 2 * ET_NLMEANS_MARGIN][ET_NLMEANS_STRIDE];
    int16_t guide[ET_NLMEANS_ROWS + 2 * ET_NLMEANS_MARGIN][ET_NLMEANS_STRIDE];
};

struct et_nlmeans_kernels {
    /* Adds the squared differences of two rows of `count` samples to `columns`. */
    void (*add)(int32_t *columns, const int16_t *a, const int16_t *b, int count);

    /* The same, and takes off those of the two rows that leave the patch. */
    void (*move)(int32_t *columns, const int16_t *a, const int16_t *b, const int16_t *old_a,
                 const int16_t *old_b, int count);

    /*
     * `count` weights: 2 to the -(`halvings` times the sum of `size` columns from x on), 0 where
     * that is below 1 / 255; the relative error of the power is below 7e-4.
     */
    void (*weigh)(float *weights, const int32_t *columns, int count, int size, float halvings);

    /* total += weights, sum += weights times values. */
    void (*gather)(float *total, float *sum, const float *weights, const float *values, int count);
};

/* Those of `cpu`, a mask of ET_CPU_*. */
struct et_nlmeans_kernels et_nlmeans_kernels(unsigned cpu);

#endif
