/* SPDX-License-Identifier: BSD-2-Clause */
/* Horizontal upscaling of superresolution. */

#include "config.h"

#include "common/intops.h"
#include "src/tables.h"
#include "src/wasm/mc.h"
#include "src/wasm/products.h"
#include "src/wasm/simd128.h"

/* The eight pixels from `x` on, those beyond the row's ends repeated. */
static ALWAYS_INLINE v128_t load_clipped(const pixel *const src, const int x, const int width) {
    pixel pixels[8];

    if (x >= 0 && x + 8 <= width)
        return load_pixels(src + x);
    for (int i = 0; i < 8; i++)
        pixels[i] = src[iclip(x + i, 0, width - 1)];
    return load_pixels(pixels);
}

decl_resize_fn(BF(dav1d_resize, simd128)) {
    /* The filters are stored negated. */
    const v128_t round = wasm_i32x4_const_splat(63);

    do {
        int position = mx, src_x = -1 - 3;

        for (int x = 0; x < dst_w; x += 8) {
            v128_t products[8];

            for (int i = 0; i < 8; i++) {
                products[i] = multiply(load_clipped(src, src_x, src_w), dav1d_resize_filter[position >> 8]);
                position += dx;
                src_x += position >> 14;
                position &= 0x3fff;
            }
            const v128_t row = wasm_i16x8_neg(sum_products(products, round, 7));
            store_pixels(dst + x, clip_pixels(row HIGHBD_TAIL_SUFFIX), 8);
        }
        dst += PXSTRIDE(dst_stride);
        src += PXSTRIDE(src_stride);
    } while (--h);
}
