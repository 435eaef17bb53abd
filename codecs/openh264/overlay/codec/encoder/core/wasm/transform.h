// SPDX-License-Identifier: BSD-2-Clause
/*
 * The 4 x 4 transform of differences and its inverse (H.264, 8.5.12), two blocks side by side: in every vector
 * the lower lanes belong to the left block, the upper ones to the right block. Nothing leaves 16 bits.
 */
#ifndef WELS_WASM_TRANSFORM_H
#define WELS_WASM_TRANSFORM_H

#include "../../../common/wasm/simd128.h"

namespace WelsEnc {

struct SRows {
  v128_t r0, r1, r2, r3;
};

/* Transposes both blocks: rows to columns. */
static inline SRows Transpose (SRows r) {
  const v128_t l01 = InterleaveLow16 (r.r0, r.r1), l23 = InterleaveLow16 (r.r2, r.r3);
  const v128_t h01 = InterleaveHigh16 (r.r0, r.r1), h23 = InterleaveHigh16 (r.r2, r.r3);
  const v128_t left01 = InterleaveLow32 (l01, l23), left23 = InterleaveHigh32 (l01, l23);
  const v128_t right01 = InterleaveLow32 (h01, h23), right23 = InterleaveHigh32 (h01, h23);
  return (SRows) {
    InterleaveLow64 (left01, right01), InterleaveHigh64 (left01, right01),
                    InterleaveLow64 (left23, right23), InterleaveHigh64 (left23, right23)
  };
}

static inline SRows Forward (SRows r) {
  const v128_t s03 = wasm_i16x8_add (r.r0, r.r3), d03 = wasm_i16x8_sub (r.r0, r.r3);
  const v128_t s12 = wasm_i16x8_add (r.r1, r.r2), d12 = wasm_i16x8_sub (r.r1, r.r2);
  return (SRows) {
    wasm_i16x8_add (s03, s12), wasm_i16x8_add (wasm_i16x8_add (d03, d03), d12),
                    wasm_i16x8_sub (s03, s12), wasm_i16x8_sub (d03, wasm_i16x8_add (d12, d12))
  };
}

static inline SRows Inverse (SRows r) {
  const v128_t s02 = wasm_i16x8_add (r.r0, r.r2), d02 = wasm_i16x8_sub (r.r0, r.r2);
  const v128_t s13 = wasm_i16x8_add (r.r1, wasm_i16x8_shr (r.r3, 1));
  const v128_t d13 = wasm_i16x8_sub (wasm_i16x8_shr (r.r1, 1), r.r3);
  return (SRows) {
    wasm_i16x8_add (s02, s13), wasm_i16x8_add (d02, d13), wasm_i16x8_sub (d02, d13), wasm_i16x8_sub (s02, s13)
  };
}

/* Both transforms of rows of differences: columns of coefficients. */
static inline SRows Dct (SRows rows) {
  return Forward (Transpose (Forward (rows)));
}

/* Rows of differences of 8 x 4 samples. */
static inline SRows Differences8x4 (const uint8_t* pPixel1, int32_t iStride1, const uint8_t* pPixel2,
                                    int32_t iStride2) {
  return (SRows) {
    Difference8 (pPixel1, pPixel2), Difference8 (pPixel1 + iStride1, pPixel2 + iStride2),
                Difference8 (pPixel1 + 2 * iStride1, pPixel2 + 2 * iStride2),
                Difference8 (pPixel1 + 3 * iStride1, pPixel2 + 3 * iStride2)
  };
}

/* Rows from columns of coefficients: across first, then down, as the standard has it, where it rounds. */
static inline SRows Idct (SRows columns) {
  return Inverse (Transpose (Inverse (columns)));
}

static inline v128_t Reconstruct (v128_t vPred, v128_t vResidual) {
  const v128_t vRounded = wasm_i16x8_shr (wasm_i16x8_add (vResidual, wasm_i16x8_const_splat (32)), 6);
  const v128_t vSum = wasm_i16x8_add (vPred, vRounded);
  return wasm_u8x16_narrow_i16x8 (vSum, vSum);
}

static inline void Reconstruct8 (uint8_t* pRec, const uint8_t* pPred, v128_t vResidual) {
  Store8 (pRec, Reconstruct (Load8Wide (pPred), vResidual));
}

/* Four rows of eight samples. */
static inline void Reconstruct8x4 (uint8_t* pRec, int32_t iStride, const uint8_t* pPred, int32_t iPredStride,
                                   SRows rows) {
  Reconstruct8 (pRec, pPred, rows.r0);
  Reconstruct8 (pRec + iStride, pPred + iPredStride, rows.r1);
  Reconstruct8 (pRec + 2 * iStride, pPred + 2 * iPredStride, rows.r2);
  Reconstruct8 (pRec + 3 * iStride, pPred + 3 * iPredStride, rows.r3);
}

} // namespace WelsEnc

#endif
