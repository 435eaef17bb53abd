/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * H.264 deblocking of a macroblock of 8 bits and 4:2:0 in one call: the limits of an edge are looked up for all its
 * pixels at once, where four bytes that are stored one by one are waited for, and both chroma planes are filtered
 * together.
 */

#include "libavutil/attributes.h"
#include "libavutil/cpu_internal.h"
#include "libavutil/intreadwrite.h"
#include "libavcodec/wasm/h264/loopfilter.h"
#include "libavcodec/wasm/h264/loopfilter_8.h"

typedef void (*LumaFilter)(const H264DSPContext *dsp, uint8_t *pix, ptrdiff_t stride, const int16_t bS[4],
                           const H264EdgeLimits *limits, int dir);
typedef void (*ChromaFilter)(const H264DSPContext *dsp, uint8_t *cb, uint8_t *cr, ptrdiff_t stride, const int16_t bS[4],
                             const H264EdgeLimits *limits, int dir);

static av_always_inline void filter_edges(const H264DSPContext *dsp, uint8_t *const dst[3], const ptrdiff_t stride[2],
                                          int16_t bS[2][4][4], const H264EdgeLimits limits[2][3], int edges, int step,
                                          LumaFilter filter_luma_edge, ChromaFilter filter_chroma_edges)
{
    for (int dir = 0; dir < 2; dir++) {
        ptrdiff_t luma_step = dir ? stride[0] : 1, chroma_step = dir ? stride[1] : 1;

        for (int edge = 0; edge < edges; edge += step) {
            const H264EdgeLimits *luma   = &limits[0][edge ? 2 : dir];
            const H264EdgeLimits *chroma = &limits[1][edge ? 2 : dir];

            if (!AV_RN64A(bS[dir][edge]))
                continue;
            if (luma->alpha && luma->beta)
                filter_luma_edge(dsp, dst[0] + 4 * edge * luma_step, stride[0], bS[dir][edge], luma, dir);
            if (!(edge & 1) && chroma->alpha && chroma->beta)
                filter_chroma_edges(dsp, dst[1] + 2 * edge * chroma_step, dst[2] + 2 * edge * chroma_step, stride[1],
                                    bS[dir][edge], chroma, dir);
        }
    }
}

static void filter_luma_c(const H264DSPContext *dsp, uint8_t *pix, ptrdiff_t stride, const int16_t bS[4],
                          const H264EdgeLimits *limits, int dir)
{
    int8_t tc0[4];

    if (bS[0] == 4) {
        (dir ? dsp->v_loop_filter_luma_intra : dsp->h_loop_filter_luma_intra)(pix, stride, limits->alpha, limits->beta);
        return;
    }
    for (int i = 0; i < 4; i++)
        tc0[i] = limits->tc0[bS[i]];
    (dir ? dsp->v_loop_filter_luma : dsp->h_loop_filter_luma)(pix, stride, limits->alpha, limits->beta, tc0);
}

static void filter_chroma_c(const H264DSPContext *dsp, uint8_t *cb, uint8_t *cr, ptrdiff_t stride, const int16_t bS[4],
                            const H264EdgeLimits *limits, int dir)
{
    for (int plane = 0; plane < 2; plane++) {
        uint8_t *pix = plane ? cr : cb;
        int8_t tc[4];

        if (bS[0] == 4) {
            (dir ? dsp->v_loop_filter_chroma_intra : dsp->h_loop_filter_chroma_intra)(pix, stride, limits->alpha, limits->beta);
            continue;
        }
        for (int i = 0; i < 4; i++)
            tc[i] = limits->tc0[bS[i]] + 1;
        (dir ? dsp->v_loop_filter_chroma : dsp->h_loop_filter_chroma)(pix, stride, limits->alpha, limits->beta, tc);
    }
}

static void loop_filter_mb_c(const H264DSPContext *dsp, uint8_t *const dst[3], const ptrdiff_t stride[2],
                             int16_t bS[2][4][4], const H264EdgeLimits limits[2][3], int edges, int step)
{
    filter_edges(dsp, dst, stride, bS, limits, edges, step, filter_luma_c, filter_chroma_c);
}

#if HAVE_SIMD128
/** Of four strengths, not 4, a limit in each byte that `lanes`, a byte of its strength in each, says. */
static av_always_inline v128_t limits_of(const int16_t bS[4], const H264EdgeLimits *limits, v128_t lanes)
{
    v128_t strengths = wasm_i8x16_swizzle(wasm_v128_load64_zero(bS), lanes);

    return wasm_i8x16_swizzle(wasm_v128_load32_zero(limits->tc0), strengths);
}

