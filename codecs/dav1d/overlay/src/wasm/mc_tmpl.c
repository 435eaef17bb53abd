/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Motion compensation: blocks of pixels (put) or of intermediate values (prep) at positions between pixels.
 * Blocks are taken in strips of eight columns; what is read beyond a narrower block is not stored.
 */

#include "config.h"

#include "src/levels.h"
#include "src/tables.h"
#include "src/wasm/mc.h"
#include "src/wasm/mc_bits.h"
#include "src/wasm/subpel.h"

/* Where a block comes from and goes to: pixels to `dst`, intermediate values to `tmp`. */
typedef struct Block {
    pixel *dst;
    int16_t *tmp;
    ptrdiff_t dst_stride; /* in pixels; the stride of `tmp` is w */
    const pixel *src;
    ptrdiff_t src_stride; /* in pixels */
    int w, h;
    int bitdepth_max;
} Block;

/* Fractional bits of a filter: bilinear ones have two taps. */
#define filter_bits(taps) ((taps) == 2 ? 4 : 6)

/* How sums are rounded to what is stored. */
typedef struct Rounding {
    int first_round, first_shift; /* to intermediate values */
    int round, shift;             /* from sums of pixels to what is stored */
    int last_round, last_shift;   /* from sums of intermediate values to what is stored */
} Rounding;

static ALWAYS_INLINE Rounding rounding(const Block *const b, const int bits, const int put) {
    const int intermediate_bits = get_intermediate_bits(b->bitdepth_max);
    const int first_shift = bits - intermediate_bits, first_round = (1 << first_shift) >> 1;

    if (put) {
        const int last_shift = bits + intermediate_bits;
        return (Rounding) { first_round, first_shift, 1 << (bits - 1), bits, 1 << (last_shift - 1), last_shift };
    }
    return (Rounding) { first_round, first_shift, first_round - (PREP_BIAS << first_shift), first_shift,
                        (1 << (bits - 1)) - (PREP_BIAS << bits), bits };
}

/* Stores the values of a strip's row. */
static ALWAYS_INLINE void store_row(const Block *const b, const int x, const int y, const v128_t v, const int put) {
    const int w = b->w;

    if (put) {
#if BITDEPTH == 16
        const int bitdepth_max = b->bitdepth_max;
#endif
        store_pixels(b->dst + y * b->dst_stride + x, clip_pixels(v HIGHBD_TAIL_SUFFIX), w);
    } else {
        int16_t *const tmp = b->tmp + y * w + x;
        if (w >= 8)
            wasm_v128_store(tmp, v);
        else
            wasm_v128_store64_lane(tmp, v, 0);
    }
}

static ALWAYS_INLINE void filter_h(const Block *const b, const int8_t *const fh, const int taps, const int put) {
    const Rounding r = rounding(b, filter_bits(taps), put);
    /* Pixels are rounded twice, as intermediate values are of blocks that are filtered in both directions. */
    const int round = put ? r.round + r.first_round : r.round;
    Taps t;

    load_taps(&t, fh, taps);
    for (int x = 0; x < b->w; x += 8) {
        const pixel *src = b->src + x - (taps / 2 - 1);

        for (int y = 0; y < b->h; y++) {
            store_row(b, x, y, filter_row(src, &t, taps, round, r.shift), put);
            src += b->src_stride;
        }
    }
}

static ALWAYS_INLINE void filter_v(const Block *const b, const int8_t *const fv, const int taps, const int put) {
    const Rounding r = rounding(b, filter_bits(taps), put);
    Taps t;

    load_taps(&t, fv, taps);
    for (int x = 0; x < b->w; x += 8) {
        const pixel *src = b->src + x - (taps / 2 - 1) * b->src_stride;

        /* Two rows at a time, since they share all but two of the rows that they are made from. */
        for (int y = 0; y < b->h; y += 2) {
#if BITDEPTH == 8
            v128_t sum0 = wasm_i16x8_splat(r.round), sum1 = sum0;
            v128_t row = load_pixels(src);

            for (int i = 0; i < taps; i++) {
                sum0 = wasm_i16x8_add(sum0, wasm_i16x8_mul(row, t.single[i]));
                row  = load_pixels(src + (i + 1) * b->src_stride);
                sum1 = wasm_i16x8_add(sum1, wasm_i16x8_mul(row, t.single[i]));
            }
            store_row(b, x, y, wasm_i16x8_shr(sum0, r.shift), put);
            store_row(b, x, y + 1, wasm_i16x8_shr(sum1, r.shift), put);
#else
            v128_t pairs[8][2];
            v128_t row = load_pixels(src);

            for (int i = 0; i < taps; i++) {
                const v128_t next = load_pixels(src + (i + 1) * b->src_stride);

                pairs[i][0] = interleave_low_i16(row, next);
                pairs[i][1] = interleave_high_i16(row, next);
                row = next;
            }
            store_row(b, x, y, filter_pairs(pairs, &t, taps, wasm_i32x4_splat(r.round), r.shift), put);
            store_row(b, x, y + 1, filter_pairs(pairs + 1, &t, taps, wasm_i32x4_splat(r.round), r.shift), put);
#endif
            src += 2 * b->src_stride;
        }
    }
}

