/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * H.264 deblocking of 8 bits, 16 pixels along the edge at once, in bytes. The strong filter of intra
 * blocks is that of loopfilter_16.h, in 16-bit lanes.
 */

#ifndef AVCODEC_WASM_H264_LOOPFILTER_8_H
#define AVCODEC_WASM_H264_LOOPFILTER_8_H

#include "libavutil/attributes.h"
#include "libavcodec/wasm/h264/loopfilter_16.h"

/** |a - b| */
static av_always_inline v128_t difference(v128_t a, v128_t b)
{
    return wasm_v128_or(wasm_u8x16_sub_sat(a, b), wasm_u8x16_sub_sat(b, a));
}

/** (a + b) >> 1 */
static av_always_inline v128_t average_down(v128_t a, v128_t b)
{
    v128_t odd = wasm_v128_and(wasm_v128_xor(a, b), wasm_i8x16_const_splat(1));

    return wasm_i8x16_sub(wasm_u8x16_avgr(a, b), odd);
}

/** Pixels that are not filtered: a step at the edge, or an uneven side. */
static av_always_inline v128_t kept(v128_t p1, v128_t p0, v128_t q0, v128_t q1, v128_t alpha, v128_t beta)
{
    v128_t sides = wasm_u8x16_max(difference(p1, p0), difference(q1, q0));

    return wasm_v128_or(wasm_u8x16_ge(difference(p0, q0), alpha), wasm_u8x16_ge(sides, beta));
}

/**
 * Adds clip(((q0 - p0) * 4 + p1 - q1 + 4) >> 3, -tc, tc) to p0 and takes it off q0, in averages of
 * bytes: `sum` is what is clipped, and 161 more.
 */
static av_always_inline void filter_edge(v128_t p1, v128_t *p0, v128_t *q0, v128_t q1, v128_t tc)
{
    v128_t zero = wasm_i8x16_const_splat(161 - 256);
    v128_t odd  = wasm_v128_and(wasm_v128_xor(*p0, *q0), wasm_i8x16_const_splat(1));
    v128_t side = wasm_u8x16_avgr(wasm_u8x16_avgr(p1, wasm_v128_not(q1)), wasm_i8x16_const_splat(3));
    v128_t sum  = wasm_u8x16_add_sat(wasm_u8x16_avgr(side, odd), wasm_u8x16_avgr(*q0, wasm_v128_not(*p0)));
    v128_t down = wasm_u8x16_min(wasm_u8x16_sub_sat(zero, sum), tc);
    v128_t up   = wasm_u8x16_min(wasm_u8x16_sub_sat(sum, zero), tc);

    *p0 = wasm_u8x16_add_sat(wasm_u8x16_sub_sat(*p0, down), up);
    *q0 = wasm_u8x16_add_sat(wasm_u8x16_sub_sat(*q0, up), down);
}

/** Returns whether a pixel may have changed. tc0 is negative where nothing is to be filtered. */
static av_always_inline int filter_luma(v128_t p2, v128_t *p1, v128_t *p0, v128_t *q0, v128_t *q1, v128_t q2,
                                        int alpha, int beta, v128_t tc0)
{
    v128_t limit  = wasm_i8x16_splat(beta);
    v128_t skip   = wasm_v128_or(kept(*p1, *p0, *q0, *q1, wasm_i8x16_splat(alpha), limit), wasm_i8x16_shr(tc0, 7));
    v128_t middle, p_even, q_even, tc, old_p1 = *p1, old_q1 = *q1;

    if (wasm_i8x16_all_true(skip))
        return 0;
    middle = wasm_u8x16_avgr(*p0, *q0);
    p_even = wasm_u8x16_lt(difference(p2, *p0), limit);
    q_even = wasm_u8x16_lt(difference(q2, *q0), limit);
    tc0    = wasm_v128_andnot(tc0, skip);
    tc     = wasm_v128_and(tc0, p_even);
    *p1    = wasm_u8x16_min(wasm_u8x16_max(average_down(p2, middle), wasm_u8x16_sub_sat(*p1, tc)),
                            wasm_u8x16_add_sat(*p1, tc));
    tc     = wasm_v128_and(tc0, q_even);
    *q1    = wasm_u8x16_min(wasm_u8x16_max(average_down(q2, middle), wasm_u8x16_sub_sat(*q1, tc)),
                            wasm_u8x16_add_sat(*q1, tc));
    tc     = wasm_i8x16_sub(wasm_i8x16_sub(tc0, p_even), q_even);
    filter_edge(old_p1, p0, q0, old_q1, wasm_v128_andnot(tc, skip));
    return 1;
}

