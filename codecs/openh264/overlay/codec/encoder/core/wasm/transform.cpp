// SPDX-License-Identifier: BSD-2-Clause
#include "kernels.h"
#include "transform.h"

namespace WelsEnc {

namespace {

/* Stores coefficients of rows of differences: the left block, then the right one. */
inline void StoreDct (SRows rows, int16_t* pDct, bool bBoth) {
  const SRows c = Dct (rows);
  const v128_t l01 = InterleaveLow16 (c.r0, c.r1), l23 = InterleaveLow16 (c.r2, c.r3);
  wasm_v128_store (pDct, InterleaveLow32 (l01, l23));
  wasm_v128_store (pDct + 8, InterleaveHigh32 (l01, l23));
  if (!bBoth)
    return;
  const v128_t h01 = InterleaveHigh16 (c.r0, c.r1), h23 = InterleaveHigh16 (c.r2, c.r3);
  wasm_v128_store (pDct + 16, InterleaveLow32 (h01, h23));
  wasm_v128_store (pDct + 24, InterleaveHigh32 (h01, h23));
}

/* Columns of two blocks, from the two vectors of each: rows 0 and 1, rows 2 and 3. */
inline SRows Columns (v128_t left01, v128_t left23, v128_t right01, v128_t right23) {
  const v128_t left02 = InterleaveLow16 (left01, left23), left13 = InterleaveHigh16 (left01, left23);
  const v128_t right02 = InterleaveLow16 (right01, right23), right13 = InterleaveHigh16 (right01, right23);
  const v128_t leftLow = InterleaveLow16 (left02, left13), leftHigh = InterleaveHigh16 (left02, left13);
  const v128_t rightLow = InterleaveLow16 (right02, right13), rightHigh = InterleaveHigh16 (right02, right13);
  return (SRows) {
    InterleaveLow64 (leftLow, rightLow), InterleaveHigh64 (leftLow, rightLow),
                    InterleaveLow64 (leftHigh, rightHigh), InterleaveHigh64 (leftHigh, rightHigh)
  };
}

inline void Reconstruct4 (uint8_t* pRec, const uint8_t* pPred, v128_t vResidual) {
  Store4 (pRec, Reconstruct (wasm_u16x8_extend_low_u8x16 (Load4 (pPred)), vResidual));
}

inline void Idct8x4 (uint8_t* pRec, int32_t iStride, const uint8_t* pPred, int32_t iPredStride, const int16_t* pDct) {
  Reconstruct8x4 (pRec, iStride, pPred, iPredStride,
                  Idct (Columns (wasm_v128_load (pDct), wasm_v128_load (pDct + 8), wasm_v128_load (pDct + 16),
                                 wasm_v128_load (pDct + 24))));
}

inline void Dct8x4 (int16_t* pDct, const uint8_t* pPixel1, int32_t iStride1, const uint8_t* pPixel2,
                    int32_t iStride2) {
  StoreDct (Differences8x4 (pPixel1, iStride1, pPixel2, iStride2), pDct, true);
}

} // namespace

void WelsDctT4_simd128 (int16_t* pDct, uint8_t* pPixel1, int32_t iStride1, uint8_t* pPixel2, int32_t iStride2) {
  StoreDct ((SRows) {
    Difference4 (pPixel1, pPixel2), Difference4 (pPixel1 + iStride1, pPixel2 + iStride2),
                Difference4 (pPixel1 + 2 * iStride1, pPixel2 + 2 * iStride2),
                Difference4 (pPixel1 + 3 * iStride1, pPixel2 + 3 * iStride2)
  }, pDct, false);
}

void WelsDctFourT4_simd128 (int16_t* pDct, uint8_t* pPixel1, int32_t iStride1, uint8_t* pPixel2, int32_t iStride2) {
  Dct8x4 (pDct, pPixel1, iStride1, pPixel2, iStride2);
  Dct8x4 (pDct + 32, pPixel1 + 4 * iStride1, iStride1, pPixel2 + 4 * iStride2, iStride2);
}

void WelsIDctT4Rec_simd128 (uint8_t* pRec, int32_t iStride, uint8_t* pPred, int32_t iPredStride, int16_t* pDct) {
  const v128_t r01 = wasm_v128_load (pDct), r23 = wasm_v128_load (pDct + 8);
  const SRows rows = Idct (Columns (r01, r23, r01, r23));
  Reconstruct4 (pRec, pPred, rows.r0);
  Reconstruct4 (pRec + iStride, pPred + iPredStride, rows.r1);
  Reconstruct4 (pRec + 2 * iStride, pPred + 2 * iPredStride, rows.r2);
  Reconstruct4 (pRec + 3 * iStride, pPred + 3 * iPredStride, rows.r3);
}

void WelsIDctFourT4Rec_simd128 (uint8_t* pRec, int32_t iStride, uint8_t* pPred, int32_t iPredStride, int16_t* pDct) {
  Idct8x4 (pRec, iStride, pPred, iPredStride, pDct);
  Idct8x4 (pRec + 4 * iStride, iStride, pPred + 4 * iPredStride, iPredStride, pDct + 32);
}

void WelsIDctRecI16x16Dc_simd128 (uint8_t* pRec, int32_t iStride, uint8_t* pPred, int32_t iPredStride,
                                  int16_t* pDctDc) {
  for (int32_t y = 0; y < 16; y++) {
    const v128_t vDc = wasm_v128_load64_zero (pDctDc + (y & ~3));
    const v128_t vLeft = wasm_i16x8_shuffle (vDc, vDc, 0, 0, 0, 0, 1, 1, 1, 1);
    const v128_t vRight = wasm_i16x8_shuffle (vDc, vDc, 2, 2, 2, 2, 3, 3, 3, 3);
    Reconstruct8 (pRec, pPred, vLeft);
    Reconstruct8 (pRec + 8, pPred + 8, vRight);
    pRec += iStride;
    pPred += iPredStride;
  }
}

} // namespace WelsEnc
