// SPDX-License-Identifier: MIT
/* Weighted sums across; see fir.h for the arithmetic. */
#include "base/range.h"
#include "simd/fir_kernels.h"

#include <etalon/filter.h>

/* ---- Plain C ------------------------------------------------------------------------------ */

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
        out[x] = (uint8_t)et_clamp_code(
            sum_across(row + x, coefs, taps, ET_BANK_BITS + ET_MIDDLE_BITS - depth), depth);
}

static void across_16_c(void *dst, const int16_t *row, const int16_t *coefs, int taps, int width,
                        int depth)
{
    uint16_t *out = dst;
    for (int x = 0; x < width; x++)
        out[x] = (uint16_t)et_clamp_code(
            sum_across(row + x, coefs, taps, ET_BANK_BITS + ET_MIDDLE_BITS - depth), depth);
}

static void across_deep_c(void *dst, const int16_t *row, const int16_t *coefs, int taps, int width,
                          int depth)
{
    (void)depth;
    uint16_t *out = dst;
    for (int x = 0; x < width; x++)
        out[x] = (uint16_t)(et_saturate_16(sum_across(row + x, coefs, taps, ET_BANK_BITS)) +
                            ET_DEEP_OFFSET);
}

static void across_middle_c(void *dst, const int16_t *row, const int16_t *coefs, int taps,
                            int width, int depth)
{
    (void)depth;
    int16_t *out = dst;
    for (int x = 0; x < width; x++)
        out[x] = et_saturate_16(sum_across(row + x, coefs, taps, ET_BANK_BITS));
}

/* ---- SIMD128: 16 samples a step, two coefficients a product ---------------------------------- */

#if defined(__wasm_simd128__)

/* Sixteen values, from left to right. */
struct values {
    v128_t left, right;
};

static inline struct values in_order(v128_t even, v128_t odd)
{
    return (struct values){et_interleave_low_16(even, odd), et_interleave_high_16(even, odd)};
}

/*
 * Neighbours are pairs already. With a 0 before the first coefficient and one at the end, the pairs
 * that begin at even places are those of the even outputs and, by coefficients one further on, of the
 * odd ones: each load counts twice.
 */
static inline struct values across_step(const int16_t *row, const int16_t *coefs, int taps,
                                        int shift)
{
    const v128_t half = wasm_i32x4_splat(1 << (shift - 1));
    v128_t even_left = half, odd_left = half, even_right = half, odd_right = half;
    for (int t = 0; t < taps; t += 2) {
        const v128_t of_even = wasm_v128_load32_splat(coefs + t);
        const v128_t of_odd = wasm_v128_load32_splat(coefs + t - 1);
        const v128_t left = wasm_v128_load(row + t), right = wasm_v128_load(row + t + 8);
        even_left = et_add_product(even_left, left, of_even);
        odd_left = et_add_product(odd_left, left, of_odd);
        even_right = et_add_product(even_right, right, of_even);
        odd_right = et_add_product(odd_right, right, of_odd);
    }
    const v128_t even = et_narrow_sums(even_left, even_right, shift);
    const v128_t odd = et_narrow_sums(odd_left, odd_right, shift);
    return in_order(even, odd);
}

/* The upper halves of sums of even and of odd samples, in their order. */
static inline v128_t upper_halves(v128_t even, v128_t odd)
{
    return wasm_i16x8_shuffle(wasm_u32x4_shr(even, 16), odd, 0, 9, 2, 11, 4, 13, 6, 15);
}

/*
 * Two such steps, which share the loads of coefficients, from a row that is raised, to bytes. Nothing is
 * added to the first products: eight additions less.
 */
static inline void across_raised_steps(uint8_t *dst, const int16_t *row, const int16_t *coefs,
                                       int taps)
{
    const int shift = ET_BANK_BITS + ET_MIDDLE_BITS - 8 - 16;
    v128_t even[4], odd[4];
    for (int i = 0; i < 4; i++) {
        const v128_t at = wasm_v128_load(row + 8 * i);
        even[i] = wasm_i32x4_dot_i16x8(at, wasm_v128_load32_splat(coefs));
        odd[i] = wasm_i32x4_dot_i16x8(at, wasm_v128_load32_splat(coefs - 1));
    }
    for (int t = 2; t < taps; t += 2) {
        const v128_t of_even = wasm_v128_load32_splat(coefs + t);
        const v128_t of_odd = wasm_v128_load32_splat(coefs + t - 1);
        for (int i = 0; i < 4; i++) {
            const v128_t at = wasm_v128_load(row + t + 8 * i);
            even[i] = et_add_product(even[i], at, of_even);
            odd[i] = et_add_product(odd[i], at, of_odd);
        }
    }
    for (int i = 0; i < 4; i += 2) {
        const v128_t left = wasm_i16x8_shr(upper_halves(even[i], odd[i]), shift);
        const v128_t right = wasm_i16x8_shr(upper_halves(even[i + 1], odd[i + 1]), shift);
        wasm_v128_store(dst + 8 * i, wasm_u8x16_narrow_i16x8(left, right));
    }
}

