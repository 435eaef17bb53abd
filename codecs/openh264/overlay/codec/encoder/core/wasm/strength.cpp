// SPDX-License-Identifier: BSD-2-Clause
/* Strengths of a macroblock's outer edges, in the place of the function of deblocking.cpp. */
#include "../../../common/wasm/simd128.h"
#include "deblocking.h"
#include "svc_enc_macroblock.h"

namespace WelsEnc {

namespace {

/* Four vectors of motion, one down a column of blocks. */
inline v128_t Column (const SMVUnitXY* pMv) {
  v128_t v = wasm_v128_load32_zero (pMv);
  v = wasm_v128_load32_lane (pMv + 4, v, 1);
  v = wasm_v128_load32_lane (pMv + 8, v, 2);
  return wasm_v128_load32_lane (pMv + 12, v, 3);
}

inline uint32_t ColumnOfCounts (const int8_t* pCounts) {
  return (uint8_t)pCounts[0] | (uint32_t) (uint8_t)pCounts[4] << 8 | (uint32_t) (uint8_t)pCounts[8] << 16
         | (uint32_t) (uint8_t)pCounts[12] << 24;
}

inline uint32_t RowOfCounts (const int8_t* pCounts) {
  uint32_t uiCounts;
  __builtin_memcpy (&uiCounts, pCounts, 4);
  return uiCounts;
}

/* 2 where a count is not zero, else 1 where vectors differ by 4 or more, else 0, in four bytes. */
inline uint32_t Strengths (uint32_t uiCounts, v128_t vMv1, v128_t vMv2) {
  const v128_t vZero = wasm_i32x4_const_splat (0);
  const v128_t vFar = wasm_i16x8_gt (wasm_i16x8_abs (wasm_i16x8_sub (vMv1, vMv2)), wasm_i16x8_const_splat (3));
  const v128_t vMoved = wasm_v128_and (wasm_i32x4_ne (vFar, vZero), wasm_i32x4_const_splat (1));
  const v128_t v16 = wasm_i16x8_narrow_i32x4 (vMoved, vZero);
  const v128_t vCounts = wasm_i32x4_replace_lane (vZero, 0, uiCounts);
  const v128_t vCoded = wasm_i8x16_ne (vCounts, vZero);
  const v128_t v = wasm_v128_bitselect (wasm_i8x16_const_splat (2), wasm_i8x16_narrow_i16x8 (v16, vZero), vCoded);
  return wasm_i32x4_extract_lane (v, 0);
}

} // namespace

uint32_t DeblockingBSMarginalMBAvcbase (SMB* pCurMb, SMB* pNeighMb, int32_t iEdge) {
  if (iEdge == 0)
    return Strengths (ColumnOfCounts (pCurMb->pNonZeroCount) | ColumnOfCounts (pNeighMb->pNonZeroCount + 3),
                      Column (pCurMb->sMv), Column (pNeighMb->sMv + 3));
  return Strengths (RowOfCounts (pCurMb->pNonZeroCount) | RowOfCounts (pNeighMb->pNonZeroCount + 12),
                    wasm_v128_load (pCurMb->sMv), wasm_v128_load (pNeighMb->sMv + 12));
}

} // namespace WelsEnc
