/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CDEF's filter. Differences above and below the pixel are kept apart, as unsigned lanes of a
 * pixel's size: the taps' weights add up to 24 sixteenths and a strength is at most 15 (pri) and 4
 * (sec), so that no sum exceeds 12 * 15 + 12 * 4 = 228, and 16 pixels of 8 bits fit a vector
 * throughout.
 */

#include "config.h"

#include "common/intops.h"

#include "src/tables.h"
#include "src/wasm/cdef.h"
#include "src/wasm/pixel_lanes.h"

/* The stride that dav1d_cdef_directions is made for. */
#define TMP_STRIDE 12
#define TMP_SIZE (TMP_STRIDE * 12)

typedef struct Strength {
    v128_t threshold, shift_mask;
    int shift;
} Strength;

typedef struct Sums {
    v128_t above, below;
} Sums;

static ALWAYS_INLINE Strength strength_of(const int strength, const int damping) {
    const int shift = strength ? imax(0, damping - ulog2(strength)) : 0;
    return (Strength) {
        .threshold = pixels_splat(strength), .shift_mask = pixels_shr_mask(shift), .shift = shift,
    };
}

/* Copies the block with two pixels around it; returns where the block's first pixel is. */
static ALWAYS_INLINE pixel *copy_block(pixel *const tmp, const pixel *src, const ptrdiff_t stride,
                                       const pixel (*const left)[2], const pixel *const top,
                                       const pixel *const bottom, const int w, const int h,
                                       const enum CdefEdgeFlags edges)
{
    pixel *const block = tmp + 2 * TMP_STRIDE + 2;
    pixel *row = block;
    for (int y = 0; y < h; y++) {
        memcpy(row, src, (w + 2) * sizeof(pixel));
        if (edges & CDEF_HAVE_LEFT)
            memcpy(row - 2, left[y], 2 * sizeof(pixel));
        row += TMP_STRIDE;
        src += stride;
    }
    for (int y = 0; y < 2; y++) {
        if (edges & CDEF_HAVE_TOP)
            memcpy(tmp + y * TMP_STRIDE, top + y * stride - 2, (w + 4) * sizeof(pixel));
        if (edges & CDEF_HAVE_BOTTOM)
            memcpy(row + y * TMP_STRIDE - 2, bottom + y * stride - 2, (w + 4) * sizeof(pixel));
    }
    return block;
}

/* Sets all bits of the pixels that copy_block() has found, none of those outside of the frame. */
static const pixel *mask_of_edges(pixel *const mask, const int w, const int h,
                                  const enum CdefEdgeFlags edges)
{
    memset(mask, 0, TMP_SIZE * sizeof(*mask));
    const int x_start = edges & CDEF_HAVE_LEFT ? 0 : 2;
    const int x_end = edges & CDEF_HAVE_RIGHT ? w + 4 : w + 2;
    const int y_start = edges & CDEF_HAVE_TOP ? 0 : 2;
    const int y_end = edges & CDEF_HAVE_BOTTOM ? h + 4 : h + 2;
    for (int y = y_start; y < y_end; y++)
        memset(mask + y * TMP_STRIDE + x_start, 0xff, (x_end - x_start) * sizeof(*mask));
    return mask + 2 * TMP_STRIDE + 2;
}

/* Where a vector of pixels lies, and the least and greatest of the pixels around it. */
typedef struct Place {
    const pixel *tmp, *mask;
    v128_t px, min, max;
    int w, is_clipped;
} Place;

/*
 * Adds the pixels at offset, each as far as its strength lets it. Pixels outside of the mask, where
 * there is one, count as the pixel that is filtered.
 */
static ALWAYS_INLINE void tap(Sums *const s, Place *const at, const int offset,
                              const Strength *const strength)
{
    v128_t p = load_rows(at->tmp + offset, TMP_STRIDE, at->w);
    if (at->mask)
        p = wasm_v128_bitselect(p, at->px, load_rows(at->mask + offset, TMP_STRIDE, at->w));
    const v128_t above = pixels_sub_sat(p, at->px), below = pixels_sub_sat(at->px, p);
    const v128_t falling = pixels_shr(wasm_v128_or(above, below), strength->shift,
                                      strength->shift_mask);
    const v128_t limit = pixels_sub_sat(strength->threshold, falling);
    s->above = pixels_add(s->above, pixels_min(above, limit));
    s->below = pixels_add(s->below, pixels_min(below, limit));
    if (at->is_clipped) {
        at->min = pixels_min(at->min, p);
        at->max = pixels_max(at->max, p);
    }
}

static ALWAYS_INLINE v128_t twice(const v128_t v) {
    return pixels_add(v, v);
}

/*
 * Weights 4 and 2, or 3 and 3: twice the sum of both, and twice the near pixels or the sum again.
 */
static ALWAYS_INLINE Sums sum_pri(Place *const at, const int8_t offsets[2],
                                         const Strength *const pri, const v128_t is_4_and_2)
{
    Sums near = { wasm_i32x4_const_splat(0), wasm_i32x4_const_splat(0) };
    tap(&near, at, offsets[0], pri);
    tap(&near, at, -offsets[0], pri);
    Sums all = near;
    tap(&all, at, offsets[1], pri);
    tap(&all, at, -offsets[1], pri);
    return (Sums) {
        pixels_add(twice(all.above), wasm_v128_bitselect(twice(near.above), all.above, is_4_and_2)),
        pixels_add(twice(all.below), wasm_v128_bitselect(twice(near.below), all.below, is_4_and_2)),
    };
}

