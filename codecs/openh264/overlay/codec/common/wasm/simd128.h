// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the SIMD128 kernels share. "i16" vectors hold eight samples widened to 16 bits.
 */
#ifndef WELS_WASM_SIMD128_H
#define WELS_WASM_SIMD128_H

#include <stdint.h>
#include <wasm_simd128.h>

/* Four samples in the lowest lane, zeros above. */
static inline v128_t Load4 (const uint8_t* pSrc) {
  return wasm_v128_load32_zero (pSrc);
}

static inline v128_t Load8 (const uint8_t* pSrc) {
  return wasm_v128_load64_zero (pSrc);
}

static inline v128_t Load8Wide (const uint8_t* pSrc) {
  return wasm_u16x8_load8x8 (pSrc);
}

/* Four differences in the lower half. */
static inline v128_t Difference4 (const uint8_t* pOne, const uint8_t* pOther) {
  return wasm_i16x8_sub (wasm_u16x8_extend_low_u8x16 (Load4 (pOne)), wasm_u16x8_extend_low_u8x16 (Load4 (pOther)));
}

static inline v128_t Difference8 (const uint8_t* pOne, const uint8_t* pOther) {
  return wasm_i16x8_sub (Load8Wide (pOne), Load8Wide (pOther));
}

static inline void Store4 (uint8_t* pDst, v128_t vPixels) {
  wasm_v128_store32_lane (pDst, vPixels, 0);
}

static inline void Store8 (uint8_t* pDst, v128_t vPixels) {
  wasm_v128_store64_lane (pDst, vPixels, 0);
}

static inline v128_t InterleaveLow8 (v128_t a, v128_t b) {
  return wasm_i8x16_shuffle (a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

static inline v128_t InterleaveHigh8 (v128_t a, v128_t b) {
  return wasm_i8x16_shuffle (a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

static inline v128_t InterleaveLow16 (v128_t a, v128_t b) {
  return wasm_i16x8_shuffle (a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

static inline v128_t InterleaveHigh16 (v128_t a, v128_t b) {
  return wasm_i16x8_shuffle (a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

static inline v128_t InterleaveLow32 (v128_t a, v128_t b) {
  return wasm_i32x4_shuffle (a, b, 0, 4, 1, 5);
}

static inline v128_t InterleaveHigh32 (v128_t a, v128_t b) {
  return wasm_i32x4_shuffle (a, b, 2, 6, 3, 7);
}

static inline v128_t InterleaveLow64 (v128_t a, v128_t b) {
  return wasm_i64x2_shuffle (a, b, 0, 2);
}

static inline v128_t InterleaveHigh64 (v128_t a, v128_t b) {
  return wasm_i64x2_shuffle (a, b, 1, 3);
}

static inline v128_t AbsDiff8 (v128_t a, v128_t b) {
  return wasm_v128_or (wasm_u8x16_sub_sat (a, b), wasm_u8x16_sub_sat (b, a));
}

/* Adds differences of 16 samples to sums of eight lanes. */
static inline v128_t AddSad (v128_t vSum, v128_t a, v128_t b) {
  return wasm_i16x8_add (vSum, wasm_u16x8_extadd_pairwise_u8x16 (AbsDiff8 (a, b)));
}

/* The sum of eight unsigned 16-bit lanes. */
static inline int32_t SumU16 (v128_t vSums) {
  v128_t v = wasm_u32x4_extadd_pairwise_u16x8 (vSums);
  v = wasm_i32x4_add (v, wasm_i32x4_shuffle (v, v, 2, 3, 0, 1));
  return wasm_i32x4_extract_lane (v, 0) + wasm_i32x4_extract_lane (v, 1);
}

#endif
