/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Film grain on a row of blocks of 32x32 luma pixels. Where blocks overlap, in their first two
 * columns and rows, the grain of the block before is blended in; lanes beyond keep their own by
 * weights of 0 and 32.
 */

#include "config.h"

#include "common/intops.h"

#include "src/wasm/filmgrain.h"
#include "src/wasm/simd128.h"

/* What is the same for all of a row of blocks. */
typedef struct Plane {
    const entry (*grain)[GRAIN_WIDTH];
    const uint8_t *scaling;
    v128_t min, max, grain_min, grain_max, pixel_max;
    int sx, sy, scaling_shift;
    /* Of chroma whose scaling does not come from luma alone. */
    int has_multipliers;
    v128_t multipliers, offset;
} Plane;

/* Where the grain begins of a block, of that to its left ([1][0]), above it ([0][1]) and both. */
typedef struct Origins {
    const entry *at[2][2];
} Origins;

static ALWAYS_INLINE Plane plane_of(const Dav1dFilmGrainData *const data,
                                    const uint8_t *const scaling,
                                    const entry (*const grain)[GRAIN_WIDTH], const int sx,
                                    const int sy, const int restricted_max HIGHBD_DECL_SUFFIX)
{
    const int scale = bitdepth_from_max(bitdepth_max) - 8;
    const int is_restricted = data->clip_to_restricted_range;
    return (Plane) {
        .grain = grain,
        .scaling = scaling,
        .sx = sx,
        .sy = sy,
        .scaling_shift = data->scaling_shift,
        .min = wasm_i16x8_splat(is_restricted ? 16 << scale : 0),
        .max = wasm_i16x8_splat(is_restricted ? restricted_max << scale : BITDEPTH_MAX),
        .grain_min = wasm_i16x8_splat(-(128 << scale)),
        .grain_max = wasm_i16x8_splat((128 << scale) - 1),
        .pixel_max = wasm_i16x8_splat(BITDEPTH_MAX),
    };
}

static ALWAYS_INLINE v128_t load_grain(const entry *const at) {
#if BITDEPTH == 8
    return wasm_i16x8_load8x8(at);
#else
    return wasm_v128_load(at);
#endif
}

/* (old, new) by weights of 32 together, which are pairs as splat_pair() makes. */
static ALWAYS_INLINE v128_t blend(const v128_t old, const v128_t new, const v128_t weights_lo,
                                  const v128_t weights_hi, const Plane *const plane)
{
    const v128_t half = wasm_i32x4_const_splat(16);
    const v128_t lo = wasm_i32x4_dot_i16x8(interleave_low_i16(old, new), weights_lo);
    const v128_t hi = wasm_i32x4_dot_i16x8(interleave_high_i16(old, new), weights_hi);
    const v128_t v = wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(lo, half), 5),
                                             wasm_i32x4_shr(wasm_i32x4_add(hi, half), 5));
    return wasm_i16x8_max(wasm_i16x8_min(v, plane->grain_max), plane->grain_min);
}

/*
 * The grain of eight pixels from x on, of the block's row or of that above it, blended to the left.
 */
static ALWAYS_INLINE v128_t grain_of(const Origins *const origins, const int above,
                                     const ptrdiff_t at, const int x, const int overlaps_left,
                                     const Plane *const plane)
{
    const v128_t grain = load_grain(origins->at[0][above] + at + x);
    if (x || !overlaps_left)
        return grain;
    const v128_t weights = plane->sx ? wasm_i16x8_const(23, 22, 0, 32, 0, 32, 0, 32)
                                     : wasm_i16x8_const(27, 17, 17, 27, 0, 32, 0, 32);
    return blend(load_grain(origins->at[1][above] + at), grain, weights,
                 wasm_i16x8_const(0, 32, 0, 32, 0, 32, 0, 32), plane);
}

