// SPDX-License-Identifier: MIT
/* The inner loops of an overlay of bytes of RGBA; see overlay_bytes.h. */
#include "filters/overlay_bytes.h"

#include "simd/sample.h"

/* ---- Plain C --------------------------------------------------------------------------------- */

/* A product with cover, halves upward. */
static inline int covered(int value, int cover)
{
    return (value * cover + ET_COVER_ONE / 2) >> ET_COVER_BITS;
}

static inline int cover_of_one(const uint8_t *rgba, int alpha_factor)
{
    return (alpha_factor * rgba[3] + (1 << 15)) >> 16;
}

static inline int paint_of_one(const uint8_t *rgba, const struct et_bytes_plane *plane, int cover)
{
    const int value = (plane->factor[0] * rgba[0] + plane->factor[1] * rgba[1] +
                       plane->factor[2] * rgba[2] + plane->bias) >>
                      8;
    return covered(value, cover);
}

static inline void mix_one(void *dst, const void *src, int i, bool bytes, int paint, int cover,
                           int zero, const struct et_middle_codes *codes)
{
    const int base = (et_sample_get(src, i, bytes) << codes->shift) - zero;
    const int half = 1 << (codes->shift - 1);
    const int value = (base + zero + paint - covered(base, cover) + half) >> codes->shift;
    et_sample_put(dst, i, value < 0 ? 0 : value > codes->max ? codes->max : value, bytes);
}

static inline void full_span(void *dst, const void *src, const uint8_t *rgba, int first, int count,
                             const struct et_bytes_plane *plane, int alpha_factor,
                             const struct et_middle_codes *codes, bool bytes)
{
    for (int i = first; i < count; i++) {
        const uint8_t *pixel = rgba + 4 * (ptrdiff_t)i;
        const int cover = cover_of_one(pixel, alpha_factor);
        mix_one(dst, src, i, bytes, paint_of_one(pixel, plane, cover), cover, plane->zero, codes);
    }
}

static void full_8_c(void *dst, const void *src, const uint8_t *rgba, int count,
                     const struct et_bytes_plane *plane, int alpha_factor,
                     const struct et_middle_codes *codes)
{
    full_span(dst, src, rgba, 0, count, plane, alpha_factor, codes, true);
}

static void full_16_c(void *dst, const void *src, const uint8_t *rgba, int count,
                      const struct et_bytes_plane *plane, int alpha_factor,
                      const struct et_middle_codes *codes)
{
    full_span(dst, src, rgba, 0, count, plane, alpha_factor, codes, false);
}

static inline void paint_span(int16_t *const paint[2], int16_t *cover, const uint8_t *upper,
                              const uint8_t *lower, int first, int count,
                              const struct et_bytes_plane planes[2], int alpha_factor)
{
    const uint8_t *const rows[2] = {upper, lower};
    for (int i = first; i < count; i++) {
        int sums[2] = {0, 0}, covers = -ET_COVER_ONE;
        for (int r = 0; r < 2; r++) {
            if (!rows[r])
                continue;
            const uint8_t *pixel = rows[r] + 4 * (ptrdiff_t)i;
            const int own = cover_of_one(pixel, alpha_factor);
            covers += own;
            for (int p = 0; p < 2; p++)
                sums[p] += paint_of_one(pixel, &planes[p], own);
        }
        paint[0][i] = (int16_t)sums[0];
        paint[1][i] = (int16_t)sums[1];
        cover[i] = (int16_t)covers;
    }
}

static void paint_c(int16_t *const paint[2], int16_t *cover, const uint8_t *upper,
                    const uint8_t *lower, int count, const struct et_bytes_plane planes[2],
                    int alpha_factor)
{
    paint_span(paint, cover, upper, lower, 0, count, planes, alpha_factor);
}

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

static inline void mix_span(void *const dst[2], const void *const src[2],
                            const int16_t *const paint[2], const int16_t *cover, int first,
                            int count, bool midway, int zero, const struct et_middle_codes *codes,
                            bool bytes)
{
    for (int i = first; i < count; i++) {
        const int mean = cover ? mean_one(cover + 2 * (ptrdiff_t)i, midway, ET_COVER_ONE) : 0;
        for (int p = 0; p < 2; p++)
            mix_one(dst[p], src[p], i, bytes, mean_one(paint[p] + 2 * (ptrdiff_t)i, midway, 0),
                    mean, zero, codes);
    }
}

static void mix_8_c(void *const dst[2], const void *const src[2], const int16_t *const paint[2],
                    const int16_t *cover, int count, bool midway, int zero,
                    const struct et_middle_codes *codes)
{
    mix_span(dst, src, paint, cover, 0, count, midway, zero, codes, true);
}

static void mix_16_c(void *const dst[2], const void *const src[2], const int16_t *const paint[2],
                     const int16_t *cover, int count, bool midway, int zero,
                     const struct et_middle_codes *codes)
{
    mix_span(dst, src, paint, cover, 0, count, midway, zero, codes, false);
}

