// SPDX-License-Identifier: MIT
/* Sums down; see box_kernels.h for the arithmetic. */
#include "filters/box_sums.h"

#include <etalon/filter.h>

/* ---- Plain C --------------------------------------------------------------------------------- */

static inline uint64_t comb_rows(const void *const *rows, int x, int power, int bytes)
{
    uint64_t samples[ET_BOX_MOST_POWER + 1] = {0};
    for (int j = 0; j <= power; j++)
        samples[j] = bytes == 1 ? ((const uint8_t *)rows[j])[x] : ((const uint16_t *)rows[j])[x];
    return et_box_comb(samples[0], samples[1], samples[2], samples[3], power);
}

/* Adds to integrator `i`. Returns what it holds then. */
static inline uint64_t integrate(void *sums, int i, uint64_t value, enum et_box_sums kind)
{
    if (kind == ET_BOX_SUMS_16)
        return ((uint16_t *)sums)[i] = (uint16_t)(((uint16_t *)sums)[i] + value);
    if (kind == ET_BOX_SUMS_32)
        return ((uint32_t *)sums)[i] += (uint32_t)value;
    return ((uint64_t *)sums)[i] += value;
}

/* The columns from `x` on. */
static inline void down_c(uint16_t *const *dst, void *sums, const et_box_column *rows, int count,
                          int power, int width, float scale, int bytes, enum et_box_sums kind,
                          int x)
{
    for (; x < width; x++)
        for (int i = 0; i < count; i++) {
            uint64_t value = comb_rows(rows[i], x, power, bytes);
            for (int k = 0; k < power; k++)
                value = integrate(sums, k * width + x, value, kind);
            if (dst)
                dst[i][x] = kind == ET_BOX_SUMS_16
                                ? (uint16_t)value
                                : (uint16_t)et_box_divide(value, scale, UINT16_MAX);
        }
}

static void down_bytes_16_c(uint16_t *const *dst, void *sums, const et_box_column *rows, int count,
                            int power, int width, float scale)
{
    down_c(dst, sums, rows, count, power, width, scale, 1, ET_BOX_SUMS_16, 0);
}

static void down_bytes_32_c(uint16_t *const *dst, void *sums, const et_box_column *rows, int count,
                            int power, int width, float scale)
{
    down_c(dst, sums, rows, count, power, width, scale, 1, ET_BOX_SUMS_32, 0);
}

static void down_bytes_64_c(uint16_t *const *dst, void *sums, const et_box_column *rows, int count,
                            int power, int width, float scale)
{
    down_c(dst, sums, rows, count, power, width, scale, 1, ET_BOX_SUMS_64, 0);
}

static void down_words_32_c(uint16_t *const *dst, void *sums, const et_box_column *rows, int count,
                            int power, int width, float scale)
{
    down_c(dst, sums, rows, count, power, width, scale, 2, ET_BOX_SUMS_32, 0);
}

static void down_words_64_c(uint16_t *const *dst, void *sums, const et_box_column *rows, int count,
                            int power, int width, float scale)
{
    down_c(dst, sums, rows, count, power, width, scale, 2, ET_BOX_SUMS_64, 0);
}

/* ---- SIMD128: sixteen columns a step of bytes, eight of others, the rest in C ----------------- */

#if defined(__wasm_simd128__)

enum { STEP = 8 };

static inline v128_t comb_16(v128_t a, v128_t b, v128_t c, v128_t d, int power)
{
    if (power == 1)
        return wasm_i16x8_sub(a, b);
    if (power == 2)
        return wasm_i16x8_sub(wasm_i16x8_sub(a, b), wasm_i16x8_sub(b, c));
    v128_t difference = wasm_i16x8_sub(b, c);
    return wasm_i16x8_sub(wasm_i16x8_sub(a, d),
                          wasm_i16x8_add(difference, wasm_i16x8_add(difference, difference)));
}

static inline v128_t comb_bytes(const void *const *rows, int x, int power)
{
    const v128_t a = wasm_u16x8_load8x8((const uint8_t *)rows[0] + x);
    const v128_t b = wasm_u16x8_load8x8((const uint8_t *)rows[1] + x);
    const v128_t c = power > 1 ? wasm_u16x8_load8x8((const uint8_t *)rows[2] + x) : a;
    const v128_t d = power > 2 ? wasm_u16x8_load8x8((const uint8_t *)rows[3] + x) : a;
    return comb_16(a, b, c, d, power);
}

static inline v128_t comb_words(const void *const *rows, int x, int power)
{
    const v128_t a = wasm_u32x4_load16x4((const uint16_t *)rows[0] + x);
    const v128_t b = wasm_u32x4_load16x4((const uint16_t *)rows[1] + x);
    const v128_t c = power > 1 ? wasm_u32x4_load16x4((const uint16_t *)rows[2] + x) : a;
    const v128_t d = power > 2 ? wasm_u32x4_load16x4((const uint16_t *)rows[3] + x) : a;
    return et_box_comb_32(a, b, c, d, power);
}

