/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whole vectors of pixels, 16 of 8 bits or 8 of 16: a kernel written with these serves both bit
 * depths.
 */

#ifndef DAV1D_SRC_WASM_PIXEL_LANES_H
#define DAV1D_SRC_WASM_PIXEL_LANES_H

#include "src/wasm/simd128.h"

#define PIXELS_PER_VECTOR ((int) (16 / sizeof(pixel)))

#if BITDEPTH == 8
#define pixels_splat(v)  wasm_u8x16_splat(v)
#define pixels_add(a, b) wasm_i8x16_add(a, b)
#define pixels_add_sat(a, b) wasm_u8x16_add_sat(a, b)
#define pixels_sub_sat(a, b) wasm_u8x16_sub_sat(a, b)
#define pixels_min(a, b) wasm_u8x16_min(a, b)
#define pixels_max(a, b) wasm_u8x16_max(a, b)
#define pixels_eq(a, b) wasm_i8x16_eq(a, b)

/*
 * What is left of a pixel's bits in a 16-bit lane that was shifted by n: a operand of pixels_shr().
 */
static ALWAYS_INLINE v128_t pixels_shr_mask(const int n) {
    return wasm_u8x16_splat(0xff >> n);
}

static ALWAYS_INLINE v128_t pixels_shr(const v128_t v, const int n, const v128_t mask) {
    return wasm_v128_and(wasm_u16x8_shr(v, n), mask);
}
#else
#define pixels_splat(v)  wasm_u16x8_splat(v)
#define pixels_add(a, b) wasm_i16x8_add(a, b)
#define pixels_add_sat(a, b) wasm_u16x8_add_sat(a, b)
#define pixels_sub_sat(a, b) wasm_u16x8_sub_sat(a, b)
#define pixels_min(a, b) wasm_u16x8_min(a, b)
#define pixels_max(a, b) wasm_u16x8_max(a, b)
#define pixels_eq(a, b) wasm_i16x8_eq(a, b)

static ALWAYS_INLINE v128_t pixels_shr_mask(const int n) {
    return wasm_i16x8_const_splat(-1);
}

static ALWAYS_INLINE v128_t pixels_shr(const v128_t v, const int n, const v128_t mask) {
    return wasm_u16x8_shr(v, n);
}
#endif

/* A vector of 1, 2 or 4 rows of w pixels, 4 or 8; stride in pixels. */
static ALWAYS_INLINE v128_t load_rows(const pixel *const p, const ptrdiff_t stride, const int w) {
    if (w == PIXELS_PER_VECTOR)
        return wasm_v128_load(p);
    if (w == PIXELS_PER_VECTOR / 2)
        return wasm_v128_load64_lane(p + stride, wasm_v128_load64_zero(p), 1);
    const v128_t rows01 = wasm_v128_load32_lane(p + stride, wasm_v128_load32_zero(p), 1);
    return wasm_v128_load32_lane(p + 3 * stride,
                                 wasm_v128_load32_lane(p + 2 * stride, rows01, 2), 3);
}

/* The counterpart of load_rows(). */
static ALWAYS_INLINE void store_rows(pixel *const p, const ptrdiff_t stride, const v128_t v,
                                       const int w)
{
    if (w == PIXELS_PER_VECTOR) {
        wasm_v128_store(p, v);
    } else if (w == PIXELS_PER_VECTOR / 2) {
        wasm_v128_store64_lane(p, v, 0);
        wasm_v128_store64_lane(p + stride, v, 1);
    } else {
        wasm_v128_store32_lane(p, v, 0);
        wasm_v128_store32_lane(p + stride, v, 1);
        wasm_v128_store32_lane(p + 2 * stride, v, 2);
        wasm_v128_store32_lane(p + 3 * stride, v, 3);
    }
}

/* The first n pixels of a vector: all, or 8 or 4 bytes. */
static ALWAYS_INLINE v128_t load_part(const pixel *const p, const int n) {
    return n == PIXELS_PER_VECTOR ? wasm_v128_load(p)
         : n == PIXELS_PER_VECTOR / 2 ? wasm_v128_load64_zero(p) : wasm_v128_load32_zero(p);
}

/* The counterpart of load_part(). */
static ALWAYS_INLINE void store_part(pixel *const p, const v128_t v, const int n) {
    if (n == PIXELS_PER_VECTOR)
        wasm_v128_store(p, v);
    else if (n == PIXELS_PER_VECTOR / 2)
        wasm_v128_store64_lane(p, v, 0);
    else
        wasm_v128_store32_lane(p, v, 0);
}

#endif /* DAV1D_SRC_WASM_PIXEL_LANES_H */