static av_noinline void filter_luma_upright(uint8_t *pix, ptrdiff_t stride, int alpha, int beta, v128_t tc0)
{
    h_luma(pix, stride, alpha, beta, tc0, 4);
}

static av_noinline void filter_luma_upright_intra(uint8_t *pix, ptrdiff_t stride, int alpha, int beta)
{
    h_luma_16(pix, stride, alpha, beta, NULL, 4, 8);
}

static av_noinline void filter_luma_level_intra(uint8_t *pix, ptrdiff_t stride, int alpha, int beta)
{
    v_luma_16(pix, stride, alpha, beta, NULL, 8);
}

static av_always_inline void filter_luma_simd128(const H264DSPContext *dsp, uint8_t *pix, ptrdiff_t stride, const int16_t bS[4],
                                                 const H264EdgeLimits *limits, int dir)
{
    v128_t tc0 = limits_of(bS, limits, wasm_i8x16_const(0, 0, 0, 0, 2, 2, 2, 2, 4, 4, 4, 4, 6, 6, 6, 6));

    if (bS[0] == 4)
        (dir ? filter_luma_level_intra : filter_luma_upright_intra)(pix, stride, limits->alpha, limits->beta);
    else if (dir)
        v_luma(pix, stride, limits->alpha, limits->beta, tc0);
    else
        filter_luma_upright(pix, stride, limits->alpha, limits->beta, tc0);
}

/** Eight pixels of both planes. */
static av_always_inline v128_t load_pair(const uint8_t *cb, const uint8_t *cr)
{
    return wasm_v128_load64_lane(cr, wasm_v128_load64_zero(cb), 1);
}

static av_always_inline void store_pair(uint8_t *cb, uint8_t *cr, v128_t v)
{
    wasm_v128_store64_lane(cb, v, 0);
    wasm_v128_store64_lane(cr, v, 1);
}

static av_always_inline void filter_chroma_simd128(const H264DSPContext *dsp, uint8_t *cb, uint8_t *cr, ptrdiff_t stride,
                                                   const int16_t bS[4], const H264EdgeLimits *limits, int dir)
{
    int alpha = limits->alpha, beta = limits->beta;
    v128_t p1, p0, q0, q1, tc;

    if (dir) {
        p1 = load_pair(cb - 2 * stride, cr - 2 * stride);
        p0 = load_pair(cb - stride, cr - stride);
        q0 = load_pair(cb, cr);
        q1 = load_pair(cb + stride, cr + stride);
    } else {
        v128_t cb_low = load_columns(cb - 2, stride), cb_high = load_columns(cb - 2 + 4 * stride, stride);
        v128_t cr_low = load_columns(cr - 2, stride), cr_high = load_columns(cr - 2 + 4 * stride, stride);

        join_columns(cb_low, cb_high, cr_low, cr_high, &p1, &p0, &q0, &q1);
    }
    if (bS[0] == 4) {
        filter_chroma_intra(p1, &p0, &q0, q1, alpha, beta);
    } else {
        tc = limits_of(bS, limits, wasm_i8x16_const(0, 0, 2, 2, 4, 4, 6, 6, 0, 0, 2, 2, 4, 4, 6, 6));
        filter_chroma(p1, &p0, &q0, q1, alpha, beta, wasm_i8x16_add(tc, wasm_i8x16_const_splat(1)));
    }
    if (dir) {
        store_pair(cb - stride, cr - stride, p0);
        store_pair(cb, cr, q0);
    } else {
        store_column_pairs(cb - 1, stride, interleave_low_i8(p0, q0));
        store_column_pairs(cr - 1, stride, interleave_high_i8(p0, q0));
    }
}

static void loop_filter_mb_simd128(const H264DSPContext *dsp, uint8_t *const dst[3], const ptrdiff_t stride[2],
                                   int16_t bS[2][4][4], const H264EdgeLimits limits[2][3], int edges, int step)
{
    filter_edges(dsp, dst, stride, bS, limits, edges, step, filter_luma_simd128, filter_chroma_simd128);
}
#endif

av_cold void ff_h264_loop_filter_mb_init_wasm(H264DSPContext *c)
{
    c->loop_filter_mb = loop_filter_mb_c;
#if HAVE_SIMD128
    if (CPUEXT(av_get_cpu_flags(), SIMD128))
        c->loop_filter_mb = loop_filter_mb_simd128;
#endif
}
