/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The deblocking filter of one vector of edge pixels. Rows p6 ... p0 lie above dst, q0 ... q6 from
 * it on.
 */

#ifndef DAV1D_SRC_WASM_LOOPFILTER_EDGE_H
#define DAV1D_SRC_WASM_LOOPFILTER_EDGE_H

#include "src/wasm/pixel_lanes.h"

/*
 * What is compared with, and which lanes are filtered at all, by at least 6 or 8 pixels, and by 16.
 */
typedef struct Limits {
    v128_t e, i, h;
    v128_t is_filtered, is_wide, is_widest;
    int bitdepth_max;
} Limits;

static ALWAYS_INLINE v128_t abs_diff(const v128_t a, const v128_t b) {
    return wasm_v128_or(pixels_sub_sat(a, b), pixels_sub_sat(b, a));
}

/* All bits of the lanes where a <= b. */
static ALWAYS_INLINE v128_t is_at_most(const v128_t a, const v128_t b) {
    return pixels_eq(pixels_sub_sat(a, b), wasm_i32x4_const_splat(0));
}

/* p1, p0, q0, q1 by the narrow filter. */
static ALWAYS_INLINE void filter_narrow(v128_t out[4], const v128_t p1, const v128_t p0,
                                        const v128_t q0, const v128_t q1, const v128_t hev,
                                        const int bitdepth_max)
{
#if BITDEPTH == 8
    (void) bitdepth_max;
    /* Signed bytes, pixels less 128. An arithmetic shift is a logical one of 128 more. */
    const v128_t sign = wasm_i8x16_const_splat(-128), mask = pixels_shr_mask(3);
    const v128_t p1s = wasm_v128_xor(p1, sign), p0s = wasm_v128_xor(p0, sign);
    const v128_t q0s = wasm_v128_xor(q0, sign), q1s = wasm_v128_xor(q1, sign);
    const v128_t diff = wasm_i8x16_sub_sat(q0s, p0s);
    v128_t f = wasm_v128_and(wasm_i8x16_sub_sat(p1s, q1s), hev);
    f = wasm_i8x16_add_sat(wasm_i8x16_add_sat(wasm_i8x16_add_sat(f, diff), diff), diff);
    const v128_t shifted_1 = wasm_v128_xor(wasm_i8x16_add_sat(f, wasm_i8x16_const_splat(4)), sign);
    const v128_t shifted_2 = wasm_v128_xor(wasm_i8x16_add_sat(f, wasm_i8x16_const_splat(3)), sign);
    const v128_t f1 = wasm_i8x16_sub(pixels_shr(shifted_1, 3, mask), wasm_i8x16_const_splat(16));
    const v128_t f2 = wasm_i8x16_sub(pixels_shr(shifted_2, 3, mask), wasm_i8x16_const_splat(16));
    const v128_t half = wasm_v128_andnot(
        wasm_v128_xor(wasm_u8x16_avgr(wasm_v128_xor(f1, sign), sign), sign), hev);
    out[0] = wasm_v128_xor(wasm_i8x16_add_sat(p1s, half), sign);
    out[1] = wasm_v128_xor(wasm_i8x16_add_sat(p0s, f2), sign);
    out[2] = wasm_v128_xor(wasm_i8x16_sub_sat(q0s, f1), sign);
    out[3] = wasm_v128_xor(wasm_i8x16_sub_sat(q1s, half), sign);
#else
    const v128_t zero = wasm_i16x8_const_splat(0), one = wasm_i16x8_const_splat(1);
    const v128_t pixel_max = wasm_i16x8_splat(bitdepth_max);
    const v128_t max = wasm_u16x8_shr(pixel_max, 1), min = wasm_v128_not(max);
    const v128_t diff = wasm_i16x8_sub(q0, p0);
    v128_t f = wasm_v128_and(wasm_i16x8_max(wasm_i16x8_min(wasm_i16x8_sub(p1, q1), max), min), hev);
    f = wasm_i16x8_add(wasm_i16x8_add(f, diff), wasm_i16x8_add(diff, diff));
    f = wasm_i16x8_max(wasm_i16x8_min(f, max), min);
    const v128_t f1 =
        wasm_i16x8_shr(wasm_i16x8_min(wasm_i16x8_add(f, wasm_i16x8_const_splat(4)), max), 3);
    const v128_t f2 =
        wasm_i16x8_shr(wasm_i16x8_min(wasm_i16x8_add(f, wasm_i16x8_const_splat(3)), max), 3);
    const v128_t half = wasm_v128_andnot(wasm_i16x8_shr(wasm_i16x8_add(f1, one), 1), hev);
    out[0] = wasm_i16x8_max(wasm_i16x8_min(wasm_i16x8_add(p1, half), pixel_max), zero);
    out[1] = wasm_i16x8_max(wasm_i16x8_min(wasm_i16x8_add(p0, f2), pixel_max), zero);
    out[2] = wasm_i16x8_max(wasm_i16x8_min(wasm_i16x8_sub(q0, f1), pixel_max), zero);
    out[3] = wasm_i16x8_max(wasm_i16x8_min(wasm_i16x8_sub(q1, half), pixel_max), zero);
#endif
}

