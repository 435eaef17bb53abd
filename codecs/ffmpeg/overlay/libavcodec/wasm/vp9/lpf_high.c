/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VP9's loop filters of 10 and 12 bits, on eight pixels along an edge at once, in 16 bits. `x` are the
 * samples across it, of which the middle two touch the edge.
 */

#include "libavutil/attributes.h"
#include "libavcodec/vp9dsp.h"
#include "libavcodec/wasm/simd128.h"
#include "libavcodec/wasm/vp9/lpf.h"
#include "libavcodec/wasm/vp9/lpf_smooth.h"

static av_always_inline v128_t difference(v128_t a, v128_t b)
{
    return wasm_i16x8_sub(wasm_i16x8_max(a, b), wasm_i16x8_min(a, b));
}

/** Lanes where samples from `first` to `last`, counted from the edge, differ from the one at it by `most` or less. */
static av_always_inline v128_t flat(const v128_t *p0, int first, int last, v128_t most)
{
    const v128_t *q0 = p0 + 1;
    v128_t apart = wasm_i16x8_const_splat(0);

    for (int i = first; i <= last; i++) {
        apart = wasm_i16x8_max(apart, difference(p0[-i], p0[0]));
        apart = wasm_i16x8_max(apart, difference(q0[i], q0[0]));
    }
    return wasm_i16x8_le(apart, most);
}

static av_always_inline v128_t clip(v128_t v, int least, int most)
{
    return wasm_i16x8_min(wasm_i16x8_max(v, wasm_i16x8_splat(least)), wasm_i16x8_splat(most));
}

/** The weakest filter: two samples on either side. */
static av_always_inline void sharpen_edge(v128_t *p0, v128_t mask, v128_t high_variance, int bit_depth)
{
    int half = 1 << (bit_depth - 1), most = 2 * half - 1;
    v128_t step = wasm_i16x8_sub(p0[1], p0[0]);
    v128_t f = wasm_v128_and(clip(wasm_i16x8_sub(p0[-1], p0[2]), -half, half - 1), high_variance);
    v128_t from_q, to_p, outer;

    f      = wasm_i16x8_add(f, wasm_i16x8_add(step, wasm_i16x8_add(step, step)));
    f      = wasm_v128_and(clip(f, -half, half - 1), mask);
    from_q = wasm_i16x8_min(wasm_i16x8_add(f, wasm_i16x8_const_splat(4)), wasm_i16x8_splat(half - 1));
    to_p   = wasm_i16x8_min(wasm_i16x8_add(f, wasm_i16x8_const_splat(3)), wasm_i16x8_splat(half - 1));
    from_q = wasm_i16x8_shr(from_q, 3);
    to_p   = wasm_i16x8_shr(to_p, 3);
    outer  = wasm_i16x8_shr(wasm_i16x8_add(from_q, wasm_i16x8_const_splat(1)), 1);
    outer  = wasm_v128_andnot(outer, high_variance);
    p0[-1] = clip(wasm_i16x8_add(p0[-1], outer), 0, most);
    p0[0]  = clip(wasm_i16x8_add(p0[0], to_p), 0, most);
    p0[1]  = clip(wasm_i16x8_sub(p0[1], from_q), 0, most);
    p0[2]  = clip(wasm_i16x8_sub(p0[2], outer), 0, most);
}

/** The stronger filters: n samples in, all but the outermost changed in the lanes of `mask`. */
static av_always_inline void smooth(const v128_t *x, v128_t *to, v128_t mask, int n)
{
    v128_t smoothed[16];

    smooth_lanes(x, smoothed, n);
    for (int i = 1; i < n - 1; i++)
        to[i] = wasm_v128_bitselect(smoothed[i], to[i], mask);
}

/** Filters 16 samples across the edge, or 8, in place. @return 0 where nothing changes */
static av_always_inline int filter(v128_t *x, int taps, int edge, int inner, int variance, int wd, int bit_depth)
{
    v128_t before[16], most = wasm_i16x8_splat(1 << (bit_depth - 8));
    v128_t *p0 = x + taps / 2 - 1;
    v128_t apart, mask, high_variance, flat_in;

    high_variance = wasm_i16x8_max(difference(p0[-1], p0[0]), difference(p0[2], p0[1]));
    apart = high_variance;
    for (int i = 1; i < 3; i++) {
        apart = wasm_i16x8_max(apart, difference(p0[-i - 1], p0[-i]));
        apart = wasm_i16x8_max(apart, difference(p0[i + 2], p0[i + 1]));
    }
    mask = wasm_i16x8_add(wasm_i16x8_shl(difference(p0[0], p0[1]), 1), wasm_u16x8_shr(difference(p0[-1], p0[2]), 1));
    mask = wasm_v128_and(wasm_i16x8_le(mask, wasm_i16x8_splat(edge << (bit_depth - 8))),
                         wasm_i16x8_le(apart, wasm_i16x8_splat(inner << (bit_depth - 8))));
    if (!wasm_v128_any_true(mask))
        return 0;

    flat_in = wasm_i16x8_const_splat(0);
    if (wd >= 8) {
        flat_in = wasm_v128_and(flat(p0, 1, 3, most), mask);
        for (int i = 0; i < taps; i++)
            before[i] = x[i];
    }
    high_variance = wasm_i16x8_gt(high_variance, wasm_i16x8_splat(variance << (bit_depth - 8)));
    sharpen_edge(p0, mask, high_variance, bit_depth);
    if (wd >= 8 && wasm_v128_any_true(flat_in)) {
        smooth(before + taps / 2 - 4, x + taps / 2 - 4, flat_in, 8);
        if (wd == 16) {
            v128_t flat_out = wasm_v128_and(flat(before + 7, 4, 7, most), flat_in);

            if (wasm_v128_any_true(flat_out))
                smooth(before, x, flat_out, 16);
        }
    }
    return 1;
}

