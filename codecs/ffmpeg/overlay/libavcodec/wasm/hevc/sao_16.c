/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* HEVC sample adaptive offsets of 10 and 12 bits. Offsets are looked up as pairs of bytes. */

#include "libavcodec/defs.h"
#include "libavcodec/hevc/dsp.h"
#include "libavcodec/hevc/hevcdec.h"
#include "libavcodec/wasm/hevc/kernels.h"
#include "libavcodec/wasm/simd128.h"

/** table[index] of eight entries of 16 bits; 0 for an index of 8 to 127. */
static av_always_inline v128_t look_up(v128_t table, v128_t index)
{
    v128_t bytes = wasm_i16x8_add(wasm_i16x8_mul(index, wasm_i16x8_const_splat(0x0202)), wasm_i16x8_const_splat(0x0100));

    return wasm_i8x16_swizzle(table, bytes);
}

static av_always_inline void band_filter(uint8_t *dst, const uint8_t *src, ptrdiff_t stride_dst, ptrdiff_t stride_src,
                                         const int16_t *offsets, int left_class, int width, int height, int bit_depth)
{
    v128_t table = wasm_v128_load64_zero(offsets + 1), first = wasm_i16x8_splat(left_class);

    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x += 8) {
            v128_t v    = wasm_v128_load(src + 2 * x);
            v128_t band = wasm_i16x8_sub(wasm_u16x8_shr(v, bit_depth - 5), first);

            // Bands wrap around.
            v = wasm_i16x8_add(v, look_up(table, wasm_v128_and(band, wasm_i16x8_const_splat(31))));
            store_words(dst + 2 * x, clip_pixel_i16(v, bit_depth), width - x);
        }
        dst += stride_dst;
        src += stride_src;
    }
}

/** -1, 0, 1 for a less than, equal to, greater than b */
static av_always_inline v128_t compare(v128_t a, v128_t b)
{
    return wasm_i16x8_sub(wasm_i16x8_lt(a, b), wasm_i16x8_gt(a, b));
}

static av_always_inline void edge_filter(uint8_t *dst, const uint8_t *src, ptrdiff_t stride_dst,
                                         const int16_t *offsets, int eo, int width, int height, int bit_depth)
{
    const ptrdiff_t stride_src = 2 * MAX_PB_SIZE + AV_INPUT_BUFFER_PADDING_SIZE;
    // One neighbour; the other one lies opposite.
    const ptrdiff_t neighbour = eo == SAO_EO_HORIZ ? 2 : eo == SAO_EO_VERT ? stride_src :
                                eo == SAO_EO_135D ? stride_src + 2 : stride_src - 2;
    v128_t table = wasm_i16x8_make(offsets[1], offsets[2], offsets[0], offsets[3], offsets[4], 0, 0, 0);

    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x += 8) {
            const uint8_t *at = src + 2 * x;
            v128_t v   = wasm_v128_load(at);
            v128_t sum = wasm_i16x8_add(compare(v, wasm_v128_load(at - neighbour)),
                                        compare(v, wasm_v128_load(at + neighbour)));

            v = wasm_i16x8_add(v, look_up(table, wasm_i16x8_add(sum, wasm_i16x8_const_splat(2))));
            store_words(dst + 2 * x, clip_pixel_i16(v, bit_depth), width - x);
        }
        dst += stride_dst;
        src += stride_src;
    }
}

#define SAO(depth)                                                                                               \
static void band_filter_ ## depth(uint8_t *dst, const uint8_t *src, ptrdiff_t stride_dst, ptrdiff_t stride_src,  \
                                  const int16_t *offsets, int left_class, int width, int height)                 \
{                                                                                                                \
    band_filter(dst, src, stride_dst, stride_src, offsets, left_class, width, height, depth);                    \
}                                                                                                                \
static void edge_filter_ ## depth(uint8_t *dst, const uint8_t *src, ptrdiff_t stride_dst,                        \
                                  const int16_t *offsets, int eo, int width, int height)                         \
{                                                                                                                \
    edge_filter(dst, src, stride_dst, offsets, eo, width, height, depth);                                        \
}
SAO(10)
SAO(12)
#undef SAO

av_cold void ff_hevc_sao_init_simd128(HEVCDSPContext *c, int bit_depth)
{
    for (int i = 0; i < 5; i++) {
        switch (bit_depth) {
        case 10:
            c->sao_band_filter[i] = band_filter_10;
            c->sao_edge_filter[i] = edge_filter_10;
            break;
        case 12:
            c->sao_band_filter[i] = band_filter_12;
            c->sao_edge_filter[i] = edge_filter_12;
            break;
        }
    }
}
