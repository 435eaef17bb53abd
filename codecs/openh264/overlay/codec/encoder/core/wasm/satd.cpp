// SPDX-License-Identifier: BSD-2-Clause
/*
 * Sums of absolute Hadamard-transformed differences. The C functions halve the sum of each 4 x 4 block,
 * upward; as |a + b| + |a - b| = 2 max(|a|, |b|), that sum is even, and half of it is a sum of maxima.
 * A row of 16 samples goes through the first step across while it is widened: neighbours are added, and
 * subtracted by the addition of a and 255 - b as signed bytes, a - b - 1, where the 1 leaves with the difference.
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

/* Differences of 16 samples: sums of each two neighbours, and what the first of them is more than the second. */
struct SPairs {
  v128_t sum, difference;
};

inline SPairs Pairs (v128_t vSamples1, v128_t vSamples2) {
  const v128_t vFlip = wasm_u16x8_const_splat (0x7f80);
  const v128_t vSum1 = wasm_u16x8_extadd_pairwise_u8x16 (vSamples1);
  const v128_t vSum2 = wasm_u16x8_extadd_pairwise_u8x16 (vSamples2);
  const v128_t vDifference1 = wasm_i16x8_extadd_pairwise_i8x16 (wasm_v128_xor (vSamples1, vFlip));
  const v128_t vDifference2 = wasm_i16x8_extadd_pairwise_i8x16 (wasm_v128_xor (vSamples2, vFlip));
  return (SPairs) {
    wasm_i16x8_sub (vSum1, vSum2), wasm_i16x8_sub (vDifference1, vDifference2)
  };
}

/* The last step across: even lanes of both with odd lanes of both. */
inline v128_t Maxima (v128_t vSums, v128_t vDifferences) {
  const v128_t vEven = wasm_i16x8_shuffle (vSums, wasm_i32x4_shl (vDifferences, 16), 0, 9, 2, 11, 4, 13, 6, 15);
  const v128_t vOdd = wasm_i16x8_shuffle (wasm_u32x4_shr (vSums, 16), vDifferences, 0, 9, 2, 11, 4, 13, 6, 15);
  return MaxAbs (vEven, vOdd);
}

/* Halves of four transformed 4 x 4 blocks, two lanes a block. */
inline v128_t Satd16x4 (SPairs r0, SPairs r1, SPairs r2, SPairs r3) {
  const v128_t s01 = wasm_i16x8_add (r0.sum, r1.sum), d01 = wasm_i16x8_sub (r0.sum, r1.sum);
  const v128_t s23 = wasm_i16x8_add (r2.sum, r3.sum), d23 = wasm_i16x8_sub (r2.sum, r3.sum);
  const v128_t t01 = wasm_i16x8_add (r0.difference, r1.difference);
  const v128_t u01 = wasm_i16x8_sub (r0.difference, r1.difference);
  const v128_t t23 = wasm_i16x8_add (r2.difference, r3.difference);
  const v128_t u23 = wasm_i16x8_sub (r2.difference, r3.difference);
  const v128_t m0 = Maxima (wasm_i16x8_add (s01, s23), wasm_i16x8_add (t01, t23));
  const v128_t m1 = Maxima (wasm_i16x8_sub (s01, s23), wasm_i16x8_sub (t01, t23));
  const v128_t m2 = Maxima (wasm_i16x8_add (d01, d23), wasm_i16x8_add (u01, u23));
  const v128_t m3 = Maxima (wasm_i16x8_sub (d01, d23), wasm_i16x8_sub (u01, u23));
  return wasm_i16x8_add (wasm_i16x8_add (m0, m1), wasm_i16x8_add (m2, m3));
}

/* Rows of 16 samples. */
struct SWide {
  static inline SPairs At (const uint8_t* pSample1, int32_t, const uint8_t* pSample2, int32_t) {
    return Pairs (wasm_v128_load (pSample1), wasm_v128_load (pSample2));
  }
};

/* Rows of 8 samples, and behind each the one four rows below. */
struct SNarrow {
  static inline SPairs At (const uint8_t* pSample1, int32_t iStride1, const uint8_t* pSample2, int32_t iStride2) {
    return Pairs (wasm_v128_load64_lane (pSample1 + 4 * iStride1, Load8 (pSample1), 1),
                  wasm_v128_load64_lane (pSample2 + 4 * iStride2, Load8 (pSample2), 1));
  }
};

