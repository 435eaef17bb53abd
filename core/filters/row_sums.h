// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_ROW_SUMS_H
#define ETALON_FILTERS_ROW_SUMS_H

#include <stdint.h>

/* What analyses add up of rows of at most 16384 samples. Any thread. */

struct et_extent {
    uint32_t min, max;
    uint64_t sum;
};

struct et_row_sums {
    /* Sum of absolute differences. */
    uint64_t (*differences)(const void *a, const void *b, int count);

    /* Sum of squared differences. */
    uint64_t (*squares)(const void *a, const void *b, int count);

    /* Least, most, and sum; of no samples 2^32 - 1, 0, 0. */
    struct et_extent (*extent)(const void *row, int count);

    /* Samples that are at most `limit`. */
    uint32_t (*at_most)(const void *row, int limit, int count);
};

/* The kernels for samples of `depth` bits. */
struct et_row_sums et_row_sums_kernels(int depth, unsigned cpu);

#endif
