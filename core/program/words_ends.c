// SPDX-License-Identifier: MIT
/* From codes to words and back. Words that are averaged are unsigned: 2^15 more. */
#include "program/words_kernels.h"

enum { BIAS = 1 << 15, MIDDLE = 128 };

/* ---- Plain C ----------------------------------------------------------------------------------- */

static void mix_c(uint16_t *mixed, const struct et_words_row *row, const uint8_t *cb,
                  const uint8_t *cr, int count)
{
    for (int x = 0; x < count; x++) {
        const int16_t in[3] = {(int16_t)(cb[x] - MIDDLE), (int16_t)(cr[x] - MIDDLE), 0};
        mixed[x] = (uint16_t)(et_cut(et_words_sum(row, in), INT16_MIN, INT16_MAX) + BIAS);
    }
}

static inline int average(int a, int b)
{
    return (a + b + 1) >> 1;
}

static inline int blend(int near, int far)
{
    return average(near, average(near, far));
}

static void open_c(int16_t *channel, int luma_factor, const uint8_t *luma, const uint16_t *near,
                   const uint16_t *far, bool cosited, int count)
{
    for (int x = 0; x < count; x += 2) {
        const int i = x / 2, here = blend(near[i], far[i]), next = blend(near[i + 1], far[i + 1]);
        const int before = blend(near[i - 1], far[i - 1]);
        const int even = cosited ? here : blend(here, before);
        const int odd = cosited ? average(here, next) : blend(here, next);
        channel[x] = (int16_t)(uint16_t)(luma[x] * luma_factor + even - BIAS);
        channel[x + 1] = (int16_t)(uint16_t)(luma[x + 1] * luma_factor + odd - BIAS);
    }
}

