/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * H.264 deblocking in 16-bit lanes, eight pixels along the edge at once: all of it for 10 bits, the
 * strong luma filter of intra blocks for 8.
 */

#ifndef AVCODEC_WASM_H264_LOOPFILTER_16_H
#define AVCODEC_WASM_H264_LOOPFILTER_16_H

#include "libavcodec/wasm/simd128.h"

/** The four limits, each for `inner` pixels along the edge. */
static av_always_inline v128_t limits_u8(const int8_t *tc0, int inner)
{
    v128_t limits = wasm_v128_load32_zero(tc0);

    if (inner == 4)
        return wasm_i8x16_shuffle(limits, limits, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
    return inner == 2 ? interleave_low_i8(limits, limits) : limits;
}

/** Those of eight pixels from the edge's pixel `first` on. */
static av_always_inline v128_t limits_i16(const int8_t *tc0, int inner, int first)
{
    v128_t limits = limits_u8(tc0, inner);

    return first ? wasm_i16x8_extend_high_i8x16(limits) : wasm_i16x8_extend_low_i8x16(limits);
}

static av_always_inline v128_t load_pixels_16(const uint8_t *src, int bit_depth)
{
    return bit_depth == 8 ? wasm_u16x8_load8x8(src) : wasm_v128_load(src);
}

static av_always_inline void store_pixels_16(uint8_t *dst, v128_t v, int bit_depth)
{
    if (bit_depth == 8)
        wasm_v128_store64_lane(dst, wasm_u8x16_narrow_i16x8(v, v), 0);
    else
        wasm_v128_store(dst, v);
}

/** |a - b| < limit */
static av_always_inline v128_t near_16(v128_t a, v128_t b, v128_t limit)
{
    return wasm_i16x8_lt(wasm_i16x8_abs(wasm_i16x8_sub(a, b)), limit);
}

/** v clipped to -limit to limit */
static av_always_inline v128_t clip_16(v128_t v, v128_t limit)
{
    return wasm_i16x8_max(wasm_i16x8_min(v, limit), wasm_i16x8_neg(limit));
}

/** Pixels that are filtered: no step at the edge, even sides. */
static av_always_inline v128_t filtered_16(v128_t p1, v128_t p0, v128_t q0, v128_t q1, v128_t alpha, v128_t beta)
{
    return wasm_v128_and(wasm_v128_and(near_16(p0, q0, alpha), near_16(p1, p0, beta)), near_16(q1, q0, beta));
}

static av_always_inline void filter_edge_16(v128_t p1, v128_t *p0, v128_t *q0, v128_t q1, v128_t tc, int bit_depth)
{
    v128_t step  = wasm_i16x8_shl(wasm_i16x8_sub(*q0, *p0), 2);
    v128_t sum   = wasm_i16x8_add(wasm_i16x8_add(step, wasm_i16x8_sub(p1, q1)), wasm_i16x8_const_splat(4));
    v128_t delta = clip_16(wasm_i16x8_shr(sum, 3), tc);

    *p0 = clip_pixel_i16(wasm_i16x8_add(*p0, delta), bit_depth);
    *q0 = clip_pixel_i16(wasm_i16x8_sub(*q0, delta), bit_depth);
}

/** x: p3 to q3, or p2 to q2 from x[1] on where tc0 is not negative throughout. Returns whether a pixel may have changed. */
static av_always_inline int filter_luma_16(v128_t x[8], int alpha, int beta, v128_t tc0, int bit_depth)
{
    v128_t p2 = x[1], p1 = x[2], p0 = x[3], q0 = x[4], q1 = x[5], q2 = x[6];
    v128_t limit  = wasm_i16x8_splat(beta << (bit_depth - 8));
    v128_t mask   = filtered_16(p1, p0, q0, q1, wasm_i16x8_splat(alpha << (bit_depth - 8)), limit);
    v128_t middle = wasm_u16x8_avgr(p0, q0);
    v128_t p_even, q_even, tc;

    mask = wasm_v128_andnot(mask, wasm_i16x8_shr(tc0, 15));
    if (!wasm_v128_any_true(mask))
        return 0;
    p_even = near_16(p2, p0, limit);
    q_even = near_16(q2, q0, limit);
    tc0    = wasm_v128_and(wasm_i16x8_shl(tc0, bit_depth - 8), mask);
    tc     = wasm_v128_and(tc0, p_even);
    x[2]   = wasm_i16x8_add(p1, clip_16(wasm_i16x8_sub(wasm_i16x8_shr(wasm_i16x8_add(p2, middle), 1), p1), tc));
    tc     = wasm_v128_and(tc0, q_even);
    x[5]   = wasm_i16x8_add(q1, clip_16(wasm_i16x8_sub(wasm_i16x8_shr(wasm_i16x8_add(q2, middle), 1), q1), tc));
    tc     = wasm_v128_and(wasm_i16x8_sub(wasm_i16x8_sub(tc0, p_even), q_even), mask);
    filter_edge_16(p1, &x[3], &x[4], q1, tc, bit_depth);
    return 1;
}

/** One side of the strong filter: p0 to p3 outwards from the edge, q0 and q1 beyond it. */
static av_always_inline void filter_side_16(v128_t *p0, v128_t *p1, v128_t *p2, v128_t p3, v128_t q0, v128_t q1,
                                            v128_t mask, v128_t strong)
{
    v128_t sum  = wasm_i16x8_add(wasm_i16x8_add(*p1, *p0), q0);
    v128_t weak = wasm_i16x8_add(wasm_i16x8_add(wasm_i16x8_shl(*p1, 1), *p0), wasm_i16x8_add(q1, wasm_i16x8_const_splat(2)));
    v128_t near = wasm_i16x8_add(wasm_i16x8_add(*p2, wasm_i16x8_shl(sum, 1)), wasm_i16x8_add(q1, wasm_i16x8_const_splat(4)));
    v128_t far  = wasm_i16x8_add(wasm_i16x8_shl(wasm_i16x8_add(p3, *p2), 1),
                                 wasm_i16x8_add(wasm_i16x8_add(*p2, sum), wasm_i16x8_const_splat(4)));

    weak = wasm_v128_bitselect(wasm_i16x8_shr(weak, 2), *p0, mask);
    sum  = wasm_i16x8_add(wasm_i16x8_add(*p2, sum), wasm_i16x8_const_splat(2));
    *p0  = wasm_v128_bitselect(wasm_i16x8_shr(near, 3), weak, strong);
    *p1  = wasm_v128_bitselect(wasm_i16x8_shr(sum, 2), *p1, strong);
    *p2  = wasm_v128_bitselect(wasm_i16x8_shr(far, 3), *p2, strong);
}

/** x: p3 to q3. Returns whether a pixel may have changed. */
static av_always_inline int filter_luma_intra_16(v128_t x[8], int alpha, int beta, int bit_depth)
{
    v128_t p1 = x[2], p0 = x[3], q0 = x[4], q1 = x[5];
    v128_t limit = wasm_i16x8_splat(beta << (bit_depth - 8));
    v128_t mask, strong;

    alpha <<= bit_depth - 8;
    mask = filtered_16(p1, p0, q0, q1, wasm_i16x8_splat(alpha), limit);
    if (!wasm_v128_any_true(mask))
        return 0;
    strong = wasm_v128_and(mask, near_16(p0, q0, wasm_i16x8_splat((alpha >> 2) + 2)));
    filter_side_16(&x[3], &x[2], &x[1], x[0], q0, q1, mask, wasm_v128_and(strong, near_16(x[1], p0, limit)));
    filter_side_16(&x[4], &x[5], &x[6], x[7], p0, p1, mask, wasm_v128_and(strong, near_16(x[6], q0, limit)));
    return 1;
}

/** A level edge of 16 pixels; tc0: NULL for the filter of intra blocks. */
static av_always_inline void v_luma_16(uint8_t *pix, ptrdiff_t stride, int alpha, int beta, const int8_t *tc0,
                                       int bit_depth)
{
    for (int first = 0; first < 16; first += 8) {
        v128_t x[8];

        for (int i = !!tc0; i < 8 - !!tc0; i++)
            x[i] = load_pixels_16(pix + (i - 4) * stride, bit_depth);
        if (tc0 ? filter_luma_16(x, alpha, beta, limits_i16(tc0, 4, first), bit_depth)
                : filter_luma_intra_16(x, alpha, beta, bit_depth))
            for (int i = tc0 ? 2 : 1; i < (tc0 ? 6 : 7); i++)
                store_pixels_16(pix + (i - 4) * stride, x[i], bit_depth);
        pix += 8 * (bit_depth > 8 ? 2 : 1);
    }
}

/** An upright edge of 8 or 16 rows, `inner` for each of tc0, which is NULL for intra blocks. */
static av_always_inline void h_luma_16(uint8_t *pix, ptrdiff_t stride, int alpha, int beta, const int8_t *tc0,
                                       int inner, int bit_depth)
{
    pix -= 4 * (bit_depth > 8 ? 2 : 1);
    for (int first = 0; first < 4 * inner; first += 8) {
        v128_t x[8];

        for (int i = 0; i < 8; i++)
            x[i] = load_pixels_16(pix + i * stride, bit_depth);
        transpose_8x8_i16(x);
        if (tc0 ? filter_luma_16(x, alpha, beta, limits_i16(tc0, inner, first), bit_depth)
                : filter_luma_intra_16(x, alpha, beta, bit_depth)) {
            transpose_8x8_i16(x);
            for (int i = 0; i < 8; i++)
                store_pixels_16(pix + i * stride, x[i], bit_depth);
        }
        pix += 8 * stride;
    }
}

#endif /* AVCODEC_WASM_H264_LOOPFILTER_16_H */