/* The scaling of eight values. */
static ALWAYS_INLINE v128_t look_up(const uint8_t *const scaling, const v128_t index) {
    v128_t v = wasm_i32x4_const_splat(0);
    v = wasm_v128_load8_lane(scaling + wasm_u16x8_extract_lane(index, 0), v, 0);
    v = wasm_v128_load8_lane(scaling + wasm_u16x8_extract_lane(index, 1), v, 2);
    v = wasm_v128_load8_lane(scaling + wasm_u16x8_extract_lane(index, 2), v, 4);
    v = wasm_v128_load8_lane(scaling + wasm_u16x8_extract_lane(index, 3), v, 6);
    v = wasm_v128_load8_lane(scaling + wasm_u16x8_extract_lane(index, 4), v, 8);
    v = wasm_v128_load8_lane(scaling + wasm_u16x8_extract_lane(index, 5), v, 10);
    v = wasm_v128_load8_lane(scaling + wasm_u16x8_extract_lane(index, 6), v, 12);
    return wasm_v128_load8_lane(scaling + wasm_u16x8_extract_lane(index, 7), v, 14);
}

/* The luma of eight chroma pixels. */
static ALWAYS_INLINE v128_t load_luma(const pixel *const luma, const int sx) {
    if (!sx)
        return load_pixels(luma);
#if BITDEPTH == 8
    const v128_t sum = wasm_u16x8_extadd_pairwise_u8x16(wasm_v128_load(luma));
#else
    const v128_t sum = wasm_u16x8_narrow_i32x4(
        wasm_u32x4_extadd_pairwise_u16x8(wasm_v128_load(luma)),
        wasm_u32x4_extadd_pairwise_u16x8(wasm_v128_load(luma + 8)));
#endif
    return wasm_u16x8_avgr(sum, wasm_i32x4_const_splat(0));
}

/* What of eight pixels the scaling goes by; pixels beyond the plane's edge may hold anything. */
static ALWAYS_INLINE v128_t index_of(const v128_t px, const pixel *const luma,
                                     const Plane *const plane)
{
    v128_t index = px;
    if (luma) {
        index = load_luma(luma, plane->sx);
        if (plane->has_multipliers) {
            const v128_t lo =
                wasm_i32x4_dot_i16x8(interleave_low_i16(index, px), plane->multipliers);
            const v128_t hi =
                wasm_i32x4_dot_i16x8(interleave_high_i16(index, px), plane->multipliers);
            index = wasm_i16x8_add(plane->offset, wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(lo, 6),
                                                                          wasm_i32x4_shr(hi, 6)));
            index = wasm_i16x8_max(index, wasm_i32x4_const_splat(0));
        }
    }
    return wasm_u16x8_min(index, plane->pixel_max);
}

/* Adds grain to a row of w pixels of a block, `at` being the row's place in its grain. */
static ALWAYS_INLINE void add_grain(pixel *const dst, const pixel *const src,
                                    const pixel *const luma, const Origins *const origins,
                                    const ptrdiff_t at, const int w, const int overlaps_left,
                                    const v128_t *const weights_above, const Plane *const plane)
{
    for (int x = 0; x < w; x += 8) {
        v128_t grain = grain_of(origins, 0, at, x, overlaps_left, plane);
        if (weights_above)
            grain = blend(grain_of(origins, 1, at, x, overlaps_left, plane), grain, *weights_above,
                          *weights_above, plane);
        const v128_t px = load_pixels(src + x);
        const v128_t scaling =
            look_up(plane->scaling, index_of(px, luma ? luma + (x << plane->sx) : NULL, plane));
        const v128_t noise =
            wasm_i16x8_q15mulr_sat(wasm_i16x8_shl(scaling, 15 - plane->scaling_shift), grain);
        const v128_t sum = wasm_i16x8_add(px, noise);
        store_pixels(dst + x, wasm_i16x8_max(wasm_i16x8_min(sum, plane->max), plane->min), 8);
    }
}

/* Eight bits of the standard's shift register. */
static ALWAYS_INLINE int next_random(unsigned *const state) {
    const unsigned r = *state, bit = (r ^ (r >> 1) ^ (r >> 3) ^ (r >> 12)) & 1;
    *state = (r >> 1) | (bit << 15);
    return (*state >> 8) & 0xff;
}

