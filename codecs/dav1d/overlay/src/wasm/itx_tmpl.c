/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The inverse transforms of two dimensions: rows first, as many at once as there are lanes, which
 * the order of the coefficients gives without a transposition; then columns. One function serves
 * all sizes and types.
 */

#include "config.h"

#include "common/intops.h"

#include "src/scan.h"
#include "src/tables.h"
#include "src/wasm/itx.h"
#include "src/wasm/itx_1d.h"
#include "src/wasm/pixel_lanes.h"

/* Adds v to w pixels, at most a vector of coefficients. */
static ALWAYS_INLINE void add_to_pixels(pixel *const dst, const v128_t v,
                                        const int w HIGHBD_DECL_SUFFIX)
{
#if BITDEPTH == 8
    const v128_t px = wasm_u16x8_extend_low_u8x16(w == 4 ? wasm_v128_load32_zero(dst)
                                                         : wasm_v128_load64_zero(dst));
    store_pixels(dst, wasm_i16x8_add(px, v), w);
#else
    const v128_t sum =
        wasm_i16x8_add_sat(wasm_v128_load64_zero(dst), wasm_i16x8_narrow_i32x4(v, v));
    store_pixels(dst, clip_pixels(sum HIGHBD_TAIL_SUFFIX), 4);
#endif
}

/* The transform of a block of which nothing but the first coefficient is set. */
static void add_dc(pixel *dst, const ptrdiff_t stride, int dc, const int w, const int h,
                   const int is_rect2, const int shift HIGHBD_DECL_SUFFIX)
{
    if (is_rect2)
        dc = (dc * 181 + 128) >> 8;
    dc = (dc * 181 + 128) >> 8;
    dc = (dc + ((1 << shift) >> 1)) >> shift;
    dc = (dc * 181 + 128 + 2048) >> 12;
    const v128_t pixel_max = pixels_splat(BITDEPTH_MAX);
    const v128_t rise = pixels_splat(iclip(dc, 0, BITDEPTH_MAX));
    const v128_t fall = pixels_splat(iclip(-dc, 0, BITDEPTH_MAX));

    for (int y = 0; y < h; y++, dst += PXSTRIDE(stride))
        for (int x = 0; x < w; x += PIXELS_PER_VECTOR) {
            const int n = imin(w - x, PIXELS_PER_VECTOR);
            const v128_t px = load_part(dst + x, n);
            const v128_t sum = pixels_sub_sat(pixels_add_sat(px, rise), fall);
            store_part(dst + x, pixels_min(sum, pixel_max), n);
        }
}

/* The last row of coefficients, of sh, that is not all zero. */
static ALWAYS_INLINE int last_row(const int eob, const int tx, const int first, const int second,
                                  const int sh)
{
    if (second == IDENTITY && first != IDENTITY)
        return imin(sh - 1, eob);
    if (first == IDENTITY && second != IDENTITY)
        return eob >> (dav1d_txfm_dimensions[tx].lw + 2);
    return dav1d_last_nonzero_col_from_eob[tx][eob];
}

/* Takes sw coefficients of LANES rows, and sets them to zero; says whether the upper half was. */
static ALWAYS_INLINE int take_rows(v128_t *const row, coef *const coeff, const int sw, const int sh,
                                   const int is_rect2)
{
    const v128_t zero = wasm_i32x4_const_splat(0);
    v128_t upper = zero;
    for (int x = 0; x < sw; x++) {
        coef *const at = coeff + x * sh;
        v128_t v;
        if (sh < LANES) {
            v = wasm_v128_load64_zero(at);
            wasm_v128_store64_lane(at, zero, 0);
        } else {
            v = wasm_v128_load(at);
            wasm_v128_store(at, zero);
        }
        if (2 * x >= sw)
            upper = wasm_v128_or(upper, v);
        row[x] = is_rect2 ? mul(v, SQRT_HALF) : v;
    }
    return !wasm_v128_any_true(upper);
}

static ALWAYS_INLINE Range range_of_bits(const int bits) {
    return (Range) { wasm_i32x4_splat(-(1 << bits)), wasm_i32x4_splat((1 << bits) - 1) };
}

