// SPDX-License-Identifier: BSD-2-Clause
/* Quantisation, its inverse, the zigzag scan and counts of levels. */
#include "kernels.h"
#include "quant.h"

namespace WelsEnc {

namespace {

/* ((|x| + ff) * mf) >> 16 of eight coefficients, without their signs; the sum may take 16 bits. */
inline v128_t MagnitudesDc (v128_t vDct, v128_t vFF, v128_t vMF) {
  const v128_t vSum = wasm_i16x8_add (wasm_i16x8_abs (vDct), vFF);
  return wasm_i16x8_shuffle (wasm_u32x4_extmul_low_u16x8 (vSum, vMF), wasm_u32x4_extmul_high_u16x8 (vSum, vMF),
                             1, 3, 5, 7, 9, 11, 13, 15);
}

inline void Quantise (int16_t* pDct, int32_t iCount, v128_t vFF, v128_t vMF) {
  const SFactors kFactors (vMF);
  for (int32_t i = 0; i < iCount; i += 8) {
    const v128_t vDct = wasm_v128_load (pDct + i);
    wasm_v128_store (pDct + i, WithSigns (Magnitudes (vDct, vFF, kFactors), vDct));
  }
}

inline int16_t Largest (v128_t v) {
  v = wasm_i16x8_max (v, wasm_i16x8_shuffle (v, v, 4, 5, 6, 7, 4, 5, 6, 7));
  v = wasm_i16x8_max (v, wasm_i16x8_shuffle (v, v, 2, 3, 2, 3, 2, 3, 2, 3));
  v = wasm_i16x8_max (v, wasm_i16x8_shuffle (v, v, 1, 1, 1, 1, 1, 1, 1, 1));
  return wasm_i16x8_extract_lane (v, 0);
}

/* A bit for each of 16 levels that is not zero, the first one lowest. */
inline uint32_t NonZeroBits (const int16_t* pLevel) {
  const v128_t vZero = wasm_i16x8_const_splat (0);
  return wasm_i8x16_bitmask (wasm_i8x16_narrow_i16x8 (wasm_i16x8_ne (wasm_v128_load (pLevel), vZero),
                             wasm_i16x8_ne (wasm_v128_load (pLevel + 8), vZero)));
}

} // namespace

void WelsQuant4x4_simd128 (int16_t* pDct, const int16_t* pFF, const int16_t* pMF) {
  Quantise (pDct, 16, wasm_v128_load (pFF), wasm_v128_load (pMF));
}

void WelsQuant4x4Dc_simd128 (int16_t* pDct, int16_t iFF, int16_t iMF) {
  const v128_t vFF = wasm_i16x8_splat (iFF), vMF = wasm_i16x8_splat (iMF);
  for (int32_t i = 0; i < 16; i += 8) {
    const v128_t vDct = wasm_v128_load (pDct + i);
    wasm_v128_store (pDct + i, WithSigns (MagnitudesDc (vDct, vFF, vMF), vDct));
  }
}

void WelsQuantFour4x4_simd128 (int16_t* pDct, const int16_t* pFF, const int16_t* pMF) {
  Quantise (pDct, 64, wasm_v128_load (pFF), wasm_v128_load (pMF));
}

void WelsQuantFour4x4Max_simd128 (int16_t* pDct, const int16_t* pFF, const int16_t* pMF, int16_t* pMax) {
  const v128_t vFF = wasm_v128_load (pFF);
  const SFactors kFactors (wasm_v128_load (pMF));
  for (int32_t k = 0; k < 4; k++, pDct += 16) {
    const v128_t vDct0 = wasm_v128_load (pDct), vDct1 = wasm_v128_load (pDct + 8);
    const v128_t vLevels0 = Magnitudes (vDct0, vFF, kFactors), vLevels1 = Magnitudes (vDct1, vFF, kFactors);
    wasm_v128_store (pDct, WithSigns (vLevels0, vDct0));
    wasm_v128_store (pDct + 8, WithSigns (vLevels1, vDct1));
    pMax[k] = Largest (wasm_i16x8_max (vLevels0, vLevels1));
  }
}

void WelsDequant4x4_simd128 (int16_t* pRes, const uint16_t* kpMF) {
  const v128_t vMF = wasm_v128_load (kpMF);
  wasm_v128_store (pRes, wasm_i16x8_mul (wasm_v128_load (pRes), vMF));
  wasm_v128_store (pRes + 8, wasm_i16x8_mul (wasm_v128_load (pRes + 8), vMF));
}

void WelsDequantFour4x4_simd128 (int16_t* pRes, const uint16_t* kpMF) {
  const v128_t vMF = wasm_v128_load (kpMF);
  for (int32_t i = 0; i < 64; i += 8)
    wasm_v128_store (pRes + i, wasm_i16x8_mul (wasm_v128_load (pRes + i), vMF));
}

void WelsScan4x4DcAc_simd128 (int16_t* pLevel, int16_t* pDct) {
  const v128_t a = wasm_v128_load (pDct), b = wasm_v128_load (pDct + 8);
  wasm_v128_store (pLevel, wasm_i16x8_shuffle (a, b, 0, 1, 4, 8, 5, 2, 3, 6));
  wasm_v128_store (pLevel + 8, wasm_i16x8_shuffle (a, b, 9, 12, 13, 10, 7, 11, 14, 15));
}

void WelsScan4x4Ac_simd128 (int16_t* pLevel, int16_t* pDct) {
  const v128_t a = wasm_v128_load (pDct), b = wasm_v128_load (pDct + 8);
  wasm_v128_store (pLevel, wasm_i16x8_shuffle (a, b, 1, 4, 8, 5, 2, 3, 6, 9));
  const v128_t vRest = wasm_i16x8_shuffle (a, b, 12, 13, 10, 7, 11, 14, 15, 15);
  wasm_v128_store (pLevel + 8, wasm_i16x8_replace_lane (vRest, 7, 0));
}

int32_t WelsGetNoneZeroCount_simd128 (int16_t* pLevel) {
  return __builtin_popcount (NonZeroBits (pLevel));
}

int32_t WelsCalculateSingleCtr4x4_simd128 (int16_t* pDct) {
  return CostOfRuns (NonZeroBits (pDct));
}

/* Not memset(): V8 leaves the compiled code for it, and sizes are small. */
void WelsSetMemZero_simd128 (void* pDst, int32_t iSize) {
  const v128_t vZero = wasm_i32x4_const_splat (0);
  uint8_t* p = (uint8_t*)pDst;
  int32_t i = 0;
  for (; i + 16 <= iSize; i += 16)
    wasm_v128_store (p + i, vZero);
  if (i < iSize)
    Store8 (p + i, vZero);
}

} // namespace WelsEnc
