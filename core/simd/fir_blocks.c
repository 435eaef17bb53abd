// SPDX-License-Identifier: MIT
/*
 * Weighted sums down for images that shrink, a block of rows at a time; see fir.h for the arithmetic.
 * Every row is read once for the four sums that it counts for.
 *
 * Of the rows of a block, i from its top and i from its bottom, let s be the sum and d the difference. A
 * mirrored kernel counts them in the first and in the last quarter of its coefficients as
 *   2 first = (c[i] + c[D - 1 - i]) s + (c[i] - c[D - 1 - i]) d,  2 last = the same with - d,
 * and likewise in the two quarters between: half as many products. So all sums here are doubled.
 */
#include "simd/fir_kernels.h"

#include <etalon/filter.h>

#if defined(__wasm_simd128__)

enum {
    COLUMNS = 8,       /* a step */
    SUMS = 3 * COLUMNS /* a step: of kernels that are a quarter, a half and three quarters done */
};

/* Eight samples of a row in 16-bit lanes. */
static inline v128_t row_at(const void *row, int x)
{
    return wasm_u16x8_load8x8((const uint8_t *)row + x);
}

/* Four columns of a block: `even` is what s adds to its quarters, `odd` what d does. */
static inline void end_block(int32_t *sums, v128_t outer_even, v128_t outer_odd, v128_t inner_even,
                             v128_t inner_odd, v128_t *done)
{
    const v128_t one = wasm_v128_load(sums), two = wasm_v128_load(sums + COLUMNS);
    const v128_t three = wasm_v128_load(sums + 2 * COLUMNS);
    *done = wasm_i32x4_add(three, wasm_i32x4_sub(outer_even, outer_odd));
    wasm_v128_store(sums, wasm_i32x4_add(outer_even, outer_odd));
    wasm_v128_store(sums + COLUMNS, wasm_i32x4_add(one, wasm_i32x4_add(inner_even, inner_odd)));
    wasm_v128_store(sums + 2 * COLUMNS, wasm_i32x4_add(two, wasm_i32x4_sub(inner_even, inner_odd)));
}

/* `weights`: for two rows from the top their coefficients of s and d, in outer and in inner quarters. */
static inline void block_step(int16_t *dst, int32_t *sums, const void *const *rows, int count,
                              const int16_t (*weights)[8], int x)
{
    const v128_t zero = wasm_i32x4_const_splat(0);
    v128_t outer_even_0 = zero, outer_odd_0 = zero, inner_even_0 = zero, inner_odd_0 = zero;
    v128_t outer_even_4 = zero, outer_odd_4 = zero, inner_even_4 = zero, inner_odd_4 = zero;
    for (int i = 0; i < count / 2; i += 2, weights++) {
        const v128_t top = row_at(rows[i], x), bottom = row_at(rows[count - 1 - i], x);
        const v128_t next = row_at(rows[i + 1], x), last = row_at(rows[count - 2 - i], x);
        const v128_t s = wasm_i16x8_add(top, bottom), next_s = wasm_i16x8_add(next, last);
        const v128_t d = wasm_i16x8_sub(top, bottom), next_d = wasm_i16x8_sub(next, last);
        const v128_t s_0 = et_interleave_low_16(s, next_s), s_4 = et_interleave_high_16(s, next_s);
        const v128_t d_0 = et_interleave_low_16(d, next_d), d_4 = et_interleave_high_16(d, next_d);
        const v128_t outer_s = wasm_v128_load32_splat(*weights);
        const v128_t outer_d = wasm_v128_load32_splat(*weights + 2);
        const v128_t inner_s = wasm_v128_load32_splat(*weights + 4);
        const v128_t inner_d = wasm_v128_load32_splat(*weights + 6);
        outer_even_0 = et_add_product(outer_even_0, s_0, outer_s);
        outer_even_4 = et_add_product(outer_even_4, s_4, outer_s);
        inner_even_0 = et_add_product(inner_even_0, s_0, inner_s);
        inner_even_4 = et_add_product(inner_even_4, s_4, inner_s);
        outer_odd_0 = et_add_product(outer_odd_0, d_0, outer_d);
        outer_odd_4 = et_add_product(outer_odd_4, d_4, outer_d);
        inner_odd_0 = et_add_product(inner_odd_0, d_0, inner_d);
        inner_odd_4 = et_add_product(inner_odd_4, d_4, inner_d);
    }
    const v128_t half = wasm_i32x4_const_splat(1 << 8);
    v128_t done_0, done_4;
    end_block(sums, outer_even_0, outer_odd_0, inner_even_0, inner_odd_0, &done_0);
    end_block(sums + 4, outer_even_4, outer_odd_4, inner_even_4, inner_odd_4, &done_4);
    wasm_v128_store(dst + x,
                    et_narrow_sums(wasm_i32x4_add(done_0, half), wasm_i32x4_add(done_4, half), 9));
}

static inline void run_steps(int16_t *dst, int32_t *sums, const void *const *rows, int count,
                             const int16_t (*weights)[8], int width)
{
    /* The last step overlaps the one before, but for its sums. */
    for (int x = 0; x < width; x += COLUMNS, sums += SUMS)
        block_step(dst, sums, rows, count, weights, x < width - COLUMNS ? x : width - COLUMNS);
}

static void down_block_simd128(int16_t *dst, int32_t *sums, const void *const *rows,
                               const int16_t *coefs, int taps, int width)
{
    const int count = taps / 4;
    int16_t weights[ET_FIR_BLOCK_ROWS / 4][8];
    for (int i = 0; i < count / 2; i++) {
        const int16_t *first = coefs + i, *last = coefs + count - 1 - i;
        int16_t *at = weights[i / 2] + i % 2;
        at[0] = (int16_t)(first[0] + last[0]);
        at[2] = (int16_t)(first[0] - last[0]);
        at[4] = (int16_t)(first[count] + last[count]);
        at[6] = (int16_t)(first[count] - last[count]);
    }
    if (count == 4)
        run_steps(dst, sums, rows, 4, weights, width);
    else if (count == 8)
        run_steps(dst, sums, rows, 8, weights, width);
    else
        run_steps(dst, sums, rows, count, weights, width);
}

#endif

void et_fir_set_blocks(struct et_fir *fir, int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128 && depth == 8)
        fir->down_block = down_block_simd128;
#else
    (void)fir;
    (void)depth;
    (void)cpu;
#endif
}
