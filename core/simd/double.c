// SPDX-License-Identifier: MIT
/*
 * Enlarging by two; see double.h for the arithmetic. Four times a middle sample of 14 bits, and a
 * half, fit 16 bits without a sign, so all of it is done in 16 bits; those of 16 bits take 32.
 */
#include "simd/double.h"

#include "simd/fir.h"
#include "simd/vector.h"

#include <etalon/filter.h>

/* ---- Plain C ------------------------------------------------------------------------------ */

static inline int value_at(const int16_t *row, int x, int shift)
{
    int i = x >> 1, neighbour = x & 1 ? i + 1 : i - 1;
    return (uint16_t)(row[neighbour] + 3 * row[i] + (1 << (shift - 1))) >> shift;
}

static void double_8_c(void *dst, const int16_t *row, int width, int depth)
{
    uint8_t *out = dst;
    for (int x = 0; x < width; x++)
        out[x] = (uint8_t)value_at(row, x, ET_MIDDLE_BITS + 2 - depth);
}

static void double_16_c(void *dst, const int16_t *row, int width, int depth)
{
    uint16_t *out = dst;
    for (int x = 0; x < width; x++)
        out[x] = (uint16_t)value_at(row, x, ET_MIDDLE_BITS + 2 - depth);
}

static inline int deep_value_at(const int16_t *row, int x)
{
    int i = x >> 1, neighbour = x & 1 ? i + 1 : i - 1;
    return (row[neighbour] + 3 * row[i] + 2) >> 2;
}

static void deep_middle_c(void *dst, const int16_t *row, int width, int depth)
{
    (void)depth;
    int16_t *out = dst;
    for (int x = 0; x < width; x++)
        out[x] = (int16_t)deep_value_at(row, x);
}

static void deep_samples_c(void *dst, const int16_t *row, int width, int depth)
{
    (void)depth;
    uint16_t *out = dst;
    for (int x = 0; x < width; x++)
        out[x] = (uint16_t)(deep_value_at(row, x) + ET_DEEP_OFFSET);
}

/* ---- SIMD128: 16 outputs a step -------------------------------------------------------------- */

#if defined(__wasm_simd128__)

enum { STEP = 16 };

static inline void double_step(const int16_t *row, int shift, v128_t *left, v128_t *right)
{
    v128_t half = wasm_i16x8_splat((int16_t)(1 << (shift - 1)));
    v128_t before = wasm_v128_load(row - 1), here = wasm_v128_load(row),
           after = wasm_v128_load(row + 1);
    v128_t base = wasm_i16x8_add(wasm_i16x8_add(here, half), wasm_i16x8_shl(here, 1));
    v128_t even = wasm_u16x8_shr(wasm_i16x8_add(base, before), shift);
    v128_t odd = wasm_u16x8_shr(wasm_i16x8_add(base, after), shift);
    *left = et_interleave_low_16(even, odd);
    *right = et_interleave_high_16(even, odd);
}

static void double_8_simd128(void *dst, const int16_t *row, int width, int depth)
{
    uint8_t *out = dst;
    int x = 0;
    for (; x <= width - STEP; x += STEP) {
        v128_t left, right;
        double_step(row + x / 2, ET_MIDDLE_BITS + 2 - depth, &left, &right);
        wasm_v128_store(out + x, wasm_u8x16_narrow_i16x8(left, right));
    }
    double_8_c(out + x, row + x / 2, width - x, depth);
}

static void double_16_simd128(void *dst, const int16_t *row, int width, int depth)
{
    uint16_t *out = dst;
    int x = 0;
    for (; x <= width - STEP; x += STEP) {
        v128_t left, right;
        double_step(row + x / 2, ET_MIDDLE_BITS + 2 - depth, &left, &right);
        wasm_v128_store(out + x, left);
        wasm_v128_store(out + x + 8, right);
    }
    double_16_c(out + x, row + x / 2, width - x, depth);
}

#endif

struct et_double et_double_kernels(int depth, unsigned cpu)
{
    if (depth == 16)
        return (struct et_double){.middle = deep_middle_c, .samples = deep_samples_c};
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return (struct et_double){.middle = double_16_simd128,
                                  .samples = depth == 8 ? double_8_simd128 : double_16_simd128};
#else
    (void)cpu;
#endif
    return (struct et_double){.middle = double_16_c,
                              .samples = depth == 8 ? double_8_c : double_16_c};
}
