/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libavutil/attributes.h"
#include "libavcodec/mips/hevcdsp_mips.h"
#include "libavcodec/wasm/hevc/mc.h"
#include "libavcodec/wasm/hevc/simd128_init.h"

/** Kernels of libavcodec/mips, all of 8 bits; each is faster than what dsp_init.c has set before. */
static av_cold void init_msa(HEVCDSPContext *c)
{
    for (int i = 0; i < 5; i++) {
        c->sao_band_filter[i] = ff_hevc_sao_band_filter_0_8_msa;
        c->sao_edge_filter[i] = ff_hevc_sao_edge_filter_8_msa;
    }

    c->hevc_h_loop_filter_luma     = c->hevc_h_loop_filter_luma_c   = ff_hevc_loop_filter_luma_h_8_msa;
    c->hevc_v_loop_filter_luma     = c->hevc_v_loop_filter_luma_c   = ff_hevc_loop_filter_luma_v_8_msa;
    c->hevc_h_loop_filter_chroma   = c->hevc_h_loop_filter_chroma_c = ff_hevc_loop_filter_chroma_h_8_msa;
    c->hevc_v_loop_filter_chroma   = c->hevc_v_loop_filter_chroma_c = ff_hevc_loop_filter_chroma_v_8_msa;

    c->idct[0]            = ff_hevc_idct_4x4_msa;
    c->idct[1]            = ff_hevc_idct_8x8_msa;
    c->idct[2]            = ff_hevc_idct_16x16_msa;
    c->idct[3]            = ff_hevc_idct_32x32_msa;
    c->idct_dc[0]         = ff_hevc_idct_dc_4x4_msa;
    c->idct_dc[1]         = ff_hevc_idct_dc_8x8_msa;
    c->idct_dc[2]         = ff_hevc_idct_dc_16x16_msa;
    c->idct_dc[3]         = ff_hevc_idct_dc_32x32_msa;
    c->add_residual[0]    = ff_hevc_addblk_4x4_msa;
    c->add_residual[1]    = ff_hevc_addblk_8x8_msa;
    c->add_residual[2]    = ff_hevc_addblk_16x16_msa;
    c->add_residual[3]    = ff_hevc_addblk_32x32_msa;
    c->transform_4x4_luma = ff_hevc_idct_luma_4x4_msa;
}

av_cold void ff_hevc_dsp_init_simd128(HEVCDSPContext *c, int bit_depth)
{
    if (bit_depth == 8)
        init_msa(c);
    ff_hevc_mc_init_simd128(c, bit_depth);
}
