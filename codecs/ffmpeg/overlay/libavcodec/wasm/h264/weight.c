/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* H.264 weighted prediction of 8 and 10 bits. */

#include "libavutil/attributes.h"
#include "libavutil/macros.h"
#include "libavcodec/h264dsp.h"
#include "libavcodec/mips/h264dsp_mips.h"
#include "libavutil/cpu_internal.h"
#include "libavcodec/wasm/h264/idct.h"
#include "libavcodec/wasm/h264/loopfilter.h"
#include "libavcodec/wasm/h264/strength.h"
#include "libavcodec/wasm/simd128.h"

static av_always_inline v128_t load_wide(const uint8_t *src, int bit_depth)
{
    return bit_depth == 8 ? wasm_u16x8_load8x8(src) : wasm_v128_load(src);
}

static av_always_inline void store_pixels(uint8_t *dst, v128_t v, int columns, int bit_depth)
{
    if (bit_depth == 8)
        store_bytes(dst, wasm_u8x16_narrow_i16x8(v, v), columns);
    else if (columns >= 8)
        wasm_v128_store(dst, clip_pixel_i16(v, bit_depth));
    else
        store_bytes(dst, clip_pixel_i16(v, bit_depth), columns * 2);
}

static av_always_inline void weight_pixels(uint8_t *block, ptrdiff_t stride, int height, int log2_denom,
                                           int weight, int offset, int width, int bit_depth)
{
    int pixel_bytes = bit_depth == 8 ? 1 : 2;
    v128_t factor = wasm_i16x8_splat(weight);
    v128_t round;

    offset = (int) ((unsigned) offset << (log2_denom + bit_depth - 8));
    if (log2_denom)
        offset += 1 << (log2_denom - 1);
    round = bit_depth == 8 ? wasm_i16x8_splat(offset) : wasm_i32x4_splat(offset);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x += 8) {
            uint8_t *pixels = block + x * pixel_bytes;
            v128_t v = load_wide(pixels, bit_depth);

            if (bit_depth == 8) {
                // 255 * 128 fits, and what saturates is beyond 255 after the largest shift, 7, too.
                v = wasm_i16x8_shr(wasm_i16x8_add_sat(wasm_i16x8_mul(v, factor), round), log2_denom);
            } else {
                v128_t low  = wasm_i32x4_add(wasm_i32x4_extmul_low_i16x8(v, factor), round);
                v128_t high = wasm_i32x4_add(wasm_i32x4_extmul_high_i16x8(v, factor), round);

                v = wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(low, log2_denom), wasm_i32x4_shr(high, log2_denom));
            }
            store_pixels(pixels, v, FFMIN(width, 8), bit_depth);
        }
        block += stride;
    }
}

