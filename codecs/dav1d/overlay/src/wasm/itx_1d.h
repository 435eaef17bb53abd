/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The inverse transforms of one dimension, of n vectors in place: as many transforms as there are
 * lanes.
 */

#ifndef DAV1D_SRC_WASM_ITX_1D_H
#define DAV1D_SRC_WASM_ITX_1D_H

#include "common/intops.h"

#include "src/itx_1d.h"
#include "src/wasm/itx_lanes.h"

/* 4096 times the sine and cosine of input * pi / (2 n), in a transform of size n. */
typedef struct Angle {
    int16_t sin, cos, input;
} Angle;

/* Those of the odd inputs of a size, of 1 + 4 i with the bits of i reversed. */
static const Angle angles_4[] = { { 1567, 3784, 1 } };
static const Angle angles_8[] = { { 799, 4017, 1 }, { 3406, 2276, 5 } };
static const Angle angles_16[] = {
    { 401, 4076, 1 }, { 3166, 2598, 9 }, { 1931, 3612, 5 }, { 3920, 1189, 13 },
};
static const Angle angles_32[] = {
    { 201, 4091, 1 }, { 3035, 2751, 17 }, { 1751, 3703,  9 }, { 3857, 1380, 25 },
    { 995, 3973, 5 }, { 3513, 2106, 21 }, { 2440, 3290, 13 }, { 4052,  601, 29 },
};
static const Angle angles_64[] = {
    {  101, 4095,  1 }, { 2967, 2824, 33 }, { 1660, 3745, 17 }, { 3822, 1474, 49 },
    {  897, 3996,  9 }, { 3461, 2191, 41 }, { 2359, 3349, 25 }, { 4036,  700, 57 },
    {  501, 4065,  5 }, { 3229, 2520, 37 }, { 2019, 3564, 21 }, { 3948, 1092, 53 },
    { 1285, 3889, 13 }, { 3659, 1842, 45 }, { 2675, 3102, 29 }, { 4085,  301, 61 },
};

/* 4096 times the sine of pi / 4. */
#define SQRT_HALF 2896

static ALWAYS_INLINE const Angle *angles_of(const int n) {
    return n == 4 ? angles_4 : n == 8 ? angles_8 : n == 16 ? angles_16
         : n == 32 ? angles_32 : angles_64;
}

/* lo becomes hi * sin - lo * cos, hi becomes hi * cos + lo * sin. */
static ALWAYS_INLINE void rotate(v128_t *const lo, v128_t *const hi, const int sin, const int cos) {
    const v128_t l = *lo, h = *hi;
    *lo = mul_2(h, sin, l, -cos);
    *hi = mul_2(h, cos, l, sin);
}

/* a becomes a + b, b becomes a - b. */
static ALWAYS_INLINE void butterfly(v128_t *const a, v128_t *const b, const Range *const range) {
    const v128_t sum = add(*a, *b, range);
    *b = sub(*a, *b, range);
    *a = sum;
}

/*
 * The odd inputs of a cosine transform of size n, rotated into t; with is_half those of the upper
 * half are 0.
 */
static ALWAYS_INLINE void dct_load_odd(v128_t *const t, const v128_t *const c,
                                       const ptrdiff_t stride, const int n, const int is_half)
{
    for (int i = 0; i < n / 4; i++) {
        const Angle *const angle = &angles_of(n)[i];
        v128_t *const lo = &t[i], *const hi = &t[n / 2 - 1 - i];
        if (!is_half) {
            *lo = c[(n - angle->input) * stride];
            *hi = c[angle->input * stride];
            rotate(lo, hi, angle->sin, angle->cos);
        } else if (angle->input < n / 2) {
            const v128_t in = c[angle->input * stride];
            *lo = mul(in, angle->sin);
            *hi = mul(in, angle->cos);
        } else {
            const v128_t in = c[(n - angle->input) * stride];
            *lo = mul(in, -angle->cos);
            *hi = mul(in, angle->sin);
        }
    }
}

