/* SPDX-License-Identifier: BSD-2-Clause */
/* Intra prediction without directions. Blocks are taken in strips of eight columns, or of four. */

#include "config.h"

#include "common/intops.h"
#include "src/tables.h"
#include "src/wasm/ipred.h"
#include "src/wasm/ipred_dc.h"
#include "src/wasm/pixel_lanes.h"
#include "src/wasm/simd128.h"

static ALWAYS_INLINE void fill(pixel *dst, const ptrdiff_t stride, const int width, const int height, const unsigned dc) {
    const v128_t pixels = pixels_splat(dc);
    const int bytes = width * sizeof(pixel);

    for (int y = 0; y < height; y++) {
        uint8_t *const row = (uint8_t *) dst;

        if (bytes == 4)
            wasm_v128_store32_lane(row, pixels, 0);
        else if (bytes == 8)
            wasm_v128_store64_lane(row, pixels, 0);
        else
            for (int x = 0; x < bytes; x += 16)
                wasm_v128_store(row + x, pixels);
        dst += PXSTRIDE(stride);
    }
}

decl_angular_ipred_fn(BF(dav1d_ipred_dc, simd128)) {
    fill(dst, stride, width, height, average_both(topleft, width, height));
}

decl_angular_ipred_fn(BF(dav1d_ipred_dc_top, simd128)) {
    fill(dst, stride, width, height, average_top(topleft, width));
}

decl_angular_ipred_fn(BF(dav1d_ipred_dc_left, simd128)) {
    fill(dst, stride, width, height, average_left(topleft, height));
}

decl_angular_ipred_fn(BF(dav1d_ipred_v, simd128)) {
    for (int x = 0; x < width; x += 8) {
        const v128_t top = load_pixels(topleft + 1 + x);

        for (int y = 0; y < height; y++)
            store_pixels(dst + y * PXSTRIDE(stride) + x, top, width);
    }
}

decl_angular_ipred_fn(BF(dav1d_ipred_h, simd128)) {
    for (int y = 0; y < height; y++)
        fill(dst + y * PXSTRIDE(stride), stride, width, 1, topleft[-(1 + y)]);
}

decl_angular_ipred_fn(BF(dav1d_ipred_paeth, simd128)) {
    const v128_t corner = wasm_i16x8_splat(topleft[0]);

    for (int x = 0; x < width; x += 8) {
        const v128_t top = load_pixels(topleft + 1 + x);
        const v128_t top_to_corner = wasm_i16x8_sub(top, corner);
        const v128_t left_difference = wasm_i16x8_abs(top_to_corner);

        for (int y = 0; y < height; y++) {
            const v128_t left = wasm_i16x8_splat(topleft[-(1 + y)]);
            const v128_t left_to_corner = wasm_i16x8_sub(left, corner);
            const v128_t top_difference = wasm_i16x8_abs(left_to_corner);
            const v128_t corner_difference = wasm_i16x8_abs(wasm_i16x8_add(top_to_corner, left_to_corner));
            const v128_t top_or_corner = wasm_v128_bitselect(top, corner, wasm_i16x8_le(top_difference, corner_difference));
            const v128_t takes_left = wasm_i16x8_le(left_difference, wasm_i16x8_min(top_difference, corner_difference));

            store_pixels(dst + y * PXSTRIDE(stride) + x, wasm_v128_bitselect(left, top_or_corner, takes_left), width);
        }
    }
}

/* Sums of two pixels, weighed by `weights` and 256 less these, of eight columns. */
#if BITDEPTH == 8
typedef v128_t Sums; /* they fit into 16 bits without sign */

static ALWAYS_INLINE Sums weigh(const v128_t a, const v128_t b, const v128_t weights) {
    const v128_t rest = wasm_i16x8_sub(wasm_i16x8_const_splat(256), weights);

    return wasm_i16x8_add(wasm_i16x8_mul(a, weights), wasm_i16x8_mul(b, rest));
}

/* (a + 128) >> 8. */
static ALWAYS_INLINE v128_t round_one(const Sums a) {
    return wasm_u16x8_shr(wasm_i16x8_add(a, wasm_i16x8_const_splat(128)), 8);
}

/* (a + b + 256) >> 9, from half the sum, rounded down. */
static ALWAYS_INLINE v128_t round_two(const Sums a, const Sums b) {
    const v128_t odd = wasm_v128_and(wasm_v128_xor(a, b), wasm_i16x8_const_splat(1));

    return round_one(wasm_i16x8_sub(wasm_u16x8_avgr(a, b), odd));
}
#else
typedef struct Sums { v128_t low, high; } Sums;

static ALWAYS_INLINE Sums weigh(const v128_t a, const v128_t b, const v128_t weights) {
    const v128_t rest = wasm_i16x8_sub(wasm_i16x8_const_splat(256), weights);

    return (Sums) { wasm_i32x4_dot_i16x8(interleave_low_i16(a, b), interleave_low_i16(weights, rest)),
                    wasm_i32x4_dot_i16x8(interleave_high_i16(a, b), interleave_high_i16(weights, rest)) };
}

static ALWAYS_INLINE v128_t round_sums(const v128_t low, const v128_t high, const int shift) {
    const v128_t round = wasm_i32x4_splat(1 << (shift - 1));

    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(low, round), shift),
                                   wasm_i32x4_shr(wasm_i32x4_add(high, round), shift));
}

static ALWAYS_INLINE v128_t round_one(const Sums a) {
    return round_sums(a.low, a.high, 8);
}

static ALWAYS_INLINE v128_t round_two(const Sums a, const Sums b) {
    return round_sums(wasm_i32x4_add(a.low, b.low), wasm_i32x4_add(a.high, b.high), 9);
}
#endif

