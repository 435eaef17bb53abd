/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VP9's transforms in one dimension, each lane of the vectors a row or column of its own. The arithmetic comes
 * first, from itxfm_8bit.h or itxfm_high.h: Wide, the sums of products before they are rounded, and lanes_add(),
 * lanes_sub(), lanes_neg(), wide_add(), wide_sub(), wide_round(), multiply(), scale().
 */

#ifndef AVCODEC_WASM_VP9_ITXFM_1D_H
#define AVCODEC_WASM_VP9_ITXFM_1D_H

#include "libavutil/attributes.h"
#include "libavcodec/wasm/simd128.h"

/** Weights of the two sums that two values have: a rotation, or one with a reflection. */
#define TURN(c, s)    ((const int16_t[4]) { c, -(s), s, c })
#define REFLECT(c, s) ((const int16_t[4]) { c, s, s, -(c) })

/** multiply(), rounded; x and y may be a and b. */
static av_always_inline void turn(v128_t *x, v128_t *y, v128_t a, v128_t b, const int16_t *w)
{
    Wide to_x, to_y;

    multiply(a, b, w, &to_x, &to_y);
    *x = wide_round(to_x);
    *y = wide_round(to_y);
}

/** The same of two inputs, of which those from `inputs` on are zeros. */
static av_always_inline void turn_inputs(v128_t *x, v128_t *y, const v128_t *in, int a, int b, int inputs, const int16_t *w)
{
    if (a < inputs && b < inputs) {
        turn(x, y, in[a], in[b], w);
    } else if (a < inputs) {
        *x = scale(in[a], w[0]);
        *y = scale(in[a], w[2]);
    } else if (b < inputs) {
        *x = scale(in[b], w[1]);
        *y = scale(in[b], w[3]);
    } else {
        *x = *y = wasm_i32x4_const_splat(0);
    }
}

/** Sum and difference in the place of a and b. */
static av_always_inline void butterfly(v128_t *a, v128_t *b)
{
    v128_t sum = lanes_add(*a, *b);

    *b = lanes_sub(*a, *b);
    *a = sum;
}

/** The outputs of a DCT of n values: out[0..n/2] holds those of its even inputs, `odd` of the odd ones. */
static av_always_inline void combine(v128_t *out, const v128_t *odd, int n)
{
    for (int i = 0; i < n / 2; i++) {
        out[n - 1 - i] = lanes_sub(out[i], odd[i]);
        out[i]         = lanes_add(out[i], odd[i]);
    }
}

/** The inputs lie `step` apart, as in the longer transforms that this is a part of; those from `inputs` on are zeros. */
static av_always_inline void idct4(const v128_t *in, int step, int inputs, v128_t *out)
{
    v128_t t2, t3;

    turn_inputs(&out[1], &out[0], in, 0, 2 * step, inputs, TURN(11585, 11585));
    turn_inputs(&t2, &t3, in, step, 3 * step, inputs, TURN(6270, 15137));
    combine(out, (const v128_t[2]) { t3, t2 }, 4);
}

static av_always_inline void idct8(const v128_t *in, int step, int inputs, v128_t *out)
{
    v128_t t4, t5, t6, t7;

    turn_inputs(&t4, &t7, in, step, 7 * step, inputs, TURN(3196, 16069));
    turn_inputs(&t5, &t6, in, 5 * step, 3 * step, inputs, TURN(13623, 9102));
    butterfly(&t4, &t5);
    butterfly(&t7, &t6);
    turn(&t5, &t6, t6, t5, TURN(11585, 11585));
    idct4(in, 2 * step, inputs, out);
    combine(out, (const v128_t[4]) { t7, t6, t5, t4 }, 8);
}

static av_always_inline void idct16(const v128_t *in, int step, int inputs, v128_t *out)
{
    v128_t t8, t9, t10, t11, t12, t13, t14, t15;

    turn_inputs(&t8, &t15, in, step, 15 * step, inputs, TURN(1606, 16305));
    turn_inputs(&t9, &t14, in, 9 * step, 7 * step, inputs, TURN(12665, 10394));
    turn_inputs(&t10, &t13, in, 5 * step, 11 * step, inputs, TURN(7723, 14449));
    turn_inputs(&t11, &t12, in, 13 * step, 3 * step, inputs, TURN(15679, 4756));
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
    idct8(in, 2 * step, inputs, out);
    combine(out, (const v128_t[8]) { t15, t14, t13, t12, t11, t10, t9, t8 }, 16);
}

