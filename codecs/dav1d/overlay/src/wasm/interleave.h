/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Transposition of pixels.
 */

#ifndef DAV1D_SRC_WASM_INTERLEAVE_H
#define DAV1D_SRC_WASM_INTERLEAVE_H

#include "src/wasm/simd128.h"

#if BITDEPTH == 8
#define pixels_interleave_low  interleave_low_i8
#define pixels_interleave_high interleave_high_i8
#else
#define pixels_interleave_low  interleave_low_i16
#define pixels_interleave_high interleave_high_i16
#endif

/*
 * Rounds of interleaving: each turns the bits of a pixel's place, the vector's number above the
 * lane's, left by one. So log2(rows) rounds transpose a matrix that n vectors hold row by row; n is
 * at most 16.
 */
static ALWAYS_INLINE void interleave_rounds(v128_t *const v, const int n, const int rounds) {
    for (int round = 0; round < rounds; round++) {
        v128_t out[16];
        for (int i = 0; i < n / 2; i++) {
            out[2 * i] = pixels_interleave_low(v[i], v[i + n / 2]);
            out[2 * i + 1] = pixels_interleave_high(v[i], v[i + n / 2]);
        }
        for (int i = 0; i < n; i++)
            v[i] = out[i];
    }
}

#endif /* DAV1D_SRC_WASM_INTERLEAVE_H */
