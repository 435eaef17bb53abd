/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The edges that directional intra prediction reads: the pixels above a block, or those on its left, from
 * its corner on, filtered or upsampled as the standard says.
 */

#ifndef DAV1D_SRC_WASM_IPRED_EDGE_H
#define DAV1D_SRC_WASM_IPRED_EDGE_H

#include <string.h>

#include "common/intops.h"
#include "src/wasm/simd128.h"

/* Pixels in front of an edge and behind it that vectors may reach. */
#define EDGE_ROOM 32

typedef struct Edge {
    pixel buffer[EDGE_ROOM + 128 + EDGE_ROOM]; /* the corner is the last in front of EDGE_ROOM */
    int step; /* 2 where upsampled, which moves the corner by one; else 1 */
    int end;  /* index from EDGE_ROOM on of the last pixel, which those behind it repeat */
} Edge;

/* Which part of an edge is taken, and how. */
typedef struct EdgeShape {
    int direction;  /* in memory, from the corner: 1 above, -1 on the left */
    int length;     /* of the result */
    int last;       /* index of the last pixel that there is */
    int filtered;   /* length of what is filtered */
    int difference; /* of the block's angle and the edge's, in degrees */
} EdgeShape;

static ALWAYS_INLINE v128_t reverse_i16(const v128_t v) {
    return wasm_i16x8_shuffle(v, v, 7, 6, 5, 4, 3, 2, 1, 0);
}

static ALWAYS_INLINE v128_t reverse_four_i16(const v128_t v) {
    return wasm_i16x8_shuffle(v, v, 3, 2, 1, 0, 3, 2, 1, 0);
}

/* Repeats out[end] behind it. */
static ALWAYS_INLINE void extend_edge(pixel *const out, const int end, const int until) {
    const v128_t pixels = wasm_i16x8_splat(out[end]);

    for (int i = end + 1; i < until; i += 8)
        store_pixels(out + i, pixels, 8);
}

/* Copies the edge with its corner to out[-1] on. A whole number of fours follows the corner, and no more is read. */
static ALWAYS_INLINE void copy_edge(pixel *const out, const pixel *const topleft, const EdgeShape *const shape) {
    const int count = shape->last + 1;
    int i = 0;

    for (; i <= count - 8; i += 8)
        store_pixels(out + i, shape->direction > 0 ? load_pixels(topleft + 1 + i)
                                                   : reverse_i16(load_pixels(topleft - 8 - i)), 8);
    if (i < count)
        store_pixels(out + i, shape->direction > 0 ? load_four_pixels(topleft + 1 + i)
                                                   : reverse_four_i16(load_four_pixels(topleft - 4 - i)), 4);
    out[-2] = out[-1] = topleft[0];
    extend_edge(out, shape->last, shape->length + 18);
}

/* Filters `length` pixels with five taps. */
static ALWAYS_INLINE void filter_edge(pixel *const out, const pixel *const in, const int length, const int strength) {
    static const uint8_t taps[3][3] = { { 8, 4, 0 }, { 6, 5, 0 }, { 4, 4, 2 } };
    const v128_t centre = wasm_i16x8_splat(taps[strength - 1][0]), inner = wasm_i16x8_splat(taps[strength - 1][1]);
    const v128_t outer = wasm_i16x8_splat(taps[strength - 1][2]);

    for (int i = 0; i < length; i += 8) {
        const v128_t neighbours = wasm_i16x8_add(load_pixels(in + i - 1), load_pixels(in + i + 1));
        const v128_t others = wasm_i16x8_add(load_pixels(in + i - 2), load_pixels(in + i + 2));
        v128_t sum = wasm_i16x8_add(wasm_i16x8_mul(load_pixels(in + i), centre), wasm_i16x8_const_splat(8));

        sum = wasm_i16x8_add(sum, wasm_i16x8_add(wasm_i16x8_mul(neighbours, inner), wasm_i16x8_mul(others, outer)));
        store_pixels(out + i, wasm_u16x8_shr(sum, 4), 8);
    }
}

