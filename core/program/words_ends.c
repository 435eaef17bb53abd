// SPDX-License-Identifier: MIT
/* From codes to words and back. Words that are averaged are unsigned: 2^15 more. */
#include "program/words_kernels.h"

enum { BIAS = 1 << 15 };

/* ---- What samples of one and of two bytes share ------------------------------------------------ */

static inline int average(int a, int b)
{
    return (a + b + 1) >> 1;
}

static inline int blend(int near, int far)
{
    return average(near, average(near, far));
}

static void halve(int16_t *sums, const int16_t *upper, const int16_t *lower, int count)
{
    int16_t *restrict out = sums;
    const int16_t *restrict above = upper, *restrict below = lower;
    for (int x = 0; x < count; x++)
        out[x] = (int16_t)((above[x] >> 1) + ((below[x] + 1) >> 1));
}

#if defined(__wasm_simd128__)

static inline v128_t blend_simd128(v128_t near, v128_t far)
{
    return wasm_u16x8_avgr(near, wasm_u16x8_avgr(near, far));
}

static inline v128_t blend_rows(const uint16_t *near, const uint16_t *far)
{
    return blend_simd128(wasm_v128_load(near), wasm_v128_load(far));
}

/* What chroma adds to eight pixels, of pairs of Cb and Cr. */
static inline v128_t mix_pairs(const struct et_words_row *row, const v128_t pairs[2])
{
    const v128_t factors = et_words_two(row->factors[0], row->factors[1]);
    v128_t sums[2];
    for (int i = 0; i < 2; i++)
        sums[i] = wasm_i32x4_shr(
            wasm_i32x4_add(wasm_i32x4_dot_i16x8(pairs[i], factors), wasm_i32x4_splat(row->offset)),
            (uint32_t)row->shift);
    return wasm_v128_xor(wasm_i16x8_narrow_i32x4(sums[0], sums[1]),
                         wasm_i16x8_const_splat(INT16_MIN));
}

static inline v128_t open_luma(v128_t codes, v128_t factor)
{
    return wasm_i16x8_add(wasm_i16x8_mul(codes, factor), wasm_i16x8_const_splat(INT16_MIN));
}

/* Four samples of both planes; pairs of pixels are beside each other as they are. */
static inline void narrow_channels(v128_t planes[2], const struct et_words_row rows[2],
                                   const int16_t *const sums[3], int x, bool cosited)
{
    for (int i = 0; i < 2; i++)
        planes[i] = wasm_i32x4_splat(rows[i].offset);
    for (int c = 0; c < 3; c++) {
        const int16_t *at = sums[c] + 2 * x;
        const v128_t here = wasm_v128_load(at), before = wasm_v128_load(at - 2);
        for (int i = 0; i < 2; i++) {
            const int16_t factor = rows[i].factors[c], twice = (int16_t)(2 * factor);
            planes[i] = wasm_i32x4_add(
                planes[i],
                wasm_i32x4_dot_i16x8(here, et_words_two(twice, cosited ? factor : twice)));
            if (cosited)
                planes[i] = wasm_i32x4_add(planes[i],
                                           wasm_i32x4_dot_i16x8(before, et_words_two(0, factor)));
        }
    }
    for (int i = 0; i < 2; i++)
        planes[i] = wasm_i32x4_shr(planes[i], (uint32_t)rows[i].shift);
}

#endif

#define ET_TEMPLATE "program/words_ends_kernels.h"
#include "simd/each_sample.h"

const struct et_words_kernels *et_words_kernels(int depth, unsigned cpu)
{
    static const struct et_words_kernels plain[2] = {
        {mix_8_c,
         open_8_c,
         {et_words_affine_c, et_words_curves_c, et_words_table_c},
         close_luma_8_c,
         halve,
         close_chroma_8_c},
        {mix_16_c,
         open_16_c,
         {et_words_affine_c, et_words_curves_c, et_words_table_c},
         close_luma_16_c,
         halve,
         close_chroma_16_c}};
#if defined(__wasm_simd128__)
    static const struct et_words_kernels simd128[2] = {
        {mix_8_simd128,
         open_8_simd128,
         {et_words_affine_simd128, et_words_curves_simd128, et_words_table_simd128},
         close_luma_8_simd128,
         halve,
         close_chroma_8_simd128},
        {mix_16_simd128,
         open_16_simd128,
         {et_words_affine_simd128, et_words_curves_simd128, et_words_table_simd128},
         close_luma_16_simd128,
         halve,
         close_chroma_16_simd128}};
    if (cpu & ET_CPU_SIMD128)
        return &simd128[depth > 8];
#else
    (void)cpu;
#endif
    return &plain[depth > 8];
}
