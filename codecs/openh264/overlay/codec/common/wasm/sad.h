// SPDX-License-Identifier: BSD-2-Clause
/* Sums of absolute differences, each equal to the C function of its name. */
#ifndef WELS_WASM_SAD_H
#define WELS_WASM_SAD_H

#include <stdint.h>

#define WELS_SAD(name) \
  int32_t WelsSampleSad##name##_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2); \
  void WelsSampleSadFour##name##_simd128 (uint8_t* pSample1, int32_t iStride1, uint8_t* pSample2, int32_t iStride2, \
                                          int32_t* pSad);
WELS_SAD (16x16)
WELS_SAD (16x8)
WELS_SAD (8x16)
WELS_SAD (8x8)
WELS_SAD (8x4)
WELS_SAD (4x8)
WELS_SAD (4x4)
#undef WELS_SAD

#endif
