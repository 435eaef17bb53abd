/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The self-guided filter. Rows "a" and "b" hold, for each box of 3x3 or 5x5 pixels, what the C code
 * calls so after its sgr_calc_row_ab(); they have one column more than the stripe at each side.
 * Boxes of 5x5 lie on every second row only.
 */

#include "config.h"

#include "src/tables.h"
#include "src/wasm/looprestoration.h"
#include "src/wasm/looprestoration_rows.h"

typedef struct BoxRow {
    int32_t a[ROW_SIZE];
    int16_t b[ROW_SIZE];
} BoxRow;

static ALWAYS_INLINE const uint16_t *row_at(Rows *const rows, const int y) {
    const int wanted = iclip(y, rows->first, rows->last);
    for (; rows->loaded < wanted; rows->loaded++)
        copy_row(rows, rows->copies[(rows->loaded + 1) & (ROW_COUNT - 1)] + ROW_PADDING,
                 rows->loaded + 1);
    return rows->copies[wanted & (ROW_COUNT - 1)] + ROW_PADDING;
}

/* Sums of n rows' pixels, 3 or 5, and of their squares; x is from -3 on. */
static ALWAYS_INLINE void sum_columns(uint16_t *const sum, int32_t *const squares,
                                      const uint16_t *const *const row, const int n, const int w)
{
    const v128_t zero = wasm_i32x4_const_splat(0);
    for (int x = 0; x < w + 6; x += 8) {
        v128_t s = zero, lo = zero, hi = zero;
        for (int i = 0; i < n; i += 2) {
            const v128_t p = wasm_v128_load(row[i] + x - 3);
            const v128_t q = i + 1 < n ? wasm_v128_load(row[i + 1] + x - 3) : zero;
            const v128_t pairs_lo = interleave_low_i16(p, q), pairs_hi = interleave_high_i16(p, q);
            s = wasm_i16x8_add(s, wasm_i16x8_add(p, q));
            lo = wasm_i32x4_add(lo, wasm_i32x4_dot_i16x8(pairs_lo, pairs_lo));
            hi = wasm_i32x4_add(hi, wasm_i32x4_dot_i16x8(pairs_hi, pairs_hi));
        }
        wasm_v128_store(sum + x, s);
        wasm_v128_store(squares + x, lo);
        wasm_v128_store(squares + x + 4, hi);
    }
}

/* The boxes of n by n pixels around row y, from column -1 to w. */
static ALWAYS_INLINE void make_boxes(BoxRow *const out, Rows *const rows, const int y, const int n,
                                     const unsigned strength HIGHBD_DECL_SUFFIX)
{
    const int scale = bitdepth_from_max(bitdepth_max) - 8;
    const v128_t square_bias = wasm_i32x4_splat((1 << (2 * scale)) >> 1);
    const v128_t bias = wasm_i32x4_splat((1 << scale) >> 1);
    const v128_t one_by_n = wasm_i32x4_splat(n == 3 ? 455 : 164);
    const uint16_t *row[5];
    uint16_t sum[ROW_SIZE];
    int32_t squares[ROW_SIZE];
    for (int i = 0; i < n; i++)
        row[i] = row_at(rows, y + i - n / 2);
    sum_columns(sum, squares, row, n, rows->w);

    for (int x = 0; x < rows->w + 2; x += 4) {
        const int first = n == 3; /* column x - 1 - n / 2, the sums starting at -3 */
        v128_t b = wasm_u32x4_load16x4(sum + x + first), a = wasm_v128_load(squares + x + first);
        for (int i = 1; i < n; i++) {
            b = wasm_i32x4_add(b, wasm_u32x4_load16x4(sum + x + first + i));
            a = wasm_i32x4_add(a, wasm_v128_load(squares + x + first + i));
        }
        const v128_t a_8 = wasm_u32x4_shr(wasm_i32x4_add(a, square_bias), 2 * scale);
        const v128_t b_8 = wasm_u32x4_shr(wasm_i32x4_add(b, bias), scale);
        const v128_t p = wasm_i32x4_max(wasm_i32x4_sub(wasm_i32x4_mul(a_8, wasm_i32x4_splat(n * n)),
                                                       wasm_i32x4_dot_i16x8(b_8, b_8)),
                                        wasm_i32x4_const_splat(0));
        const v128_t z = wasm_i32x4_min(
            wasm_u32x4_shr(wasm_i32x4_add(wasm_i32x4_mul(p, wasm_i32x4_splat((int) strength)),
                                          wasm_i32x4_const_splat(1 << 19)), 20),
            wasm_i32x4_const_splat(255));
        const v128_t inverse = wasm_i32x4_make(dav1d_sgr_x_by_x[wasm_i32x4_extract_lane(z, 0)],
                                               dav1d_sgr_x_by_x[wasm_i32x4_extract_lane(z, 1)],
                                               dav1d_sgr_x_by_x[wasm_i32x4_extract_lane(z, 2)],
                                               dav1d_sgr_x_by_x[wasm_i32x4_extract_lane(z, 3)]);
        const v128_t product = wasm_i32x4_mul(wasm_i32x4_dot_i16x8(inverse, one_by_n), b);
        wasm_v128_store(out->a + x,
                        wasm_u32x4_shr(wasm_i32x4_add(product, wasm_i32x4_const_splat(2048)), 12));
        wasm_v128_store64_lane(out->b + x, wasm_i16x8_narrow_i32x4(inverse, inverse), 0);
    }
}

