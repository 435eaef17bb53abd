// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_BOX_SUMS_H
#define ETALON_FILTERS_BOX_SUMS_H

#include "filters/box_kernels.h"

#include "simd/vector.h"

#include <string.h>

/* What the two directions of box_kernels.h share. */

typedef void et_box_across(void *const *dst, const uint16_t *const *rows, int count, int power,
                           int box, int width, float scale, int max);

/* The kernel for sums of 2^31 and more (`wide`) or below, and `cpu`, a mask of ET_CPU_*. */
et_box_across *et_box_across_kernel(int wide, unsigned cpu);

/*
 * Added to a number below 2^22, this leaves the nearest integer in the low bits: rounding that is one
 * instruction everywhere.
 */
static const float et_box_magic = 12582912; /* 1.5 * 2^23 */
enum { ET_BOX_MAGIC_BITS = 0x4B400000 };

static inline int et_box_divide(uint64_t sum, float scale, int max)
{
    float value = (float)(int64_t)sum * scale + et_box_magic;
    int32_t bits;
    memcpy(&bits, &value, sizeof(bits));
    bits -= ET_BOX_MAGIC_BITS;
    return bits < 0 ? 0 : bits > max ? max : bits;
}

/* The combs, for values in the order of box_kernels.h, which wrap around. */
static inline uint64_t et_box_comb(uint64_t a, uint64_t b, uint64_t c, uint64_t d, int power)
{
    return power == 1 ? a - b : power == 2 ? a - 2 * b + c : a - d - 3 * (b - c);
}

#if defined(__wasm_simd128__)

/* Four sums divided: floats whose low 16 bits are the quotients. */
static inline v128_t et_box_divide_32(v128_t sums, v128_t scale)
{
    return wasm_f32x4_add(wasm_f32x4_mul(wasm_f32x4_convert_i32x4(sums), scale),
                          wasm_f32x4_splat(et_box_magic));
}

static inline v128_t et_box_comb_32(v128_t a, v128_t b, v128_t c, v128_t d, int power)
{
    if (power == 1)
        return wasm_i32x4_sub(a, b);
    if (power == 2)
        return wasm_i32x4_sub(wasm_i32x4_sub(a, b), wasm_i32x4_sub(b, c));
    v128_t difference = wasm_i32x4_sub(b, c);
    return wasm_i32x4_sub(wasm_i32x4_sub(a, d),
                          wasm_i32x4_add(difference, wasm_i32x4_add(difference, difference)));
}

#endif

#endif
