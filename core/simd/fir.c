// SPDX-License-Identifier: MIT
/* Weighted sums down and across; see fir.h for the arithmetic. */
#include "simd/fir.h"

#include "simd/bank.h"
#include "simd/vector.h"

#include <etalon/filter.h>
#include <stdbool.h>

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
        dst[x] = saturate_16(sum >> depth);
    }
}

static void down_16_c(int16_t *dst, const void *const *rows, const int16_t *coefs, int taps,
                      int width, int depth)
{
    for (int x = 0; x < width; x++) {
        int sum = 1 << (depth - 1);
        for (int t = 0; t < taps; t++)
            sum += coefs[t] * ((const int16_t *)rows[t])[x];
        dst[x] = saturate_16(sum >> depth);
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
        dst[x] = saturate_16((sum >> shift) + level);
    }
}

static inline int sum_across(const int16_t *row, const int16_t *coefs, int taps, int shift)
{
    int sum = 1 << (shift - 1);
    for (int t = 0; t < taps; t++)
        sum += coefs[t] * row[t];
    return sum >> shift;
}

static void across_8_c(void *dst, const int16_t *row, const int16_t *coefs, int taps, int width,
                       int depth)
{
    uint8_t *out = dst;
    for (int x = 0; x < width; x++)
        out[x] = (uint8_t)clamp_code(
            sum_across(row + x, coefs, taps, ET_BANK_BITS + ET_MIDDLE_BITS - depth), depth);
}

static void across_16_c(void *dst, const int16_t *row, const int16_t *coefs, int taps, int width,
                        int depth)
{
    uint16_t *out = dst;
    for (int x = 0; x < width; x++)
        out[x] = (uint16_t)clamp_code(
            sum_across(row + x, coefs, taps, ET_BANK_BITS + ET_MIDDLE_BITS - depth), depth);
}

static void across_deep_c(void *dst, const int16_t *row, const int16_t *coefs, int taps, int width,
                          int depth)
{
    (void)depth;
    uint16_t *out = dst;
    for (int x = 0; x < width; x++)
        out[x] = (uint16_t)(saturate_16(sum_across(row + x, coefs, taps, ET_BANK_BITS)) +
                            ET_DEEP_OFFSET);
}

static void across_middle_c(void *dst, const int16_t *row, const int16_t *coefs, int taps,
                            int width, int depth)
{
    (void)depth;
    int16_t *out = dst;
    for (int x = 0; x < width; x++)
        out[x] = saturate_16(sum_across(row + x, coefs, taps, ET_BANK_BITS));
}

/* ---- SIMD128: 16 samples a step, two coefficients a product ---------------------------------- */

#if defined(__wasm_simd128__)

enum { STEP = 16 };

/* Sixteen values, from left to right. */
struct values {
    v128_t left, right;
};

/* Where the step after `x` starts: the last one ends at `width` and overlaps the one before. */
static inline int next_step(int x, int width)
{
    x += STEP;
    return x < width && x > width - STEP ? width - STEP : x;
}

static inline v128_t add_product(v128_t sum, v128_t sample_pairs, v128_t coef_pair)
{
    return wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(sample_pairs, coef_pair));
}

