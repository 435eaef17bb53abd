// SPDX-License-Identifier: MIT
#include "filters/row_sums.h"

#include "simd/vector.h"

#include <etalon/filter.h>

/* ---- Plain C --------------------------------------------------------------------------------- */

static inline int sample_at(const void *row, int i, bool bytes)
{
    return bytes ? ((const uint8_t *)row)[i] : ((const uint16_t *)row)[i];
}

static inline uint64_t differences_from(const void *a, const void *b, int i, int count, bool bytes)
{
    uint64_t sum = 0;
    for (; i < count; i++) {
        const int difference = sample_at(a, i, bytes) - sample_at(b, i, bytes);
        sum += (uint64_t)(difference < 0 ? -difference : difference);
    }
    return sum;
}

static inline uint64_t squares_from(const void *a, const void *b, int i, int count, bool bytes)
{
    uint64_t sum = 0;
    for (; i < count; i++) {
        const int64_t difference = sample_at(a, i, bytes) - sample_at(b, i, bytes);
        sum += (uint64_t)(difference * difference);
    }
    return sum;
}

static inline struct et_extent extent_from(const void *row, int i, int count, bool bytes)
{
    struct et_extent extent = {.min = UINT32_MAX};
    for (; i < count; i++) {
        const uint32_t code = (uint32_t)sample_at(row, i, bytes);
        extent.min = code < extent.min ? code : extent.min;
        extent.max = code > extent.max ? code : extent.max;
        extent.sum += code;
    }
    return extent;
}

static inline uint32_t at_most_from(const void *row, int limit, int i, int count, bool bytes)
{
    uint32_t found = 0;
    for (; i < count; i++)
        found += sample_at(row, i, bytes) <= limit;
    return found;
}

static uint64_t differences_8_c(const void *a, const void *b, int count)
{
    return differences_from(a, b, 0, count, true);
}

static uint64_t differences_16_c(const void *a, const void *b, int count)
{
    return differences_from(a, b, 0, count, false);
}

static uint64_t squares_8_c(const void *a, const void *b, int count)
{
    return squares_from(a, b, 0, count, true);
}

static uint64_t squares_16_c(const void *a, const void *b, int count)
{
    return squares_from(a, b, 0, count, false);
}

static struct et_extent extent_8_c(const void *row, int count)
{
    return extent_from(row, 0, count, true);
}

static struct et_extent extent_16_c(const void *row, int count)
{
    return extent_from(row, 0, count, false);
}

static uint32_t at_most_8_c(const void *row, int limit, int count)
{
    return at_most_from(row, limit, 0, count, true);
}

static uint32_t at_most_16_c(const void *row, int limit, int count)
{
    return at_most_from(row, limit, 0, count, false);
}

/* ---- SIMD128: sixteen bytes a step, the rest in C -------------------------------------------- */

#if defined(__wasm_simd128__)

static inline uint64_t lanes_of(v128_t sums)
{
    return (uint64_t)(uint32_t)wasm_i32x4_extract_lane(sums, 0) +
           (uint32_t)wasm_i32x4_extract_lane(sums, 1) + (uint32_t)wasm_i32x4_extract_lane(sums, 2) +
           (uint32_t)wasm_i32x4_extract_lane(sums, 3);
}

static inline v128_t distance_8(const void *a, const void *b, int i)
{
    const v128_t left = wasm_v128_load((const uint8_t *)a + i);
    const v128_t right = wasm_v128_load((const uint8_t *)b + i);
    return wasm_v128_or(wasm_u8x16_sub_sat(left, right), wasm_u8x16_sub_sat(right, left));
}

static inline v128_t add_bytes(v128_t sums, v128_t bytes)
{
    return wasm_i32x4_add(
        sums, wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(bytes)));
}

