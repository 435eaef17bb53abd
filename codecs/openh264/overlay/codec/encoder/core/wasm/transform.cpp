// SPDX-License-Identifier: BSD-2-Clause
/*
 * The 4 x 4 transform of differences and its inverse (H.264, 8.5.12), two blocks side by side: in every vector
 * the lower lanes belong to the left block, the upper ones to the right block. Nothing leaves 16 bits.
 */
#include "kernels.h"
#include "../../../common/wasm/simd128.h"

namespace WelsEnc {

namespace {

struct SRows {
  v128_t r0, r1, r2, r3;
};

/* Transposes both blocks: rows to columns. */
inline SRows Transpose (SRows r) {
  const v128_t l01 = InterleaveLow16 (r.r0, r.r1), l23 = InterleaveLow16 (r.r2, r.r3);
  const v128_t h01 = InterleaveHigh16 (r.r0, r.r1), h23 = InterleaveHigh16 (r.r2, r.r3);
  const v128_t left01 = InterleaveLow32 (l01, l23), left23 = InterleaveHigh32 (l01, l23);
  const v128_t right01 = InterleaveLow32 (h01, h23), right23 = InterleaveHigh32 (h01, h23);
  return (SRows) {
    InterleaveLow64 (left01, right01), InterleaveHigh64 (left01, right01),
                    InterleaveLow64 (left23, right23), InterleaveHigh64 (left23, right23)
  };
}

inline SRows Forward (SRows r) {
  const v128_t s03 = wasm_i16x8_add (r.r0, r.r3), d03 = wasm_i16x8_sub (r.r0, r.r3);
  const v128_t s12 = wasm_i16x8_add (r.r1, r.r2), d12 = wasm_i16x8_sub (r.r1, r.r2);
  return (SRows) {
    wasm_i16x8_add (s03, s12), wasm_i16x8_add (wasm_i16x8_add (d03, d03), d12),
                    wasm_i16x8_sub (s03, s12), wasm_i16x8_sub (d03, wasm_i16x8_add (d12, d12))
  };
}

inline SRows Inverse (SRows r) {
  const v128_t s02 = wasm_i16x8_add (r.r0, r.r2), d02 = wasm_i16x8_sub (r.r0, r.r2);
  const v128_t s13 = wasm_i16x8_add (r.r1, wasm_i16x8_shr (r.r3, 1));
  const v128_t d13 = wasm_i16x8_sub (wasm_i16x8_shr (r.r1, 1), r.r3);
  return (SRows) {
    wasm_i16x8_add (s02, s13), wasm_i16x8_add (d02, d13), wasm_i16x8_sub (d02, d13), wasm_i16x8_sub (s02, s13)
  };
}

/* Both transforms of rows of differences; stores the left block, then the right one. */
inline void Dct (SRows rows, int16_t* pDct, bool bBoth) {
  const SRows c = Forward (Transpose (Forward (rows)));
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

/* Across first, then down, as the standard has it, where it rounds. */
inline SRows Idct (SRows columns) {
  return Inverse (Transpose (Inverse (columns)));
}

inline v128_t Reconstruct (v128_t vPred, v128_t vResidual) {
  const v128_t vRounded = wasm_i16x8_shr (wasm_i16x8_add (vResidual, wasm_i16x8_const_splat (32)), 6);
  const v128_t vSum = wasm_i16x8_add (vPred, vRounded);
  return wasm_u8x16_narrow_i16x8 (vSum, vSum);
}

inline void Reconstruct8 (uint8_t* pRec, const uint8_t* pPred, v128_t vResidual) {
  Store8 (pRec, Reconstruct (Load8Wide (pPred), vResidual));
}

inline void Reconstruct4 (uint8_t* pRec, const uint8_t* pPred, v128_t vResidual) {
  Store4 (pRec, Reconstruct (wasm_u16x8_extend_low_u8x16 (Load4 (pPred)), vResidual));
}

inline void Idct8x4 (uint8_t* pRec, int32_t iStride, const uint8_t* pPred, int32_t iPredStride, const int16_t* pDct) {
  const SRows rows = Idct (Columns (wasm_v128_load (pDct), wasm_v128_load (pDct + 8), wasm_v128_load (pDct + 16),
                                    wasm_v128_load (pDct + 24)));
  Reconstruct8 (pRec, pPred, rows.r0);
  Reconstruct8 (pRec + iStride, pPred + iPredStride, rows.r1);
  Reconstruct8 (pRec + 2 * iStride, pPred + 2 * iPredStride, rows.r2);
  Reconstruct8 (pRec + 3 * iStride, pPred + 3 * iPredStride, rows.r3);
}

inline void Dct8x4 (int16_t* pDct, const uint8_t* pPixel1, int32_t iStride1, const uint8_t* pPixel2,
                    int32_t iStride2) {
  Dct ((SRows) {
    Difference8 (pPixel1, pPixel2), Difference8 (pPixel1 + iStride1, pPixel2 + iStride2),
                Difference8 (pPixel1 + 2 * iStride1, pPixel2 + 2 * iStride2),
                Difference8 (pPixel1 + 3 * iStride1, pPixel2 + 3 * iStride2)
  }, pDct, true);
}

} // namespace

void WelsDctT4_simd128 (int16_t* pDct, uint8_t* pPixel1, int32_t iStride1, uint8_t* pPixel2, int32_t iStride2) {
  Dct ((SRows) {
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