/** Rows of eight become columns. */
static av_always_inline void transpose(v128_t *v)
{
    v128_t next[8];

    for (int times = 0; times < 3; times++) {
        for (int i = 0; i < 4; i++) {
            next[2 * i]     = interleave_low_i16(v[i], v[i + 4]);
            next[2 * i + 1] = interleave_high_i16(v[i], v[i + 4]);
        }
        for (int i = 0; i < 8; i++)
            v[i] = next[i];
    }
}

/** Across an edge between columns, eight rows. */
static av_always_inline void filter_columns(uint8_t *dst, ptrdiff_t stride, int edge, int inner, int variance, int wd, int bit_depth)
{
    v128_t x[16];
    int taps = wd == 16 ? 16 : 8;

    dst -= taps;
    for (int i = 0; i < taps; i++)
        x[i] = wasm_v128_load(dst + (i & 7) * stride + (i & 8) * 2);
    for (int i = 0; i < taps; i += 8)
        transpose(x + i);
    if (!filter(x, taps, edge, inner, variance, wd, bit_depth))
        return;
    for (int i = 0; i < taps; i += 8)
        transpose(x + i);
    for (int i = 0; i < taps; i++)
        wasm_v128_store(dst + (i & 7) * stride + (i & 8) * 2, x[i]);
}

/** Across an edge between rows, eight columns. */
static av_always_inline void filter_rows(uint8_t *dst, ptrdiff_t stride, int edge, int inner, int variance, int wd, int bit_depth)
{
    v128_t x[16];
    int taps = wd == 16 ? 16 : 8;
    int changed = wd == 16 ? 7 : wd == 8 ? 3 : 2;

    for (int i = 0; i < taps; i++)
        x[i] = wasm_v128_load(dst + (i - taps / 2) * stride);
    if (!filter(x, taps, edge, inner, variance, wd, bit_depth))
        return;
    for (int i = taps / 2 - changed; i < taps / 2 + changed; i++)
        wasm_v128_store(dst + (i - taps / 2) * stride, x[i]);
}

#define FILTER(dir, across, wd, bits)                                                                              \
static void loop_filter_ ## dir ## _ ## wd ## _8_ ## bits(uint8_t *dst, ptrdiff_t stride, int mb_lim, int lim, int hev_thr) \
{                                                                                                                  \
    filter_ ## across(dst, stride, mb_lim, lim, hev_thr, wd, bits);                                                \
}
/** Two filters one after the other; the second's limits are those of `shift` bits above. */
#define FILTER_TWO(dir, name, first, second, next, mask, shift, bits)                                              \
static void loop_filter_ ## dir ## _ ## name ## _ ## bits(uint8_t *dst, ptrdiff_t stride, int mb_lim, int lim, int hev_thr) \
{                                                                                                                  \
    loop_filter_ ## dir ## _ ## first ## _8_ ## bits(dst, stride, mb_lim & mask, lim & mask, hev_thr & mask);      \
    loop_filter_ ## dir ## _ ## second ## _8_ ## bits(dst + next, stride, mb_lim >> shift, lim >> shift, hev_thr >> shift); \
}
#define FILTERS(wd, bits) FILTER(h, columns, wd, bits) FILTER(v, rows, wd, bits)
#define FILTERS_TWO(name, first, second, mask, shift, bits)                                                        \
    FILTER_TWO(h, name, first, second, 8 * stride, mask, shift, bits) FILTER_TWO(v, name, first, second, 16, mask, shift, bits)
#define FILTERS_ALL(bits)                                                                                          \
    FILTERS(4, bits) FILTERS(8, bits) FILTERS(16, bits)                                                            \
    FILTERS_TWO(16_16, 16, 16, 0xff, 0, bits)                                                                      \
    FILTERS_TWO(44_16, 4, 4, 0xff, 8, bits) FILTERS_TWO(48_16, 4, 8, 0xff, 8, bits)                                \
    FILTERS_TWO(84_16, 8, 4, 0xff, 8, bits) FILTERS_TWO(88_16, 8, 8, 0xff, 8, bits)
FILTERS_ALL(10)
FILTERS_ALL(12)

av_cold void ff_vp9_lpf_init_high_simd128(VP9DSPContext *dsp, int bit_depth)
{
#define SET_BITS(table, name, bits)               \
    dsp->table[0] = loop_filter_h_ ## name ## _ ## bits; \
    dsp->table[1] = loop_filter_v_ ## name ## _ ## bits
#define SET(table, name)                          \
    do {                                          \
        if (bit_depth == 10) {                    \
            SET_BITS(table, name, 10);            \
        } else {                                  \
            SET_BITS(table, name, 12);            \
        }                                         \
    } while (0)
    SET(loop_filter_8[0],       4_8);
    SET(loop_filter_8[1],       8_8);
    SET(loop_filter_8[2],       16_8);
    SET(loop_filter_16,         16_16);
    SET(loop_filter_mix2[0][0], 44_16);
    SET(loop_filter_mix2[0][1], 48_16);
    SET(loop_filter_mix2[1][0], 84_16);
    SET(loop_filter_mix2[1][1], 88_16);
#undef SET
#undef SET_BITS
}
