/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Wiener filter. Its taps are symmetric, so that pixels at the same distance are added first.
 * Between the horizontal and the vertical filter 16384 is taken off, by which such sums of values
 * of up to 15 bits fit 16; the vertical taps add up to 128, which gives what is added again.
 */

#include "config.h"

#include "src/wasm/looprestoration.h"
#include "src/wasm/looprestoration_rows.h"

#define MIDDLE 16384

/*
 * Taps by distance from the middle, in pairs for a product of interleaved lanes; and what is added
 * and shifted.
 */
typedef struct Taps {
    v128_t outer, inner, bias;
    int shift;
} Taps;

static ALWAYS_INLINE Taps taps_of(const int16_t filter[8], const int middle, const int bias,
                                  const int shift)
{
    return (Taps){
        splat_pair(filter[0], filter[1]),
        splat_pair(filter[2], middle),
        wasm_i32x4_splat(bias),
        shift,
    };
}

/* Filters eight lanes of v[0] to v[6], to 32 bits. */
static ALWAYS_INLINE void filter_7(v128_t out[2], const v128_t v[7], const Taps *const taps) {
    const v128_t v06 = wasm_i16x8_add(v[0], v[6]), v15 = wasm_i16x8_add(v[1], v[5]);
    const v128_t v24 = wasm_i16x8_add(v[2], v[4]);
    const v128_t lo =
        wasm_i32x4_add(wasm_i32x4_dot_i16x8(interleave_low_i16(v06, v15), taps->outer),
                       wasm_i32x4_dot_i16x8(interleave_low_i16(v24, v[3]), taps->inner));
    const v128_t hi =
        wasm_i32x4_add(wasm_i32x4_dot_i16x8(interleave_high_i16(v06, v15), taps->outer),
                       wasm_i32x4_dot_i16x8(interleave_high_i16(v24, v[3]), taps->inner));
    out[0] = wasm_i32x4_shr(wasm_i32x4_add(lo, taps->bias), taps->shift);
    out[1] = wasm_i32x4_shr(wasm_i32x4_add(hi, taps->bias), taps->shift);
}

static ALWAYS_INLINE void filter_row(uint16_t *const dst, const uint16_t *const src, const int w,
                                     const Taps *const taps_in, const v128_t max)
{
    const Taps taps = *taps_in;
    for (int x = 0; x < w; x += 8) {
        v128_t v[7], out[2];
        for (int i = 0; i < 7; i++)
            v[i] = wasm_v128_load(src + x + i - 3);
        filter_7(out, v, &taps);
        const v128_t clipped = wasm_u16x8_min(wasm_u16x8_narrow_i32x4(out[0], out[1]), max);
        wasm_v128_store(dst + x, wasm_i16x8_sub(clipped, wasm_i16x8_const_splat(MIDDLE)));
    }
}

static ALWAYS_INLINE void filter_column(pixel *const dst, const uint16_t *const rows[7],
                                        const int w, const Taps *const taps_in HIGHBD_DECL_SUFFIX)
{
    const Taps taps = *taps_in;
    for (int x = 0; x < w; x += 8) {
        v128_t v[7], out[2];
        for (int i = 0; i < 7; i++)
            v[i] = wasm_v128_load(rows[i] + x);
        filter_7(out, v, &taps);
        const v128_t px = wasm_i16x8_narrow_i32x4(out[0], out[1]);
        store_pixels(dst + x, clip_pixels(px HIGHBD_TAIL_SUFFIX), 8);
    }
}

decl_lr_filter_fn(BF(dav1d_wiener_filter, simd128)) {
    const int bitdepth = bitdepth_from_max(bitdepth_max), is_12_bit = bitdepth == 12;
    const int shift_h = 3 + 2 * is_12_bit, shift_v = 11 - 2 * is_12_bit;
    const int16_t *const fh = params->filter[0], *const fv = params->filter[1];
    /* In 8 bits the 128 of the middle tap are not in the parameters. */
    const Taps horizontal = taps_of(fh, fh[3] + (BITDEPTH == 8 ? 128 : 0),
                                           (1 << (bitdepth + 6)) + (1 << (shift_h - 1)), shift_h);
    const Taps vertical = taps_of(fv, fv[3], 128 * MIDDLE - (1 << (bitdepth + shift_v - 1)) +
                                         (1 << (shift_v - 1)), shift_v);
    const v128_t horizontal_max = wasm_i16x8_splat((1 << (bitdepth + 8 - shift_h)) - 1);
    Rows rows;
    uint16_t copy[ROW_SIZE];
    start_rows(&rows, dst, dst_stride, left, lpf, w, h, edges);

    for (int y = 0; y < h; y++) {
        const uint16_t *window[7];
        for (int i = 0; i < 7; i++)
            window[i] = rows.copies[iclip(y + i - 3, rows.first, rows.last) & (ROW_COUNT - 1)];
        for (; rows.loaded < imin(y + 3, rows.last); rows.loaded++) {
            const int next = rows.loaded + 1;
            copy_row(&rows, copy + ROW_PADDING, next);
            filter_row(rows.copies[next & (ROW_COUNT - 1)], copy + ROW_PADDING, w, &horizontal,
                       horizontal_max);
        }
        filter_column(dst + y * rows.stride, window, w, &vertical HIGHBD_TAIL_SUFFIX);
    }
}
