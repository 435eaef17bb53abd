/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* H.264 deblocking of 10 bits. */

#include "libavutil/attributes.h"
#include "libavutil/macros.h"
#include "libavcodec/wasm/h264/loopfilter.h"
#include "libavcodec/wasm/h264/loopfilter_16.h"

#define BIT_DEPTH 10

/** tc0: the limits of eight pixels; NULL for the filter of intra blocks. */
static av_always_inline void filter_chroma(v128_t p1, v128_t *p0, v128_t *q0, v128_t q1,
                                           int alpha, int beta, const int8_t *tc0, int inner, int first)
{
    v128_t mask = filtered_16(p1, *p0, *q0, q1, wasm_i16x8_splat(alpha << (BIT_DEPTH - 8)),
                              wasm_i16x8_splat(beta << (BIT_DEPTH - 8)));

    if (tc0) {
        // ((tc0 - 1) << 2) + 1, where that is more than zero
        v128_t tc = wasm_i16x8_sub(wasm_i16x8_shl(limits_i16(tc0, inner, first), BIT_DEPTH - 8),
                                   wasm_i16x8_const_splat((1 << (BIT_DEPTH - 8)) - 1));

        tc = wasm_v128_and(wasm_i16x8_max(tc, wasm_i16x8_const_splat(0)), mask);
        filter_edge_16(p1, p0, q0, q1, tc, BIT_DEPTH);
    } else {
        v128_t two = wasm_i16x8_const_splat(2);
        v128_t p = wasm_i16x8_add(wasm_i16x8_add(wasm_i16x8_shl(p1, 1), *p0), wasm_i16x8_add(q1, two));
        v128_t q = wasm_i16x8_add(wasm_i16x8_add(wasm_i16x8_shl(q1, 1), *q0), wasm_i16x8_add(p1, two));

        *p0 = wasm_v128_bitselect(wasm_i16x8_shr(p, 2), *p0, mask);
        *q0 = wasm_v128_bitselect(wasm_i16x8_shr(q, 2), *q0, mask);
    }
}

static av_always_inline void v_chroma(uint8_t *pix, ptrdiff_t stride, int alpha, int beta, const int8_t *tc0)
{
    v128_t p1 = wasm_v128_load(pix - 2 * stride), p0 = wasm_v128_load(pix - stride);
    v128_t q0 = wasm_v128_load(pix), q1 = wasm_v128_load(pix + stride);

    filter_chroma(p1, &p0, &q0, q1, alpha, beta, tc0, 2, 0);
    wasm_v128_store(pix - stride, p0);
    wasm_v128_store(pix, q0);
}

/** An upright edge of 4, 8 or 16 rows, `inner` for each of tc0. */
static av_always_inline void h_chroma(uint8_t *pix, ptrdiff_t stride, int alpha, int beta, const int8_t *tc0, int inner)
{
    for (int first = 0; first < 4 * inner; first += 8) {
        int rows = FFMIN(4 * inner, 8);
        v128_t a[8] = { 0 }, b[4], p1, p0, q0, q1, pairs;

        for (int i = 0; i < rows; i++)
            a[i] = wasm_v128_load64_zero(pix - 4 + i * stride);
        for (int i = 0; i < 4; i++)
            b[i] = interleave_low_i16(a[2 * i], a[2 * i + 1]);
        a[0] = interleave_low_i32(b[0], b[1]);
        a[1] = interleave_low_i32(b[2], b[3]);
        a[2] = interleave_high_i32(b[0], b[1]);
        a[3] = interleave_high_i32(b[2], b[3]);
        p1 = interleave_low_i64(a[0], a[1]);
        p0 = interleave_high_i64(a[0], a[1]);
        q0 = interleave_low_i64(a[2], a[3]);
        q1 = interleave_high_i64(a[2], a[3]);
        filter_chroma(p1, &p0, &q0, q1, alpha, beta, tc0, inner, first);
        pix -= 2;
        for (int i = 0; i < rows; i += 4) {
            pairs = i ? interleave_high_i16(p0, q0) : interleave_low_i16(p0, q0);
            wasm_v128_store32_lane(pix, pairs, 0);
            wasm_v128_store32_lane(pix + stride, pairs, 1);
            wasm_v128_store32_lane(pix + 2 * stride, pairs, 2);
            wasm_v128_store32_lane(pix + 3 * stride, pairs, 3);
            pix += 4 * stride;
        }
        pix += 2;
    }
}

/** A filter, and its variant for intra blocks. */
#define FILTER(name, ...)                                                                        \
static void name(uint8_t *pix, ptrdiff_t stride, int alpha, int beta, int8_t *tc0)               \
{                                                                                                \
    __VA_ARGS__;                                                                                 \
}                                                                                                \
static void name ## _intra(uint8_t *pix, ptrdiff_t stride, int alpha, int beta)                  \
{                                                                                                \
    const int8_t *tc0 = NULL;                                                                    \
                                                                                                 \
    __VA_ARGS__;                                                                                 \
}
FILTER(v_loop_filter_luma,         v_luma_16(pix, stride, alpha, beta, tc0, BIT_DEPTH))
FILTER(h_loop_filter_luma,         h_luma_16(pix, stride, alpha, beta, tc0, 4, BIT_DEPTH))
FILTER(h_loop_filter_luma_mbaff,   h_luma_16(pix, stride, alpha, beta, tc0, 2, BIT_DEPTH))
FILTER(v_loop_filter_chroma,       v_chroma(pix, stride, alpha, beta, tc0))
FILTER(h_loop_filter_chroma,       h_chroma(pix, stride, alpha, beta, tc0, 2))
FILTER(h_loop_filter_chroma_mbaff, h_chroma(pix, stride, alpha, beta, tc0, 1))
FILTER(h_loop_filter_chroma422,    h_chroma(pix, stride, alpha, beta, tc0, 4))

av_cold void ff_h264_loop_filter_init_10_simd128(H264DSPContext *c, int chroma_format_idc)
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