static inline int down_16_steps(uint16_t *const *dst, uint16_t *sums, const et_box_column *rows,
                                int count, const int power, int width)
{
    int x = 0;
    for (; x <= width - 2 * STEP; x += 2 * STEP) {
        v128_t left[ET_BOX_MOST_POWER], right[ET_BOX_MOST_POWER];
        for (int k = 0; k < power; k++) {
            left[k] = wasm_v128_load(sums + k * width + x);
            right[k] = wasm_v128_load(sums + k * width + x + STEP);
        }
        for (int i = 0; i < count; i++) {
            v128_t first = comb_bytes(rows[i], x, power);
            v128_t second = comb_bytes(rows[i], x + STEP, power);
            for (int k = 0; k < power; k++) {
                first = left[k] = wasm_i16x8_add(left[k], first);
                second = right[k] = wasm_i16x8_add(right[k], second);
            }
            if (dst) {
                wasm_v128_store(dst[i] + x, first);
                wasm_v128_store(dst[i] + x + STEP, second);
            }
        }
        for (int k = 0; k < power; k++) {
            wasm_v128_store(sums + k * width + x, left[k]);
            wasm_v128_store(sums + k * width + x + STEP, right[k]);
        }
    }
    return x;
}

static inline int down_32_steps(uint16_t *const *dst, uint32_t *sums, const et_box_column *rows,
                                int count, const int power, int width, float scale_of_sum,
                                const int bytes)
{
    const v128_t scale = wasm_f32x4_splat(scale_of_sum);
    const v128_t bits = wasm_i32x4_const_splat(ET_BOX_MAGIC_BITS);
    int x = 0;
    for (; x <= width - STEP; x += STEP) {
        v128_t low[ET_BOX_MOST_POWER], high[ET_BOX_MOST_POWER];
        for (int k = 0; k < power; k++) {
            low[k] = wasm_v128_load(sums + k * width + x);
            high[k] = wasm_v128_load(sums + k * width + x + STEP / 2);
        }
        for (int i = 0; i < count; i++) {
            v128_t left, right;
            if (bytes == 1) {
                const v128_t value = comb_bytes(rows[i], x, power);
                left = wasm_i32x4_extend_low_i16x8(value);
                right = wasm_i32x4_extend_high_i16x8(value);
            } else {
                left = comb_words(rows[i], x, power);
                right = comb_words(rows[i], x + STEP / 2, power);
            }
            for (int k = 0; k < power; k++) {
                left = low[k] = wasm_i32x4_add(low[k], left);
                right = high[k] = wasm_i32x4_add(high[k], right);
            }
            if (dst)
                wasm_v128_store(
                    dst[i] + x,
                    wasm_u16x8_narrow_i32x4(wasm_i32x4_sub(et_box_divide_32(left, scale), bits),
                                            wasm_i32x4_sub(et_box_divide_32(right, scale), bits)));
        }
        for (int k = 0; k < power; k++) {
            wasm_v128_store(sums + k * width + x, low[k]);
            wasm_v128_store(sums + k * width + x + STEP / 2, high[k]);
        }
    }
    return x;
}

static void down_bytes_16_simd128(uint16_t *const *dst, void *sums, const et_box_column *rows,
                                  int count, int power, int width, float scale)
{
    int done = power == 1   ? down_16_steps(dst, sums, rows, count, 1, width)
               : power == 2 ? down_16_steps(dst, sums, rows, count, 2, width)
                            : down_16_steps(dst, sums, rows, count, 3, width);
    down_c(dst, sums, rows, count, power, width, scale, 1, ET_BOX_SUMS_16, done);
}

static void down_bytes_32_simd128(uint16_t *const *dst, void *sums, const et_box_column *rows,
                                  int count, int power, int width, float scale)
{
    int done = power == 1   ? down_32_steps(dst, sums, rows, count, 1, width, scale, 1)
               : power == 2 ? down_32_steps(dst, sums, rows, count, 2, width, scale, 1)
                            : down_32_steps(dst, sums, rows, count, 3, width, scale, 1);
    down_c(dst, sums, rows, count, power, width, scale, 1, ET_BOX_SUMS_32, done);
}

static void down_words_32_simd128(uint16_t *const *dst, void *sums, const et_box_column *rows,
                                  int count, int power, int width, float scale)
{
    int done = power == 1   ? down_32_steps(dst, sums, rows, count, 1, width, scale, 2)
               : power == 2 ? down_32_steps(dst, sums, rows, count, 2, width, scale, 2)
                            : down_32_steps(dst, sums, rows, count, 3, width, scale, 2);
    down_c(dst, sums, rows, count, power, width, scale, 2, ET_BOX_SUMS_32, done);
}

#endif

struct et_box_kernels et_box_kernels(int depth, enum et_box_sums down, int wide_across,
                                     unsigned cpu)
{
    struct et_box_kernels kernels = {.across = et_box_across_kernel(wide_across, cpu)};
    const bool bytes = depth == 8;
    if (down == ET_BOX_SUMS_16)
        kernels.down = down_bytes_16_c;
    else if (down == ET_BOX_SUMS_32)
        kernels.down = bytes ? down_bytes_32_c : down_words_32_c;
    else
        kernels.down = bytes ? down_bytes_64_c : down_words_64_c;
#if defined(__wasm_simd128__)
    if (!(cpu & ET_CPU_SIMD128))
        return kernels;
    if (down == ET_BOX_SUMS_16)
        kernels.down = down_bytes_16_simd128;
    else if (down == ET_BOX_SUMS_32)
        kernels.down = bytes ? down_bytes_32_simd128 : down_words_32_simd128;
#endif
    return kernels;
}
