// SPDX-License-Identifier: BSD-2-Clause
/*
 * Residuals of inter macroblocks, from differences to levels and to the picture in one pass: transform, decision,
 * quantisation, inverse and reconstruction of 8 x 8 samples, without coefficients in memory. Where a block is left
 * out, the prediction is the picture. Coefficients are kept by columns; the tables of quantisation are symmetric.
 */
#include "kernels.h"
#include "decode_mb_aux.h"
#include "encode_mb_aux.h"
#include "quant.h"
#include "transform.h"
#include "wels_common_defs.h"

namespace WelsEnc {

namespace {

enum {
  kQuantizers = 52,
  kLargeCost = 9,      // JVT-O079: of a level above 1
  kLeastCost8x8 = 4,   // below, 8 x 8 luma samples are left out,
  kLeastCostLuma = 6,  // the luma of a macroblock,
  kLeastCostChroma = 7 // a plane's AC
};

/* The least magnitudes that become a level of 1 and of 2, by quantizer: even columns, odd columns. */
struct SLeast {
  int16_t iOne[8], iTwo[8];
};
SLeast g_sLeast[kQuantizers];

/* A row of a table for even and for odd columns of two blocks side by side. */
struct SColumnPair {
  v128_t vEven, vOdd;

  explicit SColumnPair (const void* pRow) {
    const v128_t v = wasm_v128_load (pRow);
    vEven = InterleaveLow64 (v, v);
    vOdd = InterleaveHigh64 (v, v);
  }
};

/* Coefficients of two blocks side by side, and which of them become levels. */
struct STwoBlocks {
  SRows c;
  uint32_t uiLevels[2]; // a bit for each, in the order of the zigzag scan
  bool bLarge[2];       // one of them is above 1

  /* What a block costs; kFirst: 1 leaves its mean out. */
  template<int kFirst> inline int32_t Cost (int32_t iBlock) const {
    return bLarge[iBlock] ? kLargeCost : CostOfRuns (uiLevels[iBlock] >> kFirst);
  }
};

/* Compares magnitudes with the least ones; takes both blocks' bits from bytes that say so, column by column. */
inline void FindLevels (STwoBlocks* pBlocks, const SColumnPair& kOne, const SColumnPair& kTwo) {
  const v128_t a0 = wasm_i16x8_abs (pBlocks->c.r0), a1 = wasm_i16x8_abs (pBlocks->c.r1);
  const v128_t a2 = wasm_i16x8_abs (pBlocks->c.r2), a3 = wasm_i16x8_abs (pBlocks->c.r3);
  const v128_t v01 = wasm_i8x16_narrow_i16x8 (wasm_i16x8_ge (a0, kOne.vEven), wasm_i16x8_ge (a1, kOne.vOdd));
  const v128_t v23 = wasm_i8x16_narrow_i16x8 (wasm_i16x8_ge (a2, kOne.vEven), wasm_i16x8_ge (a3, kOne.vOdd));
  pBlocks->uiLevels[0] = pBlocks->uiLevels[1] = 0;
  pBlocks->bLarge[0] = pBlocks->bLarge[1] = false;
  if (!wasm_v128_any_true (wasm_v128_or (v01, v23)))
    return;
  pBlocks->uiLevels[0] = wasm_i8x16_bitmask (wasm_i8x16_shuffle (v01, v23,
                         0, 8, 1, 2, 9, 16, 24, 17, 10, 3, 11, 18, 25, 26, 19, 27));
  pBlocks->uiLevels[1] = wasm_i8x16_bitmask (wasm_i8x16_shuffle (v01, v23,
                         4, 12, 5, 6, 13, 20, 28, 21, 14, 7, 15, 22, 29, 30, 23, 31));
  const v128_t vEven = wasm_v128_or (wasm_i16x8_ge (a0, kTwo.vEven), wasm_i16x8_ge (a2, kTwo.vEven));
  const v128_t vOdd = wasm_v128_or (wasm_i16x8_ge (a1, kTwo.vOdd), wasm_i16x8_ge (a3, kTwo.vOdd));
  const uint32_t kuiLarge = wasm_i16x8_bitmask (wasm_v128_or (vEven, vOdd));
  pBlocks->bLarge[0] = kuiLarge & 15;
  pBlocks->bLarge[1] = kuiLarge >> 4;
}

/* Levels of one block, by the zigzag scan, from its columns 0 and 1, 2 and 3. */
inline void StoreLevels (int16_t* pLevels, v128_t v01, v128_t v23) {
  wasm_v128_store (pLevels, wasm_i16x8_shuffle (v01, v23, 0, 4, 1, 2, 5, 8, 12, 9));
  wasm_v128_store (pLevels + 8, wasm_i16x8_shuffle (v01, v23, 6, 3, 7, 10, 13, 14, 11, 15));
}

/* The same without the mean. */
inline void StoreLevelsAc (int16_t* pLevels, v128_t v01, v128_t v23) {
  wasm_v128_store (pLevels, wasm_i16x8_shuffle (v01, v23, 4, 1, 2, 5, 8, 12, 9, 6));
  wasm_v128_store (pLevels + 8, wasm_i16x8_replace_lane (wasm_i16x8_shuffle (v01, v23, 3, 7, 10, 13, 14, 11, 15, 15),
                   7, 0));
}

/* What quantisation and its inverse need of a quantizer. */
struct SQuantizer {
  SColumnPair ff, dequant;
  SFactors even, odd;

