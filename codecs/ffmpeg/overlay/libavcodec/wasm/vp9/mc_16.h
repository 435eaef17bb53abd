/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rows of 16 pixels of 8 bits, or rows and columns. Even and odd pixels have a vector each: those of a
 * load are its low bytes and its high ones, and serve the even results and the odd ones, at two taps.
 * Between the dimensions pixels are 128 less than they are, so that a column's sum fits into 16 bits.
 */

#ifndef AVCODEC_WASM_VP9_MC_16_H
#define AVCODEC_WASM_VP9_MC_16_H

#include "libavcodec/wasm/mc_filter.h"

typedef struct EvenOdd {
    v128_t even, odd;
} EvenOdd;

/** Results less 128, not clipped; `src` is the first tap's. */
static av_always_inline EvenOdd filter_row_16(const uint8_t *src, const Taps *t)
{
    v128_t round = wasm_i16x8_const_splat(64 - (128 << 7));
    EvenOdd sum  = { round, round };
    v128_t s[9];

    for (int i = 0; i < 9; i += 2) {
        v128_t pixels = wasm_v128_load(src + i);

        s[i] = wasm_v128_and(pixels, wasm_i16x8_const_splat(255));
        if (i < 8)
            s[i + 1] = wasm_u16x8_shr(pixels, 8);
    }
    for (int i = 0; i < 8; i++) {
        sum.even = wasm_i16x8_add(sum.even, wasm_i16x8_mul(s[i], t->single[i]));
        sum.odd  = wasm_i16x8_add(sum.odd, wasm_i16x8_mul(s[i + 1], t->single[i]));
    }
    sum.even = wasm_i16x8_shr(sum.even, 7);
    sum.odd  = wasm_i16x8_shr(sum.odd, 7);
    return sum;
}

/** The same of eight rows of such results, of which `rows` is the first. */
static av_always_inline EvenOdd filter_column_16(const int16_t *rows, const Taps *t)
{
    v128_t round = wasm_i16x8_const_splat(64);
    EvenOdd sum  = { round, round };

    for (int i = 0; i < 8; i++) {
        sum.even = wasm_i16x8_add(sum.even, wasm_i16x8_mul(wasm_v128_load(rows + 16 * i), t->single[i]));
        sum.odd  = wasm_i16x8_add(sum.odd, wasm_i16x8_mul(wasm_v128_load(rows + 16 * i + 8), t->single[i]));
    }
    sum.even = wasm_i16x8_shr(sum.even, 7);
    sum.odd  = wasm_i16x8_shr(sum.odd, 7);
    return sum;
}

static av_always_inline v128_t clip_i8(v128_t v)
{
    return wasm_i16x8_min(wasm_i16x8_max(v, wasm_i16x8_const_splat(-128)), wasm_i16x8_const_splat(127));
}

static av_always_inline void store_16(uint8_t *dst, EvenOdd v, int avg)
{
    v128_t pixels = wasm_i8x16_narrow_i16x8(v.even, v.odd);

    pixels = wasm_i8x16_shuffle(pixels, pixels, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
    pixels = wasm_v128_xor(pixels, wasm_i8x16_const_splat(-128));
    if (avg)
        pixels = wasm_u8x16_avgr(pixels, wasm_v128_load(dst));
    wasm_v128_store(dst, pixels);
}

/** `ty`: the column's filter, or NULL; width is a multiple of 16. */
static av_always_inline void mc_16(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *ref, ptrdiff_t ref_stride,
                                   int width, int h, const Taps *tx, const Taps *ty, int avg)
{
    DECLARE_ALIGNED(16, int16_t, rows)[(64 + 7) * 16];

    for (int x = 0; x < width; x += 16) {
        const uint8_t *from = ref + x - 3 - (ty ? 3 * ref_stride : 0);
        uint8_t *to = dst + x;

        if (ty) {
            for (int y = 0; y < h + 7; y++) {
                EvenOdd row = filter_row_16(from, tx);

                wasm_v128_store(rows + 16 * y, clip_i8(row.even));
                wasm_v128_store(rows + 16 * y + 8, clip_i8(row.odd));
                from += ref_stride;
            }
        }
        for (int y = 0; y < h; y++) {
            store_16(to, ty ? filter_column_16(rows + 16 * y, ty) : filter_row_16(from, tx), avg);
            from += ref_stride;
            to   += dst_stride;
        }
    }
}

#endif /* AVCODEC_WASM_VP9_MC_16_H */