static NOINLINE void inv_txfm_add(pixel *dst, const ptrdiff_t stride, coef *const coeff,
                                  const int eob, const int tx, const int shift,
                                  const int type HIGHBD_DECL_SUFFIX)
{
    const TxfmInfo *const t_dim = &dav1d_txfm_dimensions[tx];
    const int w = 4 * t_dim->w, h = 4 * t_dim->h, sw = imin(w, 32), sh = imin(h, 32);
    const int is_rect2 = w * 2 == h || h * 2 == w;
    if (type == DCT_DCT && !eob) {
        const int dc = coeff[0];
        coeff[0] = 0;
        add_dc(dst, stride, dc, w, h, is_rect2, shift HIGHBD_TAIL_SUFFIX);
        return;
    }

    const int first = dav1d_tx1d_types[type][1], second = dav1d_tx1d_types[type][0];
    const int last = last_row(eob, tx, first, second, sh);
    const int bits = bitdepth_from_max(bitdepth_max);
    const Range row_range = range_of_bits(bits + 7);
    const Range column_range = range_of_bits(bits + 5);
    v128_t row[64], columns[64 * 64 / LANES + LANES];

    for (int i = imin(w, LANES); i < LANES; i++)
        row[i] = wasm_i32x4_const_splat(0);
    for (int y = 0; y <= last; y += LANES) {
        const int is_half = take_rows(row, coeff + y, sw, sh, is_rect2);
        const itx_1d_simd128_fn row_fn =
            first == DCT && is_half ? dct_half[t_dim->lw] : itx_1d[t_dim->lw][first];
        row_fn(row, 1, &row_range);
        for (int x = 0; x < w; x++)
            row[x] = clip(round_shift(row[x], shift), &column_range);
        for (int x = 0; x < w; x += LANES)
            transpose_lanes(columns + x / LANES * h + y, row + x);
    }

    const int end = (last + LANES) & -LANES;
    const itx_1d_simd128_fn column_fn =
        second == DCT && 2 * last < h ? dct_half[t_dim->lh] : itx_1d[t_dim->lh][second];
    for (int x = 0; x < w; x += LANES, dst += LANES) {
        v128_t *const column = columns + x / LANES * h;
        for (int y = end; y < h; y++)
            column[y] = wasm_i32x4_const_splat(0);
        column_fn(column, 1, &column_range);
        for (int y = 0; y < h; y++)
            add_to_pixels(dst + y * PXSTRIDE(stride), round_shift(column[y], 4),
                          w HIGHBD_TAIL_SUFFIX);
    }
}

/* The types that sizes up to 64, 32, 16 and 8 have. */
#define TYPES_64(X, ...) X(DCT_DCT, __VA_ARGS__)
#define TYPES_32(X, ...) TYPES_64(X, __VA_ARGS__) X(IDTX, __VA_ARGS__)
#define TYPES_16(X, ...) TYPES_32(X, __VA_ARGS__) \
    X(ADST_DCT, __VA_ARGS__) X(DCT_ADST, __VA_ARGS__) X(ADST_ADST, __VA_ARGS__) \
    X(FLIPADST_DCT, __VA_ARGS__) X(DCT_FLIPADST, __VA_ARGS__) X(FLIPADST_FLIPADST, __VA_ARGS__) \
    X(ADST_FLIPADST, __VA_ARGS__) X(FLIPADST_ADST, __VA_ARGS__) \
    X(V_DCT, __VA_ARGS__) X(H_DCT, __VA_ARGS__)
#define TYPES_8(X, ...) TYPES_16(X, __VA_ARGS__) \
    X(V_ADST, __VA_ARGS__) X(H_ADST, __VA_ARGS__) \
    X(V_FLIPADST, __VA_ARGS__) X(H_FLIPADST, __VA_ARGS__)

/* Each size, with its types and what rows are shifted by. */
#define SIZES(X) \
    TYPES_8(X, TX_4X4, 0) TYPES_8(X, RTX_4X8, 0) TYPES_8(X, RTX_4X16, 1) TYPES_8(X, RTX_8X4, 0) \
    TYPES_8(X, TX_8X8, 1) TYPES_8(X, RTX_8X16, 1) TYPES_32(X, RTX_8X32, 2) \
    TYPES_8(X, RTX_16X4, 1) TYPES_8(X, RTX_16X8, 1) TYPES_16(X, TX_16X16, 2) \
    TYPES_32(X, RTX_16X32, 1) TYPES_64(X, RTX_16X64, 2) TYPES_32(X, RTX_32X8, 2) \
    TYPES_32(X, RTX_32X16, 1) TYPES_32(X, TX_32X32, 2) TYPES_64(X, RTX_32X64, 1) \
    TYPES_64(X, RTX_64X16, 2) TYPES_64(X, RTX_64X32, 1) TYPES_64(X, TX_64X64, 2)

#define DEFINE(type, tx, shift) \
static decl_itx_fn(inv_txfm_add_##tx##_##type) { \
    inv_txfm_add(dst, dst_stride, coeff, eob, tx, shift, type HIGHBD_TAIL_SUFFIX); \
}
SIZES(DEFINE)

COLD void BF(dav1d_itx_dsp_init, simd128)(Dav1dInvTxfmDSPContext *const c) {
#define ASSIGN(type, tx, shift) c->itxfm_add[tx][type] = inv_txfm_add_##tx##_##type;
    SIZES(ASSIGN)
}
