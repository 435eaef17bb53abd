/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libavutil/attributes.h"
#include "libavutil/cpu_internal.h"
#include "libavcodec/mips/vp9dsp_mips.h"
#include "libavcodec/vp9dsp.h"
#include "libavcodec/wasm/vp9/intra.h"
#include "libavcodec/wasm/vp9/itxfm.h"
#include "libavcodec/wasm/vp9/lpf.h"
#include "libavcodec/wasm/vp9/mc.h"

/** Kernels of libavcodec/mips, all of 8 bits. */
static av_cold void init_msa(VP9DSPContext *dsp)
{
#define SET_EDGES(tx, size)                                       \
    dsp->intra_pred[tx][VERT_PRED]    = ff_vert_ ## size ## _msa; \
    dsp->intra_pred[tx][HOR_PRED]     = ff_hor_ ## size ## _msa;  \
    dsp->intra_pred[tx][DC_128_PRED]  = ff_dc_128_ ## size ## _msa; \
    dsp->intra_pred[tx][DC_127_PRED]  = ff_dc_127_ ## size ## _msa; \
    dsp->intra_pred[tx][DC_129_PRED]  = ff_dc_129_ ## size ## _msa
#define SET_INTRA(tx, size)                                       \
    dsp->intra_pred[tx][DC_PRED]      = ff_dc_ ## size ## _msa;   \
    dsp->intra_pred[tx][LEFT_DC_PRED] = ff_dc_left_ ## size ## _msa; \
    dsp->intra_pred[tx][TOP_DC_PRED]  = ff_dc_top_ ## size ## _msa
    SET_EDGES(TX_16X16, 16x16);
    SET_EDGES(TX_32X32, 32x32);
    SET_INTRA(TX_4X4, 4x4);
    SET_INTRA(TX_8X8, 8x8);
    SET_INTRA(TX_16X16, 16x16);
    SET_INTRA(TX_32X32, 32x32);
#undef SET_EDGES
#undef SET_INTRA
}

av_cold void ff_vp9dsp_init_wasm(VP9DSPContext *dsp, int bpp)
{
#if HAVE_SIMD128
    if (!CPUEXT(av_get_cpu_flags(), SIMD128))
        return;
    if (bpp == 8) {
        init_msa(dsp);
        ff_vp9_intra_init_8_simd128(dsp);
        ff_vp9_itxfm_init_8_simd128(dsp);
        ff_vp9_lpf_init_simd128(dsp);
    } else {
        ff_vp9_intra_init_high_simd128(dsp, bpp);
        ff_vp9_itxfm_init_high_simd128(dsp, bpp);
        ff_vp9_lpf_init_high_simd128(dsp, bpp);
    }
    ff_vp9_mc_init_simd128(dsp, bpp);
#endif
}
