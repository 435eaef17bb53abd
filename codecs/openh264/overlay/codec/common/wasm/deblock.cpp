// SPDX-License-Identifier: BSD-2-Clause
/*
 * The deblocking filter (H.264, 8.7.2) on 16 places of an edge at once: p3 to p0 lie before it, q0 to q3 behind
 * it. Edges that run down are transposed. Chroma takes eight places of Cb and eight of Cr.
 */
#include "deblock.h"
#include "simd128.h"

namespace {

/* All ones where |a - b| < limit. */
inline v128_t Near (v128_t a, v128_t b, v128_t vLimit) {
  return wasm_u8x16_lt (AbsDiff8 (a, b), vLimit);
}

/* Limits are compared as bytes; alpha may be 255 and beta 18 at most. */
inline v128_t Limit (int32_t iLimit) {
  return wasm_u8x16_splat ((uint8_t)iLimit);
}

inline v128_t Low (v128_t v) {
  return wasm_u16x8_extend_low_u8x16 (v);
}

inline v128_t High (v128_t v) {
  return wasm_u16x8_extend_high_u8x16 (v);
}

inline v128_t Clip (v128_t v, v128_t vLimit) {
  return wasm_i16x8_max (wasm_i16x8_min (v, vLimit), wasm_i16x8_neg (vLimit));
}

/* Where the edge is filtered at all. */
inline v128_t EdgeMask (v128_t p1, v128_t p0, v128_t q0, v128_t q1, int32_t iAlpha, int32_t iBeta) {
  const v128_t vBeta = Limit (iBeta);
  return wasm_v128_and (Near (p0, q0, Limit (iAlpha)), wasm_v128_and (Near (p1, p0, vBeta), Near (q1, q0, vBeta)));
}

/* ((q0 - p0) * 4 + (p1 - q1) + 4) >> 3 within the limit, of eight places. */
inline v128_t Delta (v128_t p1, v128_t p0, v128_t q0, v128_t q1, v128_t vLimit) {
  const v128_t vFour = wasm_i16x8_const_splat (4);
  const v128_t vSum = wasm_i16x8_add (wasm_i16x8_shl (wasm_i16x8_sub (q0, p0), 2), wasm_i16x8_sub (p1, q1));
  return Clip (wasm_i16x8_shr (wasm_i16x8_add (vSum, vFour), 3), vLimit);
}

/* What p1 (or q1) gains: ((p2 + ((p0 + q0 + 1) >> 1) - 2 p1) >> 1) within the limit. */
inline v128_t Gain (v128_t p2, v128_t p1, v128_t vMiddle, v128_t vLimit) {
  const v128_t vSum = wasm_i16x8_sub (wasm_i16x8_add (p2, vMiddle), wasm_i16x8_shl (p1, 1));
  return Clip (wasm_i16x8_shr (vSum, 1), vLimit);
}

struct SWeak {
  v128_t p1, p0, q0, q1;
};

/* Luma, strength below 4. `vTc0` holds the limit of each place, negative where there is no filtering. */
inline SWeak Weak (v128_t p2, v128_t p1, v128_t p0, v128_t q0, v128_t q1, v128_t q2, int32_t iAlpha, int32_t iBeta,
                   v128_t vTc0) {
  const v128_t vBeta = Limit (iBeta), vZero = wasm_i8x16_const_splat (0);
  v128_t vMask = EdgeMask (p1, p0, q0, q1, iAlpha, iBeta);
  vMask = wasm_v128_andnot (vMask, wasm_i8x16_shr (vTc0, 7));
  const v128_t vNearP = wasm_v128_and (vMask, Near (p2, p0, vBeta));
  const v128_t vNearQ = wasm_v128_and (vMask, Near (q2, q0, vBeta));
  const v128_t vTc = wasm_i8x16_sub (wasm_i8x16_sub (vTc0, vNearP), vNearQ); // masks are -1
  const v128_t vTc0Masked = wasm_i8x16_max (vTc0, vZero);
  const v128_t vLimitP = wasm_v128_and (vTc0Masked, vNearP), vLimitQ = wasm_v128_and (vTc0Masked, vNearQ);
  const v128_t vLimit = wasm_v128_and (vTc, vMask);
  const v128_t vMiddle = wasm_u8x16_avgr (p0, q0);
  const v128_t vGainPLow = Gain (Low (p2), Low (p1), Low (vMiddle), Low (vLimitP));
  const v128_t vGainPHigh = Gain (High (p2), High (p1), High (vMiddle), High (vLimitP));
  const v128_t vGainQLow = Gain (Low (q2), Low (q1), Low (vMiddle), Low (vLimitQ));
  const v128_t vGainQHigh = Gain (High (q2), High (q1), High (vMiddle), High (vLimitQ));
  const v128_t vDeltaLow = Delta (Low (p1), Low (p0), Low (q0), Low (q1), Low (vLimit));
  const v128_t vDeltaHigh = Delta (High (p1), High (p0), High (q0), High (q1), High (vLimit));
  return (SWeak) {
    wasm_i8x16_add (p1, wasm_i8x16_narrow_i16x8 (vGainPLow, vGainPHigh)),
                    wasm_u8x16_narrow_i16x8 (wasm_i16x8_add (Low (p0), vDeltaLow), wasm_i16x8_add (High (p0), vDeltaHigh)),
                    wasm_u8x16_narrow_i16x8 (wasm_i16x8_sub (Low (q0), vDeltaLow), wasm_i16x8_sub (High (q0), vDeltaHigh)),
                    wasm_i8x16_add (q1, wasm_i8x16_narrow_i16x8 (vGainQLow, vGainQHigh))
  };
}

struct SSide {
  v128_t v0, v1, v2;
};

/* One side of a strong edge, eight places: p0', p1', p2' where the side is flat. */
inline SSide StrongFlat (v128_t p3, v128_t p2, v128_t p1, v128_t p0, v128_t q0, v128_t q1) {
  const v128_t vInner = wasm_i16x8_add (wasm_i16x8_add (p1, p0), q0);
  const v128_t vFour = wasm_i16x8_const_splat (4);
  const v128_t vSum = wasm_i16x8_add (vInner, p2);
  const v128_t v0 = wasm_i16x8_add (wasm_i16x8_add (wasm_i16x8_add (vSum, vInner), q1), vFour);
  const v128_t v1 = wasm_i16x8_add (vSum, wasm_i16x8_const_splat (2));
  const v128_t v2 = wasm_i16x8_add (wasm_i16x8_add (vSum, wasm_i16x8_shl (wasm_i16x8_add (p3, p2), 1)), vFour);
  return (SSide) {
    wasm_u16x8_shr (v0, 3), wasm_u16x8_shr (v1, 2), wasm_u16x8_shr (v2, 3)
  };
}

/* (2 p1 + p0 + q1 + 2) >> 2 of eight places. */
inline v128_t Soft (v128_t p1, v128_t p0, v128_t q1) {
  const v128_t vSum = wasm_i16x8_add (wasm_i16x8_shl (p1, 1), wasm_i16x8_add (p0, q1));
  return wasm_u16x8_shr (wasm_i16x8_add (vSum, wasm_i16x8_const_splat (2)), 2);
}

inline v128_t Soft16 (v128_t p1, v128_t p0, v128_t q1) {
  return wasm_u8x16_narrow_i16x8 (Soft (Low (p1), Low (p0), Low (q1)), Soft (High (p1), High (p0), High (q1)));
}

/* One side of a strong luma edge. */
inline SSide StrongSide (v128_t p3, v128_t p2, v128_t p1, v128_t p0, v128_t q0, v128_t q1, v128_t vMask, v128_t vFlat) {
  const SSide low = StrongFlat (Low (p3), Low (p2), Low (p1), Low (p0), Low (q0), Low (q1));
  const SSide high = StrongFlat (High (p3), High (p2), High (p1), High (p0), High (q0), High (q1));
  const v128_t v0 = wasm_v128_bitselect (wasm_u8x16_narrow_i16x8 (low.v0, high.v0), Soft16 (p1, p0, q1), vFlat);
  return (SSide) {
    wasm_v128_bitselect (v0, p0, vMask), wasm_v128_bitselect (wasm_u8x16_narrow_i16x8 (low.v1, high.v1), p1, vFlat),
                         wasm_v128_bitselect (wasm_u8x16_narrow_i16x8 (low.v2, high.v2), p2, vFlat)
  };
}

struct SEdge {
  v128_t p3, p2, p1, p0, q0, q1, q2, q3;
};

/* Luma, strength 4. False: nothing changes. */
inline bool Strong (SEdge* e, int32_t iAlpha, int32_t iBeta) {
  const v128_t vBeta = Limit (iBeta);
  const v128_t vMask = EdgeMask (e->p1, e->p0, e->q0, e->q1, iAlpha, iBeta);
  if (!wasm_v128_any_true (vMask))
    return false;
  const v128_t vClose = wasm_v128_and (vMask, Near (e->p0, e->q0, Limit ((iAlpha >> 2) + 2)));
  const v128_t vFlatP = wasm_v128_and (vClose, Near (e->p2, e->p0, vBeta));
  const v128_t vFlatQ = wasm_v128_and (vClose, Near (e->q2, e->q0, vBeta));
  const SSide p = StrongSide (e->p3, e->p2, e->p1, e->p0, e->q0, e->q1, vMask, vFlatP);
  const SSide q = StrongSide (e->q3, e->q2, e->q1, e->q0, e->p0, e->p1, vMask, vFlatQ);
  e->p0 = p.v0;
  e->p1 = p.v1;
  e->p2 = p.v2;
  e->q0 = q.v0;
  e->q1 = q.v1;
  e->q2 = q.v2;
  return true;
}

/* The limits of luma: each of four for four places. */
inline v128_t LumaLimits (const int8_t* pTc) {
  const v128_t v = Load4 ((const uint8_t*)pTc);
  return wasm_i8x16_shuffle (v, v, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
}

/* The limits of chroma: each of four for two places of Cb and two of Cr. */
inline v128_t ChromaLimits (const int8_t* pTc) {
  const v128_t v = Load4 ((const uint8_t*)pTc);
  return wasm_i8x16_shuffle (v, v, 0, 0, 1, 1, 2, 2, 3, 3, 0, 0, 1, 1, 2, 2, 3, 3);
}

/* Sixteen rows of eight samples to eight columns of sixteen. */
inline SEdge LoadColumns (const uint8_t* p, int32_t iStride) {
  v128_t r[8];
  for (int32_t i = 0; i < 8; i++)
    r[i] = wasm_v128_load64_lane (p + (i + 8) * iStride, Load8 (p + i * iStride), 1);
  /* r[i]: row i in the lower half, row i + 8 in the upper one. */
  v128_t a[8];
  for (int32_t i = 0; i < 4; i++) {
    a[i] = InterleaveLow8 (r[2 * i], r[2 * i + 1]);      // rows 2i and 2i + 1, columns 0 to 7
    a[i + 4] = InterleaveHigh8 (r[2 * i], r[2 * i + 1]); // rows 2i + 8 and 2i + 9
  }
  v128_t b[8];
  for (int32_t i = 0; i < 4; i++) {
    b[2 * i] = InterleaveLow16 (a[2 * i], a[2 * i + 1]);      // four rows, columns 0 to 3
    b[2 * i + 1] = InterleaveHigh16 (a[2 * i], a[2 * i + 1]); // columns 4 to 7
  }
  const v128_t u01 = InterleaveLow32 (b[0], b[2]), u23 = InterleaveHigh32 (b[0], b[2]);
  const v128_t u45 = InterleaveLow32 (b[1], b[3]), u67 = InterleaveHigh32 (b[1], b[3]);
  const v128_t l01 = InterleaveLow32 (b[4], b[6]), l23 = InterleaveHigh32 (b[4], b[6]);
  const v128_t l45 = InterleaveLow32 (b[5], b[7]), l67 = InterleaveHigh32 (b[5], b[7]);
  return (SEdge) {
    InterleaveLow64 (u01, l01), InterleaveHigh64 (u01, l01), InterleaveLow64 (u23, l23), InterleaveHigh64 (u23, l23),
                    InterleaveLow64 (u45, l45), InterleaveHigh64 (u45, l45), InterleaveLow64 (u67, l67), InterleaveHigh64 (u67, l67)
  };
}

/* Two rows of eight samples, which `v` holds. */
inline void StoreTwo (uint8_t* p, int32_t iStride, v128_t v) {
  wasm_v128_store64_lane (p, v, 0);
  wasm_v128_store64_lane (p + iStride, v, 1);
}

inline void StoreColumns (uint8_t* p, int32_t iStride, const SEdge& e) {
  const v128_t c[4][2] = {{e.p3, e.p2}, {e.p1, e.p0}, {e.q0, e.q1}, {e.q2, e.q3}};
  v128_t low[4], high[4];
  for (int32_t i = 0; i < 4; i++) {
    low[i] = InterleaveLow8 (c[i][0], c[i][1]);
    high[i] = InterleaveHigh8 (c[i][0], c[i][1]);
  }
  const v128_t* kpHalves[2] = {low, high};
  for (int32_t h = 0; h < 2; h++) {
    const v128_t* v = kpHalves[h];
    const v128_t a = InterleaveLow16 (v[0], v[1]), b = InterleaveLow16 (v[2], v[3]);
    const v128_t c2 = InterleaveHigh16 (v[0], v[1]), d = InterleaveHigh16 (v[2], v[3]);
    uint8_t* pHalf = p + 8 * h * iStride;
    StoreTwo (pHalf, iStride, InterleaveLow32 (a, b));
    StoreTwo (pHalf + 2 * iStride, iStride, InterleaveHigh32 (a, b));
    StoreTwo (pHalf + 4 * iStride, iStride, InterleaveLow32 (c2, d));
    StoreTwo (pHalf + 6 * iStride, iStride, InterleaveHigh32 (c2, d));
  }
}

struct SChroma {
  v128_t p1, p0, q0, q1;
};

/* Eight samples of each of the two planes. */
inline v128_t LoadBoth (const uint8_t* pCb, const uint8_t* pCr) {
  return wasm_v128_load64_lane (pCr, Load8 (pCb), 1);
}

inline void StoreBoth (uint8_t* pCb, uint8_t* pCr, v128_t v) {
  wasm_v128_store64_lane (pCb, v, 0);
  wasm_v128_store64_lane (pCr, v, 1);
}

inline SChroma LoadChromaRows (const uint8_t* pCb, const uint8_t* pCr, int32_t iStride) {
  return (SChroma) {
    LoadBoth (pCb - 2 * iStride, pCr - 2 * iStride), LoadBoth (pCb - iStride, pCr - iStride), LoadBoth (pCb, pCr),
              LoadBoth (pCb + iStride, pCr + iStride)
  };
}

/* Rows `i` and `i + 1` of four samples of one plane. */
inline v128_t LoadFours (const uint8_t* p, int32_t iStride) {
  v128_t v = wasm_v128_load32_lane (p + iStride, Load4 (p), 1);
  v = wasm_v128_load32_lane (p + 2 * iStride, v, 2);
  return wasm_v128_load32_lane (p + 3 * iStride, v, 3);
}

inline SChroma LoadChromaColumns (const uint8_t* pCb, const uint8_t* pCr, int32_t iStride) {
  const v128_t r[4] = {LoadFours (pCb, iStride), LoadFours (pCb + 4 * iStride, iStride),
                       LoadFours (pCr, iStride), LoadFours (pCr + 4 * iStride, iStride)
                      };
  v128_t c[4];
  for (int32_t i = 0; i < 4; i++) // columns of four rows, four bytes each
    c[i] = wasm_i8x16_shuffle (r[i], r[i], 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  const v128_t b01 = InterleaveLow32 (c[0], c[1]), b23 = InterleaveHigh32 (c[0], c[1]);
  const v128_t r01 = InterleaveLow32 (c[2], c[3]), r23 = InterleaveHigh32 (c[2], c[3]);
  return (SChroma) {
    InterleaveLow64 (b01, r01), InterleaveHigh64 (b01, r01), InterleaveLow64 (b23, r23), InterleaveHigh64 (b23, r23)
  };
}

/* Eight rows of the two samples at the edge of each plane. */
inline void StoreChromaColumns (uint8_t* pCb, uint8_t* pCr, int32_t iStride, v128_t p0, v128_t q0) {
  const v128_t vCb = InterleaveLow8 (p0, q0), vCr = InterleaveHigh8 (p0, q0);
#define WELS_STORE_ROW(i) \
  wasm_v128_store16_lane (pCb + i * iStride, vCb, i); \
  wasm_v128_store16_lane (pCr + i * iStride, vCr, i);
  WELS_STORE_ROW (0)
  WELS_STORE_ROW (1)
  WELS_STORE_ROW (2)
  WELS_STORE_ROW (3)
  WELS_STORE_ROW (4)
  WELS_STORE_ROW (5)
  WELS_STORE_ROW (6)
  WELS_STORE_ROW (7)
#undef WELS_STORE_ROW
}

/* Chroma, strength below 4. False: nothing changes. */
inline bool ChromaWeak (SChroma* c, int32_t iAlpha, int32_t iBeta, const int8_t* pTc) {
  const v128_t vTc = wasm_i8x16_max (ChromaLimits (pTc), wasm_i8x16_const_splat (0));
  const v128_t vLimit = wasm_v128_and (vTc, EdgeMask (c->p1, c->p0, c->q0, c->q1, iAlpha, iBeta));
  if (!wasm_v128_any_true (vLimit))
    return false;
  const v128_t vLow = Delta (Low (c->p1), Low (c->p0), Low (c->q0), Low (c->q1), Low (vLimit));
  const v128_t vHigh = Delta (High (c->p1), High (c->p0), High (c->q0), High (c->q1), High (vLimit));
  const v128_t p0 = c->p0, q0 = c->q0;
  c->p0 = wasm_u8x16_narrow_i16x8 (wasm_i16x8_add (Low (p0), vLow), wasm_i16x8_add (High (p0), vHigh));
  c->q0 = wasm_u8x16_narrow_i16x8 (wasm_i16x8_sub (Low (q0), vLow), wasm_i16x8_sub (High (q0), vHigh));
  return true;
}

inline bool ChromaStrong (SChroma* c, int32_t iAlpha, int32_t iBeta) {
  const v128_t vMask = EdgeMask (c->p1, c->p0, c->q0, c->q1, iAlpha, iBeta);
  if (!wasm_v128_any_true (vMask))
    return false;
  const v128_t p0 = c->p0, q0 = c->q0;
  c->p0 = wasm_v128_bitselect (Soft16 (c->p1, p0, c->q1), p0, vMask);
  c->q0 = wasm_v128_bitselect (Soft16 (c->q1, q0, c->p1), q0, vMask);
  return true;
}

} // namespace

void DeblockLumaLt4V_simd128 (uint8_t* pPix, int32_t iStride, int32_t iAlpha, int32_t iBeta, int8_t* pTc) {
  const SWeak weak = Weak (wasm_v128_load (pPix - 3 * iStride), wasm_v128_load (pPix - 2 * iStride),
                           wasm_v128_load (pPix - iStride), wasm_v128_load (pPix), wasm_v128_load (pPix + iStride),
                           wasm_v128_load (pPix + 2 * iStride), iAlpha, iBeta, LumaLimits (pTc));
  wasm_v128_store (pPix - 2 * iStride, weak.p1);
  wasm_v128_store (pPix - iStride, weak.p0);
  wasm_v128_store (pPix, weak.q0);
  wasm_v128_store (pPix + iStride, weak.q1);
}

void DeblockLumaLt4H_simd128 (uint8_t* pPix, int32_t iStride, int32_t iAlpha, int32_t iBeta, int8_t* pTc) {
  SEdge e = LoadColumns (pPix - 4, iStride);
  if (!wasm_v128_any_true (EdgeMask (e.p1, e.p0, e.q0, e.q1, iAlpha, iBeta)))
    return;
  const SWeak weak = Weak (e.p2, e.p1, e.p0, e.q0, e.q1, e.q2, iAlpha, iBeta, LumaLimits (pTc));
  e.p1 = weak.p1;
  e.p0 = weak.p0;
  e.q0 = weak.q0;
  e.q1 = weak.q1;
  StoreColumns (pPix - 4, iStride, e);
}

void DeblockLumaEq4V_simd128 (uint8_t* pPix, int32_t iStride, int32_t iAlpha, int32_t iBeta) {
  SEdge e = {
    wasm_v128_load (pPix - 4 * iStride), wasm_v128_load (pPix - 3 * iStride), wasm_v128_load (pPix - 2 * iStride),
    wasm_v128_load (pPix - iStride), wasm_v128_load (pPix), wasm_v128_load (pPix + iStride),
    wasm_v128_load (pPix + 2 * iStride), wasm_v128_load (pPix + 3 * iStride)
  };
  if (!Strong (&e, iAlpha, iBeta))
    return;
  wasm_v128_store (pPix - 3 * iStride, e.p2);
  wasm_v128_store (pPix - 2 * iStride, e.p1);
  wasm_v128_store (pPix - iStride, e.p0);
  wasm_v128_store (pPix, e.q0);
  wasm_v128_store (pPix + iStride, e.q1);
  wasm_v128_store (pPix + 2 * iStride, e.q2);
}

void DeblockLumaEq4H_simd128 (uint8_t* pPix, int32_t iStride, int32_t iAlpha, int32_t iBeta) {
  SEdge e = LoadColumns (pPix - 4, iStride);
  if (Strong (&e, iAlpha, iBeta))
    StoreColumns (pPix - 4, iStride, e);
}

void DeblockChromaLt4V_simd128 (uint8_t* pCb, uint8_t* pCr, int32_t iStride, int32_t iAlpha, int32_t iBeta,
                                int8_t* pTc) {
  SChroma c = LoadChromaRows (pCb, pCr, iStride);
  if (!ChromaWeak (&c, iAlpha, iBeta, pTc))
    return;
  StoreBoth (pCb - iStride, pCr - iStride, c.p0);
  StoreBoth (pCb, pCr, c.q0);
}

void DeblockChromaLt4H_simd128 (uint8_t* pCb, uint8_t* pCr, int32_t iStride, int32_t iAlpha, int32_t iBeta,
                                int8_t* pTc) {
  SChroma c = LoadChromaColumns (pCb - 2, pCr - 2, iStride);
  if (ChromaWeak (&c, iAlpha, iBeta, pTc))
    StoreChromaColumns (pCb - 1, pCr - 1, iStride, c.p0, c.q0);
}

void DeblockChromaEq4V_simd128 (uint8_t* pCb, uint8_t* pCr, int32_t iStride, int32_t iAlpha, int32_t iBeta) {
  SChroma c = LoadChromaRows (pCb, pCr, iStride);
  if (!ChromaStrong (&c, iAlpha, iBeta))
    return;
  StoreBoth (pCb - iStride, pCr - iStride, c.p0);
  StoreBoth (pCb, pCr, c.q0);
}

void DeblockChromaEq4H_simd128 (uint8_t* pCb, uint8_t* pCr, int32_t iStride, int32_t iAlpha, int32_t iBeta) {
  SChroma c = LoadChromaColumns (pCb - 2, pCr - 2, iStride);
  if (ChromaStrong (&c, iAlpha, iBeta))
    StoreChromaColumns (pCb - 1, pCr - 1, iStride, c.p0, c.q0);
}
