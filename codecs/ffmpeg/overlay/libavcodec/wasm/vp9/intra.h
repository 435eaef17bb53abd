/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef AVCODEC_WASM_VP9_INTRA_H
#define AVCODEC_WASM_VP9_INTRA_H

#include "libavcodec/vp9dsp.h"

/** Sets the diagonal predictions and TrueMotion of 8 bits; needs SIMD128. */
void ff_vp9_intra_init_8_simd128(VP9DSPContext *dsp);

/** Sets the predictions of 10 or 12 bits; needs SIMD128. */
void ff_vp9_intra_init_high_simd128(VP9DSPContext *dsp, int bit_depth);

#endif /* AVCODEC_WASM_VP9_INTRA_H */
