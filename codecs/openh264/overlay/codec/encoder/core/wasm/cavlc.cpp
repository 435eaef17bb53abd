// SPDX-License-Identifier: BSD-2-Clause
/* Residual blocks in CAVLC (H.264, 9.2), in the place of the functions of set_mb_syn_cavlc.cpp. */
#include "kernels.h"
#include "../../../common/wasm/simd128.h"
#include "svc_set_mb_syn.h"
#include "vlc_encoder.h"

namespace WelsEnc {

namespace {

/* The writer's bits in 64: fewer than 32 wait, and no code is longer than 32. */
class CBits {
 public:
  explicit CBits (SBitStringAux* pBs) : m_pBs (pBs), m_pBuf (pBs->pCurBuf), m_uiBits (pBs->uiCurBits),
    m_iCount (32 - pBs->iLeftBits) {}

  inline void Write (int32_t iLength, uint32_t uiValue) {
    m_uiBits = (m_uiBits << iLength) | uiValue;
    m_iCount += iLength;
    if (m_iCount < 32)
      return;
    m_iCount -= 32;
    const uint32_t kuiWord = __builtin_bswap32 ((uint32_t) (m_uiBits >> m_iCount));
    __builtin_memcpy (m_pBuf, &kuiWord, 4);
    m_pBuf += 4;
  }

  inline void Done() {
    m_pBs->pCurBuf = m_pBuf;
    m_pBs->uiCurBits = (uint32_t)m_uiBits & ((1u << m_iCount) - 1);
    m_pBs->iLeftBits = 32 - m_iCount;
  }

 private:
  SBitStringAux* m_pBs;
  uint8_t* m_pBuf;
  uint64_t m_uiBits;
  int32_t m_iCount;
};

/* A bit for each level that is not zero. A block of four is followed by another one. */
inline uint32_t LevelBits (const int16_t* pLevels, int32_t iEndIdx) {
  const v128_t vZero = wasm_i16x8_const_splat (0);
  if (iEndIdx == 3)
    return wasm_i16x8_bitmask (wasm_i16x8_ne (wasm_v128_load64_zero (pLevels), vZero));
  const v128_t vLow = wasm_i16x8_ne (wasm_v128_load (pLevels), vZero);
  const v128_t vHigh = wasm_i16x8_ne (wasm_v128_load (pLevels + 8), vZero);
  return wasm_i8x16_bitmask (wasm_i8x16_narrow_i16x8 (vLow, vHigh)) & ((2u << iEndIdx) - 1);
}

/* Levels of a block from the last one down, and the zeros before each of them. */
struct SLevels {
  int32_t iCount, iZeros;
  int16_t iLevel[16];
  uint8_t uiRun[16];

  inline void Collect (const int16_t* pLevels, int32_t iEndIdx) {
    uint32_t uiBits = LevelBits (pLevels, iEndIdx);
    iCount = 0;
    iZeros = 0;
    if (!uiBits)
      return;
    int32_t iPlace = 31 - __builtin_clz (uiBits);
    iZeros = iPlace + 1 - __builtin_popcount (uiBits);
    for (;;) {
      iLevel[iCount] = pLevels[iPlace];
      uiBits ^= 1u << iPlace;
      if (!uiBits)
        break;
      const int32_t kiNext = 31 - __builtin_clz (uiBits);
      uiRun[iCount++] = iPlace - kiNext - 1;
      iPlace = kiNext;
    }
    uiRun[iCount++] = iPlace;
  }

