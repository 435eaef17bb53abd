/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef AVCODEC_WASM_HEVC_MC_H
#define AVCODEC_WASM_HEVC_MC_H

#include "libavcodec/hevc/dsp.h"

/** Sets all motion compensation of 8, 10 and 12 bits; needs SIMD128. */
void ff_hevc_mc_init_simd128(HEVCDSPContext *c, int bit_depth);

#endif /* AVCODEC_WASM_HEVC_MC_H */
