/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libavutil/attributes.h"
#include "libavcodec/mips/hevcdsp_mips.h"
#include "libavcodec/wasm/hevc/kernels.h"
#include "libavcodec/wasm/hevc/simd128_init.h"

av_cold void ff_hevc_dsp_init_simd128(HEVCDSPContext *c, int bit_depth)
{
    if (bit_depth == 8) {
        // Kernels of libavcodec/mips.
        for (int i = 0; i < 5; i++) {
            c->sao_band_filter[i] = ff_hevc_sao_band_filter_0_8_msa;
            c->sao_edge_filter[i] = ff_hevc_sao_edge_filter_8_msa;
        }
    }
    ff_hevc_mc_init_simd128(c, bit_depth);
    ff_hevc_transform_init_simd128(c, bit_depth);
    ff_hevc_deblock_init_simd128(c, bit_depth);
    ff_hevc_sao_init_simd128(c, bit_depth);
}
