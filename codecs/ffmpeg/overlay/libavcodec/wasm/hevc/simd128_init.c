/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libavutil/attributes.h"
#include "libavcodec/mips/hevcdsp_mips.h"
#include "libavcodec/wasm/hevc/kernels.h"
#include "libavcodec/wasm/hevc/simd128_init.h"

enum { OFFSETS = 5 };

/** Offsets with room behind them: kernels of libavcodec/mips load a vector from the second one on. */
typedef struct Offsets {
    int16_t values[1 + 8];
} Offsets;

static av_always_inline Offsets with_room(const int16_t *values)
{
    Offsets offsets = { { 0 } };

    memcpy(offsets.values, values, OFFSETS * sizeof(*values));
    return offsets;
}

static void sao_band_filter_8(uint8_t *dst, const uint8_t *src, ptrdiff_t stride_dst, ptrdiff_t stride_src,
                              const int16_t *values, int left_class, int width, int height)
{
    Offsets offsets = with_room(values);

    ff_hevc_sao_band_filter_0_8_msa(dst, src, stride_dst, stride_src, offsets.values, left_class, width, height);
}

static void sao_edge_filter_8(uint8_t *dst, const uint8_t *src, ptrdiff_t stride_dst, const int16_t *values, int eo,
                              int width, int height)
{
    Offsets offsets = with_room(values);

    ff_hevc_sao_edge_filter_8_msa(dst, src, stride_dst, offsets.values, eo, width, height);
}

av_cold void ff_hevc_dsp_init_simd128(HEVCDSPContext *c, int bit_depth)
{
    if (bit_depth == 8) {
        for (int i = 0; i < 5; i++) {
            c->sao_band_filter[i] = sao_band_filter_8;
            c->sao_edge_filter[i] = sao_edge_filter_8;
        }
    }
    ff_hevc_mc_init_simd128(c, bit_depth);
    ff_hevc_transform_init_simd128(c, bit_depth);
    ff_hevc_deblock_init_simd128(c, bit_depth);
    ff_hevc_sao_init_simd128(c, bit_depth);
}
