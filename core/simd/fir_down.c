// SPDX-License-Identifier: MIT
/* Weighted sums down; see fir.h for the arithmetic. */
#include "simd/fir_kernels.h"

#include <etalon/filter.h>
#include <stdbool.h>

/* What brings sums of codes less ET_DEEP_OFFSET to middle samples of `depth` bits. */
static inline int deep_level(int depth)
{
    return depth == 16 ? 0 : ET_DEEP_OFFSET >> (16 - depth);
}

/* ---- Plain C ------------------------------------------------------------------------------ */

static void down_8_c(int16_t *dst, const void *const *rows, const int16_t *coefs, int taps,
                     int width, int depth)
{
    for (int x = 0; x < width; x++) {
        int sum = 1 << (depth - 1);
        for (int t = 0; t < taps; t++)
            sum += coefs[t] * ((const uint8_t *)rows[t])[x];
        dst[x] = et_saturate_16(sum >> depth);
    }
}

static void down_16_c(int16_t *dst, const void *const *rows, const int16_t *coefs, int taps,
                      int width, int depth)
{
    for (int x = 0; x < width; x++) {
        int sum = 1 << (depth - 1);
        for (int t = 0; t < taps; t++)
            sum += coefs[t] * ((const int16_t *)rows[t])[x];
        dst[x] = et_saturate_16(sum >> depth);
    }
}

/* From samples of 16 bits to middle samples of `depth` bits, 16 or 14; see fir.h. */
static void down_deep_c(int16_t *dst, const void *const *rows, const int16_t *coefs, int taps,
                        int width, int depth)
{
    const int shift = ET_BANK_BITS + 16 - depth, level = deep_level(depth);
    for (int x = 0; x < width; x++) {
        int sum = 1 << (shift - 1);
        for (int t = 0; t < taps; t++)
            sum += coefs[t] * (((const uint16_t *)rows[t])[x] - ET_DEEP_OFFSET);
        dst[x] = et_saturate_16((sum >> shift) + level);
    }
}

/* ---- SIMD128: 16 samples a step, two coefficients a product ---------------------------------- */

#if defined(__wasm_simd128__)

static inline void down_8_step(int16_t *dst, const void *const *rows, const int16_t *coefs,
                               int taps, int x, int depth)
{
    const v128_t half = wasm_i32x4_splat(1 << (depth - 1));
    v128_t sum_0 = half, sum_4 = half, sum_8 = half, sum_12 = half; /* by their first sample */
    for (int t = 0; t < taps; t += 2) {
        v128_t even = wasm_v128_load((const uint8_t *)rows[t] + x);
        v128_t odd = wasm_v128_load((const uint8_t *)rows[t + 1] + x);
        v128_t coef_pair = wasm_v128_load32_splat(coefs + t);
        v128_t left = et_interleave_low_8(even, odd), right = et_interleave_high_8(even, odd);
        sum_0 = et_add_product(sum_0, wasm_u16x8_extend_low_u8x16(left), coef_pair);
        sum_4 = et_add_product(sum_4, wasm_u16x8_extend_high_u8x16(left), coef_pair);
        sum_8 = et_add_product(sum_8, wasm_u16x8_extend_low_u8x16(right), coef_pair);
        sum_12 = et_add_product(sum_12, wasm_u16x8_extend_high_u8x16(right), coef_pair);
    }
    wasm_v128_store(dst + x, et_narrow_sums(sum_0, sum_4, depth));
    wasm_v128_store(dst + x + 8, et_narrow_sums(sum_8, sum_12, depth));
}

/* Two rows of equal coefficients, added: eight samples from `x` on. */
static inline v128_t sum_of_rows(const void *above, const void *below, int x)
{
    return wasm_i16x8_add(wasm_u16x8_load8x8((const uint8_t *)above + x),
                          wasm_u16x8_load8x8((const uint8_t *)below + x));
}

/*
 * Coefficients that are the same from both ends, as where an image shrinks by whole factors: half as
 * many products. `taps` is known to the compiler, and a multiple of four.
 */