/* Puts a pixel between each two, from the corner on; out[2 * i] is in[i]. */
static ALWAYS_INLINE void upsample_edge(pixel *const out, const pixel *const in, const int length HIGHBD_DECL_SUFFIX) {
    const v128_t before = splat_pair(-1, 9), behind = splat_pair(9, -1), round = wasm_i32x4_const_splat(8);

    for (int i = -1; i < length; i += 8) {
        const v128_t a = load_pixels(in + i - 1), b = load_pixels(in + i);
        const v128_t c = load_pixels(in + i + 1), d = load_pixels(in + i + 2);
        const v128_t low = wasm_i32x4_add(wasm_i32x4_dot_i16x8(interleave_low_i16(a, b), before),
                                          wasm_i32x4_dot_i16x8(interleave_low_i16(c, d), behind));
        const v128_t high = wasm_i32x4_add(wasm_i32x4_dot_i16x8(interleave_high_i16(a, b), before),
                                           wasm_i32x4_dot_i16x8(interleave_high_i16(c, d), behind));
        v128_t between = wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(low, round), 4),
                                                 wasm_i32x4_shr(wasm_i32x4_add(high, round), 4));

        between = wasm_i16x8_min(wasm_i16x8_max(between, wasm_i16x8_const_splat(0)), wasm_i16x8_splat(BITDEPTH_MAX));
        store_pixels(out + 2 * i, interleave_low_i16(b, between), 8);
        store_pixels(out + 2 * i + 8, interleave_high_i16(b, between), 8);
    }
}

/* 0 to 3, for the sum of a block's sides. */
static ALWAYS_INLINE int filter_strength(const int size, const int difference, const int smooth) {
    /* The least differences at which the strength is 1, 2 and 3, for sizes to 8, 16, 24, 32 and above. */
    enum { NEVER = 255 };
    static const uint8_t least[2][5][3] = {
        { { 56, NEVER, NEVER }, { 40, NEVER, NEVER }, { 8, 16, 32 }, { 0, 4, 32 }, { 0, 0, 0 } },
        { { 40, 64, NEVER }, { 20, 48, NEVER }, { 4, 4, 4 }, { 0, 0, 0 }, { 0, 0, 0 } },
    };
    const uint8_t *const limits = least[smooth][size <= 8 ? 0 : size <= 16 ? 1 : size <= 24 ? 2 : size <= 32 ? 3 : 4];

    return (difference >= limits[0]) + (difference >= limits[1]) + (difference >= limits[2]);
}

/* Prepares an edge for a block whose sides have the sum `size`; `angle` has flags above its nine bits. */
static NOINLINE void prepare_edge(Edge *const edge, const pixel *const topleft, const EdgeShape *const shape,
                                  const int size, const int angle HIGHBD_DECL_SUFFIX)
{
    const int smooth = angle >> 9 & 1, enabled = angle >> 10;
    const int upsampled = enabled && shape->difference < 40 && size <= 16 >> smooth;
    const int strength = enabled && !upsampled ? filter_strength(size, shape->difference, smooth) : 0;
    pixel copy[EDGE_ROOM + 128 + EDGE_ROOM];
    pixel *const out = edge->buffer + EDGE_ROOM;
    pixel *const in = upsampled || strength ? copy + EDGE_ROOM : out;

    copy_edge(in, topleft, shape);
    edge->step = 1 + upsampled;
    edge->end = shape->last;
    if (upsampled) {
        upsample_edge(out, in, shape->length HIGHBD_TAIL_SUFFIX);
        edge->end = 2 * shape->length - 2;
    } else if (strength) {
        filter_edge(out, in, shape->length, strength);
        for (int i = shape->filtered; i < shape->length; i++)
            out[i] = in[i];
        out[-1] = in[-1];
        edge->end = shape->length - 1;
    }
    extend_edge(out, edge->end, edge->end + 18);
}

#endif /* DAV1D_SRC_WASM_IPRED_EDGE_H */
