// SPDX-License-Identifier: BSD-2-Clause
/* Plane prediction (H.264, 8.3.3.4 and 8.3.4.4): the rows of a slope differ by a constant. */
#include "kernels.h"
#include "../../../common/wasm/simd128.h"

namespace WelsEnc {

namespace {

/*
 * kSide rows of kSide samples: (base + across * (x - middle) + down * (y - middle) + 16) >> 5, clipped. At most
 * 8160 + 2 * 8 * 717 + 16, so that 16 bits hold it. A vector of samples is a row of 16, or two of 8.
 */
template<int kSide>
inline void Plane (uint8_t* pPred, int32_t iBase, int32_t iAcross, int32_t iDown) {
  const int32_t kiMiddle = kSide / 2 - 1, kiRows = 16 / kSide;
  const int32_t kiFirst = iBase - kiMiddle * (iAcross + iDown) + 16;
  const v128_t vSteps = wasm_i16x8_mul (wasm_i16x8_splat (iAcross), wasm_i16x8_const (0, 1, 2, 3, 4, 5, 6, 7));
  const v128_t vDown = wasm_i16x8_splat (kiRows * iDown);
  v128_t vLow = wasm_i16x8_add (wasm_i16x8_splat (kiFirst), vSteps);
  v128_t vHigh = wasm_i16x8_add (vLow, wasm_i16x8_splat (kSide == 16 ? 8 * iAcross : iDown));
  for (int32_t y = 0; y < kSide; y += kiRows) {
    wasm_v128_store (pPred, wasm_u8x16_narrow_i16x8 (wasm_i16x8_shr (vLow, 5), wasm_i16x8_shr (vHigh, 5)));
    vLow = wasm_i16x8_add (vLow, vDown);
    vHigh = wasm_i16x8_add (vHigh, vDown);
    pPred += 16;
  }
}

/* The sums over both edges, each difference weighed by its distance from the middle. */
template<int kSide>
inline void Slopes (const uint8_t* pRef, int32_t iStride, int32_t* pTop, int32_t* pLeft) {
  const int32_t kiHalf = kSide / 2;
  const uint8_t* pAbove = pRef - iStride;
  v128_t vTop;
  if (kSide == 16) {
    vTop = wasm_i32x4_sub (wasm_i32x4_dot_i16x8 (Load8Wide (pAbove + 8), wasm_i16x8_const (1, 2, 3, 4, 5, 6, 7, 8)),
                           wasm_i32x4_dot_i16x8 (Load8Wide (pAbove - 1), wasm_i16x8_const (8, 7, 6, 5, 4, 3, 2, 1)));
  } else {
    const v128_t vBoth = wasm_v128_load32_lane (pAbove + 4, Load4 (pAbove - 1), 1);
    vTop = wasm_i32x4_dot_i16x8 (wasm_u16x8_extend_low_u8x16 (vBoth), wasm_i16x8_const (-4, -3, -2, -1, 1, 2, 3, 4));
  }
  vTop = wasm_i32x4_add (vTop, wasm_i32x4_shuffle (vTop, vTop, 2, 3, 0, 1));
  *pTop = wasm_i32x4_extract_lane (vTop, 0) + wasm_i32x4_extract_lane (vTop, 1);
  *pLeft = 0;
  for (int32_t i = 0; i < kiHalf; i++) {
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

/* The best of the modes 0 to 2: down, across, mean. The cost of the first one is without that of its code. */
int32_t WelsIntra16x16Combined3Sad_simd128 (uint8_t* pDec, int32_t iDecStride, uint8_t* pEnc, int32_t iEncStride,
    int32_t* pBestMode, int32_t iLambda, uint8_t*) {
  const v128_t vTop = wasm_v128_load (pDec - iDecStride);
  int32_t iSum = SumU16 (wasm_u16x8_extadd_pairwise_u8x16 (vTop));
  for (int32_t y = 0; y < 16; y++)
    iSum += pDec[y * iDecStride - 1];
  const v128_t vMean = wasm_u8x16_splat ((iSum + 16) >> 5);
  v128_t vDown = wasm_i16x8_const_splat (0), vAcross = vDown, vFlat = vDown;
  for (int32_t y = 0; y < 16; y++) {
    const v128_t vOwn = wasm_v128_load (pEnc + y * iEncStride);
    const v128_t vLeft = wasm_v128_load8_splat (pDec + y * iDecStride - 1);
    vDown = AddSad (vDown, vOwn, vTop);
    vAcross = AddSad (vAcross, vOwn, vLeft);
    vFlat = AddSad (vFlat, vOwn, vMean);
  }
  int32_t iBest = SumU16 (vDown);
  const int32_t kiAcross = SumU16 (vAcross) + 2 * iLambda, kiFlat = SumU16 (vFlat) + 2 * iLambda;
  *pBestMode = 0;
  if (kiAcross < iBest) {
    *pBestMode = 1;
    iBest = kiAcross;
  }
  if (kiFlat < iBest) {
    *pBestMode = 2;
    iBest = kiFlat;
  }
  return iBest;
}

} // namespace WelsEnc