/*
 * The wide filters work on 16-bit lanes and go from one output to the next by what enters and
 * leaves.
 */

static ALWAYS_INLINE v128_t sum3(const v128_t a, const v128_t b, const v128_t c) {
    return wasm_i16x8_add(wasm_i16x8_add(a, b), c);
}

/* sum - out_0 - out_1 + in_0 + in_1 */
static ALWAYS_INLINE v128_t slide(const v128_t sum, const v128_t out_0, const v128_t out_1,
                                  const v128_t in_0, const v128_t in_1)
{
    return wasm_i16x8_add(wasm_i16x8_sub(sum, wasm_i16x8_add(out_0, out_1)),
                          wasm_i16x8_add(in_0, in_1));
}

/* p1 ... q1 of px = p2 ... q2. */
static ALWAYS_INLINE void filter_6(v128_t out[4], const v128_t *const px) {
    const v128_t p2 = px[0], p1 = px[1], p0 = px[2], q0 = px[3], q1 = px[4], q2 = px[5];
    v128_t sum = sum3(sum3(p2, p1, p0), sum3(p2, p1, p0), sum3(p2, q0, wasm_i16x8_const_splat(4)));
    out[0] = wasm_u16x8_shr(sum, 3);
    sum = slide(sum, p2, p2, q0, q1);
    out[1] = wasm_u16x8_shr(sum, 3);
    sum = slide(sum, p2, p1, q1, q2);
    out[2] = wasm_u16x8_shr(sum, 3);
    sum = slide(sum, p1, p0, q2, q2);
    out[3] = wasm_u16x8_shr(sum, 3);
}

/* p2 ... q2 of px = p3 ... q3. */
static ALWAYS_INLINE void filter_8(v128_t out[6], const v128_t *const px) {
    const v128_t p3 = px[0], p2 = px[1], p1 = px[2], p0 = px[3];
    const v128_t q0 = px[4], q1 = px[5], q2 = px[6], q3 = px[7];
    v128_t sum = sum3(sum3(p3, p3, p3), sum3(p2, p2, p1), sum3(p0, q0, wasm_i16x8_const_splat(4)));
    out[0] = wasm_u16x8_shr(sum, 3);
    sum = slide(sum, p3, p2, p1, q1);
    out[1] = wasm_u16x8_shr(sum, 3);
    sum = slide(sum, p3, p1, p0, q2);
    out[2] = wasm_u16x8_shr(sum, 3);
    sum = slide(sum, p3, p0, q0, q3);
    out[3] = wasm_u16x8_shr(sum, 3);
    sum = slide(sum, p2, q0, q1, q3);
    out[4] = wasm_u16x8_shr(sum, 3);
    sum = slide(sum, p1, q1, q2, q3);
    out[5] = wasm_u16x8_shr(sum, 3);
}

/* p5 ... q5 of px = p6 ... q6. */
static ALWAYS_INLINE void filter_16(v128_t out[12], const v128_t *const px) {
    const v128_t p6 = px[0], p5 = px[1], p4 = px[2], p3 = px[3], p2 = px[4], p1 = px[5], p0 = px[6];
    const v128_t q0 = px[7], q1 = px[8], q2 = px[9], q3 = px[10], q4 = px[11], q5 = px[12],
                 q6 = px[13];
    v128_t sum = wasm_i16x8_sub(wasm_i16x8_shl(p6, 3), p6);
    sum = sum3(sum, sum3(p5, p5, p4), sum3(p4, p3, p2));
    sum = sum3(sum, sum3(p1, p0, q0), wasm_i16x8_const_splat(8));
    out[0] = wasm_u16x8_shr(sum, 4);
    sum = slide(sum, p6, p6, p3, q1);
    out[1] = wasm_u16x8_shr(sum, 4);
    sum = slide(sum, p6, p5, p2, q2);
    out[2] = wasm_u16x8_shr(sum, 4);
    sum = slide(sum, p6, p4, p1, q3);
    out[3] = wasm_u16x8_shr(sum, 4);
    sum = slide(sum, p6, p3, p0, q4);
    out[4] = wasm_u16x8_shr(sum, 4);
    sum = slide(sum, p6, p2, q0, q5);
    out[5] = wasm_u16x8_shr(sum, 4);
    sum = slide(sum, p6, p1, q1, q6);
    out[6] = wasm_u16x8_shr(sum, 4);
    sum = slide(sum, p5, p0, q2, q6);
    out[7] = wasm_u16x8_shr(sum, 4);
    sum = slide(sum, p4, q0, q3, q6);
    out[8] = wasm_u16x8_shr(sum, 4);
    sum = slide(sum, p3, q1, q4, q6);
    out[9] = wasm_u16x8_shr(sum, 4);
    sum = slide(sum, p2, q2, q5, q6);
    out[10] = wasm_u16x8_shr(sum, 4);
    sum = slide(sum, p1, q3, q6, q6);
    out[11] = wasm_u16x8_shr(sum, 4);
}

