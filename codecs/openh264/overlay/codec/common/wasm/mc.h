// SPDX-License-Identifier: BSD-2-Clause
/* Motion compensation, each equal to the C function of mc.cpp with its name. */
#ifndef WELS_WASM_MC_H
#define WELS_WASM_MC_H

#include <stdint.h>

void McLuma_simd128 (const uint8_t* pSrc, int32_t iSrcStride, uint8_t* pDst, int32_t iDstStride, int16_t iMvX,
                     int16_t iMvY, int32_t iWidth, int32_t iHeight);
void McChroma_simd128 (const uint8_t* pSrc, int32_t iSrcStride, uint8_t* pDst, int32_t iDstStride, int16_t iMvX,
                       int16_t iMvY, int32_t iWidth, int32_t iHeight);

/* Half-sample positions; widths of 4, 8, 16 and one more than those. */
void McHorVer20_simd128 (const uint8_t* pSrc, int32_t iSrcStride, uint8_t* pDst, int32_t iDstStride, int32_t iWidth,
                         int32_t iHeight);
void McHorVer02_simd128 (const uint8_t* pSrc, int32_t iSrcStride, uint8_t* pDst, int32_t iDstStride, int32_t iWidth,
                         int32_t iHeight);
void McHorVer22_simd128 (const uint8_t* pSrc, int32_t iSrcStride, uint8_t* pDst, int32_t iDstStride, int32_t iWidth,
                         int32_t iHeight);

/* (a + b + 1) >> 1. */
void PixelAvg_simd128 (uint8_t* pDst, int32_t iDstStride, const uint8_t* pSrcA, int32_t iSrcAStride,
                       const uint8_t* pSrcB, int32_t iSrcBStride, int32_t iWidth, int32_t iHeight);

#endif
