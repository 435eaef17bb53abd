// SPDX-License-Identifier: BSD-2-Clause
/* Copies of blocks, whatever their alignment. */
#ifndef WELS_WASM_COPY_H
#define WELS_WASM_COPY_H

#include <stdint.h>

void WelsCopy16x16_simd128 (uint8_t* pDst, int32_t iStrideD, uint8_t* pSrc, int32_t iStrideS);
void WelsCopy16x8_simd128 (uint8_t* pDst, int32_t iStrideD, uint8_t* pSrc, int32_t iStrideS);
void WelsCopy8x16_simd128 (uint8_t* pDst, int32_t iStrideD, uint8_t* pSrc, int32_t iStrideS);
void WelsCopy8x8_simd128 (uint8_t* pDst, int32_t iStrideD, uint8_t* pSrc, int32_t iStrideS);

#endif
