// SPDX-License-Identifier: MIT
#include "filters/motion_blocks.h"

#include "simd/vector.h"

enum { BLOCK = ET_MOTION_BLOCK, PLACE_ONE = 128, CODE_BITS = 6 };

/* ---- Plain C --------------------------------------------------------------------------------- */

static uint32_t distance_c(const uint8_t *a, const uint8_t *b, ptrdiff_t stride)
{
    uint32_t sum = 0;
    for (int y = 0; y < BLOCK; y++, a += stride, b += stride)
        for (int x = 0; x < BLOCK; x++)
            sum += (uint32_t)(a[x] < b[x] ? b[x] - a[x] : a[x] - b[x]);
    return sum;
}

static int between(int before, int after, int place)
{
    return (PLACE_ONE - place) * before + place * after;
}

static void mismatch_c(const uint8_t *at, ptrdiff_t stride, int x, int y,
                       const struct et_motion_pattern *pattern, int32_t sums[2])
{
    sums[0] = sums[1] = 0;
    for (int i = 0; i < BLOCK * BLOCK; i++) {
        const uint8_t *upper = at + i / BLOCK * stride + i % BLOCK, *lower = upper + stride;
        const int sample =
            (between(between(upper[0], upper[1], x), between(lower[0], lower[1], x), y) + 128) >> 8;
        const int difference = sample - (pattern->codes[i] << CODE_BITS);
        sums[0] += pattern->across[i] * difference;
        sums[1] += pattern->down[i] * difference;
    }
}

/* ---- SIMD128 --------------------------------------------------------------------------------- */

#if defined(__wasm_simd128__)

static int32_t sum_of_lanes(v128_t sums)
{
    return wasm_i32x4_extract_lane(sums, 0) + wasm_i32x4_extract_lane(sums, 1) +
           wasm_i32x4_extract_lane(sums, 2) + wasm_i32x4_extract_lane(sums, 3);
}

static inline v128_t distances_16(const uint8_t *a, const uint8_t *b)
{
    const v128_t left = wasm_v128_load(a), right = wasm_v128_load(b);
    return wasm_u16x8_extadd_pairwise_u8x16(
        wasm_v128_or(wasm_u8x16_sub_sat(left, right), wasm_u8x16_sub_sat(right, left)));
}

static uint32_t distance_simd128(const uint8_t *a, const uint8_t *b, ptrdiff_t stride)
{
    v128_t even = wasm_i16x8_const_splat(0), odd = even;
    for (int y = 0; y < BLOCK; y += 4) {
        even = wasm_i16x8_add(even, distances_16(a, b));
        odd = wasm_i16x8_add(odd, distances_16(a + stride, b + stride));
        even = wasm_i16x8_add(even, distances_16(a + 2 * stride, b + 2 * stride));
        odd = wasm_i16x8_add(odd, distances_16(a + 3 * stride, b + 3 * stride));
        a += 4 * stride;
        b += 4 * stride;
    }
    return (uint32_t)sum_of_lanes(wasm_u32x4_extadd_pairwise_u16x8(wasm_i16x8_add(even, odd)));
}

/* Eight samples between those from `at` on and their right neighbours. */
static inline v128_t eight_across(const uint8_t *at, v128_t here, v128_t there)
{
    return wasm_i16x8_add(wasm_i16x8_mul(wasm_u16x8_load8x8(at), here),
                          wasm_i16x8_mul(wasm_u16x8_load8x8(at + 1), there));
}

static void mismatch_simd128(const uint8_t *at, ptrdiff_t stride, int x, int y,
                             const struct et_motion_pattern *pattern, int32_t sums[2])
{
    const v128_t here = wasm_i16x8_splat((int16_t)(PLACE_ONE - x));
    const v128_t there = wasm_i16x8_splat((int16_t)x), half = wasm_i32x4_const_splat(128);
    const v128_t down = wasm_i32x4_splat((PLACE_ONE - y) | y << 16);
    v128_t sum_across = wasm_i32x4_const_splat(0), sum_down = sum_across;
    for (int column = 0; column < BLOCK; column += 8) {
        const uint8_t *from = at + column;
        v128_t upper = eight_across(from, here, there);
        for (int i = column; i < BLOCK * BLOCK; i += BLOCK) {
            from += stride;
            const v128_t lower = eight_across(from, here, there);
            const v128_t left = wasm_i32x4_dot_i16x8(et_interleave_low_16(upper, lower), down);
            const v128_t right = wasm_i32x4_dot_i16x8(et_interleave_high_16(upper, lower), down);
            const v128_t samples =
                wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(left, half), 8),
                                        wasm_i32x4_shr(wasm_i32x4_add(right, half), 8));
            const v128_t codes = wasm_i16x8_shl(wasm_v128_load(pattern->codes + i), CODE_BITS);
            const v128_t difference = wasm_i16x8_sub(samples, codes);
            sum_across = wasm_i32x4_add(
                sum_across, wasm_i32x4_dot_i16x8(difference, wasm_v128_load(pattern->across + i)));
            sum_down = wasm_i32x4_add(
                sum_down, wasm_i32x4_dot_i16x8(difference, wasm_v128_load(pattern->down + i)));
            upper = lower;
        }
    }
    sums[0] = sum_of_lanes(sum_across);
    sums[1] = sum_of_lanes(sum_down);
}

#endif

struct et_motion_kernels et_motion_kernels_for(unsigned cpu)
{
    const struct et_row_sums rows = et_row_sums_kernels(8, cpu);
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return (struct et_motion_kernels){rows, distance_simd128, mismatch_simd128};
#endif
    return (struct et_motion_kernels){rows, distance_c, mismatch_c};
}
