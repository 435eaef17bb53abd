/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The smooth filters across an edge, in 16-bit lanes of a pixel each.
 */

#ifndef AVCODEC_WASM_VP9_LPF_SMOOTH_H
#define AVCODEC_WASM_VP9_LPF_SMOOTH_H

#include "libavutil/attributes.h"
#include "libavutil/macros.h"
#include "libavcodec/wasm/simd128.h"

/** The mean of a window of n samples, its middle counted twice; beyond the ends the last repeats. All but the ends are set. */
static av_always_inline void smooth_lanes(const v128_t *x, v128_t *out, int n)
{
    int reach = n / 2 - 1, shift = n == 16 ? 4 : 3;
    v128_t sum = wasm_i16x8_add(wasm_i16x8_mul(x[0], wasm_i16x8_splat(reach)), wasm_i16x8_splat(n / 2));

    for (int i = 1; i <= reach + 1; i++)
        sum = wasm_i16x8_add(sum, x[i]);
    for (int i = 1; i < n - 1; i++) {
        out[i] = wasm_u16x8_shr(wasm_i16x8_add(sum, x[i]), shift);
        sum    = wasm_i16x8_sub(sum, x[FFMAX(i - reach, 0)]);
        sum    = wasm_i16x8_add(sum, x[FFMIN(i + reach + 1, n - 1)]);
    }
}

#endif /* AVCODEC_WASM_VP9_LPF_SMOOTH_H */
