/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Included by intra_8.c and intra_high.c, which say what PIXEL is and how to reckon with vectors of it. */

#include "libavutil/attributes.h"
#include "libavcodec/vp9dsp.h"
#include "libavcodec/wasm/simd128.h"

#define LANES ((int) (16 / sizeof(PIXEL)))
#define BYTES(size) ((size) * (int) sizeof(PIXEL))
/** Whole vectors in a row of `size` pixels; one of the smallest ones leaves a part of its vector over. */
#define VECTORS(size) (BYTES(size) < 16 ? 1 : BYTES(size) / 16)
#define MOST_VECTORS VECTORS(32)

/** Pixels of two vectors in turn from the first one on, or from the second one on. */
static av_always_inline v128_t after_one(v128_t a, v128_t b)
{
    return sizeof(PIXEL) == 1
        ? wasm_i8x16_shuffle(a, b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)
        : wasm_i16x8_shuffle(a, b, 1, 2, 3, 4, 5, 6, 7, 8);
}

static av_always_inline v128_t after_two(v128_t a, v128_t b)
{
    return sizeof(PIXEL) == 1
        ? wasm_i8x16_shuffle(a, b, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)
        : wasm_i16x8_shuffle(a, b, 2, 3, 4, 5, 6, 7, 8, 9);
}

/** The first `bytes` of a vector, and `rest` behind them. */
static av_always_inline v128_t load_part(const PIXEL *src, v128_t rest, int bytes)
{
    if (bytes == 4)
        return wasm_v128_load32_lane(src, rest, 0);
    if (bytes == 8)
        return wasm_v128_load64_lane(src, rest, 0);
    return wasm_v128_load(src);
}

static av_always_inline void store_part(PIXEL *dst, v128_t v, int bytes)
{
    if (bytes == 4)
        wasm_v128_store32_lane(dst, v, 0);
    else if (bytes == 8)
        wasm_v128_store64_lane(dst, v, 0);
    else
        wasm_v128_store(dst, v);
}

/** An edge of `size` pixels, the last one repeated in one vector more. */
static av_always_inline void load_edge(v128_t edge[MOST_VECTORS + 1], const PIXEL *src, int size)
{
    edge[VECTORS(size)] = SPLAT(src[size - 1]);
    for (int i = 0; i < VECTORS(size); i++)
        edge[i] = load_part(src + i * LANES, edge[VECTORS(size)], BYTES(size));
}

/** From the lowest pixel on the left over the corner to the last one above. Returns how many vectors are in front of the last one. */
static av_always_inline int load_whole_edge(v128_t edge[2 * MOST_VECTORS + 1], const PIXEL *left, const PIXEL *top, int size)
{
    const int vectors = VECTORS(2 * size);
    v128_t last = SPLAT(top[size - 1]);

    edge[vectors] = last;
    if (BYTES(size) == 4)
        edge[0] = wasm_v128_load32_lane(top - 1, wasm_v128_load32_lane(left, last, 0), 1);
    else if (BYTES(size) == 8)
        edge[0] = wasm_v128_load64_lane(top - 1, wasm_v128_load64_zero(left), 1);
    for (int i = 0; BYTES(size) >= 16 && i < VECTORS(size); i++) {
        edge[i]                 = wasm_v128_load(left + i * LANES);
        edge[VECTORS(size) + i] = wasm_v128_load(top - 1 + i * LANES);
    }
    return vectors;
}

/** The mean of each pixel and the next one, and the weighted one with the next two. */
static av_always_inline void filter_edge(v128_t *means, v128_t *threes, const v128_t *edge, int vectors)
{
    for (int i = 0; i < vectors; i++) {
        v128_t next = after_one(edge[i], edge[i + 1]);

        means[i]  = MEAN(edge[i], next);
        threes[i] = sum_of_three(edge[i], next, after_two(edge[i], edge[i + 1]));
    }
}

static av_always_inline void store_vectors(PIXEL *dst, const v128_t *v, int vectors)
{
    for (int i = 0; i < vectors; i++)
        wasm_v128_store(dst + i * LANES, v[i]);
}