  SQuantizer (const int16_t* pFF, const int16_t* pMF, const uint16_t* pDequant) : ff (pFF), dequant (pDequant),
    even (SColumnPair (pMF).vEven), odd (SColumnPair (pMF).vOdd) {}

  inline SRows Levels (SRows c) const {
    return (SRows) {
      WithSigns (Magnitudes (c.r0, ff.vEven, even), c.r0), WithSigns (Magnitudes (c.r1, ff.vOdd, odd), c.r1),
                WithSigns (Magnitudes (c.r2, ff.vEven, even), c.r2), WithSigns (Magnitudes (c.r3, ff.vOdd, odd), c.r3)
    };
  }

  inline SRows Inverse (SRows levels) const {
    return (SRows) {
      wasm_i16x8_mul (levels.r0, dequant.vEven), wasm_i16x8_mul (levels.r1, dequant.vOdd),
                     wasm_i16x8_mul (levels.r2, dequant.vEven), wasm_i16x8_mul (levels.r3, dequant.vOdd)
    };
  }
};

template<int kRows>
inline void CopyRows8 (uint8_t* pRec, int32_t iRecStride, const uint8_t* pPred, int32_t iPredStride) {
  for (int32_t y = 0; y < kRows; y++)
    Store8 (pRec + y * iRecStride, Load8 (pPred + y * iPredStride));
}

/* The four means of 8 x 8 samples, by rows. */
struct SMeans {
  int32_t a, b, c, d;