static inline v128_t narrow(v128_t sum_lo, v128_t sum_hi, int shift)
{
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(sum_lo, shift), wasm_i32x4_shr(sum_hi, shift));
}

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
        sum_0 = add_product(sum_0, wasm_u16x8_extend_low_u8x16(left), coef_pair);
        sum_4 = add_product(sum_4, wasm_u16x8_extend_high_u8x16(left), coef_pair);
        sum_8 = add_product(sum_8, wasm_u16x8_extend_low_u8x16(right), coef_pair);
        sum_12 = add_product(sum_12, wasm_u16x8_extend_high_u8x16(right), coef_pair);
    }
    wasm_v128_store(dst + x, narrow(sum_0, sum_4, depth));
    wasm_v128_store(dst + x + 8, narrow(sum_8, sum_12, depth));
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
    for (int x = 0; x < width; x = next_step(x, width)) {
        v128_t sum_0 = half, sum_4 = half, sum_8 = half, sum_12 = half;
        for (int p = 0; p < taps / 4; p++) {
            const int t = 2 * p;
            v128_t even = sum_of_rows(above[t], below[t], x);
            v128_t odd = sum_of_rows(above[t + 1], below[t + 1], x);
            sum_0 = add_product(sum_0, et_interleave_low_16(even, odd), pairs[p]);
            sum_4 = add_product(sum_4, et_interleave_high_16(even, odd), pairs[p]);
            even = sum_of_rows(above[t], below[t], x + 8);
            odd = sum_of_rows(above[t + 1], below[t + 1], x + 8);
            sum_8 = add_product(sum_8, et_interleave_low_16(even, odd), pairs[p]);
            sum_12 = add_product(sum_12, et_interleave_high_16(even, odd), pairs[p]);
        }
        wasm_v128_store(dst + x, narrow(sum_0, sum_4, depth));
        wasm_v128_store(dst + x + 8, narrow(sum_8, sum_12, depth));
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
    *sum_lo = add_product(*sum_lo, et_interleave_low_16(even, odd), coef_pair);
    *sum_hi = add_product(*sum_hi, et_interleave_high_16(even, odd), coef_pair);
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
        wasm_v128_store(dst + x, narrow(sum_0, sum_4, depth));
        wasm_v128_store(dst + x + 8, narrow(sum_8, sum_12, depth));
        wasm_v128_store(dst + x + 16, narrow(sum_16, sum_20, depth));
        wasm_v128_store(dst + x + 24, narrow(sum_24, sum_28, depth));
        x += 2 * STEP;
        if (x < width && x > width - 2 * STEP)
            x = width - 2 * STEP;
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
    for (int x = 0; x < width; x = next_step(x, width))
        down_8_step(dst, kept, coefs, taps, x, depth);
}

static void down_8_simd128(int16_t *dst, const void *const *rows, const int16_t *coefs, int taps,
                           int width, int depth)
{
    const bool mirrored = is_mirrored(coefs, taps);
    if (width < STEP)
        down_8_c(dst, rows, coefs, taps, width, depth);
    else if (mirrored && taps == 4)
        down_8_mirrored(dst, rows, coefs, 4, width, depth);
    else if (mirrored && taps == 8)
        down_8_mirrored(dst, rows, coefs, 8, width, depth);
    else if (mirrored && taps == 12)
        down_8_mirrored(dst, rows, coefs, 12, width, depth);
    else if (mirrored && taps % 4 == 0 && width >= 2 * STEP)
        down_8_mirrored_many(dst, rows, coefs, taps, width, depth);
    else if (taps == 4)
        down_8_few(dst, rows, coefs, 4, width, depth);
    else if (taps == 8)
        down_8_few(dst, rows, coefs, 8, width, depth);
    else
        for (int x = 0; x < width; x = next_step(x, width))
            down_8_step(dst, rows, coefs, taps, x, depth);
}

static void down_16_simd128(int16_t *dst, const void *const *rows, const int16_t *coefs, int taps,
                            int width, int depth)
{
    if (width < STEP) {
        down_16_c(dst, rows, coefs, taps, width, depth);
        return;
    }
    const v128_t half = wasm_i32x4_splat(1 << (depth - 1));
    for (int x = 0; x < width; x = next_step(x, width)) {
        v128_t sum_0 = half, sum_4 = half, sum_8 = half, sum_12 = half;
        for (int t = 0; t < taps; t += 2) {
            const int16_t *even = (const int16_t *)rows[t] + x,
                          *odd = (const int16_t *)rows[t + 1] + x;
            v128_t even_left = wasm_v128_load(even), even_right = wasm_v128_load(even + 8);
            v128_t odd_left = wasm_v128_load(odd), odd_right = wasm_v128_load(odd + 8);
            v128_t coef_pair = wasm_v128_load32_splat(coefs + t);
            sum_0 = add_product(sum_0, et_interleave_low_16(even_left, odd_left), coef_pair);
            sum_4 = add_product(sum_4, et_interleave_high_16(even_left, odd_left), coef_pair);
            sum_8 = add_product(sum_8, et_interleave_low_16(even_right, odd_right), coef_pair);
            sum_12 = add_product(sum_12, et_interleave_high_16(even_right, odd_right), coef_pair);
        }
        wasm_v128_store(dst + x, narrow(sum_0, sum_4, depth));
        wasm_v128_store(dst + x + 8, narrow(sum_8, sum_12, depth));
    }
}