static ALWAYS_INLINE void filter_hv(const Block *const b, const int8_t *const fh, const int8_t *const fv, const int taps,
                                    const int put)
{
    const Rounding r = rounding(b, filter_bits(taps), put);
    const v128_t last_round = wasm_i32x4_splat(r.last_round);
    v128_t pairs[128 + 7][2];
    Taps t;

    for (int x = 0; x < b->w; x += 8) {
        const pixel *src = b->src + x - (taps / 2 - 1) * (1 + b->src_stride);

        load_taps(&t, fh, taps);
        v128_t row = filter_row(src, &t, taps, r.first_round, r.first_shift);
        for (int y = 0; y < b->h + taps - 2; y++) {
            src += b->src_stride;
            const v128_t next = filter_row(src, &t, taps, r.first_round, r.first_shift);
            pairs[y][0] = interleave_low_i16(row, next);
            pairs[y][1] = interleave_high_i16(row, next);
            row = next;
        }

        load_taps(&t, fv, taps);
        for (int y = 0; y < b->h; y++)
            store_row(b, x, y, filter_pairs(pairs + y, &t, taps, last_round, r.last_shift), put);
    }
}

/* Takes a copy of the block, which no store can change. */
static ALWAYS_INLINE void filter(const Block b, const int8_t *const fh, const int8_t *const fv, const int taps,
                                 const int put)
{
    if (fh && fv)
        filter_hv(&b, fh, fv, taps, put);
    else if (fh)
        filter_h(&b, fh, taps, put);
    else
        filter_v(&b, fv, taps, put);
}

/* Each kind of block and number of taps in a function of its own, whose loops over taps are unrolled. */
static NOINLINE void put_2(const Block *const b, const int8_t *const fh, const int8_t *const fv) {
    filter(*b, fh, fv, 2, 1);
}

static NOINLINE void put_6(const Block *const b, const int8_t *const fh, const int8_t *const fv) {
    filter(*b, fh, fv, 6, 1);
}

static NOINLINE void put_8(const Block *const b, const int8_t *const fh, const int8_t *const fv) {
    filter(*b, fh, fv, 8, 1);
}

static NOINLINE void prep_2(const Block *const b, const int8_t *const fh, const int8_t *const fv) {
    filter(*b, fh, fv, 2, 0);
}

static NOINLINE void prep_6(const Block *const b, const int8_t *const fh, const int8_t *const fv) {
    filter(*b, fh, fv, 6, 0);
}

static NOINLINE void prep_8(const Block *const b, const int8_t *const fh, const int8_t *const fv) {
    filter(*b, fh, fv, 8, 0);
}

static NOINLINE void put_copy(const Block *const b) {
    const uint8_t *src = (const uint8_t *) b->src;
    uint8_t *dst = (uint8_t *) b->dst;
    const int bytes = b->w * sizeof(pixel);

    for (int y = 0; y < b->h; y++) {
        if (bytes == 2)
            memcpy(dst, src, 2);
        else if (bytes == 4)
            memcpy(dst, src, 4);
        else if (bytes == 8)
            memcpy(dst, src, 8);
        else
            for (int x = 0; x < bytes; x += 16)
                wasm_v128_store(dst + x, wasm_v128_load(src + x));
        src += b->src_stride * sizeof(pixel);
        dst += b->dst_stride * sizeof(pixel);
    }
}

static NOINLINE void prep_copy(const Block *const b) {
    const int shift = get_intermediate_bits(b->bitdepth_max);
    const v128_t bias = wasm_i16x8_splat(PREP_BIAS);
    const pixel *src = b->src;
    int16_t *tmp = b->tmp;

    for (int y = 0; y < b->h; y++) {
        if (b->w == 4)
            wasm_v128_store64_lane(tmp, wasm_i16x8_sub(wasm_i16x8_shl(load_pixels(src), shift), bias), 0);
        else
            for (int x = 0; x < b->w; x += 8)
                wasm_v128_store(tmp + x, wasm_i16x8_sub(wasm_i16x8_shl(load_pixels(src + x), shift), bias));
        src += b->src_stride;
        tmp += b->w;
    }
}

