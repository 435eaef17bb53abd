/* SPDX-License-Identifier: BSD-2-Clause */
/* Affine motion compensation of 8x8 blocks, where each pixel has a filter of its own. */

#include "config.h"

#include "src/tables.h"
#include "src/wasm/mc.h"
#include "src/wasm/mc_bits.h"
#include "src/wasm/products.h"
#include "src/wasm/simd128.h"
#include "src/wasm/transpose.h"

/*
 * (sum + round) >> shift of eight filters, whose position in the table moves from `position` by `step`;
 * each takes eight of the 16-bit samples.
 */
static ALWAYS_INLINE v128_t warp_eight(const v128_t samples[8], const int position, const int step, const v128_t round,
                                       const int shift)
{
    v128_t products[8];

    for (int i = 0; i < 8; i++)
        products[i] = multiply(samples[i], dav1d_mc_warp_filter[64 + ((position + i * step + 512) >> 10)]);
    return sum_products(products, round, shift);
}

/* Eight rows to `dst` or to `tmp`, with a stride in elements. */
static ALWAYS_INLINE void warp(pixel *dst, int16_t *tmp, const ptrdiff_t stride, const pixel *src,
                               const ptrdiff_t src_stride, const int16_t *const abcd, int mx, int my,
                               const int intermediate_bits HIGHBD_DECL_SUFFIX)
{
    const int first_shift = 7 - intermediate_bits;
    const v128_t first_round = wasm_i32x4_splat((1 << first_shift) >> 1);
    int16_t columns[8][16];

    src -= 3 * src_stride + 3;
    for (int half = 0; half < 2; half++) {
        v128_t rows[8];

        for (int y = 0; y < 8 - half; y++) {
            v128_t samples[8];

            for (int x = 0; x < 8; x++)
                samples[x] = load_pixels(src + x);
            rows[y] = warp_eight(samples, mx, abcd[0], first_round, first_shift);
            src += src_stride;
            mx += abcd[1];
        }
        /* The sixteenth row is not read. */
        if (half)
            rows[7] = rows[6];
        transpose_8x8(rows);
        for (int x = 0; x < 8; x++)
            wasm_v128_store(&columns[x][8 * half], rows[x]);
    }

    const int shift = dst ? 7 + intermediate_bits : 7;
    const v128_t round = wasm_i32x4_splat((1 << (shift - 1)) - (dst ? 0 : PREP_BIAS << 7));

    for (int y = 0; y < 8; y++) {
        v128_t samples[8];

        for (int x = 0; x < 8; x++)
            samples[x] = wasm_v128_load(&columns[x][y]);

        const v128_t row = warp_eight(samples, my, abcd[2], round, shift);
        if (dst) {
            store_pixels(dst, clip_pixels(row HIGHBD_TAIL_SUFFIX), 8);
            dst += stride;
        } else {
            wasm_v128_store(tmp, row);
            tmp += stride;
        }
        my += abcd[3];
    }
}

decl_warp8x8_fn(BF(dav1d_warp_affine_8x8, simd128)) {
    warp(dst, NULL, PXSTRIDE(dst_stride), src, PXSTRIDE(src_stride), abcd, mx, my,
         get_intermediate_bits(bitdepth_max) HIGHBD_TAIL_SUFFIX);
}

decl_warp8x8t_fn(BF(dav1d_warp_affine_8x8t, simd128)) {
    warp(NULL, tmp, tmp_stride, src, PXSTRIDE(src_stride), abcd, mx, my,
         get_intermediate_bits(bitdepth_max) HIGHBD_TAIL_SUFFIX);
}
