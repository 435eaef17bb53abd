// SPDX-License-Identifier: MIT
#ifndef ETALON_SIMD_FIR_H
#define ETALON_SIMD_FIR_H

#include <stdint.h>

struct et_bank;

/*
 * The two kernels under every resampling and blurring filter. Between a vertical and a horizontal
 * pass samples are *middle* samples: int16_t, 14 bits for the format's range (code * 2^(14 -
 * depth)), which leaves room for the overshoot of kernels with negative lobes, up to twice the
 * range. Samples of 16 bits that become samples again lose nothing on the way: their middle samples
 * are of 16 bits too, the codes less 32768, which leaves no room: either pass cuts overshoot off.
 *
 * A sum is exact in 32 bits; it is rounded once, halves upward.
 */
enum { ET_MIDDLE_BITS = 14, ET_DEEP_OFFSET = 1 << 15, ET_FIR_BLOCK_ROWS = 64 };

/*
 * Weighted sums, down and across. `taps` is even, 2 or more; the coefficients add up to 1 << 14.
 *
 * Down: dst[x] is the sum of coefs[t] * rows[t][x] over t, for 0 <= x < width. Rows need no
 * alignment, may repeat, and nothing outside their `width` samples is read.
 *
 * Down by pairs: dst[0] is the same, dst[1] as if the coefficients lay one row further down: the sum of
 * coefs[t - 1] * rows[t][x]. Rows 2 i and 2 i + 1 lie interleaved in pairs[i], as `pair` makes them of
 * samples; the last pair is made on the way, of the rows `last`, and written to its place. `width` is 16
 * or more, and 2 * width 16-bit words of each pair are read. The last coefficient is 0, and so is
 * coefs[-1]; none is negative. All that is written is raised by `raise`.
 *
 * Down by blocks: of a kernel that moves on by a quarter of its rows, D = taps / 4, from one sum to the
 * next, D rows at a time; of four such blocks in turn the last one leaves the sum in `dst`. D is 4 to
 * ET_FIR_BLOCK_ROWS and a multiple of 4, the coefficients are the same from both ends, and `width` is 8 or
 * more. `sums` are et_fir_block_sums() that last from block to block; before the first one they are 0.
 *
 * Across: dst[x] is the sum of coefs[t] * row[x + t], which reads row[0] to row[width + taps - 2]. The
 * last coefficient is 0, and so is coefs[-1]. Across from raised: the row is raised by half a code, which
 * rounds the sum; no coefficient is negative and `width` is 32 or more.
 *
 * `depth` is the bit depth of the side that holds samples, 8 to 14 or 16; where both sides are
 * middle samples it is 14. `down` for samples of 16 bits gives middle samples of 14 where it is 14. Samples that leave are clamped to 0 and (1 << depth) - 1. Only `width`
 * samples are written.
 */
struct et_fir {
    void (*down)(int16_t *dst, const void *const *rows, const int16_t *coefs, int taps, int width,
                 int depth); /* samples to middle samples */
    void (*down_middle)(int16_t *dst, const void *const *rows, const int16_t *coefs, int taps,
                        int width, int depth); /* middle samples to middle samples */
    void (*pair)(int16_t *pairs, const void *above, const void *below, int width); /* or NULL */
    void (*down_pairs)(int16_t *const dst[2], int16_t *const *pairs, const void *const last[2],
                       const int16_t *coefs, int taps, int width, int depth,
                       int raise); /* pairs to middle samples; NULL where `pair` is */
    void (*down_block)(int16_t *dst, int32_t *sums, const void *const *rows, const int16_t *coefs,
                       int taps, int width); /* bytes to middle samples; or NULL */
    void (*across)(void *dst, const int16_t *row, const int16_t *coefs, int taps, int width,
                   int depth); /* middle samples to samples */
    void (*across_raised)(uint8_t *dst, const int16_t *row, const int16_t *coefs, int taps,
                          int width); /* middle samples to bytes; NULL: not for this depth */
    void (*across_middle)(void *dst, const int16_t *row, const int16_t *coefs, int taps, int width,
                          int depth); /* middle samples to middle samples */
};

/* Sums that et_fir.down_block keeps for `width` columns. */
static inline int et_fir_block_sums(int width)
{
    return 3 * ((width + 7) & ~7);
}

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

/* Those of samples of `depth` bits, for `cpu`, a mask of ET_CPU_*. */
struct et_polyphase et_polyphase_kernels(int depth, unsigned cpu);

#endif
