/* SPDX-License-Identifier: BSD-2-Clause */
/* Sums of products for columns that have a filter each. */

#ifndef DAV1D_SRC_WASM_PRODUCTS_H
#define DAV1D_SRC_WASM_PRODUCTS_H

#include "src/wasm/simd128.h"

/* Four partial sums of eight 16-bit samples with a filter of eight taps. */
static ALWAYS_INLINE v128_t multiply(const v128_t samples, const int8_t *const filter) {
    return wasm_i32x4_dot_i16x8(samples, wasm_i16x8_load8x8(filter));
}

/* Sums of neighbours: of a's four 32-bit lanes into the low half, of b's into the high one. */
static ALWAYS_INLINE v128_t add_neighbours(const v128_t a, const v128_t b) {
    return wasm_i32x4_add(wasm_i32x4_shuffle(a, b, 0, 2, 4, 6), wasm_i32x4_shuffle(a, b, 1, 3, 5, 7));
}

/* (sum + round) >> shift of the partial sums of eight columns. */
static ALWAYS_INLINE v128_t sum_products(const v128_t products[8], const v128_t round, const int shift) {
    v128_t sums[2];

    for (int i = 0; i < 2; i++) {
        const v128_t *const four = products + 4 * i;

        sums[i] = add_neighbours(add_neighbours(four[0], four[1]), add_neighbours(four[2], four[3]));
        sums[i] = wasm_i32x4_shr(wasm_i32x4_add(sums[i], round), shift);
    }
    return wasm_i16x8_narrow_i32x4(sums[0], sums[1]);
}

#endif /* DAV1D_SRC_WASM_PRODUCTS_H */
