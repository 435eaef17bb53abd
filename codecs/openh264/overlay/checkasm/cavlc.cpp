// SPDX-License-Identifier: BSD-2-Clause
/* Residual blocks in CAVLC. */
#include "check.h"

#include "reference.h"
#include "set_mb_syn_cavlc.h"

namespace Check {

namespace {

enum { kGuard = 16, kRoom = 128 };

/* Up to 16 levels, mostly small; what lies behind a block belongs to the next one. */
void FillLevels (int16_t* pLevels) {
  const int32_t kiMost = Random (8) ? Between (1, 40) : Between (40, 4000);
  FillNumbers (pLevels, 16 + kGuard, kiMost);
  for (int32_t i = Random (16); i > 0; i--)
    pLevels[Random (16)] = 0;
}

/* A writer in the middle of a word, in a buffer that says nothing yet. */
void Begin (SBitStringAux* pBits, uint8_t* pBuffer, int32_t iLeft, uint32_t uiBits) {
  *pBits = SBitStringAux();
  pBits->pStartBuf = pBits->pCurBuf = pBuffer + kGuard;
  pBits->pEndBuf = pBits->pStartBuf + kRoom;
  pBits->iLeftBits = iLeft;
  pBits->uiCurBits = uiBits;
}

template<int kEndIdx, int kProperty> bool Residual() {
  static const int8_t kiChromaDcNC = 17;
  int16_t iLevels[16 + kGuard];
  STwins < uint8_t, kRoom + 2 * kGuard > buffers = {};
  SBitStringAux kernel, c;
  const int32_t kiLeft = Between (1, 32);
  const uint32_t kuiBits = kiLeft == 32 ? 0 : Random (UINT32_MAX) >> kiLeft;
  const int8_t kiNC = kProperty == WelsEnc::CHROMA_DC ? kiChromaDcNC : Between (0, 16);
  const int32_t kiCoded = Random (8) > 0;
  FillLevels (iLevels);
  Begin (&kernel, buffers.tKernel, kiLeft, kuiBits);
  Begin (&c, buffers.tC, kiLeft, kuiBits);
  const int32_t kiDone = WelsEnc::WriteBlockResidualCavlc (NULL, iLevels, kEndIdx, kiCoded, kProperty, kiNC, &kernel);
  if (kiDone != Reference::WriteResidual (iLevels, kEndIdx, kiCoded, kProperty, kiNC, &c))
    return false;
  /* A level that does not fit ends a picture, and its bits go with it. */
  if (kiDone != ENC_RETURN_SUCCESS)
    return true;
  return buffers.Same() && kernel.pCurBuf - buffers.tKernel == c.pCurBuf - buffers.tC
         && kernel.iLeftBits == c.iLeftBits && kernel.uiCurBits == c.uiCurBits;
}

} // namespace

void CheckCavlc() {
  using namespace WelsEnc;
  Run ("residual of 16", Residual<15, LUMA_4x4>);
  Run ("residual of 16 means", Residual<15, LUMA_DC>);
  Run ("residual of 15", Residual<14, LUMA_AC>);
  Run ("residual of 15, chroma", Residual<14, CHROMA_AC>);
  Run ("residual of 4 means, chroma", Residual<3, CHROMA_DC>);
}

} // namespace Check
