/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VP9's loop filters of 8 bits, on 16 pixels along an edge at once. `x` are the samples across it, of
 * which the middle two touch the edge; of them come masks, which choose among three strengths.
 */

#include "libavutil/attributes.h"
#include "libavcodec/vp9dsp.h"
#include "libavcodec/wasm/simd128.h"
#include "libavcodec/wasm/vp9/lpf.h"
#include "libavcodec/wasm/vp9/lpf_smooth.h"

static av_always_inline v128_t difference(v128_t a, v128_t b)
{
    return wasm_v128_or(wasm_u8x16_sub_sat(a, b), wasm_u8x16_sub_sat(b, a));
}

static av_always_inline v128_t at_most(v128_t a, v128_t limit)
{
    return wasm_i8x16_eq(wasm_u8x16_sub_sat(a, limit), wasm_i8x16_const_splat(0));
}

/** Signed bytes shifted down by 1 or 3, which no instruction does. */
static av_always_inline v128_t shift_i8(v128_t v, int shift)
{
    v128_t unsigned_v = wasm_v128_xor(v, wasm_i8x16_const_splat(-128));

    unsigned_v = wasm_v128_and(wasm_u16x8_shr(unsigned_v, shift), wasm_u8x16_splat(255 >> shift));
    return wasm_i8x16_sub(unsigned_v, wasm_i8x16_splat(128 >> shift));
}

/** Lanes where samples from `first` to `last`, counted from the edge, differ from the one at it by 1 at most. */
static av_always_inline v128_t flat(const v128_t *p0, int first, int last)
{
    const v128_t *q0 = p0 + 1;
    v128_t most = wasm_i8x16_const_splat(0);

    for (int i = first; i <= last; i++) {
        most = wasm_u8x16_max(most, difference(p0[-i], p0[0]));
        most = wasm_u8x16_max(most, difference(q0[i], q0[0]));
    }
    return at_most(most, wasm_i8x16_const_splat(1));
}

/** The weakest filter: two samples on either side. */
static av_always_inline void sharpen_edge(v128_t *p0, v128_t mask, v128_t high_variance)
{
    const v128_t sign = wasm_i8x16_const_splat(-128);
    v128_t p1 = wasm_v128_xor(p0[-1], sign), p = wasm_v128_xor(p0[0], sign);
    v128_t q1 = wasm_v128_xor(p0[2], sign), q = wasm_v128_xor(p0[1], sign);
    v128_t step = wasm_i8x16_sub_sat(q, p);
    v128_t f = wasm_v128_and(wasm_i8x16_sub_sat(p1, q1), high_variance);
    v128_t from_q, to_p, outer;

    for (int i = 0; i < 3; i++)
        f = wasm_i8x16_add_sat(f, step);
    f      = wasm_v128_and(f, mask);
    from_q = shift_i8(wasm_i8x16_add_sat(f, wasm_i8x16_const_splat(4)), 3);
    to_p   = shift_i8(wasm_i8x16_add_sat(f, wasm_i8x16_const_splat(3)), 3);
    outer  = wasm_v128_andnot(shift_i8(wasm_i8x16_add(from_q, wasm_i8x16_const_splat(1)), 1), high_variance);
    p0[-1] = wasm_v128_xor(wasm_i8x16_add_sat(p1, outer), sign);
    p0[0]  = wasm_v128_xor(wasm_i8x16_add_sat(p, to_p), sign);
    p0[1]  = wasm_v128_xor(wasm_i8x16_sub_sat(q, from_q), sign);
    p0[2]  = wasm_v128_xor(wasm_i8x16_sub_sat(q1, outer), sign);
}

/** Eight lanes of smooth_lanes(). */
static av_always_inline void smooth_half(const v128_t *x, v128_t *out, int n, int high)
{
    v128_t wide[16];

    for (int i = 0; i < n; i++)
        wide[i] = high ? wasm_u16x8_extend_high_u8x16(x[i]) : wasm_u16x8_extend_low_u8x16(x[i]);
    smooth_lanes(wide, out, n);
}

/** The stronger filters: n samples in, all but the outermost changed in the lanes of `mask`. */
static av_always_inline void smooth(const v128_t *x, v128_t *to, v128_t mask, int n)
{
    v128_t low[16], high[16];
    int everywhere = wasm_i8x16_all_true(mask);

    smooth_half(x, low, n, 0);
    smooth_half(x, high, n, 1);
    for (int i = 1; i < n - 1; i++)
        low[i] = wasm_u8x16_narrow_i16x8(low[i], high[i]);
    if (everywhere) {
        for (int i = 1; i < n - 1; i++)
            to[i] = low[i];
    } else {
        for (int i = 1; i < n - 1; i++)
            to[i] = wasm_v128_bitselect(low[i], to[i], mask);
    }
}

/** Limits of the differences across and along the edge, and lanes that have the filter of 8 or 16 samples. */
typedef struct Limits {
    v128_t edge, inner, variance, smoothed;
} Limits;