static ALWAYS_INLINE void add_grain_to_blocks(pixel *const dst, const pixel *const src,
                                              const ptrdiff_t stride, const pixel *const luma,
                                              const ptrdiff_t luma_stride,
                                              const Dav1dFilmGrainData *const data, const int width,
                                              const int h, const int row_num,
                                              const Plane *const plane)
{
    const int sx = plane->sx, sy = plane->sy;
    const int block_w = FG_BLOCK_SIZE >> sx, block_h = FG_BLOCK_SIZE >> sy;
    const int overlaps_above = data->overlap_flag && row_num > 0;
    const v128_t weights_above[2] = {
        sy ? splat_pair(23, 22) : splat_pair(27, 17), splat_pair(17, 27),
    };
    unsigned seed[2];
    Origins origins;
    for (int i = 0; i <= overlaps_above; i++)
        seed[i] = data->seed ^ (((row_num - i) * 37 + 178) & 0xff) << 8 ^
                  (((row_num - i) * 173 + 105) & 0xff);

    for (int bx = 0; bx < width; bx += block_w) {
        for (int i = 0; i <= overlaps_above; i++) {
            const int random = next_random(&seed[i]);
            if (bx)
                origins.at[1][i] = origins.at[0][i] + block_w;
            origins.at[0][i] = &plane->grain[3 + (2 >> sy) * (3 + (random & 15)) + i * block_h]
                                            [3 + (2 >> sx) * (3 + (random >> 4))];
        }
        for (int y = 0; y < h; y++)
            add_grain(dst + y * stride + bx, src + y * stride + bx,
                      luma ? luma + (y << sy) * luma_stride + (bx << sx) : NULL, &origins,
                      y * GRAIN_WIDTH, imin(block_w, width - bx), data->overlap_flag && bx,
                      overlaps_above && y < (2 >> sy) ? &weights_above[y] : NULL, plane);
    }
}

decl_fgy_32x32xn_fn(BF(dav1d_fgy_32x32xn, simd128)) {
    const Plane plane = plane_of(data, scaling, grain_lut, 0, 0, 235 HIGHBD_TAIL_SUFFIX);
    add_grain_to_blocks(dst_row, src_row, PXSTRIDE(stride), NULL, 0, data, (int) pw, bh, row_num,
                        &plane);
}

static ALWAYS_INLINE void add_grain_to_chroma(pixel *const dst, const pixel *const src,
                                              const ptrdiff_t stride, const pixel *const luma,
                                              const ptrdiff_t luma_stride,
                                              const Dav1dFilmGrainData *const data, const int uv,
                                              const int width, const int h, const int row_num,
                                              const uint8_t *const scaling,
                                              const entry (*const grain)[GRAIN_WIDTH],
                                              const int sx, const int sy, const int is_id
                                              HIGHBD_DECL_SUFFIX)
{
    Plane plane = plane_of(data, scaling, grain, sx, sy, is_id ? 235 : 240 HIGHBD_TAIL_SUFFIX);
    plane.has_multipliers = !data->chroma_scaling_from_luma;
    plane.multipliers = splat_pair(data->uv_luma_mult[uv], data->uv_mult[uv]);
    plane.offset =
        wasm_i16x8_splat(data->uv_offset[uv] * (1 << (bitdepth_from_max(bitdepth_max) - 8)));
    add_grain_to_blocks(dst, src, PXSTRIDE(stride), luma, PXSTRIDE(luma_stride), data, width, h,
                        row_num, &plane);
}

#define DEFINE_CHROMA(layout, sx, sy) \
decl_fguv_32x32xn_fn(BF(dav1d_fguv_32x32xn_##layout, simd128)) { \
    add_grain_to_chroma(dst_row, src_row, stride, luma_row, luma_stride, data, uv_pl, (int) pw, \
                        bh, row_num, scaling, grain_lut, sx, sy, is_id HIGHBD_TAIL_SUFFIX); \
}

DEFINE_CHROMA(420, 1, 1)
DEFINE_CHROMA(422, 1, 0)
DEFINE_CHROMA(444, 0, 0)
