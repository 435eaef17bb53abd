// SPDX-License-Identifier: MIT
#ifndef ETALON_SIMD_FIR_H
#define ETALON_SIMD_FIR_H

#include <stdint.h>

struct et_bank;

/*
 * The two kernels under every resampling and blurring filter. Between a vertical and a horizontal
 * pass samples are *middle* samples: int16_t, 14 bits for the format's range (code * 2^(14 - depth)),
 * which leaves room for the overshoot of kernels with negative lobes, up to twice the range.
 *
 * A sum is exact in 32 bits; it is rounded once, halves upward.
 */
enum { ET_MIDDLE_BITS = 14 };

/*
 * Weighted sums of `taps` rows (even, 2 or more), sample by sample: dst[x] is the sum of
 * coefs[t] * rows[t][x] over t for 0 <= x < width, where the coefficients add up to 1 << 14. Rows
 * need no alignment, may repeat, and nothing outside their `width` samples is read or written.
 * A horizontal pass gives pointers into one row, one sample apart.
 *
 * `depth` is the bit depth of the side that holds samples, 8 to 14; where both sides are middle
 * samples it is 14. Samples that leave are clamped to 0 and (1 << depth) - 1; middle samples are not.
 */
struct et_fir {
    void (*to_middle)(void *dst, const void *const *rows, const int16_t *coefs, int taps, int width,
                      int depth); /* samples to middle samples */
    void (*from_middle)(void *dst, const void *const *rows, const int16_t *coefs, int taps, int width,
                        int depth); /* middle samples to samples */
    void (*middle)(void *dst, const void *const *rows, const int16_t *coefs, int taps, int width,
                   int depth); /* middle samples to middle samples; depth 14 */
};

/* The kernels for samples of `depth` bits. */
struct et_fir et_fir_kernels(int depth, unsigned cpu);

/*
 * Resamples one row of middle samples by a bank: reads row[bank->first] to row[bank->last - 1] and
 * writes bank->count samples. `depth` as above; at 14 middle samples leave, unclamped.
 */
struct et_polyphase {
    void (*from_middle)(void *dst, const int16_t *row, const struct et_bank *bank, int depth);
    void (*middle)(void *dst, const int16_t *row, const struct et_bank *bank, int depth);
};

struct et_polyphase et_polyphase_kernels(int depth, unsigned cpu);

#endif