/*
 * What the odd inputs add to the outputs, the last first. Groups of 2, 4 ... n / 4 vectors are
 * folded, every second one the other way; then the inner halves of two neighbours are rotated with
 * their mirror images.
 */
static ALWAYS_INLINE void dct_odd(v128_t *const t, const int n, const Range *const range) {
    const int m = n / 2;
    for (int group = 2; group < m; group *= 2) {
        for (int i = 0; i < m; i += 2 * group)
            for (int k = 0; k < group / 2; k++) {
                butterfly(&t[i + k], &t[i + group - 1 - k], range);
                butterfly(&t[i + 2 * group - 1 - k], &t[i + group + k], range);
            }
        if (2 * group == m)
            break;
        for (int i = 0; i < m / 2; i += 2 * group) {
            const Angle *const angle = &angles_of(m / group)[i / (2 * group)];
            for (int k = i + group / 2; k < i + group; k++)
                rotate(&t[k], &t[m - 1 - k], angle->sin, angle->cos);
            for (int k = i + group; k < i + group * 3 / 2; k++)
                rotate(&t[k], &t[m - 1 - k], -angle->cos, angle->sin);
        }
    }
    for (int k = m / 4; k < m / 2; k++)
        rotate(&t[k], &t[m - 1 - k], SQRT_HALF, SQRT_HALF);
}

/* A cosine transform of size n whose even inputs' transform is done. */
static ALWAYS_INLINE void dct_finish(v128_t *const c, const ptrdiff_t stride, const int n,
                                     const int is_half, const Range *const range)
{
    v128_t even[32], odd[32];
    dct_load_odd(odd, c, stride, n, is_half);
    if (n > 4)
        dct_odd(odd, n, range);
    for (int i = 0; i < n / 2; i++)
        even[i] = c[2 * i * stride];
    for (int i = 0; i < n / 2; i++) {
        c[i * stride] = add(even[i], odd[n / 2 - 1 - i], range);
        c[(n - 1 - i) * stride] = sub(even[i], odd[n / 2 - 1 - i], range);
    }
}

static ALWAYS_INLINE void dct_2(v128_t *const c, const ptrdiff_t stride, const int is_half) {
    if (is_half) {
        c[0] = c[stride] = mul(c[0], SQRT_HALF);
    } else {
        const v128_t a = c[0], b = c[stride];
        c[0] = mul_2(a, SQRT_HALF, b, SQRT_HALF);
        c[stride] = mul_2(a, SQRT_HALF, b, -SQRT_HALF);
    }
}

/* Of sizes up to 16 all is in registers. */
static ALWAYS_INLINE void dct_small(v128_t *const c, const ptrdiff_t stride, const int n,
                                    const int is_half, const Range *const range)
{
    dct_2(c, stride * (n / 2), is_half);
    dct_finish(c, stride * (n / 4), 4, is_half, range);
    if (n >= 8)
        dct_finish(c, stride * (n / 8), 8, is_half, range);
    if (n >= 16)
        dct_finish(c, stride, 16, is_half, range);
}

typedef void (*itx_1d_simd128_fn)(v128_t *c, ptrdiff_t stride, const Range *range);

#define decl_itx_1d(name) \
static NOINLINE void name(v128_t *const c, const ptrdiff_t stride, const Range *const range_in)

decl_itx_1d(dct_4) {
    const Range range = *range_in;
    dct_small(c, stride, 4, 0, &range);
}

decl_itx_1d(dct_8) {
    const Range range = *range_in;
    dct_small(c, stride, 8, 0, &range);
}

decl_itx_1d(dct_8_half) {
    const Range range = *range_in;
    dct_small(c, stride, 8, 1, &range);
}

decl_itx_1d(dct_16) {
    const Range range = *range_in;
    dct_small(c, stride, 16, 0, &range);
}

decl_itx_1d(dct_16_half) {
    const Range range = *range_in;
    dct_small(c, stride, 16, 1, &range);
}

