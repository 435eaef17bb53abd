/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Interpolation filters of eight or four taps on eight columns, for HEVC and VP9. Sums of eight-bit
 * samples are left to wrap in 16 bits; 16-bit samples take dot products of pairs, in 32.
 */

#ifndef AVCODEC_WASM_MC_FILTER_H
#define AVCODEC_WASM_MC_FILTER_H

#include "libavcodec/wasm/simd128.h"

/** Taps of a filter: `single` splats one each, `pair` two neighbours for dot products. */
typedef struct Taps {
    v128_t single[8];
    v128_t pair[4];
} Taps;

#define LOAD_TAPS(t, filter, taps)                                               \
    do {                                                                         \
        for (int i = 0; i < (taps); i++)                                         \
            (t)->single[i] = wasm_i16x8_splat((filter)[i]);                      \
        for (int i = 0; i < (taps) / 2; i++)                                     \
            (t)->pair[i] = splat_pair((filter)[2 * i], (filter)[2 * i + 1]);     \
    } while (0)

/** (sum + round) >> shift down a column of 16-bit samples; `src` is the first tap's. */
static av_always_inline v128_t filter_column_i16(const uint8_t *src, ptrdiff_t stride, const Taps *t,
                                                 int taps, int round, int shift)
{
    v128_t low = wasm_i32x4_splat(round), high = low;

    for (int i = 0; i < taps / 2; i++) {
        v128_t a = wasm_v128_load(src + 2 * i * stride);
        v128_t b = wasm_v128_load(src + (2 * i + 1) * stride);

        low  = wasm_i32x4_add(low, wasm_i32x4_dot_i16x8(interleave_low_i16(a, b), t->pair[i]));
        high = wasm_i32x4_add(high, wasm_i32x4_dot_i16x8(interleave_high_i16(a, b), t->pair[i]));
    }
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(low, shift), wasm_i32x4_shr(high, shift));
}

/** The same down a column whose rows are interleaved already, each with the one below, in 32 bytes. */
static av_always_inline v128_t filter_pairs(const uint8_t *src, const Taps *t, int taps, int shift)
{
    v128_t low  = wasm_i32x4_dot_i16x8(wasm_v128_load(src), t->pair[0]);
    v128_t high = wasm_i32x4_dot_i16x8(wasm_v128_load(src + 16), t->pair[0]);

    for (int i = 1; i < taps / 2; i++) {
        low  = wasm_i32x4_add(low, wasm_i32x4_dot_i16x8(wasm_v128_load(src + 64 * i), t->pair[i]));
        high = wasm_i32x4_add(high, wasm_i32x4_dot_i16x8(wasm_v128_load(src + 64 * i + 16), t->pair[i]));
    }
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(low, shift), wasm_i32x4_shr(high, shift));
}

/** The same along a row, modulo 65536: even and odd results each from pairs that lie side by side. */
static av_always_inline v128_t filter_row_i16(const uint8_t *src, const Taps *t, int taps, int round, int shift)
{
    v128_t even = wasm_i32x4_splat(round), odd = even;

    for (int i = 0; i < taps / 2; i++) {
        even = wasm_i32x4_add(even, wasm_i32x4_dot_i16x8(wasm_v128_load(src + 4 * i), t->pair[i]));
        odd  = wasm_i32x4_add(odd, wasm_i32x4_dot_i16x8(wasm_v128_load(src + 4 * i + 2), t->pair[i]));
    }
    even = wasm_v128_and(wasm_i32x4_shr(even, shift), wasm_i32x4_const_splat(0xffff));
    odd  = wasm_i32x4_shl(wasm_i32x4_shr(odd, shift), 16);
    return wasm_v128_or(even, odd);
}

/** The sum along a row (step 1) or down a column (step: the stride) of eight-bit samples. */
static av_always_inline v128_t filter_u8(const uint8_t *src, ptrdiff_t step, const Taps *t, int taps)
{
    v128_t sum = wasm_i16x8_mul(wasm_u16x8_load8x8(src), t->single[0]);

    for (int i = 1; i < taps; i++)
        sum = wasm_i16x8_add(sum, wasm_i16x8_mul(wasm_u16x8_load8x8(src + i * step), t->single[i]));
    return sum;
}

#endif /* AVCODEC_WASM_MC_FILTER_H */
