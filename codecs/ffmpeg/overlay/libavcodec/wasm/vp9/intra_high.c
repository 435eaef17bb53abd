/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VP9's predictions of 10 and 12 bits. Diagonal ones: the edge is filtered as a whole, and each row of the block is
 * a part of the result. Where rows are but copied, and for the DC of 4x4, C is as fast.
 */

#include <stdint.h>
#include <wasm_simd128.h>

#include "libavutil/attributes.h"
#include "libavcodec/wasm/simd128.h"
#include "libavcodec/wasm/vp9/intra.h"

#define PIXEL uint16_t
#define SPLAT wasm_u16x8_splat
#define MEAN wasm_u16x8_avgr
#define IN_TURN_LOW interleave_low_i16
#define IN_TURN_HIGH interleave_high_i16
#define EVERY_FIRST(a, b) wasm_i16x8_shuffle(a, b, 0, 2, 4, 6, 8, 10, 12, 14)
#define EVERY_SECOND(a, b) wasm_i16x8_shuffle(a, b, 1, 3, 5, 7, 9, 11, 13, 15)

/** (a + 2 * b + c + 2) >> 2 */
static av_always_inline v128_t sum_of_three(v128_t a, v128_t b, v128_t c)
{
    return wasm_u16x8_avgr(b, wasm_u16x8_shr(wasm_i16x8_add(a, c), 1));
}

#include "intra_template.c"

static av_always_inline void fill(uint16_t *dst, ptrdiff_t stride, v128_t v, int size)
{
    for (int y = 0; y < size; y++, dst += stride)
        for (int x = 0; x < size; x += 8)
            wasm_v128_store(dst + x, v);
}

/** Of a row in 32 bits each of whose lanes holds a part of the sum. */
static av_always_inline v128_t sums_of_row(const uint16_t *src, int size)
{
    v128_t sum = wasm_u32x4_extadd_pairwise_u16x8(wasm_v128_load(src));

    for (int x = 8; x < size; x += 8)
        sum = wasm_i32x4_add(sum, wasm_u32x4_extadd_pairwise_u16x8(wasm_v128_load(src + x)));
    return sum;
}

/** `bits`: the binary logarithm of how many pixels are summed. */
static av_always_inline v128_t mean_of_lanes(v128_t sum, int bits)
{
    sum = wasm_i32x4_add(sum, wasm_i64x2_shuffle(sum, sum, 1, 0));
    return wasm_i16x8_splat((wasm_i32x4_extract_lane(sum, 0) + wasm_i32x4_extract_lane(sum, 1) + (1 << bits >> 1)) >> bits);
}

static av_always_inline void dc(uint16_t *dst, ptrdiff_t stride, const uint16_t *left, const uint16_t *top, int size)
{
    v128_t sums = wasm_i32x4_add(sums_of_row(left, size), sums_of_row(top, size));

    fill(dst, stride, mean_of_lanes(sums, __builtin_ctz(size) + 1), size);
}

static av_always_inline void left_dc(uint16_t *dst, ptrdiff_t stride, const uint16_t *left, const uint16_t *top, int size)
{
    fill(dst, stride, mean_of_lanes(sums_of_row(left, size), __builtin_ctz(size)), size);
}

static av_always_inline void top_dc(uint16_t *dst, ptrdiff_t stride, const uint16_t *left, const uint16_t *top, int size)
{
    fill(dst, stride, mean_of_lanes(sums_of_row(top, size), __builtin_ctz(size)), size);
}

/** What is above, by as much lighter as the left pixel is than the corner. */
static av_always_inline void true_motion(uint16_t *dst, ptrdiff_t stride, const uint16_t *left, const uint16_t *top, int size,
                                         int bit_depth)
{
    v128_t step[4];

    for (int i = 0; i < VECTORS(size); i++)
        step[i] = wasm_i16x8_sub(load_part(top + 8 * i, wasm_i32x4_const_splat(0), BYTES(size)), wasm_v128_load16_splat(top - 1));
    for (int y = 0; y < size; y++, dst += stride) {
        v128_t pixel = wasm_v128_load16_splat(left + size - 1 - y);

        for (int i = 0; i < VECTORS(size); i++)
            store_part(dst + 8 * i, clip_pixel_i16(wasm_i16x8_add(step[i], pixel), bit_depth), BYTES(size));
    }
}

static av_always_inline void true_motion_of_10(uint16_t *dst, ptrdiff_t stride, const uint16_t *left, const uint16_t *top, int size)
{
    true_motion(dst, stride, left, top, size, 10);
}

static av_always_inline void true_motion_of_12(uint16_t *dst, ptrdiff_t stride, const uint16_t *left, const uint16_t *top, int size)
{
    true_motion(dst, stride, left, top, size, 12);
}

PREDICT_FROM_8(dc)
PREDICT_FROM_8(left_dc)
PREDICT_FROM_8(top_dc)
PREDICT_SIZES(true_motion_of_10)
PREDICT_SIZES(true_motion_of_12)

av_cold void ff_vp9_intra_init_high_simd128(VP9DSPContext *dsp, int bit_depth)
{
    init_diagonals(dsp);
    SET_FROM_8(DC_PRED, dc);
    SET_FROM_8(LEFT_DC_PRED, left_dc);
    SET_FROM_8(TOP_DC_PRED, top_dc);
    if (bit_depth == 10) {
        SET_SIZES(TM_VP8_PRED, true_motion_of_10);
    } else {
        SET_SIZES(TM_VP8_PRED, true_motion_of_12);
    }
}
