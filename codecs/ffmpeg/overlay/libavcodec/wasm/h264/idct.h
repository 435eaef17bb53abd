/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef AVCODEC_WASM_H264_IDCT_H
#define AVCODEC_WASM_H264_IDCT_H

#include "libavcodec/h264dsp.h"

/** The inverse transforms of 8 or 10 bits. */
void ff_h264_idct_init_simd128(H264DSPContext *c, int bit_depth, int chroma_format_idc);

#endif /* AVCODEC_WASM_H264_IDCT_H */
