/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * H.264 intra prediction of 8 and 10 bits. A direction's pixels are a sequence along the edge, of averages or of
 * sums of three; each row of the block is a part of it.
 */

#include "libavutil/attributes.h"
#include "libavcodec/codec_id.h"
#include "libavcodec/h264pred.h"
#include "libavcodec/mips/h264pred_mips.h"
#include "libavutil/cpu_internal.h"
#include "libavcodec/wasm/simd128.h"

/** (a + 2 * b + c + 2) >> 2 */
static av_always_inline v128_t sum_of_three(v128_t a, v128_t b, v128_t c)
{
    v128_t sum = wasm_i16x8_add(wasm_i16x8_add(a, c), wasm_i16x8_shl(b, 1));

    return wasm_u16x8_shr(wasm_i16x8_add(sum, wasm_i16x8_const_splat(2)), 2);
}

/** The lanes after `first`, without the last. */
static av_always_inline v128_t after(int first, v128_t v)
{
    return wasm_i16x8_shuffle(wasm_i16x8_splat(first), v, 0, 8, 9, 10, 11, 12, 13, 14);
}

/** The lanes before `last`, without the first. */
static av_always_inline v128_t before(v128_t v, int last)
{
    return wasm_i16x8_shuffle(v, wasm_i16x8_splat(last), 1, 2, 3, 4, 5, 6, 7, 8);
}

static av_always_inline int sum_of_lanes(v128_t v)
{
    v128_t sum = wasm_i32x4_extadd_pairwise_i16x8(v);

    sum = wasm_i32x4_add(sum, wasm_i64x2_shuffle(sum, sum, 1, 0));
    return wasm_i32x4_extract_lane(sum, 0) + wasm_i32x4_extract_lane(sum, 1);
}

/** Four lanes of each of two values. */
static av_always_inline v128_t two_halves(int left, int right)
{
    return interleave_low_i64(wasm_i16x8_splat(left), wasm_i16x8_splat(right));
}

/** The step from pixel to pixel of a plane prediction, in 32nds. */
static av_always_inline int step_of_plane(int slope, int length)
{
    return length == 16 ? (5 * slope + 32) >> 6 : (17 * slope + 16) >> 5;
}

#define BIT_DEPTH 8
#include "pred_template.c"
#undef BIT_DEPTH

#define BIT_DEPTH 10
#include "pred_template.c"
#undef BIT_DEPTH

av_cold void ff_h264_pred_init_wasm(H264PredContext *h, int codec_id, int bit_depth, int chroma_format_idc)
{
#if HAVE_SIMD128
    ff_h264_pred_init_mips(h, codec_id, bit_depth, chroma_format_idc);
    if (!CPUEXT(av_get_cpu_flags(), SIMD128))
        return;
    if (bit_depth == 8)
        pred_init_8(h, codec_id, chroma_format_idc);
    else if (bit_depth == 10)
        pred_init_10(h, codec_id, chroma_format_idc);
#endif
}
