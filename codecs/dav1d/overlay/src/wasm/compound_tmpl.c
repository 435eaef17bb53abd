/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two predictions into one: averages of intermediate values, and blends of pixels. Eight values a step;
 * rows of four are taken by twos, since intermediate values and masks lie without gaps.
 */

#include "config.h"

#include "src/wasm/simd128.h"

#include "src/wasm/mc.h"
#include "src/wasm/mc_bits.h"

/* (a * weight_a + b * weight_b + round) >> shift of intermediate values, weights in pairs. */
static ALWAYS_INLINE v128_t weigh(const v128_t a, const v128_t b, const v128_t weights_low,
                                  const v128_t weights_high, const v128_t round, const int shift)
{
    const v128_t low  = wasm_i32x4_dot_i16x8(interleave_low_i16(a, b), weights_low);
    const v128_t high = wasm_i32x4_dot_i16x8(interleave_high_i16(a, b), weights_high);

    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(low, round), shift),
                                   wasm_i32x4_shr(wasm_i32x4_add(high, round), shift));
}

/* The same with weights m and 64 - m. */
static ALWAYS_INLINE v128_t weigh_masked(const v128_t a, const v128_t b, const v128_t m, const v128_t round,
                                         const int shift)
{
    const v128_t rest = wasm_i16x8_sub(wasm_i16x8_const_splat(64), m);

    return weigh(a, b, interleave_low_i16(m, rest), interleave_high_i16(m, rest), round, shift);
}

/* Clips and stores eight pixels, w at least 8, or two rows of four. */
static ALWAYS_INLINE void store_eight(pixel *const dst, const ptrdiff_t dst_stride, const v128_t v, const int w
                                      HIGHBD_DECL_SUFFIX)
{
    const v128_t pixels = clip_pixels(v HIGHBD_TAIL_SUFFIX);

    store_pixels(dst, pixels, w);
    if (w == 4)
        store_pixels(dst + PXSTRIDE(dst_stride), wasm_i64x2_shuffle(pixels, pixels, 1, 1), 4);
}

/* What rows are advanced by: eight values, or the row's width where that is more. */
#define ROWS(w) ((w) == 4 ? 2 : 1)

/* (a + b + round) >> shift of eight values; sums that leave 16 bits are beyond the range of pixels, too. */
static ALWAYS_INLINE v128_t average(const int16_t *const a, const int16_t *const b, const v128_t round, const int shift) {
    const v128_t sum = wasm_i16x8_add_sat(wasm_v128_load(a), wasm_v128_load(b));

    return wasm_i16x8_shr(wasm_i16x8_add_sat(sum, round), shift);
}

void BF(dav1d_avg, simd128)(pixel *dst, const ptrdiff_t dst_stride, const int16_t *tmp1, const int16_t *tmp2,
                            const int w, int h HIGHBD_DECL_SUFFIX)
{
    const int shift = get_intermediate_bits(bitdepth_max) + 1;
    const v128_t round = wasm_i16x8_splat((1 << (shift - 1)) + PREP_BIAS * 2);

    do {
#if BITDEPTH == 8
        if (w >= 16)
            for (int x = 0; x < w; x += 16)
                wasm_v128_store(dst + x, wasm_u8x16_narrow_i16x8(average(tmp1 + x, tmp2 + x, round, shift),
                                                                 average(tmp1 + x + 8, tmp2 + x + 8, round, shift)));
        else
#endif
            for (int x = 0; x < w; x += 8)
                store_eight(dst + x, dst_stride, average(tmp1 + x, tmp2 + x, round, shift), w HIGHBD_TAIL_SUFFIX);
        tmp1 += w * ROWS(w);
        tmp2 += w * ROWS(w);
        dst += PXSTRIDE(dst_stride) * ROWS(w);
        h -= ROWS(w);
    } while (h);
}