/* ---- SIMD128: eight pixels a step, the rest in C --------------------------------------------- */

#if defined(__wasm_simd128__)

struct factors {
    v128_t red_blue, green, bias;
};

static inline struct factors factors_of(const struct et_bytes_plane *plane)
{
    return (struct factors){
        .red_blue = wasm_i32x4_splat((int)((uint32_t)plane->factor[0] & 0xFFFF) |
                                     (int)((uint32_t)plane->factor[2] << 16)),
        .green = wasm_i32x4_splat((int)((uint32_t)plane->factor[1] & 0xFFFF)),
        .bias = wasm_i32x4_splat(plane->bias),
    };
}

/* Eight pixels: bytes of red and blue, and of green, in 16 bits; cover. */
struct pixels {
    v128_t red_blue[2], green[2], cover;
};

static inline struct pixels load_pixels(const uint8_t *rgba, v128_t alpha_factor)
{
    const v128_t bytes = wasm_i32x4_const_splat(0x00FF00FF), half = wasm_i32x4_const_splat(1 << 15);
    struct pixels pixels;
    v128_t covers[2];
    for (int i = 0; i < 2; i++) {
        const v128_t four = wasm_v128_load(rgba + 16 * i), upper = wasm_u32x4_shr(four, 8);
        const v128_t cover = wasm_i32x4_mul(wasm_u32x4_shr(four, 24), alpha_factor);
        pixels.red_blue[i] = wasm_v128_and(four, bytes);
        pixels.green[i] = wasm_v128_and(upper, bytes); /* and alpha, times 0 */
        covers[i] = wasm_u32x4_shr(wasm_i32x4_add(cover, half), 16);
    }
    pixels.cover = wasm_i16x8_narrow_i32x4(covers[0], covers[1]);
    return pixels;
}

/* (value * cover + ET_COVER_ONE / 2) >> ET_COVER_BITS of values of at most 15 bits. */
static inline v128_t covered_16(v128_t value, v128_t cover)
{
    return wasm_i16x8_q15mulr_sat(wasm_i16x8_add(value, value), cover);
}

static inline v128_t value_of(v128_t red_blue, v128_t green, const struct factors *factors)
{
    const v128_t value = wasm_i32x4_add(wasm_i32x4_dot_i16x8(red_blue, factors->red_blue),
                                        wasm_i32x4_dot_i16x8(green, factors->green));
    return wasm_i32x4_shr(wasm_i32x4_add(value, factors->bias), 8);
}

static inline v128_t paint_of(const struct pixels *pixels, const struct factors *factors)
{
    const v128_t value =
        wasm_i16x8_narrow_i32x4(value_of(pixels->red_blue[0], pixels->green[0], factors),
                                value_of(pixels->red_blue[1], pixels->green[1], factors));
    return covered_16(value, pixels->cover);
}

/* Eight codes, not cut to the range. */
static inline v128_t mix_eight(v128_t samples, v128_t paint, v128_t cover, int zero, int shift)
{
    const v128_t base =
        wasm_i16x8_sub(wasm_i16x8_shl(samples, (uint32_t)shift), wasm_i16x8_splat((int16_t)zero));
    const v128_t half = wasm_i16x8_splat((int16_t)(1 << (shift - 1)));
    const v128_t change = wasm_i16x8_sub(paint, covered_16(base, cover));
    /* The zero comes back as codes: base, change and half of a code fit 16 bits without it. */
    const v128_t sum = wasm_i16x8_add(wasm_i16x8_add(base, half), change);
    return wasm_i16x8_add(wasm_i16x8_shr(sum, (uint32_t)shift),
                          wasm_i16x8_splat((int16_t)(zero >> shift)));
}

static inline void store_eight(void *dst, int i, bool bytes, v128_t samples, int max)
{
    if (!bytes) {
        samples = wasm_i16x8_max(samples, wasm_i16x8_const_splat(0));
        samples = wasm_i16x8_min(samples, wasm_i16x8_splat((int16_t)max));
    }
    et_sample_store(dst, i, samples, bytes);
}

static inline void full(void *dst, const void *src, const uint8_t *rgba, int count,
                        const struct et_bytes_plane *plane, int alpha_factor,
                        const struct et_middle_codes *codes, bool bytes)
{
    const struct factors factors = factors_of(plane);
    const v128_t alpha = wasm_i32x4_splat(alpha_factor);
    const int shift = codes->shift, max = codes->max, zero = plane->zero;
    int i = 0;
    for (; i <= count - 8; i += 8) {
        const struct pixels pixels = load_pixels(rgba + 4 * (ptrdiff_t)i, alpha);
        const v128_t mixed = mix_eight(et_sample_load(src, i, bytes), paint_of(&pixels, &factors),
                                       pixels.cover, zero, shift);
        store_eight(dst, i, bytes, mixed, max);
    }
    full_span(dst, src, rgba, i, count, plane, alpha_factor, codes, bytes);
}

