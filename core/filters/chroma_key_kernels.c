// SPDX-License-Identifier: MIT
/* The inner loops of a chroma key; see chroma_key.c. */
#include "filters/chroma_key.h"

#include "simd/vector.h"

#include <etalon/filter.h>
#include <math.h>
#include <string.h>

/* 2^23: added to 0 to 2^22 it leaves the nearest whole number, halves to even, in the low bits. */
#define ROUNDER 8388608.0f

/* ---- Plain C --------------------------------------------------------------------------------- */

static inline float sample_at(const void *row, int i, bool bytes)
{
    return bytes ? (float)((const uint8_t *)row)[i] : (float)((const uint16_t *)row)[i];
}

static inline void put(void *dst, int i, float value, const struct et_key *key)
{
    uint32_t bits;
    value = value > 0 ? value : 0;
    value = (value < key->max ? value : key->max) + ROUNDER;
    memcpy(&bits, &value, sizeof(bits));
    if (key->bytes)
        ((uint8_t *)dst)[i] = (uint8_t)bits;
    else
        ((uint16_t *)dst)[i] = (uint16_t)bits;
}

/* u or v of sample i. */
static inline float chroma_at(const void *const planes[3], int which, int i,
                              const struct et_key *key)
{
    const float *factor = key->factor[which];
    if (!key->rgb)
        return sample_at(planes[1 + which], i, key->bytes) + key->bias[which];
    return factor[0] * sample_at(planes[0], i, key->bytes) +
           factor[1] * sample_at(planes[1], i, key->bytes) +
           factor[2] * sample_at(planes[2], i, key->bytes) + key->bias[which];
}

static void distance_from(float *dst, const void *const planes[3], int i, int count,
                          const struct et_key *key)
{
    for (; i < count; i++) {
        const float u = chroma_at(planes, 0, i, key), v = chroma_at(planes, 1, i, key);
        dst[i] = (float)sqrt((double)(u * u + v * v));
    }
}

static void distance_c(float *dst, const void *const planes[3], int count, const struct et_key *key)
{
    distance_from(dst, planes, 0, count, key);
}

static void matte_from(void *dst, const float *sums, const void *alpha, int x, int width, int shift,
                       const struct et_key *key)
{
    for (; x < width; x++) {
        const int c = x >> shift;
        /* The neighbours to both sides are pixels: of two that share a chroma sample one is inside. */
        const float left = sums[shift && x & 1 ? c : c - 1];
        const float right = sums[shift && !(x & 1) ? c : c + 1];
        const float sum = shift && x & 1 ? (left + sums[c]) + right : left + (sums[c] + right);
        float matte = key->matte_factor * sum - key->matte_offset;
        matte = matte > 0 ? matte : 0;
        matte = matte < 1 ? matte : 1;
        put(dst, x, matte * (alpha ? sample_at(alpha, x, key->bytes) : key->max), key);
    }
}

static void matte_c(void *dst, const float *sums, const void *alpha, int width, int shift,
                    const struct et_key *key)
{
    matte_from(dst, sums, alpha, 0, width, shift, key);
}

static void despill_from(void *dst, const void *const planes[3], int plane, int i, int count,
                         const struct et_key *key)
{
    for (; i < count; i++) {
        const float u = chroma_at(planes, 0, i, key) + key->neutral[0];
        const float v = chroma_at(planes, 1, i, key) + key->neutral[1];
        const float along = u * key->direction[0] + v * key->direction[1];
        const float aside = v * key->direction[0] - u * key->direction[1];
        float spill = along - (aside < 0 ? -aside : aside);
        spill = (spill > 0 ? spill : 0) * key->despill;
        put(dst, i, sample_at(planes[plane], i, key->bytes) - spill * key->weight[plane], key);
    }
}

static void despill_c(void *dst, const void *const planes[3], int plane, int count,
                      const struct et_key *key)
{
    despill_from(dst, planes, plane, 0, count, key);
}

