// SPDX-License-Identifier: MIT
/* An overlay of bytes of RGBA in one go; see overlay_bytes.h, and overlay.c for what it computes. */
#include "filters/overlay_bytes.h"

#include "simd/vector.h"

#if defined(__wasm_simd128__)

/* ---- Single pixels: the rest of a row -------------------------------------------------------- */

static void paint_one(const uint8_t *rgba, const struct et_channel_sum *sum, int alpha_factor,
                      int *paint, int *cover)
{
    const int value = (int)(sum->factor[0] * rgba[0] + sum->factor[1] * rgba[1] +
                            sum->factor[2] * rgba[2] + sum->bias) >>
                      sum->shift;
    *cover = (alpha_factor * rgba[3] + (1 << 15)) >> 16;
    *paint = et_covered(value, *cover);
}

static void mix_one(void *dst, const void *src, int i, bool bytes, int paint, int cover,
                    const struct et_overlay_mix *mix)
{
    const int code = bytes ? ((const uint8_t *)src)[i] : ((const uint16_t *)src)[i];
    const int base = (code << mix->shift) - mix->zero, half = 1 << (mix->shift - 1);
    int value = (base + mix->zero + paint - et_covered(base, cover) + half) >> mix->shift;
    value = value < 0 ? 0 : value > mix->max ? mix->max : value;
    if (bytes)
        ((uint8_t *)dst)[i] = (uint8_t)value;
    else
        ((uint16_t *)dst)[i] = (uint16_t)value;
}

/* ---- Eight pixels ---------------------------------------------------------------------------- */

struct factors {
    v128_t red_blue, green, bias, alpha;
};

static inline struct factors factors_of(const struct et_channel_sum *sum, int alpha_factor)
{
    return (struct factors){
        .red_blue = wasm_i32x4_splat((int)((uint32_t)sum->factor[0] & 0xFFFF) |
                                     (int)((uint32_t)sum->factor[2] << 16)),
        .green = wasm_i32x4_splat((int)((uint32_t)sum->factor[1] & 0xFFFF)),
        .bias = wasm_i32x4_splat((int)sum->bias),
        .alpha = wasm_i32x4_splat(alpha_factor),
    };
}

/* (value * cover + ET_COVER_ONE / 2) >> ET_COVER_BITS of values of at most 15 bits. */
static inline v128_t covered_16(v128_t value, v128_t cover)
{
    return wasm_i16x8_q15mulr_sat(wasm_i16x8_add(value, value), cover);
}

static inline v128_t value_of(v128_t pixels, const struct factors *factors)
{
    const v128_t bytes = wasm_i32x4_const_splat(0x00FF00FF);
    const v128_t value = wasm_i32x4_add(
        wasm_i32x4_dot_i16x8(wasm_v128_and(pixels, bytes), factors->red_blue),
        wasm_i32x4_dot_i16x8(wasm_v128_and(wasm_u32x4_shr(pixels, 8), bytes), factors->green));
    return wasm_i32x4_shr(wasm_i32x4_add(value, factors->bias), ET_OVERLAY_BYTE_BITS);
}

static inline v128_t cover_of(v128_t pixels, const struct factors *factors)
{
    const v128_t cover = wasm_i32x4_mul(wasm_u32x4_shr(pixels, 24), factors->alpha);
    return wasm_u32x4_shr(wasm_i32x4_add(cover, wasm_i32x4_const_splat(1 << 15)), 16);
}

static inline void paint_eight(const uint8_t *rgba, const struct factors *factors, v128_t *paint,
                               v128_t *cover)
{
    const v128_t left = wasm_v128_load(rgba), right = wasm_v128_load(rgba + 16);
    const v128_t value = wasm_i16x8_narrow_i32x4(value_of(left, factors), value_of(right, factors));
    *cover = wasm_i16x8_narrow_i32x4(cover_of(left, factors), cover_of(right, factors));
    *paint = covered_16(value, *cover);
}

