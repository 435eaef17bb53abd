// SPDX-License-Identifier: MIT
#ifndef ETALON_SIMD_FIR_KERNELS_H
#define ETALON_SIMD_FIR_KERNELS_H

#include "base/range.h"
#include "simd/bank.h"
#include "simd/fir.h"
#include "simd/vector.h"

/* What the kernels of fir.h share. */

/* Set their kernels, plain C first. */
void et_fir_set_down(struct et_fir *fir, int depth, unsigned cpu);
void et_fir_set_pairs(struct et_fir *fir, int depth, unsigned cpu);
void et_fir_set_blocks(struct et_fir *fir, int depth, unsigned cpu);
void et_fir_set_across(struct et_fir *fir, int depth, unsigned cpu);

#if defined(__wasm_simd128__)

enum { ET_FIR_STEP = 16 };

/* Where the step after `x` starts: the last one ends at `width` and overlaps the one before. */
static inline int et_fir_next_step(int x, int width)
{
    x += ET_FIR_STEP;
    return x < width && x > width - ET_FIR_STEP ? width - ET_FIR_STEP : x;
}

/* Pairs of samples by a pair of coefficients, added to four sums. */
static inline v128_t et_add_product(v128_t sum, v128_t sample_pairs, v128_t coef_pair)
{
    return wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(sample_pairs, coef_pair));
}

/* Eight sums, shifted to samples. */
static inline v128_t et_narrow_sums(v128_t sum_lo, v128_t sum_hi, int shift)
{
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(sum_lo, shift), wasm_i32x4_shr(sum_hi, shift));
}

#endif

#endif
