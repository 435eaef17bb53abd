/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VP9's transforms of 10 and 12 bits in one dimension, of four rows or columns at once. Products take 46
 * bits: a coefficient is split into 14 low bits and the others, so that either half fits into 16 bits and
 * pairs of them go through a dot product. That is exact below 2^28, of which valid streams stay clear.
 */

#ifndef AVCODEC_WASM_VP9_ITXFM_HIGH_H
#define AVCODEC_WASM_VP9_ITXFM_HIGH_H

#include "libavutil/attributes.h"
#include "libavcodec/wasm/simd128.h"

/** high * 2^14 + low */
typedef struct Wide {
    v128_t high, low;
} Wide;

/** Weights of the two sums that two values have: a rotation, or one with a reflection. */
#define TURN(c, s)    ((const int16_t[4]) { c, -(s), s, c })
#define REFLECT(c, s) ((const int16_t[4]) { c, s, s, -(c) })

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

/** The same, rounded; x and y may be a and b. */
static av_always_inline void turn(v128_t *x, v128_t *y, v128_t a, v128_t b, const int16_t *w)
{
    Wide to_x, to_y;

    multiply(a, b, w, &to_x, &to_y);
    *x = wide_round(to_x);
    *y = wide_round(to_y);
}

/** Sum and difference in the place of a and b. */
static av_always_inline void butterfly(v128_t *a, v128_t *b)
{
    v128_t sum = wasm_i32x4_add(*a, *b);

    *b = wasm_i32x4_sub(*a, *b);
    *a = sum;
}

/** The outputs of a DCT of n values: out[0..n/2] holds those of its even inputs, `odd` of the odd ones. */
static av_always_inline void combine(v128_t *out, const v128_t *odd, int n)
{
    for (int i = 0; i < n / 2; i++) {
        out[n - 1 - i] = wasm_i32x4_sub(out[i], odd[i]);
        out[i]         = wasm_i32x4_add(out[i], odd[i]);
    }
}

/** The inputs lie `step` apart, as in the longer transforms that this is a part of. */
static av_always_inline void idct4(const v128_t *in, int step, v128_t *out)
{
    v128_t t2, t3;

    turn(&out[1], &out[0], in[0], in[2 * step], TURN(11585, 11585));
    turn(&t2, &t3, in[step], in[3 * step], TURN(6270, 15137));
    combine(out, (const v128_t[2]) { t3, t2 }, 4);
}

static av_always_inline void idct8(const v128_t *in, int step, v128_t *out)
{
    v128_t t4, t5, t6, t7;

    turn(&t4, &t7, in[step],     in[7 * step], TURN(3196, 16069));
    turn(&t5, &t6, in[5 * step], in[3 * step], TURN(13623, 9102));
    butterfly(&t4, &t5);
    butterfly(&t7, &t6);
    turn(&t5, &t6, t6, t5, TURN(11585, 11585));
    idct4(in, 2 * step, out);
    combine(out, (const v128_t[4]) { t7, t6, t5, t4 }, 8);
}

static av_always_inline void idct16(const v128_t *in, int step, v128_t *out)
{
    v128_t t8, t9, t10, t11, t12, t13, t14, t15;

    turn(&t8,  &t15, in[step],      in[15 * step], TURN(1606,  16305));
    turn(&t9,  &t14, in[9 * step],  in[7 * step],  TURN(12665, 10394));
    turn(&t10, &t13, in[5 * step],  in[11 * step], TURN(7723,  14449));
    turn(&t11, &t12, in[13 * step], in[3 * step],  TURN(15679, 4756));
    butterfly(&t8,  &t9);
    butterfly(&t11, &t10);
    butterfly(&t12, &t13);
    butterfly(&t15, &t14);
    turn(&t9,  &t14, t14, t9,  TURN(6270, 15137));
    turn(&t10, &t13, t13, t10, TURN(-15137, 6270));
    butterfly(&t8,  &t11);
    butterfly(&t9,  &t10);
    butterfly(&t15, &t12);
    butterfly(&t14, &t13);
    turn(&t10, &t13, t13, t10, TURN(11585, 11585));
    turn(&t11, &t12, t12, t11, TURN(11585, 11585));
    idct8(in, 2 * step, out);
    combine(out, (const v128_t[8]) { t15, t14, t13, t12, t11, t10, t9, t8 }, 16);
}

