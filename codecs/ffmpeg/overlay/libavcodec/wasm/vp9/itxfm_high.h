/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Arithmetic of VP9's transforms of 10 and 12 bits for itxfm_1d.h, of four rows or columns at once. Products
 * take 46 bits: a coefficient is split into 14 low bits and the others, so that either half fits into 16 bits
 * and pairs of them go through a dot product. That is exact below 2^28, of which valid streams stay clear.
 */

#ifndef AVCODEC_WASM_VP9_ITXFM_HIGH_H
#define AVCODEC_WASM_VP9_ITXFM_HIGH_H

#include "libavutil/attributes.h"
#include "libavcodec/wasm/simd128.h"

/** high * 2^14 + low */
typedef struct Wide {
    v128_t high, low;
} Wide;

static av_always_inline v128_t lanes_add(v128_t a, v128_t b) { return wasm_i32x4_add(a, b); }
static av_always_inline v128_t lanes_sub(v128_t a, v128_t b) { return wasm_i32x4_sub(a, b); }
static av_always_inline v128_t lanes_neg(v128_t a)           { return wasm_i32x4_neg(a); }

static av_always_inline Wide wide_add(Wide a, Wide b)
{
    return (Wide) { wasm_i32x4_add(a.high, b.high), wasm_i32x4_add(a.low, b.low) };
}

static av_always_inline Wide wide_sub(Wide a, Wide b)
{
    return (Wide) { wasm_i32x4_sub(a.high, b.high), wasm_i32x4_sub(a.low, b.low) };
}

static av_always_inline v128_t wide_round(Wide v)
{
    v128_t low = wasm_i32x4_add(v.low, wasm_i32x4_const_splat(1 << 13));

    return wasm_i32x4_add(v.high, wasm_i32x4_shr(low, 14));
}

/** x = a * w[0] + b * w[1], y = a * w[2] + b * w[3] */
static av_always_inline void multiply(v128_t a, v128_t b, const int16_t *w, Wide *x, Wide *y)
{
    const v128_t low_bits = wasm_i32x4_const_splat((1 << 14) - 1), low_half = wasm_i32x4_const_splat(0xffff);
    v128_t to_x = splat_pair(w[0], w[1]), to_y = splat_pair(w[2], w[3]);
    v128_t low  = wasm_v128_or(wasm_v128_and(a, low_bits), wasm_i32x4_shl(wasm_v128_and(b, low_bits), 16));
    v128_t high = wasm_v128_or(wasm_v128_and(wasm_i32x4_shr(a, 14), low_half), wasm_i32x4_shl(wasm_i32x4_shr(b, 14), 16));

    *x = (Wide) { wasm_i32x4_dot_i16x8(high, to_x), wasm_i32x4_dot_i16x8(low, to_x) };
    *y = (Wide) { wasm_i32x4_dot_i16x8(high, to_y), wasm_i32x4_dot_i16x8(low, to_y) };
}

/** a * w, rounded */
static av_always_inline v128_t scale(v128_t a, int w)
{
    Wide x, unused;

    multiply(a, wasm_i32x4_const_splat(0), (const int16_t[4]) { w, 0, 0, 0 }, &x, &unused);
    return wide_round(x);
}

#endif /* AVCODEC_WASM_VP9_ITXFM_HIGH_H */