static NOINLINE void make_boxes_3(BoxRow *const out, Rows *const rows, const int y,
                                  const unsigned strength HIGHBD_DECL_SUFFIX)
{
    make_boxes(out, rows, y, 3, strength HIGHBD_TAIL_SUFFIX);
}

static NOINLINE void make_boxes_5(BoxRow *const out, Rows *const rows, const int y,
                                  const unsigned strength HIGHBD_DECL_SUFFIX)
{
    make_boxes(out, rows, y, 5, strength HIGHBD_TAIL_SUFFIX);
}

/* Sums of boxes for four pixels: of those in the pixel's column, and of those beside them. */
typedef struct Neighbours {
    v128_t a_middle, a_sides, b_middle, b_sides;
} Neighbours;

static ALWAYS_INLINE Neighbours neighbours_of(const BoxRow *const row, const int x) {
    return (Neighbours) {
        wasm_v128_load(row->a + x + 1),
        wasm_i32x4_add(wasm_v128_load(row->a + x), wasm_v128_load(row->a + x + 2)),
        wasm_i32x4_load16x4(row->b + x + 1),
        wasm_i32x4_add(wasm_i32x4_load16x4(row->b + x), wasm_i32x4_load16x4(row->b + x + 2)),
    };
}

static ALWAYS_INLINE Neighbours add_neighbours(const Neighbours *const p, const Neighbours *const q)
{
    return (Neighbours) {
        wasm_i32x4_add(p->a_middle, q->a_middle), wasm_i32x4_add(p->a_sides, q->a_sides),
        wasm_i32x4_add(p->b_middle, q->b_middle), wasm_i32x4_add(p->b_sides, q->b_sides),
    };
}

/* a - b * px, rounded to shift bits less; b and px fit 15 bits. */
static ALWAYS_INLINE v128_t guide(const v128_t a, const v128_t b, const v128_t px, const int shift)
{
    const v128_t difference = wasm_i32x4_sub(a, wasm_i32x4_dot_i16x8(b, px));
    return wasm_i32x4_shr(wasm_i32x4_add(difference, wasm_i32x4_splat(1 << (shift - 1))), shift);
}

/* 6 times the middle and 5 times the sides: of two rows for pixels between them, or of their own. */
static ALWAYS_INLINE v128_t guide_5(const BoxRow *const *const row, const int is_between,
                                    const v128_t px, const int x)
{
    Neighbours n = neighbours_of(row[0], x);
    if (is_between) {
        const Neighbours below = neighbours_of(row[1], x);
        n = add_neighbours(&n, &below);
    }
    const v128_t five = wasm_i32x4_const_splat(5);
    const v128_t a =
        wasm_i32x4_add(wasm_i32x4_mul(wasm_i32x4_add(n.a_middle, n.a_sides), five), n.a_middle);
    const v128_t b =
        wasm_i32x4_add(wasm_i32x4_mul(wasm_i32x4_add(n.b_middle, n.b_sides), five), n.b_middle);
    return guide(a, b, px, is_between ? 9 : 8);
}

/* 4 times the pixel's own box and the four beside it, 3 times the diagonal ones. */
static ALWAYS_INLINE v128_t guide_3(const BoxRow *const *const row, const v128_t px, const int x) {
    const Neighbours above = neighbours_of(row[0], x), own = neighbours_of(row[1], x);
    const Neighbours below = neighbours_of(row[2], x);
    const Neighbours outer = add_neighbours(&above, &below), all = add_neighbours(&outer, &own);
    const v128_t a =
        wasm_i32x4_sub(wasm_i32x4_shl(wasm_i32x4_add(all.a_middle, all.a_sides), 2), outer.a_sides);
    const v128_t b =
        wasm_i32x4_sub(wasm_i32x4_shl(wasm_i32x4_add(all.b_middle, all.b_sides), 2), outer.b_sides);
    return guide(a, b, px, 9);
}