/* Eight codes, not cut to the range. */
static inline v128_t mix_eight(v128_t codes, v128_t paint, v128_t cover,
                               const struct et_overlay_mix *mix)
{
    const v128_t base =
        wasm_i16x8_sub(wasm_i16x8_shl(codes, mix->shift), wasm_i16x8_splat((int16_t)mix->zero));
    const v128_t half = wasm_i16x8_splat((int16_t)(1 << (mix->shift - 1)));
    const v128_t change = wasm_i16x8_sub(paint, covered_16(base, cover));
    /* The zero comes back as codes: base, change and half of a code fit 16 bits without it. */
    const v128_t sum = wasm_i16x8_add(wasm_i16x8_add(base, half), change);
    return wasm_i16x8_add(wasm_i16x8_shr(sum, mix->shift),
                          wasm_i16x8_splat((int16_t)(mix->zero >> mix->shift)));
}

static inline v128_t load_codes(const void *src, int i, bool bytes)
{
    return bytes ? wasm_u16x8_load8x8((const uint8_t *)src + i)
                 : wasm_v128_load((const uint16_t *)src + i);
}

static inline void store_codes(void *dst, int i, bool bytes, v128_t codes, int max)
{
    if (bytes) {
        wasm_v128_store64_lane((uint8_t *)dst + i, wasm_u8x16_narrow_i16x8(codes, codes), 0);
        return;
    }
    codes = wasm_i16x8_max(codes, wasm_i16x8_const_splat(0));
    wasm_v128_store((uint16_t *)dst + i, wasm_i16x8_min(codes, wasm_i16x8_splat((int16_t)max)));
}

static inline void full(void *dst, const void *src, const uint8_t *rgba, int count,
                        const struct et_channel_sum *sum, int alpha_factor,
                        const struct et_overlay_mix *mix, bool bytes)
{
    const struct factors factors = factors_of(sum, alpha_factor);
    int i = 0;
    for (; i <= count - 8; i += 8) {
        v128_t paint, cover;
        paint_eight(rgba + 4 * (ptrdiff_t)i, &factors, &paint, &cover);
        store_codes(dst, i, bytes, mix_eight(load_codes(src, i, bytes), paint, cover, mix),
                    mix->max);
    }
    for (; i < count; i++) {
        int paint, cover;
        paint_one(rgba + 4 * (ptrdiff_t)i, sum, alpha_factor, &paint, &cover);
        mix_one(dst, src, i, bytes, paint, cover, mix);
    }
}

static void full_8(void *dst, const void *src, const uint8_t *rgba, int count,
                   const struct et_channel_sum *sum, int alpha_factor,
                   const struct et_overlay_mix *mix)
{
    full(dst, src, rgba, count, sum, alpha_factor, mix, true);
}

static void full_16(void *dst, const void *src, const uint8_t *rgba, int count,
                    const struct et_channel_sum *sum, int alpha_factor,
                    const struct et_overlay_mix *mix)
{
    full(dst, src, rgba, count, sum, alpha_factor, mix, false);
}

static void paint_rows(int16_t *paint, int16_t *cover, const uint8_t *upper, const uint8_t *lower,
                       int count, const struct et_channel_sum *sum, int alpha_factor)
{
    const struct factors factors = factors_of(sum, alpha_factor);
    const uint8_t *const rows[2] = {upper, lower};
    int i = 0;
    for (; i <= count - 8; i += 8) {
        v128_t paints = wasm_i16x8_const_splat(0), covers = wasm_i16x8_const_splat(-ET_COVER_ONE);
        for (int r = 0; r < 2; r++) {
            if (!rows[r])
                continue;
            v128_t own_paint, own_cover;
            paint_eight(rows[r] + 4 * (ptrdiff_t)i, &factors, &own_paint, &own_cover);
            paints = wasm_i16x8_add(paints, own_paint);
            covers = wasm_i16x8_add(covers, own_cover);
        }
        wasm_v128_store(paint + i, paints);
        wasm_v128_store(cover + i, covers);
    }
    for (; i < count; i++) {
        int paints = 0, covers = -ET_COVER_ONE;
        for (int r = 0; r < 2; r++) {
            if (!rows[r])
                continue;
            int own_paint, own_cover;
            paint_one(rows[r] + 4 * (ptrdiff_t)i, sum, alpha_factor, &own_paint, &own_cover);
            paints += own_paint;
            covers += own_cover;
        }
        paint[i] = (int16_t)paints;
        cover[i] = (int16_t)covers;
    }
}

