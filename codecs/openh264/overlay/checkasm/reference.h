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

/* A quantizer of luma to that of chroma. */
uint8_t ChromaQp (int32_t iQp);

/* What WelsMdPSkipEnc() asks of the differences of luma, and of a plane of chroma. */
bool SkipsLuma (uint8_t* pEnc, int32_t iEncStride, uint8_t* pPred, int32_t iQp);
bool SkipsChroma (uint8_t* pEnc, int32_t iEncStride, uint8_t* pPred, int32_t iQp);

/* What WelsMdInterEncode() makes of them: a part of the coded block pattern, levels, counts and the picture. */
uint8_t EncInterLuma (uint8_t* pEnc, int32_t iEncStride, uint8_t* pPred, uint8_t* pRec, int32_t iRecStride,
                      int32_t iQp, int16_t (*pLevels)[16], int8_t* pCounts);
uint8_t EncInterChroma (uint8_t* pEnc, int32_t iEncStride, uint8_t* pPred, uint8_t* pRec, int32_t iRecStride,
                        int32_t iQp, int16_t* pMeans, int16_t (*pLevels)[16], int8_t* pCounts);

/* WriteBlockResidualCavlc() by the SBitStringAux `pBits`. */
int32_t WriteResidual (int16_t* pLevels, int32_t iEndIdx, int32_t iCoded, int32_t iProperty, int8_t iNC, void* pBits);

} // namespace Reference

#endif
