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

    smooth_half(x, low, n, 0);
    smooth_half(x, high, n, 1);
    for (int i = 1; i < n - 1; i++)
        to[i] = wasm_v128_bitselect(wasm_u8x16_narrow_i16x8(low[i], high[i]), to[i], mask);
}

/**
 * Filters 16 samples across the edge, or 8, in place.
 * @param smoothed lanes that have the filter of 8 or 16 samples
 * @return 0 where nothing changes
 */
static av_always_inline int filter(v128_t *x, int taps, v128_t edge, v128_t inner, v128_t variance, v128_t smoothed, int wd)
{
    v128_t before[16];
    v128_t *p0 = x + taps / 2 - 1;
    v128_t most = wasm_i8x16_const_splat(0), mask, high_variance, flat_in;

    high_variance = wasm_u8x16_max(difference(p0[-1], p0[0]), difference(p0[2], p0[1]));
    for (int i = 1; i < 3; i++) {
        most = wasm_u8x16_max(most, difference(p0[-i - 1], p0[-i]));
        most = wasm_u8x16_max(most, difference(p0[i + 2], p0[i + 1]));
    }
    most = at_most(wasm_u8x16_max(most, high_variance), inner);
    mask = wasm_v128_and(wasm_u16x8_shr(difference(p0[-1], p0[2]), 1), wasm_i8x16_const_splat(127));
    mask = wasm_u8x16_add_sat(mask, wasm_u8x16_add_sat(difference(p0[0], p0[1]), difference(p0[0], p0[1])));
    mask = wasm_v128_and(at_most(mask, edge), most);
    if (!wasm_v128_any_true(mask))
        return 0;

    flat_in = wasm_i8x16_const_splat(0);
    if (wd >= 8) {
        flat_in = wasm_v128_and(wasm_v128_and(flat(p0, 1, 3), mask), smoothed);
        for (int i = 0; i < taps; i++)
            before[i] = x[i];
    }
    high_variance = wasm_v128_not(at_most(high_variance, variance));
    sharpen_edge(p0, mask, high_variance);
    if (wd >= 8 && wasm_v128_any_true(flat_in)) {
        smooth(before + taps / 2 - 4, x + taps / 2 - 4, flat_in, 8);
        if (wd == 16) {
            v128_t flat_out = wasm_v128_and(flat(before + 7, 4, 7), flat_in);

            if (wasm_v128_any_true(flat_out))
                smooth(before, x, flat_out, 16);
        }
    }
    return 1;
}

/** Interleaves the first half of n vectors with the second: of a table's index the top bit becomes the lowest. */
static av_always_inline void riffle(v128_t *v, int n, int times)
{
    v128_t next[16];

    while (times--) {
        for (int i = 0; i < n / 2; i++) {
            next[2 * i]     = interleave_low_i8(v[i], v[i + n / 2]);
            next[2 * i + 1] = interleave_high_i8(v[i], v[i + n / 2]);
        }
        for (int i = 0; i < n; i++)
            v[i] = next[i];
    }
}

/** Across an edge between columns: `rows` is 8 or 16. */
static av_always_inline void filter_columns(uint8_t *dst, ptrdiff_t stride, v128_t edge, v128_t inner, v128_t variance,
                                            v128_t smoothed, int wd, int rows)
{
    v128_t x[16];
    int taps = wd == 16 ? 16 : 8;

    dst -= taps / 2;
    if (taps == 16) {
        for (int i = 0; i < 16; i++)
            x[i] = i < rows ? wasm_v128_load(dst + i * stride) : x[0];
        riffle(x, 16, 4);
    } else {
        for (int i = 0; i < 8; i++) {
            v128_t row = wasm_v128_load64_zero(dst + i * stride);

            x[i] = interleave_low_i8(row, rows == 16 ? wasm_v128_load64_zero(dst + (i + 8) * stride) : row);
        }
        riffle(x, 8, 3);
    }
    if (!filter(x, taps, edge, inner, variance, smoothed, wd))
        return;
    if (taps == 16) {
        riffle(x, 16, 4);
        for (int i = 0; i < rows; i++)
            wasm_v128_store(dst + i * stride, x[i]);
    } else {
        riffle(x, 8, 3);
        for (int i = 0; i < rows; i += 2) {
            wasm_v128_store64_lane(dst + i * stride, x[i / 2], 0);
            wasm_v128_store64_lane(dst + (i + 1) * stride, x[i / 2], 1);
        }
    }
}

/** Across an edge between rows: `columns` is 8 or 16. */
static av_always_inline void filter_rows(uint8_t *dst, ptrdiff_t stride, v128_t edge, v128_t inner, v128_t variance,
                                         v128_t smoothed, int wd, int columns)
{
    v128_t x[16];
    int taps = wd == 16 ? 16 : 8;
    int changed = wd == 16 ? 7 : wd == 8 ? 3 : 2;

    for (int i = 0; i < taps; i++) {
        const uint8_t *row = dst + (i - taps / 2) * stride;

        x[i] = columns == 16 ? wasm_v128_load(row) : wasm_v128_load64_zero(row);
    }
    if (!filter(x, taps, edge, inner, variance, smoothed, wd))
        return;
    for (int i = taps / 2 - changed; i < taps / 2 + changed; i++) {
        uint8_t *row = dst + (i - taps / 2) * stride;

        if (columns == 16)
            wasm_v128_store(row, x[i]);
        else
            wasm_v128_store64_lane(row, x[i], 0);
    }
}

/** The low byte in the first eight lanes, the next in the others. */
static av_always_inline v128_t splat_halves(int limits)
{
    return wasm_i8x16_shuffle(wasm_u8x16_splat(limits), wasm_u8x16_splat(limits >> 8),
                              0, 0, 0, 0, 0, 0, 0, 0, 16, 16, 16, 16, 16, 16, 16, 16);
}

#define FILTER(dir, across, name, wd, smoothed, pixels, splat)                                                      \
static void loop_filter_ ## dir ## _ ## name ## _simd128(uint8_t *dst, ptrdiff_t stride, int mb_lim, int lim, int hev_thr) \
{                                                                                                                   \
    filter_ ## across(dst, stride, splat(mb_lim), splat(lim), splat(hev_thr), smoothed, wd, pixels);                \
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
