// SPDX-License-Identifier: MIT
/* Rows that are sharpened; see unsharp_kernels.h for the arithmetic. */
#include "filters/unsharp_kernels.h"

#include "simd/vector.h"

#include <etalon/filter.h>

enum { ROWS = 4 };

static inline int clamp_code(int64_t value, int max)
{
    return value < 0 ? 0 : value > max ? max : (int)value;
}

/* ---- Plain C --------------------------------------------------------------------------------- */

static void sum_down_c(uint16_t *const *dst, const uint8_t *const *rows, int width)
{
    for (int i = 0; i < ROWS; i++, rows++)
        for (int x = 0; x < width; x++)
            dst[i][x] = (uint16_t)(rows[0][x] + rows[4][x] + 4 * (rows[1][x] + rows[3][x]) +
                                   6 * rows[2][x]);
}

static void sharpen_sums_c(uint8_t *dst, const uint8_t *src, const uint16_t *sums, int width,
                           int32_t amount)
{
    for (int x = 0; x < width; x++) {
        const uint16_t *s = sums + x;
        int sum = s[-2] + s[2] + 4 * (s[-1] + s[1]) + 6 * s[0];
        int blurred = (sum + 128) >> 8;
        dst[x] = (uint8_t)clamp_code(src[x] + (((src[x] - blurred) * amount) >> 16), 255);
    }
}

static void sharpen_8_c(void *dst, const void *src, const void *blurred, int width, int32_t amount,
                        int max)
{
    const uint8_t *in = src, *blur = blurred;
    uint8_t *out = dst;
    for (int x = 0; x < width; x++)
        out[x] = (uint8_t)clamp_code(in[x] + (((in[x] - blur[x]) * amount) >> 16), max);
}

static void sharpen_16_c(void *dst, const void *src, const void *blurred, int width, int32_t amount,
                         int max)
{
    const uint16_t *in = src, *blur = blurred;
    uint16_t *out = dst;
    for (int x = 0; x < width; x++) {
        int code = in[x] > max ? max : in[x];
        out[x] = (uint16_t)clamp_code(code + (((code - blur[x]) * amount) >> 16), max);
    }
}

/* More than 12 bits: a difference times an amount does not fit 32 bits. */
static void sharpen_deep_c(void *dst, const void *src, const void *blurred, int width,
                           int32_t amount, int max)
{
    const uint16_t *in = src, *blur = blurred;
    uint16_t *out = dst;
    for (int x = 0; x < width; x++) {
        int64_t code = in[x] > max ? max : in[x];
        out[x] = (uint16_t)clamp_code(code + (((code - blur[x]) * amount) >> 16), max);
    }
}

/* ---- SIMD128: 16 samples a step -------------------------------------------------------------- */

#if defined(__wasm_simd128__)

enum { STEP = 16 };

/* Where the step after `x` starts: the last one ends at `width` and overlaps the one before. */
static inline int next_step(int x, int width)
{
    x += STEP;
    return x < width && x > width - STEP ? width - STEP : x;
}

/*
 * Sums of neighbours four times over, 1 1, 1 2 1, 1 3 3 1, 1 4 6 4 1: the rows of a step share what
 * they have in common.
 */
static inline void sum_down_step(uint16_t *const *dst, const uint8_t *const *rows, int x)
{
    v128_t sum_1, sum_2, sum_3, row = wasm_u16x8_load8x8(rows[0] + x);
    v128_t next = wasm_u16x8_load8x8(rows[1] + x);
    sum_1 = wasm_i16x8_add(row, next);
    row = next, next = wasm_u16x8_load8x8(rows[2] + x);
    v128_t last_1 = sum_1;
    sum_1 = wasm_i16x8_add(row, next);
    sum_2 = wasm_i16x8_add(last_1, sum_1);
    row = next, next = wasm_u16x8_load8x8(rows[3] + x);
    last_1 = sum_1;
    v128_t last_2 = sum_2;
    sum_1 = wasm_i16x8_add(row, next);
    sum_2 = wasm_i16x8_add(last_1, sum_1);
    sum_3 = wasm_i16x8_add(last_2, sum_2);
    for (int i = 0; i < ROWS; i++) {
        row = next, next = wasm_u16x8_load8x8(rows[i + 4] + x);
        v128_t last_3 = sum_3;
        last_2 = sum_2, last_1 = sum_1;
        sum_1 = wasm_i16x8_add(row, next);
        sum_2 = wasm_i16x8_add(last_1, sum_1);
        sum_3 = wasm_i16x8_add(last_2, sum_2);
        wasm_v128_store(dst[i] + x, wasm_i16x8_add(last_3, sum_3));
    }
}

static void sum_down_simd128(uint16_t *const *dst, const uint8_t *const *rows, int width)
{
    if (width < STEP) {
        sum_down_c(dst, rows, width);
        return;
    }
    for (int x = 0; x < width; x = next_step(x, width)) {
        sum_down_step(dst, rows, x);
        sum_down_step(dst, rows, x + STEP / 2);
    }
}

/*
 * (difference * amount) >> 16 for differences of bytes. The amount has 19 bits and a sign; products of
 * 16 bits by 16 are the fast ones, so it is taken apart: 16 * high + low, 0 <= low < 16.
 */