/* Weights 2 and 1. */
static ALWAYS_INLINE void add_sec(Sums *const sum, Place *const at,
                                  const int8_t (*const offsets)[2], const Strength *const sec)
{
    Sums near = { wasm_i32x4_const_splat(0), wasm_i32x4_const_splat(0) };
    tap(&near, at, offsets[4][0], sec);
    tap(&near, at, -offsets[4][0], sec);
    tap(&near, at, offsets[0][0], sec);
    tap(&near, at, -offsets[0][0], sec);
    sum->above = pixels_add(sum->above, twice(near.above));
    sum->below = pixels_add(sum->below, twice(near.below));
    tap(sum, at, offsets[4][1], sec);
    tap(sum, at, -offsets[4][1], sec);
    tap(sum, at, offsets[0][1], sec);
    tap(sum, at, -offsets[0][1], sec);
}

/* Each of pri and sec alone needs no clipping, since its weights add up to less than one. */
static ALWAYS_INLINE void filter_rows(pixel *dst, const ptrdiff_t stride, const pixel *tmp,
                                      const pixel *mask, const Strength *const pri,
                                      const Strength *const sec, const v128_t is_4_and_2,
                                      const int dir, const int w, const int h)
{
    const int8_t (*const offsets)[2] = &dav1d_cdef_directions[dir];
    const int rows = PIXELS_PER_VECTOR / w;
    const v128_t eight = pixels_splat(8), mask_4 = pixels_shr_mask(4);

    for (int y = 0; y < h; y += rows) {
        const v128_t px = load_rows(tmp, TMP_STRIDE, w);
        Place at = { tmp, mask, px, px, px, w, pri && sec };
        Sums sum = { wasm_i32x4_const_splat(0), wasm_i32x4_const_splat(0) };
        if (pri)
            sum = sum_pri(&at, offsets[2], pri, is_4_and_2);
        if (sec)
            add_sec(&sum, &at, offsets, sec);

        const v128_t rise = pixels_add(pixels_sub_sat(sum.above, sum.below), eight);
        const v128_t fall = pixels_add(pixels_sub_sat(sum.below, sum.above), eight);
        v128_t out = pixels_sub_sat(pixels_add_sat(px, pixels_shr(rise, 4, mask_4)),
                                    pixels_shr(fall, 4, mask_4));
        if (at.is_clipped)
            out = pixels_max(pixels_min(out, at.max), at.min);
        store_rows(dst, stride, out, w);
        dst += rows * stride;
        tmp += rows * TMP_STRIDE;
        if (mask)
            mask += rows * TMP_STRIDE;
    }
}

/*
 * At the frame's edges, which are rare, an absent strength counts as one of 0: clipping changes
 * nothing there.
 */
static ALWAYS_INLINE void filter(pixel *const dst, const ptrdiff_t dst_stride,
                                 const pixel (*const left)[2], const pixel *const top,
                                 const pixel *const bottom, const int pri_strength,
                                 const int sec_strength, const int dir, const int damping,
                                 const int w, const int h, const enum CdefEdgeFlags edges
                                 HIGHBD_DECL_SUFFIX)
{
    const ptrdiff_t stride = PXSTRIDE(dst_stride);
    const int bitdepth_min_8 = bitdepth_from_max(bitdepth_max) - 8;
    const Strength pri = strength_of(pri_strength, damping);
    const Strength sec = strength_of(sec_strength, damping);
    const v128_t is_4_and_2 = wasm_i8x16_splat(((pri_strength >> bitdepth_min_8) & 1) - 1);
    pixel tmp[TMP_SIZE], mask[TMP_SIZE];
    const pixel *const block = copy_block(tmp, dst, stride, left, top, bottom, w, h, edges);

    if (edges != (CDEF_HAVE_LEFT | CDEF_HAVE_RIGHT | CDEF_HAVE_TOP | CDEF_HAVE_BOTTOM))
        filter_rows(dst, stride, block, mask_of_edges(mask, w, h, edges), &pri, &sec, is_4_and_2,
                    dir, w, h);
    else if (!sec_strength)
        filter_rows(dst, stride, block, NULL, &pri, NULL, is_4_and_2, dir, w, h);
    else if (!pri_strength)
        filter_rows(dst, stride, block, NULL, NULL, &sec, is_4_and_2, dir, w, h);
    else
        filter_rows(dst, stride, block, NULL, &pri, &sec, is_4_and_2, dir, w, h);
}

decl_cdef_fn(BF(dav1d_cdef_filter_8x8, simd128)) {
    filter(dst, stride, left, top, bottom, pri_strength, sec_strength, dir, damping, 8, 8, edges
           HIGHBD_TAIL_SUFFIX);
}

static NOINLINE void filter_w4(pixel *const dst, const ptrdiff_t stride,
                               const pixel (*const left)[2], const pixel *const top,
                               const pixel *const bottom, const int pri_strength,
                               const int sec_strength, const int dir, const int damping,
                               const int h, const enum CdefEdgeFlags edges HIGHBD_DECL_SUFFIX)
{
    filter(dst, stride, left, top, bottom, pri_strength, sec_strength, dir, damping, 4, h, edges
           HIGHBD_TAIL_SUFFIX);
}

decl_cdef_fn(BF(dav1d_cdef_filter_4x8, simd128)) {
    filter_w4(dst, stride, left, top, bottom, pri_strength, sec_strength, dir, damping, 8, edges
              HIGHBD_TAIL_SUFFIX);
}

decl_cdef_fn(BF(dav1d_cdef_filter_4x4, simd128)) {
    filter_w4(dst, stride, left, top, bottom, pri_strength, sec_strength, dir, damping, 4, edges
              HIGHBD_TAIL_SUFFIX);
}
