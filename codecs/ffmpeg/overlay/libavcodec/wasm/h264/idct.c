/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * H.264 inverse transforms. Coefficients have 16 bits where pixels have 8, and wrap as x86's kernels
 * let them; else they have 32. Pixels are added to with saturation.
 */

#include "libavutil/attributes.h"
#include "libavutil/common.h"
#include "libavutil/intreadwrite.h"
#include "libavcodec/h264_parse.h"
#include "libavcodec/wasm/h264/idct.h"
#include "libavcodec/wasm/simd128.h"

static av_always_inline v128_t high_half(v128_t v)
{
    return interleave_high_i64(v, v);
}

static av_always_inline void transpose_4x4_i32(v128_t x[4])
{
    v128_t a = interleave_low_i32(x[0], x[1]), b = interleave_high_i32(x[0], x[1]);
    v128_t c = interleave_low_i32(x[2], x[3]), d = interleave_high_i32(x[2], x[3]);

    x[0] = interleave_low_i64(a, c);
    x[1] = interleave_high_i64(a, c);
    x[2] = interleave_low_i64(b, d);
    x[3] = interleave_high_i64(b, d);
}

#define BIT_DEPTH 8
#include "idct_template.c"
#undef BIT_DEPTH

#define BIT_DEPTH 10
#include "idct_template.c"
#undef BIT_DEPTH

av_cold void ff_h264_idct_init_simd128(H264DSPContext *c, int bit_depth, int chroma_format_idc)
{
    if (bit_depth == 8)
        idct_init_8(c, chroma_format_idc);
    else
        idct_init_10(c, chroma_format_idc);
}
