/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * HEVC motion compensation. A block is done in strips of eight columns, so that one function serves
 * every width. Of the three steps of a sample, the first two are
 *   - the filter, whose result has 14 bits, in 16-bit lanes;
 *   - the stage: stored as it is (put), rounded to a pixel (uni), averaged with the other direction's
 *     samples (bi), or one of these weighted (uni_w, bi_w).
 * Sums of eight-bit samples fit into 16 bits. Up to eleven samples beyond the block's right edge are
 * read, never written.
 */

#include "libavutil/macros.h"
#include "libavcodec/hevc/dsp.h"
#include "libavcodec/wasm/hevc/kernels.h"
#include "libavcodec/wasm/mc_filter.h"
#include "libavcodec/wasm/simd128.h"

enum Stage { PUT, UNI, UNI_W, BI, BI_W };

/** What weighted stages multiply, add and shift by; see FUNC(uni_w_weights), FUNC(bi_w_weights). */
typedef struct Weights {
    v128_t factor;
    v128_t round;
    v128_t offset;
    int shift;
} Weights;

#define BIT_DEPTH 8
#include "mc_template.c"
#undef BIT_DEPTH

#define BIT_DEPTH 10
#include "mc_template.c"
#undef BIT_DEPTH

#define BIT_DEPTH 12
#include "mc_template.c"
#undef BIT_DEPTH

av_cold void ff_hevc_mc_init_simd128(HEVCDSPContext *c, int bit_depth)
{
    switch (bit_depth) {
    case 8:  mc_init_8(c);  break;
    case 10: mc_init_10(c); break;
    case 12: mc_init_12(c); break;
    }
}
