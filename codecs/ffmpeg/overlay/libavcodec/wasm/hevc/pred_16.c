/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * HEVC intra prediction of 10 and 12 bits. Two samples that are weighted lie side by side, so that a
 * dot product does both in 32 bits. Strides are in samples. Rows and columns of neighbours have room
 * behind them: whole vectors are read.
 */

#include <string.h>

#include "libavutil/common.h"
#include "libavutil/mem_internal.h"
#include "libavcodec/hevc/hevcdec.h"
#include "libavcodec/hevc/pred.h"
#include "libavcodec/wasm/hevc/kernels.h"
#include "libavcodec/wasm/simd128.h"

/** Four or eight samples of a row. */
static av_always_inline void store_part(uint16_t *dst, v128_t v, int size)
{
    store_words((uint8_t *) dst, v, size == 4 ? 4 : 8);
}

/** (sum + round) >> shift of what two pairs of 16-bit lanes and their weights give. */
static av_always_inline v128_t weigh_two(v128_t a, v128_t b, v128_t weights_ab, v128_t c, v128_t d, v128_t weights_cd,
                                         int round, int shift)
{
    v128_t start = wasm_i32x4_splat(round);
    v128_t low   = wasm_i32x4_add(start, wasm_i32x4_dot_i16x8(interleave_low_i16(a, b), weights_ab));
    v128_t high  = wasm_i32x4_add(start, wasm_i32x4_dot_i16x8(interleave_high_i16(a, b), weights_ab));

    low  = wasm_i32x4_add(low, wasm_i32x4_dot_i16x8(interleave_low_i16(c, d), weights_cd));
    high = wasm_i32x4_add(high, wasm_i32x4_dot_i16x8(interleave_high_i16(c, d), weights_cd));
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(low, shift), wasm_i32x4_shr(high, shift));
}

/** Each sample lies between the left and the upper right neighbour, and between the upper and the lower left one. */
static av_always_inline void pred_planar(uint16_t *dst, const uint16_t *top, const uint16_t *left, ptrdiff_t stride,
                                         int log2_size)
{
    int size = 1 << log2_size;

    for (int x = 0; x < size; x += 8) {
        v128_t to_right  = wasm_i16x8_add(wasm_i16x8_const(1, 2, 3, 4, 5, 6, 7, 8), wasm_i16x8_splat(x));
        v128_t from_left = wasm_i16x8_sub(wasm_i16x8_splat(size), to_right);
        v128_t above = wasm_v128_load(top + x), below = wasm_i16x8_splat(left[size]);

        for (int y = 0; y < size; y++)
            store_part(dst + y * stride + x,
                       weigh_two(from_left, to_right, splat_pair(left[y], top[size]),
                                 above, below, splat_pair(size - 1 - y, y + 1), size, log2_size + 1), size);
    }
}

static av_always_inline void pred_dc(uint16_t *dst, const uint16_t *top, const uint16_t *left, ptrdiff_t stride,
                                     int log2_size, int c_idx)
{
    int size = 1 << log2_size, dc = size;
    v128_t v;

    for (int i = 0; i < size; i++)
        dc += left[i] + top[i];
    dc >>= log2_size + 1;
    v = wasm_i16x8_splat(dc);
    for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x += 8)
            store_part(dst + y * stride + x, v, size);
    }
    if (c_idx == 0 && size < 32) {
        v128_t three = wasm_i16x8_splat(3 * dc + 2);

        for (int x = 0; x < size; x += 8)
            store_part(dst + x, wasm_u16x8_shr(wasm_i16x8_add(wasm_v128_load(top + x), three), 2), size);
        for (int y = 1; y < size; y++)
            dst[y * stride] = (left[y] + 3 * dc + 2) >> 2;
        dst[0] = (left[0] + 2 * dc + top[0] + 2) >> 2;
    }
}