  /* Up to three levels of 1 or -1, and their signs, the first one highest. */
  inline int32_t TrailingOnes (uint32_t* pSigns) const {
    const int32_t kiMost = iCount < 3 ? iCount : 3;
    int32_t i = 0;
    *pSigns = 0;
    for (; i < kiMost && (iLevel[i] == 1 || iLevel[i] == -1); i++)
      *pSigns = *pSigns << 1 | (iLevel[i] < 0);
    return i;
  }
};

/* A level's code and how many bits it has. False: more than the profile has room for. */
inline bool WriteLevel (CBits* pBits, int32_t iCode, int32_t iSuffixLength) {
  int32_t iPrefix = iCode >> iSuffixLength;
  int32_t iSuffixSize = iSuffixLength;
  int32_t iSuffix = iCode - (iPrefix << iSuffixLength);
  if (iPrefix >= 14 && iPrefix < 30 && iSuffixLength == 0) {
    iPrefix = 14;
    iSuffix = iCode - 14;
    iSuffixSize = 4;
  } else if (iPrefix >= 15) {
    iPrefix = 15;
    iSuffix = iCode - (15 << iSuffixLength);
    if (iSuffix >> 11)
      return false;
    if (iSuffixLength == 0)
      iSuffix -= 15;
    iSuffixSize = 12;
  }
  pBits->Write (iPrefix + 1 + iSuffixSize, (1 << iSuffixSize) | iSuffix);
  return true;
}

inline bool WriteLevels (CBits* pBits, const SLevels& kLevels, int32_t iTrailingOnes) {
  int32_t iSuffixLength = kLevels.iCount > 10 && iTrailingOnes < 3;
  for (int32_t i = iTrailingOnes; i < kLevels.iCount; i++) {
    const int32_t kiLevel = kLevels.iLevel[i];
    const int32_t kiMagnitude = kiLevel < 0 ? -kiLevel : kiLevel;
    int32_t iCode = 2 * kiMagnitude - 2 + (kiLevel < 0);
    if (i == iTrailingOnes && iTrailingOnes < 3)
      iCode -= 2;
    if (!WriteLevel (pBits, iCode, iSuffixLength))
      return false;
    iSuffixLength += !iSuffixLength;
    iSuffixLength += kiMagnitude > 3 << (iSuffixLength - 1) && iSuffixLength < 6;
  }
  return true;
}

inline void WriteRuns (CBits* pBits, const SLevels& kLevels) {
  int32_t iZerosLeft = kLevels.iZeros;
  for (int32_t i = 0; i + 1 < kLevels.iCount && iZerosLeft > 0; i++) {
    const uint8_t* kpCode = g_kuiVlcRunBefore[iZerosLeft < 7 ? iZerosLeft : 7][kLevels.uiRun[i]];
    pBits->Write (kpCode[1], kpCode[0]);
    iZerosLeft -= kLevels.uiRun[i];
  }
}

} // namespace

int32_t WriteBlockResidualCavlc (SWelsFuncPtrList*, int16_t* pCoffLevel, int32_t iEndIdx, int32_t iCalRunLevelFlag,
                                 int32_t iResidualProperty, int8_t iNC, SBitStringAux* pBs) {
  const uint8_t (*kpTokens)[4][2] = g_kuiVlcCoeffToken[g_kuiEncNcMapTable[iNC]];
  CBits bits (pBs);
  SLevels levels;
  uint32_t uiSigns;
  if (iCalRunLevelFlag)
    levels.Collect (pCoffLevel, iEndIdx);
  if (!iCalRunLevelFlag || levels.iCount == 0) {
    bits.Write (kpTokens[0][0][1], kpTokens[0][0][0]);
    bits.Done();
    return ENC_RETURN_SUCCESS;
  }
  const int32_t kiOnes = levels.TrailingOnes (&uiSigns);
  const uint8_t* kpToken = kpTokens[levels.iCount][kiOnes];
  bits.Write (kpToken[1] + kiOnes, (kpToken[0] << kiOnes) + uiSigns);
  if (!WriteLevels (&bits, levels, kiOnes))
    return ENC_RETURN_VLCOVERFLOWFOUND;
  if (levels.iCount <= iEndIdx) {
    const uint8_t* kpZeros = iResidualProperty == CHROMA_DC ? g_kuiVlcTotalZerosChromaDc[levels.iCount][levels.iZeros]
                             : g_kuiVlcTotalZeros[levels.iCount][levels.iZeros];
    bits.Write (kpZeros[1], kpZeros[0]);
  }
  WriteRuns (&bits, levels);
  bits.Done();
  return ENC_RETURN_SUCCESS;
}

} // namespace WelsEnc
