/* SPDX-License-Identifier: BSD-2-Clause */
/* Chroma from luma. */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "src/wasm/ipred.h"
#include "src/wasm/ipred_dc.h"
#include "src/wasm/simd128.h"

/* dc + alpha * ac / 64, rounded away from zero. */
static ALWAYS_INLINE void predict(pixel *dst, const ptrdiff_t stride, const int width, int height, const unsigned dc,
                                  const int16_t *ac, const int alpha HIGHBD_DECL_SUFFIX)
{
    /* |alpha| with 15 fractional bits, so that the product of magnitudes is rounded and shifted by 6. */
    const v128_t magnitude = wasm_i16x8_splat(abs(alpha) << 9);
    const v128_t alpha_sign = wasm_i16x8_splat(alpha < 0 ? -1 : 0);
    const v128_t base = wasm_i16x8_splat(dc);

    do {
        for (int x = 0; x < width; x += 8) {
            const v128_t values = wasm_v128_load(ac + x);
            const v128_t sign = wasm_v128_xor(wasm_i16x8_shr(values, 15), alpha_sign);
            const v128_t product = wasm_i16x8_q15mulr_sat(wasm_i16x8_abs(values), magnitude);
            const v128_t difference = wasm_i16x8_sub(wasm_v128_xor(product, sign), sign);

            store_pixels(dst + x, clip_pixels(wasm_i16x8_add(base, difference) HIGHBD_TAIL_SUFFIX), width);
        }
        ac += width;
        dst += PXSTRIDE(stride);
    } while (--height);
}

decl_cfl_pred_fn(BF(dav1d_ipred_cfl, simd128)) {
    predict(dst, stride, width, height, average_both(topleft, width, height), ac, alpha HIGHBD_TAIL_SUFFIX);
}

decl_cfl_pred_fn(BF(dav1d_ipred_cfl_top, simd128)) {
    predict(dst, stride, width, height, average_top(topleft, width), ac, alpha HIGHBD_TAIL_SUFFIX);
}

decl_cfl_pred_fn(BF(dav1d_ipred_cfl_left, simd128)) {
    predict(dst, stride, width, height, average_left(topleft, height), ac, alpha HIGHBD_TAIL_SUFFIX);
}

decl_cfl_pred_fn(BF(dav1d_ipred_cfl_128, simd128)) {
    predict(dst, stride, width, height, (BITDEPTH_MAX + 1) >> 1, ac, alpha HIGHBD_TAIL_SUFFIX);
}

/* Sums of eight pairs of neighbours. */
static ALWAYS_INLINE v128_t add_neighbours(const pixel *const y) {
#if BITDEPTH == 8
    return wasm_u16x8_extadd_pairwise_u8x16(wasm_v128_load(y));
#else
    return wasm_i16x8_narrow_i32x4(wasm_u32x4_extadd_pairwise_u16x8(wasm_v128_load(y)),
                                   wasm_u32x4_extadd_pairwise_u16x8(wasm_v128_load(y + 8)));
#endif
}

/* Eight times the luma of eight chroma pixels. */
static ALWAYS_INLINE v128_t luma(const pixel *const y, const ptrdiff_t stride, const int ss_hor, const int ss_ver) {
    v128_t sum = ss_hor ? add_neighbours(y) : load_pixels(y);

    if (ss_ver)
        sum = wasm_i16x8_add(sum, ss_hor ? add_neighbours(y + stride) : load_pixels(y + stride));
    return wasm_i16x8_shl(sum, 1 + !ss_ver + !ss_hor);
}

/* Fills `ac` with luma less its average. Its last 4 * w_pad columns and 4 * h_pad rows repeat those before. */
static ALWAYS_INLINE void subsample(int16_t *const ac, const pixel *y, const ptrdiff_t stride, const int w_pad,
                                    const int h_pad, const int width, const int height, const int ss_hor,
                                    const int ss_ver)
{
    const int visible_width = width - 4 * w_pad, visible_height = height - 4 * h_pad;
    int16_t *row = ac;

    for (int i = 0; i < visible_height; i++) {
        for (int x = 0; x < visible_width; x += 8) {
            const v128_t values = luma(y + (x << ss_hor), stride, ss_hor, ss_ver);

            if (width == 4)
                wasm_v128_store64_lane(row, values, 0);
            else
                wasm_v128_store(row + x, values);
        }
        for (int x = visible_width; x < width; x += 4)
            wasm_v128_store64_lane(row + x, wasm_i16x8_splat(row[visible_width - 1]), 0);
        row += width;
        y += stride << ss_ver;
    }
    for (int i = visible_height; i < height; i++) {
        memcpy(row, row - width, width * sizeof(*row));
        row += width;
    }

    const int size = width * height;
    v128_t sums = wasm_i32x4_const_splat(0);
    for (int i = 0; i < size; i += 8)
        sums = wasm_i32x4_add(sums, wasm_i32x4_extadd_pairwise_i16x8(wasm_v128_load(ac + i)));
    const v128_t average = wasm_i16x8_splat((sum_lanes_i32(sums) + (size >> 1)) >> ctz(size));
    for (int i = 0; i < size; i += 8)
        wasm_v128_store(ac + i, wasm_i16x8_sub(wasm_v128_load(ac + i), average));
}

decl_cfl_ac_fn(BF(dav1d_ipred_cfl_ac_420, simd128)) {
    subsample(ac, y, PXSTRIDE(stride), w_pad, h_pad, cw, ch, 1, 1);
}

decl_cfl_ac_fn(BF(dav1d_ipred_cfl_ac_422, simd128)) {
    subsample(ac, y, PXSTRIDE(stride), w_pad, h_pad, cw, ch, 1, 0);
}

decl_cfl_ac_fn(BF(dav1d_ipred_cfl_ac_444, simd128)) {
    subsample(ac, y, PXSTRIDE(stride), w_pad, h_pad, cw, ch, 0, 0);
}
