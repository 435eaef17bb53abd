// SPDX-License-Identifier: BSD-2-Clause
/* The encoder's SIMD128 kernels. Each gives what the C function of its name gives, bit for bit. */
#ifndef WELS_WASM_KERNELS_H
#define WELS_WASM_KERNELS_H

#include <stdint.h>

namespace WelsEnc {

typedef struct TagWelsFuncPointerList SWelsFuncPtrList;

/* Puts kernels in place of the C functions that a table lists among others; the rest are SFixed, see fixed.h. */
void WelsInitSimd128 (SWelsFuncPtrList* pFuncList);

int32_t WelsSampleSatd16x16_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2);
int32_t WelsSampleSatd16x8_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2);
int32_t WelsSampleSatd8x16_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2);
int32_t WelsSampleSatd8x8_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2);
int32_t WelsSampleSatd8x4_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2);
int32_t WelsSampleSatd4x8_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2);
int32_t WelsSampleSatd4x4_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2);

void WelsDctT4_simd128 (int16_t* pDct, uint8_t* pPixel1, int32_t iStride1, uint8_t* pPixel2, int32_t iStride2);
void WelsDctFourT4_simd128 (int16_t* pDct, uint8_t* pPixel1, int32_t iStride1, uint8_t* pPixel2, int32_t iStride2);
void WelsIDctT4Rec_simd128 (uint8_t* pRec, int32_t iStride, uint8_t* pPred, int32_t iPredStride, int16_t* pDct);
void WelsIDctFourT4Rec_simd128 (uint8_t* pRec, int32_t iStride, uint8_t* pPred, int32_t iPredStride, int16_t* pDct);
void WelsIDctRecI16x16Dc_simd128 (uint8_t* pRec, int32_t iStride, uint8_t* pPred, int32_t iPredStride,
                                  int16_t* pDctDc);

void WelsQuant4x4_simd128 (int16_t* pDct, const int16_t* pFF, const int16_t* pMF);
void WelsQuant4x4Dc_simd128 (int16_t* pDct, int16_t iFF, int16_t iMF);
void WelsQuantFour4x4_simd128 (int16_t* pDct, const int16_t* pFF, const int16_t* pMF);
void WelsQuantFour4x4Max_simd128 (int16_t* pDct, const int16_t* pFF, const int16_t* pMF, int16_t* pMax);
void WelsDequant4x4_simd128 (int16_t* pRes, const uint16_t* kpMF);
void WelsDequantFour4x4_simd128 (int16_t* pRes, const uint16_t* kpMF);
void WelsScan4x4DcAc_simd128 (int16_t* pLevel, int16_t* pDct);
void WelsScan4x4Ac_simd128 (int16_t* pLevel, int16_t* pDct);
int32_t WelsGetNoneZeroCount_simd128 (int16_t* pLevel);
int32_t WelsCalculateSingleCtr4x4_simd128 (int16_t* pDct);

/* Fills the tables of the four functions below. */
void WelsInitInterSimd128();

/*
 * Whether what the prediction leaves of a macroblock's luma, or of a plane of its chroma, is not worth its bits.
 * Predictions have strides of 16 and 8.
 */
bool WelsSkipsLuma_simd128 (const uint8_t* pEnc, int32_t iEncStride, const uint8_t* pPred, int32_t iQp);
bool WelsSkipsChroma_simd128 (const uint8_t* pEnc, int32_t iEncStride, const uint8_t* pPred, int32_t iQp);

/*
 * Codes what the prediction leaves of a macroblock's luma, and reconstructs it: levels of the 4 x 4 blocks in the order
 * in which they are written, and counts of them by rows of four. Returns which 8 x 8 blocks are coded, a bit for
 * each; levels of the others are undefined, as are those of blocks without any.
 */
uint8_t WelsEncInterLuma_simd128 (const uint8_t* pEnc, int32_t iEncStride, const uint8_t* pPred, uint8_t* pRec,
                                  int32_t iRecStride, int32_t iQp, int16_t (*pLevels)[16], int8_t* pCounts);

/* The same of a plane of chroma, its means apart. Returns 0: nothing is coded, 1: the means are, 2: all is. */
uint8_t WelsEncInterChroma_simd128 (const uint8_t* pEnc, int32_t iEncStride, const uint8_t* pPred, uint8_t* pRec,
                                    int32_t iRecStride, int32_t iQp, int16_t* pMeans, int16_t (*pLevels)[16],
                                    int8_t* pCounts);

/* Sums of the differences of the four 8 x 8 blocks of a macroblock, as VAACalcSad_c gives them of a picture. */
void SadFour8x8_simd128 (const uint8_t* pCur, const uint8_t* pRef, int32_t iStride, int32_t* pSad8x8);

uint8_t MdInterAnalysisVaaInfo_simd128 (int32_t* pSad8x8);

/* Sizes are multiples of 8. */
void WelsSetMemZero_simd128 (void* pDst, int32_t iSize);

void WelsI16x16LumaPredPlane_simd128 (uint8_t* pPred, uint8_t* pRef, const int32_t kiStride);
int32_t WelsIntra16x16Combined3Sad_simd128 (uint8_t* pDec, int32_t iDecStride, uint8_t* pEnc, int32_t iEncStride,
    int32_t* pBestMode, int32_t iLambda, uint8_t* pUnused);
void WelsIChromaPredPlane_simd128 (uint8_t* pPred, uint8_t* pRef, const int32_t kiStride);

} // namespace WelsEnc

#endif
