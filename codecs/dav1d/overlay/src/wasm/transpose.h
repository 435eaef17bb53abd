/* SPDX-License-Identifier: BSD-2-Clause */

#ifndef DAV1D_SRC_WASM_TRANSPOSE_H
#define DAV1D_SRC_WASM_TRANSPOSE_H

#include "src/wasm/simd128.h"

/* Eight rows of eight 16-bit lanes into columns. */
static ALWAYS_INLINE void transpose_8x8(v128_t rows[8]) {
    v128_t a[8], b[8];

    for (int i = 0; i < 4; i++) {
        a[2 * i]     = interleave_low_i16(rows[i], rows[i + 4]);
        a[2 * i + 1] = interleave_high_i16(rows[i], rows[i + 4]);
    }
    for (int i = 0; i < 4; i++) {
        b[2 * i]     = interleave_low_i16(a[i], a[i + 4]);
        b[2 * i + 1] = interleave_high_i16(a[i], a[i + 4]);
    }
    for (int i = 0; i < 4; i++) {
        rows[2 * i]     = interleave_low_i16(b[i], b[i + 4]);
        rows[2 * i + 1] = interleave_high_i16(b[i], b[i + 4]);
    }
}

#endif /* DAV1D_SRC_WASM_TRANSPOSE_H */
