// SPDX-License-Identifier: MIT
/* Weighted sums of rows; see fir.h for the arithmetic. */
#include "simd/fir.h"

#include "simd/bank.h"
#include "simd/vector.h"

#include <etalon/filter.h>

static inline int clamp_code(int value, int depth)
{
    int max = (1 << depth) - 1;
    return value < 0 ? 0 : value > max ? max : value;
}

/* Codes above their depth, which no decoder gives, may lead outside; then as SIMD narrows. */
static inline int16_t saturate_16(int value)
{
    return (int16_t)(value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : value);
}

/* ---- Plain C ------------------------------------------------------------------------------ */

static void u8_to_middle_c(void *dst, const void *const *rows, const int16_t *coefs, int taps,
                           int width, int depth)
{
    int16_t *out = dst;
    for (int x = 0; x < width; x++) {
        int sum = 1 << (depth - 1);
        for (int t = 0; t < taps; t++)
            sum += coefs[t] * ((const uint8_t *)rows[t])[x];
        out[x] = saturate_16(sum >> depth);
    }
}

static void u16_to_middle_c(void *dst, const void *const *rows, const int16_t *coefs, int taps,
                            int width, int depth)
{
    int16_t *out = dst;
    for (int x = 0; x < width; x++) {
        int sum = 1 << (depth - 1);
        for (int t = 0; t < taps; t++)
            sum += coefs[t] * ((const int16_t *)rows[t])[x];
        out[x] = saturate_16(sum >> depth);
    }
}

static void middle_to_u8_c(void *dst, const void *const *rows, const int16_t *coefs, int taps,
                           int width, int depth)
{
    const int shift = ET_BANK_BITS + ET_MIDDLE_BITS - depth;
    uint8_t *out = dst;
    for (int x = 0; x < width; x++) {
        int sum = 1 << (shift - 1);
        for (int t = 0; t < taps; t++)
            sum += coefs[t] * ((const int16_t *)rows[t])[x];
        out[x] = (uint8_t)clamp_code(sum >> shift, depth);
    }
}

static void middle_to_u16_c(void *dst, const void *const *rows, const int16_t *coefs, int taps,
                            int width, int depth)
{
    const int shift = ET_BANK_BITS + ET_MIDDLE_BITS - depth;
    uint16_t *out = dst;
    for (int x = 0; x < width; x++) {
        int sum = 1 << (shift - 1);
        for (int t = 0; t < taps; t++)
            sum += coefs[t] * ((const int16_t *)rows[t])[x];
        out[x] = (uint16_t)clamp_code(sum >> shift, depth);
    }
}

/* ---- SIMD128: 16 samples a step, two rows a product ---------------------------------------- */

#if defined(__wasm_simd128__)

enum { STEP = 16 };

/* The sums of 16 samples, four to a vector, from left to right. */
struct sums {
    v128_t s0, s1, s2, s3;
};

static inline struct sums sum_u8(const void *const *rows, const int16_t *coefs, int taps, int x,
                                 int shift)
{
    v128_t half = wasm_i32x4_splat(1 << (shift - 1));
    struct sums sums = {half, half, half, half};
    for (int t = 0; t < taps; t += 2) {
        v128_t even = wasm_v128_load((const uint8_t *)rows[t] + x);
        v128_t odd = wasm_v128_load((const uint8_t *)rows[t + 1] + x);
        v128_t coef_pair = wasm_v128_load32_splat(coefs + t);
        v128_t left = et_interleave_low_8(even, odd), right = et_interleave_high_8(even, odd);
        sums.s0 = wasm_i32x4_add(sums.s0, wasm_i32x4_dot_i16x8(wasm_u16x8_extend_low_u8x16(left), coef_pair));
        sums.s1 = wasm_i32x4_add(sums.s1, wasm_i32x4_dot_i16x8(wasm_u16x8_extend_high_u8x16(left), coef_pair));
        sums.s2 = wasm_i32x4_add(sums.s2, wasm_i32x4_dot_i16x8(wasm_u16x8_extend_low_u8x16(right), coef_pair));
        sums.s3 = wasm_i32x4_add(sums.s3, wasm_i32x4_dot_i16x8(wasm_u16x8_extend_high_u8x16(right), coef_pair));
    }
    sums.s0 = wasm_i32x4_shr(sums.s0, shift);
    sums.s1 = wasm_i32x4_shr(sums.s1, shift);
    sums.s2 = wasm_i32x4_shr(sums.s2, shift);
    sums.s3 = wasm_i32x4_shr(sums.s3, shift);
    return sums;
}