/** Rows of a mode that looks up; `ref` is the sample before the row of neighbours. */
static av_always_inline void project(uint16_t *dst, ptrdiff_t stride, const uint16_t *ref, int angle, int size)
{
    for (int y = 0; y < size; y++) {
        int at = (y + 1) * angle, fraction = at & 31;
        const uint16_t *from = ref + (at >> 5) + 1;
        v128_t weights = splat_pair(32 - fraction, fraction), round = wasm_i32x4_const_splat(16);

        for (int x = 0; x < size; x += 8) {
            v128_t a = wasm_v128_load(from + x), b = wasm_v128_load(from + x + 1), low, high;

            if (fraction) {
                low  = wasm_i32x4_add(round, wasm_i32x4_dot_i16x8(interleave_low_i16(a, b), weights));
                high = wasm_i32x4_add(round, wasm_i32x4_dot_i16x8(interleave_high_i16(a, b), weights));
                a    = wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(low, 5), wasm_i32x4_shr(high, 5));
            }
            store_part(dst + y * stride + x, a, size);
        }
    }
}

/** dst[x] = base + half of what side[x] is more than side[-1] */
static av_always_inline void pred_edge(uint16_t *dst, int base, const uint16_t *side, int size, int bit_depth)
{
    for (int x = 0; x < size; x += 8) {
        v128_t more = wasm_i16x8_sub(wasm_v128_load(side + x), wasm_i16x8_splat(side[-1]));
        v128_t v    = wasm_i16x8_add(wasm_i16x8_splat(base), wasm_i16x8_shr(more, 1));

        store_part(dst + x, clip_pixel_i16(v, bit_depth), size);
    }
}

/** Modes below 18 look to the left: they are those that look up, transposed. */
static av_always_inline void pred_angular(uint16_t *dst, const uint16_t *top, const uint16_t *left, ptrdiff_t stride,
                                          int c_idx, int mode, int size, int bit_depth)
{
    static const int8_t angles[] = {
         32,  26,  21,  17, 13,  9,  5, 2, 0, -2, -5, -9, -13, -17, -21, -26, -32,
        -26, -21, -17, -13, -9, -5, -2, 0, 2,  5,  9, 13,  17,  21,  26,  32
    };
    static const int16_t inverse_angles[] = {
        -4096, -1638, -910, -630, -482, -390, -315, -256, -315, -390, -482, -630, -910, -1638, -4096
    };
    DECLARE_ALIGNED(16, uint16_t, turned)[MAX_TB_SIZE * MAX_TB_SIZE];
    uint16_t extended[3 * MAX_TB_SIZE + 16];
    int angle = angles[mode - 2], last = (size * angle) >> 5, up = mode >= 18;
    int border = angle == 0 && c_idx == 0 && size < 32;
    const uint16_t *main = up ? top : left, *side = up ? left : top, *ref = main - 1;

    if (last < -1) {
        uint16_t *start = extended + MAX_TB_SIZE;

        memcpy(start, ref, (size + 1) * sizeof(*start));
        for (int x = last; x < 0; x++)
            start[x] = side[-1 + ((x * inverse_angles[mode - 11] + 128) >> 8)];
        ref = start;
    }
    if (up) {
        project(dst, stride, ref, angle, size);
        if (border) {
            uint16_t column[16];

            pred_edge(column, top[0], left, size, bit_depth);
            for (int y = 0; y < size; y++)
                dst[y * stride] = column[y];
        }
        return;
    }
    project(turned, size, ref, angle, size);
    for (int y = 0; y < size; y += 8) {
        for (int x = 0; x < size; x += 8) {
            const uint16_t *from = turned + x * size + y;
            v128_t rows[8];

            for (int i = 0; i < 8; i++)
                rows[i] = size == 4 ? wasm_v128_load64_zero(from + (i & 3) * size) : wasm_v128_load(from + i * size);
            transpose_8x8_i16(rows);
            for (int i = 0; i < FFMIN(size, 8); i++)
                store_part(dst + (y + i) * stride + x, rows[i], size);
        }
    }
    if (border)
        pred_edge(dst, left[0], top, size, bit_depth);
}