static av_always_inline void filter_chroma(v128_t p1, v128_t *p0, v128_t *q0, v128_t q1,
                                           int alpha, int beta, v128_t tc)
{
    v128_t skip = kept(p1, *p0, *q0, q1, wasm_i8x16_splat(alpha), wasm_i8x16_splat(beta));

    tc = wasm_v128_andnot(wasm_i8x16_max(tc, wasm_i8x16_const_splat(0)), skip);
    filter_edge(p1, p0, q0, q1, tc);
}

/** (2 * p1 + p0 + q1 + 2) >> 2 and its mirror image. */
static av_always_inline void filter_chroma_intra(v128_t p1, v128_t *p0, v128_t *q0, v128_t q1, int alpha, int beta)
{
    v128_t skip = kept(p1, *p0, *q0, q1, wasm_i8x16_splat(alpha), wasm_i8x16_splat(beta));
    v128_t p    = wasm_u8x16_avgr(p1, average_down(*p0, q1));
    v128_t q    = wasm_u8x16_avgr(q1, average_down(*q0, p1));

    *p0 = wasm_v128_bitselect(*p0, p, skip);
    *q0 = wasm_v128_bitselect(*q0, q, skip);
}

/** A level edge of 16 columns; tc0: a byte for each, negative where nothing is to be filtered. */
static av_always_inline void v_luma(uint8_t *pix, ptrdiff_t stride, int alpha, int beta, v128_t tc0)
{
    v128_t p1 = wasm_v128_load(pix - 2 * stride), p0 = wasm_v128_load(pix - stride);
    v128_t q0 = wasm_v128_load(pix), q1 = wasm_v128_load(pix + stride);
    v128_t p2 = wasm_v128_load(pix - 3 * stride), q2 = wasm_v128_load(pix + 2 * stride);

    if (!filter_luma(p2, &p1, &p0, &q0, &q1, q2, alpha, beta, tc0))
        return;
    wasm_v128_store(pix - 2 * stride, p1);
    wasm_v128_store(pix - stride, p0);
    wasm_v128_store(pix, q0);
    wasm_v128_store(pix + stride, q1);
}

/** Stores the first four bytes of four or eight rows whose columns a to d are. */
static av_always_inline void store_columns(uint8_t *dst, ptrdiff_t stride, v128_t ab, v128_t cd)
{
    v128_t low = interleave_low_i16(ab, cd), high = interleave_high_i16(ab, cd);

    wasm_v128_store32_lane(dst, low, 0);
    wasm_v128_store32_lane(dst + stride, low, 1);
    wasm_v128_store32_lane(dst + 2 * stride, low, 2);
    wasm_v128_store32_lane(dst + 3 * stride, low, 3);
    dst += 4 * stride;
    wasm_v128_store32_lane(dst, high, 0);
    wasm_v128_store32_lane(dst + stride, high, 1);
    wasm_v128_store32_lane(dst + 2 * stride, high, 2);
    wasm_v128_store32_lane(dst + 3 * stride, high, 3);
}

