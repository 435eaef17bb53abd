/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VP9 motion compensation with its eight-tap filters, unscaled, in strips of eight or sixteen columns. Between
 * the two dimensions samples are rounded to pixels. Up to eleven samples beyond the block's right
 * edge are read, never written.
 */

#include "libavutil/attributes.h"
#include "libavutil/macros.h"
#include "libavutil/mem_internal.h"
#include "libavcodec/vp9dsp.h"
#include "libavcodec/wasm/mc_filter.h"
#include "libavcodec/wasm/vp9/mc.h"
#include "libavcodec/wasm/vp9/mc_8bit.h"

#define BIT_DEPTH 8
#include "mc_template.c"
#undef BIT_DEPTH

#define BIT_DEPTH 10
#include "mc_template.c"
#undef BIT_DEPTH

#define BIT_DEPTH 12
#include "mc_template.c"
#undef BIT_DEPTH

av_cold void ff_vp9_mc_init_simd128(VP9DSPContext *dsp, int bit_depth)
{
    switch (bit_depth) {
    case 8:  mc_init_8(dsp);  break;
    case 10: mc_init_10(dsp); break;
    case 12: mc_init_12(dsp); break;
    }
}
