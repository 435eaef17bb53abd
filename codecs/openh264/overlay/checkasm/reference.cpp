// SPDX-License-Identifier: BSD-2-Clause
/*
 * Upstream's files as they are without HAVE_SIMD128, in namespaces of their own: in the library, functions of the
 * same names are kernels.
 */
#undef HAVE_SIMD128
#define WelsEnc ReferenceEnc
#define WelsCommon ReferenceCommon
#define CavlcParamCal_c ReferenceCavlcParamCal_c

#include "reference.h"

#include "../codec/common/src/common_tables.cpp"
#include "../codec/common/src/mc.cpp"
#include "../codec/encoder/core/src/deblocking.cpp"
#include "../codec/encoder/core/src/decode_mb_aux.cpp"
#include "../codec/encoder/core/src/encode_mb_aux.cpp"
#include "../codec/encoder/core/src/encoder_data_tables.cpp"
#include "../codec/encoder/core/src/set_mb_syn_cavlc.cpp"
#include "../codec/encoder/core/src/svc_encode_mb.cpp"

#include <string.h>

namespace Reference {

namespace {

void SetZero (void* pDst, int32_t iSize) {
  memset (pDst, 0, iSize);
}

/* A macroblock with all that upstream's functions look at. */
struct SMacroblock {
  ReferenceEnc::SWelsFuncPtrList functions;
  ReferenceEnc::SWelsPPS pps;
  ReferenceEnc::SDqLayer layer;
  ReferenceEnc::sWelsEncCtx context;
  ReferenceEnc::SDCTCoeff dct;
  ReferenceEnc::SMbCache cache;
  ReferenceEnc::SMB mb;
  int16_t iCoefficients[384];
  int8_t iCounts[24];

  explicit SMacroblock (int32_t iQp) : functions(), pps(), layer(), context(), dct(), cache(), mb() {
    ReferenceEnc::WelsInitEncodingFuncs (&functions, 0);
    ReferenceEnc::WelsInitReconstructionFuncs (&functions, 0);
    functions.pfSetMemZeroSize8 = functions.pfSetMemZeroSize64 = SetZero;
    context.pFuncList = &functions;
    context.pCurDqLayer = &layer;
    layer.sLayerInfo.pPpsP = &pps;
    cache.pCoeffLevel = iCoefficients;
    cache.pDct = &dct;
    mb.uiMbType = MB_TYPE_16x16;
    mb.uiLumaQp = iQp;
    mb.uiChromaQp = ChromaQp (iQp);
    mb.pNonZeroCount = iCounts;
  }
};

void CopyRows (uint8_t* pDst, int32_t iStride, const uint8_t* pSrc, int32_t iSide) {
  for (int32_t y = 0; y < iSide; y++)
    memcpy (pDst + y * iStride, pSrc + y * iSide, iSide);
}

} // namespace

uint8_t ChromaQp (int32_t iQp) {
  return ReferenceCommon::g_kuiChromaQpTable[iQp];
}

bool SkipsLuma (uint8_t* pEnc, int32_t iEncStride, uint8_t* pPred, int32_t iQp) {
  SMacroblock m (iQp);
  ReferenceEnc::WelsDctMb (m.iCoefficients, pEnc, iEncStride, pPred, m.functions.pfDctFourT4);
  return ReferenceEnc::WelsTryPYskip (&m.context, &m.mb, &m.cache);
}

bool SkipsChroma (uint8_t* pEnc, int32_t iEncStride, uint8_t* pPred, int32_t iQp) {
  SMacroblock m (iQp);
  m.functions.pfDctFourT4 (m.iCoefficients + 256, pEnc, iEncStride, pPred, 8);
  return ReferenceEnc::WelsTryPUVskip (&m.context, &m.mb, &m.cache, 1);
}

uint8_t EncInterLuma (uint8_t* pEnc, int32_t iEncStride, uint8_t* pPred, uint8_t* pRec, int32_t iRecStride,
                      int32_t iQp, int16_t (*pLevels)[16], int8_t* pCounts) {
  SMacroblock m (iQp);
  ReferenceEnc::WelsDctMb (m.iCoefficients, pEnc, iEncStride, pPred, m.functions.pfDctFourT4);
  ReferenceEnc::WelsEncInterY (&m.functions, &m.mb, &m.cache);
  CopyRows (pRec, iRecStride, pPred, 16);
  ReferenceEnc::WelsIDctT4RecOnMb (pRec, iRecStride, pRec, iRecStride, m.iCoefficients, m.functions.pfIDctFourT4);
  memcpy (pLevels, m.dct.iLumaBlock, sizeof (m.dct.iLumaBlock));
  memcpy (pCounts, m.iCounts, 16);
  return m.mb.uiCbp;
}

uint8_t EncInterChroma (uint8_t* pEnc, int32_t iEncStride, uint8_t* pPred, uint8_t* pRec, int32_t iRecStride,
                        int32_t iQp, int16_t* pMeans, int16_t (*pLevels)[16], int8_t* pCounts) {
  SMacroblock m (iQp);
  m.functions.pfDctFourT4 (m.iCoefficients, pEnc, iEncStride, pPred, 8);
  ReferenceEnc::WelsEncRecUV (&m.functions, &m.mb, &m.cache, m.iCoefficients, 1);
  CopyRows (pRec, iRecStride, pPred, 8);
  m.functions.pfIDctFourT4 (pRec, iRecStride, pRec, iRecStride, m.iCoefficients);
  memcpy (pMeans, m.dct.iChromaDc[0], sizeof (m.dct.iChromaDc[0]));
  memcpy (pLevels, m.dct.iChromaBlock, 4 * sizeof (m.dct.iChromaBlock[0]));
  memcpy (pCounts, m.iCounts + 16, 2);
  memcpy (pCounts + 4, m.iCounts + 20, 2);
  return m.mb.uiCbp >> 4;
}

SMotion Motion() {
  SMcFunc functions;
  ReferenceCommon::InitMcFunc (&functions, 0);
  return (SMotion) {
    functions.pMcLumaFunc, functions.pMcChromaFunc, functions.pfLumaHalfpelHor, functions.pfLumaHalfpelVer,
              functions.pfLumaHalfpelCen, functions.pfSampleAveraging
  };
}

uint32_t EdgeStrengths (void* pMb, void* pNeighbour, int32_t iEdge) {
  return ReferenceEnc::DeblockingBSMarginalMBAvcbase ((ReferenceEnc::SMB*)pMb, (ReferenceEnc::SMB*)pNeighbour, iEdge);
}

int32_t WriteResidual (int16_t* pLevels, int32_t iEndIdx, int32_t iCoded, int32_t iProperty, int8_t iNC, void* pBits) {
  static ReferenceEnc::SWelsFuncPtrList functions;
  functions.pfCavlcParamCal = ReferenceEnc::CavlcParamCal_c;
  return ReferenceEnc::WriteBlockResidualCavlc (&functions, pLevels, iEndIdx, iCoded, iProperty, iNC,
         (SBitStringAux*)pBits);
}

} // namespace Reference
