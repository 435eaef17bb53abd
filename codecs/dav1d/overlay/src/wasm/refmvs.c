/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Motion vectors of a block for its neighbours to come: 12 bytes at each 4x4 pixels of it, so that
 * three vectors hold four of them.
 */

#include "config.h"

#include <wasm_simd128.h>

#include "src/wasm/refmvs.h"

decl_splat_mv_fn(dav1d_splat_mv_simd128) {
    const v128_t mv = wasm_v128_load64_zero(rmv);
    const v128_t block = wasm_v128_load32_lane((const uint8_t *) rmv + 8, mv, 2);
    const v128_t first = wasm_i32x4_shuffle(block, block, 0, 1, 2, 0);
    const v128_t second = wasm_i32x4_shuffle(block, block, 1, 2, 0, 1);
    const v128_t third = wasm_i32x4_shuffle(block, block, 2, 0, 1, 2);

    for (int y = 0; y < bh4; y++) {
        refmvs_block *const row = rr[y] + bx4;
        uint8_t *const bytes = (uint8_t *) row;

        if (bw4 == 1) {
            wasm_v128_store64_lane(bytes, first, 0);
            wasm_v128_store32_lane(bytes + 8, first, 2);
        } else if (bw4 == 2) {
            wasm_v128_store(bytes, first);
            wasm_v128_store64_lane(bytes + 16, second, 0);
        } else {
            for (int x = 0; x < bw4; x += 4) {
                wasm_v128_store(row + x, first);
                wasm_v128_store((uint8_t *) (row + x) + 16, second);
                wasm_v128_store((uint8_t *) (row + x) + 32, third);
            }
        }
    }
}
