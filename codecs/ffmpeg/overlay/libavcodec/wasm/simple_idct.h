/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The 8x8 inverse transform of simple_idct_template.c on whole rows of coefficients, with the same
 * roundings and the same wrapping, so that damaged streams give the same pixels too.
 */

#ifndef AVCODEC_WASM_SIMPLE_IDCT_H
#define AVCODEC_WASM_SIMPLE_IDCT_H

#include "libavcodec/wasm/simd128.h"

/** A variant of the transform: its weights, cos(i * pi / 16) * sqrt(2) scaled, and its shifts. */
typedef struct SimpleIdct {
    int w1, w2, w3, w4, w5, w6, w7;
    int row_shift, col_shift;
    /** A row that has its first coefficient alone is that coefficient shifted, which rounds otherwise than the sum. */
    int exact_dc;
} SimpleIdct;

static const SimpleIdct simple_idct_8  = { 22725, 21407, 19266, 16383, 12873, 8867, 4520, 11, 20, 1 };
static const SimpleIdct simple_idct_10 = { 22725, 21407, 19265, 16384, 12873, 8867, 4520, 12, 19, 0 };
static const SimpleIdct simple_idct_12 = { 45451, 42813, 38531, 32767, 25746, 17734, 9041, 16, 17, 1 };

/** Interleaved 16-bit lanes of a and b: four pairs of the low or the high half. */
static av_always_inline v128_t pairs(v128_t a, v128_t b, int high)
{
    return high ? interleave_high_i16(a, b) : interleave_low_i16(a, b);
}

/** x * wx + y * wy of interleaved pairs; what a weight has beyond 16 bits comes from `x` and `y` themselves. */
static av_always_inline v128_t weigh(v128_t xy, v128_t x, int wx, v128_t y, int wy, int high)
{
    v128_t sum   = wasm_i32x4_dot_i16x8(xy, splat_pair(wx, wy));
    v128_t zero  = wasm_i16x8_const_splat(0);
    int carry_x  = (wx - (int16_t) wx) >> 16;
    int carry_y  = (wy - (int16_t) wy) >> 16;
    v128_t carry = zero;

    if (carry_x)
        carry = carry_x > 0 ? wasm_i16x8_add(carry, x) : wasm_i16x8_sub(carry, x);
    if (carry_y)
        carry = carry_y > 0 ? wasm_i16x8_add(carry, y) : wasm_i16x8_sub(carry, y);
    return carry_x || carry_y ? wasm_i32x4_add(sum, pairs(zero, carry, high)) : sum;
}

/**
 * Half the lanes of eight transforms: `x` are inputs, `out` 32-bit sums shifted down. `top`: the last
 * four inputs are zero.
 */
static av_always_inline void idct_half(const v128_t x[8], v128_t out[8], v128_t round, const SimpleIdct *t,
                                       int shift, int high, int top)
{
    v128_t x04 = pairs(x[0], x[4], high), x26 = pairs(x[2], x[6], high);
    v128_t x13 = pairs(x[1], x[3], high), x57 = pairs(x[5], x[7], high);
    v128_t sum   = wasm_i32x4_add(round, weigh(x04, x[0], t->w4, x[4],  t->w4, high));
    v128_t diff  = top ? sum : wasm_i32x4_add(round, weigh(x04, x[0], t->w4, x[4], -t->w4, high));
    v128_t outer = weigh(x26, x[2], t->w2, x[6],  t->w6, high);
    v128_t inner = weigh(x26, x[2], t->w6, x[6], -t->w2, high);
    v128_t even[4] = { wasm_i32x4_add(sum, outer), wasm_i32x4_add(diff, inner),
                       wasm_i32x4_sub(diff, inner), wasm_i32x4_sub(sum, outer) };
    v128_t odd[4] = {
        weigh(x13, x[1], t->w1, x[3],  t->w3, high), weigh(x13, x[1], t->w3, x[3], -t->w7, high),
        weigh(x13, x[1], t->w5, x[3], -t->w1, high), weigh(x13, x[1], t->w7, x[3], -t->w5, high),
    };

    if (!top) {
        odd[0] = wasm_i32x4_add(odd[0], weigh(x57, x[5],  t->w5, x[7],  t->w7, high));
        odd[1] = wasm_i32x4_add(odd[1], weigh(x57, x[5], -t->w1, x[7], -t->w5, high));
        odd[2] = wasm_i32x4_add(odd[2], weigh(x57, x[5],  t->w7, x[7],  t->w3, high));
        odd[3] = wasm_i32x4_add(odd[3], weigh(x57, x[5],  t->w3, x[7], -t->w1, high));
    }
    for (int i = 0; i < 4; i++) {
        out[i]     = wasm_i32x4_shr(wasm_i32x4_add(even[i], odd[i]), shift);
        out[7 - i] = wasm_i32x4_shr(wasm_i32x4_sub(even[i], odd[i]), shift);
    }
}