/* Weighs the pixels above and the lowest on the left down the rows, and the left and the last above along them. */
static ALWAYS_INLINE void smooth(pixel *const dst, const ptrdiff_t stride, const pixel *const topleft, const int width,
                                 const int height, const int vertical, const int horizontal)
{
    const uint8_t *const weights_ver = &dav1d_sm_weights[height];
    const v128_t right = wasm_i16x8_splat(topleft[width]), bottom = wasm_i16x8_splat(topleft[-height]);

    for (int x = 0; x < width; x += 8) {
        const v128_t top = load_pixels(topleft + 1 + x);
        const v128_t weights_hor = wasm_u16x8_load8x8(&dav1d_sm_weights[width + x]);

        for (int y = 0; y < height; y++) {
            const Sums down = weigh(top, bottom, wasm_i16x8_splat(weights_ver[y]));
            const Sums along = weigh(wasm_i16x8_splat(topleft[-(1 + y)]), right, weights_hor);
            const v128_t row = vertical && horizontal ? round_two(down, along) : round_one(vertical ? down : along);

            store_pixels(dst + y * PXSTRIDE(stride) + x, row, width);
        }
    }
}

decl_angular_ipred_fn(BF(dav1d_ipred_smooth, simd128)) {
    smooth(dst, stride, topleft, width, height, 1, 1);
}

decl_angular_ipred_fn(BF(dav1d_ipred_smooth_v, simd128)) {
    smooth(dst, stride, topleft, width, height, 1, 0);
}

decl_angular_ipred_fn(BF(dav1d_ipred_smooth_h, simd128)) {
    smooth(dst, stride, topleft, width, height, 0, 1);
}

/* Blocks of 4x2 pixels, each made of the seven pixels on its left and above. */
decl_angular_ipred_fn(BF(dav1d_ipred_filter, simd128)) {
    const int8_t *const filter = dav1d_filter_intra_taps[angle & 511];
    v128_t taps[4][2];

    for (int i = 0; i < 4; i++) {
        const v128_t even = wasm_i16x8_load8x8(filter + 16 * i);
        const v128_t odd = i == 3 ? wasm_i16x8_const_splat(0) : wasm_i16x8_load8x8(filter + 16 * i + 8);

        taps[i][0] = interleave_low_i16(even, odd);
        taps[i][1] = interleave_high_i16(even, odd);
    }

    const pixel *top = topleft + 1;
    for (int y = 0; y < height; y += 2) {
        pixel *const row = dst + y * PXSTRIDE(stride);
        /* The corner, four pixels above, two on the left; the corner and the left are the block's before. */
        v128_t around = wasm_i16x8_shuffle(load_pixels(top), wasm_i16x8_const_splat(0), 0, 0, 1, 2, 3, 8, 8, 8);

        around = wasm_i16x8_replace_lane(around, 0, topleft[-y]);
        around = wasm_i16x8_replace_lane(around, 5, topleft[-(y + 1)]);
        around = wasm_i16x8_replace_lane(around, 6, topleft[-(y + 2)]);
        for (int x = 0; x < width; x += 4) {
            v128_t low = wasm_i32x4_const_splat(8), high = low;
            const v128_t pairs[4] = {
                wasm_i32x4_shuffle(around, around, 0, 0, 0, 0), wasm_i32x4_shuffle(around, around, 1, 1, 1, 1),
                wasm_i32x4_shuffle(around, around, 2, 2, 2, 2), wasm_i32x4_shuffle(around, around, 3, 3, 3, 3),
            };

            for (int i = 0; i < 4; i++) {
                low  = wasm_i32x4_add(low, wasm_i32x4_dot_i16x8(pairs[i], taps[i][0]));
                high = wasm_i32x4_add(high, wasm_i32x4_dot_i16x8(pairs[i], taps[i][1]));
            }
            v128_t block = wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(low, 4), wasm_i32x4_shr(high, 4));

            block = wasm_i16x8_min(wasm_i16x8_max(block, wasm_i16x8_const_splat(0)), wasm_i16x8_splat(BITDEPTH_MAX));
            store_pixels(row + x, block, 4);
            store_pixels(row + PXSTRIDE(stride) + x, wasm_i64x2_shuffle(block, block, 1, 1), 4);
            if (x + 4 < width)
                around = wasm_i16x8_shuffle(load_pixels(top + x + 3), block, 0, 1, 2, 3, 4, 11, 15, 15);
        }
        top = row + PXSTRIDE(stride);
    }
}

decl_pal_pred_fn(BF(dav1d_pal_pred, simd128)) {
#if BITDEPTH == 8
    const v128_t colours = wasm_v128_load64_zero(pal);
#else
    const v128_t colours = wasm_v128_load(pal);
#endif

    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x += 8) {
            /* Eight indices of four bits, the lower ones first. */
            const v128_t bytes = w == 4 ? wasm_v128_load16_lane(idx, wasm_i32x4_const_splat(0), 0)
                                        : wasm_v128_load32_zero(idx + x / 2);
            const v128_t indices = wasm_v128_and(interleave_low_i8(bytes, wasm_u16x8_shr(bytes, 4)), wasm_i8x16_const_splat(7));
#if BITDEPTH == 8
            const v128_t pixels = wasm_u16x8_extend_low_u8x16(wasm_i8x16_swizzle(colours, indices));
#else
            const v128_t places = wasm_u16x8_extend_low_u8x16(indices);
            const v128_t pixels = wasm_i8x16_swizzle(colours, wasm_i16x8_add(wasm_i16x8_mul(places, wasm_i16x8_const_splat(0x202)),
                                                                             wasm_i16x8_const_splat(0x100)));
#endif
            store_pixels(dst + x, pixels, w);
        }
        idx += w / 2;
        dst += PXSTRIDE(stride);
    }
}
