/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The deblocking filter of a superblock's edges, a vector of pixels along the edge at a time: 4
 * units of 4 pixels of 8 bits, or 2 of 16 bits. Columns are transposed, filtered as rows are, and
 * transposed back.
 */

#include "config.h"

#include "common/intops.h"

#include "src/wasm/loopfilter.h"
#include "src/wasm/loopfilter_edge.h"
#include "src/wasm/interleave.h"

#define UNITS (PIXELS_PER_VECTOR / 4)

/* One of each size, and not one for each of rows and columns: they are large. */
static NOINLINE int filter_edge_4(pixel *const dst, const ptrdiff_t stride,
                                  const Limits *const limits)
{
    return filter_edge(dst, stride, limits, 4);
}

static NOINLINE int filter_edge_6(pixel *const dst, const ptrdiff_t stride,
                                  const Limits *const limits)
{
    return filter_edge(dst, stride, limits, 6);
}

static NOINLINE int filter_edge_8(pixel *const dst, const ptrdiff_t stride,
                                  const Limits *const limits)
{
    return filter_edge(dst, stride, limits, 8);
}

static NOINLINE int filter_edge_16(pixel *const dst, const ptrdiff_t stride,
                                   const Limits *const limits)
{
    return filter_edge(dst, stride, limits, 16);
}

static int filter_rows(pixel *const dst, const ptrdiff_t stride, const Limits *const limits,
                       const int size)
{
    switch (size) {
    case 4: return filter_edge_4(dst, stride, limits);
    case 6: return filter_edge_6(dst, stride, limits);
    case 8: return filter_edge_8(dst, stride, limits);
    default: return filter_edge_16(dst, stride, limits);
    }
}

/* Stores PIXELS_PER_VECTOR rows of n pixels, at most a vector of them, as n columns. */
static ALWAYS_INLINE void load_columns(pixel *const column, const pixel *const src,
                                       const ptrdiff_t stride, const int n)
{
    v128_t v[16];
    const int rows = PIXELS_PER_VECTOR / n;
    for (int i = 0; i < n; i++)
        v[i] = load_rows(src + i * rows * stride, stride, n);
    interleave_rounds(v, n, ulog2(PIXELS_PER_VECTOR));
    for (int i = 0; i < n; i++)
        wasm_v128_store(column + i * PIXELS_PER_VECTOR, v[i]);
}

/* The counterpart of load_columns(). */
static ALWAYS_INLINE void store_columns(pixel *const dst, const ptrdiff_t stride,
                                        const pixel *const column, const int n)
{
    v128_t v[16];
    const int rows = PIXELS_PER_VECTOR / n;
    for (int i = 0; i < n; i++)
        v[i] = wasm_v128_load(column + i * PIXELS_PER_VECTOR);
    interleave_rounds(v, n, ulog2(n));
    for (int i = 0; i < n; i++)
        store_rows(dst + i * rows * stride, stride, v[i], n);
}

/* Filters the edge left of dst in tmp, where columns are rows; returns as filter_edge(). */
static int filter_columns(pixel *const dst, const ptrdiff_t stride, const Limits *const limits,
                          const int size)
{
    pixel tmp[16 * PIXELS_PER_VECTOR];
    pixel *const middle = tmp + 8 * PIXELS_PER_VECTOR;
    if (size == 4)
        load_columns(middle - 2 * PIXELS_PER_VECTOR, dst - 2, stride, 4);
    else if (size < 16)
        load_columns(middle - 4 * PIXELS_PER_VECTOR, dst - 4, stride, 8);
    else
        for (int x = 0; x < 16; x += PIXELS_PER_VECTOR)
            load_columns(tmp + x * PIXELS_PER_VECTOR, dst - 8 + x, stride, PIXELS_PER_VECTOR);

    const int changed = filter_rows(middle, PIXELS_PER_VECTOR, limits, size);
    if (changed == 2)
        store_columns(dst - 2, stride, middle - 2 * PIXELS_PER_VECTOR, 4);
    else if (changed == 4)
        store_columns(dst - 4, stride, middle - 4 * PIXELS_PER_VECTOR, 8);
    else if (changed)
        for (int x = 0; x < 16; x += PIXELS_PER_VECTOR)
            store_columns(dst - 8 + x, stride, tmp + x * PIXELS_PER_VECTOR, PIXELS_PER_VECTOR);
    return changed;
}

/* All bits of the pixels of the units whose bits are set. */
static ALWAYS_INLINE v128_t lanes_of_units(const unsigned bits) {
#if BITDEPTH == 8
    const v128_t unit = wasm_i8x16_const(1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 8, 8, 8, 8);
#else
    const v128_t unit = wasm_i16x8_const(1, 1, 1, 1, 2, 2, 2, 2);
#endif
    return pixels_eq(wasm_v128_and(pixels_splat(bits), unit), unit);
}