/* ---- SIMD128: eight a step, the rest in C ---------------------------------------------------- */

#if defined(__wasm_simd128__)

struct eight {
    v128_t low, high;
};

static inline struct eight load_eight(const void *row, int i, bool bytes)
{
    const v128_t codes = bytes ? wasm_u16x8_load8x8((const uint8_t *)row + i)
                               : wasm_v128_load((const uint16_t *)row + i);
    return (struct eight){wasm_f32x4_convert_i32x4(wasm_u32x4_extend_low_u16x8(codes)),
                          wasm_f32x4_convert_i32x4(wasm_u32x4_extend_high_u16x8(codes))};
}

static inline v128_t whole_of(v128_t values, const struct et_key *key)
{
    values = wasm_f32x4_pmax(wasm_f32x4_const_splat(0), values);
    values = wasm_f32x4_pmin(wasm_f32x4_splat(key->max), values);
    return wasm_v128_and(wasm_f32x4_add(values, wasm_f32x4_const_splat(ROUNDER)),
                         wasm_i32x4_const_splat(0x7FFFFF));
}

static inline void put_eight(void *dst, int i, v128_t low, v128_t high, const struct et_key *key)
{
    const v128_t codes = wasm_u16x8_narrow_i32x4(whole_of(low, key), whole_of(high, key));
    if (key->bytes)
        wasm_v128_store64_lane((uint8_t *)dst + i, wasm_u8x16_narrow_i16x8(codes, codes), 0);
    else
        wasm_v128_store((uint16_t *)dst + i, codes);
}

static inline v128_t sum_of(const float factor[3], v128_t a, v128_t b, v128_t c, float bias)
{
    v128_t sum = wasm_f32x4_add(wasm_f32x4_mul(wasm_f32x4_splat(factor[0]), a),
                                wasm_f32x4_mul(wasm_f32x4_splat(factor[1]), b));
    sum = wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_f32x4_splat(factor[2]), c));
    return wasm_f32x4_add(sum, wasm_f32x4_splat(bias));
}

static inline void load_chroma(const void *const planes[3], int i, const struct et_key *key,
                               struct eight *u, struct eight *v)
{
    const struct eight b = load_eight(planes[1], i, key->bytes);
    const struct eight c = load_eight(planes[2], i, key->bytes);
    if (!key->rgb) {
        const v128_t bias_u = wasm_f32x4_splat(key->bias[0]);
        const v128_t bias_v = wasm_f32x4_splat(key->bias[1]);
        *u = (struct eight){wasm_f32x4_add(b.low, bias_u), wasm_f32x4_add(b.high, bias_u)};
        *v = (struct eight){wasm_f32x4_add(c.low, bias_v), wasm_f32x4_add(c.high, bias_v)};
        return;
    }
    const struct eight a = load_eight(planes[0], i, key->bytes);
    u->low = sum_of(key->factor[0], a.low, b.low, c.low, key->bias[0]);
    u->high = sum_of(key->factor[0], a.high, b.high, c.high, key->bias[0]);
    v->low = sum_of(key->factor[1], a.low, b.low, c.low, key->bias[1]);
    v->high = sum_of(key->factor[1], a.high, b.high, c.high, key->bias[1]);
}

static inline v128_t length_of(v128_t u, v128_t v)
{
    return wasm_f32x4_sqrt(wasm_f32x4_add(wasm_f32x4_mul(u, u), wasm_f32x4_mul(v, v)));
}

static void distance_simd128(float *dst, const void *const planes[3], int count,
                             const struct et_key *key)
{
    int i = 0;
    for (; i <= count - 8; i += 8) {
        struct eight u, v;
        load_chroma(planes, i, key, &u, &v);
        wasm_v128_store(dst + i, length_of(u.low, v.low));
        wasm_v128_store(dst + i + 4, length_of(u.high, v.high));
    }
    distance_from(dst, planes, i, count, key);
}

