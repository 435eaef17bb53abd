// SPDX-License-Identifier: BSD-2-Clause
/* Intra prediction, and the search of a mode. */
#include "check.h"

#include "../codec/encoder/core/wasm/kernels.h"
#include "get_intra_predictor.h"
#include "sample.h"

namespace Check {

namespace {

typedef void (*PPredict) (uint8_t*, uint8_t*, const int32_t);

template<PPredict pKernel, PPredict pC, int kSamples> bool Predict() {
  enum { kGuard = 16 };
  CPictures decoded;
  STwins < uint8_t, kSamples + 2 * kGuard > predicted = {};
  pKernel (predicted.tKernel + kGuard, decoded.Kernel(), decoded.Stride());
  pC (predicted.tC + kGuard, decoded.C(), decoded.Stride());
  return predicted.Same() && decoded.Same();
}

/* Flat pictures, for which modes cost alike; the C function leaves the last prediction behind, which nobody reads. */
bool Search16x16() {
  CPictures decoded, source;
  const bool kbFlat = Random (2);
  const int32_t kiLambda = kbFlat ? 0 : Between (0, 200);
  if (kbFlat) {
    decoded.Paint (-1, -1, 17, 1, Between (96, 104));
    decoded.Paint (-1, 0, 1, 16, Between (96, 104));
    source.Paint (0, 0, 16, 16, Between (96, 104));
  }
  uint8_t uiUnused[256];
  int32_t iMode = -1, iModeC = -1;
  const int32_t kiCost = WelsEnc::WelsIntra16x16Combined3Sad_simd128 (decoded.Kernel(), decoded.Stride(),
                         source.Kernel(), source.Stride(), &iMode, kiLambda, NULL);
  const int32_t kiCostC = WelsEnc::WelsSampleSadIntra16x16Combined3_c (decoded.C(), decoded.Stride(), source.C(),
                          source.Stride(), &iModeC, kiLambda, uiUnused);
  return kiCost == kiCostC && iMode == iModeC && decoded.Same() && source.Same();
}

} // namespace

void CheckPrediction() {
  Run ("plane 16 x 16", Predict<WelsEnc::WelsI16x16LumaPredPlane_simd128, WelsEnc::WelsI16x16LumaPredPlane_c, 256>);
  Run ("plane 8 x 8", Predict<WelsEnc::WelsIChromaPredPlane_simd128, WelsEnc::WelsIChromaPredPlane_c, 64>);
  Run ("intra search 16 x 16", Search16x16);
}

} // namespace Check