void BF(dav1d_w_avg, simd128)(pixel *dst, const ptrdiff_t dst_stride, const int16_t *tmp1, const int16_t *tmp2,
                              const int w, int h, const int weight HIGHBD_DECL_SUFFIX)
{
    const int shift = get_intermediate_bits(bitdepth_max) + 4;
    const v128_t round = wasm_i32x4_splat((1 << (shift - 1)) + PREP_BIAS * 16);
    const v128_t weights = splat_pair(weight, 16 - weight);

    do {
        for (int x = 0; x < w; x += 8) {
            const v128_t a = wasm_v128_load(tmp1 + x), b = wasm_v128_load(tmp2 + x);

            store_eight(dst + x, dst_stride, weigh(a, b, weights, weights, round, shift), w HIGHBD_TAIL_SUFFIX);
        }
        tmp1 += w * ROWS(w);
        tmp2 += w * ROWS(w);
        dst += PXSTRIDE(dst_stride) * ROWS(w);
        h -= ROWS(w);
    } while (h);
}

void BF(dav1d_mask, simd128)(pixel *dst, const ptrdiff_t dst_stride, const int16_t *tmp1, const int16_t *tmp2,
                             const int w, int h, const uint8_t *mask HIGHBD_DECL_SUFFIX)
{
    const int shift = get_intermediate_bits(bitdepth_max) + 6;
    const v128_t round = wasm_i32x4_splat((1 << (shift - 1)) + PREP_BIAS * 64);

    do {
        for (int x = 0; x < w; x += 8) {
            const v128_t a = wasm_v128_load(tmp1 + x), b = wasm_v128_load(tmp2 + x);
            const v128_t m = wasm_u16x8_load8x8(mask + x);

            store_eight(dst + x, dst_stride, weigh_masked(a, b, m, round, shift), w HIGHBD_TAIL_SUFFIX);
        }
        tmp1 += w * ROWS(w);
        tmp2 += w * ROWS(w);
        mask += w * ROWS(w);
        dst += PXSTRIDE(dst_stride) * ROWS(w);
        h -= ROWS(w);
    } while (h);
}

/* The weights of the first prediction, 38 to 64: the more the predictions differ, the larger. */
static ALWAYS_INLINE v128_t difference_weights(const v128_t a, const v128_t b HIGHBD_DECL_SUFFIX) {
    const int shift = bitdepth_from_max(bitdepth_max) + get_intermediate_bits(bitdepth_max) - 4;
    /* Saturated differences are far beyond those of the weight 64. */
    const v128_t difference = wasm_i16x8_abs(wasm_i16x8_sub_sat(a, b));
    const v128_t rounded = wasm_i16x8_add(difference, wasm_i16x8_splat(1 << (shift - 5)));

    return wasm_i16x8_min(wasm_i16x8_add(wasm_u16x8_shr(rounded, shift), wasm_i16x8_const_splat(38)),
                          wasm_i16x8_const_splat(64));
}

/* Stores the mask of two rows of four or of eight columns as 4:4:4. */
static ALWAYS_INLINE void store_mask_444(uint8_t *const mask, const v128_t m) {
    wasm_v128_store64_lane(mask, wasm_u8x16_narrow_i16x8(m, m), 0);
}

/* The same as 4:2:2: halves of the sums of neighbours. */
static ALWAYS_INLINE void store_mask_422(uint8_t *const mask, const v128_t m, const int sign) {
    const v128_t sums = wasm_i32x4_extadd_pairwise_i16x8(m);
    const v128_t halves = wasm_i32x4_shr(wasm_i32x4_add(sums, wasm_i32x4_splat(1 - sign)), 1);
    const v128_t words = wasm_i16x8_narrow_i32x4(halves, halves);

    wasm_v128_store32_lane(mask, wasm_u8x16_narrow_i16x8(words, words), 0);
}

