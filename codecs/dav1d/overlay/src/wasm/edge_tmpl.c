/* SPDX-License-Identifier: BSD-2-Clause */
/* Blocks that reach beyond the picture, whose pixels at the borders are repeated. */

#include "config.h"

#include "common/intops.h"
#include "src/wasm/mc.h"
#include "src/wasm/pixel_lanes.h"

/* Reads and writes no more than n pixels: the last vector overlaps the one before it. */
static ALWAYS_INLINE void copy(pixel *const dst, const pixel *const src, const int n) {
    const int half = PIXELS_PER_VECTOR / 2;

    if (n >= PIXELS_PER_VECTOR) {
        for (int x = 0; x < n - PIXELS_PER_VECTOR; x += PIXELS_PER_VECTOR)
            wasm_v128_store(dst + x, wasm_v128_load(src + x));
        wasm_v128_store(dst + n - PIXELS_PER_VECTOR, wasm_v128_load(src + n - PIXELS_PER_VECTOR));
    } else if (n >= half) {
        const v128_t last = wasm_v128_load64_zero(src + n - half);

        wasm_v128_store64_lane(dst, wasm_v128_load64_zero(src), 0);
        wasm_v128_store64_lane(dst + n - half, last, 0);
    } else {
        for (int x = 0; x < n; x++)
            dst[x] = src[x];
    }
}

/* Writes whole vectors: rows of the block's buffer have room for one more. */
static ALWAYS_INLINE void fill(pixel *const dst, const pixel p, const int n) {
    const v128_t pixels = pixels_splat(p);

    for (int x = 0; x < n; x += PIXELS_PER_VECTOR)
        wasm_v128_store(dst + x, pixels);
}

decl_emu_edge_fn(BF(dav1d_emu_edge, simd128)) {
    const ptrdiff_t stride = PXSTRIDE(dst_stride);
    const int left = iclip((int) -x, 0, (int) bw - 1), right = iclip((int) (x + bw - iw), 0, (int) bw - 1);
    const int top = iclip((int) -y, 0, (int) bh - 1), bottom = iclip((int) (y + bh - ih), 0, (int) bh - 1);
    const int width = (int) bw - left - right, height = (int) bh - top - bottom;
    pixel *const first = dst + top * stride, *row = first;

    src += iclip((int) y, 0, (int) ih - 1) * PXSTRIDE(src_stride) + iclip((int) x, 0, (int) iw - 1);
    for (int i = 0; i < height; i++) {
        fill(row, src[0], left);
        copy(row + left, src, width);
        fill(row + left + width, src[width - 1], right);
        src += PXSTRIDE(src_stride);
        row += stride;
    }
    for (int i = 0; i < top; i++)
        copy(dst + i * stride, first, (int) bw);
    for (int i = 0; i < bottom; i++)
        copy(row + i * stride, row - stride, (int) bw);
}