static void close_luma_c(uint8_t *codes, const struct et_words_row *row, int16_t *const channels[3],
                         int count)
{
    for (int x = 0; x < count; x++) {
        const int16_t in[3] = {channels[0][x], channels[1][x], channels[2][x]};
        codes[x] = (uint8_t)et_cut(et_words_sum(row, in), 0, UINT8_MAX);
    }
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

static void close_chroma_c(uint8_t *codes, const struct et_words_row *row, int16_t *const sums[3],
                           bool cosited, int count)
{
    for (int x = 0; x < count; x++) {
        uint32_t sum = (uint32_t)row->offset;
        for (int c = 0; c < 3; c++) {
            const int16_t *at = sums[c] + 2 * x;
            const int total = cosited ? at[-1] + 2 * at[0] + at[1] : 2 * (at[0] + at[1]);
            sum += (uint32_t)row->factors[c] * (uint32_t)total;
        }
        codes[x] = (uint8_t)et_cut((int32_t)sum >> row->shift, 0, UINT8_MAX);
    }
}

/* ---- SIMD128 ----------------------------------------------------------------------------------- */

#if defined(__wasm_simd128__)

static void mix_simd128(uint16_t *mixed, const struct et_words_row *row, const uint8_t *cb,
                        const uint8_t *cr, int count)
{
    const v128_t middle = wasm_i16x8_const_splat(MIDDLE), zero = wasm_i16x8_const_splat(0);
    const struct et_words_row kept = *row; /* which stores do not change */
    int x = 0;
    for (; x <= count - 8; x += 8) {
        const struct et_words_pairs pairs =
            et_words_pair(wasm_i16x8_sub(wasm_u16x8_load8x8(cb + x), middle),
                          wasm_i16x8_sub(wasm_u16x8_load8x8(cr + x), middle), zero);
        wasm_v128_store(mixed + x, wasm_v128_xor(et_words_dot(&kept, &pairs),
                                                 wasm_i16x8_const_splat(INT16_MIN)));
    }
    mix_c(mixed + x, row, cb + x, cr + x, count - x);
}

static inline v128_t blend_simd128(v128_t near, v128_t far)
{
    return wasm_u16x8_avgr(near, wasm_u16x8_avgr(near, far));
}

static inline v128_t blend_rows(const uint16_t *near, const uint16_t *far)
{
    return blend_simd128(wasm_v128_load(near), wasm_v128_load(far));
}

static void open_simd128(int16_t *channel, int luma_factor, const uint8_t *luma,
                         const uint16_t *near, const uint16_t *far, bool cosited, int count)
{
    const v128_t factor = wasm_i16x8_splat((int16_t)luma_factor);
    const v128_t bias = wasm_i16x8_const_splat(INT16_MIN);
    for (int x = 0; x < count; x += 16) {
        const int i = x / 2;
        const v128_t here = blend_rows(near + i, far + i);
        const v128_t next = blend_rows(near + i + 1, far + i + 1);
        v128_t even = here, odd = wasm_u16x8_avgr(here, next);
        if (!cosited) {
            even = blend_simd128(here, blend_rows(near + i - 1, far + i - 1));
            odd = wasm_u16x8_avgr(here, odd);
        }
        even = wasm_v128_xor(even, bias);
        odd = wasm_v128_xor(odd, bias);
        const v128_t left = wasm_i16x8_mul(wasm_u16x8_load8x8(luma + x), factor);
        const v128_t right = wasm_i16x8_mul(wasm_u16x8_load8x8(luma + x + 8), factor);
        wasm_v128_store(channel + x, wasm_i16x8_add(left, et_interleave_low_16(even, odd)));
        wasm_v128_store(channel + x + 8, wasm_i16x8_add(right, et_interleave_high_16(even, odd)));
    }
}

static void close_luma_simd128(uint8_t *codes, const struct et_words_row *row,
                               int16_t *const channels[3], int count)
{
    const struct et_words_row kept = *row;
    const int16_t *const in[3] = {channels[0], channels[1], channels[2]};
    int x = 0;
    for (; x <= count - 16; x += 16) {
        v128_t values[2];
        for (int i = 0; i < 2; i++) {
            const struct et_words_pairs pairs =
                et_words_pair(wasm_v128_load(in[0] + x + 8 * i), wasm_v128_load(in[1] + x + 8 * i),
                              wasm_v128_load(in[2] + x + 8 * i));
            values[i] = et_words_dot(&kept, &pairs);
        }
        wasm_v128_store(codes + x, wasm_u8x16_narrow_i16x8(values[0], values[1]));
    }
    int16_t *const rest[3] = {channels[0] + x, channels[1] + x, channels[2] + x};
    close_luma_c(codes + x, row, rest, count - x);
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

static void close_chroma_simd128(uint8_t *codes, const struct et_words_row *row,
                                 int16_t *const sums[3], bool cosited, int count)
{
    const struct et_words_row kept = *row;
    const int16_t *const in[3] = {sums[0], sums[1], sums[2]};
    int x = 0;
    for (; x <= count - 8; x += 8) {
        const v128_t values = wasm_i16x8_narrow_i32x4(narrow_channels(&kept, in, x, cosited),
                                                      narrow_channels(&kept, in, x + 4, cosited));
        wasm_v128_store64_lane(codes + x, wasm_u8x16_narrow_i16x8(values, values), 0);
    }
    int16_t *const rest[3] = {sums[0] + 2 * x, sums[1] + 2 * x, sums[2] + 2 * x};
    close_chroma_c(codes + x, row, rest, cosited, count - x);
}

#endif

const struct et_words_kernels *et_words_kernels(unsigned cpu)
{
    static const struct et_words_kernels plain = {
        mix_c,        open_c, {et_words_affine_c, et_words_curves_c, et_words_table_c},
        close_luma_c, halve,  close_chroma_c};
#if defined(__wasm_simd128__)
    static const struct et_words_kernels simd128 = {
        mix_simd128,
        open_simd128,
        {et_words_affine_simd128, et_words_curves_c, et_words_table_simd128},
        close_luma_simd128,
        halve,
        close_chroma_simd128};
    if (cpu & ET_CPU_SIMD128)
        return &simd128;
#else
    (void)cpu;
#endif
    return &plain;
}
