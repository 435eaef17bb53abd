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

static void halve(int16_t *sums, const int16_t *channel, int count, bool is_second)
{
    const int16_t *restrict in = channel;
    int16_t *restrict out = sums;
    if (is_second)
        for (int x = 0; x < count; x++)
            out[x] = (int16_t)(out[x] + ((in[x] + 1) >> 1));
    else
        for (int x = 0; x < count; x++)
            out[x] = (int16_t)(in[x] >> 1);
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

/* Four samples of what one channel gives; pairs of pixels are beside each other as they are. */
static inline v128_t narrow_channel(const int16_t *at, int16_t factor, bool cosited)
{
    const int16_t twice = (int16_t)(2 * factor);
    const v128_t here = wasm_v128_load(at);
    if (!cosited)
        return wasm_i32x4_dot_i16x8(here, wasm_i16x8_splat(twice));
    return wasm_i32x4_add(wasm_i32x4_dot_i16x8(here, et_words_two(twice, factor)),
                          wasm_i32x4_dot_i16x8(wasm_v128_load(at - 2), et_words_two(0, factor)));
}

static inline v128_t narrow_channels(const struct et_words_row *row, const int16_t *const sums[3],
                                     int x, bool cosited)
{
    v128_t sum = wasm_i32x4_splat(row->offset);
    for (int c = 0; c < 3; c++)
        sum = wasm_i32x4_add(sum, narrow_channel(sums[c] + 2 * x, row->factors[c], cosited));
    return wasm_i32x4_shr(sum, (uint32_t)row->shift);
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
         {et_words_affine_simd128, et_words_curves_c, et_words_table_simd128},
         close_luma_8_simd128,
         halve,
         close_chroma_8_simd128},
        {mix_16_simd128,
         open_16_simd128,
         {et_words_affine_simd128, et_words_curves_c, et_words_table_simd128},
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