  inline SMeans (const STwoBlocks& kUpper, const STwoBlocks& kLower) : a (wasm_i16x8_extract_lane (kUpper.c.r0, 0)),
    b (wasm_i16x8_extract_lane (kUpper.c.r0, 4)), c (wasm_i16x8_extract_lane (kLower.c.r0, 0)),
    d (wasm_i16x8_extract_lane (kLower.c.r0, 4)) {}
};

inline void StoreMeans (int16_t* pRes, const SMeans& kMeans) {
  pRes[0] = kMeans.a;
  pRes[16] = kMeans.b;
  pRes[32] = kMeans.c;
  pRes[48] = kMeans.d;
}

inline v128_t WithMeans (v128_t v, int16_t iLeft, int16_t iRight) {
  return wasm_i16x8_replace_lane (wasm_i16x8_replace_lane (v, 0, iLeft), 4, iRight);
}

} // namespace

void WelsInitInterSimd128() {
  for (int32_t iQp = 0; iQp < kQuantizers; iQp++) {
    for (int32_t i = 0; i < 8; i++) {
      const int32_t kiMF = g_kiQuantMF[iQp][i], kiFF = g_kiQuantInterFF[iQp][i];
      g_sLeast[iQp].iOne[i] = ((1 << 16) + kiMF - 1) / kiMF - kiFF;
      g_sLeast[iQp].iTwo[i] = ((2 << 16) + kiMF - 1) / kiMF - kiFF;
    }
  }
}

bool WelsSkipsLuma_simd128 (const uint8_t* pEnc, int32_t iEncStride, const uint8_t* pPred, int32_t iQp) {
  const SColumnPair kOne (g_sLeast[iQp].iOne), kTwo (g_sLeast[iQp].iTwo);
  int32_t iCost = 0;
  for (int32_t i = 0; i < 8; i++) {
    const int32_t kiX = 8 * (i & 1), kiY = 4 * (i >> 1);
    STwoBlocks blocks;
    blocks.c = Dct (Differences8x4 (pEnc + kiY * iEncStride + kiX, iEncStride, pPred + kiY * 16 + kiX, 16));
    FindLevels (&blocks, kOne, kTwo);
    iCost += blocks.Cost<0> (0) + blocks.Cost<0> (1);
    if (iCost >= kLeastCostLuma)
      return false;
  }
  return true;
}

bool WelsSkipsChroma_simd128 (const uint8_t* pEnc, int32_t iEncStride, const uint8_t* pPred, int32_t iQp) {
  const SColumnPair kOne (g_sLeast[iQp].iOne), kTwo (g_sLeast[iQp].iTwo);
  STwoBlocks upper, lower;
  int16_t iMeans[64];
  upper.c = Dct (Differences8x4 (pEnc, iEncStride, pPred, 8));
  lower.c = Dct (Differences8x4 (pEnc + 4 * iEncStride, iEncStride, pPred + 32, 8));
  StoreMeans (iMeans, SMeans (upper, lower));
  if (WelsHadamardQuant2x2Skip_c (iMeans, g_kiQuantInterFF[iQp][0] << 1, g_kiQuantMF[iQp][0] >> 1))
    return false;
  FindLevels (&upper, kOne, kTwo);
  FindLevels (&lower, kOne, kTwo);
  return upper.Cost<1> (0) + upper.Cost<1> (1) + lower.Cost<1> (0) + lower.Cost<1> (1) < kLeastCostChroma;
}

uint8_t WelsEncInterLuma_simd128 (const uint8_t* pEnc, int32_t iEncStride, const uint8_t* pPred, uint8_t* pRec,
                                  int32_t iRecStride, int32_t iQp, int16_t (*pLevels)[16], int8_t* pCounts) {
  const SColumnPair kOne (g_sLeast[iQp].iOne), kTwo (g_sLeast[iQp].iTwo);
  const SQuantizer kQuantizer (g_kiQuantInterFF[iQp], g_kiQuantMF[iQp], WelsCommon::g_kuiDequantCoeff[iQp]);
  int32_t iCost = 0;
  uint8_t uiCoded = 0;
  wasm_v128_store (pCounts, wasm_i8x16_const_splat (0));
  for (int32_t i = 0; i < 4; i++, pLevels += 4) {
    const int32_t kiX = 8 * (i & 1), kiY = 8 * (i >> 1);
    const uint8_t* kpEnc = pEnc + kiY * iEncStride + kiX, *kpPred = pPred + kiY * 16 + kiX;
    uint8_t* pOut = pRec + kiY * iRecStride + kiX;
    int32_t iCost8x8 = 0;
    STwoBlocks blocks[2];
    for (int32_t h = 0; h < 2; h++) {
      blocks[h].c = Dct (Differences8x4 (kpEnc + 4 * h * iEncStride, iEncStride, kpPred + 64 * h, 16));
      FindLevels (&blocks[h], kOne, kTwo);
      iCost8x8 += blocks[h].Cost<0> (0) + blocks[h].Cost<0> (1);
    }
    iCost += iCost8x8;
    if (iCost8x8 < kLeastCost8x8) {
      CopyRows8<8> (pOut, iRecStride, kpPred, 16);
      continue;
    }
    uiCoded |= 1 << i;
    for (int32_t h = 0; h < 2; h++) {
      int8_t* pTwoCounts = pCounts + kiX / 4 + kiY + 4 * h;
      pTwoCounts[0] = __builtin_popcount (blocks[h].uiLevels[0]);
      pTwoCounts[1] = __builtin_popcount (blocks[h].uiLevels[1]);
      if (! (blocks[h].uiLevels[0] | blocks[h].uiLevels[1])) {
        CopyRows8<4> (pOut + 4 * h * iRecStride, iRecStride, kpPred + 64 * h, 16);
        continue;
      }
      const SRows kLevels = kQuantizer.Levels (blocks[h].c);
      StoreLevels (pLevels[2 * h], InterleaveLow64 (kLevels.r0, kLevels.r1), InterleaveLow64 (kLevels.r2, kLevels.r3));
      StoreLevels (pLevels[2 * h + 1], InterleaveHigh64 (kLevels.r0, kLevels.r1),
                   InterleaveHigh64 (kLevels.r2, kLevels.r3));
      Reconstruct8x4 (pOut + 4 * h * iRecStride, iRecStride, kpPred + 64 * h, 16, Idct (kQuantizer.Inverse (kLevels)));
    }
  }
  if (iCost >= kLeastCostLuma || uiCoded == 0)
    return uiCoded;
  wasm_v128_store (pCounts, wasm_i8x16_const_splat (0));
  for (int32_t y = 0; y < 16; y++)
    wasm_v128_store (pRec + y * iRecStride, wasm_v128_load (pPred + 16 * y));
  return 0;
}

uint8_t WelsEncInterChroma_simd128 (const uint8_t* pEnc, int32_t iEncStride, const uint8_t* pPred, uint8_t* pRec,
                                    int32_t iRecStride, int32_t iQp, int16_t* pMeans, int16_t (*pLevels)[16],
                                    int8_t* pCounts) {
  const SColumnPair kOne (g_sLeast[iQp].iOne), kTwo (g_sLeast[iQp].iTwo);
  const int16_t* kpFF = g_kiQuantInterFF[iQp], *kpMF = g_kiQuantMF[iQp];
  int16_t iRes[64], iMeans[4];
  STwoBlocks blocks[2];
  int32_t iCost = 0;
  for (int32_t h = 0; h < 2; h++)
    blocks[h].c = Dct (Differences8x4 (pEnc + 4 * h * iEncStride, iEncStride, pPred + 32 * h, 8));
  StoreMeans (iRes, SMeans (blocks[0], blocks[1]));
  const bool kbMeans = WelsHadamardQuant2x2_c (iRes, kpFF[0] << 1, kpMF[0] >> 1, iMeans, pMeans) > 0;
  for (int32_t h = 0; h < 2; h++) {
    blocks[h].c.r0 = WithMeans (blocks[h].c.r0, 0, 0);
    FindLevels (&blocks[h], kOne, kTwo);
    iCost += blocks[h].Cost<1> (0) + blocks[h].Cost<1> (1);
  }
  const bool kbLevels = iCost >= kLeastCostChroma;
  pCounts[0] = pCounts[1] = pCounts[4] = pCounts[5] = 0;
  if (!kbMeans && !kbLevels) {
    CopyRows8<8> (pRec, iRecStride, pPred, 8);
    return 0;
  }
  WelsDequantIHadamard2x2Dc (iMeans, WelsCommon::g_kuiDequantCoeff[iQp][0]);
  for (int32_t h = 0; h < 2; h++) {
    const v128_t vZero = wasm_i16x8_const_splat (0);
    SRows rows = {vZero, vZero, vZero, vZero};
    if (kbLevels) {
      const SQuantizer kQuantizer (kpFF, kpMF, WelsCommon::g_kuiDequantCoeff[iQp]);
      const SRows kLevels = kQuantizer.Levels (blocks[h].c);
      StoreLevelsAc (pLevels[2 * h], InterleaveLow64 (kLevels.r0, kLevels.r1),
                     InterleaveLow64 (kLevels.r2, kLevels.r3));
      StoreLevelsAc (pLevels[2 * h + 1], InterleaveHigh64 (kLevels.r0, kLevels.r1),
                     InterleaveHigh64 (kLevels.r2, kLevels.r3));
      pCounts[4 * h] = __builtin_popcount (blocks[h].uiLevels[0]);
      pCounts[4 * h + 1] = __builtin_popcount (blocks[h].uiLevels[1]);
      rows = kQuantizer.Inverse (kLevels);
    }
    rows.r0 = WithMeans (rows.r0, iMeans[2 * h], iMeans[2 * h + 1]);
    Reconstruct8x4 (pRec + 4 * h * iRecStride, iRecStride, pPred + 32 * h, 8, Idct (rows));
  }
  return kbLevels ? 2 : 1;
}

} // namespace WelsEnc
