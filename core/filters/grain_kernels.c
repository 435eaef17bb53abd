// SPDX-License-Identifier: MIT
#include "filters/grain_kernels.h"

#include "simd/hash.h"
#include "simd/sample.h"

#include <etalon/filter.h>
#include <string.h>

enum { GENERATORS = 8, MEAN_OF_BYTES = 510, FEW = 4 };

/* Added to a number below 2^22, this leaves the nearest integer in the low bits. */
static const float magic = 12582912; /* 1.5 * 2^23 */
enum { MAGIC_BITS = 0x4B400000 };

static uint32_t seed_of(uint32_t key, uint32_t generator)
{
    return et_hash_with(key, generator) | 1; /* 0 would stay 0 */
}

/* ---- Plain C --------------------------------------------------------------------------------- */

static uint32_t next(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static int sum_of_bytes(uint32_t pair)
{
    return (int)((pair & 0xFF) + (pair >> 8 & 0xFF));
}

struct generators {
    uint32_t states[GENERATORS];
};

static struct generators generators_of(uint32_t key)
{
    struct generators generators;
    for (uint32_t i = 0; i < GENERATORS; i++)
        generators.states[i] = seed_of(key, i);
    return generators;
}

/* Two generators give the lower and the upper bytes of a number each to two values. */
static void next_values(struct generators *generators, int16_t values[ET_NOISE_STEP])
{
    uint32_t *states = generators->states;
    for (int i = 0; i < GENERATORS / 2; i++) {
        const uint32_t first = next(&states[i]), second = next(&states[i + GENERATORS / 2]);
        values[2 * i] = (int16_t)(sum_of_bytes(first) + sum_of_bytes(second) - MEAN_OF_BYTES);
        values[2 * i + 1] =
            (int16_t)(sum_of_bytes(first >> 16) + sum_of_bytes(second >> 16) - MEAN_OF_BYTES);
    }
}

static void noise_c(int16_t *values, int count, uint32_t key)
{
    struct generators generators = generators_of(key);
    for (int x = 0; x < count; x += ET_NOISE_STEP)
        next_values(&generators, values + x);
}

static void slide_c(int16_t *sums, int16_t *kept, int count, uint32_t key)
{
    struct generators generators = generators_of(key);
    for (int x = 0; x < count; x += ET_NOISE_STEP) {
        int16_t values[ET_NOISE_STEP];
        next_values(&generators, values);
        for (int i = x; i < x + ET_NOISE_STEP; i++) {
            sums[i] = (int16_t)(sums[i] + values[i - x] - kept[i]);
            kept[i] = values[i - x];
        }
    }
}

static inline void put_nearest(void *dst, int x, float value, int max, bool bytes)
{
    int32_t bits;
    value += magic;
    memcpy(&bits, &value, sizeof(bits));
    const int code = bits - MAGIC_BITS;
    et_sample_put(dst, x, code < 0 ? 0 : code > max ? max : code, bytes);
}

/* In 1/64 of a code, the factor in 1/2^15. */
static int fine_factor(float factor)
{
    return (int)(factor * 32768 + 0.5F);
}

static inline int cut_16(int value)
{
    return value < INT16_MAX ? value : INT16_MAX;
}

static inline void fine_span_8(uint8_t *dst, const uint8_t *src, const int16_t *values, int first,
                               int count, int factor)
{
    for (int x = first; x < count; x++) {
        const int change = (values[x] * 64 * factor + (1 << 14)) >> 15;
        const int code = cut_16(cut_16(src[x] * 64 + change) + 32) >> 6;
        dst[x] = (uint8_t)(code < 0 ? 0 : code > 255 ? 255 : code);
    }
}

static void fine_8_c(void *dst, const void *src, const int16_t *values, int count, float factor,
                     int max)
{
    (void)max;
    fine_span_8(dst, src, values, 0, count, fine_factor(factor));
}

static inline void fine_span_16(uint16_t *dst, const uint16_t *src, const int16_t *values,
                                int first, int count, float factor, int max)
{
    for (int x = first; x < count; x++)
        put_nearest(dst, x, (float)src[x] + (float)values[x] * factor, max, false);
}

static void fine_16_c(void *dst, const void *src, const int16_t *values, int count, float factor,
                      int max)
{
    fine_span_16(dst, src, values, 0, count, factor, max);
}

static inline void coarse_span(void *dst, const void *src, const int16_t *sums, int across,
                               int first, int count, float factor, int max, bool bytes)
{
    for (int x = first; x < count; x++) {
        int32_t sum = 0;
        for (int i = 0; i < across; i++)
            sum += sums[x + i];
        put_nearest(dst, x, (float)et_sample_get(src, x, bytes) + (float)sum * factor, max, bytes);
    }
}

static void coarse_8_c(void *dst, const void *src, const int16_t *sums, int across, int count,
                       float factor, int max)
{
    coarse_span(dst, src, sums, across, 0, count, factor, max, true);
}

static void coarse_16_c(void *dst, const void *src, const int16_t *sums, int across, int count,
                        float factor, int max)
{
    coarse_span(dst, src, sums, across, 0, count, factor, max, false);
}

/* ---- SIMD128: eight samples a step ----------------------------------------------------------- */

#if defined(__wasm_simd128__)

static inline v128_t next_simd128(v128_t state)
{
    state = wasm_v128_xor(state, wasm_i32x4_shl(state, 13));
    state = wasm_v128_xor(state, wasm_u32x4_shr(state, 17));
    return wasm_v128_xor(state, wasm_i32x4_shl(state, 5));
}

static v128_t seeds_of(uint32_t key, uint32_t first)
{
    return wasm_u32x4_make(seed_of(key, first), seed_of(key, first + 1), seed_of(key, first + 2),
                           seed_of(key, first + 3));
}

static inline v128_t next_eight(v128_t *first, v128_t *second)
{
    *first = next_simd128(*first);
    *second = next_simd128(*second);
    const v128_t sum = wasm_i16x8_add(wasm_u16x8_extadd_pairwise_u8x16(*first),
                                      wasm_u16x8_extadd_pairwise_u8x16(*second));
    return wasm_i16x8_sub(sum, wasm_i16x8_const_splat(MEAN_OF_BYTES));
}

static void noise_simd128(int16_t *values, int count, uint32_t key)
{
    v128_t first = seeds_of(key, 0), second = seeds_of(key, 4);
    for (int x = 0; x < count; x += ET_NOISE_STEP)
        wasm_v128_store(values + x, next_eight(&first, &second));
}

static void slide_simd128(int16_t *sums, int16_t *kept, int count, uint32_t key)
{
    v128_t first = seeds_of(key, 0), second = seeds_of(key, 4);
    for (int x = 0; x < count; x += ET_NOISE_STEP) {
        const v128_t values = next_eight(&first, &second);
        const v128_t change = wasm_i16x8_sub(values, wasm_v128_load(kept + x));
        wasm_v128_store(kept + x, values);
        wasm_v128_store(sums + x, wasm_i16x8_add(wasm_v128_load(sums + x), change));
    }
}

/* The nearest integers of four codes and what is added to them. */
static inline v128_t nearest_four(v128_t codes, v128_t values, v128_t factor)
{
    const v128_t sum = wasm_f32x4_add(wasm_f32x4_convert_i32x4(codes),
                                      wasm_f32x4_mul(wasm_f32x4_convert_i32x4(values), factor));
    return wasm_i32x4_sub(wasm_f32x4_add(sum, wasm_f32x4_splat(magic)),
                          wasm_i32x4_const_splat(MAGIC_BITS));
}

static inline void store_nearest(void *dst, int x, v128_t low, v128_t high, int max, bool bytes)
{
    if (bytes) {
        const v128_t codes = wasm_i16x8_narrow_i32x4(low, high);
        wasm_v128_store64_lane((uint8_t *)dst + x, wasm_u8x16_narrow_i16x8(codes, codes), 0);
        return;
    }
    wasm_v128_store((uint16_t *)dst + x, wasm_u16x8_min(wasm_u16x8_narrow_i32x4(low, high),
                                                        wasm_i16x8_splat((int16_t)max)));
}

static inline v128_t fine_eight(v128_t codes, v128_t values, v128_t factor)
{
    const v128_t change = wasm_i16x8_q15mulr_sat(wasm_i16x8_shl(values, 6), factor);
    const v128_t sum = wasm_i16x8_add_sat(wasm_i16x8_shl(codes, 6), change);
    return wasm_i16x8_shr(wasm_i16x8_add_sat(sum, wasm_i16x8_const_splat(32)), 6);
}

static void fine_8_simd128(void *dst, const void *src, const int16_t *values, int count,
                           float factor, int max)
{
    const v128_t factors = wasm_i16x8_splat((int16_t)fine_factor(factor));
    const uint8_t *in = src;
    uint8_t *out = dst;
    int x = 0;
    (void)max;
    for (; x <= count - 16; x += 16) {
        const v128_t codes = wasm_v128_load(in + x);
        const v128_t low =
            fine_eight(wasm_u16x8_extend_low_u8x16(codes), wasm_v128_load(values + x), factors);
        const v128_t high = fine_eight(wasm_u16x8_extend_high_u8x16(codes),
                                       wasm_v128_load(values + x + 8), factors);
        wasm_v128_store(out + x, wasm_u8x16_narrow_i16x8(low, high));
    }
    fine_span_8(out, in, values, x, count, fine_factor(factor));
}

static void fine_16_simd128(void *dst, const void *src, const int16_t *values, int count,
                            float factor, int max)
{
    const v128_t factors = wasm_f32x4_splat(factor);
    int x = 0;
    for (; x <= count - 8; x += 8) {
        const v128_t codes = et_sample_load(src, x, false), value = wasm_v128_load(values + x);
        const v128_t low = nearest_four(wasm_u32x4_extend_low_u16x8(codes),
                                        wasm_i32x4_extend_low_i16x8(value), factors);
        const v128_t high = nearest_four(wasm_u32x4_extend_high_u16x8(codes),
                                         wasm_i32x4_extend_high_i16x8(value), factors);
        store_nearest(dst, x, low, high, max, false);
    }
    fine_span_16(dst, src, values, x, count, factor, max);
}

/* Eight sums of up to four sums each, which 16 bits hold. */
static inline v128_t sum_few(const int16_t *sums, int across)
{
    v128_t sum = wasm_v128_load(sums);
    for (int i = 1; i < across; i++)
        sum = wasm_i16x8_add(sum, wasm_v128_load(sums + i));
    return sum;
}

static inline void coarse(void *dst, const void *src, const int16_t *sums, int across, int count,
                          float factor, int max, bool bytes)
{
    const v128_t factors = wasm_f32x4_splat(factor);
    int x = 0;
    for (; x <= count - 8; x += 8) {
        const v128_t codes = et_sample_load(src, x, bytes);
        const v128_t few = sum_few(sums + x, across < FEW ? across : FEW);
        v128_t low = wasm_i32x4_extend_low_i16x8(few), high = wasm_i32x4_extend_high_i16x8(few);
        for (int i = FEW; i < across; i += FEW) {
            const v128_t more = sum_few(sums + x + i, across - i < FEW ? across - i : FEW);
            low = wasm_i32x4_add(low, wasm_i32x4_extend_low_i16x8(more));
            high = wasm_i32x4_add(high, wasm_i32x4_extend_high_i16x8(more));
        }
        store_nearest(dst, x, nearest_four(wasm_u32x4_extend_low_u16x8(codes), low, factors),
                      nearest_four(wasm_u32x4_extend_high_u16x8(codes), high, factors), max, bytes);
    }
    coarse_span(dst, src, sums, across, x, count, factor, max, bytes);
}

static void coarse_8_simd128(void *dst, const void *src, const int16_t *sums, int across, int count,
                             float factor, int max)
{
    coarse(dst, src, sums, across, count, factor, max, true);
}

static void coarse_16_simd128(void *dst, const void *src, const int16_t *sums, int across,
                              int count, float factor, int max)
{
    coarse(dst, src, sums, across, count, factor, max, false);
}

#endif

struct et_grain_kernels et_grain_kernels(int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return depth == 8 ? (struct et_grain_kernels){noise_simd128, fine_8_simd128, slide_simd128,
                                                      coarse_8_simd128}
                          : (struct et_grain_kernels){noise_simd128, fine_16_simd128, slide_simd128,
                                                      coarse_16_simd128};
#else
    (void)cpu;
#endif
    return depth == 8 ? (struct et_grain_kernels){noise_c, fine_8_c, slide_c, coarse_8_c}
                      : (struct et_grain_kernels){noise_c, fine_16_c, slide_c, coarse_16_c};
}
