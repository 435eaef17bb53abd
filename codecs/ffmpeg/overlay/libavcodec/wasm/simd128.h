/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the SIMD128 kernels of libavcodec/wasm share: interleaving, narrow stores, clipping.
 */

#ifndef AVCODEC_WASM_SIMD128_H
#define AVCODEC_WASM_SIMD128_H

#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

#include "libavutil/attributes.h"

static av_always_inline v128_t interleave_low_i8(v128_t a, v128_t b)
{
    return wasm_i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

static av_always_inline v128_t interleave_high_i8(v128_t a, v128_t b)
{
    return wasm_i8x16_shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

static av_always_inline v128_t interleave_low_i16(v128_t a, v128_t b)
{
    return wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

static av_always_inline v128_t interleave_high_i16(v128_t a, v128_t b)
{
    return wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

static av_always_inline v128_t interleave_low_i32(v128_t a, v128_t b)
{
    return wasm_i32x4_shuffle(a, b, 0, 4, 1, 5);
}

static av_always_inline v128_t interleave_high_i32(v128_t a, v128_t b)
{
    return wasm_i32x4_shuffle(a, b, 2, 6, 3, 7);
}

static av_always_inline v128_t interleave_low_i64(v128_t a, v128_t b)
{
    return wasm_i64x2_shuffle(a, b, 0, 2);
}

static av_always_inline v128_t interleave_high_i64(v128_t a, v128_t b)
{
    return wasm_i64x2_shuffle(a, b, 1, 3);
}

static av_always_inline void transpose_8x8_i16(v128_t v[8])
{
    v128_t a[8], b[8];

    for (int i = 0; i < 4; i++) {
        a[2 * i]     = interleave_low_i16(v[i], v[i + 4]);
        a[2 * i + 1] = interleave_high_i16(v[i], v[i + 4]);
    }
    for (int i = 0; i < 4; i++) {
        b[2 * i]     = interleave_low_i16(a[i], a[i + 4]);
        b[2 * i + 1] = interleave_high_i16(a[i], a[i + 4]);
    }
    for (int i = 0; i < 4; i++) {
        v[2 * i]     = interleave_low_i16(b[i], b[i + 4]);
        v[2 * i + 1] = interleave_high_i16(b[i], b[i + 4]);
    }
}

/** A splat of the pair (a, b) of 16-bit lanes, a operand of the dot product of interleaved vectors. */
static av_always_inline v128_t splat_pair(int a, int b)
{
    return wasm_i32x4_splat((int) ((unsigned) b << 16 | (a & 0xffff)));
}

/** The 16-bit lanes clipped to pixels of bit_depth bits. */
static av_always_inline v128_t clip_pixel_i16(v128_t v, int bit_depth)
{
    return wasm_i16x8_min(wasm_i16x8_max(v, wasm_i16x8_const_splat(0)),
                          wasm_i16x8_splat((1 << bit_depth) - 1));
}

/** (a + b + 1) >> 1 of bytes, or rounded down. */
static av_always_inline v128_t mean_u8(v128_t a, v128_t b, int down)
{
    return down ? wasm_v128_not(wasm_u8x16_avgr(wasm_v128_not(a), wasm_v128_not(b))) : wasm_u8x16_avgr(a, b);
}

/** Zeros of which the compiler does not know: it would make a memory.fill of their stores, for which V8 calls out to C. */
static av_always_inline v128_t opaque_zero(void)
{
    v128_t zero = wasm_i32x4_const_splat(0);

    __asm__("" : "+r"(zero));
    return zero;
}

/** Clears `count` vectors. */
static av_always_inline void clear_vectors(void *dst, int count)
{
    const v128_t zero = opaque_zero();

    for (int i = 0; i < count; i++)
        wasm_v128_store((uint8_t *) dst + 16 * i, zero);
}

/** The first 2, 4, 6 or at least 8 bytes of v. */
static av_always_inline void store_bytes(uint8_t *dst, v128_t v, int bytes)
{
    if (bytes >= 8) {
        wasm_v128_store64_lane(dst, v, 0);
        return;
    }
    if (bytes & 4)
        wasm_v128_store32_lane(dst, v, 0);
    if (bytes == 2)
        wasm_v128_store16_lane(dst, v, 0);
    else if (bytes & 2)
        wasm_v128_store16_lane(dst + 4, v, 2);
}

/** The first 2, 4, 6 or at least 8 of the 16-bit lanes of v. */
static av_always_inline void store_words(uint8_t *dst, v128_t v, int words)
{
    if (words >= 8) {
        wasm_v128_store(dst, v);
        return;
    }
    if (words & 4)
        wasm_v128_store64_lane(dst, v, 0);
    if (words == 2)
        wasm_v128_store32_lane(dst, v, 0);
    else if (words & 2)
        wasm_v128_store32_lane(dst + 8, v, 2);
}

#endif /* AVCODEC_WASM_SIMD128_H */
