/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VP9's eight-tap filters on pixels of 8 bits. Sums reach -9,690 to 42,330: with 128 << 7 taken off they
 * fit into 16 bits, and doubled with saturation they have the clipped result in their high byte. Between
 * the two dimensions pixels are 128 less than they are, of 16 bits. Columns are filtered two results at a
 * time, which share seven of their eight pixels.
 */

#ifndef AVCODEC_WASM_VP9_MC_8BIT_H
#define AVCODEC_WASM_VP9_MC_8BIT_H

#include "libavutil/attributes.h"
#include "libavutil/macros.h"
#include "libavutil/mem_internal.h"
#include "libavcodec/wasm/simd128.h"

#define OFFSET (128 << 7)

/** Keeps LLVM from loading all rows before it uses the first: engines have no registers for them. */
#define IN_THIS_ORDER() __asm__ volatile ("" ::: "memory")

/** A splat of each tap; `minus_ones` where the outermost are both -1, as most are, and take no product. */
typedef struct ByteTaps {
    v128_t tap[8];
    int minus_ones;
} ByteTaps;

/** Of sixteen results those of even and of odd columns. */
typedef struct EvenOdd {
    v128_t even, odd;
} EvenOdd;

static av_always_inline ByteTaps load_taps(const int16_t *filter)
{
    ByteTaps t;

    for (int i = 0; i < 8; i++)
        t.tap[i] = wasm_i16x8_splat(filter[i]);
    t.minus_ones = filter[0] == -1 && filter[7] == -1;
    return t;
}

/** sum + pixels * tap i */
static av_always_inline v128_t add_tap(v128_t sum, v128_t pixels, const ByteTaps *t, int i, int minus_ones)
{
    if (minus_ones && (i == 0 || i == 7))
        return wasm_i16x8_sub(sum, pixels);
    return wasm_i16x8_add(sum, wasm_i16x8_mul(pixels, t->tap[i]));
}

/** A sum's result, clipped to a signed byte, as the high byte. */
static av_always_inline v128_t clip_high(v128_t sum)
{
    return wasm_i16x8_add_sat(sum, sum);
}

/**
 * Sums of sixteen columns; `src` is the first tap's. The low bytes of a load are pixels of even columns, its
 * high ones of odd columns, and serve the even results and the odd ones at two taps.
 */
static av_always_inline EvenOdd filter_row_16(const uint8_t *src, const ByteTaps *t, int minus_ones)
{
    v128_t round = wasm_i16x8_const_splat(64 - OFFSET);
    EvenOdd sum  = { round, round };
    v128_t pixels[9];

    for (int i = 0; i < 8; i += 2) {
        v128_t pairs = wasm_v128_load(src + i);

        pixels[i]     = wasm_v128_and(pairs, wasm_i16x8_const_splat(255));
        pixels[i + 1] = wasm_u16x8_shr(pairs, 8);
    }
    pixels[8] = wasm_u16x8_shr(wasm_v128_load(src + 7), 8);
    for (int i = 0; i < 8; i++) {
        sum.even = add_tap(sum.even, pixels[i], t, i, minus_ones);
        sum.odd  = add_tap(sum.odd, pixels[i + 1], t, i, minus_ones);
    }
    return sum;
}

/** Sums of eight columns. */
static av_always_inline v128_t filter_row_8(const uint8_t *src, const ByteTaps *t, int minus_ones)
{
    v128_t sum = wasm_i16x8_const_splat(64 - OFFSET);

    for (int i = 0; i < 8; i++)
        sum = add_tap(sum, wasm_u16x8_load8x8(src + i), t, i, minus_ones);
    return sum;
}

/** Sums down eight columns of two rows; of pixels, or, `between` the dimensions, of 16 bits. */
static av_always_inline void filter_columns(const uint8_t *src, ptrdiff_t stride, int between, const ByteTaps *t,
                                            int minus_ones, v128_t *first, v128_t *second)
{
    v128_t round = between ? wasm_i16x8_const_splat(64) : wasm_i16x8_const_splat(64 - OFFSET);
    v128_t upper = round, lower = round;

    for (int i = 0; i < 9; i++) {
        v128_t pixels = between ? wasm_v128_load(src) : wasm_u16x8_load8x8(src);

        if (i < 8)
            upper = add_tap(upper, pixels, t, i, minus_ones);
        if (i > 0)
            lower = add_tap(lower, pixels, t, i - 1, minus_ones);
        src += stride;
        IN_THIS_ORDER();
    }
    *first  = upper;
    *second = lower;
}

static av_always_inline void store_16(uint8_t *dst, EvenOdd sum, int avg)
{
    v128_t even   = wasm_u16x8_shr(clip_high(sum.even), 8);
    v128_t odd    = wasm_v128_and(clip_high(sum.odd), wasm_i16x8_const_splat(-256));
    v128_t pixels = wasm_v128_xor(wasm_v128_or(even, odd), wasm_i8x16_const_splat(-128));

    if (avg)
        pixels = wasm_u8x16_avgr(pixels, wasm_v128_load(dst));
    wasm_v128_store(dst, pixels);
}