static void across_raised_simd128(uint8_t *dst, const int16_t *row, const int16_t *coefs, int taps,
                                  int width)
{
    enum { STEP = 2 * ET_FIR_STEP };
    int x = 0;
    for (; x <= width - STEP; x += STEP)
        across_raised_steps(dst + x, row + x, coefs, taps);
    if (x < width)
        across_raised_steps(dst + width - STEP, row + width - STEP, coefs, taps);
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

/* Two such steps from `x` on, which share the loads of coefficients. */
static inline void across_two_steps(void *dst, int x, const int16_t *row, const int16_t *coefs,
                                    int taps, int shift, enum leaving as, int depth)
{
    const v128_t half = wasm_i32x4_splat(1 << (shift - 1));
    v128_t even_0 = half, even_8 = half, even_16 = half, even_24 = half; /* by their first sample */
    v128_t odd_0 = half, odd_8 = half, odd_16 = half, odd_24 = half;
    for (int t = 0; t < taps; t += 2) {
        const v128_t of_even = wasm_v128_load32_splat(coefs + t);
        const v128_t of_odd = wasm_v128_load32_splat(coefs + t - 1);
        const int16_t *at = row + x + t;
        const v128_t at_0 = wasm_v128_load(at), at_8 = wasm_v128_load(at + 8);
        const v128_t at_16 = wasm_v128_load(at + 16), at_24 = wasm_v128_load(at + 24);
        even_0 = et_add_product(even_0, at_0, of_even);
        odd_0 = et_add_product(odd_0, at_0, of_odd);
        even_8 = et_add_product(even_8, at_8, of_even);
        odd_8 = et_add_product(odd_8, at_8, of_odd);
        even_16 = et_add_product(even_16, at_16, of_even);
        odd_16 = et_add_product(odd_16, at_16, of_odd);
        even_24 = et_add_product(even_24, at_24, of_even);
        odd_24 = et_add_product(odd_24, at_24, of_odd);
    }
    put(dst, x,
        in_order(et_narrow_sums(even_0, even_8, shift), et_narrow_sums(odd_0, odd_8, shift)), as,
        depth);
    put(dst, x + ET_FIR_STEP,
        in_order(et_narrow_sums(even_16, even_24, shift), et_narrow_sums(odd_16, odd_24, shift)),
        as, depth);
}

/* `width` is ET_FIR_STEP or more. */
static inline void across_steps(void *dst, const int16_t *row, const int16_t *coefs, int taps,
                                int width, enum leaving as, int depth)
{
    enum { TWO = 2 * ET_FIR_STEP };
    const int shift =
        as == BYTES || as == SAMPLES ? ET_BANK_BITS + ET_MIDDLE_BITS - depth : ET_BANK_BITS;
    int x = 0;
    for (; x <= width - TWO; x += TWO)
        across_two_steps(dst, x, row, coefs, taps, shift, as, depth);
    x = x < width && x > width - ET_FIR_STEP ? width - ET_FIR_STEP : x;
    for (; x < width; x = et_fir_next_step(x, width))
        put(dst, x, across_step(row + x, coefs, taps, shift), as, depth);
}

static void across_8_simd128(void *dst, const int16_t *row, const int16_t *coefs, int taps,
                             int width, int depth)
{
    if (width < ET_FIR_STEP)
        across_8_c(dst, row, coefs, taps, width, depth);
    else
        across_steps(dst, row, coefs, taps, width, BYTES, 8);
}

/* A shift that the compiler knows is one instruction, not four. */
static void across_10_simd128(void *dst, const int16_t *row, const int16_t *coefs, int taps,
                              int width, int depth)
{
    if (width < ET_FIR_STEP)
        across_16_c(dst, row, coefs, taps, width, depth);
    else
        across_steps(dst, row, coefs, taps, width, SAMPLES, 10);
}

static void across_16_simd128(void *dst, const int16_t *row, const int16_t *coefs, int taps,
                              int width, int depth)
{
    if (width < ET_FIR_STEP)
        across_16_c(dst, row, coefs, taps, width, depth);
    else
        across_steps(dst, row, coefs, taps, width, SAMPLES, depth);
}

static void across_deep_simd128(void *dst, const int16_t *row, const int16_t *coefs, int taps,
                                int width, int depth)
{
    if (width < ET_FIR_STEP)
        across_deep_c(dst, row, coefs, taps, width, depth);
    else
        across_steps(dst, row, coefs, taps, width, DEEP, depth);
}

static void across_middle_simd128(void *dst, const int16_t *row, const int16_t *coefs, int taps,
                                  int width, int depth)
{
    if (width < ET_FIR_STEP)
        across_middle_c(dst, row, coefs, taps, width, depth);
    else
        across_steps(dst, row, coefs, taps, width, MIDDLE, depth);
}

#endif

void et_fir_set_across(struct et_fir *fir, int depth, unsigned cpu)
{
    fir->across = depth == 8 ? across_8_c : depth == 16 ? across_deep_c : across_16_c;
    fir->across_middle = across_middle_c;
#if defined(__wasm_simd128__)
    if (!(cpu & ET_CPU_SIMD128))
        return;
    fir->across = depth == 8    ? across_8_simd128
                  : depth == 10 ? across_10_simd128
                  : depth == 16 ? across_deep_simd128
                                : across_16_simd128;
    fir->across_middle = across_middle_simd128;
    fir->across_raised = depth == 8 ? across_raised_simd128 : NULL;
#else
    (void)cpu;
#endif
}
