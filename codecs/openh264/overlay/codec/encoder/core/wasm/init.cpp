// SPDX-License-Identifier: BSD-2-Clause
#include "kernels.h"

#include "../../../common/wasm/copy.h"
#include "../../../common/wasm/deblock.h"
#include "../../../common/wasm/mc.h"
#include "../../../common/wasm/sad.h"
#include "wels_func_ptr_def.h"

#include <string.h>

namespace WelsEnc {

namespace {

void SetZero (void* pDst, int32_t iSize) {
  memset (pDst, 0, iSize);
}

void InitCosts (SSampleDealingFunc* pFuncs) {
#define WELS_COSTS(size) \
  pFuncs->pfSampleSad[BLOCK_##size] = WelsSampleSad##size##_simd128; \
  pFuncs->pfSample4Sad[BLOCK_##size] = WelsSampleSadFour##size##_simd128; \
  pFuncs->pfSampleSatd[BLOCK_##size] = WelsSampleSatd##size##_simd128;
  WELS_COSTS (16x16)
  WELS_COSTS (16x8)
  WELS_COSTS (8x16)
  WELS_COSTS (8x8)
  WELS_COSTS (8x4)
  WELS_COSTS (4x8)
  WELS_COSTS (4x4)
#undef WELS_COSTS
}

void InitCopies (SWelsFuncPtrList* pFuncs) {
  pFuncs->pfCopy16x16Aligned = WelsCopy16x16_simd128;
  pFuncs->pfCopy16x16NotAligned = WelsCopy16x16_simd128;
  pFuncs->pfCopy16x8NotAligned = WelsCopy16x8_simd128;
  pFuncs->pfCopy8x16Aligned = WelsCopy8x16_simd128;
  pFuncs->pfCopy8x8Aligned = WelsCopy8x8_simd128;
}

void InitTransforms (SWelsFuncPtrList* pFuncs) {
  pFuncs->pfDctT4 = WelsDctT4_simd128;
  pFuncs->pfDctFourT4 = WelsDctFourT4_simd128;
  pFuncs->pfIDctT4 = WelsIDctT4Rec_simd128;
  pFuncs->pfIDctFourT4 = WelsIDctFourT4Rec_simd128;
  pFuncs->pfIDctI16x16Dc = WelsIDctRecI16x16Dc_simd128;
  pFuncs->pfQuantization4x4 = WelsQuant4x4_simd128;
  pFuncs->pfQuantizationDc4x4 = WelsQuant4x4Dc_simd128;
  pFuncs->pfQuantizationFour4x4 = WelsQuantFour4x4_simd128;
  pFuncs->pfQuantizationFour4x4Max = WelsQuantFour4x4Max_simd128;
  pFuncs->pfDequantization4x4 = WelsDequant4x4_simd128;
  pFuncs->pfDequantizationFour4x4 = WelsDequantFour4x4_simd128;
  pFuncs->pfScan4x4 = WelsScan4x4DcAc_simd128;
  pFuncs->pfScan4x4Ac = WelsScan4x4Ac_simd128;
  pFuncs->pfGetNoneZeroCount = WelsGetNoneZeroCount_simd128;
  pFuncs->pfCalculateSingleCtr4x4 = WelsCalculateSingleCtr4x4_simd128;
}

void InitDeblocking (DeblockingFunc* pFuncs) {
  pFuncs->pfLumaDeblockingLT4Ver = DeblockLumaLt4V_simd128;
  pFuncs->pfLumaDeblockingLT4Hor = DeblockLumaLt4H_simd128;
  pFuncs->pfLumaDeblockingEQ4Ver = DeblockLumaEq4V_simd128;
  pFuncs->pfLumaDeblockingEQ4Hor = DeblockLumaEq4H_simd128;
  pFuncs->pfChromaDeblockingLT4Ver = DeblockChromaLt4V_simd128;
  pFuncs->pfChromaDeblockingLT4Hor = DeblockChromaLt4H_simd128;
  pFuncs->pfChromaDeblockingEQ4Ver = DeblockChromaEq4V_simd128;
  pFuncs->pfChromaDeblockingEQ4Hor = DeblockChromaEq4H_simd128;
}

} // namespace

void WelsInitSimd128 (SWelsFuncPtrList* pFuncList) {
  SMcFunc* pMc = &pFuncList->sMcFuncs;
  pMc->pMcLumaFunc = McLuma_simd128;
  pMc->pMcChromaFunc = McChroma_simd128;
  pMc->pfLumaHalfpelHor = McHorVer20_simd128;
  pMc->pfLumaHalfpelVer = McHorVer02_simd128;
  pMc->pfLumaHalfpelCen = McHorVer22_simd128;
  pMc->pfSampleAveraging = PixelAvg_simd128;
  InitCosts (&pFuncList->sSampleDealingFuncs);
  InitCopies (pFuncList);
  InitTransforms (pFuncList);
  InitDeblocking (&pFuncList->pfDeblocking);
  pFuncList->pfGetLumaI16x16Pred[I16_PRED_P] = WelsI16x16LumaPredPlane_simd128;
  pFuncList->pfGetChromaPred[C_PRED_P] = WelsIChromaPredPlane_simd128;
  pFuncList->pfSetMemZeroSize8 = SetZero;
  pFuncList->pfSetMemZeroSize64 = SetZero;
  pFuncList->pfSetMemZeroSize64Aligned16 = SetZero;
}

} // namespace WelsEnc