static inline struct sums sum_i16(const void *const *rows, const int16_t *coefs, int taps, int x,
                                  int shift)
{
    v128_t half = wasm_i32x4_splat(1 << (shift - 1));
    struct sums sums = {half, half, half, half};
    for (int t = 0; t < taps; t += 2) {
        const int16_t *even = (const int16_t *)rows[t] + x, *odd = (const int16_t *)rows[t + 1] + x;
        v128_t even_left = wasm_v128_load(even), even_right = wasm_v128_load(even + 8);
        v128_t odd_left = wasm_v128_load(odd), odd_right = wasm_v128_load(odd + 8);
        v128_t coef_pair = wasm_v128_load32_splat(coefs + t);
        sums.s0 = wasm_i32x4_add(sums.s0, wasm_i32x4_dot_i16x8(et_interleave_low_16(even_left, odd_left), coef_pair));
        sums.s1 = wasm_i32x4_add(sums.s1, wasm_i32x4_dot_i16x8(et_interleave_high_16(even_left, odd_left), coef_pair));
        sums.s2 = wasm_i32x4_add(sums.s2, wasm_i32x4_dot_i16x8(et_interleave_low_16(even_right, odd_right), coef_pair));
        sums.s3 = wasm_i32x4_add(sums.s3, wasm_i32x4_dot_i16x8(et_interleave_high_16(even_right, odd_right), coef_pair));
    }
    sums.s0 = wasm_i32x4_shr(sums.s0, shift);
    sums.s1 = wasm_i32x4_shr(sums.s1, shift);
    sums.s2 = wasm_i32x4_shr(sums.s2, shift);
    sums.s3 = wasm_i32x4_shr(sums.s3, shift);
    return sums;
}

/* Where the step after `x` starts: the last one ends at `width` and overlaps the one before. */
static inline int next_step(int x, int width)
{
    x += STEP;
    return x < width && x > width - STEP ? width - STEP : x;
}

static void u8_to_middle_simd128(void *dst, const void *const *rows, const int16_t *coefs, int taps,
                                 int width, int depth)
{
    if (width < STEP) {
        u8_to_middle_c(dst, rows, coefs, taps, width, depth);
        return;
    }
    int16_t *out = dst;
    for (int x = 0; x < width; x = next_step(x, width)) {
        struct sums sums = sum_u8(rows, coefs, taps, x, depth);
        wasm_v128_store(out + x, wasm_i16x8_narrow_i32x4(sums.s0, sums.s1));
        wasm_v128_store(out + x + 8, wasm_i16x8_narrow_i32x4(sums.s2, sums.s3));
    }
}

static void u16_to_middle_simd128(void *dst, const void *const *rows, const int16_t *coefs, int taps,
                                  int width, int depth)
{
    if (width < STEP) {
        u16_to_middle_c(dst, rows, coefs, taps, width, depth);
        return;
    }
    int16_t *out = dst;
    for (int x = 0; x < width; x = next_step(x, width)) {
        struct sums sums = sum_i16(rows, coefs, taps, x, depth);
        wasm_v128_store(out + x, wasm_i16x8_narrow_i32x4(sums.s0, sums.s1));
        wasm_v128_store(out + x + 8, wasm_i16x8_narrow_i32x4(sums.s2, sums.s3));
    }
}

static void middle_to_u8_simd128(void *dst, const void *const *rows, const int16_t *coefs, int taps,
                                 int width, int depth)
{
    if (width < STEP) {
        middle_to_u8_c(dst, rows, coefs, taps, width, depth);
        return;
    }
    uint8_t *out = dst;
    for (int x = 0; x < width; x = next_step(x, width)) {
        struct sums sums = sum_i16(rows, coefs, taps, x, ET_BANK_BITS + ET_MIDDLE_BITS - depth);
        v128_t left = wasm_i16x8_narrow_i32x4(sums.s0, sums.s1);
        v128_t right = wasm_i16x8_narrow_i32x4(sums.s2, sums.s3);
        wasm_v128_store(out + x, wasm_u8x16_narrow_i16x8(left, right));
    }
}

static void middle_to_u16_simd128(void *dst, const void *const *rows, const int16_t *coefs, int taps,
                                  int width, int depth)
{
    if (width < STEP) {
        middle_to_u16_c(dst, rows, coefs, taps, width, depth);
        return;
    }
    uint16_t *out = dst;
    for (int x = 0; x < width; x = next_step(x, width)) {
        struct sums sums = sum_i16(rows, coefs, taps, x, ET_BANK_BITS + ET_MIDDLE_BITS - depth);
        v128_t left = wasm_i16x8_narrow_i32x4(sums.s0, sums.s1);
        v128_t right = wasm_i16x8_narrow_i32x4(sums.s2, sums.s3);
        wasm_v128_store(out + x, et_clamp_code_16(left, depth));
        wasm_v128_store(out + x + 8, et_clamp_code_16(right, depth));
    }
}

#endif

struct et_fir et_fir_kernels(int depth, unsigned cpu)
{
    struct et_fir fir = {
        .to_middle = depth == 8 ? u8_to_middle_c : u16_to_middle_c,
        .from_middle = depth == 8 ? middle_to_u8_c : middle_to_u16_c,
        .middle = u16_to_middle_c,
    };
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128) {
        fir.to_middle = depth == 8 ? u8_to_middle_simd128 : u16_to_middle_simd128;
        fir.from_middle = depth == 8 ? middle_to_u8_simd128 : middle_to_u16_simd128;
        fir.middle = u16_to_middle_simd128;
    }
#else
    (void)cpu;
#endif
    return fir;
}