static uint64_t differences_8_simd128(const void *a, const void *b, int count)
{
    v128_t sums = wasm_i32x4_const_splat(0);
    int i = 0;
    for (; i <= count - 16; i += 16)
        sums = add_bytes(sums, distance_8(a, b, i));
    return lanes_of(sums) + differences_from(a, b, i, count, true);
}

static uint64_t differences_16_simd128(const void *a, const void *b, int count)
{
    v128_t sums = wasm_i32x4_const_splat(0);
    int i = 0;
    for (; i <= count - 8; i += 8) {
        const v128_t left = wasm_v128_load((const uint16_t *)a + i);
        const v128_t right = wasm_v128_load((const uint16_t *)b + i);
        const v128_t distance =
            wasm_v128_or(wasm_u16x8_sub_sat(left, right), wasm_u16x8_sub_sat(right, left));
        sums = wasm_i32x4_add(sums, wasm_u32x4_extadd_pairwise_u16x8(distance));
    }
    return lanes_of(sums) + differences_from(a, b, i, count, false);
}

static uint64_t squares_8_simd128(const void *a, const void *b, int count)
{
    v128_t sums = wasm_i32x4_const_splat(0);
    int i = 0;
    for (; i <= count - 16; i += 16) {
        const v128_t distance = distance_8(a, b, i);
        const v128_t low = wasm_u16x8_extend_low_u8x16(distance);
        const v128_t high = wasm_u16x8_extend_high_u8x16(distance);
        sums = wasm_i32x4_add(
            sums, wasm_i32x4_add(wasm_i32x4_dot_i16x8(low, low), wasm_i32x4_dot_i16x8(high, high)));
    }
    return lanes_of(sums) + squares_from(a, b, i, count, true);
}

static struct et_extent extent_8_simd128(const void *row, int count)
{
    v128_t sums = wasm_i32x4_const_splat(0), most = sums, least = wasm_i8x16_const_splat(-1);
    int i = 0;
    for (; i <= count - 16; i += 16) {
        const v128_t codes = wasm_v128_load((const uint8_t *)row + i);
        least = wasm_u8x16_min(least, codes);
        most = wasm_u8x16_max(most, codes);
        sums = add_bytes(sums, codes);
    }
    struct et_extent extent = extent_from(row, i, count, true);
    uint8_t ends[32];
    wasm_v128_store(ends, least);
    wasm_v128_store(ends + 16, most);
    for (int lane = 0; i && lane < 16; lane++) {
        extent.min = ends[lane] < extent.min ? ends[lane] : extent.min;
        extent.max = ends[16 + lane] > extent.max ? ends[16 + lane] : extent.max;
    }
    extent.sum += lanes_of(sums);
    return extent;
}

static uint32_t at_most_8_simd128(const void *row, int limit, int count)
{
    const v128_t limits = wasm_u8x16_splat((uint8_t)limit);
    v128_t sums = wasm_i32x4_const_splat(0);
    int i = 0;
    for (; i <= count - 16; i += 16) {
        const v128_t low = wasm_u8x16_le(wasm_v128_load((const uint8_t *)row + i), limits);
        sums = add_bytes(sums, wasm_v128_and(low, wasm_i8x16_const_splat(1)));
    }
    return (uint32_t)lanes_of(sums) + at_most_from(row, limit, i, count, true);
}

#endif

struct et_row_sums et_row_sums_kernels(int depth, unsigned cpu)
{
    const bool bytes = depth == 8;
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return bytes ? (struct et_row_sums){differences_8_simd128, squares_8_simd128,
                                            extent_8_simd128, at_most_8_simd128}
                     : (struct et_row_sums){differences_16_simd128, squares_16_c, extent_16_c,
                                            at_most_16_c};
#else
    (void)cpu;
#endif
    return bytes ? (struct et_row_sums){differences_8_c, squares_8_c, extent_8_c, at_most_8_c}
                 : (struct et_row_sums){differences_16_c, squares_16_c, extent_16_c, at_most_16_c};
}