/** What 32 values have beyond idct16(): the outputs of the odd inputs, t[31] first. */
static av_always_inline void idct32_odd(const v128_t *in, int inputs, v128_t *t)
{
    turn_inputs(&t[16], &t[31], in, 1, 31, inputs, TURN(804, 16364));
    turn_inputs(&t[17], &t[30], in, 17, 15, inputs, TURN(12140, 11003));
    turn_inputs(&t[18], &t[29], in, 9, 23, inputs, TURN(7005, 14811));
    turn_inputs(&t[19], &t[28], in, 25, 7, inputs, TURN(15426, 5520));
    turn_inputs(&t[20], &t[27], in, 5, 27, inputs, TURN(3981, 15893));
    turn_inputs(&t[21], &t[26], in, 21, 11, inputs, TURN(14053, 8423));
    turn_inputs(&t[22], &t[25], in, 13, 19, inputs, TURN(9760, 13160));
    turn_inputs(&t[23], &t[24], in, 29, 3, inputs, TURN(16207, 2404));
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

/** Two pairs turned: the rounded sums of the turns in to[0..1], their differences `apart` behind. */
static av_always_inline void turn_pairs(v128_t *to, int apart, v128_t a0, v128_t a1, const int16_t *a_weights,
                                        v128_t b0, v128_t b1, const int16_t *b_weights)
{
    Wide a[2], b[2];

    multiply(a0, a1, a_weights, &a[0], &a[1]);
    multiply(b0, b1, b_weights, &b[0], &b[1]);
    meet(a[0], b[0], &to[0], &to[apart]);
    meet(a[1], b[1], &to[1], &to[apart + 1]);
}

static av_always_inline void iadst8(const v128_t *in, v128_t *out)
{
    static const int16_t weights[4][2] = { { 16305, 1606 }, { 14449, 7723 }, { 10394, 12665 }, { 4756, 15679 } };
    v128_t t[8];

    for (int i = 0; i < 2; i++)
        turn_pairs(t + 2 * i, 4, in[7 - 2 * i], in[2 * i], REFLECT(weights[i][0], weights[i][1]),
                   in[3 - 2 * i], in[4 + 2 * i], REFLECT(weights[i + 2][0], weights[i + 2][1]));
    turn_pairs(t + 4, 2, t[4], t[5], REFLECT(15137, 6270), t[7], t[6], TURN(15137, 6270));
    butterfly(&t[0], &t[2]);
    butterfly(&t[1], &t[3]);
    out[0] = t[0];
    out[7] = lanes_neg(t[1]);
    out[1] = lanes_neg(t[4]);
    out[6] = t[5];
    turn(&out[3], &out[4], t[2], t[3], REFLECT(11585, 11585));
    turn(&out[2], &out[5], t[6], t[7], REFLECT(11585, 11585));
    out[3] = lanes_neg(out[3]);
    out[5] = lanes_neg(out[5]);
}

static av_always_inline void iadst16(const v128_t *in, v128_t *out)
{
    static const int16_t weights[8][2] = {
        { 16364, 804 },   { 15893, 3981 }, { 14811, 7005 }, { 13160, 9760 },
        { 11003, 12140 }, { 8423, 14053 }, { 5520, 15426 }, { 2404, 16207 },
    };
    v128_t t[16];

    for (int i = 0; i < 4; i++)
        turn_pairs(t + 2 * i, 8, in[15 - 2 * i], in[2 * i], REFLECT(weights[i][0], weights[i][1]),
                   in[7 - 2 * i], in[8 + 2 * i], REFLECT(weights[i + 4][0], weights[i + 4][1]));
    for (int i = 0; i < 4; i++)
        butterfly(&t[i], &t[i + 4]);
    turn_pairs(t + 8,  4, t[8],  t[9],  REFLECT(16069, 3196), t[13], t[12], TURN(16069, 3196));
    turn_pairs(t + 10, 4, t[10], t[11], REFLECT(9102, 13623), t[15], t[14], TURN(9102, 13623));
    turn_pairs(t + 4,  2, t[4],  t[5],  REFLECT(15137, 6270), t[7],  t[6],  TURN(15137, 6270));
    turn_pairs(t + 12, 2, t[12], t[13], REFLECT(15137, 6270), t[15], t[14], TURN(15137, 6270));
    for (int i = 0; i < 16; i += 8) {
        butterfly(&t[i],     &t[i + 2]);
        butterfly(&t[i + 1], &t[i + 3]);
    }
    out[0]  = t[0];
    out[15] = lanes_neg(t[1]);
    out[3]  = lanes_neg(t[4]);
    out[12] = t[5];
    out[1]  = lanes_neg(t[8]);
    out[14] = t[9];
    out[2]  = t[12];
    out[13] = lanes_neg(t[13]);
    turn(&out[7], &out[8],  t[2],  t[3],  TURN(-11585, 11585));
    turn(&out[4], &out[11], t[7],  t[6],  REFLECT(11585, 11585));
    turn(&out[6], &out[9],  t[11], t[10], REFLECT(11585, 11585));
    turn(&out[5], &out[10], t[14], t[15], TURN(-11585, 11585));
}

#endif /* AVCODEC_WASM_VP9_ITXFM_1D_H */
