/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef AVCODEC_WASM_H264_LOOPFILTER_H
#define AVCODEC_WASM_H264_LOOPFILTER_H

#include "libavcodec/h264dsp.h"

/** The deblocking filters of 8 bits (loopfilter.c) and of 10 (loopfilter_10.c). */
void ff_h264_loop_filter_init_8_simd128(H264DSPContext *c, int chroma_format_idc);
void ff_h264_loop_filter_init_10_simd128(H264DSPContext *c, int chroma_format_idc);

/** A macroblock's of 8 bits and 4:2:0 (loopfilter_mb.c), also in C. */
void ff_h264_loop_filter_mb_init_wasm(H264DSPContext *c);

#endif /* AVCODEC_WASM_H264_LOOPFILTER_H */