/** `columns`: 8 or 4. */
static av_always_inline void store_8(uint8_t *dst, v128_t sum, int columns, int avg)
{
    v128_t pixels = wasm_i16x8_shr(sum, 7);

    pixels = wasm_v128_xor(wasm_i8x16_narrow_i16x8(pixels, pixels), wasm_i8x16_const_splat(-128));
    if (avg)
        pixels = wasm_u8x16_avgr(pixels, columns == 8 ? wasm_v128_load64_zero(dst) : wasm_v128_load32_zero(dst));
    store_bytes(dst, pixels, columns);
}

static av_always_inline void rows_16(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *ref, ptrdiff_t ref_stride,
                                     int h, int avg, const ByteTaps *t, int minus_ones)
{
    do {
        store_16(dst, filter_row_16(ref, t, minus_ones), avg);
        dst += dst_stride;
        ref += ref_stride;
    } while (--h);
}

static av_always_inline void rows_8(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *ref, ptrdiff_t ref_stride,
                                    int columns, int h, int avg, const ByteTaps *t, int minus_ones)
{
    do {
        store_8(dst, filter_row_8(ref, t, minus_ones), columns, avg);
        dst += dst_stride;
        ref += ref_stride;
    } while (--h);
}

/** Rows of sixteen columns or eight, for columns_16() and columns_8(). */
static av_always_inline void rows_between(int16_t *rows, const uint8_t *ref, ptrdiff_t ref_stride,
                                          int columns, int h, const ByteTaps *t, int minus_ones)
{
    do {
        if (columns == 16) {
            EvenOdd sum = filter_row_16(ref, t, minus_ones);

            wasm_v128_store(rows, wasm_i16x8_shr(clip_high(sum.even), 8));
            wasm_v128_store(rows + 8, wasm_i16x8_shr(clip_high(sum.odd), 8));
        } else {
            wasm_v128_store(rows, wasm_i16x8_shr(clip_high(filter_row_8(ref, t, minus_ones)), 8));
        }
        rows += columns;
        ref  += ref_stride;
    } while (--h);
}

static av_always_inline void columns_16(uint8_t *dst, ptrdiff_t dst_stride, const int16_t *rows, int h, int avg,
                                        const ByteTaps *t, int minus_ones)
{
    do {
        EvenOdd upper, lower;

        filter_columns((const uint8_t *) rows, 32, 1, t, minus_ones, &upper.even, &lower.even);
        filter_columns((const uint8_t *) (rows + 8), 32, 1, t, minus_ones, &upper.odd, &lower.odd);
        store_16(dst, upper, avg);
        store_16(dst + dst_stride, lower, avg);
        dst  += 2 * dst_stride;
        rows += 32;
    } while (h -= 2);
}

static av_always_inline void columns_8(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src, ptrdiff_t src_stride,
                                       int between, int columns, int h, int avg, const ByteTaps *t, int minus_ones)
{
    do {
        v128_t upper, lower;

        filter_columns(src, src_stride, between, t, minus_ones, &upper, &lower);
        store_8(dst, upper, columns, avg);
        store_8(dst + dst_stride, lower, columns, avg);
        dst += 2 * dst_stride;
        src += 2 * src_stride;
    } while (h -= 2);
}

/** Calls a function that ends in `t, minus_ones`, whose two variants the compiler makes. */
#define BY_TAPS(function, t, ...)             \
    do {                                      \
        if ((t)->minus_ones)                  \
            function(__VA_ARGS__, t, 1);      \
        else                                  \
            function(__VA_ARGS__, t, 0);      \
    } while (0)

/** `fx`, `fy`: the filters, or NULL; h is even. */
static av_always_inline void mc_8(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *ref, ptrdiff_t ref_stride,
                                  int width, int h, const int16_t *fx, const int16_t *fy, int avg)
{
    DECLARE_ALIGNED(16, int16_t, rows)[(64 + 7) * 16];
    ByteTaps tx, ty;

    if (fx) {
        tx   = load_taps(fx);
        ref -= 3;
    }
    if (fy) {
        ty   = load_taps(fy);
        ref -= 3 * ref_stride;
    }
    if (fx && width >= 16) {
        for (int x = 0; x < width; x += 16) {
            if (fy) {
                BY_TAPS(rows_between, &tx, rows, ref + x, ref_stride, 16, h + 7);
                BY_TAPS(columns_16, &ty, dst + x, dst_stride, rows, h, avg);
            } else {
                BY_TAPS(rows_16, &tx, dst + x, dst_stride, ref + x, ref_stride, h, avg);
            }
        }
    } else if (fx && fy) {
        BY_TAPS(rows_between, &tx, rows, ref, ref_stride, 8, h + 7);
        BY_TAPS(columns_8, &ty, dst, dst_stride, (const uint8_t *) rows, 16, 1, width, h, avg);
    } else if (fx) {
        BY_TAPS(rows_8, &tx, dst, dst_stride, ref, ref_stride, width, h, avg);
    } else {
        for (int x = 0; x < width; x += 8)
            BY_TAPS(columns_8, &ty, dst + x, dst_stride, ref + x, ref_stride, 0, FFMIN(width, 8), h, avg);
    }
}

#endif /* AVCODEC_WASM_VP9_MC_8BIT_H */