/* The same as 4:2:0 from the sum of two rows: `columns` of 16 bits, 4 or 8. */
static ALWAYS_INLINE void store_mask_420(uint8_t *const mask, const v128_t rows_sum, const int sign, const int columns) {
    const v128_t sums = wasm_i32x4_extadd_pairwise_i16x8(rows_sum);
    const v128_t quarters = wasm_i32x4_shr(wasm_i32x4_add(sums, wasm_i32x4_splat(2 - sign)), 2);
    const v128_t words = wasm_i16x8_narrow_i32x4(quarters, quarters);
    const v128_t bytes = wasm_u8x16_narrow_i16x8(words, words);

    if (columns == 8)
        wasm_v128_store32_lane(mask, bytes, 0);
    else
        wasm_v128_store16_lane(mask, bytes, 0);
}

static ALWAYS_INLINE void w_mask(pixel *dst, const ptrdiff_t dst_stride, const int16_t *tmp1, const int16_t *tmp2,
                                 const int w, int h, uint8_t *mask, const int sign, const int ss_hor,
                                 const int ss_ver HIGHBD_DECL_SUFFIX)
{
    const int shift = get_intermediate_bits(bitdepth_max) + 6;
    const v128_t round = wasm_i32x4_splat((1 << (shift - 1)) + PREP_BIAS * 64);

    do {
        for (int x = 0; x < w; x += 8) {
            const v128_t a = wasm_v128_load(tmp1 + x), b = wasm_v128_load(tmp2 + x);
            const v128_t m = difference_weights(a, b HIGHBD_TAIL_SUFFIX);

            store_eight(dst + x, dst_stride, weigh_masked(a, b, m, round, shift), w HIGHBD_TAIL_SUFFIX);
            if (!ss_hor) {
                store_mask_444(mask + x, m);
            } else if (!ss_ver) {
                store_mask_422(mask + x / 2, m, sign);
            } else if (w == 4) {
                store_mask_420(mask, wasm_i16x8_add(m, wasm_i64x2_shuffle(m, m, 1, 1)), sign, 4);
            } else {
                const v128_t a1 = wasm_v128_load(tmp1 + w + x), b1 = wasm_v128_load(tmp2 + w + x);
                const v128_t m1 = difference_weights(a1, b1 HIGHBD_TAIL_SUFFIX);

                store_eight(dst + PXSTRIDE(dst_stride) + x, dst_stride,
                            weigh_masked(a1, b1, m1, round, shift), w HIGHBD_TAIL_SUFFIX);
                store_mask_420(mask + x / 2, wasm_i16x8_add(m, m1), sign, 8);
            }
        }
        const int rows = ss_ver ? 2 : ROWS(w);
        tmp1 += w * rows;
        tmp2 += w * rows;
        mask += w * rows >> (ss_hor + ss_ver);
        dst += PXSTRIDE(dst_stride) * rows;
        h -= rows;
    } while (h);
}

void BF(dav1d_w_mask_444, simd128)(pixel *const dst, const ptrdiff_t dst_stride, const int16_t *const tmp1,
                                   const int16_t *const tmp2, const int w, const int h, uint8_t *const mask,
                                   const int sign HIGHBD_DECL_SUFFIX)
{
    w_mask(dst, dst_stride, tmp1, tmp2, w, h, mask, sign, 0, 0 HIGHBD_TAIL_SUFFIX);
}

void BF(dav1d_w_mask_422, simd128)(pixel *const dst, const ptrdiff_t dst_stride, const int16_t *const tmp1,
                                   const int16_t *const tmp2, const int w, const int h, uint8_t *const mask,
                                   const int sign HIGHBD_DECL_SUFFIX)
{
    w_mask(dst, dst_stride, tmp1, tmp2, w, h, mask, sign, 1, 0 HIGHBD_TAIL_SUFFIX);
}

void BF(dav1d_w_mask_420, simd128)(pixel *const dst, const ptrdiff_t dst_stride, const int16_t *const tmp1,
                                   const int16_t *const tmp2, const int w, const int h, uint8_t *const mask,
                                   const int sign HIGHBD_DECL_SUFFIX)
{
    w_mask(dst, dst_stride, tmp1, tmp2, w, h, mask, sign, 1, 1 HIGHBD_TAIL_SUFFIX);
}
