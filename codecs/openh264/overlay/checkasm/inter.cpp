// SPDX-License-Identifier: BSD-2-Clause
/* Residuals of inter macroblocks. */
#include "check.h"

#include "../codec/encoder/core/wasm/kernels.h"
#include "reference.h"

namespace Check {

namespace {

/* A source, and a prediction that is near it, as differences are where there is something to decide. */
template<int kSide> struct SBlock {
  CPictures source;
  uint8_t uiPred[kSide * kSide];
  int32_t iQp;

  SBlock() : iQp (Between (0, 51)) {
    FillSamples (uiPred, sizeof (uiPred));
    if (Random (8) == 0)
      return;
    const int32_t kiNear = Between (0, 1 << Between (0, 7)), kiSparse = 1 << Between (0, 7);
    for (int32_t i = 0; i < kSide * kSide; i++) {
      const int32_t kiNearby = source.C()[i / kSide * source.Stride() + i % kSide]
                               + (Random (kiSparse) ? 0 : Between (-kiNear, kiNear));
      uiPred[i] = kiNearby < 0 ? 0 : kiNearby > 255 ? 255 : kiNearby;
    }
  }
};

/* Some blocks a round: costs that are just too low are rare. */
template<bool (*pTest) ()> bool Often() {
  for (int32_t i = 0; i < 20; i++) {
    if (!pTest())
      return false;
  }
  return true;
}

/* Levels, counts and means of one side, and what lies around them. */
struct SCoded {
  int16_t iLevels[16][16], iMeans[4];
  int8_t iCounts[32];
};

/* Levels count where there are any. */
template<int kBlocks> bool SameLevels (const SCoded& kKernel, const SCoded& kC, const uint8_t* kpCounts) {
  for (int32_t i = 0; i < kBlocks; i++) {
    if (kC.iCounts[kpCounts[i]] && memcmp (kKernel.iLevels[i], kC.iLevels[i], sizeof (kC.iLevels[i])) != 0)
      return false;
  }
  return memcmp (kKernel.iCounts, kC.iCounts, sizeof (kC.iCounts)) == 0
         && memcmp (kKernel.iMeans, kC.iMeans, sizeof (kC.iMeans)) == 0;
}

bool SkipsLuma() {
  SBlock<16> b;
  return WelsEnc::WelsSkipsLuma_simd128 (b.source.Kernel(), b.source.Stride(), b.uiPred, b.iQp)
         == Reference::SkipsLuma (b.source.C(), b.source.Stride(), b.uiPred, b.iQp);
}

bool SkipsChroma() {
  SBlock<8> b;
  return WelsEnc::WelsSkipsChroma_simd128 (b.source.Kernel(), b.source.Stride(), b.uiPred, Reference::ChromaQp (b.iQp))
         == Reference::SkipsChroma (b.source.C(), b.source.Stride(), b.uiPred, b.iQp);
}

bool CodesLuma() {
  static const uint8_t kuiCounts[16] = {0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15};
  SBlock<16> b;
  CPictures decoded;
  SCoded kernel = {}, c = {};
  const uint8_t kuiCoded = WelsEnc::WelsEncInterLuma_simd128 (b.source.Kernel(), b.source.Stride(), b.uiPred,
                           decoded.Kernel(), decoded.Stride(), b.iQp, kernel.iLevels, kernel.iCounts);
  const uint8_t kuiCodedC = Reference::EncInterLuma (b.source.C(), b.source.Stride(), b.uiPred, decoded.C(),
                            decoded.Stride(), b.iQp, c.iLevels, c.iCounts);
  return kuiCoded == kuiCodedC && decoded.Same() && SameLevels<16> (kernel, c, kuiCounts);
}

bool CodesChroma() {
  static const uint8_t kuiCounts[4] = {0, 1, 4, 5};
  SBlock<8> b;
  CPictures decoded;
  SCoded kernel = {}, c = {};
  const uint8_t kuiCoded = WelsEnc::WelsEncInterChroma_simd128 (b.source.Kernel(), b.source.Stride(), b.uiPred,
                           decoded.Kernel(), decoded.Stride(), Reference::ChromaQp (b.iQp), kernel.iMeans,
                           kernel.iLevels, kernel.iCounts);
  const uint8_t kuiCodedC = Reference::EncInterChroma (b.source.C(), b.source.Stride(), b.uiPred, decoded.C(),
                            decoded.Stride(), b.iQp, c.iMeans, c.iLevels, c.iCounts);
  return kuiCoded == kuiCodedC && decoded.Same() && SameLevels<4> (kernel, c, kuiCounts);
}

} // namespace

void CheckInter() {
  WelsEnc::WelsInitInterSimd128();
  Run ("skip luma", Often<SkipsLuma>);
  Run ("skip chroma", Often<SkipsChroma>);
  Run ("residual luma", Often<CodesLuma>);
  Run ("residual chroma", Often<CodesChroma>);
}

} // namespace Check
