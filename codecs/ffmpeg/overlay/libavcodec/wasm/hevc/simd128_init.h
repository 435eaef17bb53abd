/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef AVCODEC_WASM_HEVC_SIMD128_INIT_H
#define AVCODEC_WASM_HEVC_SIMD128_INIT_H

#include "libavcodec/hevc/dsp.h"

/** Sets what dsp_init.c does not; needs SIMD128. */
void ff_hevc_dsp_init_simd128(HEVCDSPContext *c, int bit_depth);

#endif /* AVCODEC_WASM_HEVC_SIMD128_INIT_H */