static inline v128_t matte_of(v128_t sums, v128_t alpha, const struct et_key *key)
{
    const v128_t matte = wasm_f32x4_sub(wasm_f32x4_mul(wasm_f32x4_splat(key->matte_factor), sums),
                                        wasm_f32x4_splat(key->matte_offset));
    return wasm_f32x4_mul(wasm_f32x4_pmin(wasm_f32x4_const_splat(1),
                                          wasm_f32x4_pmax(wasm_f32x4_const_splat(0), matte)),
                          alpha);
}

static void matte_simd128(void *dst, const float *sums, const void *alpha, int width, int shift,
                          const struct et_key *key)
{
    struct eight was = {wasm_f32x4_splat(key->max), wasm_f32x4_splat(key->max)};
    int x = 0;
    for (; x <= width - 8; x += 8) {
        const float *at = sums + (x >> shift);
        v128_t low, high;
        if (shift) {
            const v128_t twice = wasm_f32x4_add(wasm_v128_load(at), wasm_v128_load(at));
            const v128_t even = wasm_f32x4_add(wasm_v128_load(at - 1), twice);
            const v128_t odd = wasm_f32x4_add(twice, wasm_v128_load(at + 1));
            low = wasm_i32x4_shuffle(even, odd, 0, 4, 1, 5);
            high = wasm_i32x4_shuffle(even, odd, 2, 6, 3, 7);
        } else {
            low = wasm_f32x4_add(wasm_v128_load(at - 1),
                                 wasm_f32x4_add(wasm_v128_load(at), wasm_v128_load(at + 1)));
            high = wasm_f32x4_add(wasm_v128_load(at + 3),
                                  wasm_f32x4_add(wasm_v128_load(at + 4), wasm_v128_load(at + 5)));
        }
        if (alpha)
            was = load_eight(alpha, x, key->bytes);
        put_eight(dst, x, matte_of(low, was.low, key), matte_of(high, was.high, key), key);
    }
    matte_from(dst, sums, alpha, x, width, shift, key);
}

static inline v128_t despilled(v128_t samples, v128_t u, v128_t v, int plane,
                               const struct et_key *key)
{
    const v128_t x = wasm_f32x4_splat(key->direction[0]), y = wasm_f32x4_splat(key->direction[1]);
    u = wasm_f32x4_add(u, wasm_f32x4_splat(key->neutral[0]));
    v = wasm_f32x4_add(v, wasm_f32x4_splat(key->neutral[1]));
    const v128_t along = wasm_f32x4_add(wasm_f32x4_mul(u, x), wasm_f32x4_mul(v, y));
    const v128_t aside = wasm_f32x4_sub(wasm_f32x4_mul(v, x), wasm_f32x4_mul(u, y));
    v128_t spill = wasm_f32x4_sub(along, wasm_f32x4_abs(aside));
    spill = wasm_f32x4_mul(wasm_f32x4_pmax(wasm_f32x4_const_splat(0), spill),
                           wasm_f32x4_splat(key->despill));
    return wasm_f32x4_sub(samples, wasm_f32x4_mul(spill, wasm_f32x4_splat(key->weight[plane])));
}

static void despill_simd128(void *dst, const void *const planes[3], int plane, int count,
                            const struct et_key *key)
{
    int i = 0;
    for (; i <= count - 8; i += 8) {
        struct eight u, v;
        const struct eight own = load_eight(planes[plane], i, key->bytes);
        load_chroma(planes, i, key, &u, &v);
        put_eight(dst, i, despilled(own.low, u.low, v.low, plane, key),
                  despilled(own.high, u.high, v.high, plane, key), key);
    }
    despill_from(dst, planes, plane, i, count, key);
}

#endif

struct et_key_kernels et_key_kernels(unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return (struct et_key_kernels){distance_simd128, matte_simd128, despill_simd128};
#else
    (void)cpu;
#endif
    return (struct et_key_kernels){distance_c, matte_c, despill_c};
}
