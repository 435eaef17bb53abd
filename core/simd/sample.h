// SPDX-License-Identifier: MIT
#ifndef ETALON_SIMD_SAMPLE_H
#define ETALON_SIMD_SAMPLE_H

#include "base/range.h"
#include "simd/vector.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Samples of a row: bytes (8 bits), or 16-bit words (more). `bytes` is a constant at the call, so that
 * one text serves as the kernel for both.
 */

static inline int et_sample_get(const void *row, int x, bool bytes)
{
    return bytes ? ((const uint8_t *)row)[x] : ((const uint16_t *)row)[x];
}

static inline void et_sample_put(void *row, int x, int code, bool bytes)
{
    if (bytes)
        ((uint8_t *)row)[x] = (uint8_t)code;
    else
        ((uint16_t *)row)[x] = (uint16_t)code;
}

/* Sets `width` samples to one code. */
static inline void et_sample_fill(void *row, int width, int code, bool bytes)
{
    for (int x = 0; x < width; x++)
        et_sample_put(row, x, code, bytes);
}

/* floor(value), cut to 0 to `max`. */
static inline int et_code_of(float value, int max)
{
    const float most = (float)max;
    value = value < 0 ? 0 : value;
    return (int)(value < most ? value : most);
}

#if defined(__wasm_simd128__)

enum { ET_SAMPLE_LANES = 8 };

/* Eight samples from x on in 16-bit lanes; reads nothing else. */
static inline v128_t et_sample_load(const void *row, ptrdiff_t x, bool bytes)
{
    return bytes ? wasm_u16x8_load8x8((const uint8_t *)row + x)
                 : wasm_v128_load((const uint16_t *)row + x);
}

/* Eight lanes that hold codes; writes nothing else. */
static inline void et_sample_store(void *row, ptrdiff_t x, v128_t codes, bool bytes)
{
    if (bytes)
        wasm_v128_store64_lane((uint8_t *)row + x, wasm_u8x16_narrow_i16x8(codes, codes), 0);
    else
        wasm_v128_store((uint16_t *)row + x, codes);
}

/* Samples from x on as single precision, four and four; reads nothing else. */
static inline v128_t et_sample_load_float(const void *row, ptrdiff_t x, bool bytes, bool high)
{
    const v128_t codes = et_sample_load(row, x, bytes);
    return wasm_f32x4_convert_i32x4(high ? wasm_u32x4_extend_high_u16x8(codes)
                                         : wasm_u32x4_extend_low_u16x8(codes));
}

/* Four codes in 32-bit lanes: et_code_of() without the slow conversion that saturates. */
static inline v128_t et_code_of_32(v128_t value, int max)
{
    value = wasm_f32x4_pmax(value, wasm_f32x4_const_splat(0));
    value = wasm_f32x4_floor(wasm_f32x4_pmin(wasm_f32x4_splat((float)max), value));
    /* At 2^23 the low bits of a float are those of the integer. */
    const v128_t shifted = wasm_f32x4_add(value, wasm_f32x4_const_splat(8388608.0F));
    return wasm_v128_and(shifted, wasm_i32x4_const_splat(0x7FFFFF));
}

/* Stores eight samples from two times four codes. */
static inline void et_sample_store_32(void *row, ptrdiff_t x, v128_t low, v128_t high, bool bytes)
{
    et_sample_store(row, x, wasm_u16x8_narrow_i32x4(low, high), bytes);
}

#endif

#endif
