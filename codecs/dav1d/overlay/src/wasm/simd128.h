/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the SIMD128 kernels share: interleaving, and loads and stores of pixels as 16-bit lanes.
 */

#ifndef DAV1D_SRC_WASM_SIMD128_H
#define DAV1D_SRC_WASM_SIMD128_H

#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

#include "common/attributes.h"
#include "common/bitdepth.h"

static ALWAYS_INLINE v128_t interleave_low_i8(const v128_t a, const v128_t b) {
    return wasm_i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

static ALWAYS_INLINE v128_t interleave_high_i8(const v128_t a, const v128_t b) {
    return wasm_i8x16_shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

static ALWAYS_INLINE v128_t interleave_low_i16(const v128_t a, const v128_t b) {
    return wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

static ALWAYS_INLINE v128_t interleave_high_i16(const v128_t a, const v128_t b) {
    return wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

/* A splat of the pair (a, b) of 16-bit lanes, for the dot product with interleaved vectors. */
static ALWAYS_INLINE v128_t splat_pair(const int a, const int b) {
    return wasm_i32x4_splat((int) ((unsigned) b << 16 | (a & 0xffff)));
}

/*
 * Eight pixels in 16-bit lanes. Kernels load so many of a narrower block too, and of the pixels around it: pictures
 * are padded by DAV1D_PICTURE_ALIGNMENT bytes, which is for that (dav1d/picture.h), and the scratch arrays of a task
 * are made for the widest block.
 */
static ALWAYS_INLINE v128_t load_pixels(const pixel *const src) {
#if BITDEPTH == 8
    return wasm_u16x8_load8x8(src);
#else
    return wasm_v128_load(src);
#endif
}

/* Four pixels in the lower 16-bit lanes; no more is read. */
static ALWAYS_INLINE v128_t load_four_pixels(const pixel *const src) {
#if BITDEPTH == 8
    return wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(src));
#else
    return wasm_v128_load64_zero(src);
#endif
}

/* Signed 16-bit lanes clipped to pixels; for 8 bpc store_pixels() does so. */
static ALWAYS_INLINE v128_t clip_pixels(const v128_t v HIGHBD_DECL_SUFFIX) {
#if BITDEPTH == 8
    return v;
#else
    return wasm_i16x8_min(wasm_i16x8_max(v, wasm_i16x8_const_splat(0)), wasm_i16x8_splat(bitdepth_max));
#endif
}

/* The first 2, 4 or at least 8 pixels of the 16-bit lanes. */
static ALWAYS_INLINE void store_pixels(pixel *const dst, const v128_t v, const int w) {
#if BITDEPTH == 8
    const v128_t bytes = wasm_u8x16_narrow_i16x8(v, v);

    if (w >= 8)
        wasm_v128_store64_lane(dst, bytes, 0);
    else if (w == 4)
        wasm_v128_store32_lane(dst, bytes, 0);
    else
        wasm_v128_store16_lane(dst, bytes, 0);
#else
    if (w >= 8)
        wasm_v128_store(dst, v);
    else if (w == 4)
        wasm_v128_store64_lane(dst, v, 0);
    else
        wasm_v128_store32_lane(dst, v, 0);
#endif
}

#endif /* DAV1D_SRC_WASM_SIMD128_H */
