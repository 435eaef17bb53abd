/* SPDX-License-Identifier: BSD-2-Clause */
/* Averages of the pixels around a block. */

#ifndef DAV1D_SRC_WASM_IPRED_DC_H
#define DAV1D_SRC_WASM_IPRED_DC_H

#include "common/intops.h"
#include "src/wasm/simd128.h"

static ALWAYS_INLINE unsigned sum_lanes_i32(const v128_t v) {
    const v128_t halves = wasm_i32x4_add(v, wasm_i64x2_shuffle(v, v, 1, 1));

    return wasm_i32x4_extract_lane(halves, 0) + wasm_i32x4_extract_lane(halves, 1);
}

/* The sum of n pixels: 4, or a multiple of 8. */
static ALWAYS_INLINE unsigned sum_pixels(const pixel *const pixels, const int n) {
    if (n == 4)
        return pixels[0] + pixels[1] + pixels[2] + pixels[3];

    v128_t sums = wasm_i32x4_const_splat(0);
    for (int i = 0; i < n; i += 8)
        sums = wasm_i32x4_add(sums, wasm_u32x4_extadd_pairwise_u16x8(load_pixels(pixels + i)));
    return sum_lanes_i32(sums);
}

static ALWAYS_INLINE unsigned average_top(const pixel *const topleft, const int width) {
    return (sum_pixels(topleft + 1, width) + (width >> 1)) >> ctz(width);
}

static ALWAYS_INLINE unsigned average_left(const pixel *const topleft, const int height) {
    return (sum_pixels(topleft - height, height) + (height >> 1)) >> ctz(height);
}

static ALWAYS_INLINE unsigned average_both(const pixel *const topleft, const int width, const int height) {
    const unsigned sum = sum_pixels(topleft + 1, width) + sum_pixels(topleft - height, height);
    const unsigned dc = (sum + ((width + height) >> 1)) >> ctz(width + height);

    /* What is left to divide by is 3 or 5, for which the standard has reciprocals. */
    if (width == height)
        return dc;
    const int shift = BITDEPTH == 8 ? 16 : 17;
    const unsigned third = BITDEPTH == 8 ? 0x5556 : 0xAAAB, fifth = BITDEPTH == 8 ? 0x3334 : 0x6667;
    return dc * (width > height * 2 || height > width * 2 ? fifth : third) >> shift;
}

#endif /* DAV1D_SRC_WASM_IPRED_DC_H */
