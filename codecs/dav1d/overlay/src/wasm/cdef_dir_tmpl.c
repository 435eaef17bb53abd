/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CDEF's direction search: of the pixels' sums along the lines of eight directions, the costs are
 * the sums of squares, weighted by one over a line's length.
 */

#include "config.h"

#include "common/intops.h"

#include "src/wasm/cdef.h"
#include "src/wasm/pixel_lanes.h"

/* Sums of 16 bits at up to 16 positions. */
typedef struct Line {
    v128_t lo, hi;
} Line;

static ALWAYS_INLINE v128_t load_row(const pixel *const img, const int shift) {
#if BITDEPTH == 8
    (void) shift;
    const v128_t px = wasm_u16x8_load8x8(img);
#else
    const v128_t px = wasm_u16x8_shr(wasm_v128_load(img), shift);
#endif
    return wasm_i16x8_sub(px, wasm_i16x8_const_splat(128));
}

/* The line moved up by one position, and v added at its first eight. */
static ALWAYS_INLINE Line move_and_add(const Line l, const v128_t v) {
    const v128_t zero = wasm_i32x4_const_splat(0);
    return (Line) {
        wasm_i16x8_add(v, wasm_i16x8_shuffle(zero, l.lo, 7, 8, 9, 10, 11, 12, 13, 14)),
        wasm_i16x8_shuffle(l.lo, l.hi, 7, 8, 9, 10, 11, 12, 13, 14),
    };
}

/* v[0] + v[1] moved by 1 + ... + v[n - 1] moved by n - 1. */
static ALWAYS_INLINE Line sum_moved(const v128_t *const v, const int n) {
    Line l = { v[n - 1], wasm_i32x4_const_splat(0) };
    for (int i = n - 2; i >= 0; i--)
        l = move_and_add(l, v[i]);
    return l;
}

/* The cost, as four parts, of 15 lines of 1, 2 ... 8 ... 2, 1 pixels. */
static ALWAYS_INLINE v128_t cost_of_diagonal(const Line l) {
    const v128_t pairs_0 = wasm_i16x8_shuffle(l.lo, l.hi, 0, 14, 1, 13, 2, 12, 3, 11);
    const v128_t pairs_1 = wasm_i16x8_shuffle(l.lo, l.hi, 4, 10, 5, 9, 6, 8, 7, 15);
    return wasm_i32x4_add(wasm_i32x4_mul(wasm_i32x4_dot_i16x8(pairs_0, pairs_0),
                                         wasm_i32x4_const(840, 420, 280, 210)),
                          wasm_i32x4_mul(wasm_i32x4_dot_i16x8(pairs_1, pairs_1),
                                         wasm_i32x4_const(168, 140, 120, 105)));
}

/* The cost, as four parts, of 11 lines of 2, 4, 6, 8 ... 8, 6, 4, 2 pixels. */
static ALWAYS_INLINE v128_t cost_of_steep(const Line l) {
    const v128_t pairs = wasm_i16x8_shuffle(l.lo, l.hi, 0, 10, 1, 9, 2, 8, 3, 11);
    return wasm_i32x4_add(
        wasm_i32x4_mul(wasm_i32x4_dot_i16x8(pairs, pairs), wasm_i32x4_const(420, 210, 140, 105)),
        wasm_i32x4_mul(wasm_i32x4_dot_i16x8(l.lo, l.lo), wasm_i32x4_const(0, 0, 105, 105)));
}

/* The sums of each vector's lanes. */
static ALWAYS_INLINE v128_t sums_of_lanes(const v128_t a, const v128_t b, const v128_t c,
                                          const v128_t d)
{
    const v128_t ab =
        wasm_i32x4_add(wasm_i32x4_shuffle(a, b, 0, 1, 4, 5), wasm_i32x4_shuffle(a, b, 2, 3, 6, 7));
    const v128_t cd =
        wasm_i32x4_add(wasm_i32x4_shuffle(c, d, 0, 1, 4, 5), wasm_i32x4_shuffle(c, d, 2, 3, 6, 7));
    return wasm_i32x4_add(wasm_i32x4_shuffle(ab, cd, 0, 2, 4, 6),
                          wasm_i32x4_shuffle(ab, cd, 1, 3, 5, 7));
}

static ALWAYS_INLINE v128_t swap_halves(const v128_t v) {
    return wasm_i64x2_shuffle(v, v, 1, 0);
}

/*
 * Each direction that falls is the mirrored one that rises, on the rows in reverse: a cost knows no
 * order.
 */
decl_cdef_dir_fn(BF(dav1d_cdef_dir, simd128)) {
    const int shift = bitdepth_from_max(bitdepth_max) - 8;
    v128_t row[8], reversed[8];
    for (int y = 0; y < 8; y++, dst += PXSTRIDE(dst_stride))
        row[y] = reversed[7 - y] = load_row(dst, shift);

    /*
     * Two rows added; and pairs of pixels, of row y in the low half and of row y + 4 in the high
     * one.
     */
    v128_t rows[4], rows_reversed[4], pairs[4], pairs_reversed[4];
    for (int i = 0; i < 4; i++) {
        rows[i] = rows_reversed[3 - i] = wasm_i16x8_add(row[2 * i], row[2 * i + 1]);
        pairs[i] = wasm_i16x8_narrow_i32x4(wasm_i32x4_extadd_pairwise_i16x8(row[i]),
                                           wasm_i32x4_extadd_pairwise_i16x8(row[i + 4]));
        pairs_reversed[3 - i] = swap_halves(pairs[i]);
    }

    const v128_t columns =
        wasm_i16x8_add(wasm_i16x8_add(rows[0], rows[1]), wasm_i16x8_add(rows[2], rows[3]));
    const v128_t quads_01 = wasm_i16x8_narrow_i32x4(wasm_i32x4_extadd_pairwise_i16x8(pairs[0]),
                                                    wasm_i32x4_extadd_pairwise_i16x8(pairs[1]));
    const v128_t quads_23 = wasm_i16x8_narrow_i32x4(wasm_i32x4_extadd_pairwise_i16x8(pairs[2]),
                                                    wasm_i32x4_extadd_pairwise_i16x8(pairs[3]));
    const v128_t row_sums = wasm_i16x8_narrow_i32x4(wasm_i32x4_extadd_pairwise_i16x8(quads_01),
                                                    wasm_i32x4_extadd_pairwise_i16x8(quads_23));
    const v128_t full = wasm_i32x4_const_splat(105);

    unsigned cost[8];
    wasm_v128_store(cost, sums_of_lanes(
        cost_of_diagonal(sum_moved(row, 8)),
        cost_of_steep(sum_moved(pairs, 4)),
        wasm_i32x4_mul(wasm_i32x4_dot_i16x8(row_sums, row_sums), full),
        cost_of_steep(sum_moved(pairs_reversed, 4))));
    wasm_v128_store(cost + 4, sums_of_lanes(
        cost_of_diagonal(sum_moved(reversed, 8)),
        cost_of_steep(sum_moved(rows_reversed, 4)),
        wasm_i32x4_mul(wasm_i32x4_dot_i16x8(columns, columns), full),
        cost_of_steep(sum_moved(rows, 4))));

    int best_dir = 0;
    for (int n = 1; n < 8; n++)
        best_dir = cost[n] > cost[best_dir] ? n : best_dir;
    *var = (cost[best_dir] - cost[best_dir ^ 4]) >> 10;
    return best_dir;
}
