// SPDX-License-Identifier: BSD-2-Clause
/* The deblocking filter, each equal to the C function of deblocking_common.cpp with its name. */
#ifndef WELS_WASM_DEBLOCK_H
#define WELS_WASM_DEBLOCK_H

#include <stdint.h>

void DeblockLumaLt4V_simd128 (uint8_t* pPix, int32_t iStride, int32_t iAlpha, int32_t iBeta, int8_t* pTc);
void DeblockLumaLt4H_simd128 (uint8_t* pPix, int32_t iStride, int32_t iAlpha, int32_t iBeta, int8_t* pTc);
void DeblockLumaEq4V_simd128 (uint8_t* pPix, int32_t iStride, int32_t iAlpha, int32_t iBeta);
void DeblockLumaEq4H_simd128 (uint8_t* pPix, int32_t iStride, int32_t iAlpha, int32_t iBeta);
void DeblockChromaLt4V_simd128 (uint8_t* pCb, uint8_t* pCr, int32_t iStride, int32_t iAlpha, int32_t iBeta,
                                int8_t* pTc);
void DeblockChromaLt4H_simd128 (uint8_t* pCb, uint8_t* pCr, int32_t iStride, int32_t iAlpha, int32_t iBeta,
                                int8_t* pTc);
void DeblockChromaEq4V_simd128 (uint8_t* pCb, uint8_t* pCr, int32_t iStride, int32_t iAlpha, int32_t iBeta);
void DeblockChromaEq4H_simd128 (uint8_t* pCb, uint8_t* pCr, int32_t iStride, int32_t iAlpha, int32_t iBeta);

#endif
