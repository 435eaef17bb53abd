// SPDX-License-Identifier: BSD-2-Clause
/* Sums of absolute differences of one block, and of the four blocks a sample away from it. */
#include "sad.h"
#include "simd128.h"

namespace {

/* Rows of a block that fit one vector, and the samples of those rows. */
template<int kWidth> struct Rows;

template<> struct Rows<16> {
  enum { kCount = 1 };
  static inline v128_t Load (const uint8_t* pSrc, int32_t) {
    return wasm_v128_load (pSrc);
  }
};

template<> struct Rows<8> {
  enum { kCount = 2 };
  static inline v128_t Load (const uint8_t* pSrc, int32_t iStride) {
    return wasm_v128_load64_lane (pSrc + iStride, Load8 (pSrc), 1);
  }
};

template<> struct Rows<4> {
  enum { kCount = 4 };
  static inline v128_t Load (const uint8_t* pSrc, int32_t iStride) {
    v128_t v = wasm_v128_load32_lane (pSrc + iStride, Load4 (pSrc), 1);
    v = wasm_v128_load32_lane (pSrc + 2 * iStride, v, 2);
    return wasm_v128_load32_lane (pSrc + 3 * iStride, v, 3);
  }
};

template<int kWidth, int kHeight>
inline int32_t Sad (const uint8_t* pSample1, int32_t iStride1, const uint8_t* pSample2, int32_t iStride2) {
  typedef Rows<kWidth> R;
  v128_t vSum = wasm_i16x8_const_splat (0);
#pragma clang loop unroll(full)
  for (int32_t y = 0; y < kHeight; y += R::kCount) {
    vSum = AddSad (vSum, R::Load (pSample1, iStride1), R::Load (pSample2, iStride2));
    pSample1 += R::kCount * iStride1;
    pSample2 += R::kCount * iStride2;
  }
  return SumU16 (vSum);
}

/* Against the blocks one row above and below, and one column to the left and right. */
template<int kWidth, int kHeight>
inline void SadFour (const uint8_t* pSample1, int32_t iStride1, const uint8_t* pSample2, int32_t iStride2,
                     int32_t* pSad) {
  typedef Rows<kWidth> R;
  v128_t vAbove = wasm_i16x8_const_splat (0), vBelow = vAbove, vLeft = vAbove, vRight = vAbove;
  for (int32_t y = 0; y < kHeight; y += R::kCount) {
    const v128_t vOwn = R::Load (pSample1, iStride1);
    vAbove = AddSad (vAbove, vOwn, R::Load (pSample2 - iStride2, iStride2));
    vBelow = AddSad (vBelow, vOwn, R::Load (pSample2 + iStride2, iStride2));
    vLeft = AddSad (vLeft, vOwn, R::Load (pSample2 - 1, iStride2));
    vRight = AddSad (vRight, vOwn, R::Load (pSample2 + 1, iStride2));
    pSample1 += R::kCount * iStride1;
    pSample2 += R::kCount * iStride2;
  }
  pSad[0] = SumU16 (vAbove);
  pSad[1] = SumU16 (vBelow);
  pSad[2] = SumU16 (vLeft);
  pSad[3] = SumU16 (vRight);
}

} // namespace

#define WELS_SAD(width, height) \
  int32_t WelsSampleSad##width##x##height##_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, \
      int32_t iStride2) { \
    return Sad<width, height> (pSample1, iStride1, pSample2, iStride2); \
  } \
  void WelsSampleSadFour##width##x##height##_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, \
      int32_t iStride2, int32_t* pSad) { \
    SadFour<width, height> (pSample1, iStride1, pSample2, iStride2, pSad); \
  }
WELS_SAD (16, 16)
WELS_SAD (16, 8)
WELS_SAD (8, 16)
WELS_SAD (8, 8)
WELS_SAD (8, 4)
WELS_SAD (4, 8)
WELS_SAD (4, 4)