/* Each unit's level, or where it is 0 that of the unit before it, at each of the unit's pixels. */
static ALWAYS_INLINE v128_t levels_of_units(const uint8_t (*const level)[4], const ptrdiff_t next,
                                            const ptrdiff_t before)
{
    uint32_t levels = 0;
    for (int i = 0; i < UNITS; i++) {
        const uint8_t (*const at)[4] = level + i * next;
        levels |= (uint32_t) (at[0][0] ? at[0][0] : at[-before][0]) << (8 * i);
    }
    const v128_t bytes = wasm_u32x4_splat(levels);
#if BITDEPTH == 8
    return wasm_i8x16_shuffle(bytes, bytes, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
#else
    return wasm_i8x16_shuffle(bytes, wasm_i32x4_const_splat(0),
                              0, 16, 0, 16, 0, 16, 0, 16, 1, 16, 1, 16, 1, 16, 1, 16);
#endif
}

/* Limits by the levels, as dav1d_calc_eih() makes its table of them. */
static ALWAYS_INLINE Limits limits_of_levels(const v128_t level, const Av1FilterLUT *const lut
                                             HIGHBD_DECL_SUFFIX)
{
    const int scale = bitdepth_from_max(bitdepth_max) - 8;
    const v128_t shifted =
        pixels_shr(level, (int) lut->sharp[0], pixels_shr_mask((int) lut->sharp[0]));
    const v128_t i = pixels_max(pixels_min(shifted, pixels_splat(lut->sharp[1])), pixels_splat(1));
    const v128_t e = pixels_add(pixels_add(level, level), pixels_add(i, pixels_splat(4)));
    return (Limits) {
        .e = wasm_i16x8_shl(e, scale), .i = wasm_i16x8_shl(i, scale),
        .h = wasm_i16x8_shl(pixels_shr(level, 4, pixels_shr_mask(4)), scale),
        .bitdepth_max = BITDEPTH_MAX,
    };
}

/*
 * Filters the edges whose bits are set in mask, the first's at dst, with the wider size where wide
 * or widest has it set too. Units are next apart in level, and lie before the unit beyond the edge.
 */
static ALWAYS_INLINE void filter_units(
    pixel *dst, const ptrdiff_t stride, const ptrdiff_t step, unsigned mask, unsigned wide,
    unsigned widest, const uint8_t (*level)[4], const ptrdiff_t next, const ptrdiff_t before,
    const Av1FilterLUT *const lut, int (*const filter)(pixel *, ptrdiff_t, const Limits *, int),
    const int wide_size HIGHBD_DECL_SUFFIX)
{
    const unsigned group = (1U << UNITS) - 1;
    for (; mask; mask >>= UNITS, wide >>= UNITS, widest >>= UNITS) {
        if (mask & group) {
            const v128_t levels = levels_of_units(level, next, before);
            Limits limits = limits_of_levels(levels, lut HIGHBD_TAIL_SUFFIX);
            limits.is_filtered = wasm_v128_andnot(lanes_of_units(mask),
                                                  pixels_eq(levels, wasm_i32x4_const_splat(0)));
            limits.is_wide = lanes_of_units(wide | widest);
            limits.is_widest = lanes_of_units(widest);
            filter(dst, stride, &limits, widest & group ? 16 : wide & group ? wide_size : 4);
        }
        dst += step;
        level += UNITS * next;
    }
}

decl_loopfilter_sb_fn(BF(dav1d_lpf_h_sb_y, simd128)) {
    stride = PXSTRIDE(stride);
    filter_units(dst, stride, PIXELS_PER_VECTOR * stride, mask[0] | mask[1] | mask[2], mask[1],
                 mask[2], lvl, lvl_stride, 1, lut, filter_columns, 8 HIGHBD_TAIL_SUFFIX);
}

decl_loopfilter_sb_fn(BF(dav1d_lpf_v_sb_y, simd128)) {
    filter_units(dst, PXSTRIDE(stride), PIXELS_PER_VECTOR, mask[0] | mask[1] | mask[2], mask[1],
                 mask[2], lvl, 1, lvl_stride, lut, filter_rows, 8 HIGHBD_TAIL_SUFFIX);
}

decl_loopfilter_sb_fn(BF(dav1d_lpf_h_sb_uv, simd128)) {
    stride = PXSTRIDE(stride);
    filter_units(dst, stride, PIXELS_PER_VECTOR * stride, mask[0] | mask[1], mask[1], 0,
                 lvl, lvl_stride, 1, lut, filter_columns, 6 HIGHBD_TAIL_SUFFIX);
}

decl_loopfilter_sb_fn(BF(dav1d_lpf_v_sb_uv, simd128)) {
    filter_units(dst, PXSTRIDE(stride), PIXELS_PER_VECTOR, mask[0] | mask[1], mask[1], 0,
                 lvl, 1, lvl_stride, lut, filter_rows, 6 HIGHBD_TAIL_SUFFIX);
}