/** An upright edge of 8 or 16 rows, `inner` for each of the four limits that tc0 was made of. */
static av_always_inline void h_luma(uint8_t *pix, ptrdiff_t stride, int alpha, int beta, v128_t tc0, int inner)
{
    v128_t c[8]; // columns p3 to q3

    for (int half = 0; half < inner / 2; half++) {
        v128_t a[8], b[8];

        for (int i = 0; i < 8; i++)
            a[i] = wasm_v128_load64_zero(pix - 4 + (8 * half + i) * stride);
        for (int i = 0; i < 4; i++)
            b[i] = interleave_low_i8(a[2 * i], a[2 * i + 1]);
        for (int i = 0; i < 2; i++) {
            a[2 * i]     = interleave_low_i16(b[2 * i], b[2 * i + 1]);
            a[2 * i + 1] = interleave_high_i16(b[2 * i], b[2 * i + 1]);
        }
        // Two columns of eight rows each.
        b[0] = interleave_low_i32(a[0], a[2]);
        b[1] = interleave_high_i32(a[0], a[2]);
        b[2] = interleave_low_i32(a[1], a[3]);
        b[3] = interleave_high_i32(a[1], a[3]);
        for (int i = 0; i < 4; i++) {
            c[2 * i + 1] = half ? interleave_high_i64(c[2 * i], b[i]) : b[i];
            c[2 * i]     = half ? interleave_low_i64(c[2 * i], b[i]) : b[i];
        }
    }
    if (inner == 2) {
        for (int i = 1; i < 8; i += 2)
            c[i] = interleave_high_i64(c[i], c[i]);
    }
    if (!filter_luma(c[1], &c[2], &c[3], &c[4], &c[5], c[6], alpha, beta, tc0))
        return;
    store_columns(pix - 2, stride, interleave_low_i8(c[2], c[3]), interleave_low_i8(c[4], c[5]));
    if (inner == 4)
        store_columns(pix - 2 + 8 * stride, stride, interleave_high_i8(c[2], c[3]), interleave_high_i8(c[4], c[5]));
}

/** Four rows of four pixels, column by column. */
static av_always_inline v128_t load_columns(const uint8_t *src, ptrdiff_t stride)
{
    v128_t rows = wasm_v128_load32_zero(src);

    rows = wasm_v128_load32_lane(src + stride, rows, 1);
    rows = wasm_v128_load32_lane(src + 2 * stride, rows, 2);
    rows = wasm_v128_load32_lane(src + 3 * stride, rows, 3);
    return wasm_i8x16_shuffle(rows, rows, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}

/** Columns of sixteen rows, of which each of the four vectors has the columns of four. */
static av_always_inline void join_columns(v128_t r0, v128_t r1, v128_t r2, v128_t r3,
                                          v128_t *p1, v128_t *p0, v128_t *q0, v128_t *q1)
{
    v128_t p_low = interleave_low_i32(r0, r1), q_low = interleave_high_i32(r0, r1);
    v128_t p_high = interleave_low_i32(r2, r3), q_high = interleave_high_i32(r2, r3);

    *p1 = interleave_low_i64(p_low, p_high);
    *p0 = interleave_high_i64(p_low, p_high);
    *q0 = interleave_low_i64(q_low, q_high);
    *q1 = interleave_high_i64(q_low, q_high);
}

/** Stores two pixels each in four rows, from the lane `first`, 0 or 4, on. */
#define STORE_COLUMN_PAIRS(dst, stride, pairs, first)                    \
    wasm_v128_store16_lane(dst, pairs, (first));                         \
    wasm_v128_store16_lane((dst) + (stride), pairs, (first) + 1);        \
    wasm_v128_store16_lane((dst) + 2 * (stride), pairs, (first) + 2);    \
    wasm_v128_store16_lane((dst) + 3 * (stride), pairs, (first) + 3)

/** The same in eight rows. */
static av_always_inline void store_column_pairs(uint8_t *dst, ptrdiff_t stride, v128_t pairs)
{
    STORE_COLUMN_PAIRS(dst, stride, pairs, 0);
    STORE_COLUMN_PAIRS(dst + 4 * stride, stride, pairs, 4);
}

#endif /* AVCODEC_WASM_H264_LOOPFILTER_8_H */