static void down_deep_simd128(int16_t *dst, const void *const *rows, const int16_t *coefs, int taps,
                              int width, int depth)
{
    if (width < STEP) {
        down_deep_c(dst, rows, coefs, taps, width, depth);
        return;
    }
    const int shift = ET_BANK_BITS + 16 - depth;
    const v128_t half = wasm_i32x4_splat(1 << (shift - 1));
    const v128_t offset = wasm_i16x8_const_splat(INT16_MIN);
    const v128_t level = wasm_i16x8_splat((int16_t)deep_level(depth));
    for (int x = 0; x < width; x = next_step(x, width)) {
        v128_t sum_0 = half, sum_4 = half, sum_8 = half, sum_12 = half;
        for (int t = 0; t < taps; t += 2) {
            const uint16_t *even = (const uint16_t *)rows[t] + x;
            const uint16_t *odd = (const uint16_t *)rows[t + 1] + x;
            v128_t even_left = wasm_v128_xor(wasm_v128_load(even), offset);
            v128_t even_right = wasm_v128_xor(wasm_v128_load(even + 8), offset);
            v128_t odd_left = wasm_v128_xor(wasm_v128_load(odd), offset);
            v128_t odd_right = wasm_v128_xor(wasm_v128_load(odd + 8), offset);
            v128_t coef_pair = wasm_v128_load32_splat(coefs + t);
            sum_0 = add_product(sum_0, et_interleave_low_16(even_left, odd_left), coef_pair);
            sum_4 = add_product(sum_4, et_interleave_high_16(even_left, odd_left), coef_pair);
            sum_8 = add_product(sum_8, et_interleave_low_16(even_right, odd_right), coef_pair);
            sum_12 = add_product(sum_12, et_interleave_high_16(even_right, odd_right), coef_pair);
        }
        v128_t left = narrow(sum_0, sum_4, shift), right = narrow(sum_8, sum_12, shift);
        wasm_v128_store(dst + x, wasm_i16x8_add_sat(left, level));
        wasm_v128_store(dst + x + 8, wasm_i16x8_add_sat(right, level));
    }
}

/*
 * Neighbours are pairs already: a load from x on gives the products of the even outputs, one from
 * x + 1 on those of the odd outputs.
 */
static inline struct values across_step(const int16_t *row, const int16_t *coefs, int taps,
                                        int shift)
{
    const v128_t half = wasm_i32x4_splat(1 << (shift - 1));
    v128_t even_left = half, odd_left = half, even_right = half, odd_right = half;
    for (int t = 0; t < taps; t += 2) {
        v128_t coef_pair = wasm_v128_load32_splat(coefs + t);
        even_left = add_product(even_left, wasm_v128_load(row + t), coef_pair);
        odd_left = add_product(odd_left, wasm_v128_load(row + t + 1), coef_pair);
        even_right = add_product(even_right, wasm_v128_load(row + t + 8), coef_pair);
        odd_right = add_product(odd_right, wasm_v128_load(row + t + 9), coef_pair);
    }
    v128_t even = narrow(even_left, even_right, shift), odd = narrow(odd_left, odd_right, shift);
    return (struct values){et_interleave_low_16(even, odd), et_interleave_high_16(even, odd)};
}

/* The same for 32 outputs, which share the coefficients and the turn of the loop. */
static inline void across_two_steps(const int16_t *row, const int16_t *coefs, int taps, int shift,
                                    struct values *first, struct values *second)
{
    const v128_t half = wasm_i32x4_splat(1 << (shift - 1));
    v128_t even_0 = half, even_8 = half, even_16 = half, even_24 = half;
    v128_t odd_0 = half, odd_8 = half, odd_16 = half, odd_24 = half;
    for (int t = 0; t < taps; t += 2) {
        v128_t coef_pair = wasm_v128_load32_splat(coefs + t);
        const int16_t *from = row + t;
        even_0 = add_product(even_0, wasm_v128_load(from), coef_pair);
        odd_0 = add_product(odd_0, wasm_v128_load(from + 1), coef_pair);
        even_8 = add_product(even_8, wasm_v128_load(from + 8), coef_pair);
        odd_8 = add_product(odd_8, wasm_v128_load(from + 9), coef_pair);
        even_16 = add_product(even_16, wasm_v128_load(from + 16), coef_pair);
        odd_16 = add_product(odd_16, wasm_v128_load(from + 17), coef_pair);
        even_24 = add_product(even_24, wasm_v128_load(from + 24), coef_pair);
        odd_24 = add_product(odd_24, wasm_v128_load(from + 25), coef_pair);
    }
    v128_t even = narrow(even_0, even_8, shift), odd = narrow(odd_0, odd_8, shift);
    *first = (struct values){et_interleave_low_16(even, odd), et_interleave_high_16(even, odd)};
    even = narrow(even_16, even_24, shift), odd = narrow(odd_16, odd_24, shift);
    *second = (struct values){et_interleave_low_16(even, odd), et_interleave_high_16(even, odd)};
}

