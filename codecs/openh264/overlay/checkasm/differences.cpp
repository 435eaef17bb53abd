// SPDX-License-Identifier: BSD-2-Clause
/* Sums of differences of blocks and of pictures, what is decided by them, and copies of blocks. */
#include "check.h"

#include "../codec/common/wasm/copy.h"
#include "../codec/common/wasm/sad.h"
#include "../codec/encoder/core/wasm/kernels.h"
#include "copy_mb.h"
#include "md.h"
#include "sad_common.h"
#include "sample.h"

namespace WelsEnc {
int32_t WelsSampleSatd8x4_c (uint8_t*, int32_t, uint8_t*, int32_t);
int32_t WelsSampleSatd4x8_c (uint8_t*, int32_t, uint8_t*, int32_t);
}

namespace WelsVP {
void VAACalcSad_c (const uint8_t* pCurData, const uint8_t* pRefData, int32_t iPicWidth, int32_t iPicHeight,
                   int32_t iPicStride, int32_t* pFrameSad, int32_t* pSad8x8);
}

namespace Check {

namespace {

typedef int32_t (*PCost) (uint8_t*, int32_t, uint8_t*, int32_t);
typedef void (*PFourCosts) (uint8_t*, int32_t, uint8_t*, int32_t, int32_t*);
typedef void (*PCopy) (uint8_t*, int32_t, uint8_t*, int32_t);

template<PCost pKernel, PCost pC> bool Cost() {
  CPictures one, other;
  return pKernel (one.Kernel(), one.Stride(), other.Kernel(), other.Stride())
         == pC (one.C(), one.Stride(), other.C(), other.Stride());
}

template<PFourCosts pKernel, PFourCosts pC> bool FourCosts() {
  CPictures one, other;
  STwins<int32_t, 6> costs = {};
  pKernel (one.Kernel(), one.Stride(), other.Kernel(), other.Stride(), costs.tKernel + 1);
  pC (one.C(), one.Stride(), other.C(), other.Stride(), costs.tC + 1);
  return costs.Same();
}

template<PCopy pKernel, PCopy pC> bool Copies() {
  CPictures from, to;
  pKernel (to.Kernel(), to.Stride(), from.Kernel(), from.Stride());
  pC (to.C(), to.Stride(), from.C(), from.Stride());
  return to.Same() && from.Same();
}

/* One macroblock of upstream's function for pictures. */
bool FourSads8x8() {
  CPictures one, other;
  static uint8_t uiOther[16 * 256];
  STwins<int32_t, 6> sads = {};
  int32_t iSum;
  for (int32_t y = 0; y < 16; y++)
    memcpy (uiOther + y * one.Stride(), other.C() + y * other.Stride(), 16);
  WelsEnc::SadFour8x8_simd128 (one.Kernel(), uiOther, one.Stride(), sads.tKernel + 1);
  WelsVP::VAACalcSad_c (one.C(), uiOther, 16, 16, one.Stride(), &iSum, sads.tC + 1);
  return sads.Same();
}

/* Sums of 8 x 8 blocks that are any, alike, or such that some are their average. */
bool SignsOfSums() {
  const int32_t kiNear = Between (0, 640), kiBase = Between (kiNear, 255 * 64 - kiNear);
  const uint32_t kuiKind = Random (3);
  int32_t iSad[4];
  for (int32_t i = 0; i < 4; i++) {
    iSad[i] = kuiKind == 0 ? Between (0, 255 * 64) : kuiKind == 1 ? kiBase + Between (-kiNear, kiNear)
              : 4080 * Between (0, 4);
  }
  return WelsEnc::MdInterAnalysisVaaInfo_simd128 (iSad) == WelsEnc::MdInterAnalysisVaaInfo_c (iSad);
}

} // namespace

#define CHECK_SIZE(width, height) \
  Run ("sad", width, height, Cost<WelsSampleSad##width##x##height##_simd128, WelsSampleSad##width##x##height##_c>); \
  Run ("four sads", width, height, \
       FourCosts<WelsSampleSadFour##width##x##height##_simd128, WelsSampleSadFour##width##x##height##_c>); \
  Run ("satd", width, height, \
       Cost<WelsEnc::WelsSampleSatd##width##x##height##_simd128, WelsEnc::WelsSampleSatd##width##x##height##_c>);

#define CHECK_COPY(width, height) \
  Run ("copy", width, height, Copies<WelsCopy##width##x##height##_simd128, WelsCopy##width##x##height##_c>);

void CheckDifferences() {
  CHECK_SIZE (16, 16)
  CHECK_SIZE (16, 8)
  CHECK_SIZE (8, 16)
  CHECK_SIZE (8, 8)
  CHECK_SIZE (8, 4)
  CHECK_SIZE (4, 8)
  CHECK_SIZE (4, 4)
  CHECK_COPY (16, 16)
  CHECK_COPY (16, 8)
  CHECK_COPY (8, 16)
  CHECK_COPY (8, 8)
  Run ("sads of four 8 x 8", FourSads8x8);
  Run ("signs of sads", SignsOfSums);
}

} // namespace Check
