/* SPDX-License-Identifier: BSD-2-Clause */
/* Blends of a prediction into pixels: (before * (64 - m) + tmp * m + 32) >> 6 with masks m of 0 to 64. */

#include "config.h"

#include "src/wasm/simd128.h"

#include "src/tables.h"
#include "src/wasm/mc.h"

/* Masks as multipliers: -m / 64 with 15 fractional bits, which has room for m = 64. */
static ALWAYS_INLINE v128_t negated(const v128_t masks) {
    return wasm_i16x8_neg(wasm_i16x8_shl(masks, 9));
}

/* The blend as before + (((tmp - before) * m + 32) >> 6). */
static ALWAYS_INLINE v128_t blend(const v128_t before, const v128_t tmp, const v128_t negated_masks) {
    return wasm_i16x8_add(before, wasm_i16x8_q15mulr_sat(wasm_i16x8_sub(before, tmp), negated_masks));
}

/* Blends up to eight pixels. */
static ALWAYS_INLINE void blend_eight(pixel *const dst, const pixel *const tmp, const v128_t negated_masks, const int w) {
    store_pixels(dst, blend(load_pixels(dst), load_pixels(tmp), negated_masks), w);
}

void BF(dav1d_blend, simd128)(pixel *dst, const ptrdiff_t dst_stride, const pixel *tmp, const int w, int h,
                              const uint8_t *mask)
{
    do {
        for (int x = 0; x < w; x += 8)
            blend_eight(dst + x, tmp + x, negated(wasm_u16x8_load8x8(mask + x)), w);
        dst += PXSTRIDE(dst_stride);
        tmp += w;
        mask += w;
    } while (--h);
}

/* Masks are 0 in the right quarter. */
void BF(dav1d_blend_v, simd128)(pixel *dst, const ptrdiff_t dst_stride, const pixel *tmp, const int w, int h)
{
    v128_t masks[4];

    for (int x = 0; x < w; x += 8)
        masks[x >> 3] = negated(wasm_u16x8_load8x8(&dav1d_obmc_masks[w + x]));
    do {
        for (int x = 0; x < w; x += 8)
            blend_eight(dst + x, tmp + x, masks[x >> 3], w);
        dst += PXSTRIDE(dst_stride);
        tmp += w;
    } while (--h);
}

void BF(dav1d_blend_h, simd128)(pixel *dst, const ptrdiff_t dst_stride, const pixel *tmp, const int w, int h)
{
    const uint8_t *mask = &dav1d_obmc_masks[h];

    h = (h * 3) >> 2;
    do {
        const v128_t row_mask = negated(wasm_i16x8_splat(*mask++));

        for (int x = 0; x < w; x += 8)
            blend_eight(dst + x, tmp + x, row_mask, w);
        dst += PXSTRIDE(dst_stride);
        tmp += w;
    } while (--h);
}
