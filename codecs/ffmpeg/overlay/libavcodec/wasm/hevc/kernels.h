/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef AVCODEC_WASM_HEVC_KERNELS_H
#define AVCODEC_WASM_HEVC_KERNELS_H

#include "libavcodec/hevc/dsp.h"
#include "libavcodec/hevc/pred.h"

/* Each sets its part of the tables for 8, 10 or 12 bits, and nothing for other depths; needs SIMD128. */

/** All motion compensation. */
void ff_hevc_mc_init_simd128(HEVCDSPContext *c, int bit_depth);

/** All transforms, and residuals added to pixels. */
void ff_hevc_transform_init_simd128(HEVCDSPContext *c, int bit_depth);

/** All deblocking. */
void ff_hevc_deblock_init_simd128(HEVCDSPContext *c, int bit_depth);

/** Sample adaptive offsets; of more than 8 bits only. */
void ff_hevc_sao_init_simd128(HEVCDSPContext *c, int bit_depth);

/** Intra prediction and its filter; of more than 8 bits only. */
void ff_hevc_pred_init_simd128(HEVCPredContext *c, int bit_depth);

#endif /* AVCODEC_WASM_HEVC_KERNELS_H */