static av_always_inline void biweight_pixels(uint8_t *dst, const uint8_t *src, ptrdiff_t stride, int height,
                                             int log2_denom, int weightd, int weights, int offset,
                                             int width, int bit_depth)
{
    int pixel_bytes = bit_depth == 8 ? 1 : 2;
    v128_t factors = splat_pair(weightd, weights);
    v128_t factord = wasm_i16x8_splat(weightd), factor = wasm_i16x8_splat(weights);
    v128_t round, round_i16;
    int least, most;

    offset    = (int) ((unsigned) offset << (bit_depth - 8));
    offset    = (int) ((unsigned) ((offset + 1) | 1) << log2_denom);
    round     = wasm_i32x4_splat(offset);
    round_i16 = wasm_i16x8_splat(offset);
    // Sums of eight bits, which fit into 16 bits for all weights but odd ones.
    least = 255 * (FFMIN(weightd, 0) + FFMIN(weights, 0)) + offset;
    most  = 255 * (FFMAX(weightd, 0) + FFMAX(weights, 0)) + offset;
    if (bit_depth == 8 && least >= INT16_MIN && most <= INT16_MAX) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x += 8) {
                v128_t d   = wasm_i16x8_mul(wasm_u16x8_load8x8(dst + x), factord);
                v128_t s   = wasm_i16x8_mul(wasm_u16x8_load8x8(src + x), factor);
                v128_t sum = wasm_i16x8_add(wasm_i16x8_add(d, s), round_i16);

                store_pixels(dst + x, wasm_i16x8_shr(sum, log2_denom + 1), FFMIN(width, 8), bit_depth);
            }
            dst += stride;
            src += stride;
        }
        return;
    }
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x += 8) {
            v128_t d    = load_wide(dst + x * pixel_bytes, bit_depth);
            v128_t s    = load_wide(src + x * pixel_bytes, bit_depth);
            v128_t low  = wasm_i32x4_add(wasm_i32x4_dot_i16x8(interleave_low_i16(d, s), factors), round);
            v128_t high = wasm_i32x4_add(wasm_i32x4_dot_i16x8(interleave_high_i16(d, s), factors), round);

            low  = wasm_i32x4_shr(low, log2_denom + 1);
            high = wasm_i32x4_shr(high, log2_denom + 1);
            store_pixels(dst + x * pixel_bytes, wasm_i16x8_narrow_i32x4(low, high), FFMIN(width, 8), bit_depth);
        }
        dst += stride;
        src += stride;
    }
}

#define WEIGHT(width, bit_depth)                                                                          \
static void weight ## width ## _ ## bit_depth(uint8_t *block, ptrdiff_t stride, int height,               \
                                              int log2_denom, int weight, int offset)                     \
{                                                                                                         \
    weight_pixels(block, stride, height, log2_denom, weight, offset, width, bit_depth);                   \
}                                                                                                         \
static void biweight ## width ## _ ## bit_depth(uint8_t *dst, uint8_t *src, ptrdiff_t stride, int height, \
                                                int log2_denom, int weightd, int weights, int offset)     \
{                                                                                                         \
    biweight_pixels(dst, src, stride, height, log2_denom, weightd, weights, offset, width, bit_depth);    \
}
#define WEIGHT_ALL(bit_depth) \
    WEIGHT(16, bit_depth) WEIGHT(8, bit_depth) WEIGHT(4, bit_depth) WEIGHT(2, bit_depth)
WEIGHT_ALL(8)
WEIGHT_ALL(10)

av_cold void ff_h264dsp_init_wasm(H264DSPContext *c, int bit_depth, int chroma_format_idc)
{
#if HAVE_SIMD128
    ff_h264dsp_init_mips(c, bit_depth, chroma_format_idc);
    if (chroma_format_idc <= 1) // the loop filter's quick way knows no other
        ff_h264_strength_init_wasm(c);
    if (chroma_format_idc <= 1 && bit_depth == 8)
        ff_h264_loop_filter_mb_init_wasm(c);
    if (!CPUEXT(av_get_cpu_flags(), SIMD128))
        return;
#define SET(depth)                                       \
    c->weight_pixels_tab[0]   = weight16_ ## depth;      \
    c->weight_pixels_tab[1]   = weight8_ ## depth;       \
    c->weight_pixels_tab[2]   = weight4_ ## depth;       \
    c->weight_pixels_tab[3]   = weight2_ ## depth;       \
    c->biweight_pixels_tab[0] = biweight16_ ## depth;    \
    c->biweight_pixels_tab[1] = biweight8_ ## depth;     \
    c->biweight_pixels_tab[2] = biweight4_ ## depth;     \
    c->biweight_pixels_tab[3] = biweight2_ ## depth
    if (bit_depth == 8) {
        SET(8);
        ff_h264_idct_init_simd128(c, 8, chroma_format_idc);
        ff_h264_loop_filter_init_8_simd128(c, chroma_format_idc);
    } else if (bit_depth == 10) {
        SET(10);
        ff_h264_idct_init_simd128(c, 10, chroma_format_idc);
        ff_h264_loop_filter_init_10_simd128(c, chroma_format_idc);
    }
#undef SET
#endif
}