/** Lanes that are filtered at all, that vary much at the edge, that are flat near it and farther out. */
typedef struct Masks {
    v128_t any, high_variance, flat_in, flat_out;
} Masks;

/** All but flat_out, of the eight samples next to the edge. @return 0 where nothing is filtered */
static av_always_inline int find_masks(Masks *masks, const v128_t *x, const Limits *limits, int wd)
{
    const v128_t *p0 = x + 3;
    v128_t most = wasm_i8x16_const_splat(0), across, variance;

    variance = wasm_u8x16_max(difference(p0[-1], p0[0]), difference(p0[2], p0[1]));
    for (int i = 1; i < 3; i++) {
        most = wasm_u8x16_max(most, difference(p0[-i - 1], p0[-i]));
        most = wasm_u8x16_max(most, difference(p0[i + 2], p0[i + 1]));
    }
    most   = at_most(wasm_u8x16_max(most, variance), limits->inner);
    across = wasm_v128_and(wasm_u16x8_shr(difference(p0[-1], p0[2]), 1), wasm_i8x16_const_splat(127));
    across = wasm_u8x16_add_sat(across, wasm_u8x16_add_sat(difference(p0[0], p0[1]), difference(p0[0], p0[1])));
    masks->any = wasm_v128_and(at_most(across, limits->edge), most);
    if (!wasm_v128_any_true(masks->any))
        return 0;
    masks->high_variance = wasm_v128_not(at_most(variance, limits->variance));
    masks->flat_in = masks->flat_out = wasm_i8x16_const_splat(0);
    if (wd >= 8)
        masks->flat_in = wasm_v128_and(wasm_v128_and(flat(p0, 1, 3), masks->any), limits->smoothed);
    return 1;
}

/**
 * Filters the eight samples next to the edge in place, but where the filter of 16 samples follows everywhere.
 * @return how many samples on either side changed at most: 2 or 3
 */
static av_always_inline int filter_8(v128_t *x, const Masks *masks, int wd)
{
    v128_t before[8];
    int smoothed = wd >= 8 && wasm_v128_any_true(masks->flat_in);

    if (wd == 16 && wasm_i8x16_all_true(masks->flat_out))
        return 3;
    for (int i = 0; i < 8; i++)
        before[i] = x[i];
    if (wd < 8 || !wasm_i8x16_all_true(masks->flat_in))
        sharpen_edge(x + 3, masks->any, masks->high_variance);
    if (smoothed)
        smooth(before, x, masks->flat_in, 8);
    return smoothed ? 3 : 2;
}

/** All 16 samples: `before` any filter, `x` the eight next to the edge after theirs. */
static av_always_inline void filter_16(v128_t *to, const v128_t *before, const v128_t *x, v128_t flat_out)
{
    for (int i = 0; i < 16; i++)
        to[i] = i >= 4 && i < 12 ? x[i - 4] : before[i];
    smooth(before, to, flat_out, 16);
}

/**
 * Interleaves the first half of eight vectors with the second, three times: of a table's index the top bits
 * become the lowest ones.
 */
static av_always_inline void riffle(v128_t *v)
{
    v128_t next[8];

    for (int times = 0; times < 3; times++) {
        for (int i = 0; i < 4; i++) {
            next[2 * i]     = interleave_low_i8(v[i], v[i + 4]);
            next[2 * i + 1] = interleave_high_i8(v[i], v[i + 4]);
        }
        for (int i = 0; i < 8; i++)
            v[i] = next[i];
    }
}

/** The four columns next to the edge on either side, or the four beyond; `rows` is 8 or 16. */
static av_always_inline void load_columns(v128_t *x, const uint8_t *dst, ptrdiff_t stride, int rows, int beyond)
{
    v128_t row[16];

    for (int i = 0; i < rows; i++) {
        if (beyond)
            row[i] = wasm_v128_load32_lane(dst + 4, wasm_v128_load32_zero(dst - 8), 1);
        else
            row[i] = wasm_v128_load64_zero(dst - 4);
        dst += stride;
    }
    for (int i = 0; i < 8; i++)
        x[i] = interleave_low_i8(row[i], row[rows == 16 ? i + 8 : i]);
    riffle(x);
}

/** Eight columns, four on either side of dst. */
static av_always_inline void store_columns(uint8_t *dst, ptrdiff_t stride, v128_t *x, int rows)
{
    riffle(x);
    for (int i = 0; i < rows; i += 2) {
        wasm_v128_store64_lane(dst - 4 + i * stride, x[i / 2], 0);
        wasm_v128_store64_lane(dst - 4 + (i + 1) * stride, x[i / 2], 1);
    }
}

