/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* H.264 deblocking of 8 bits, edge by edge. */

#include "libavutil/attributes.h"
#include "libavutil/macros.h"
#include "libavcodec/wasm/h264/loopfilter.h"
#include "libavcodec/wasm/h264/loopfilter_8.h"

static void v_loop_filter_luma(uint8_t *pix, ptrdiff_t stride, int alpha, int beta, int8_t *tc0)
{
    v_luma(pix, stride, alpha, beta, limits_u8(tc0, 4));
}

static void h_loop_filter_luma(uint8_t *pix, ptrdiff_t stride, int alpha, int beta, int8_t *tc0)
{
    h_luma(pix, stride, alpha, beta, limits_u8(tc0, 4), 4);
}

static void h_loop_filter_luma_mbaff(uint8_t *pix, ptrdiff_t stride, int alpha, int beta, int8_t *tc0)
{
    h_luma(pix, stride, alpha, beta, limits_u8(tc0, 2), 2);
}

/** tc0: NULL for the filter of intra blocks. */
static av_always_inline void v_chroma(uint8_t *pix, ptrdiff_t stride, int alpha, int beta, int8_t *tc0)
{
    v128_t p1 = wasm_v128_load64_zero(pix - 2 * stride), p0 = wasm_v128_load64_zero(pix - stride);
    v128_t q0 = wasm_v128_load64_zero(pix), q1 = wasm_v128_load64_zero(pix + stride);

    if (tc0)
        filter_chroma(p1, &p0, &q0, q1, alpha, beta, limits_u8(tc0, 2));
    else
        filter_chroma_intra(p1, &p0, &q0, q1, alpha, beta);
    wasm_v128_store64_lane(pix - stride, p0, 0);
    wasm_v128_store64_lane(pix, q0, 0);
}

static void v_loop_filter_chroma(uint8_t *pix, ptrdiff_t stride, int alpha, int beta, int8_t *tc0)
{
    v_chroma(pix, stride, alpha, beta, tc0);
}

static void v_loop_filter_chroma_intra(uint8_t *pix, ptrdiff_t stride, int alpha, int beta)
{
    v_chroma(pix, stride, alpha, beta, NULL);
}

/** An upright edge of 4, 8 or 16 rows, `inner` for each of tc0, which is NULL for intra blocks. */
static av_always_inline void h_chroma(uint8_t *pix, ptrdiff_t stride, int alpha, int beta, int8_t *tc0, int inner)
{
    v128_t r[4] = { 0 }, p1, p0, q0, q1;

    for (int i = 0; i < inner; i++)
        r[i] = load_columns(pix - 2 + 4 * i * stride, stride);
    join_columns(r[0], r[1], r[2], r[3], &p1, &p0, &q0, &q1);
    if (tc0)
        filter_chroma(p1, &p0, &q0, q1, alpha, beta, limits_u8(tc0, inner));
    else
        filter_chroma_intra(p1, &p0, &q0, q1, alpha, beta);
    pix--;
    if (inner == 1) {
        v128_t pairs = interleave_low_i8(p0, q0);

        STORE_COLUMN_PAIRS(pix, stride, pairs, 0);
        return;
    }
    store_column_pairs(pix, stride, interleave_low_i8(p0, q0));
    if (inner == 4)
        store_column_pairs(pix + 8 * stride, stride, interleave_high_i8(p0, q0));
}

#define H_CHROMA(name, inner)                                                                                          \
static void h_loop_filter_ ## name(uint8_t *pix, ptrdiff_t stride, int alpha, int beta, int8_t *tc0)                   \
{                                                                                                                      \
    h_chroma(pix, stride, alpha, beta, tc0, inner);                                                                    \
}                                                                                                                      \
static void h_loop_filter_ ## name ## _intra(uint8_t *pix, ptrdiff_t stride, int alpha, int beta)                      \
{                                                                                                                      \
    h_chroma(pix, stride, alpha, beta, NULL, inner);                                                                   \
}
H_CHROMA(chroma_mbaff, 1)
H_CHROMA(chroma, 2)
H_CHROMA(chroma422, 4)

static void v_loop_filter_luma_intra(uint8_t *pix, ptrdiff_t stride, int alpha, int beta)
{
    v_luma_16(pix, stride, alpha, beta, NULL, 8);
}

static void h_loop_filter_luma_intra(uint8_t *pix, ptrdiff_t stride, int alpha, int beta)
{
    h_luma_16(pix, stride, alpha, beta, NULL, 4, 8);
}

static void h_loop_filter_luma_mbaff_intra(uint8_t *pix, ptrdiff_t stride, int alpha, int beta)
{
    h_luma_16(pix, stride, alpha, beta, NULL, 2, 8);
}

av_cold void ff_h264_loop_filter_init_8_simd128(H264DSPContext *c, int chroma_format_idc)
{
    c->v_loop_filter_luma             = v_loop_filter_luma;
    c->h_loop_filter_luma             = h_loop_filter_luma;
    c->h_loop_filter_luma_mbaff       = h_loop_filter_luma_mbaff;
    c->v_loop_filter_luma_intra       = v_loop_filter_luma_intra;
    c->h_loop_filter_luma_intra       = h_loop_filter_luma_intra;
    c->h_loop_filter_luma_mbaff_intra = h_loop_filter_luma_mbaff_intra;
    c->v_loop_filter_chroma           = v_loop_filter_chroma;
    c->v_loop_filter_chroma_intra     = v_loop_filter_chroma_intra;
    if (chroma_format_idc <= 1) {
        c->h_loop_filter_chroma             = h_loop_filter_chroma;
        c->h_loop_filter_chroma_mbaff       = h_loop_filter_chroma_mbaff;
        c->h_loop_filter_chroma_intra       = h_loop_filter_chroma_intra;
        c->h_loop_filter_chroma_mbaff_intra = h_loop_filter_chroma_mbaff_intra;
    } else {
        c->h_loop_filter_chroma             = h_loop_filter_chroma422;
        c->h_loop_filter_chroma_mbaff       = h_loop_filter_chroma;
        c->h_loop_filter_chroma_intra       = h_loop_filter_chroma422_intra;
        c->h_loop_filter_chroma_mbaff_intra = h_loop_filter_chroma_intra;
    }
}
