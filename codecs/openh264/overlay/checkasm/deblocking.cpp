// SPDX-License-Identifier: BSD-2-Clause
/* The deblocking filter, and the strengths of a macroblock's outer edges. */
#include "check.h"

#include "../codec/common/wasm/deblock.h"
#include "deblocking.h"
#include "deblocking_common.h"
#include "reference.h"

namespace WelsEnc {
uint32_t DeblockingBSMarginalMBAvcbase (SMB* pCurMb, SMB* pNeighMb, int32_t iEdge);
}

namespace Check {

namespace {

typedef void (*PLumaWeak) (uint8_t*, int32_t, int32_t, int32_t, int8_t*);
typedef void (*PLumaStrong) (uint8_t*, int32_t, int32_t, int32_t);
typedef void (*PChromaWeak) (uint8_t*, uint8_t*, int32_t, int32_t, int32_t, int8_t*);
typedef void (*PChromaStrong) (uint8_t*, uint8_t*, int32_t, int32_t, int32_t);

enum { kToCr = 20 };

/* Limits as tables 8-16 and 8-17 have them, whether they belong to one quantizer or not. */
struct SLimits {
  int32_t iAlpha, iBeta;
  int8_t iTc[4];

  SLimits() : iAlpha (Random (4) ? Between (0, 255) : 255), iBeta (Random (4) ? Between (0, 18) : 18) {
    for (int32_t i = 0; i < 4; i++)
      iTc[i] = Between (-1, 26);
  }
};

template<PLumaWeak pKernel, PLumaWeak pC> bool LumaWeak() {
  CPictures picture;
  SLimits limits;
  pKernel (picture.Kernel(), picture.Stride(), limits.iAlpha, limits.iBeta, limits.iTc);
  pC (picture.C(), picture.Stride(), limits.iAlpha, limits.iBeta, limits.iTc);
  return picture.Same();
}

template<PLumaStrong pKernel, PLumaStrong pC> bool LumaStrong() {
  CPictures picture;
  const SLimits kLimits;
  pKernel (picture.Kernel(), picture.Stride(), kLimits.iAlpha, kLimits.iBeta);
  pC (picture.C(), picture.Stride(), kLimits.iAlpha, kLimits.iBeta);
  return picture.Same();
}

/* Cb and Cr lie side by side. */
template<PChromaWeak pKernel, PChromaWeak pC> bool ChromaWeak() {
  CPictures picture;
  SLimits limits;
  pKernel (picture.Kernel(), picture.Kernel() + kToCr, picture.Stride(), limits.iAlpha, limits.iBeta, limits.iTc);
  pC (picture.C(), picture.C() + kToCr, picture.Stride(), limits.iAlpha, limits.iBeta, limits.iTc);
  return picture.Same();
}

template<PChromaStrong pKernel, PChromaStrong pC> bool ChromaStrong() {
  CPictures picture;
  const SLimits kLimits;
  pKernel (picture.Kernel(), picture.Kernel() + kToCr, picture.Stride(), kLimits.iAlpha, kLimits.iBeta);
  pC (picture.C(), picture.C() + kToCr, picture.Stride(), kLimits.iAlpha, kLimits.iBeta);
  return picture.Same();
}

/* A macroblock's vectors and counts of levels. */
struct SMacroblock {
  WelsEnc::SMB mb;
  SMVUnitXY sMv[16];
  int8_t iCounts[24];

  /* Vectors near (iX, iY), some of them far away, as far as a level allows. */
  SMacroblock (int16_t iX, int16_t iY) : mb() {
    const int32_t kiNear = Random (6), kiCoded = Random (4);
    for (int32_t i = 0; i < 16; i++) {
      const int16_t kiFar = Random (16) ? 0 : Between (-8000, 8000);
      sMv[i].iMvX = iX + Between (-kiNear, kiNear) + kiFar;
      sMv[i].iMvY = iY + Between (-kiNear, kiNear) - kiFar;
    }
    for (int32_t i = 0; i < 24; i++)
      iCounts[i] = Random (4) < (uint32_t)kiCoded ? Between (1, 16) : 0;
    mb.sMv = sMv;
    mb.pNonZeroCount = iCounts;
  }
};

bool Strengths() {
  const int16_t kiX = Between (-60, 60), kiY = Between (-60, 60);
  SMacroblock own (kiX, kiY), neighbour (kiX, kiY);
  for (int32_t iEdge = 0; iEdge < 2; iEdge++) {
    if (WelsEnc::DeblockingBSMarginalMBAvcbase (&own.mb, &neighbour.mb, iEdge)
        != Reference::EdgeStrengths (&own.mb, &neighbour.mb, iEdge))
      return false;
  }
  return true;
}

} // namespace

void CheckDeblocking() {
  Run ("luma below 4, rows", LumaWeak<DeblockLumaLt4V_simd128, DeblockLumaLt4V_c>);
  Run ("luma below 4, columns", LumaWeak<DeblockLumaLt4H_simd128, DeblockLumaLt4H_c>);
  Run ("luma 4, rows", LumaStrong<DeblockLumaEq4V_simd128, DeblockLumaEq4V_c>);
  Run ("luma 4, columns", LumaStrong<DeblockLumaEq4H_simd128, DeblockLumaEq4H_c>);
  Run ("chroma below 4, rows", ChromaWeak<DeblockChromaLt4V_simd128, DeblockChromaLt4V_c>);
  Run ("chroma below 4, columns", ChromaWeak<DeblockChromaLt4H_simd128, DeblockChromaLt4H_c>);
  Run ("chroma 4, rows", ChromaStrong<DeblockChromaEq4V_simd128, DeblockChromaEq4V_c>);
  Run ("chroma 4, columns", ChromaStrong<DeblockChromaEq4H_simd128, DeblockChromaEq4H_c>);
  Run ("strengths of outer edges", Strengths);
}

} // namespace Check
