// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_GRAIN_KERNELS_H
#define ETALON_FILTERS_GRAIN_KERNELS_H

#include <stdint.h>

/*
 * White noise of a row: sums of four random bytes each, less their mean, so that the deviation is
 * sqrt(4 * 65535 / 12) = 147.8. The bytes are those of eight generators side by side (Marsaglia,
 * "Xorshift RNGs", 2003) that begin with hashes of the row's key. A row of grain is added to codes:
 * code + value * factor in single precision, to nearest, halves to even; of bytes with a value each,
 * in integers of 1/64 of a code, halves upward.
 */
enum {
    ET_NOISE_STEP = 8,
    ET_GRAIN_SIZE = 16 /* samples across and down, at most: sums of a column have 14 bits */
};

struct et_grain_kernels {
    /* `count` values rounded up to ET_NOISE_STEP. */
    void (*noise)(int16_t *values, int count, uint32_t key);

    /* One value a sample; the factor is below 1. */
    void (*fine)(void *dst, const void *src, const int16_t *values, int count, float factor,
                 int max);

    /*
     * Sums of rows: the noise of a row instead of the row before it that is `kept`, as many values as
     * noise() gives.
     */
    void (*slide)(int16_t *sums, int16_t *kept, int count, uint32_t key);

    /* The sum of `across` sums from that of a sample on, of at most ET_GRAIN_SIZE rows. */
    void (*coarse)(void *dst, const void *src, const int16_t *sums, int across, int count,
                   float factor, int max);
};

/* The kernels for samples of `depth` bits. */
struct et_grain_kernels et_grain_kernels(int depth, unsigned cpu);

#endif
