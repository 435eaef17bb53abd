/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The float transforms of powers of two, and the inverse MDCT by them. A vector holds two complex numbers; every sum and
 * product is one of libavutil/tx_template.c, of the same operands, so that results are those of the C to the last bit.
 */

#include <string.h>
#include <wasm_simd128.h>

#include "libavutil/attributes.h"
#include "libavutil/cpu.h"
#include "libavutil/error.h"
#include "libavutil/mem.h"
#define TX_FLOAT
#include "libavutil/tx_priv.h"

/** In upstream's order: the priority of plain C is 0. */
#define PRIORITY 256

#define TABLES(X) X(8) X(16) X(32) X(64) X(128) X(256) X(512) X(1024) X(2048) X(4096) X(8192)
#define DECLARE(n) extern float ff_tx_tab_ ## n ## _float[];
TABLES(DECLARE)
#undef DECLARE

static av_always_inline v128_t swap_parts(v128_t v)
{
    return wasm_i32x4_shuffle(v, v, 1, 0, 3, 2);
}

static av_always_inline v128_t low_halves(v128_t a, v128_t b)
{
    return wasm_i64x2_shuffle(a, b, 0, 2);
}

static av_always_inline v128_t high_halves(v128_t a, v128_t b)
{
    return wasm_i64x2_shuffle(a, b, 1, 3);
}

/** BUTTERFLIES of upstream: t12 holds its t1 and t2, t56 its t5 and t6. */
static av_always_inline void butterflies(v128_t *a0, v128_t *a1, v128_t *a2, v128_t *a3, v128_t t12, v128_t t56)
{
    v128_t sum     = wasm_f32x4_add(t56, t12);
    v128_t crossed = wasm_f32x4_sub(wasm_i32x4_shuffle(t12, t56, 1, 4, 3, 6), wasm_i32x4_shuffle(t56, t12, 1, 4, 3, 6));

    *a2 = wasm_f32x4_sub(*a0, sum);
    *a0 = wasm_f32x4_add(*a0, sum);
    *a3 = wasm_f32x4_sub(*a1, crossed);
    *a1 = wasm_f32x4_add(*a1, crossed);
}

/** Turns a2 and a3 in opposite directions; `wre` the cosine twice, `wim` the sine and its negative. */
static av_always_inline void turn(v128_t a2, v128_t a3, v128_t wre, v128_t wim, v128_t *t12, v128_t *t56)
{
    *t12 = wasm_f32x4_add(wasm_f32x4_mul(a2, wre), wasm_f32x4_mul(swap_parts(a2), wim));
    *t56 = wasm_f32x4_sub(wasm_f32x4_mul(a3, wre), wasm_f32x4_mul(swap_parts(a3), wim));
}

static av_always_inline void transform_4(v128_t *z0, v128_t *z2)
{
    v128_t a = wasm_i32x4_shuffle(*z0, *z2, 0, 1, 6, 5), b = wasm_i32x4_shuffle(*z0, *z2, 2, 3, 4, 7);
    v128_t sum = wasm_f32x4_add(a, b), difference = wasm_f32x4_sub(a, b);
    v128_t first  = low_halves(sum, difference);
    v128_t second = wasm_i32x4_shuffle(sum, difference, 2, 3, 7, 6);

    *z0 = wasm_f32x4_add(first, second);
    *z2 = wasm_f32x4_sub(first, second);
}

static av_always_inline void transform_8(v128_t z[4])
{
    v128_t cosine = wasm_f32x4_splat(ff_tx_tab_8_float[1]);
    v128_t even = low_halves(z[2], z[3]), odd = high_halves(z[2], z[3]);
    v128_t sum    = wasm_f32x4_add(even, odd);
    v128_t scaled = wasm_f32x4_mul(wasm_f32x4_sub(even, odd), cosine);
    v128_t turned = wasm_f32x4_add(scaled, wasm_v128_xor(swap_parts(scaled), wasm_u32x4_const(0, 0x80000000, 0x80000000, 0)));

    transform_4(&z[0], &z[1]);
    butterflies(&z[0], &z[1], &z[2], &z[3], low_halves(sum, turned), high_halves(sum, turned));
}