static void full_8_simd128(void *dst, const void *src, const uint8_t *rgba, int count,
                           const struct et_bytes_plane *plane, int alpha_factor,
                           const struct et_middle_codes *codes)
{
    full(dst, src, rgba, count, plane, alpha_factor, codes, true);
}

static void full_16_simd128(void *dst, const void *src, const uint8_t *rgba, int count,
                            const struct et_bytes_plane *plane, int alpha_factor,
                            const struct et_middle_codes *codes)
{
    full(dst, src, rgba, count, plane, alpha_factor, codes, false);
}

static void paint_simd128(int16_t *const paint[2], int16_t *cover, const uint8_t *upper,
                          const uint8_t *lower, int count, const struct et_bytes_plane planes[2],
                          int alpha_factor)
{
    const struct factors cb = factors_of(&planes[0]), cr = factors_of(&planes[1]);
    const v128_t alpha = wasm_i32x4_splat(alpha_factor);
    const uint8_t *const rows[2] = {upper, lower};
    int16_t *const paint_cb = paint[0], *const paint_cr = paint[1];
    int i = 0;
    for (; i <= count - 8; i += 8) {
        v128_t sum_cb = wasm_i16x8_const_splat(0), sum_cr = wasm_i16x8_const_splat(0);
        v128_t covers = wasm_i16x8_const_splat(-ET_COVER_ONE);
        for (int r = 0; r < 2; r++) {
            if (!rows[r])
                continue;
            const struct pixels pixels = load_pixels(rows[r] + 4 * (ptrdiff_t)i, alpha);
            sum_cb = wasm_i16x8_add(sum_cb, paint_of(&pixels, &cb));
            sum_cr = wasm_i16x8_add(sum_cr, paint_of(&pixels, &cr));
            covers = wasm_i16x8_add(covers, pixels.cover);
        }
        wasm_v128_store(paint_cb + i, sum_cb);
        wasm_v128_store(paint_cr + i, sum_cr);
        wasm_v128_store(cover + i, covers);
    }
    paint_span(paint, cover, upper, lower, i, count, planes, alpha_factor);
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

static inline v128_t mixed(const void *src, int i, bool bytes, const int16_t *paint, v128_t covers,
                           bool midway, int zero, int shift)
{
    return mix_eight(et_sample_load(src, i, bytes), mean_eight(paint + 2 * (ptrdiff_t)i, midway, 0),
                     covers, zero, shift);
}

/* Where nothing of the base goes, `covers` is false. */
static inline void mix_means(void *const dst[2], const void *const src[2],
                             const int16_t *const paint[2], const int16_t *cover, int count,
                             bool midway, int zero, const struct et_middle_codes *codes, bool bytes,
                             bool covers)
{
    const int16_t *const paint_cb = paint[0], *const paint_cr = paint[1];
    void *const dst_cb = dst[0], *const dst_cr = dst[1];
    const void *const src_cb = src[0], *const src_cr = src[1];
    const int shift = codes->shift, max = codes->max;
    int i = 0;
    for (; i <= count - 8; i += 8) {
        const v128_t means = covers ? mean_eight(cover + 2 * (ptrdiff_t)i, midway, ET_COVER_ONE)
                                    : wasm_i16x8_const_splat(0);
        store_eight(dst_cb, i, bytes, mixed(src_cb, i, bytes, paint_cb, means, midway, zero, shift),
                    max);
        store_eight(dst_cr, i, bytes, mixed(src_cr, i, bytes, paint_cr, means, midway, zero, shift),
                    max);
    }
    mix_span(dst, src, paint, cover, i, count, midway, zero, codes, bytes);
}

static void mix_8_simd128(void *const dst[2], const void *const src[2],
                          const int16_t *const paint[2], const int16_t *cover, int count,
                          bool midway, int zero, const struct et_middle_codes *codes)
{
    if (!cover)
        mix_means(dst, src, paint, cover, count, midway, zero, codes, true, false);
    else if (midway)
        mix_means(dst, src, paint, cover, count, true, zero, codes, true, true);
    else
        mix_means(dst, src, paint, cover, count, false, zero, codes, true, true);
}

static void mix_16_simd128(void *const dst[2], const void *const src[2],
                           const int16_t *const paint[2], const int16_t *cover, int count,
                           bool midway, int zero, const struct et_middle_codes *codes)
{
    if (cover)
        mix_means(dst, src, paint, cover, count, midway, zero, codes, false, true);
    else
        mix_means(dst, src, paint, cover, count, midway, zero, codes, false, false);
}

#endif

struct et_overlay_bytes_kernels et_overlay_bytes_kernels(int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return depth == 8
                   ? (struct et_overlay_bytes_kernels){full_8_simd128, paint_simd128, mix_8_simd128}
                   : (struct et_overlay_bytes_kernels){full_16_simd128, paint_simd128,
                                                       mix_16_simd128};
#else
    (void)cpu;
#endif
    return depth == 8 ? (struct et_overlay_bytes_kernels){full_8_c, paint_c, mix_8_c}
                      : (struct et_overlay_bytes_kernels){full_16_c, paint_c, mix_16_c};
}