static inline void down_8_mirrored(int16_t *dst, const void *const *rows, const int16_t *coefs,
                                   int taps, int width, int depth)
{
    enum { MOST = 16 };
    const v128_t half = wasm_i32x4_splat(1 << (depth - 1));
    const void *above[MOST / 2], *below[MOST / 2];
    v128_t pairs[MOST / 4];
    for (int t = 0; t < taps / 2; t++) {
        above[t] = rows[t];
        below[t] = rows[taps - 1 - t];
    }
    for (int p = 0; p < taps / 4; p++)
        pairs[p] = wasm_v128_load32_splat(coefs + 2 * p);
    for (int x = 0; x < width; x = et_fir_next_step(x, width)) {
        v128_t sum_0 = half, sum_4 = half, sum_8 = half, sum_12 = half;
        for (int p = 0; p < taps / 4; p++) {
            const int t = 2 * p;
            v128_t even = sum_of_rows(above[t], below[t], x);
            v128_t odd = sum_of_rows(above[t + 1], below[t + 1], x);
            sum_0 = et_add_product(sum_0, et_interleave_low_16(even, odd), pairs[p]);
            sum_4 = et_add_product(sum_4, et_interleave_high_16(even, odd), pairs[p]);
            even = sum_of_rows(above[t], below[t], x + 8);
            odd = sum_of_rows(above[t + 1], below[t + 1], x + 8);
            sum_8 = et_add_product(sum_8, et_interleave_low_16(even, odd), pairs[p]);
            sum_12 = et_add_product(sum_12, et_interleave_high_16(even, odd), pairs[p]);
        }
        wasm_v128_store(dst + x, et_narrow_sums(sum_0, sum_4, depth));
        wasm_v128_store(dst + x + 8, et_narrow_sums(sum_8, sum_12, depth));
    }
}

static bool is_mirrored(const int16_t *coefs, int taps)
{
    for (int t = 0; t < taps / 2; t++)
        if (coefs[t] != coefs[taps - 1 - t])
            return false;
    return true;
}

/* Eight samples of two pairs of rows, weighed and added to the sums of their halves. */
static inline void add_mirrored(v128_t *sum_lo, v128_t *sum_hi, const void *const *rows, int taps,
                                int t, int x, v128_t coef_pair)
{
    v128_t even = sum_of_rows(rows[t], rows[taps - 1 - t], x);
    v128_t odd = sum_of_rows(rows[t + 1], rows[taps - 2 - t], x);
    *sum_lo = et_add_product(*sum_lo, et_interleave_low_16(even, odd), coef_pair);
    *sum_hi = et_add_product(*sum_hi, et_interleave_high_16(even, odd), coef_pair);
}

/* Any multiple of four taps, 32 samples a step. */
static void down_8_mirrored_many(int16_t *dst, const void *const *rows, const int16_t *coefs,
                                 int taps, int width, int depth)
{
    const v128_t half = wasm_i32x4_splat(1 << (depth - 1));
    for (int x = 0; x < width;) {
        v128_t sum_0 = half, sum_4 = half, sum_8 = half, sum_12 = half;
        v128_t sum_16 = half, sum_20 = half, sum_24 = half, sum_28 = half;
        for (int t = 0; t < taps / 2; t += 2) {
            v128_t coef_pair = wasm_v128_load32_splat(coefs + t);
            add_mirrored(&sum_0, &sum_4, rows, taps, t, x, coef_pair);
            add_mirrored(&sum_8, &sum_12, rows, taps, t, x + 8, coef_pair);
            add_mirrored(&sum_16, &sum_20, rows, taps, t, x + 16, coef_pair);
            add_mirrored(&sum_24, &sum_28, rows, taps, t, x + 24, coef_pair);
        }
        wasm_v128_store(dst + x, et_narrow_sums(sum_0, sum_4, depth));
        wasm_v128_store(dst + x + 8, et_narrow_sums(sum_8, sum_12, depth));
        wasm_v128_store(dst + x + 16, et_narrow_sums(sum_16, sum_20, depth));
        wasm_v128_store(dst + x + 24, et_narrow_sums(sum_24, sum_28, depth));
        x += 2 * ET_FIR_STEP;
        if (x < width && x > width - 2 * ET_FIR_STEP)
            x = width - 2 * ET_FIR_STEP;
    }
}

/* The same with any coefficients; `taps` is known to the compiler, which keeps the pointers. */
static inline void down_8_few(int16_t *dst, const void *const *rows, const int16_t *coefs, int taps,
                              int width, int depth)
{
    enum { MOST = 8 };
    const void *kept[MOST];
    for (int t = 0; t < taps; t++)
        kept[t] = rows[t];
    for (int x = 0; x < width; x = et_fir_next_step(x, width))
        down_8_step(dst, kept, coefs, taps, x, depth);
}

static void down_8_simd128(int16_t *dst, const void *const *rows, const int16_t *coefs, int taps,
                           int width, int depth)
{
    const bool mirrored = is_mirrored(coefs, taps);
    if (width < ET_FIR_STEP)
        down_8_c(dst, rows, coefs, taps, width, depth);
    else if (mirrored && taps == 4)
        down_8_mirrored(dst, rows, coefs, 4, width, 8);
    else if (mirrored && taps == 8)
        down_8_mirrored(dst, rows, coefs, 8, width, 8);
    else if (mirrored && taps == 12)
        down_8_mirrored(dst, rows, coefs, 12, width, 8);
    else if (mirrored && taps % 4 == 0 && width >= 2 * ET_FIR_STEP)
        down_8_mirrored_many(dst, rows, coefs, taps, width, depth);
    else if (taps == 4)
        down_8_few(dst, rows, coefs, 4, width, 8);
    else if (taps == 8)
        down_8_few(dst, rows, coefs, 8, width, 8);
    else
        for (int x = 0; x < width; x = et_fir_next_step(x, width))
            down_8_step(dst, rows, coefs, taps, x, depth);
}