/* As what values leave: bytes, samples of up to 14 bits, of 16, and middle samples. */
enum leaving { BYTES, SAMPLES, DEEP, MIDDLE };

static inline void put(void *dst, int x, struct values values, enum leaving as, int depth)
{
    if (as == BYTES) {
        wasm_v128_store((uint8_t *)dst + x, wasm_u8x16_narrow_i16x8(values.left, values.right));
        return;
    }
    if (as == SAMPLES) {
        values.left = et_clamp_code_16(values.left, depth);
        values.right = et_clamp_code_16(values.right, depth);
    } else if (as == DEEP) {
        values.left = wasm_v128_xor(values.left, wasm_i16x8_const_splat(INT16_MIN));
        values.right = wasm_v128_xor(values.right, wasm_i16x8_const_splat(INT16_MIN));
    }
    wasm_v128_store((int16_t *)dst + x, values.left);
    wasm_v128_store((int16_t *)dst + x + 8, values.right);
}

/* `width` is STEP or more. */
static inline void across_steps(void *dst, const int16_t *row, const int16_t *coefs, int taps,
                                int width, enum leaving as, int depth)
{
    const int shift =
        as == BYTES || as == SAMPLES ? ET_BANK_BITS + ET_MIDDLE_BITS - depth : ET_BANK_BITS;
    int x = 0;
    for (; x <= width - 2 * STEP; x += 2 * STEP) {
        struct values first, second;
        across_two_steps(row + x, coefs, taps, shift, &first, &second);
        put(dst, x, first, as, depth);
        put(dst, x + STEP, second, as, depth);
    }
    if (x > 0 && x < width && x > width - STEP)
        x = width - STEP;
    for (; x < width; x = next_step(x, width))
        put(dst, x, across_step(row + x, coefs, taps, shift), as, depth);
}

static void across_8_simd128(void *dst, const int16_t *row, const int16_t *coefs, int taps,
                             int width, int depth)
{
    if (width < STEP)
        across_8_c(dst, row, coefs, taps, width, depth);
    else
        across_steps(dst, row, coefs, taps, width, BYTES, depth);
}

static void across_16_simd128(void *dst, const int16_t *row, const int16_t *coefs, int taps,
                              int width, int depth)
{
    if (width < STEP)
        across_16_c(dst, row, coefs, taps, width, depth);
    else
        across_steps(dst, row, coefs, taps, width, SAMPLES, depth);
}

static void across_deep_simd128(void *dst, const int16_t *row, const int16_t *coefs, int taps,
                                int width, int depth)
{
    if (width < STEP)
        across_deep_c(dst, row, coefs, taps, width, depth);
    else
        across_steps(dst, row, coefs, taps, width, DEEP, depth);
}

static void across_middle_simd128(void *dst, const int16_t *row, const int16_t *coefs, int taps,
                                  int width, int depth)
{
    if (width < STEP)
        across_middle_c(dst, row, coefs, taps, width, depth);
    else
        across_steps(dst, row, coefs, taps, width, MIDDLE, depth);
}

#endif

struct et_fir et_fir_kernels(int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return (struct et_fir){
            .down = depth == 8    ? down_8_simd128
                    : depth == 16 ? down_deep_simd128
                                  : down_16_simd128,
            .down_middle = down_16_simd128,
            .across = depth == 8    ? across_8_simd128
                      : depth == 16 ? across_deep_simd128
                                    : across_16_simd128,
            .across_middle = across_middle_simd128,
        };
#else
    (void)cpu;
#endif
    return (struct et_fir){
        .down = depth == 8    ? down_8_c
                : depth == 16 ? down_deep_c
                              : down_16_c,
        .down_middle = down_16_c,
        .across = depth == 8    ? across_8_c
                  : depth == 16 ? across_deep_c
                                : across_16_c,
        .across_middle = across_middle_c,
    };
}
