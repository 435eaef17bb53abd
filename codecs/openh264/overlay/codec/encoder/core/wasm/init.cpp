// SPDX-License-Identifier: BSD-2-Clause
#include "kernels.h"

#include "wels_func_ptr_def.h"

namespace WelsEnc {

void WelsInitSimd128 (SWelsFuncPtrList* pFuncList) {
  WelsInitInterSimd128();
  pFuncList->sSampleDealingFuncs.pfIntra16x16Combined3Sad = WelsIntra16x16Combined3Sad_simd128;
  pFuncList->pfGetLumaI16x16Pred[I16_PRED_P] = WelsI16x16LumaPredPlane_simd128;
  pFuncList->pfGetChromaPred[C_PRED_P] = WelsIChromaPredPlane_simd128;
}

} // namespace WelsEnc
