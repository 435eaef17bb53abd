// SPDX-License-Identifier: BSD-2-Clause
/*
 * Brings into the cache what the next row of macroblocks needs. A row of macroblocks is one piece of memory in each
 * plane, which is read in the order of addresses, as the processor's own prefetcher foresees it: some pages at every
 * sixteenth macroblock, so that it has a run to follow. A macroblock's own rows of samples lie a page apart at 4K,
 * and are waited for.
 */
#ifndef WELS_WASM_TOUCH_H
#define WELS_WASM_TOUCH_H

#include "encoder_context.h"

namespace WelsEnc {

/* A line of 64 bytes after the other; the values are nobody's. */
inline void TouchLines (const uint8_t* pData, int32_t iBytes) {
  for (int32_t i = 0; i < iBytes; i += 64)
    (void) * (const volatile uint8_t*) (pData + i);
}

/* Of 16 luma rows from iRow on, and of the chroma rows beside them, the share of iCount macroblocks from iMbX on. */
inline void TouchShare (uint8_t* const pData[3], const int32_t iStride[3], int32_t iRow, int32_t iMbX, int32_t iCount) {
  TouchLines (pData[0] + iRow * iStride[0] + iMbX * 256, iCount * 256);
  TouchLines (pData[1] + (iRow >> 1) * iStride[1] + iMbX * 64, iCount * 64);
  TouchLines (pData[2] + (iRow >> 1) * iStride[2] + iMbX * 64, iCount * 64);
}

/* Of a macroblock, before it is predicted: the source, the reconstruction and the reference, in turn. */
inline void TouchNextRow (const SDqLayer* pLayer, const SMB* pMb) {
  const int32_t kiPart = pMb->iMbX & 15, kiMbX = pMb->iMbX - kiPart, kiRow = (pMb->iMbY + 1) * 16;
  const int32_t kiCount = WELS_MIN (16, pLayer->iMbWidth - kiMbX);

  if (pMb->iMbY + 2 >= pLayer->iMbHeight)
    return;
  if (kiPart == 0)
    TouchShare (pLayer->pEncData, pLayer->iEncStride, kiRow, kiMbX, kiCount);
  else if (kiPart == 1)
    TouchShare (pLayer->pCsData, pLayer->iCsStride, kiRow, kiMbX, kiCount);
  else if (kiPart == 2) // half a macroblock lower: motion reaches down as well
    TouchShare (pLayer->pRefPic->pData, pLayer->pRefPic->iLineSize, kiRow + 8, kiMbX, kiCount);
}

}

#endif
