// SPDX-License-Identifier: BSD-2-Clause
#ifndef WELSVP_WASM_VAA_H
#define WELSVP_WASM_VAA_H

#include <stdint.h>

namespace WelsVP {

/* Differences of each 8 x 8 block of whole macroblocks, and their sum: what VAACalcSad_c gives. */
void VAACalcSad_simd128 (const uint8_t* pCurData, const uint8_t* pRefData, int32_t iPicWidth, int32_t iPicHeight,
                         int32_t iPicStride, int32_t* pFrameSad, int32_t* pSad8x8);

} // namespace WelsVP

#endif
