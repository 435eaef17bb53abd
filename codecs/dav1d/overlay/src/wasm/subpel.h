/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interpolation filters of an even number of taps on eight columns. Sums of 8 bpc fit into 16 bits;
 * those of 16 bpc, and of intermediate values, are dot products of pairs in 32.
 */

#ifndef DAV1D_SRC_WASM_SUBPEL_H
#define DAV1D_SRC_WASM_SUBPEL_H

#include "src/wasm/simd128.h"

/* Taps of a filter: `single` splats one each, `pair` two neighbours. */
typedef struct Taps {
    v128_t single[8];
    v128_t pair[4];
} Taps;

static ALWAYS_INLINE void load_taps(Taps *const t, const int8_t *const filter, const int taps) {
    for (int i = 0; i < taps; i++)
        t->single[i] = wasm_i16x8_splat(filter[i]);
    for (int i = 0; i < taps / 2; i++)
        t->pair[i] = splat_pair(filter[2 * i], filter[2 * i + 1]);
}

/* (sum + round) >> shift along a row; `src` is the first tap's pixel. */
static ALWAYS_INLINE v128_t filter_row(const pixel *const src, const Taps *const t, const int taps, const int round,
                                       const int shift)
{
#if BITDEPTH == 8
    v128_t sum = wasm_i16x8_splat(round);

    for (int i = 0; i < taps; i++)
        sum = wasm_i16x8_add(sum, wasm_i16x8_mul(load_pixels(src + i), t->single[i]));
    return wasm_i16x8_shr(sum, shift);
#else
    /* Results of even and of odd columns, each from pairs that lie side by side. */
    v128_t even = wasm_i32x4_splat(round), odd = even;

    for (int i = 0; i < taps; i += 2) {
        even = wasm_i32x4_add(even, wasm_i32x4_dot_i16x8(load_pixels(src + i), t->pair[i / 2]));
        odd  = wasm_i32x4_add(odd, wasm_i32x4_dot_i16x8(load_pixels(src + i + 1), t->pair[i / 2]));
    }
    even = wasm_v128_and(wasm_i32x4_shr(even, shift), wasm_i32x4_const_splat(0xffff));
    odd  = wasm_i32x4_shl(wasm_i32x4_shr(odd, shift), 16);
    return wasm_v128_or(even, odd);
#endif
}

/* (sum + round) >> shift of rows whose values lie interleaved with those of the next row. */
static ALWAYS_INLINE v128_t filter_pairs(const v128_t (*const pairs)[2], const Taps *const t, const int taps,
                                         const v128_t round, const int shift)
{
    v128_t low = round, high = round;

    for (int i = 0; i < taps; i += 2) {
        low  = wasm_i32x4_add(low, wasm_i32x4_dot_i16x8(pairs[i][0], t->pair[i / 2]));
        high = wasm_i32x4_add(high, wasm_i32x4_dot_i16x8(pairs[i][1], t->pair[i / 2]));
    }
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(low, shift), wasm_i32x4_shr(high, shift));
}

#endif /* DAV1D_SRC_WASM_SUBPEL_H */