/*
 * Boxes around a row of pixels: of 5x5 those between which or on which it lies, of 3x3 those above,
 * on and below.
 */
typedef struct Boxes {
    const BoxRow *row_5[2], *row_3[3];
    v128_t weight_5, weight_3;
} Boxes;

/* Filters a row of w pixels, px being its copy. */
static ALWAYS_INLINE void write_row(pixel *const dst, const uint16_t *const px,
                                    const Boxes *const boxes, const int w, const int has_5,
                                    const int has_3, const int is_between HIGHBD_DECL_SUFFIX)
{
    const v128_t half = wasm_i32x4_const_splat(1 << 10);
    const v128_t weight_5 = boxes->weight_5, weight_3 = boxes->weight_3;
    for (int x = 0; x < w; x += 8) {
        v128_t out[2];
        for (int i = 0; i < 2; i++) {
            const int at = x + 4 * i;
            const v128_t p = wasm_u32x4_load16x4(px + at);
            v128_t sum = half;
            if (has_5)
                sum = wasm_i32x4_add(
                    sum, wasm_i32x4_mul(guide_5(boxes->row_5, is_between, p, at), weight_5));
            if (has_3)
                sum = wasm_i32x4_add(sum, wasm_i32x4_mul(guide_3(boxes->row_3, p, at), weight_3));
            out[i] = wasm_i32x4_add(p, wasm_i32x4_shr(sum, 11));
        }
        const v128_t v = wasm_i16x8_narrow_i32x4(out[0], out[1]);
        store_pixels(dst + x, clip_pixels(v HIGHBD_TAIL_SUFFIX), 8);
    }
}

/* Of two rows of pixels one lies between two rows of 5x5 boxes, and one on the second of these. */
static ALWAYS_INLINE void filter(pixel *const dst, const ptrdiff_t dst_stride,
                                 const pixel (*const left)[4], const pixel *const lpf, const int w,
                                 const int h, const LooprestorationParams *const params,
                                 const enum LrEdgeFlags edges, const int has_5,
                                 const int has_3 HIGHBD_DECL_SUFFIX)
{
    Rows rows;
    BoxRow rows_5[2], rows_3[4];
    Boxes boxes = {
        .weight_5 = wasm_i32x4_splat(params->sgr.w0), .weight_3 = wasm_i32x4_splat(params->sgr.w1),
    };
    start_rows(&rows, dst, dst_stride, left, lpf, w, h, edges);
    if (has_5)
        make_boxes_5(&rows_5[1], &rows, -1, params->sgr.s0 HIGHBD_TAIL_SUFFIX);
    for (int y = -1; has_3 && y < 1; y++)
        make_boxes_3(&rows_3[y & 3], &rows, y, params->sgr.s1 HIGHBD_TAIL_SUFFIX);

    for (int y = 0; y < h; y++) {
        const int is_between = !(y & 1), slot = (y >> 1) & 1;
        if (has_5 && is_between)
            make_boxes_5(&rows_5[slot], &rows, y + 1, params->sgr.s0 HIGHBD_TAIL_SUFFIX);
        if (has_3)
            make_boxes_3(&rows_3[(y + 1) & 3], &rows, y + 1, params->sgr.s1 HIGHBD_TAIL_SUFFIX);
        boxes.row_5[0] = &rows_5[slot];
        boxes.row_5[1] = &rows_5[!slot];
        for (int i = 0; i < 3; i++)
            boxes.row_3[i] = &rows_3[(y + i - 1) & 3];

        pixel *const out = dst + y * rows.stride;
        const uint16_t *const px = row_at(&rows, y);
        if (!has_5)
            write_row(out, px, &boxes, w, 0, 1, 0 HIGHBD_TAIL_SUFFIX);
        else if (is_between)
            write_row(out, px, &boxes, w, 1, has_3, 1 HIGHBD_TAIL_SUFFIX);
        else
            write_row(out, px, &boxes, w, 1, has_3, 0 HIGHBD_TAIL_SUFFIX);
    }
}

decl_lr_filter_fn(BF(dav1d_sgr_filter_5x5, simd128)) {
    filter(dst, dst_stride, left, lpf, w, h, params, edges, 1, 0 HIGHBD_TAIL_SUFFIX);
}

decl_lr_filter_fn(BF(dav1d_sgr_filter_3x3, simd128)) {
    filter(dst, dst_stride, left, lpf, w, h, params, edges, 0, 1 HIGHBD_TAIL_SUFFIX);
}

decl_lr_filter_fn(BF(dav1d_sgr_filter_mix, simd128)) {
    filter(dst, dst_stride, left, lpf, w, h, params, edges, 1, 1 HIGHBD_TAIL_SUFFIX);
}
