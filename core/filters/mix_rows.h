// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_MIX_ROWS_H
#define ETALON_FILTERS_MIX_ROWS_H

#include <stdint.h>

/*
 * Rows of samples mixed by weights of 0 to ET_MIX_ONE, rounded to nearest, halves upward:
 *   dst = a + (((b - a) * weight + ET_MIX_ONE / 2) >> ET_MIX_BITS)
 * so that 0 gives a, and ET_MIX_ONE b, exactly. `count` samples; dst may be a. Any thread.
 */
enum { ET_MIX_BITS = 14, ET_MIX_ONE = 1 << ET_MIX_BITS };

struct et_mix {
    /* One weight for all, towards one code. */
    void (*flat)(void *dst, const void *a, int b, int weight, int count);

    /* One weight for all, towards another row. */
    void (*even)(void *dst, const void *a, const void *b, int weight, int count);

    /* A weight for each. */
    void (*each)(void *dst, const void *a, const void *b, const uint16_t *weights, int count);
};

/* The kernels for samples of `depth` bits. */
struct et_mix et_mix_kernels(int depth, unsigned cpu);

#endif