decl_itx_1d(dct_32) {
    const Range range = *range_in;
    dct_16(c, 2 * stride, range_in);
    dct_finish(c, stride, 32, 0, &range);
}

decl_itx_1d(dct_32_half) {
    const Range range = *range_in;
    dct_16_half(c, 2 * stride, range_in);
    dct_finish(c, stride, 32, 1, &range);
}

/* The upper half of its inputs is always 0. */
decl_itx_1d(dct_64) {
    const Range range = *range_in;
    dct_32_half(c, 2 * stride, range_in);
    dct_finish(c, stride, 64, 1, &range);
}

static ALWAYS_INLINE void adst_4(v128_t *const c, v128_t *const out, const ptrdiff_t out_stride) {
    const v128_t in[4] = { c[0], c[1], c[2], c[3] };
    out[0] = mul_4(in, 1321, 3344, 3803, 2482);
    out[out_stride] = mul_4(in, 2482, 3344, -1321, -3803);
    out[2 * out_stride] = mul_4(in, 3344, 0, -3344, 3344);
    out[3 * out_stride] = mul_4(in, 3803, -3344, 2482, -1321);
}

/*
 * The inputs of a sine transform, rotated in pairs from both ends; then butterflies of what is n /
 * 2, n / 4 ... 2 apart.
 */
static ALWAYS_INLINE void adst_start(v128_t *const t, const v128_t *const c, const int n,
                                     const Range *const range)
{
    static const Angle angles[2][8] = {
        { { 401, 4076 }, { 1931, 3612 }, { 3166, 2598 }, { 3920, 1189 } },
        { { 201, 4091 }, { 995, 3973 }, { 1751, 3703 }, { 2440, 3290 },
          { 3035, 2751 }, { 3513, 2106 }, { 3857, 1380 }, { 4052, 601 } },
    };
    for (int i = 0; i < n / 2; i++) {
        const Angle *const angle = &angles[n == 16][i];
        t[2 * i] = c[n - 1 - 2 * i];
        t[2 * i + 1] = c[2 * i];
        rotate(&t[2 * i + 1], &t[2 * i], angle->sin, angle->cos);
    }
    for (int distance = n / 2; distance >= 2; distance /= 2)
        for (int i = 0; i < n; i += 2 * distance) {
            for (int k = i; k < i + distance; k++)
                butterfly(&t[k], &t[k + distance], range);
            for (int k = 0; k < distance / 4; k++) {
                const Angle *const angle = &angles_of(distance)[k];
                v128_t *const first = &t[i + distance + 2 * k], *const second =
                                                                    first + distance / 2;
                rotate(first + 1, first, angle->sin, angle->cos);
                rotate(second, second + 1, angle->cos, angle->sin);
            }
        }
}

/* Stores (a + b) * sqrt(1/2) and (a - b) * sqrt(1/2), either negated. */
static ALWAYS_INLINE void adst_store(v128_t *const sum, v128_t *const difference, const v128_t a,
                                     const v128_t b, const int is_sum_negated)
{
    const v128_t s = mul_2(a, SQRT_HALF, b, SQRT_HALF), d = mul_2(a, SQRT_HALF, b, -SQRT_HALF);
    *sum = is_sum_negated ? negate(s) : s;
    *difference = is_sum_negated ? d : negate(d);
}

static ALWAYS_INLINE void adst_8(v128_t *const c, v128_t *const out, const ptrdiff_t s,
                                 const Range *const range)
{
    v128_t t[8];
    adst_start(t, c, 8, range);
    out[0 * s] = t[0];
    out[7 * s] = negate(t[1]);
    out[1 * s] = negate(t[4]);
    out[6 * s] = t[5];
    adst_store(&out[3 * s], &out[4 * s], t[2], t[3], 1);
    adst_store(&out[2 * s], &out[5 * s], t[6], t[7], 0);
}

