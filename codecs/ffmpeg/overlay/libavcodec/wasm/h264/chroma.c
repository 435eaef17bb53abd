/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * H.264 chroma motion compensation of 8 to 10 bits: bilinear in eighths, along the row first, whose
 * sums the next row uses again. All fits into unsigned 16 bits: 64 * 1023 + 32 < 65536.
 */

#include "libavutil/attributes.h"
#include "libavutil/macros.h"
#include "libavcodec/h264chroma.h"
#include "libavutil/cpu_internal.h"
#include "libavcodec/wasm/simd128.h"

/** One row's sums; nothing is read to the right where x is zero. */
static av_always_inline v128_t row_sums(const uint8_t *src, int pixel_bytes, v128_t left, v128_t right, int x)
{
    v128_t sums = wasm_i16x8_mul(pixel_bytes == 1 ? wasm_u16x8_load8x8(src) : wasm_v128_load(src), left);

    if (x) {
        src += pixel_bytes;
        sums = wasm_i16x8_add(sums, wasm_i16x8_mul(pixel_bytes == 1 ? wasm_u16x8_load8x8(src) : wasm_v128_load(src), right));
    }
    return sums;
}

/** Eight pixels as they lie in memory. */
static av_always_inline v128_t load_pixels(const uint8_t *src, int pixel_bytes)
{
    return pixel_bytes == 1 ? wasm_v128_load64_zero(src) : wasm_v128_load(src);
}

static av_always_inline void store_pixels(uint8_t *dst, v128_t pixels, int width, int pixel_bytes, int avg)
{
    if (avg) {
        v128_t before = load_pixels(dst, pixel_bytes);

        pixels = pixel_bytes == 1 ? wasm_u8x16_avgr(pixels, before) : wasm_u16x8_avgr(pixels, before);
    }
    if (width * pixel_bytes == 16)
        wasm_v128_store(dst, pixels);
    else
        store_bytes(dst, pixels, width * pixel_bytes);
}

static av_always_inline void chroma_mc(uint8_t *dst, const uint8_t *src, ptrdiff_t stride, int h,
                                       int x, int y, int width, int pixel_bytes, int avg)
{
    v128_t left   = wasm_i16x8_splat(8 - x), right = wasm_i16x8_splat(x);
    v128_t top    = wasm_i16x8_splat(8 - y), bottom = wasm_i16x8_splat(y);
    v128_t before;

    if (!x && !y) {
        // Most blocks of a still picture.
        for (int i = 0; i < h; i++) {
            v128_t pixels = load_pixels(src, pixel_bytes);

            store_pixels(dst, pixels, width, pixel_bytes, avg);
            dst += stride;
            src += stride;
        }
        return;
    }
    before = row_sums(src, pixel_bytes, left, right, x);
    for (int i = 0; i < h; i++) {
        v128_t after = before, sums;

        // The row after the block is not there to be read where y is zero.
        if (y || i + 1 < h)
            after = row_sums(src + stride, pixel_bytes, left, right, x);
        sums   = wasm_i16x8_add(wasm_i16x8_mul(before, top), wasm_i16x8_mul(after, bottom));
        sums   = wasm_u16x8_shr(wasm_i16x8_add(sums, wasm_i16x8_const_splat(32)), 6);
        before = after;
        store_pixels(dst, pixel_bytes == 1 ? wasm_u8x16_narrow_i16x8(sums, sums) : sums, width, pixel_bytes, avg);
        dst += stride;
        src += stride;
    }
}

#define CHROMA(op, width, bits, pixel_bytes, avg)                                                            \
static void op ## _chroma_mc ## width ## _ ## bits(uint8_t *dst, const uint8_t *src, ptrdiff_t stride, int h, \
                                                   int x, int y)                                             \
{                                                                                                            \
    chroma_mc(dst, src, stride, h, x, y, width, pixel_bytes, avg);                                           \
}
#define CHROMA_ALL(bits, pixel_bytes)                                                 \
    CHROMA(put, 8, bits, pixel_bytes, 0) CHROMA(avg, 8, bits, pixel_bytes, 1)         \
    CHROMA(put, 4, bits, pixel_bytes, 0) CHROMA(avg, 4, bits, pixel_bytes, 1)         \
    CHROMA(put, 2, bits, pixel_bytes, 0) CHROMA(avg, 2, bits, pixel_bytes, 1)
CHROMA_ALL(8, 1)
CHROMA_ALL(16, 2)

av_cold void ff_h264chroma_init_wasm(H264ChromaContext *c, int bit_depth)
{
#if HAVE_SIMD128
    if (!CPUEXT(av_get_cpu_flags(), SIMD128) || bit_depth > 10)
        return;
#define SET(bits)                                                      \
    c->put_h264_chroma_pixels_tab[0] = put_chroma_mc8_ ## bits;        \
    c->put_h264_chroma_pixels_tab[1] = put_chroma_mc4_ ## bits;        \
    c->put_h264_chroma_pixels_tab[2] = put_chroma_mc2_ ## bits;        \
    c->avg_h264_chroma_pixels_tab[0] = avg_chroma_mc8_ ## bits;        \
    c->avg_h264_chroma_pixels_tab[1] = avg_chroma_mc4_ ## bits;        \
    c->avg_h264_chroma_pixels_tab[2] = avg_chroma_mc2_ ## bits
    if (bit_depth <= 8) {
        SET(8);
    } else {
        SET(16);
    }
#undef SET
#endif
}