static av_always_inline void transform_16(v128_t z[8])
{
    const float *cosines = ff_tx_tab_16_float;
    v128_t t12, t56;

    transform_8(z);
    transform_4(&z[4], &z[5]);
    transform_4(&z[6], &z[7]);

    // The first number of each quarter is not turned.
    turn(z[4], z[6], wasm_f32x4_splat(cosines[1]), wasm_f32x4_make(0, 0, cosines[3], -cosines[3]), &t12, &t56);
    butterflies(&z[0], &z[2], &z[4], &z[6], wasm_i64x2_shuffle(z[4], t12, 0, 3), wasm_i64x2_shuffle(z[6], t56, 0, 3));
    turn(z[5], z[7], wasm_f32x4_make(cosines[2], cosines[2], cosines[3], cosines[3]),
         wasm_f32x4_make(cosines[2], -cosines[2], cosines[1], -cosines[1]), &t12, &t56);
    butterflies(&z[1], &z[3], &z[5], &z[7], t12, t56);
}

static av_always_inline void load(v128_t *z, const AVComplexFloat *src, int numbers)
{
    for (int i = 0; i < numbers / 2; i++)
        z[i] = wasm_v128_load(src + 2 * i);
}

static av_always_inline void store(AVComplexFloat *dst, const v128_t *z, int numbers)
{
    for (int i = 0; i < numbers / 2; i++)
        wasm_v128_store(dst + 2 * i, z[i]);
}

/** One of half the size and two of a quarter become one; `cosines` of a quarter of a circle. */
static av_always_inline void combine(AVComplexFloat *z, const float *cosines, int quarter)
{
    for (int i = 0; i < quarter; i += 2) {
        v128_t wre = wasm_v128_load64_zero(cosines + i), wim = wasm_v128_load64_zero(cosines + quarter - i - 1);
        AVComplexFloat *at[4] = { z + i, z + quarter + i, z + 2 * quarter + i, z + 3 * quarter + i };
        v128_t a[4], t12, t56;

        for (int k = 0; k < 4; k++)
            a[k] = wasm_v128_load(at[k]);
        wre = wasm_i32x4_shuffle(wre, wre, 0, 0, 1, 1);
        wim = wasm_v128_xor(wasm_i32x4_shuffle(wim, wim, 1, 1, 0, 0), wasm_u32x4_const(0, 0x80000000, 0, 0x80000000));
        turn(a[2], a[3], wre, wim, &t12, &t56);
        butterflies(&a[0], &a[1], &a[2], &a[3], t12, t56);
        for (int k = 0; k < 4; k++)
            wasm_v128_store(at[k], a[k]);
    }
}

#define SMALL(n)                                                                            \
static void fft ## n(AVTXContext *s, void *dst, void *src, ptrdiff_t stride)                \
{                                                                                           \
    v128_t z[n / 2];                                                                        \
                                                                                            \
    load(z, src, n);                                                                        \
    transform_ ## n(z);                                                                     \
    store(dst, z, n);                                                                       \
}

