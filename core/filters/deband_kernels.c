// SPDX-License-Identifier: MIT
/* Rows of samples that are compared with four around them; see deband.c. */
#include "filters/deband_kernels.h"

#include "simd/sample.h"

#include <etalon/filter.h>

static inline struct et_deband_spot spot_at(const struct et_deband_plane *plane, uint32_t start,
                                            int x)
{
    return plane->spots[(start + (uint32_t)x / ET_DEBAND_GROUP) & (ET_DEBAND_SPOTS - 1)];
}

/* ---- Plain C --------------------------------------------------------------------------------- */

static inline int distance(int a, int b)
{
    return a < b ? b - a : a - b;
}

static inline void span_c(void *dst, const void *const *rows, const struct et_deband_plane *plane,
                          uint32_t start, int from, int until, bool each, bool bytes)
{
    const int limit = plane->limit;
    for (int x = from; x < until; x++) {
        const struct et_deband_spot spot = spot_at(plane, start, x);
        const void *above = rows[-spot.down], *below = rows[spot.down];
        const int left = et_nearest(x - spot.across, plane->width);
        const int right = et_nearest(x + spot.across, plane->width);
        const int a = et_sample_get(above, left, bytes), b = et_sample_get(above, right, bytes);
        const int c = et_sample_get(below, left, bytes), d = et_sample_get(below, right, bytes);
        const int own = et_sample_get(rows[0], x, bytes), mean = (a + b + c + d + 2) >> 2;
        const bool replaced = each ? distance(own, a) < limit && distance(own, b) < limit &&
                                         distance(own, c) < limit && distance(own, d) < limit
                                   : distance(own, mean) < limit;
        et_sample_put(dst, x, replaced ? mean : own, bytes);
    }
}

static void span_8_c(void *dst, const void *const *rows, const struct et_deband_plane *plane,
                     uint32_t start, int from, int until, bool each)
{
    span_c(dst, rows, plane, start, from, until, each, true);
}

static void span_16_c(void *dst, const void *const *rows, const struct et_deband_plane *plane,
                      uint32_t start, int from, int until, bool each)
{
    span_c(dst, rows, plane, start, from, until, each, false);
}

/* ---- SIMD128: groups of four are loaded as one, sixteen bytes or eight words a step ---------- */

#if defined(__wasm_simd128__)

/* Four samples around each sample of a step. */
struct around {
    v128_t a, b, c, d;
};

static inline v128_t mean_16(const struct around *around)
{
    const v128_t sum =
        wasm_i16x8_add(wasm_i16x8_add(around->a, around->b), wasm_i16x8_add(around->c, around->d));
    return wasm_u16x8_shr(wasm_i16x8_add(sum, wasm_i16x8_const_splat(2)), 2);
}

static inline v128_t distance_8(v128_t a, v128_t b)
{
    return wasm_v128_or(wasm_u8x16_sub_sat(a, b), wasm_u8x16_sub_sat(b, a));
}

static inline v128_t distance_16(v128_t a, v128_t b)
{
    return wasm_v128_or(wasm_u16x8_sub_sat(a, b), wasm_u16x8_sub_sat(b, a));
}

static inline v128_t mean_8(const struct around *around)
{
    const struct around low = {
        wasm_u16x8_extend_low_u8x16(around->a), wasm_u16x8_extend_low_u8x16(around->b),
        wasm_u16x8_extend_low_u8x16(around->c), wasm_u16x8_extend_low_u8x16(around->d)};
    const struct around high = {
        wasm_u16x8_extend_high_u8x16(around->a), wasm_u16x8_extend_high_u8x16(around->b),
        wasm_u16x8_extend_high_u8x16(around->c), wasm_u16x8_extend_high_u8x16(around->d)};
    return wasm_u8x16_narrow_i16x8(mean_16(&low), mean_16(&high));
}

static inline v128_t words_32(const uint8_t *p0, const uint8_t *p1, const uint8_t *p2,
                              const uint8_t *p3)
{
    v128_t words = wasm_v128_load32_zero(p0);
    words = wasm_v128_load32_lane(p1, words, 1);
    words = wasm_v128_load32_lane(p2, words, 2);
    return wasm_v128_load32_lane(p3, words, 3);
}

static inline v128_t words_64(const uint16_t *p0, const uint16_t *p1)
{
    return wasm_v128_load64_lane(p1, wasm_v128_load64_zero(p0), 1);
}

