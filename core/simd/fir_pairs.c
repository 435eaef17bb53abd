// SPDX-License-Identifier: MIT
/*
 * Weighted sums down of two rows at a time, from rows that lie interleaved in pairs; see fir.h for the
 * arithmetic. Each pair is interleaved once for all rows that it counts for, and loaded once for two.
 */
#include "simd/fir_kernels.h"

#include <etalon/filter.h>

#if defined(__wasm_simd128__)

static void pair_8_simd128(int16_t *pairs, const void *above, const void *below, int width)
{
    for (int x = 0; x < width; x = et_fir_next_step(x, width)) {
        const v128_t even = wasm_v128_load((const uint8_t *)above + x);
        const v128_t odd = wasm_v128_load((const uint8_t *)below + x);
        const v128_t left = et_interleave_low_8(even, odd), right = et_interleave_high_8(even, odd);
        int16_t *out = pairs + 2 * x;
        wasm_v128_store(out, wasm_u16x8_extend_low_u8x16(left));
        wasm_v128_store(out + 8, wasm_u16x8_extend_high_u8x16(left));
        wasm_v128_store(out + 16, wasm_u16x8_extend_low_u8x16(right));
        wasm_v128_store(out + 24, wasm_u16x8_extend_high_u8x16(right));
    }
}

/* Samples of more than 8 bits; `offset` is what flips their sign, or 0. */
static inline void pair_words(int16_t *pairs, const int16_t *above, const int16_t *below, int width,
                              v128_t offset)
{
    for (int x = 0; x < width; x = et_fir_next_step(x, width))
        for (int i = x; i < x + ET_FIR_STEP; i += 8) {
            const v128_t even = wasm_v128_xor(wasm_v128_load(above + i), offset);
            const v128_t odd = wasm_v128_xor(wasm_v128_load(below + i), offset);
            wasm_v128_store(pairs + 2 * i, et_interleave_low_16(even, odd));
            wasm_v128_store(pairs + 2 * i + 8, et_interleave_high_16(even, odd));
        }
}

static void pair_16_simd128(int16_t *pairs, const void *above, const void *below, int width)
{
    pair_words(pairs, above, below, width, wasm_i16x8_const_splat(0));
}

static void pair_deep_simd128(int16_t *pairs, const void *above, const void *below, int width)
{
    pair_words(pairs, above, below, width, wasm_i16x8_const_splat(INT16_MIN));
}

/*
 * Sums are named by their first sample. Engines load all that a round of the inner loop needs before they
 * compute: six vectors beside eight sums are as many as there are registers for. A shift that is not
 * known to the compiler costs them four instructions.
 */
static inline void down_pairs(int16_t *const dst[2], const int16_t *const *pairs,
                              const int16_t *coefs, int taps, int width, int shift, int raise)
{
    const v128_t half = wasm_i32x4_splat((1 << (shift - 1)) + (raise << shift));
    int16_t *const upper_row = dst[0], *const lower_row = dst[1];
    for (int x = 0; x < width; x = et_fir_next_step(x, width)) {
        v128_t upper_0 = half, upper_4 = half, upper_8 = half, upper_12 = half;
        v128_t lower_0 = half, lower_4 = half, lower_8 = half, lower_12 = half;
        for (int t = 0; t < taps; t += 2) {
            const int16_t *pair = pairs[t / 2] + 2 * x;
            const v128_t at_0 = wasm_v128_load(pair), at_4 = wasm_v128_load(pair + 8);
            const v128_t at_8 = wasm_v128_load(pair + 16), at_12 = wasm_v128_load(pair + 24);
            const v128_t upper = wasm_v128_load32_splat(coefs + t);
            const v128_t lower = wasm_v128_load32_splat(coefs + t - 1);
            upper_0 = et_add_product(upper_0, at_0, upper);
            upper_4 = et_add_product(upper_4, at_4, upper);
            upper_8 = et_add_product(upper_8, at_8, upper);
            upper_12 = et_add_product(upper_12, at_12, upper);
            lower_0 = et_add_product(lower_0, at_0, lower);
            lower_4 = et_add_product(lower_4, at_4, lower);
            lower_8 = et_add_product(lower_8, at_8, lower);
            lower_12 = et_add_product(lower_12, at_12, lower);
        }
        wasm_v128_store(upper_row + x, et_narrow_sums(upper_0, upper_4, shift));
        wasm_v128_store(upper_row + x + 8, et_narrow_sums(upper_8, upper_12, shift));
        wasm_v128_store(lower_row + x, et_narrow_sums(lower_0, lower_4, shift));
        wasm_v128_store(lower_row + x + 8, et_narrow_sums(lower_8, lower_12, shift));
    }
}

static void down_pairs_8_simd128(int16_t *const dst[2], const int16_t *const *pairs,
                                 const int16_t *coefs, int taps, int width, int depth, int raise)
{
    (void)depth;
    down_pairs(dst, pairs, coefs, taps, width, 8, raise);
}

static void down_pairs_10_simd128(int16_t *const dst[2], const int16_t *const *pairs,
                                  const int16_t *coefs, int taps, int width, int depth, int raise)
{
    (void)depth;
    down_pairs(dst, pairs, coefs, taps, width, 10, raise);
}

static void down_pairs_16_simd128(int16_t *const dst[2], const int16_t *const *pairs,
                                  const int16_t *coefs, int taps, int width, int depth, int raise)
{
    down_pairs(dst, pairs, coefs, taps, width, depth == 16 ? ET_BANK_BITS : depth, raise);
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
                                    : down_pairs_16_simd128;
#else
    (void)fir;
    (void)depth;
    (void)cpu;
#endif
}
