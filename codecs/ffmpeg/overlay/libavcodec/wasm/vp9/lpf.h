/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef AVCODEC_WASM_VP9_LPF_H
#define AVCODEC_WASM_VP9_LPF_H

#include "libavcodec/vp9dsp.h"

/** Sets the loop filters of 8 bits; needs SIMD128. */
void ff_vp9_lpf_init_simd128(VP9DSPContext *dsp);

/** Sets the loop filters of 10 or 12 bits; needs SIMD128. */
void ff_vp9_lpf_init_high_simd128(VP9DSPContext *dsp, int bit_depth);

#endif /* AVCODEC_WASM_VP9_LPF_H */