static inline v128_t replaced_8(v128_t own, const struct around *around, v128_t limit, bool each)
{
    const v128_t mean = mean_8(around);
    v128_t away = distance_8(own, mean);
    if (each) {
        away = wasm_u8x16_max(distance_8(own, around->a), distance_8(own, around->b));
        away = wasm_u8x16_max(away, distance_8(own, around->c));
        away = wasm_u8x16_max(away, distance_8(own, around->d));
    }
    return wasm_v128_bitselect(mean, own, wasm_u8x16_lt(away, limit));
}

static inline v128_t replaced_16(v128_t own, const struct around *around, v128_t limit, bool each)
{
    const v128_t mean = mean_16(around);
    v128_t away = distance_16(own, mean);
    if (each) {
        away = wasm_i16x8_max(distance_16(own, around->a), distance_16(own, around->b));
        away = wasm_i16x8_max(away, distance_16(own, around->c));
        away = wasm_i16x8_max(away, distance_16(own, around->d));
    }
    return wasm_v128_bitselect(mean, own, wasm_i16x8_lt(away, limit));
}

/* No sample around those from `from` on to `until` - 1 is beyond the row's ends. */
static void span_8_simd128(void *dst, const void *const *rows, const struct et_deband_plane *plane,
                           uint32_t start, int from, int until, bool each)
{
    const v128_t limit = wasm_u8x16_splat((uint8_t)plane->limit);
    const uint8_t *const *bytes = (const uint8_t *const *)rows;
    for (; from < until && from & (ET_DEBAND_GROUP - 1); from++)
        span_8_c(dst, rows, plane, start, from, from + 1, each);
    int x = from;
    for (; x <= until - 16; x += 16) {
        const struct et_deband_spot s0 = spot_at(plane, start, x),
                                    s1 = spot_at(plane, start, x + 4);
        const struct et_deband_spot s2 = spot_at(plane, start, x + 8),
                                    s3 = spot_at(plane, start, x + 12);
        const uint8_t *u0 = bytes[-s0.down] + x, *d0 = bytes[s0.down] + x;
        const uint8_t *u1 = bytes[-s1.down] + x + 4, *d1 = bytes[s1.down] + x + 4;
        const uint8_t *u2 = bytes[-s2.down] + x + 8, *d2 = bytes[s2.down] + x + 8;
        const uint8_t *u3 = bytes[-s3.down] + x + 12, *d3 = bytes[s3.down] + x + 12;
        const struct around around = {
            words_32(u0 - s0.across, u1 - s1.across, u2 - s2.across, u3 - s3.across),
            words_32(u0 + s0.across, u1 + s1.across, u2 + s2.across, u3 + s3.across),
            words_32(d0 - s0.across, d1 - s1.across, d2 - s2.across, d3 - s3.across),
            words_32(d0 + s0.across, d1 + s1.across, d2 + s2.across, d3 + s3.across)};
        wasm_v128_store((uint8_t *)dst + x,
                        replaced_8(wasm_v128_load(bytes[0] + x), &around, limit, each));
    }
    span_8_c(dst, rows, plane, start, x, until, each);
}

/* For at most 14 bits, of which the sum of four fits. */
static void span_16_simd128(void *dst, const void *const *rows, const struct et_deband_plane *plane,
                            uint32_t start, int from, int until, bool each)
{
    const v128_t limit = wasm_i16x8_splat((int16_t)plane->limit);
    const uint16_t *const *words = (const uint16_t *const *)rows;
    for (; from < until && from & (ET_DEBAND_GROUP - 1); from++)
        span_16_c(dst, rows, plane, start, from, from + 1, each);
    int x = from;
    for (; x <= until - 8; x += 8) {
        const struct et_deband_spot s0 = spot_at(plane, start, x),
                                    s1 = spot_at(plane, start, x + 4);
        const uint16_t *u0 = words[-s0.down] + x, *d0 = words[s0.down] + x;
        const uint16_t *u1 = words[-s1.down] + x + 4, *d1 = words[s1.down] + x + 4;
        const struct around around = {
            words_64(u0 - s0.across, u1 - s1.across), words_64(u0 + s0.across, u1 + s1.across),
            words_64(d0 - s0.across, d1 - s1.across), words_64(d0 + s0.across, d1 + s1.across)};
        wasm_v128_store((uint16_t *)dst + x,
                        replaced_16(wasm_v128_load(words[0] + x), &around, limit, each));
    }
    span_16_c(dst, rows, plane, start, x, until, each);
}

#endif

et_deband_span *et_deband_span_for(int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128 && depth <= 14)
        return depth == 8 ? span_8_simd128 : span_16_simd128;
#else
    (void)cpu;
#endif
    return depth == 8 ? span_8_c : span_16_c;
}