/* kCount times 64 samples; 16-bit sums of four such fit. */
template<class S, int kCount, int kRows>
inline int32_t SumOf (const uint8_t* pSample1, int32_t iStride1, const uint8_t* pSample2, int32_t iStride2) {
  v128_t vSum = wasm_i16x8_const_splat (0);
  for (int32_t i = 0; i < kCount; i++) {
    vSum = wasm_i16x8_add (vSum, Satd16x4 (
                             S::At (pSample1, iStride1, pSample2, iStride2),
                             S::At (pSample1 + iStride1, iStride1, pSample2 + iStride2, iStride2),
                             S::At (pSample1 + 2 * iStride1, iStride1, pSample2 + 2 * iStride2, iStride2),
                             S::At (pSample1 + 3 * iStride1, iStride1, pSample2 + 3 * iStride2, iStride2)));
    pSample1 += kRows * iStride1;
    pSample2 += kRows * iStride2;
  }
  return SumU16 (vSum);
}

/* Two rows of four samples, one in each half. */
inline v128_t Difference4And4 (const uint8_t* pSample1, int32_t iOffset1, const uint8_t* pSample2, int32_t iOffset2) {
  const v128_t a = wasm_v128_load32_lane (pSample1 + iOffset1, Load4 (pSample1), 1);
  const v128_t b = wasm_v128_load32_lane (pSample2 + iOffset2, Load4 (pSample2), 1);
  return wasm_i16x8_sub (wasm_u16x8_extend_low_u8x16 (a), wasm_u16x8_extend_low_u8x16 (b));
}

} // namespace

/* Two blocks side by side at a time. */
void SadFour8x8_simd128 (const uint8_t* pCur, const uint8_t* pRef, int32_t iStride, int32_t* pSad8x8) {
  v128_t vSums[2];
  for (int32_t i = 0; i < 2; i++) {
    v128_t vSum = wasm_i16x8_const_splat (0);
    for (int32_t y = 0; y < 8; y++) {
      vSum = AddSad (vSum, wasm_v128_load (pCur), wasm_v128_load (pRef));
      pCur += iStride;
      pRef += iStride;
    }
    vSums[i] = wasm_u32x4_extadd_pairwise_u16x8 (vSum);
  }
  wasm_v128_store (pSad8x8, wasm_i32x4_add (wasm_i32x4_shuffle (vSums[0], vSums[1], 0, 2, 4, 6),
                   wasm_i32x4_shuffle (vSums[0], vSums[1], 1, 3, 5, 7)));
}

/* Which of four blocks differ more than their average; all, where they differ alike. */
uint8_t MdInterAnalysisVaaInfo_simd128 (int32_t* pSad8x8) {
  const int32_t kiAlike = 20; // INTER_VARIANCE_SAD_THRESHOLD
  const v128_t vSad = wasm_v128_load (pSad8x8);
  v128_t vSum = wasm_i32x4_add (vSad, wasm_i32x4_shuffle (vSad, vSad, 2, 3, 0, 1));
  vSum = wasm_i32x4_add (vSum, wasm_i32x4_shuffle (vSum, vSum, 1, 0, 3, 2));
  const v128_t vAverage = wasm_i32x4_shr (vSum, 2);
  const v128_t v = wasm_i32x4_sub (wasm_i32x4_shr (vSad, 6), wasm_i32x4_shr (vAverage, 6));
  v128_t vSquares = wasm_i32x4_mul (v, v);
  vSquares = wasm_i32x4_add (vSquares, wasm_i32x4_shuffle (vSquares, vSquares, 2, 3, 0, 1));
  if (wasm_i32x4_extract_lane (vSquares, 0) + wasm_i32x4_extract_lane (vSquares, 1) < kiAlike)
    return 15;
  const v128_t vMore = wasm_i32x4_gt (vSad, vAverage);
  return wasm_i32x4_bitmask (wasm_i32x4_shuffle (vMore, vMore, 3, 2, 1, 0)); // the first block is the highest bit
}

int32_t WelsSampleSatd16x16_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2) {
  return SumOf<SWide, 4, 4> (pSample1, iStride1, pSample2, iStride2);
}

int32_t WelsSampleSatd16x8_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2) {
  return SumOf<SWide, 2, 4> (pSample1, iStride1, pSample2, iStride2);
}

int32_t WelsSampleSatd8x16_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2) {
  return SumOf<SNarrow, 2, 8> (pSample1, iStride1, pSample2, iStride2);
}

int32_t WelsSampleSatd8x8_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2) {
  return SumOf<SNarrow, 1, 8> (pSample1, iStride1, pSample2, iStride2);
}

int32_t WelsSampleSatd8x4_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2) {
  return SumU16 (Satd8x4 (Difference8 (pSample1, pSample2),
                          Difference8 (pSample1 + iStride1, pSample2 + iStride2),
                          Difference8 (pSample1 + 2 * iStride1, pSample2 + 2 * iStride2),
                          Difference8 (pSample1 + 3 * iStride1, pSample2 + 3 * iStride2)));
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
