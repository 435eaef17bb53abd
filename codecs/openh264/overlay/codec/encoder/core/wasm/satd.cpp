// SPDX-License-Identifier: BSD-2-Clause
/*
 * Sums of absolute Hadamard-transformed differences. The C functions halve the sum of each 4 x 4 block,
 * upward; as |a + b| + |a - b| = 2 max(|a|, |b|), that sum is even, and half of it is a sum of maxima.
 */
#include "kernels.h"
#include "../../../common/wasm/simd128.h"

namespace WelsEnc {

namespace {

inline v128_t EvenLanes (v128_t a, v128_t b) {
  return wasm_i16x8_shuffle (a, b, 0, 2, 4, 6, 8, 10, 12, 14);
}

inline v128_t OddLanes (v128_t a, v128_t b) {
  return wasm_i16x8_shuffle (a, b, 1, 3, 5, 7, 9, 11, 13, 15);
}

inline v128_t MaxAbs (v128_t a, v128_t b) {
  return wasm_i16x8_max (wasm_i16x8_abs (a), wasm_i16x8_abs (b));
}

/* Halves of two transformed 4 x 4 blocks side by side, whose four rows of differences are given. */
inline v128_t Satd8x4 (v128_t r0, v128_t r1, v128_t r2, v128_t r3) {
  const v128_t s01 = wasm_i16x8_add (r0, r1), d01 = wasm_i16x8_sub (r0, r1);
  const v128_t s23 = wasm_i16x8_add (r2, r3), d23 = wasm_i16x8_sub (r2, r3);
  const v128_t v0 = wasm_i16x8_add (s01, s23), v1 = wasm_i16x8_add (d01, d23);
  const v128_t v2 = wasm_i16x8_sub (s01, s23), v3 = wasm_i16x8_sub (d01, d23);
  const v128_t e01 = EvenLanes (v0, v1), o01 = OddLanes (v0, v1);
  const v128_t e23 = EvenLanes (v2, v3), o23 = OddLanes (v2, v3);
  const v128_t a01 = wasm_i16x8_add (e01, o01), a23 = wasm_i16x8_add (e23, o23);
  const v128_t b01 = wasm_i16x8_sub (e01, o01), b23 = wasm_i16x8_sub (e23, o23);
  return wasm_i16x8_add (MaxAbs (EvenLanes (a01, a23), OddLanes (a01, a23)),
                         MaxAbs (EvenLanes (b01, b23), OddLanes (b01, b23)));
}

/* Eight columns; the 16-bit sums of 16 rows fit, of two such halves they need not. */
template<int kHeight>
inline v128_t SatdColumns (const uint8_t* pSample1, int32_t iStride1, const uint8_t* pSample2, int32_t iStride2) {
  v128_t vSum = wasm_i16x8_const_splat (0);
  for (int32_t y = 0; y < kHeight; y += 4) {
    const v128_t r0 = Difference8 (pSample1, pSample2);
    const v128_t r1 = Difference8 (pSample1 + iStride1, pSample2 + iStride2);
    const v128_t r2 = Difference8 (pSample1 + 2 * iStride1, pSample2 + 2 * iStride2);
    const v128_t r3 = Difference8 (pSample1 + 3 * iStride1, pSample2 + 3 * iStride2);
    vSum = wasm_i16x8_add (vSum, Satd8x4 (r0, r1, r2, r3));
    pSample1 += 4 * iStride1;
    pSample2 += 4 * iStride2;
  }
  return vSum;
}

/* Two rows of four samples, one in each half. */
inline v128_t Difference4And4 (const uint8_t* pSample1, int32_t iOffset1, const uint8_t* pSample2, int32_t iOffset2) {
  const v128_t a = wasm_v128_load32_lane (pSample1 + iOffset1, Load4 (pSample1), 1);
  const v128_t b = wasm_v128_load32_lane (pSample2 + iOffset2, Load4 (pSample2), 1);
  return wasm_i16x8_sub (wasm_u16x8_extend_low_u8x16 (a), wasm_u16x8_extend_low_u8x16 (b));
}

template<int kHeight>
inline int32_t Satd16 (const uint8_t* pSample1, int32_t iStride1, const uint8_t* pSample2, int32_t iStride2) {
  const v128_t vLeft = SatdColumns<kHeight> (pSample1, iStride1, pSample2, iStride2);
  const v128_t vRight = SatdColumns<kHeight> (pSample1 + 8, iStride1, pSample2 + 8, iStride2);
  return SumU16 (vLeft) + SumU16 (vRight);
}

} // namespace

int32_t WelsSampleSatd16x16_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2) {
  return Satd16<16> (pSample1, iStride1, pSample2, iStride2);
}

int32_t WelsSampleSatd16x8_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2) {
  return Satd16<8> (pSample1, iStride1, pSample2, iStride2);
}

int32_t WelsSampleSatd8x16_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2) {
  return SumU16 (SatdColumns<16> (pSample1, iStride1, pSample2, iStride2));
}

int32_t WelsSampleSatd8x8_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2) {
  return SumU16 (SatdColumns<8> (pSample1, iStride1, pSample2, iStride2));
}

int32_t WelsSampleSatd8x4_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2) {
  return SumU16 (SatdColumns<4> (pSample1, iStride1, pSample2, iStride2));
}

int32_t WelsSampleSatd4x8_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2) {
  const int32_t kiLower1 = 4 * iStride1, kiLower2 = 4 * iStride2;
  return SumU16 (Satd8x4 (
                   Difference4And4 (pSample1, kiLower1, pSample2, kiLower2),
                   Difference4And4 (pSample1 + iStride1, kiLower1, pSample2 + iStride2, kiLower2),
                   Difference4And4 (pSample1 + 2 * iStride1, kiLower1, pSample2 + 2 * iStride2, kiLower2),
                   Difference4And4 (pSample1 + 3 * iStride1, kiLower1, pSample2 + 3 * iStride2, kiLower2)));
}

int32_t WelsSampleSatd4x4_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2) {
  return SumU16 (Satd8x4 (Difference4 (pSample1, pSample2),
                          Difference4 (pSample1 + iStride1, pSample2 + iStride2),
                          Difference4 (pSample1 + 2 * iStride1, pSample2 + 2 * iStride2),
                          Difference4 (pSample1 + 3 * iStride1, pSample2 + 3 * iStride2)));
}

} // namespace WelsEnc
