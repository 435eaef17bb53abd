// SPDX-License-Identifier: BSD-2-Clause
#include "copy.h"
#include "simd128.h"

namespace {

template<int kWidth, int kHeight>
inline void CopyBlock (uint8_t* pDst, int32_t iStrideD, const uint8_t* pSrc, int32_t iStrideS) {
  for (int32_t y = 0; y < kHeight; y++) {
    if (kWidth == 16)
      wasm_v128_store (pDst, wasm_v128_load (pSrc));
    else
      Store8 (pDst, Load8 (pSrc));
    pDst += iStrideD;
    pSrc += iStrideS;
  }
}

} // namespace

void WelsCopy16x16_simd128 (uint8_t* pDst, int32_t iStrideD, uint8_t* pSrc, int32_t iStrideS) {
  CopyBlock<16, 16> (pDst, iStrideD, pSrc, iStrideS);
}

void WelsCopy16x8_simd128 (uint8_t* pDst, int32_t iStrideD, uint8_t* pSrc, int32_t iStrideS) {
  CopyBlock<16, 8> (pDst, iStrideD, pSrc, iStrideS);
}

void WelsCopy8x16_simd128 (uint8_t* pDst, int32_t iStrideD, uint8_t* pSrc, int32_t iStrideS) {
  CopyBlock<8, 16> (pDst, iStrideD, pSrc, iStrideS);
}

void WelsCopy8x8_simd128 (uint8_t* pDst, int32_t iStrideD, uint8_t* pSrc, int32_t iStrideS) {
  CopyBlock<8, 8> (pDst, iStrideD, pSrc, iStrideS);
}
