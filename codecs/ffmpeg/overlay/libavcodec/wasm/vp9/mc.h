/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef AVCODEC_WASM_VP9_MC_H
#define AVCODEC_WASM_VP9_MC_H

#include "libavcodec/vp9dsp.h"

/** Sets copies, averages and eight-tap filters of 8, 10 and 12 bits; needs SIMD128. */
void ff_vp9_mc_init_simd128(VP9DSPContext *dsp, int bit_depth);

#endif /* AVCODEC_WASM_VP9_MC_H */
