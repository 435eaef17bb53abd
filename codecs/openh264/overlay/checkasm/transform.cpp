// SPDX-License-Identifier: BSD-2-Clause
/* The transform and its inverse. */
#include "check.h"

#include "../codec/encoder/core/wasm/kernels.h"
#include "decode_mb_aux.h"
#include "encode_mb_aux.h"
#include "wels_common_defs.h"

namespace Check {

namespace {

using namespace WelsEnc;

enum { kGuard = 16 };

typedef void (*PDct) (int16_t*, uint8_t*, int32_t, uint8_t*, int32_t);
typedef void (*PIdct) (uint8_t*, int32_t, uint8_t*, int32_t, int16_t*);

template<PDct pKernel, PDct pC> bool Dct() {
  CPictures one, other;
  STwins < int16_t, 64 + 2 * kGuard > coefficients = {};
  pKernel (coefficients.tKernel + kGuard, one.Kernel(), one.Stride(), other.Kernel(), other.Stride());
  pC (coefficients.tC + kGuard, one.C(), one.Stride(), other.C(), other.Stride());
  return coefficients.Same() && one.Same() && other.Same();
}

/* Four blocks of any small coefficients, or what quantisation leaves of some. */
void FillCoefficients (int16_t* pCoefficients) {
  if (Random (2)) {
    FillNumbers (pCoefficients, 64, 2000); // what 16 bits hold of them in every step
    return;
  }
  CPictures one, other;
  const uint32_t kuiQp = Random (52);
  WelsDctFourT4_c (pCoefficients, one.C(), one.Stride(), other.C(), other.Stride());
  WelsQuantFour4x4_c (pCoefficients, g_iQuantIntraFF[kuiQp], g_kiQuantMF[kuiQp]);
  WelsDequantFour4x4_c (pCoefficients, WelsCommon::g_kuiDequantCoeff[kuiQp]);
}

/* To another picture, or where the prediction is. */
template<PIdct pKernel, PIdct pC> bool Idct() {
  CPictures predicted, decoded;
  STwins<int16_t, 64> coefficients;
  FillCoefficients (coefficients.tKernel);
  coefficients.Copy();
  pKernel (decoded.Kernel(), decoded.Stride(), predicted.Kernel(), predicted.Stride(), coefficients.tKernel);
  pC (decoded.C(), decoded.Stride(), predicted.C(), predicted.Stride(), coefficients.tC);
  if (!decoded.Same() || !predicted.Same())
    return false;
  pKernel (decoded.Kernel(), decoded.Stride(), decoded.Kernel(), decoded.Stride(), coefficients.tKernel);
  pC (decoded.C(), decoded.Stride(), decoded.C(), decoded.Stride(), coefficients.tC);
  return decoded.Same() && coefficients.Same();
}

bool IdctOfMeans() {
  CPictures predicted, decoded;
  STwins<int16_t, 16> means;
  FillNumbers (means.tKernel, 16, 32000);
  means.Copy();
  WelsIDctRecI16x16Dc_simd128 (decoded.Kernel(), decoded.Stride(), predicted.Kernel(), predicted.Stride(),
                               means.tKernel);
  WelsIDctRecI16x16Dc_c (decoded.C(), decoded.Stride(), predicted.C(), predicted.Stride(), means.tC);
  return decoded.Same() && predicted.Same() && means.Same();
}

} // namespace

void CheckTransform() {
  Run ("dct 4 x 4", Dct<WelsDctT4_simd128, WelsDctT4_c>);
  Run ("dct of four 4 x 4", Dct<WelsDctFourT4_simd128, WelsDctFourT4_c>);
  Run ("idct 4 x 4", Idct<WelsIDctT4Rec_simd128, WelsIDctT4Rec_c>);
  Run ("idct of four 4 x 4", Idct<WelsIDctFourT4Rec_simd128, WelsIDctFourT4Rec_c>);
  Run ("idct 16 x 16 of means", IdctOfMeans);
}

} // namespace Check
