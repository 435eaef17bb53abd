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
#include "../codec/encoder/core/src/encoder_data_tables.cpp"
#include "../codec/encoder/core/src/set_mb_syn_cavlc.cpp"

namespace Reference {

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
