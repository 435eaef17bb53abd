// SPDX-License-Identifier: MIT
#ifndef ETALON_PROGRAM_WORDS_KERNELS_H
#define ETALON_PROGRAM_WORDS_KERNELS_H

#include "program/words.h"

#include "simd/vector.h"

/* What the kernels of words share. */

/* The kernels of steps, and their twins. */
typedef void et_words_run(const struct et_words_step *step, int16_t *const channels[3], int count);
et_words_run et_words_affine_c, et_words_curves_c, et_words_table_c;
et_words_run et_words_affine_simd128, et_words_curves_simd128, et_words_table_simd128;

static inline int et_cut(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

/* Parts of the sum may be beyond 32 bits; the whole is not. */
static inline int et_words_sum(const struct et_words_row *row, const int16_t in[3])
{
    uint32_t sum = (uint32_t)row->offset;
    for (int c = 0; c < 3; c++)
        sum += (uint32_t)(row->factors[c] * in[c]);
    return (int32_t)sum >> row->shift;
}

#if defined(__wasm_simd128__)

/* Eight pixels of three channels: pairs of the first two, and the third with nothing beside it. */
struct et_words_pairs {
    v128_t first[2], last[2];
};

static inline struct et_words_pairs et_words_pair(v128_t a, v128_t b, v128_t c)
{
    const v128_t zero = wasm_i16x8_const_splat(0);
    return (struct et_words_pairs){{et_interleave_low_16(a, b), et_interleave_high_16(a, b)},
                                   {et_interleave_low_16(c, zero), et_interleave_high_16(c, zero)}};
}

static inline v128_t et_words_two(int16_t low, int16_t high)
{
    return wasm_i32x4_splat((int32_t)((uint32_t)(uint16_t)low | (uint32_t)(uint16_t)high << 16));
}

static inline v128_t et_words_dot(const struct et_words_row *row,
                                  const struct et_words_pairs *pairs)
{
    const v128_t first = et_words_two(row->factors[0], row->factors[1]);
    const v128_t last = et_words_two(row->factors[2], 0), offset = wasm_i32x4_splat(row->offset);
    v128_t sums[2];
    for (int i = 0; i < 2; i++)
        sums[i] = wasm_i32x4_shr(
            wasm_i32x4_add(offset, wasm_i32x4_add(wasm_i32x4_dot_i16x8(pairs->first[i], first),
                                                  wasm_i32x4_dot_i16x8(pairs->last[i], last))),
            (uint32_t)row->shift);
    return wasm_i16x8_narrow_i32x4(sums[0], sums[1]);
}

#endif

#endif