static av_always_inline void copy_row(PIXEL *dst, const PIXEL *src, int size)
{
    for (int i = 0; i < VECTORS(size); i++)
        store_part(dst + i * LANES, load_part(src + i * LANES, wasm_i32x4_const_splat(0), BYTES(size)), BYTES(size));
}

/** Rows from y to size, every `every`th one, each `step` pixels further than the one before it. */
static av_always_inline void copy_rows(PIXEL *dst, ptrdiff_t stride, const PIXEL *src, int step, int y, int every, int size)
{
    for (; y < size; y += every) {
        copy_row(dst + y * stride, src, size);
        src += step;
    }
}

/** Means and threes in turn: twice `size` pixels. */
static av_always_inline void store_in_turn(PIXEL *dst, const v128_t *means, const v128_t *threes, int size)
{
    for (int i = 0; i < VECTORS(size); i++) {
        v128_t low = IN_TURN_LOW(means[i], threes[i]);

        store_part(dst + 2 * i * LANES, low, 2 * BYTES(size));
        if (BYTES(size) >= 16)
            wasm_v128_store(dst + (2 * i + 1) * LANES, IN_TURN_HIGH(means[i], threes[i]));
    }
}

/** Half a row: of `v` every second pixel, the first or the second ones. */
static av_always_inline void store_every_second(PIXEL *dst, const v128_t *v, int second, int size)
{
    for (int i = 0; i < VECTORS(size); i += 2) {
        v128_t b = v[BYTES(size) > 16 ? i + 1 : i];
        v128_t half = second ? EVERY_SECOND(v[i], b) : EVERY_FIRST(v[i], b);

        if (BYTES(size) > 16)
            wasm_v128_store(dst + i / 2 * LANES, half);
        else
            store_bytes((uint8_t *) dst, half, BYTES(size) / 2);
    }
}

/** A row of `size` pixels and its last one as many times. */
static av_always_inline void store_repeated(PIXEL *dst, const v128_t *v, v128_t last, int size)
{
    store_vectors(dst, v, VECTORS(size));
    for (int i = 0; BYTES(size) >= 16 && i < VECTORS(size); i++)
        wasm_v128_store(dst + size + i * LANES, last);
}

static av_always_inline void down_left(PIXEL *dst, ptrdiff_t stride, const PIXEL *left, const PIXEL *top, int size)
{
    // The smallest block alone looks to the right of what is above it.
    const int seen = size == 4 ? 8 : size;
    v128_t edge[MOST_VECTORS + 1], means[MOST_VECTORS], threes[MOST_VECTORS];
    PIXEL row[2 * 32];

    load_edge(edge, top, seen);
    filter_edge(means, threes, edge, VECTORS(seen));
    store_repeated(row, threes, edge[VECTORS(seen)], seen);
    if (size == 4)
        row[6] = top[7];
    copy_rows(dst, stride, row, 1, 0, 1, size);
}

static av_always_inline void vertical_left(PIXEL *dst, ptrdiff_t stride, const PIXEL *left, const PIXEL *top, int size)
{
    const int seen = size == 4 ? 8 : size;
    v128_t edge[MOST_VECTORS + 1], means[MOST_VECTORS], threes[MOST_VECTORS];
    PIXEL even[2 * 32], odd[2 * 32];

    load_edge(edge, top, seen);
    filter_edge(means, threes, edge, VECTORS(seen));
    store_repeated(even, means, edge[VECTORS(seen)], seen);
    store_repeated(odd, threes, edge[VECTORS(seen)], seen);
    copy_rows(dst, stride, even, 1, 0, 2, size);
    copy_rows(dst, stride, odd, 1, 1, 2, size);
}

static av_always_inline void horizontal_up(PIXEL *dst, ptrdiff_t stride, const PIXEL *left, const PIXEL *top, int size)
{
    v128_t edge[MOST_VECTORS + 1], means[MOST_VECTORS], threes[MOST_VECTORS];
    PIXEL row[3 * 32 + LANES];

    load_edge(edge, left, size);
    filter_edge(means, threes, edge, VECTORS(size));
    store_in_turn(row, means, threes, size);
    for (int i = 0; i < VECTORS(size); i++)
        wasm_v128_store(row + 2 * size + i * LANES, edge[VECTORS(size)]);
    copy_rows(dst, stride, row, 2, 0, 1, size);
}