/*
 * The wide filter of taps pixels, 6, 8 or 16, of vectors of pixels; the outputs are two fewer than
 * the n inputs.
 */
static ALWAYS_INLINE void filter_wide(v128_t *const out, const v128_t *const px, const int n,
                                      const int taps)
{
#if BITDEPTH == 8
    v128_t in[14], half[2][12];
    for (int i = 0; i < 2; i++) {
        for (int k = 0; k < n; k++)
            in[k] = i ? wasm_u16x8_extend_high_u8x16(px[k]) : wasm_u16x8_extend_low_u8x16(px[k]);
        taps == 16  ? filter_16(half[i], in)
        : taps == 8 ? filter_8(half[i], in)
                    : filter_6(half[i], in);
    }
    for (int k = 0; k < n - 2; k++)
        out[k] = wasm_u8x16_narrow_i16x8(half[0][k], half[1][k]);
#else
    (void) n;
    taps == 16 ? filter_16(out, px) : taps == 8 ? filter_8(out, px) : filter_6(out, px);
#endif
}

/* Replaces the lanes that are on of the n rows from dst on. */
static ALWAYS_INLINE void store_lanes(pixel *const dst, const ptrdiff_t stride,
                                      const v128_t *const out, const v128_t is_on, const int n)
{
    for (int i = 0; i < n; i++) {
        const v128_t present = wasm_v128_load(dst + i * stride);
        wasm_v128_store(dst + i * stride, wasm_v128_bitselect(out[i], present, is_on));
    }
}

/*
 * Filters the edge above dst; size is 4, 6, 8 or 16, what no lane exceeds. A wider filter replaces
 * what the narrower one has stored, in its own lanes. Returns how many rows at each side may have
 * changed: 0, 2, 4 or 8.
 */
static ALWAYS_INLINE int filter_edge(pixel *const dst, const ptrdiff_t stride,
                                     const Limits *const limits, const int size)
{
    const int reach = size == 16 ? 7 : size / 2;
    v128_t rows[14];
    v128_t *const p = rows + 6, *const q = rows + 7; /* p0 is p[0], p1 is p[-1]; q1 is q[1] */
    for (int i = -reach; i < reach; i++)
        q[i] = wasm_v128_load(dst + i * stride);

    const v128_t inner = pixels_max(abs_diff(p[-1], p[0]), abs_diff(q[1], q[0]));
    v128_t steepest = inner;
    if (size > 4) {
        v128_t outer = pixels_max(abs_diff(p[-2], p[-1]), abs_diff(q[2], q[1]));
        if (size > 6)
            outer = pixels_max(outer, pixels_max(abs_diff(p[-3], p[-2]), abs_diff(q[3], q[2])));
        steepest = pixels_max(steepest, wasm_v128_and(outer, limits->is_wide));
    }
    const v128_t p0_q0 = abs_diff(p[0], q[0]);
    const v128_t half_p1_q1 = pixels_shr(abs_diff(p[-1], q[1]), 1, pixels_shr_mask(1));
    const v128_t step = pixels_add_sat(pixels_add_sat(p0_q0, p0_q0), half_p1_q1);
    const v128_t on = wasm_v128_and(limits->is_filtered,
                                    wasm_v128_and(is_at_most(steepest, limits->i),
                                                  is_at_most(step, limits->e)));
    if (!wasm_v128_any_true(on))
        return 0;

    v128_t out[12];
    filter_narrow(out, p[-1], p[0], q[0], q[1], wasm_v128_not(is_at_most(inner, limits->h)),
                  limits->bitdepth_max);
    store_lanes(dst - 2 * stride, stride, out, on, 4);
    if (size == 4)
        return 2;

    const v128_t flat = pixels_splat(1 << (bitdepth_from_max(limits->bitdepth_max) - 8));
    v128_t far = pixels_max(inner, pixels_max(abs_diff(p[-2], p[0]), abs_diff(q[2], q[0])));
    if (size > 6)
        far = pixels_max(far, pixels_max(abs_diff(p[-3], p[0]), abs_diff(q[3], q[0])));
    const v128_t on_wide = wasm_v128_and(wasm_v128_and(on, limits->is_wide), is_at_most(far, flat));
    if (!wasm_v128_any_true(on_wide))
        return 2;
    const int n = size == 6 ? 6 : 8;
    filter_wide(out, q - n / 2, n, n);
    store_lanes(dst - (n / 2 - 1) * stride, stride, out, on_wide, n - 2);
    if (size < 16)
        return 4;

    for (int i = 4; i <= 6; i++)
        far = pixels_max(far, pixels_max(abs_diff(p[-i], p[0]), abs_diff(q[i], q[0])));
    const v128_t on_widest =
        wasm_v128_and(wasm_v128_and(on, limits->is_widest), is_at_most(far, flat));
    if (!wasm_v128_any_true(on_widest))
        return 4;
    filter_wide(out, rows, 14, 16);
    store_lanes(dst - 6 * stride, stride, out, on_widest, 12);
    return 8;
}

#endif /* DAV1D_SRC_WASM_LOOPFILTER_EDGE_H */
