// SPDX-License-Identifier: BSD-2-Clause
/*
 * Luma samples at quarter positions (H.264, 8.4.2.2.1) and chroma samples at eighths (8.4.2.2.2), eight columns
 * a step. Sources may read up to 8 columns behind a block, which lie within the frame's padding.
 */
#include "mc.h"
#include "simd128.h"

#include <string.h>

namespace {

/* a - 5 b + 20 c, where those are sums of two samples; fits 16 bits. */
inline v128_t SixTaps (v128_t a, v128_t b, v128_t c) {
  const v128_t vFive = wasm_i16x8_const_splat (5), vTwenty = wasm_i16x8_const_splat (20);
  return wasm_i16x8_add (wasm_i16x8_sub (a, wasm_i16x8_mul (b, vFive)), wasm_i16x8_mul (c, vTwenty));
}

inline v128_t HalfSample (v128_t vSum) {
  const v128_t v = wasm_i16x8_shr (wasm_i16x8_add (vSum, wasm_i16x8_const_splat (16)), 5);
  return wasm_u8x16_narrow_i16x8 (v, v);
}

inline v128_t Pair (const uint8_t* pOne, const uint8_t* pOther) {
  return wasm_i16x8_add (Load8Wide (pOne), Load8Wide (pOther));
}

inline v128_t FilterDown (const uint8_t* p, int32_t iStride) {
  return SixTaps (Pair (p - 2 * iStride, p + 3 * iStride), Pair (p - iStride, p + 2 * iStride), Pair (p, p + iStride));
}

/* What a block is made of: eight samples of row `p`, in the lower half. */
struct SFull {
  static inline v128_t At (const uint8_t* p, int32_t) {
    return Load8 (p);
  }
};

struct SAcross {
  static inline v128_t At (const uint8_t* p, int32_t) {
    return HalfSample (SixTaps (Pair (p - 2, p + 3), Pair (p - 1, p + 2), Pair (p, p + 1)));
  }
};

struct SDown {
  static inline v128_t At (const uint8_t* p, int32_t iStride) {
    return HalfSample (FilterDown (p, iStride));
  }
};

/*
 * Down first, then across, in 16 bits: (a - 5 b + 20 c + 512) >> 10 is
 * (((((a - b) >> 2) + c - b) >> 2) + c + 32) >> 6, as shifts round down one after the other. Only the sum before
 * the second shift can leave 16 bits, and then the sample is 0 or 255 anyway.
 */
struct SCentre {
  static inline v128_t Across (v128_t a, v128_t b) {
    const v128_t t1 = wasm_i16x8_shuffle (a, b, 1, 2, 3, 4, 5, 6, 7, 8);
    const v128_t t2 = wasm_i16x8_shuffle (a, b, 2, 3, 4, 5, 6, 7, 8, 9);
    const v128_t t3 = wasm_i16x8_shuffle (a, b, 3, 4, 5, 6, 7, 8, 9, 10);
    const v128_t t4 = wasm_i16x8_shuffle (a, b, 4, 5, 6, 7, 8, 9, 10, 11);
    const v128_t t5 = wasm_i16x8_shuffle (a, b, 5, 6, 7, 8, 9, 10, 11, 12);
    const v128_t vOuter = wasm_i16x8_add (a, t5), vMiddle = wasm_i16x8_add (t1, t4);
    const v128_t vInner = wasm_i16x8_add (t2, t3);
    v128_t v = wasm_i16x8_shr (wasm_i16x8_sub (vOuter, vMiddle), 2);
    v = wasm_i16x8_shr (wasm_i16x8_add_sat (v, wasm_i16x8_sub (vInner, vMiddle)), 2);
    v = wasm_i16x8_shr (wasm_i16x8_add (wasm_i16x8_add (v, vInner), wasm_i16x8_const_splat (32)), 6);
    return wasm_u8x16_narrow_i16x8 (v, v);
  }