static av_always_inline void down_right(PIXEL *dst, ptrdiff_t stride, const PIXEL *left, const PIXEL *top, int size)
{
    v128_t edge[2 * MOST_VECTORS + 1], means[2 * MOST_VECTORS], threes[2 * MOST_VECTORS];
    PIXEL row[2 * 32];
    int vectors = load_whole_edge(edge, left, top, size);

    filter_edge(means, threes, edge, vectors);
    store_vectors(row, threes, vectors);
    copy_rows(dst, stride, row + size - 1, -1, 0, 1, size);
}

static av_always_inline void vertical_right(PIXEL *dst, ptrdiff_t stride, const PIXEL *left, const PIXEL *top, int size)
{
    v128_t edge[2 * MOST_VECTORS + 1], means[2 * MOST_VECTORS], threes[2 * MOST_VECTORS];
    PIXEL even[2 * 32], odd[2 * 32];
    int vectors = load_whole_edge(edge, left, top, size);

    filter_edge(means, threes, edge, vectors);
    store_vectors(even, means, vectors);
    store_vectors(odd, threes, vectors);
    // What enters from the left, row by row, in front of what is above.
    store_every_second(even + size / 2, threes, 0, size);
    store_every_second(odd + size / 2, threes, 1, size);
    copy_rows(dst, stride, even + size, -1, 0, 2, size);
    copy_rows(dst, stride, odd + size - 1, -1, 1, 2, size);
}

static av_always_inline void horizontal_down(PIXEL *dst, ptrdiff_t stride, const PIXEL *left, const PIXEL *top, int size)
{
    v128_t edge[2 * MOST_VECTORS + 1], means[2 * MOST_VECTORS], threes[2 * MOST_VECTORS];
    PIXEL row[3 * 32 + LANES];
    int vectors = load_whole_edge(edge, left, top, size);

    filter_edge(means, threes, edge, vectors);
    // The smallest rows lie in the low part of their only vector: what is above is behind it.
    if (BYTES(size) >= 16)
        store_vectors(row + 2 * size, threes + VECTORS(size), VECTORS(size));
    else
        wasm_v128_store(row + size, threes[0]);
    store_in_turn(row, means, threes, size);
    copy_rows(dst, stride, row + 2 * size - 2, -2, 0, 1, size);
}

#define PREDICT(name, size)                                                                                             \
static void name ## _ ## size(uint8_t *dst, ptrdiff_t stride, const uint8_t *left, const uint8_t *top)                  \
{                                                                                                                       \
    name((PIXEL *) dst, stride / (ptrdiff_t) sizeof(PIXEL), (const PIXEL *) left, (const PIXEL *) top, size);           \
}
#define PREDICT_FROM_8(name) PREDICT(name, 8) PREDICT(name, 16) PREDICT(name, 32)
#define PREDICT_SIZES(name) PREDICT(name, 4) PREDICT_FROM_8(name)

PREDICT_SIZES(down_left)
PREDICT_SIZES(vertical_left)
PREDICT_SIZES(horizontal_up)
PREDICT_SIZES(down_right)
PREDICT_SIZES(vertical_right)
PREDICT_SIZES(horizontal_down)

#define SET_FROM_8(mode, name)                          \
    dsp->intra_pred[TX_8X8][mode]   = name ## _8;       \
    dsp->intra_pred[TX_16X16][mode] = name ## _16;      \
    dsp->intra_pred[TX_32X32][mode] = name ## _32
#define SET_SIZES(mode, name)                           \
    dsp->intra_pred[TX_4X4][mode]   = name ## _4;       \
    SET_FROM_8(mode, name)

static av_cold void init_diagonals(VP9DSPContext *dsp)
{
    SET_SIZES(DIAG_DOWN_LEFT_PRED, down_left);
    SET_SIZES(VERT_LEFT_PRED, vertical_left);
    SET_SIZES(HOR_UP_PRED, horizontal_up);
    SET_SIZES(DIAG_DOWN_RIGHT_PRED, down_right);
    SET_SIZES(VERT_RIGHT_PRED, vertical_right);
    SET_SIZES(HOR_DOWN_PRED, horizontal_down);
}
