/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VP9's predictions of 8 bits: the diagonal ones, where the edge is filtered as a whole, and each row of the block is a
 * part of the result, and TrueMotion. The others are those of libavcodec/mips.
 */

#include <stdint.h>
#include <wasm_simd128.h>

#include "libavutil/attributes.h"
#include "libavcodec/wasm/simd128.h"
#include "libavcodec/wasm/vp9/intra.h"

#define PIXEL uint8_t
#define SPLAT wasm_u8x16_splat
#define MEAN wasm_u8x16_avgr
#define IN_TURN_LOW interleave_low_i8
#define IN_TURN_HIGH interleave_high_i8
#define EVERY_FIRST(a, b) wasm_i8x16_shuffle(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define EVERY_SECOND(a, b) wasm_i8x16_shuffle(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)

/** (a + 2 * b + c + 2) >> 2 */
static av_always_inline v128_t sum_of_three(v128_t a, v128_t b, v128_t c)
{
    return wasm_u8x16_avgr(b, mean_u8(a, c, 1));
}

#include "intra_template.c"

/** What is above, by as much lighter as the left pixel is than the corner. */
static av_always_inline void true_motion(uint8_t *dst, ptrdiff_t stride, const uint8_t *left, const uint8_t *top, int size)
{
    v128_t corner = wasm_i16x8_splat(top[-1]);
    v128_t step[4];

    for (int i = 0; i < size / 8; i++)
        step[i] = wasm_i16x8_sub(wasm_u16x8_load8x8(top + 8 * i), corner);
    if (size == 4)
        step[0] = wasm_i16x8_sub(wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(top)), corner);
    for (int y = 0; y < size; y++, dst += stride) {
        v128_t pixel = wasm_i16x8_splat(left[size - 1 - y]);

        for (int i = 0; i < VECTORS(size); i++) {
            v128_t low  = wasm_i16x8_add(step[2 * i], pixel);
            v128_t high = size >= 16 ? wasm_i16x8_add(step[2 * i + 1], pixel) : low;

            store_part(dst + 16 * i, wasm_u8x16_narrow_i16x8(low, high), size);
        }
    }
}

PREDICT_SIZES(true_motion)

av_cold void ff_vp9_intra_init_8_simd128(VP9DSPContext *dsp)
{
    init_diagonals(dsp);
    SET_SIZES(TM_VP8_PRED, true_motion);
}