  static inline v128_t At (const uint8_t* p, int32_t iStride) {
    return Across (FilterDown (p - 2, iStride), FilterDown (p + 6, iStride));
  }
};

/* The average of two, each shifted by whole columns and rows. */
template<class A, int kAX, int kAY, class B, int kBX, int kBY> struct SAverage {
  static inline v128_t At (const uint8_t* p, int32_t iStride) {
    return wasm_u8x16_avgr (A::At (p + kAX + kAY * iStride, iStride), B::At (p + kBX + kBY * iStride, iStride));
  }
};

/* Columns of a row that a width is made of: steps of eight, the last of which may overlap. */
template<class S>
inline void Block (const uint8_t* pSrc, int32_t iSrcStride, uint8_t* pDst, int32_t iDstStride, int32_t iWidth,
                   int32_t iHeight) {
  for (int32_t y = 0; y < iHeight; y++) {
    if (iWidth < 8) {
      const v128_t v = S::At (pSrc, iSrcStride);
      Store4 (pDst, v);
      if (iWidth == 5)
        wasm_v128_store8_lane (pDst + 4, v, 4);
    } else {
      for (int32_t x = 0; x + 8 <= iWidth; x += 8)
        Store8 (pDst + x, S::At (pSrc + x, iSrcStride));
      if (iWidth & 7)
        Store8 (pDst + iWidth - 8, S::At (pSrc + iWidth - 8, iSrcStride));
    }
    pSrc += iSrcStride;
    pDst += iDstStride;
  }
}

/* The same for SDown: rows stay in registers. */
void DownBlock (const uint8_t* pSrc, int32_t iSrcStride, uint8_t* pDst, int32_t iDstStride, int32_t iWidth,
                int32_t iHeight) {
  if (iWidth & 7) {
    Block<SDown> (pSrc, iSrcStride, pDst, iDstStride, iWidth, iHeight);
    return;
  }
  for (int32_t x = 0; x < iWidth; x += 8) {
    const uint8_t* p = pSrc + x;
    uint8_t* pOut = pDst + x;
    v128_t r0 = Load8Wide (p - 2 * iSrcStride), r1 = Load8Wide (p - iSrcStride), r2 = Load8Wide (p);
    v128_t r3 = Load8Wide (p + iSrcStride), r4 = Load8Wide (p + 2 * iSrcStride);
    p += 3 * iSrcStride;
    for (int32_t y = 0; y < iHeight; y++) {
      const v128_t r5 = Load8Wide (p);
      Store8 (pOut, HalfSample (SixTaps (wasm_i16x8_add (r0, r5), wasm_i16x8_add (r1, r4), wasm_i16x8_add (r2, r3))));
      r0 = r1;
      r1 = r2;
      r2 = r3;
      r3 = r4;
      r4 = r5;
      p += iSrcStride;
      pOut += iDstStride;
    }
  }
}

/* The same for SCentre, whose neighbours share what is filtered down. */
void CentreBlock (const uint8_t* pSrc, int32_t iSrcStride, uint8_t* pDst, int32_t iDstStride, int32_t iWidth,
                  int32_t iHeight) {
  if (iWidth < 8) {
    Block<SCentre> (pSrc, iSrcStride, pDst, iDstStride, iWidth, iHeight);
    return;
  }
  for (int32_t y = 0; y < iHeight; y++) {
    v128_t vRight = FilterDown (pSrc + 6, iSrcStride);
    Store8 (pDst, SCentre::Across (FilterDown (pSrc - 2, iSrcStride), vRight));
    if (iWidth >= 16) {
      const v128_t vNext = FilterDown (pSrc + 14, iSrcStride);
      Store8 (pDst + 8, SCentre::Across (vRight, vNext));
      vRight = vNext;
    }
    if (iWidth & 7)
      wasm_v128_store8_lane (pDst + iWidth - 1, SCentre::Across (vRight, vRight), 0);
    pSrc += iSrcStride;
    pDst += iDstStride;
  }
}

void Copy (const uint8_t* pSrc, int32_t iSrcStride, uint8_t* pDst, int32_t iDstStride, int32_t iWidth,
           int32_t iHeight) {
  for (int32_t y = 0; y < iHeight; y++) {
    if (iWidth == 16)
      wasm_v128_store (pDst, wasm_v128_load (pSrc));
    else if (iWidth == 8)
      Store8 (pDst, Load8 (pSrc));
    else if (iWidth == 4)
      Store4 (pDst, Load4 (pSrc));
    else
      memcpy (pDst, pSrc, 2);
    pSrc += iSrcStride;
    pDst += iDstStride;
  }
}

/* Eight samples between four: (a p00 + b p01 + c p10 + d p11 + 32) >> 6. */
struct SWeights {
  v128_t a, b, c, d;
};

inline v128_t Between (v128_t p00, v128_t p01, v128_t p10, v128_t p11, const SWeights& w) {
  const v128_t vUpper = wasm_i16x8_add (wasm_i16x8_mul (p00, w.a), wasm_i16x8_mul (p01, w.b));
  const v128_t vLower = wasm_i16x8_add (wasm_i16x8_mul (p10, w.c), wasm_i16x8_mul (p11, w.d));
  const v128_t vSum = wasm_i16x8_add (wasm_i16x8_add (vUpper, vLower), wasm_i16x8_const_splat (32));
  const v128_t v = wasm_u16x8_shr (vSum, 6);
  return wasm_u8x16_narrow_i16x8 (v, v);
}

} // namespace

void McHorVer20_simd128 (const uint8_t* pSrc, int32_t iSrcStride, uint8_t* pDst, int32_t iDstStride, int32_t iWidth,
                         int32_t iHeight) {
  Block<SAcross> (pSrc, iSrcStride, pDst, iDstStride, iWidth, iHeight);
}

