// SPDX-License-Identifier: MIT
#ifndef ETALON_SIMD_VECTOR_H
#define ETALON_SIMD_VECTOR_H

/*
 * Moves that several SIMD128 kernels share, phrased as the shuffles that engines turn into one
 * instruction (punpckl, punpckh, shufps). Empty in builds without SIMD128.
 */
#if defined(__wasm_simd128__)

#include <wasm_simd128.h>

/* a0 b0 a1 b1 ... of the low, or the high, halves. */
static inline v128_t et_interleave_low_8(v128_t a, v128_t b)
{
    return wasm_i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

static inline v128_t et_interleave_high_8(v128_t a, v128_t b)
{
    return wasm_i8x16_shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

static inline v128_t et_interleave_low_16(v128_t a, v128_t b)
{
    return wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

static inline v128_t et_interleave_high_16(v128_t a, v128_t b)
{
    return wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

/* Eight signed values cut to the codes of a depth, 8 to 14 bits. */
static inline v128_t et_clamp_code_16(v128_t values, int depth)
{
    v128_t max = wasm_i16x8_splat((int16_t)((1 << depth) - 1));
    return wasm_i16x8_min(wasm_i16x8_max(values, wasm_i16x8_const_splat(0)), max);
}

/* Pairs of neighbours added: a01 a23 b01 b23. */
static inline v128_t et_add_pairs_32(v128_t a, v128_t b)
{
    return wasm_i32x4_add(wasm_i32x4_shuffle(a, b, 0, 2, 4, 6),
                          wasm_i32x4_shuffle(a, b, 1, 3, 5, 7));
}

#endif

#endif
