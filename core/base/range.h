// SPDX-License-Identifier: MIT
#ifndef ETALON_BASE_RANGE_H
#define ETALON_BASE_RANGE_H

#include <stdint.h>

/* Integers held to a range. Any thread. */

static inline int et_smaller(int a, int b)
{
    return a < b ? a : b;
}

static inline int et_larger(int a, int b)
{
    return a > b ? a : b;
}

/* The nearest of the numbers `low` to `high`, low <= high. */
static inline int et_clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

/* The nearest of the positions 0 to `count` - 1, count >= 1. */
static inline int et_nearest(int position, int count)
{
    return et_clamp(position, 0, count - 1);
}

/* The nearest code of `depth` bits. */
static inline int et_clamp_code(int value, int depth)
{
    return et_clamp(value, 0, (1 << depth) - 1);
}

/* As SIMD narrows: the nearest number of 16 bits. */
static inline int16_t et_saturate_16(int value)
{
    return (int16_t)et_clamp(value, INT16_MIN, INT16_MAX);
}

#endif