/* ---- Chroma: means of two rows and of two pixels, or three ----------------------------------- */

/*
 * Means are of 8 in weight: over two rows, 4 and 4; across, 4 and 4 or 2, 4 and 2. With sums of two rows
 * that is (s0 + s1 + 2) >> 2, or (s0 + 2 s1 + s2 + 4) >> 3; cover lacks ET_COVER_ONE a sum.
 */
static inline int mean_one(const int16_t *sums, bool midway, int lacking)
{
    if (midway)
        return (sums[0] + sums[1] + 2 * lacking + 2) >> 2;
    return (sums[0] + 2 * sums[1] + sums[2] + 4 * lacking + 4) >> 3;
}

static inline v128_t mean_four(const int16_t *sums, bool midway, int lacking)
{
    const v128_t pairs = wasm_v128_load(sums);
    if (midway) {
        const v128_t sum = wasm_i32x4_extadd_pairwise_i16x8(pairs);
        return wasm_i32x4_shr(wasm_i32x4_add(sum, wasm_i32x4_splat(2 * lacking + 2)), 2);
    }
    const v128_t first = wasm_i32x4_dot_i16x8(pairs, wasm_i32x4_const_splat(0x00020001));
    const v128_t last =
        wasm_i32x4_dot_i16x8(wasm_v128_load(sums + 2), wasm_i32x4_const_splat(0x00000001));
    const v128_t sum = wasm_i32x4_add(first, last);
    return wasm_i32x4_shr(wasm_i32x4_add(sum, wasm_i32x4_splat(4 * lacking + 4)), 3);
}

static inline v128_t mean_eight(const int16_t *sums, bool midway, int lacking)
{
    return wasm_i16x8_narrow_i32x4(mean_four(sums, midway, lacking),
                                   mean_four(sums + 8, midway, lacking));
}

static inline void mix_means(void *dst, const void *src, const int16_t *paint, const int16_t *cover,
                             int count, bool midway, const struct et_overlay_mix *mix, bool bytes)
{
    int i = 0;
    for (; i <= count - 8; i += 8) {
        const v128_t paints = mean_eight(paint + 2 * (ptrdiff_t)i, midway, 0);
        const v128_t covers = mean_eight(cover + 2 * (ptrdiff_t)i, midway, ET_COVER_ONE);
        store_codes(dst, i, bytes, mix_eight(load_codes(src, i, bytes), paints, covers, mix),
                    mix->max);
    }
    for (; i < count; i++)
        mix_one(dst, src, i, bytes, mean_one(paint + 2 * (ptrdiff_t)i, midway, 0),
                mean_one(cover + 2 * (ptrdiff_t)i, midway, ET_COVER_ONE), mix);
}

static void mix_8(void *dst, const void *src, const int16_t *paint, const int16_t *cover, int count,
                  bool midway, const struct et_overlay_mix *mix)
{
    if (midway)
        mix_means(dst, src, paint, cover, count, true, mix, true);
    else
        mix_means(dst, src, paint, cover, count, false, mix, true);
}

static void mix_16(void *dst, const void *src, const int16_t *paint, const int16_t *cover,
                   int count, bool midway, const struct et_overlay_mix *mix)
{
    mix_means(dst, src, paint, cover, count, midway, mix, false);
}

bool et_overlay_bytes_kernels(int depth, unsigned cpu, struct et_overlay_bytes *bytes)
{
    if (!(cpu & ET_CPU_SIMD128) || depth > ET_OVERLAY_MOST_BITS)
        return false;
    *bytes = depth == 8 ? (struct et_overlay_bytes){full_8, paint_rows, mix_8}
                        : (struct et_overlay_bytes){full_16, paint_rows, mix_16};
    return true;
}

#else

bool et_overlay_bytes_kernels(int depth, unsigned cpu, struct et_overlay_bytes *bytes)
{
    (void)depth, (void)cpu, (void)bytes;
    return false;
}

#endif
