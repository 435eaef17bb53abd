// SPDX-License-Identifier: BSD-2-Clause
/* Plane prediction (H.264, 8.3.3.4 and 8.3.4.4): the rows of a slope differ by a constant. */
#include "kernels.h"
#include "../../../common/wasm/simd128.h"

namespace WelsEnc {

namespace {

/* kSide rows of kSide samples: (base + across * (x - middle) + down * (y - middle) + 16) >> 5, clipped. */
template<int kSide>
inline void Plane (uint8_t* pPred, int32_t iBase, int32_t iAcross, int32_t iDown) {
  const int32_t kiMiddle = kSide / 2 - 1;
  const int32_t kiFirst = iBase - kiMiddle * (iAcross + iDown) + 16;
  const v128_t vSteps = wasm_i32x4_mul (wasm_i32x4_splat (iAcross), wasm_i32x4_const (0, 1, 2, 3));
  const v128_t vFour = wasm_i32x4_splat (4 * iAcross);
  v128_t vRow = wasm_i32x4_add (wasm_i32x4_splat (kiFirst), vSteps);
  for (int32_t y = 0; y < kSide; y++) {
    v128_t vValues = vRow;
    for (int32_t x = 0; x < kSide; x += 8) {
      const v128_t vNext = wasm_i32x4_add (vValues, vFour);
      const v128_t v16 = wasm_i16x8_narrow_i32x4 (wasm_i32x4_shr (vValues, 5), wasm_i32x4_shr (vNext, 5));
      Store8 (pPred + x, wasm_u8x16_narrow_i16x8 (v16, v16));
      vValues = wasm_i32x4_add (vNext, vFour);
    }
    vRow = wasm_i32x4_add (vRow, wasm_i32x4_splat (iDown));
    pPred += kSide;
  }
}

/* The sums over both edges, each difference weighed by its distance from the middle. */
template<int kSide>
inline void Slopes (const uint8_t* pRef, int32_t iStride, int32_t* pTop, int32_t* pLeft) {
  const int32_t kiHalf = kSide / 2;
  *pTop = *pLeft = 0;
  for (int32_t i = 0; i < kiHalf; i++) {
    *pTop += (i + 1) * (pRef[kiHalf + i - iStride] - pRef[kiHalf - 2 - i - iStride]);
    *pLeft += (i + 1) * (pRef[ (kiHalf + i) * iStride - 1] - pRef[ (kiHalf - 2 - i) * iStride - 1]);
  }
}

} // namespace

void WelsI16x16LumaPredPlane_simd128 (uint8_t* pPred, uint8_t* pRef, const int32_t kiStride) {
  int32_t iTop, iLeft;
  Slopes<16> (pRef, kiStride, &iTop, &iLeft);
  const int32_t kiBase = (pRef[15 * kiStride - 1] + pRef[15 - kiStride]) << 4;
  Plane<16> (pPred, kiBase, (5 * iTop + 32) >> 6, (5 * iLeft + 32) >> 6);
}

void WelsIChromaPredPlane_simd128 (uint8_t* pPred, uint8_t* pRef, const int32_t kiStride) {
  int32_t iTop, iLeft;
  Slopes<8> (pRef, kiStride, &iTop, &iLeft);
  const int32_t kiBase = (pRef[7 * kiStride - 1] + pRef[7 - kiStride]) << 4;
  Plane<8> (pPred, kiBase, (17 * iTop + 16) >> 5, (17 * iLeft + 16) >> 5);
}

} // namespace WelsEnc
