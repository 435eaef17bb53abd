/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef AVCODEC_WASM_VP9_ITXFM_H
#define AVCODEC_WASM_VP9_ITXFM_H

#include "libavcodec/vp9dsp.h"

/** Sets the transforms of 8 bits but the lossless one; needs SIMD128. */
void ff_vp9_itxfm_init_8_simd128(VP9DSPContext *dsp);

/** Sets the transforms of 10 or 12 bits but the lossless one; needs SIMD128. */
void ff_vp9_itxfm_init_high_simd128(VP9DSPContext *dsp, int bit_depth);

#endif /* AVCODEC_WASM_VP9_ITXFM_H */
