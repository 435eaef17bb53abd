/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef AVCODEC_WASM_H264_STRENGTH_H
#define AVCODEC_WASM_H264_STRENGTH_H

#include "libavcodec/h264dsp.h"

/** Boundary strengths, of every depth. */
void ff_h264_strength_init_wasm(H264DSPContext *c);

#endif /* AVCODEC_WASM_H264_STRENGTH_H */