#define LARGE(n, half, quarter)                                                             \
static void fft ## n(AVTXContext *s, void *dst, void *src, ptrdiff_t stride)                \
{                                                                                           \
    AVComplexFloat *from = src, *to = dst;                                                  \
                                                                                            \
    fft ## half(s, to, from, stride);                                                       \
    fft ## quarter(s, to + 2 * quarter, from + 2 * quarter, stride);                        \
    fft ## quarter(s, to + 3 * quarter, from + 3 * quarter, stride);                        \
    combine(to, ff_tx_tab_ ## n ## _float, quarter);                                        \
}

SMALL(8)
SMALL(16)
LARGE(32, 16, 8)
LARGE(64, 32, 16)
LARGE(128, 64, 32)
LARGE(256, 128, 64)
LARGE(512, 256, 128)
LARGE(1024, 512, 256)
LARGE(2048, 1024, 512)
LARGE(4096, 2048, 1024)
LARGE(8192, 4096, 2048)

static av_cold int fft_init(AVTXContext *s, const FFTXCodelet *cd, uint64_t flags, FFTXCodeletOptions *opts,
                            int len, int inv, const void *scale)
{
    ff_tx_init_tabs_float(len);
    return ff_tx_gen_ptwo_revtab(s, opts);
}

static void mdct_inv(AVTXContext *s, void *dst, void *src, ptrdiff_t stride)
{
    AVComplexFloat *z = dst;
    const AVComplexFloat *exp = s->exp;
    const int half = s->len >> 1, quarter = s->len >> 2;
    const float *from_start = src, *from_end;

    stride  /= (ptrdiff_t) sizeof(float);
    from_end = from_start + (2 * half - 1) * stride;
    for (int i = 0; i < half; i += 2) {
        ptrdiff_t first = s->map[i] * stride, second = s->map[i + 1] * stride;
        v128_t e  = wasm_v128_load(exp + i);
        v128_t re = low_halves(wasm_v128_load32_splat(from_end - first), wasm_v128_load32_splat(from_end - second));
        v128_t im = low_halves(wasm_v128_load32_splat(from_start + first), wasm_v128_load32_splat(from_start + second));
        v128_t crossed = wasm_v128_xor(wasm_f32x4_mul(im, swap_parts(e)), wasm_u32x4_const(0x80000000, 0, 0x80000000, 0));

        wasm_v128_store(z + i, wasm_f32x4_add(wasm_f32x4_mul(re, e), crossed));
    }

    s->fn[0](&s->sub[0], z, z, sizeof(*z));

    exp += half;
    // From the middle outwards: real parts stay where they are, imaginary ones change sides.
    for (int i = 0; i < quarter; i += 2) {
        AVComplexFloat *above = z + quarter + i, *below = z + quarter - i - 2;
        v128_t a = wasm_v128_load(above), ea = wasm_v128_load(exp + quarter + i);
        v128_t b = wasm_v128_load(below), eb = wasm_v128_load(exp + quarter - i - 2);
        v128_t pa = wasm_f32x4_mul(a, ea), pb = wasm_f32x4_mul(b, eb);
        v128_t qa = wasm_f32x4_mul(swap_parts(a), ea), qb = wasm_f32x4_mul(swap_parts(b), eb);
        v128_t stay = wasm_f32x4_sub(wasm_i32x4_shuffle(pa, pb, 1, 3, 5, 7), wasm_i32x4_shuffle(pa, pb, 0, 2, 4, 6));
        v128_t move = wasm_f32x4_add(wasm_i32x4_shuffle(qa, qb, 0, 2, 4, 6), wasm_i32x4_shuffle(qa, qb, 1, 3, 5, 7));

        wasm_v128_store(above, wasm_i32x4_shuffle(stay, move, 0, 7, 1, 6));
        wasm_v128_store(below, wasm_i32x4_shuffle(stay, move, 2, 5, 3, 4));
    }
}

static av_cold int mdct_init(AVTXContext *s, const FFTXCodelet *cd, uint64_t flags, FFTXCodeletOptions *opts,
                             int len, int inv, const void *scale)
{
    int ret;

    s->scale_d = *(const float *) scale;
    s->scale_f = s->scale_d;
    flags = (flags & ~FF_TX_OUT_OF_PLACE) | AV_TX_INPLACE | FF_TX_PRESHUFFLE;
    if ((ret = ff_tx_init_subtx(s, AV_TX_FLOAT_FFT, flags, NULL, len >> 1, inv, scale)))
        return ret;
    if (!(s->map = av_memdup(s->sub->map, (len >> 1) * sizeof(*s->map))))
        return AVERROR(ENOMEM);
    if ((ret = ff_tx_mdct_gen_exp_float(s, s->map)))
        return ret;
    for (int i = 0; i < len >> 1; i++)
        s->map[i] *= 2;
    return 0;
}

#define FFT(n)                                                                              \
&(const FFTXCodelet) {                                                                      \
    .name       = "fft" #n "_ns_float_simd128",                                             \
    .function   = fft ## n,                                                                 \
    .type       = AV_TX_FLOAT_FFT,                                                          \
    .flags      = FF_TX_OUT_OF_PLACE | AV_TX_INPLACE | AV_TX_UNALIGNED | FF_TX_PRESHUFFLE,  \
    .factors    = { 2 },                                                                    \
    .nb_factors = 1,                                                                        \
    .min_len    = n,                                                                        \
    .max_len    = n,                                                                        \
    .init       = fft_init,                                                                 \
    .cpu_flags  = AV_CPU_FLAG_SIMD128,                                                      \
    .prio       = PRIORITY,                                                                 \
},

const FFTXCodelet * const ff_tx_codelet_list_float_wasm[] = {
    TABLES(FFT)
    &(const FFTXCodelet) {
        .name       = "mdct_inv_float_simd128",
        .function   = mdct_inv,
        .type       = AV_TX_FLOAT_MDCT,
        .flags      = AV_TX_UNALIGNED | FF_TX_OUT_OF_PLACE | FF_TX_INVERSE_ONLY,
        .factors    = { 2 },
        .nb_factors = 1,
        .min_len    = 16,
        .max_len    = 16384,
        .init       = mdct_init,
        .cpu_flags  = AV_CPU_FLAG_SIMD128,
        .prio       = PRIORITY,
    },
    NULL,
};
