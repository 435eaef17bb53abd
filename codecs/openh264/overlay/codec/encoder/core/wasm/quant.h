// SPDX-License-Identifier: BSD-2-Clause
/* Quantisation of eight coefficients, and what levels cost. */
#ifndef WELS_WASM_QUANT_H
#define WELS_WASM_QUANT_H

#include "../../../common/wasm/simd128.h"

namespace WelsEnc {

/* Factors of eight coefficients, each before a zero, as they are multiplied: below 32768. */
struct SFactors {
  v128_t vLow, vHigh;

  explicit SFactors (v128_t vMF) : vLow (InterleaveLow16 (vMF, wasm_i16x8_const_splat (0))),
    vHigh (InterleaveHigh16 (vMF, wasm_i16x8_const_splat (0))) {}
};

/*
 * ((|x| + ff) * mf) >> 16 without its sign, of what comes out of the transform, 9180 at most, so that the sum
 * takes 15 bits.
 */
static inline v128_t Magnitudes (v128_t vDct, v128_t vFF, const SFactors& kFactors) {
  const v128_t vSum = wasm_i16x8_add (wasm_i16x8_abs (vDct), vFF);
  const v128_t vLow = wasm_i32x4_dot_i16x8 (InterleaveLow16 (vSum, vSum), kFactors.vLow);
  const v128_t vHigh = wasm_i32x4_dot_i16x8 (InterleaveHigh16 (vSum, vSum), kFactors.vHigh);
  return wasm_i16x8_narrow_i32x4 (wasm_i32x4_shr (vLow, 16), wasm_i32x4_shr (vHigh, 16));
}

static inline v128_t WithSigns (v128_t vMagnitudes, v128_t vDct) {
  const v128_t vSigns = wasm_i16x8_shr (vDct, 15);
  return wasm_i16x8_sub (wasm_v128_xor (vMagnitudes, vSigns), vSigns);
}

/* JVT-O079: what runs of zeros before the levels cost, from the last one down; a bit a level, the first one lowest. */
static inline int32_t CostOfRuns (uint32_t uiBits) {
  static const uint8_t kuiRunCost[16] = { 3, 2, 2, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
  int32_t iCost = 0;
  while (uiBits) {
    const int32_t iLast = 31 - __builtin_clz (uiBits);
    uiBits &= ~ (1u << iLast);
    const int32_t iBefore = uiBits ? 31 - __builtin_clz (uiBits) : -1;
    iCost += kuiRunCost[iLast - 1 - iBefore];
  }
  return iCost;
}

} // namespace WelsEnc

#endif
