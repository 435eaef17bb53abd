// SPDX-License-Identifier: MIT
/*
 * Weighted sums down of two rows at a time, from rows that lie interleaved in pairs; see fir.h for the
 * arithmetic. Each pair is interleaved once for all rows that it counts for, and loaded once for two.
 */
#include "simd/fir_kernels.h"

#include <etalon/filter.h>
#include <stdbool.h>

#if defined(__wasm_simd128__)

/* What is paired: bytes, samples of 9 to 14 bits, and of 16, whose sign is flipped. */
enum samples { BYTES, WORDS, DEEP };

/* Sixteen samples of two rows from `x` on, in four vectors. */
static inline void pair_step(v128_t pairs[4], const void *above, const void *below, int x,
                             enum samples samples)
{
    if (samples == BYTES) {
        const v128_t even = wasm_v128_load((const uint8_t *)above + x);
        const v128_t odd = wasm_v128_load((const uint8_t *)below + x);
        const v128_t left = et_interleave_low_8(even, odd), right = et_interleave_high_8(even, odd);
        pairs[0] = wasm_u16x8_extend_low_u8x16(left);
        pairs[1] = wasm_u16x8_extend_high_u8x16(left);
        pairs[2] = wasm_u16x8_extend_low_u8x16(right);
        pairs[3] = wasm_u16x8_extend_high_u8x16(right);
        return;
    }
    for (int i = 0; i < 2; i++) {
        v128_t even = wasm_v128_load((const uint16_t *)above + x + 8 * i);
        v128_t odd = wasm_v128_load((const uint16_t *)below + x + 8 * i);
        if (samples == DEEP) {
            even = wasm_v128_xor(even, wasm_i16x8_const_splat(INT16_MIN));
            odd = wasm_v128_xor(odd, wasm_i16x8_const_splat(INT16_MIN));
        }
        pairs[2 * i] = et_interleave_low_16(even, odd);
        pairs[2 * i + 1] = et_interleave_high_16(even, odd);
    }
}

static inline void pair_rows(int16_t *pairs, const void *above, const void *below, int width,
                             enum samples samples)
{
    for (int x = 0; x < width; x = et_fir_next_step(x, width)) {
        v128_t step[4];
        pair_step(step, above, below, x, samples);
        for (int i = 0; i < 4; i++)
            wasm_v128_store(pairs + 2 * x + 8 * i, step[i]);
    }
}

static void pair_8_simd128(int16_t *pairs, const void *above, const void *below, int width)
{
    pair_rows(pairs, above, below, width, BYTES);
}

static void pair_16_simd128(int16_t *pairs, const void *above, const void *below, int width)
{
    pair_rows(pairs, above, below, width, WORDS);
}

static void pair_deep_simd128(int16_t *pairs, const void *above, const void *below, int width)
{
    pair_rows(pairs, above, below, width, DEEP);
}

/*
 * Eight sums, rounded to samples. Those of bytes are between 0 and 2^22: an average rounds them, and raises
 * by half of `twice_raise`. The others may be of codes above their depth, and hold their half already.
 */
static inline v128_t round_sums(v128_t sum_lo, v128_t sum_hi, int shift, v128_t twice_raise,
                                bool bytes)
{
    return bytes ? wasm_u16x8_avgr(et_narrow_sums(sum_lo, sum_hi, shift - 1), twice_raise)
                 : et_narrow_sums(sum_lo, sum_hi, shift);
}

/*
 * Sums are named by their first sample. Engines load all that a round of the inner loop needs before they
 * compute: six vectors beside eight sums are as many as there are registers for. A shift that is not
 * known to the compiler costs them four instructions. Nothing is added to the first products of bytes,
 * which an average rounds: four instructions for eight. These are the ones of the last pair, which is made
 * on the way: its stores cost nothing beside so many products.
 */