/** Across an edge between columns: `rows` is 8 or 16. */
static av_always_inline void filter_columns(uint8_t *dst, ptrdiff_t stride, Limits limits, int wd, int rows)
{
    v128_t x[8], before[16];
    Masks masks;

    load_columns(x, dst, stride, rows, 0);
    if (!find_masks(&masks, x, &limits, wd))
        return;
    if (wd == 16 && wasm_v128_any_true(masks.flat_in)) {
        v128_t beyond[8];

        load_columns(beyond, dst, stride, rows, 1);
        for (int i = 0; i < 16; i++)
            before[i] = i < 4 ? beyond[i] : i < 12 ? x[i - 4] : beyond[i - 8];
        masks.flat_out = wasm_v128_and(flat(before + 7, 4, 7), masks.flat_in);
    }
    filter_8(x, &masks, wd);
    if (wd == 16 && wasm_v128_any_true(masks.flat_out)) {
        v128_t to[16];

        filter_16(to, before, x, masks.flat_out);
        store_columns(dst - 4, stride, to, rows);
        store_columns(dst + 4, stride, to + 8, rows);
    } else {
        store_columns(dst, stride, x, rows);
    }
}

static av_always_inline void store_row(uint8_t *row, v128_t v, int columns)
{
    if (columns == 16)
        wasm_v128_store(row, v);
    else
        wasm_v128_store64_lane(row, v, 0);
}

/** n rows, half of them on either side of the edge. */
static av_always_inline void load_rows(v128_t *x, const uint8_t *dst, ptrdiff_t stride, int n, int columns)
{
    for (int i = 0; i < n; i++) {
        const uint8_t *row = dst + (i - n / 2) * stride;

        x[i] = columns == 16 ? wasm_v128_load(row) : wasm_v128_load64_zero(row);
    }
}

/** Across an edge between rows: `columns` is 8 or 16. */
static av_always_inline void filter_rows(uint8_t *dst, ptrdiff_t stride, Limits limits, int wd, int columns)
{
    v128_t x[8], before[16];
    Masks masks;
    int changed;

    load_rows(x, dst, stride, 8, columns);
    if (!find_masks(&masks, x, &limits, wd))
        return;
    if (wd == 16 && wasm_v128_any_true(masks.flat_in)) {
        load_rows(before, dst, stride, 16, columns);
        masks.flat_out = wasm_v128_and(flat(before + 7, 4, 7), masks.flat_in);
    }
    changed = filter_8(x, &masks, wd);
    if (wd == 16 && wasm_v128_any_true(masks.flat_out)) {
        v128_t to[16];

        filter_16(to, before, x, masks.flat_out);
        for (int i = 1; i < 15; i++)
            store_row(dst + (i - 8) * stride, to[i], columns);
        return;
    }
    for (int i = 2; i < 6; i++)
        store_row(dst + (i - 4) * stride, x[i], columns);
    if (changed == 3) {
        store_row(dst - 3 * stride, x[1], columns);
        store_row(dst + 2 * stride, x[6], columns);
    }
}

/** The low byte in the first eight lanes, the next in the others. */
static av_always_inline v128_t splat_halves(int limits)
{
    return wasm_i64x2_shuffle(wasm_u8x16_splat(limits), wasm_u8x16_splat(limits >> 8), 0, 2);
}

#define FILTER(dir, across, name, wd, smoothed, pixels, splat)                                                      \
static void loop_filter_ ## dir ## _ ## name ## _simd128(uint8_t *dst, ptrdiff_t stride, int mb_lim, int lim, int hev_thr) \
{                                                                                                                   \
    filter_ ## across(dst, stride, (Limits) { splat(mb_lim), splat(lim), splat(hev_thr), smoothed }, wd, pixels);   \
}
#define FILTERS(name, wd, smoothed, pixels, splat)                                                                  \
    FILTER(h, columns, name, wd, smoothed, pixels, splat) FILTER(v, rows, name, wd, smoothed, pixels, splat)
FILTERS(4_8,   4,  wasm_i64x2_const(0, 0),   8,  wasm_u8x16_splat)
FILTERS(8_8,   8,  wasm_i64x2_const(-1, -1), 8,  wasm_u8x16_splat)
FILTERS(16_8,  16, wasm_i64x2_const(-1, -1), 8,  wasm_u8x16_splat)
FILTERS(16_16, 16, wasm_i64x2_const(-1, -1), 16, wasm_u8x16_splat)
FILTERS(44_16, 4,  wasm_i64x2_const(0, 0),   16, splat_halves)
FILTERS(48_16, 8,  wasm_i64x2_const(0, -1),  16, splat_halves)
FILTERS(84_16, 8,  wasm_i64x2_const(-1, 0),  16, splat_halves)
FILTERS(88_16, 8,  wasm_i64x2_const(-1, -1), 16, splat_halves)

av_cold void ff_vp9_lpf_init_simd128(VP9DSPContext *dsp)
{
#define SET(table, name)                              \
    dsp->table[0] = loop_filter_h_ ## name ## _simd128; \
    dsp->table[1] = loop_filter_v_ ## name ## _simd128
    SET(loop_filter_8[0],       4_8);
    SET(loop_filter_8[1],       8_8);
    SET(loop_filter_8[2],       16_8);
    SET(loop_filter_16,         16_16);
    SET(loop_filter_mix2[0][0], 44_16);
    SET(loop_filter_mix2[0][1], 48_16);
    SET(loop_filter_mix2[1][0], 84_16);
    SET(loop_filter_mix2[1][1], 88_16);
#undef SET
}
