/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * H.264 chroma motion compensation of 8 to 10 bits: bilinear in eighths, along the row first, whose
 * sums the next row uses again; in one direction where the other is whole. All fits into unsigned 16
 * bits: 64 * 1023 + 32 < 65536.
 */

#include "libavutil/attributes.h"
#include "libavutil/macros.h"
#include "libavcodec/h264chroma.h"
#include "libavutil/cpu_internal.h"
#include "libavcodec/wasm/simd128.h"

static av_always_inline v128_t load_wide(const uint8_t *src, int pixel_bytes)
{
    return pixel_bytes == 1 ? wasm_u16x8_load8x8(src) : wasm_v128_load(src);
}

/** One row's sums. */
static av_always_inline v128_t row_sums(const uint8_t *src, int pixel_bytes, v128_t left, v128_t right)
{
    return wasm_i16x8_add(wasm_i16x8_mul(load_wide(src, pixel_bytes), left),
                          wasm_i16x8_mul(load_wide(src + pixel_bytes, pixel_bytes), right));
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

static av_always_inline void store_wide(uint8_t *dst, v128_t v, int width, int pixel_bytes, int avg)
{
    store_pixels(dst, pixel_bytes == 1 ? wasm_u8x16_narrow_i16x8(v, v) : v, width, pixel_bytes, avg);
}

static av_always_inline void chroma_mc(uint8_t *dst, const uint8_t *src, ptrdiff_t stride, int h,
                                       int x, int y, int width, int pixel_bytes, int avg)
{
    v128_t left = wasm_i16x8_splat(8 - x), right = wasm_i16x8_splat(x);
    v128_t top  = wasm_i16x8_splat(8 - y), bottom = wasm_i16x8_splat(y);

    // Of whole vectors' neighbours, to the right or below, none are there to be read.
    if (!x && !y) {
        for (int i = 0; i < h; i++) {
            store_pixels(dst, load_pixels(src, pixel_bytes), width, pixel_bytes, avg);
            dst += stride;
            src += stride;
        }
    } else if (!y) {
        for (int i = 0; i < h; i++) {
            v128_t sums = row_sums(src, pixel_bytes, left, right);

            sums = wasm_u16x8_shr(wasm_i16x8_add(sums, wasm_i16x8_const_splat(4)), 3);
            store_wide(dst, sums, width, pixel_bytes, avg);
            dst += stride;
            src += stride;
        }
    } else if (!x) {
        v128_t before = load_wide(src, pixel_bytes);

        for (int i = 0; i < h; i++) {
            v128_t after, sums;

            src   += stride;
            after  = load_wide(src, pixel_bytes);
            sums   = wasm_i16x8_add(wasm_i16x8_mul(before, top), wasm_i16x8_mul(after, bottom));
            sums   = wasm_u16x8_shr(wasm_i16x8_add(sums, wasm_i16x8_const_splat(4)), 3);
            before = after;
            store_wide(dst, sums, width, pixel_bytes, avg);
            dst += stride;
        }
    } else {
        v128_t before = row_sums(src, pixel_bytes, left, right);

        for (int i = 0; i < h; i++) {
            v128_t after, sums;

            src   += stride;
            after  = row_sums(src, pixel_bytes, left, right);
            sums   = wasm_i16x8_add(wasm_i16x8_mul(before, top), wasm_i16x8_mul(after, bottom));
            sums   = wasm_u16x8_shr(wasm_i16x8_add(sums, wasm_i16x8_const_splat(32)), 6);
            before = after;
            store_wide(dst, sums, width, pixel_bytes, avg);
            dst += stride;
        }
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