static av_always_inline void smooth(uint16_t *dst, const uint16_t *src, int count)
{
    for (int i = 0; i < count; i += 8) {
        v128_t sum = wasm_i16x8_add(wasm_v128_load(src + i - 1), wasm_v128_load(src + i + 1));
        v128_t own = wasm_i16x8_add(wasm_v128_load(src + i), wasm_i16x8_const_splat(1));

        wasm_v128_store(dst + i, wasm_u16x8_shr(wasm_i16x8_add(sum, wasm_i16x8_shl(own, 1)), 2));
    }
    dst[count - 1] = src[count - 1];
}

static void ref_filter_3tap(uint8_t *filtered_left, uint8_t *filtered_top, const uint8_t *left, const uint8_t *top, int size)
{
    uint16_t *to_left = (uint16_t *) filtered_left, *to_top = (uint16_t *) filtered_top;
    const uint16_t *from_left = (const uint16_t *) left, *from_top = (const uint16_t *) top;

    smooth(to_left, from_left, 2 * size);
    smooth(to_top, from_top, 2 * size);
    to_left[-1] = to_top[-1] = (from_left[0] + 2 * from_left[-1] + from_top[0] + 2) >> 2;
}

#define ANGULAR(i, depth)                                                                                           \
static void pred_angular_ ## i ## _ ## depth(uint8_t *src, const uint8_t *top, const uint8_t *left,                 \
                                             ptrdiff_t stride, int c_idx, int mode)                                 \
{                                                                                                                   \
    pred_angular((uint16_t *) src, (const uint16_t *) top, (const uint16_t *) left, stride, c_idx, mode, 4 << i, depth); \
}
ANGULAR(0, 10)
ANGULAR(1, 10)
ANGULAR(2, 10)
ANGULAR(3, 10)
ANGULAR(0, 12)
ANGULAR(1, 12)
ANGULAR(2, 12)
ANGULAR(3, 12)
#undef ANGULAR

#define PLANAR(i)                                                                                                   \
static void pred_planar_ ## i(uint8_t *src, const uint8_t *top, const uint8_t *left, ptrdiff_t stride)              \
{                                                                                                                   \
    pred_planar((uint16_t *) src, (const uint16_t *) top, (const uint16_t *) left, stride, i + 2);                  \
}
PLANAR(0)
PLANAR(1)
PLANAR(2)
PLANAR(3)
#undef PLANAR

static void pred_dc_16(uint8_t *src, const uint8_t *top, const uint8_t *left, ptrdiff_t stride, int log2_size, int c_idx)
{
    pred_dc((uint16_t *) src, (const uint16_t *) top, (const uint16_t *) left, stride, log2_size, c_idx);
}

av_cold void ff_hevc_pred_init_simd128(HEVCPredContext *c, int bit_depth)
{
#define SET(depth)                                  \
    c->pred_angular[0] = pred_angular_0_ ## depth;  \
    c->pred_angular[1] = pred_angular_1_ ## depth;  \
    c->pred_angular[2] = pred_angular_2_ ## depth;  \
    c->pred_angular[3] = pred_angular_3_ ## depth
    if (bit_depth == 10) {
        SET(10);
    } else if (bit_depth == 12) {
        SET(12);
    } else {
        return;
    }
#undef SET
    c->pred_planar[0] = pred_planar_0;
    c->pred_planar[1] = pred_planar_1;
    c->pred_planar[2] = pred_planar_2;
    c->pred_planar[3] = pred_planar_3;
    c->pred_dc        = pred_dc_16;
    for (int i = 0; i < 3; i++)
        c->ref_filter_3tap[i] = ref_filter_3tap;
}