/** What 32 values have beyond idct16(): the outputs of the odd inputs, t[31] first. */
static av_always_inline void idct32_odd(const v128_t *in, v128_t *t)
{
    turn(&t[16], &t[31], in[1],  in[31], TURN(804,   16364));
    turn(&t[17], &t[30], in[17], in[15], TURN(12140, 11003));
    turn(&t[18], &t[29], in[9],  in[23], TURN(7005,  14811));
    turn(&t[19], &t[28], in[25], in[7],  TURN(15426, 5520));
    turn(&t[20], &t[27], in[5],  in[27], TURN(3981,  15893));
    turn(&t[21], &t[26], in[21], in[11], TURN(14053, 8423));
    turn(&t[22], &t[25], in[13], in[19], TURN(9760,  13160));
    turn(&t[23], &t[24], in[29], in[3],  TURN(16207, 2404));
    for (int i = 0; i < 16; i += 8) {
        butterfly(&t[16 + i], &t[17 + i]);
        butterfly(&t[19 + i], &t[18 + i]);
        butterfly(&t[20 + i], &t[21 + i]);
        butterfly(&t[23 + i], &t[22 + i]);
    }
    turn(&t[17], &t[30], t[30], t[17], TURN(3196, 16069));
    turn(&t[18], &t[29], t[29], t[18], TURN(-16069, 3196));
    turn(&t[21], &t[26], t[26], t[21], TURN(13623, 9102));
    turn(&t[22], &t[25], t[25], t[22], TURN(-9102, 13623));
    for (int i = 0; i < 2; i++) {
        butterfly(&t[16 + i], &t[19 - i]);
        butterfly(&t[23 - i], &t[20 + i]);
        butterfly(&t[24 + i], &t[27 - i]);
        butterfly(&t[31 - i], &t[28 + i]);
    }
    turn(&t[18], &t[29], t[29], t[18], TURN(6270, 15137));
    turn(&t[19], &t[28], t[28], t[19], TURN(6270, 15137));
    turn(&t[20], &t[27], t[27], t[20], TURN(-15137, 6270));
    turn(&t[21], &t[26], t[26], t[21], TURN(-15137, 6270));
    for (int i = 0; i < 4; i++) {
        butterfly(&t[16 + i], &t[23 - i]);
        butterfly(&t[31 - i], &t[24 + i]);
    }
    for (int i = 0; i < 4; i++)
        turn(&t[20 + i], &t[27 - i], t[27 - i], t[20 + i], TURN(11585, 11585));
}

/** w0 * in0 + w1 * in1 + w2 * in2 + w3 * in3 */
static av_always_inline v128_t weigh4(const v128_t *in, int w0, int w1, int w2, int w3)
{
    Wide x, y, unused;

    multiply(in[0], in[1], TURN(w0, -w1), &x, &unused);
    multiply(in[2], in[3], TURN(w2, -w3), &y, &unused);
    return wide_round(wide_add(x, y));
}

static av_always_inline void iadst4(const v128_t *in, v128_t *out)
{
    out[0] = weigh4(in, 5283,  13377,  15212,  9929);
    out[1] = weigh4(in, 9929,  13377,  -5283, -15212);
    out[2] = weigh4(in, 13377, 0,     -13377,  13377);
    out[3] = weigh4(in, 15212, -13377, 9929,  -5283);
}

/** Rounded sums and differences of two stages. */
static av_always_inline void meet(Wide a, Wide b, v128_t *sum, v128_t *difference)
{
    *sum        = wide_round(wide_add(a, b));
    *difference = wide_round(wide_sub(a, b));
}

/** Four values of a stage, of which two pairs were turned: sums in t[0..1], differences in t[2..3]. */
static av_always_inline void turn_pairs(v128_t *t, const int16_t *first, const int16_t *second)
{
    Wide a, b, c, d;

    multiply(t[0], t[1], first, &a, &b);
    multiply(t[3], t[2], second, &c, &d);
    meet(a, c, &t[0], &t[2]);
    meet(b, d, &t[1], &t[3]);
}

