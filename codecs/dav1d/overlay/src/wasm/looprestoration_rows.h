/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rows that loop restoration reads of a stripe: those of the stripe, two above and two below
 * where there are any, and beyond them the outermost repeated. Filters write in place, so each row
 * is copied before that.
 */

#ifndef DAV1D_SRC_WASM_LOOPRESTORATION_ROWS_H
#define DAV1D_SRC_WASM_LOOPRESTORATION_ROWS_H

#include "common/intops.h"

#include "src/looprestoration.h"
#include "src/wasm/simd128.h"

/* Pixels before a row's first: three are read. */
#define ROW_PADDING 4
/* A unit is at most 1.5 times 256 pixels wide; vectors read past its end. */
#define ROW_SIZE (384 + 2 * ROW_PADDING + 16)
/* No filter reads more than seven rows at once. */
#define ROW_COUNT 8

typedef struct Rows {
    const pixel *src, *lpf;
    const pixel (*left)[4];
    ptrdiff_t stride;
    int w, first, last, loaded; /* rows: the outermost, and up to which they are copied */
    int end; /* of the stripe itself */
    enum LrEdgeFlags edges;
    uint16_t copies[ROW_COUNT][ROW_SIZE];
} Rows;

static ALWAYS_INLINE void start_rows(Rows *const rows, const pixel *const src,
                                     const ptrdiff_t stride, const pixel (*const left)[4],
                                     const pixel *const lpf, const int w, const int h,
                                     const enum LrEdgeFlags edges)
{
    rows->src = src;
    rows->lpf = lpf;
    rows->left = left;
    rows->stride = PXSTRIDE(stride);
    rows->w = w;
    rows->end = h;
    rows->edges = edges;
    rows->first = edges & LR_HAVE_TOP ? -2 : 0;
    rows->last = edges & LR_HAVE_BOTTOM ? h + 1 : h - 1;
    rows->loaded = rows->first - 1;
}

/* Copies row y, with three pixels at each side, to ROW_PADDING before out on. */
static void copy_row(const Rows *const rows, uint16_t *const out, const int y) {
    const int w = rows->w;
    const pixel *const src = y < 0 ? rows->lpf + (y + 2) * rows->stride :
                             y < rows->end ? rows->src + y * rows->stride :
                             rows->lpf + (6 + y - rows->end) * rows->stride;
    for (int x = 0; x < w + 3; x += 8)
        wasm_v128_store(out + x, load_pixels(src + x));
    const pixel *const left = y >= 0 && y < rows->end ? rows->left[y] + 4 : src;
    for (int i = 1; i <= 3; i++) {
        out[-i] = rows->edges & LR_HAVE_LEFT ? left[-i] : src[0];
        if (!(rows->edges & LR_HAVE_RIGHT))
            out[w - 1 + i] = src[w - 1];
    }
}

#endif /* DAV1D_SRC_WASM_LOOPRESTORATION_ROWS_H */