/* The filter of a fraction: those of short rows and columns have four taps. NULL at full pixels. */
static ALWAYS_INLINE const int8_t *find_filter(const int fraction, const int type, const int length) {
    return !fraction ? NULL : dav1d_mc_subpel_filters[length > 4 ? type : 3 + (type & 1)][fraction - 1];
}

static ALWAYS_INLINE int has_eight_taps(const int8_t *const filter) {
    return filter && (filter[0] | filter[7]);
}

static ALWAYS_INLINE void mc_8tap(const Block *const b, const int mx, const int my, const int type_h, const int type_v,
                                  const int put)
{
    const int8_t *const fh = find_filter(mx, type_h, b->w), *const fv = find_filter(my, type_v, b->h);

    if (!fh && !fv)
        (put ? put_copy : prep_copy)(b);
    else if (has_eight_taps(fh) || has_eight_taps(fv))
        (put ? put_8 : prep_8)(b, fh, fv);
    else
        (put ? put_6 : prep_6)(b, fh ? fh + 1 : NULL, fv ? fv + 1 : NULL);
}

static NOINLINE void put_8tap(const Block *const b, const int mx, const int my, const int type_h, const int type_v) {
    mc_8tap(b, mx, my, type_h, type_v, 1);
}

static NOINLINE void prep_8tap(const Block *const b, const int mx, const int my, const int type_h, const int type_v) {
    mc_8tap(b, mx, my, type_h, type_v, 0);
}

static ALWAYS_INLINE void mc_bilinear(const Block *const b, const int mx, const int my, const int put) {
    const int8_t filters[2][2] = { { (int8_t) (16 - mx), (int8_t) mx }, { (int8_t) (16 - my), (int8_t) my } };

    if (!mx && !my)
        (put ? put_copy : prep_copy)(b);
    else
        (put ? put_2 : prep_2)(b, mx ? filters[0] : NULL, my ? filters[1] : NULL);
}

#if BITDEPTH == 8
#define BLOCK_BITDEPTH_MAX 0xff
#else
#define BLOCK_BITDEPTH_MAX bitdepth_max
#endif

#define PUT_BLOCK { dst, NULL, PXSTRIDE(dst_stride), src, PXSTRIDE(src_stride), w, h, BLOCK_BITDEPTH_MAX }
#define PREP_BLOCK { NULL, tmp, 0, src, PXSTRIDE(src_stride), w, h, BLOCK_BITDEPTH_MAX }

#define MC_FNS(name, type_h, type_v)                                                                         \
decl_mc_fn(BF(dav1d_put_8tap_ ## name, simd128)) {                                                           \
    put_8tap(&(const Block) PUT_BLOCK, mx, my, type_h, type_v);                                              \
}                                                                                                            \
decl_mct_fn(BF(dav1d_prep_8tap_ ## name, simd128)) {                                                         \
    prep_8tap(&(const Block) PREP_BLOCK, mx, my, type_h, type_v);                                            \
}
MC_FNS(regular,        DAV1D_FILTER_8TAP_REGULAR, DAV1D_FILTER_8TAP_REGULAR)
MC_FNS(regular_sharp,  DAV1D_FILTER_8TAP_REGULAR, DAV1D_FILTER_8TAP_SHARP)
MC_FNS(regular_smooth, DAV1D_FILTER_8TAP_REGULAR, DAV1D_FILTER_8TAP_SMOOTH)
MC_FNS(smooth,         DAV1D_FILTER_8TAP_SMOOTH,  DAV1D_FILTER_8TAP_SMOOTH)
MC_FNS(smooth_regular, DAV1D_FILTER_8TAP_SMOOTH,  DAV1D_FILTER_8TAP_REGULAR)
MC_FNS(smooth_sharp,   DAV1D_FILTER_8TAP_SMOOTH,  DAV1D_FILTER_8TAP_SHARP)
MC_FNS(sharp,          DAV1D_FILTER_8TAP_SHARP,   DAV1D_FILTER_8TAP_SHARP)
MC_FNS(sharp_regular,  DAV1D_FILTER_8TAP_SHARP,   DAV1D_FILTER_8TAP_REGULAR)
MC_FNS(sharp_smooth,   DAV1D_FILTER_8TAP_SHARP,   DAV1D_FILTER_8TAP_SMOOTH)

decl_mc_fn(BF(dav1d_put_bilin, simd128)) {
    mc_bilinear(&(const Block) PUT_BLOCK, mx, my, 1);
}

decl_mct_fn(BF(dav1d_prep_bilin, simd128)) {
    mc_bilinear(&(const Block) PREP_BLOCK, mx, my, 0);
}
