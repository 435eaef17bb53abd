/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Motion compensation from references of another size: each column and each row has a filter of its own,
 * for positions in 1024ths of a pixel.
 */

#include "config.h"

#include "src/levels.h"
#include "src/tables.h"
#include "src/wasm/mc.h"
#include "src/wasm/mc_bits.h"
#include "src/wasm/products.h"
#include "src/wasm/subpel.h"

/* The filters of the bilinear kind in dav1d_mc_subpel_filters, in eight taps. */
#define BILINEAR 5

/* The filter at a position; at full pixels one that changes nothing. */
static ALWAYS_INLINE const int8_t *find_filter(const int position, const int type, const int length) {
    static const int8_t full_pixel[8] = { 0, 0, 0, 64, 0, 0, 0, 0 };
    const int fraction = (position & 0x3ff) >> 6;
    const int table = type == BILINEAR || length > 4 ? type : 3 + (type & 1);

    return fraction ? dav1d_mc_subpel_filters[table][fraction - 1] : full_pixel;
}

/* Pixels to `dst`, or intermediate values to `tmp`, whose stride is w. */
static NOINLINE void scale(pixel *dst, const ptrdiff_t dst_stride, int16_t *tmp, const pixel *src,
                           const ptrdiff_t src_stride, const int w, const int h, const int mx, int my, const int dx,
                           const int dy, const int type_h, const int type_v, const int intermediate_bits
                           HIGHBD_DECL_SUFFIX)
{
    const int first_shift = 6 - intermediate_bits, shift = dst ? 6 + intermediate_bits : 6;
    const v128_t first_round = wasm_i32x4_splat((1 << first_shift) >> 1);
    const v128_t round = wasm_i32x4_splat((1 << (shift - 1)) - (dst ? 0 : PREP_BIAS << 6));
    ALIGN_STK_16(int16_t, rows, 8, [128]); /* the row with number y is at y % 8 */
    int next_row = 0;

    src -= 3 * src_stride + 3;
    for (int y = 0; y < h; y++) {
        const int first_row = my >> 10;

        for (; next_row < first_row + 8; next_row++) {
            for (int x = 0; x < w; x += 8) {
                v128_t products[8];

                for (int i = 0; i < 8; i++) {
                    const int position = mx + (x + i) * dx;

                    products[i] = multiply(load_pixels(src + (position >> 10)), find_filter(position, type_h, w));
                }
                wasm_v128_store(&rows[next_row & 7][x], sum_products(products, first_round, first_shift));
            }
            src += src_stride;
        }

        Taps t;
        load_taps(&t, find_filter(my, type_v, h), 8);
        for (int x = 0; x < w; x += 8) {
            v128_t pairs[8][2];

            for (int i = 0; i < 8; i += 2) {
                const v128_t a = wasm_v128_load(&rows[(first_row + i) & 7][x]);
                const v128_t b = wasm_v128_load(&rows[(first_row + i + 1) & 7][x]);

                pairs[i][0] = interleave_low_i16(a, b);
                pairs[i][1] = interleave_high_i16(a, b);
            }
            const v128_t row = filter_pairs(pairs, &t, 8, round, shift);
            if (dst)
                store_pixels(dst + x, clip_pixels(row HIGHBD_TAIL_SUFFIX), w);
            else if (w >= 8)
                wasm_v128_store(tmp + x, row);
            else
                wasm_v128_store64_lane(tmp, row, 0);
        }
        my += dy;
        if (dst)
            dst += dst_stride;
        else
            tmp += w;
    }
}

#define SCALED_FNS(name, type_h, type_v)                                                                     \
decl_mc_scaled_fn(BF(dav1d_put_ ## name ## _scaled, simd128)) {                                              \
    scale(dst, PXSTRIDE(dst_stride), NULL, src, PXSTRIDE(src_stride), w, h, mx, my, dx, dy, type_h, type_v,  \
          get_intermediate_bits(bitdepth_max) HIGHBD_TAIL_SUFFIX);                                           \
}                                                                                                            \
decl_mct_scaled_fn(BF(dav1d_prep_ ## name ## _scaled, simd128)) {                                            \
    scale(NULL, 0, tmp, src, PXSTRIDE(src_stride), w, h, mx, my, dx, dy, type_h, type_v,                     \
          get_intermediate_bits(bitdepth_max) HIGHBD_TAIL_SUFFIX);                                           \
}
SCALED_FNS(8tap_regular,        DAV1D_FILTER_8TAP_REGULAR, DAV1D_FILTER_8TAP_REGULAR)
SCALED_FNS(8tap_regular_sharp,  DAV1D_FILTER_8TAP_REGULAR, DAV1D_FILTER_8TAP_SHARP)
SCALED_FNS(8tap_regular_smooth, DAV1D_FILTER_8TAP_REGULAR, DAV1D_FILTER_8TAP_SMOOTH)
SCALED_FNS(8tap_smooth,         DAV1D_FILTER_8TAP_SMOOTH,  DAV1D_FILTER_8TAP_SMOOTH)
SCALED_FNS(8tap_smooth_regular, DAV1D_FILTER_8TAP_SMOOTH,  DAV1D_FILTER_8TAP_REGULAR)
SCALED_FNS(8tap_smooth_sharp,   DAV1D_FILTER_8TAP_SMOOTH,  DAV1D_FILTER_8TAP_SHARP)
SCALED_FNS(8tap_sharp,          DAV1D_FILTER_8TAP_SHARP,   DAV1D_FILTER_8TAP_SHARP)
SCALED_FNS(8tap_sharp_regular,  DAV1D_FILTER_8TAP_SHARP,   DAV1D_FILTER_8TAP_REGULAR)
SCALED_FNS(8tap_sharp_smooth,   DAV1D_FILTER_8TAP_SHARP,   DAV1D_FILTER_8TAP_SMOOTH)
SCALED_FNS(bilin,               BILINEAR,                  BILINEAR)
