// SPDX-License-Identifier: BSD-2-Clause
/* Motion compensation: every position of every size. */
#include "check.h"

#include "../codec/common/wasm/mc.h"
#include "reference.h"

namespace Check {

namespace {

const Reference::SMotion g_kC = Reference::Motion();

template<int kWidth, int kHeight, Reference::PMc pKernel, Reference::PMc Reference::SMotion::*pC, int kPositions>
bool Motion() {
  CPictures from, to;
  for (int32_t i = 0; i < kPositions * kPositions; i++) {
    const int16_t kiX = i % kPositions + kPositions * Between (-9, 9);
    const int16_t kiY = i / kPositions + kPositions * Between (-9, 9);
    pKernel (from.Kernel(), from.Stride(), to.Kernel(), to.Stride(), kiX, kiY, kWidth, kHeight);
    (g_kC.*pC) (from.C(), from.Stride(), to.C(), to.Stride(), kiX, kiY, kWidth, kHeight);
    if (!to.Same())
      return false;
  }
  return true;
}

template<int kWidth, int kHeight, Reference::PHalfSample pKernel, Reference::PHalfSample Reference::SMotion::*pC>
bool HalfSample() {
  CPictures from, to;
  pKernel (from.Kernel(), from.Stride(), to.Kernel(), to.Stride(), kWidth, kHeight);
  (g_kC.*pC) (from.C(), from.Stride(), to.C(), to.Stride(), kWidth, kHeight);
  return to.Same();
}

template<int kWidth, int kHeight> bool Average() {
  CPictures one, other, to;
  PixelAvg_simd128 (to.Kernel(), to.Stride(), one.Kernel(), one.Stride(), other.Kernel(), other.Stride(), kWidth,
                    kHeight);
  g_kC.pAverage (to.C(), to.Stride(), one.C(), one.Stride(), other.C(), other.Stride(), kWidth, kHeight);
  return to.Same();
}

/* Search takes a row or a column more than a block has. */
template<int kWidth, int kHeight> void CheckHalfSamples() {
  using Reference::SMotion;
  Run ("half across", kWidth + 1, kHeight, HalfSample < kWidth + 1, kHeight, McHorVer20_simd128, &SMotion::pAcross >);
  Run ("half down", kWidth, kHeight + 1, HalfSample < kWidth, kHeight + 1, McHorVer02_simd128, &SMotion::pDown >);
  Run ("half both", kWidth + 1, kHeight + 1,
       HalfSample < kWidth + 1, kHeight + 1, McHorVer22_simd128, &SMotion::pCentre >);
}

template<int kWidth, int kHeight> void CheckSize() {
  using Reference::SMotion;
  Run ("luma", kWidth, kHeight, Motion<kWidth, kHeight, McLuma_simd128, &SMotion::pLuma, 4>);
  Run ("chroma", kWidth / 2, kHeight / 2, Motion < kWidth / 2, kHeight / 2, McChroma_simd128, &SMotion::pChroma, 8 >);
  Run ("average", kWidth, kHeight, Average<kWidth, kHeight>);
  Run ("half across", kWidth, kHeight, HalfSample<kWidth, kHeight, McHorVer20_simd128, &SMotion::pAcross>);
  Run ("half down", kWidth, kHeight, HalfSample<kWidth, kHeight, McHorVer02_simd128, &SMotion::pDown>);
  Run ("half both", kWidth, kHeight, HalfSample<kWidth, kHeight, McHorVer22_simd128, &SMotion::pCentre>);
  CheckHalfSamples<kWidth, kHeight>();
}

} // namespace

void CheckMotion() {
  CheckSize<16, 16>();
  CheckSize<16, 8>();
  CheckSize<8, 16>();
  CheckSize<8, 8>();
  CheckSize<8, 4>();
  CheckSize<4, 8>();
  CheckSize<4, 4>();
}

} // namespace Check
