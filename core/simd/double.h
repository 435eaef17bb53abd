// SPDX-License-Identifier: MIT
#ifndef ETALON_SIMD_DOUBLE_H
#define ETALON_SIMD_DOUBLE_H

#include <stdint.h>

/*
 * Enlarges a row of middle samples (not negative, or those of 16 bits; simd/fir.h) to twice its width by
 * quadratic B-splines (Chaikin, 1974): with input sample i between output samples 2 i and 2 i + 1,
 *   out[2 i]     = (row[i - 1] + 3 row[i]) / 4
 *   out[2 i + 1] = (3 row[i] + row[i + 1]) / 4
 * rounded once, halves upward. Doubling again and again comes close to a smooth curve; doubling to
 * D times the width adds a variance of (D^2 - 1) / 4 output samples. Reads row[-1] to
 * row[(width + 1) / 2] and writes `width` samples.
 */
struct et_double {
    void (*middle)(void *dst, const int16_t *row, int width,
                   int depth); /* to middle samples; depth 14 */
    void (*samples)(void *dst, const int16_t *row, int width,
                    int depth); /* to samples of `depth` bits */
};

/* The kernels for samples of `depth` bits. */
struct et_double et_double_kernels(int depth, unsigned cpu);

#endif