static void down_16_simd128(int16_t *dst, const void *const *rows, const int16_t *coefs, int taps,
                            int width, int depth)
{
    if (width < ET_FIR_STEP) {
        down_16_c(dst, rows, coefs, taps, width, depth);
        return;
    }
    const v128_t half = wasm_i32x4_splat(1 << (depth - 1));
    for (int x = 0; x < width; x = et_fir_next_step(x, width)) {
        v128_t sum_0 = half, sum_4 = half, sum_8 = half, sum_12 = half;
        for (int t = 0; t < taps; t += 2) {
            const int16_t *even = (const int16_t *)rows[t] + x,
                          *odd = (const int16_t *)rows[t + 1] + x;
            v128_t even_left = wasm_v128_load(even), even_right = wasm_v128_load(even + 8);
            v128_t odd_left = wasm_v128_load(odd), odd_right = wasm_v128_load(odd + 8);
            v128_t coef_pair = wasm_v128_load32_splat(coefs + t);
            sum_0 = et_add_product(sum_0, et_interleave_low_16(even_left, odd_left), coef_pair);
            sum_4 = et_add_product(sum_4, et_interleave_high_16(even_left, odd_left), coef_pair);
            sum_8 = et_add_product(sum_8, et_interleave_low_16(even_right, odd_right), coef_pair);
            sum_12 =
                et_add_product(sum_12, et_interleave_high_16(even_right, odd_right), coef_pair);
        }
        wasm_v128_store(dst + x, et_narrow_sums(sum_0, sum_4, depth));
        wasm_v128_store(dst + x + 8, et_narrow_sums(sum_8, sum_12, depth));
    }
}

static void down_deep_simd128(int16_t *dst, const void *const *rows, const int16_t *coefs, int taps,
                              int width, int depth)
{
    if (width < ET_FIR_STEP) {
        down_deep_c(dst, rows, coefs, taps, width, depth);
        return;
    }
    const int shift = ET_BANK_BITS + 16 - depth;
    const v128_t half = wasm_i32x4_splat(1 << (shift - 1));
    const v128_t offset = wasm_i16x8_const_splat(INT16_MIN);
    const v128_t level = wasm_i16x8_splat((int16_t)deep_level(depth));
    for (int x = 0; x < width; x = et_fir_next_step(x, width)) {
        v128_t sum_0 = half, sum_4 = half, sum_8 = half, sum_12 = half;
        for (int t = 0; t < taps; t += 2) {
            const uint16_t *even = (const uint16_t *)rows[t] + x;
            const uint16_t *odd = (const uint16_t *)rows[t + 1] + x;
            v128_t even_left = wasm_v128_xor(wasm_v128_load(even), offset);
            v128_t even_right = wasm_v128_xor(wasm_v128_load(even + 8), offset);
            v128_t odd_left = wasm_v128_xor(wasm_v128_load(odd), offset);
            v128_t odd_right = wasm_v128_xor(wasm_v128_load(odd + 8), offset);
            v128_t coef_pair = wasm_v128_load32_splat(coefs + t);
            sum_0 = et_add_product(sum_0, et_interleave_low_16(even_left, odd_left), coef_pair);
            sum_4 = et_add_product(sum_4, et_interleave_high_16(even_left, odd_left), coef_pair);
            sum_8 = et_add_product(sum_8, et_interleave_low_16(even_right, odd_right), coef_pair);
            sum_12 =
                et_add_product(sum_12, et_interleave_high_16(even_right, odd_right), coef_pair);
        }
        v128_t left = et_narrow_sums(sum_0, sum_4, shift),
               right = et_narrow_sums(sum_8, sum_12, shift);
        wasm_v128_store(dst + x, wasm_i16x8_add_sat(left, level));
        wasm_v128_store(dst + x + 8, wasm_i16x8_add_sat(right, level));
    }
}

#endif

void et_fir_set_down(struct et_fir *fir, int depth, unsigned cpu)
{
    fir->down = depth == 8 ? down_8_c : depth == 16 ? down_deep_c : down_16_c;
    fir->down_middle = down_16_c;
#if defined(__wasm_simd128__)
    if (!(cpu & ET_CPU_SIMD128))
        return;
    fir->down = depth == 8 ? down_8_simd128 : depth == 16 ? down_deep_simd128 : down_16_simd128;
    fir->down_middle = down_16_simd128;
#else
    (void)cpu;
#endif
}