static av_always_inline void iadst8(const v128_t *in, v128_t *out)
{
    static const int16_t weights[4][2] = { { 16305, 1606 }, { 14449, 7723 }, { 10394, 12665 }, { 4756, 15679 } };
    v128_t t[8];
    Wide wide[8];

    for (int i = 0; i < 4; i++)
        multiply(in[7 - 2 * i], in[2 * i], REFLECT(weights[i][0], weights[i][1]), &wide[2 * i], &wide[2 * i + 1]);
    for (int i = 0; i < 4; i++)
        meet(wide[i], wide[i + 4], &t[i], &t[i + 4]);
    turn_pairs(t + 4, REFLECT(15137, 6270), TURN(15137, 6270));
    butterfly(&t[0], &t[2]);
    butterfly(&t[1], &t[3]);
    out[0] = t[0];
    out[7] = wasm_i32x4_neg(t[1]);
    out[1] = wasm_i32x4_neg(t[4]);
    out[6] = t[5];
    turn(&out[3], &out[4], t[2], t[3], REFLECT(11585, 11585));
    turn(&out[2], &out[5], t[6], t[7], REFLECT(11585, 11585));
    out[3] = wasm_i32x4_neg(out[3]);
    out[5] = wasm_i32x4_neg(out[5]);
}

static av_always_inline void iadst16(const v128_t *in, v128_t *out)
{
    static const int16_t weights[8][2] = {
        { 16364, 804 },   { 15893, 3981 }, { 14811, 7005 }, { 13160, 9760 },
        { 11003, 12140 }, { 8423, 14053 }, { 5520, 15426 }, { 2404, 16207 },
    };
    v128_t t[16];
    Wide wide[16];

    for (int i = 0; i < 8; i++)
        multiply(in[15 - 2 * i], in[2 * i], REFLECT(weights[i][0], weights[i][1]), &wide[2 * i], &wide[2 * i + 1]);
    for (int i = 0; i < 8; i++)
        meet(wide[i], wide[i + 8], &t[i], &t[i + 8]);
    for (int i = 0; i < 4; i++)
        butterfly(&t[i], &t[i + 4]);
    multiply(t[8],  t[9],  REFLECT(16069, 3196), &wide[0], &wide[1]);
    multiply(t[10], t[11], REFLECT(9102, 13623), &wide[2], &wide[3]);
    multiply(t[13], t[12], TURN(16069, 3196),    &wide[4], &wide[5]);
    multiply(t[15], t[14], TURN(9102, 13623),    &wide[6], &wide[7]);
    for (int i = 0; i < 4; i++)
        meet(wide[i], wide[i + 4], &t[8 + i], &t[12 + i]);
    turn_pairs(t + 4,  REFLECT(15137, 6270), TURN(15137, 6270));
    turn_pairs(t + 12, REFLECT(15137, 6270), TURN(15137, 6270));
    for (int i = 0; i < 16; i += 8) {
        butterfly(&t[i],     &t[i + 2]);
        butterfly(&t[i + 1], &t[i + 3]);
    }
    out[0]  = t[0];
    out[15] = wasm_i32x4_neg(t[1]);
    out[3]  = wasm_i32x4_neg(t[4]);
    out[12] = t[5];
    out[1]  = wasm_i32x4_neg(t[8]);
    out[14] = t[9];
    out[2]  = t[12];
    out[13] = wasm_i32x4_neg(t[13]);
    turn(&out[7], &out[8],  t[2],  t[3],  TURN(-11585, 11585));
    turn(&out[4], &out[11], t[7],  t[6],  REFLECT(11585, 11585));
    turn(&out[6], &out[9],  t[11], t[10], REFLECT(11585, 11585));
    turn(&out[5], &out[10], t[14], t[15], TURN(-11585, 11585));
}

#endif /* AVCODEC_WASM_VP9_ITXFM_HIGH_H */