static inline void down_pairs(int16_t *const dst[2], int16_t *const *pairs,
                              const void *const last[2], const int16_t *coefs, int taps, int width,
                              int shift, int raise, enum samples samples)
{
    const v128_t half = wasm_i32x4_splat((1 << (shift - 1)) + (raise << shift));
    const v128_t twice = wasm_i16x8_splat((int16_t)(2 * raise));
    const bool bytes = samples == BYTES;
    const void *const above = last[0], *const below = last[1];
    int16_t *const upper_row = dst[0], *const lower_row = dst[1];
    int16_t *const made = pairs[taps / 2 - 1];
    for (int x = 0; x < width; x = et_fir_next_step(x, width)) {
        v128_t upper_sums[4], lower_sums[4], step[4];
        pair_step(step, above, below, x, samples);
        for (int i = 0; i < 4; i++) {
            wasm_v128_store(made + 2 * x + 8 * i, step[i]);
            upper_sums[i] = wasm_i32x4_dot_i16x8(step[i], wasm_v128_load32_splat(coefs + taps - 2));
            lower_sums[i] = wasm_i32x4_dot_i16x8(step[i], wasm_v128_load32_splat(coefs + taps - 3));
            if (!bytes) {
                upper_sums[i] = wasm_i32x4_add(upper_sums[i], half);
                lower_sums[i] = wasm_i32x4_add(lower_sums[i], half);
            }
        }
        for (int t = 0; t < taps - 2; t += 2) {
            const int16_t *pair = pairs[t / 2] + 2 * x;
            const v128_t upper = wasm_v128_load32_splat(coefs + t);
            const v128_t lower = wasm_v128_load32_splat(coefs + t - 1);
            for (int i = 0; i < 4; i++) {
                const v128_t at = wasm_v128_load(pair + 8 * i);
                upper_sums[i] = et_add_product(upper_sums[i], at, upper);
                lower_sums[i] = et_add_product(lower_sums[i], at, lower);
            }
        }
        for (int i = 0; i < 4; i += 2) {
            wasm_v128_store(upper_row + x + 4 * i,
                            round_sums(upper_sums[i], upper_sums[i + 1], shift, twice, bytes));
            wasm_v128_store(lower_row + x + 4 * i,
                            round_sums(lower_sums[i], lower_sums[i + 1], shift, twice, bytes));
        }
    }
}

static void down_pairs_8_simd128(int16_t *const dst[2], int16_t *const *pairs,
                                 const void *const last[2], const int16_t *coefs, int taps,
                                 int width, int depth, int raise)
{
    (void)depth;
    down_pairs(dst, pairs, last, coefs, taps, width, 8, raise, BYTES);
}

static void down_pairs_10_simd128(int16_t *const dst[2], int16_t *const *pairs,
                                  const void *const last[2], const int16_t *coefs, int taps,
                                  int width, int depth, int raise)
{
    (void)depth;
    down_pairs(dst, pairs, last, coefs, taps, width, 10, raise, WORDS);
}

static void down_pairs_16_simd128(int16_t *const dst[2], int16_t *const *pairs,
                                  const void *const last[2], const int16_t *coefs, int taps,
                                  int width, int depth, int raise)
{
    down_pairs(dst, pairs, last, coefs, taps, width, depth, raise, WORDS);
}

static void down_pairs_deep_simd128(int16_t *const dst[2], int16_t *const *pairs,
                                    const void *const last[2], const int16_t *coefs, int taps,
                                    int width, int depth, int raise)
{
    (void)depth;
    down_pairs(dst, pairs, last, coefs, taps, width, ET_BANK_BITS, raise, DEEP);
}

#endif

void et_fir_set_pairs(struct et_fir *fir, int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (!(cpu & ET_CPU_SIMD128))
        return;
    fir->pair = depth == 8 ? pair_8_simd128 : depth == 16 ? pair_deep_simd128 : pair_16_simd128;
    fir->down_pairs = depth == 8    ? down_pairs_8_simd128
                      : depth == 10 ? down_pairs_10_simd128
                      : depth == 16 ? down_pairs_deep_simd128
                                    : down_pairs_16_simd128;
#else
    (void)fir;
    (void)depth;
    (void)cpu;
#endif
}
