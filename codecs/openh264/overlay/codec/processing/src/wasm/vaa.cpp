// SPDX-License-Identifier: BSD-2-Clause
#include "vaa.h"
#include "../../../common/wasm/simd128.h"

namespace WelsVP {

namespace {

/* Eight rows of sixteen samples: the sums of the two 8 x 8 blocks side by side. */
inline int32_t SadTwo8x8 (const uint8_t* pCur, const uint8_t* pRef, int32_t iStride, int32_t* pSad) {
  v128_t vSum = wasm_i16x8_const_splat (0);
  for (int32_t y = 0; y < 8; y++) {
    const v128_t vDiff = AbsDiff8 (wasm_v128_load (pCur), wasm_v128_load (pRef));
    vSum = wasm_i16x8_add (vSum, wasm_u16x8_extadd_pairwise_u8x16 (vDiff));
    pCur += iStride;
    pRef += iStride;
  }
  const v128_t v = wasm_u32x4_extadd_pairwise_u16x8 (vSum);
  pSad[0] = wasm_i32x4_extract_lane (v, 0) + wasm_i32x4_extract_lane (v, 1);
  pSad[1] = wasm_i32x4_extract_lane (v, 2) + wasm_i32x4_extract_lane (v, 3);
  return pSad[0] + pSad[1];
}

} // namespace

void VAACalcSad_simd128 (const uint8_t* pCurData, const uint8_t* pRefData, int32_t iPicWidth, int32_t iPicHeight,
                         int32_t iPicStride, int32_t* pFrameSad, int32_t* pSad8x8) {
  int32_t iSum = 0;
  for (int32_t y = 0; y + 16 <= iPicHeight; y += 16) {
    for (int32_t x = 0; x + 16 <= iPicWidth; x += 16) {
      const int32_t kiUpper = y * iPicStride + x, kiLower = kiUpper + 8 * iPicStride;
      iSum += SadTwo8x8 (pCurData + kiUpper, pRefData + kiUpper, iPicStride, pSad8x8);
      iSum += SadTwo8x8 (pCurData + kiLower, pRefData + kiLower, iPicStride, pSad8x8 + 2);
      pSad8x8 += 4;
    }
  }
  *pFrameSad = iSum;
}

} // namespace WelsVP
