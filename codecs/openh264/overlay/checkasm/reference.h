// SPDX-License-Identifier: BSD-2-Clause
/* C functions that the library lacks: kernels stand in their places, or nothing calls them. */
#ifndef WELS_CHECKASM_REFERENCE_H
#define WELS_CHECKASM_REFERENCE_H

#include <stdint.h>

namespace Reference {

typedef void (*PMc) (const uint8_t* pSrc, int32_t iSrcStride, uint8_t* pDst, int32_t iDstStride, int16_t iMvX,
                     int16_t iMvY, int32_t iWidth, int32_t iHeight);
typedef void (*PHalfSample) (const uint8_t* pSrc, int32_t iSrcStride, uint8_t* pDst, int32_t iDstStride,
                             int32_t iWidth, int32_t iHeight);
typedef void (*PAverage) (uint8_t* pDst, int32_t iDstStride, const uint8_t* pSrcA, int32_t iSrcAStride,
                          const uint8_t* pSrcB, int32_t iSrcBStride, int32_t iWidth, int32_t iHeight);

struct SMotion {
  PMc pLuma, pChroma;
  PHalfSample pAcross, pDown, pCentre;
  PAverage pAverage;
};

/* What mc.cpp chooses where there is no assembler. */
SMotion Motion();

/* DeblockingBSMarginalMBAvcbase() of macroblocks, which are SMB. */
uint32_t EdgeStrengths (void* pMb, void* pNeighbour, int32_t iEdge);

/* WriteBlockResidualCavlc() by the SBitStringAux `pBits`. */
int32_t WriteResidual (int16_t* pLevels, int32_t iEndIdx, int32_t iCoded, int32_t iProperty, int8_t iNC, void* pBits);

} // namespace Reference

#endif