void McHorVer02_simd128 (const uint8_t* pSrc, int32_t iSrcStride, uint8_t* pDst, int32_t iDstStride, int32_t iWidth,
                         int32_t iHeight) {
  DownBlock (pSrc, iSrcStride, pDst, iDstStride, iWidth, iHeight);
}

void McHorVer22_simd128 (const uint8_t* pSrc, int32_t iSrcStride, uint8_t* pDst, int32_t iDstStride, int32_t iWidth,
                         int32_t iHeight) {
  CentreBlock (pSrc, iSrcStride, pDst, iDstStride, iWidth, iHeight);
}

void PixelAvg_simd128 (uint8_t* pDst, int32_t iDstStride, const uint8_t* pSrcA, int32_t iSrcAStride,
                       const uint8_t* pSrcB, int32_t iSrcBStride, int32_t iWidth, int32_t iHeight) {
  for (int32_t y = 0; y < iHeight; y++) {
    if (iWidth == 16)
      wasm_v128_store (pDst, wasm_u8x16_avgr (wasm_v128_load (pSrcA), wasm_v128_load (pSrcB)));
    else if (iWidth == 8)
      Store8 (pDst, wasm_u8x16_avgr (Load8 (pSrcA), Load8 (pSrcB)));
    else
      Store4 (pDst, wasm_u8x16_avgr (Load4 (pSrcA), Load4 (pSrcB)));
    pDst += iDstStride;
    pSrcA += iSrcAStride;
    pSrcB += iSrcBStride;
  }
}

void McLuma_simd128 (const uint8_t* pSrc, int32_t iSrcStride, uint8_t* pDst, int32_t iDstStride, int16_t iMvX,
                     int16_t iMvY, int32_t iWidth, int32_t iHeight) {
  typedef void (*PBlock) (const uint8_t*, int32_t, uint8_t*, int32_t, int32_t, int32_t);
  static const PBlock kpBlocks[4][4] = { // [x][y]
    {
      Copy, Block<SAverage<SFull, 0, 0, SDown, 0, 0> >, DownBlock, Block<SAverage<SFull, 0, 1, SDown, 0, 0> >
    },
    {
      Block<SAverage<SFull, 0, 0, SAcross, 0, 0> >, Block<SAverage<SAcross, 0, 0, SDown, 0, 0> >,
      Block<SAverage<SDown, 0, 0, SCentre, 0, 0> >, Block<SAverage<SAcross, 0, 1, SDown, 0, 0> >
    },
    {
      Block<SAcross>, Block<SAverage<SAcross, 0, 0, SCentre, 0, 0> >, CentreBlock,
      Block<SAverage<SAcross, 0, 1, SCentre, 0, 0> >
    },
    {
      Block<SAverage<SFull, 1, 0, SAcross, 0, 0> >, Block<SAverage<SAcross, 0, 0, SDown, 1, 0> >,
      Block<SAverage<SDown, 1, 0, SCentre, 0, 0> >, Block<SAverage<SAcross, 0, 1, SDown, 1, 0> >
    },
  };
  kpBlocks[iMvX & 3][iMvY & 3] (pSrc, iSrcStride, pDst, iDstStride, iWidth, iHeight);
}

void McChroma_simd128 (const uint8_t* pSrc, int32_t iSrcStride, uint8_t* pDst, int32_t iDstStride, int16_t iMvX,
                       int16_t iMvY, int32_t iWidth, int32_t iHeight) {
  const int32_t kiX = iMvX & 7, kiY = iMvY & 7;
  if (kiX == 0 && kiY == 0) {
    Copy (pSrc, iSrcStride, pDst, iDstStride, iWidth, iHeight);
    return;
  }
  const SWeights kWeights = { wasm_i16x8_splat ((8 - kiX) * (8 - kiY)), wasm_i16x8_splat (kiX * (8 - kiY)),
                              wasm_i16x8_splat ((8 - kiX) * kiY), wasm_i16x8_splat (kiX * kiY)
                            };
  v128_t p00 = Load8Wide (pSrc), p01 = Load8Wide (pSrc + 1);
  for (int32_t y = 0; y < iHeight; y++) {
    pSrc += iSrcStride;
    const v128_t p10 = Load8Wide (pSrc), p11 = Load8Wide (pSrc + 1);
    const v128_t v = Between (p00, p01, p10, p11, kWeights);
    if (iWidth == 8)
      Store8 (pDst, v);
    else if (iWidth == 4)
      Store4 (pDst, v);
    else
      wasm_v128_store16_lane (pDst, v, 0);
    p00 = p10;
    p01 = p11;
    pDst += iDstStride;
  }
}
