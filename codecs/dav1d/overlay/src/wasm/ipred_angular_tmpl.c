/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Directional intra prediction. Lines of pixels that lie side by side in an edge are rows of a block for the edge
 * above, and columns for the one on the left: those are made eight by eight and transposed.
 */

#include "config.h"

#include "src/tables.h"
#include "src/wasm/ipred.h"
#include "src/wasm/ipred_edge.h"
#include "src/wasm/simd128.h"
#include "src/wasm/transpose.h"

/*
 * Eight pixels of a line, whose first is at `position`, in 64ths of the edge's pixels, and which are
 * edge->step pixels apart, from the one with number `first` on.
 */
static ALWAYS_INLINE v128_t edge_line(const Edge *const edge, const int position, const int first) {
    const int base = (position >> 6) + first * edge->step;
    const pixel *const pixels = edge->buffer + EDGE_ROOM + iclip(base, -EDGE_ROOM, edge->end);
    /* Weights of 64 with 15 fractional bits. */
    const v128_t weight = wasm_i16x8_splat((position & 0x3e) << 9);
    v128_t a = load_pixels(pixels), b;

    if (edge->step == 1) {
        b = load_pixels(pixels + 1);
    } else {
        const v128_t rest = load_pixels(pixels + 8);

        b = wasm_i16x8_shuffle(a, rest, 1, 3, 5, 7, 9, 11, 13, 15);
        a = wasm_i16x8_shuffle(a, rest, 0, 2, 4, 6, 8, 10, 12, 14);
    }
    return wasm_i16x8_add(a, wasm_i16x8_q15mulr_sat(wasm_i16x8_sub(b, a), weight));
}

/* Eight columns of eight pixels as rows; each column's position is `step` behind the one before. */
static ALWAYS_INLINE void edge_columns(v128_t rows[8], const Edge *const edge, const int position, const int step,
                                       const int first)
{
    for (int x = 0; x < 8; x++)
        rows[x] = edge_line(edge, position + x * step, first);
    transpose_8x8(rows);
}

decl_angular_ipred_fn(BF(dav1d_ipred_z1, simd128)) {
    const int degrees = angle & 511, size = width + height;
    const EdgeShape shape = { 1, size, width + imin(width, height) - 1, size, 90 - degrees };
    Edge edge;

    prepare_edge(&edge, topleft, &shape, size, angle HIGHBD_TAIL_SUFFIX);
    const int dx = dav1d_dr_intra_derivative[degrees >> 1] * edge.step;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x += 8)
            store_pixels(dst + x, edge_line(&edge, dx * (y + 1), x), width);
        dst += PXSTRIDE(stride);
    }
}

decl_angular_ipred_fn(BF(dav1d_ipred_z3, simd128)) {
    const int degrees = angle & 511, size = width + height;
    const EdgeShape shape = { -1, size, height + imin(width, height) - 1, size, degrees - 180 };
    Edge edge;

    prepare_edge(&edge, topleft, &shape, size, angle HIGHBD_TAIL_SUFFIX);
    const int dy = dav1d_dr_intra_derivative[(270 - degrees) >> 1] * edge.step;
    for (int y = 0; y < height; y += 8) {
        for (int x = 0; x < width; x += 8) {
            v128_t rows[8];

            edge_columns(rows, &edge, dy * (x + 1), dy, y);
            for (int i = 0; i < imin(height, 8); i++)
                store_pixels(dst + i * PXSTRIDE(stride) + x, rows[i], width);
        }
        dst += 8 * PXSTRIDE(stride);
    }
}

/* Pixels whose line meets the edge above at its corner or behind are made from that, the others from the left. */
decl_angular_ipred_fn(BF(dav1d_ipred_z2, simd128)) {
    const int degrees = angle & 511, size = width + height;
    const EdgeShape top_shape = { 1, width, width - 1, imin(max_width, width), degrees - 90 };
    const EdgeShape left_shape = { -1, height, height - 1, imin(max_height, height), 180 - degrees };
    Edge top, left;

    prepare_edge(&top, topleft, &top_shape, size, angle HIGHBD_TAIL_SUFFIX);
    prepare_edge(&left, topleft, &left_shape, size, angle HIGHBD_TAIL_SUFFIX);
    const int dx = dav1d_dr_intra_derivative[(180 - degrees) >> 1] * top.step;
    const int dy = dav1d_dr_intra_derivative[(degrees - 90) >> 1] * left.step;
    const v128_t corner = wasm_i16x8_splat(-top.step);
    const v128_t offsets = wasm_i16x8_mul(wasm_i16x8_const(0, 1, 2, 3, 4, 5, 6, 7), wasm_i16x8_splat(top.step));

    for (int y = 0; y < height; y += 8) {
        for (int x = 0; x < width; x += 8) {
            v128_t rows[8];

            edge_columns(rows, &left, -dy * (x + 1), -dy, y);
            for (int i = 0; i < imin(height, 8); i++) {
                const int position = -dx * (y + i + 1);
                const v128_t bases = wasm_i16x8_add(offsets, wasm_i16x8_splat((position >> 6) + x * top.step));
                const v128_t from_top = edge_line(&top, position, x);

                store_pixels(dst + i * PXSTRIDE(stride) + x,
                             wasm_v128_bitselect(from_top, rows[i], wasm_i16x8_ge(bases, corner)), width);
            }
        }
        dst += 8 * PXSTRIDE(stride);
    }
}