/** Eight rows at once, one in each lane; results wrap, as they do in memory. `top`: the last four rows are zero. */
static av_always_inline void idct_rows(v128_t x[8], const SimpleIdct *t, int extra_shift, int top)
{
    v128_t round_low = wasm_i32x4_splat(1 << (t->row_shift + extra_shift - 1)), round_high = round_low;
    v128_t low[8], high[8];

    if (t->exact_dc) {
        v128_t others = x[1];

        for (int i = 2; i < 8; i++)
            others = wasm_v128_or(others, x[i]);
        // Where all others are zero, w4 becomes a power of two.
        others     = wasm_v128_and(x[0], wasm_i16x8_eq(others, wasm_i16x8_const_splat(0)));
        round_low  = wasm_i32x4_add(round_low, wasm_i32x4_extend_low_i16x8(others));
        round_high = wasm_i32x4_add(round_high, wasm_i32x4_extend_high_i16x8(others));
    }
    idct_half(x, low, round_low, t, t->row_shift + extra_shift, 0, 0);
    if (top) {
        for (int i = 0; i < 8; i++)
            high[i] = wasm_i32x4_const_splat(0);
    } else {
        idct_half(x, high, round_high, t, t->row_shift + extra_shift, 1, 0);
    }
    for (int i = 0; i < 8; i++)
        x[i] = wasm_i16x8_shuffle(low[i], high[i], 0, 2, 4, 6, 8, 10, 12, 14);
}

/** Eight columns at once; results fit into 16 bits. `top`: the last four rows are zero. */
static av_always_inline void idct_cols(v128_t x[8], const SimpleIdct *t, int shift, int top)
{
    v128_t round = wasm_i32x4_splat((1 << (shift - 1)) / t->w4 * t->w4);
    v128_t low[8], high[8];

    idct_half(x, low, round, t, shift, 0, top);
    idct_half(x, high, round, t, shift, 1, top);
    for (int i = 0; i < 8; i++)
        x[i] = wasm_i16x8_narrow_i32x4(low[i], high[i]);
}

/** The sample that a block with its first coefficient alone consists of. */
static av_always_inline int idct_dc(int dc, const SimpleIdct *t)
{
    int round = (1 << (t->col_shift - 1)) / t->w4;
    int16_t row = (dc * (t->exact_dc ? t->w4 + 1 : t->w4) + (1 << (t->row_shift - 1))) >> t->row_shift;

    return ((row + round) * t->w4) >> t->col_shift;
}

static av_always_inline void idct_both(v128_t x[8], const SimpleIdct *t, int top)
{
    idct_rows(x, t, 0, top);
    transpose_8x8_i16(x);
    idct_cols(x, t, t->col_shift, top);
}

/** The whole transform of a transposed block, with short ways for one coefficient alone and for an empty lower half. */
static av_always_inline void simple_idct(v128_t x[8], const int16_t *block, const SimpleIdct *t)
{
    v128_t others = wasm_v128_load(block + 8), first;

    x[0] = wasm_v128_load(block);
    x[1] = others;
    for (int i = 2; i < 8; i++) {
        x[i]   = wasm_v128_load(block + 8 * i);
        others = wasm_v128_or(others, x[i]);
    }
    first  = wasm_v128_and(x[0], wasm_i16x8_const(0, -1, -1, -1, -1, -1, -1, -1));
    others = wasm_v128_or(others, first);
    if (!wasm_v128_any_true(others)) {
        x[0] = wasm_i16x8_splat(idct_dc(block[0], t));
        for (int i = 1; i < 8; i++)
            x[i] = x[0];
    } else if (!wasm_i64x2_extract_lane(others, 1)) {
        idct_both(x, t, 1);
    } else {
        idct_both(x, t, 0);
    }
}

#endif /* AVCODEC_WASM_SIMPLE_IDCT_H */