static inline v128_t amplify(v128_t difference, v128_t amount)
{
    v128_t sixteenfold = wasm_i16x8_shl(difference, 4);
    v128_t lo = wasm_i32x4_dot_i16x8(et_interleave_low_16(sixteenfold, difference), amount);
    v128_t hi = wasm_i32x4_dot_i16x8(et_interleave_high_16(sixteenfold, difference), amount);
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(lo, 16), wasm_i32x4_shr(hi, 16));
}

static inline v128_t take_apart(int32_t amount)
{
    const int low = amount & 15, high = (amount - low) / 16;
    return wasm_i32x4_splat((int32_t)((uint32_t)(high & 0xFFFF) | (uint32_t)low << 16));
}

static inline v128_t sharpen_sums_step(v128_t code, const uint16_t *sums, v128_t amount)
{
    v128_t middle = wasm_v128_load(sums);
    v128_t outer = wasm_i16x8_add(wasm_v128_load(sums - 2), wasm_v128_load(sums + 2));
    v128_t inner = wasm_i16x8_add(wasm_v128_load(sums - 1), wasm_v128_load(sums + 1));
    v128_t sum = wasm_i16x8_add(outer, wasm_i16x8_shl(wasm_i16x8_add(inner, middle), 2));
    sum = wasm_i16x8_add(sum, wasm_i16x8_shl(middle, 1));
    v128_t blurred = wasm_u16x8_shr(wasm_i16x8_add(sum, wasm_i16x8_const_splat(128)), 8);
    return wasm_i16x8_add(code, amplify(wasm_i16x8_sub(code, blurred), amount));
}

static void sharpen_sums_simd128(uint8_t *dst, const uint8_t *src, const uint16_t *sums, int width,
                                 int32_t amount)
{
    if (width < STEP) {
        sharpen_sums_c(dst, src, sums, width, amount);
        return;
    }
    const v128_t factors = take_apart(amount);
    for (int x = 0; x < width; x = next_step(x, width)) {
        v128_t left = sharpen_sums_step(wasm_u16x8_load8x8(src + x), sums + x, factors);
        v128_t right = sharpen_sums_step(wasm_u16x8_load8x8(src + x + 8), sums + x + 8, factors);
        wasm_v128_store(dst + x, wasm_u8x16_narrow_i16x8(left, right));
    }
}

static inline v128_t sharpen_8_step(const uint8_t *src, const uint8_t *blurred, v128_t amount)
{
    v128_t code = wasm_u16x8_load8x8(src);
    v128_t difference = wasm_i16x8_sub(code, wasm_u16x8_load8x8(blurred));
    return wasm_i16x8_add(code, amplify(difference, amount));
}

static void sharpen_8_simd128(void *dst, const void *src, const void *blurred, int width,
                              int32_t amount, int max)
{
    if (width < STEP) {
        sharpen_8_c(dst, src, blurred, width, amount, max);
        return;
    }
    const uint8_t *in = src, *blur = blurred;
    const v128_t factors = take_apart(amount);
    for (int x = 0; x < width; x = next_step(x, width)) {
        v128_t left = sharpen_8_step(in + x, blur + x, factors);
        v128_t right = sharpen_8_step(in + x + 8, blur + x + 8, factors);
        wasm_v128_store((uint8_t *)dst + x, wasm_u8x16_narrow_i16x8(left, right));
    }
}

static inline v128_t sharpen_16_half(v128_t code, v128_t blurred, v128_t amount)
{
    v128_t product = wasm_i32x4_mul(wasm_i32x4_sub(code, blurred), amount);
    return wasm_i32x4_add(code, wasm_i32x4_shr(product, 16));
}

static void sharpen_16_simd128(void *dst, const void *src, const void *blurred, int width,
                               int32_t amount, int max)
{
    if (width < STEP / 2) {
        sharpen_16_c(dst, src, blurred, width, amount, max);
        return;
    }
    const uint16_t *in = src, *blur = blurred;
    const v128_t most = wasm_i16x8_splat((int16_t)max), zero = wasm_i16x8_const_splat(0);
    const v128_t factor = wasm_i32x4_splat(amount);
    for (int x = 0; x < width;) {
        v128_t code = wasm_u16x8_min(wasm_v128_load(in + x), most);
        v128_t soft = wasm_v128_load(blur + x);
        v128_t lo = sharpen_16_half(wasm_u32x4_extend_low_u16x8(code),
                                    wasm_u32x4_extend_low_u16x8(soft), factor);
        v128_t hi = sharpen_16_half(wasm_u32x4_extend_high_u16x8(code),
                                    wasm_u32x4_extend_high_u16x8(soft), factor);
        v128_t values = wasm_i16x8_narrow_i32x4(lo, hi);
        wasm_v128_store((uint16_t *)dst + x, wasm_i16x8_min(wasm_i16x8_max(values, zero), most));
        x += STEP / 2;
        if (x < width && x > width - STEP / 2)
            x = width - STEP / 2;
    }
}

#endif

struct et_unsharp_kernels et_unsharp_kernels(int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return (struct et_unsharp_kernels){
            .sum_down = sum_down_simd128,
            .sharpen_sums = sharpen_sums_simd128,
            .sharpen = depth == 8    ? sharpen_8_simd128
                       : depth <= 12 ? sharpen_16_simd128
                                     : sharpen_deep_c,
        };
#else
    (void)cpu;
#endif
    return (struct et_unsharp_kernels){
        .sum_down = sum_down_c,
        .sharpen_sums = sharpen_sums_c,
        .sharpen = depth == 8    ? sharpen_8_c
                   : depth <= 12 ? sharpen_16_c
                                 : sharpen_deep_c,
    };
}