static ALWAYS_INLINE void adst_16(v128_t *const c, v128_t *const out, const ptrdiff_t s,
                                  const Range *const range)
{
    v128_t t[16];
    adst_start(t, c, 16, range);
    out[0 * s] = t[0];
    out[15 * s] = negate(t[1]);
    out[3 * s] = negate(t[4]);
    out[12 * s] = t[5];
    out[1 * s] = negate(t[8]);
    out[14 * s] = t[9];
    out[2 * s] = t[12];
    out[13 * s] = negate(t[13]);
    adst_store(&out[7 * s], &out[8 * s], t[2], t[3], 1);
    adst_store(&out[4 * s], &out[11 * s], t[6], t[7], 0);
    adst_store(&out[6 * s], &out[9 * s], t[10], t[11], 0);
    adst_store(&out[5 * s], &out[10 * s], t[14], t[15], 1);
}

decl_itx_1d(inv_adst_4) {
    adst_4(c, c, 1);
}

decl_itx_1d(inv_flipadst_4) {
    adst_4(c, c + 3, -1);
}

static NOINLINE void adst_8_to(v128_t *const c, v128_t *const out, const ptrdiff_t out_stride,
                               const Range *const range_in)
{
    const Range range = *range_in;
    adst_8(c, out, out_stride, &range);
}

decl_itx_1d(inv_adst_8) {
    adst_8_to(c, c, 1, range_in);
}

decl_itx_1d(inv_flipadst_8) {
    adst_8_to(c, c + 7, -1, range_in);
}

static NOINLINE void adst_16_to(v128_t *const c, v128_t *const out, const ptrdiff_t out_stride,
                                const Range *const range_in)
{
    const Range range = *range_in;
    adst_16(c, out, out_stride, &range);
}

decl_itx_1d(inv_adst_16) {
    adst_16_to(c, c, 1, range_in);
}

decl_itx_1d(inv_flipadst_16) {
    adst_16_to(c, c + 15, -1, range_in);
}

/* Of size n the identity multiplies by sqrt(n / 2): 1697 / 4096 is what sqrt(2) has above 1. */

decl_itx_1d(identity_4) {
    for (int i = 0; i < 4; i++)
        c[i] = sum(c[i], mul(c[i], 1697));
}

decl_itx_1d(identity_8) {
    for (int i = 0; i < 8; i++)
        c[i] = sum(c[i], c[i]);
}

decl_itx_1d(identity_16) {
    for (int i = 0; i < 16; i++)
        c[i] = sum(sum(c[i], c[i]), mul(c[i], 2 * 1697));
}

decl_itx_1d(identity_32) {
    for (int i = 0; i < 32; i++) {
        const v128_t twice = sum(c[i], c[i]);
        c[i] = sum(twice, twice);
    }
}

static const itx_1d_simd128_fn itx_1d[N_TX_SIZES][N_TX_1D_TYPES] = {
    [TX_4X4] =
        {[DCT] = dct_4, [ADST] = inv_adst_4, [FLIPADST] = inv_flipadst_4, [IDENTITY] = identity_4},
    [TX_8X8] =
        {[DCT] = dct_8, [ADST] = inv_adst_8, [FLIPADST] = inv_flipadst_8, [IDENTITY] = identity_8},
    [TX_16X16] =
        {
            [DCT] = dct_16,
            [ADST] = inv_adst_16,
            [FLIPADST] = inv_flipadst_16,
            [IDENTITY] = identity_16,
        },
    [TX_32X32] = {[DCT] = dct_32, [IDENTITY] = identity_32},
    [TX_64X64] = {[DCT] = dct_64},
};

/* For inputs whose upper half is 0. */
static const itx_1d_simd128_fn dct_half[N_TX_SIZES] = {
    [TX_4X4] = dct_4, [TX_8X8] = dct_8_half, [TX_16X16] = dct_16_half, [TX_32X32] = dct_32_half,
    [TX_64X64] = dct_64,
};

#endif /* DAV1D_SRC_WASM_ITX_1D_H */
