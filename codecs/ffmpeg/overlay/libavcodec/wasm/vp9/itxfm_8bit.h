/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Arithmetic of VP9's transforms of 8 bits for itxfm_1d.h, of eight rows or columns at once: values of valid
 * streams fit into 16 bits wherever they are rounded, and sums of products into 32.
 */

#ifndef AVCODEC_WASM_VP9_ITXFM_8BIT_H
#define AVCODEC_WASM_VP9_ITXFM_8BIT_H

#include "libavutil/attributes.h"
#include "libavcodec/wasm/simd128.h"

/** The first four lanes, and the others. */
typedef struct Wide {
    v128_t low, high;
} Wide;

static av_always_inline v128_t lanes_add(v128_t a, v128_t b) { return wasm_i16x8_add(a, b); }
static av_always_inline v128_t lanes_sub(v128_t a, v128_t b) { return wasm_i16x8_sub(a, b); }
static av_always_inline v128_t lanes_neg(v128_t a)           { return wasm_i16x8_neg(a); }

static av_always_inline Wide wide_add(Wide a, Wide b)
{
    return (Wide) { wasm_i32x4_add(a.low, b.low), wasm_i32x4_add(a.high, b.high) };
}

static av_always_inline Wide wide_sub(Wide a, Wide b)
{
    return (Wide) { wasm_i32x4_sub(a.low, b.low), wasm_i32x4_sub(a.high, b.high) };
}

static av_always_inline v128_t wide_round(Wide v)
{
    const v128_t half = wasm_i32x4_const_splat(1 << 13);

    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(v.low, half), 14),
                                   wasm_i32x4_shr(wasm_i32x4_add(v.high, half), 14));
}

/** x = a * w[0] + b * w[1], y = a * w[2] + b * w[3] */
static av_always_inline void multiply(v128_t a, v128_t b, const int16_t *w, Wide *x, Wide *y)
{
    v128_t to_x = splat_pair(w[0], w[1]), to_y = splat_pair(w[2], w[3]);
    v128_t low = interleave_low_i16(a, b), high = interleave_high_i16(a, b);

    *x = (Wide) { wasm_i32x4_dot_i16x8(low, to_x), wasm_i32x4_dot_i16x8(high, to_x) };
    *y = (Wide) { wasm_i32x4_dot_i16x8(low, to_y), wasm_i32x4_dot_i16x8(high, to_y) };
}

/** a * w, rounded */
static av_always_inline v128_t scale(v128_t a, int w)
{
    return wasm_i16x8_q15mulr_sat(a, wasm_i16x8_splat(2 * w));
}

#endif /* AVCODEC_WASM_VP9_ITXFM_8BIT_H */
