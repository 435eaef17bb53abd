// SPDX-License-Identifier: MIT
/*
 * Blend modes over rows of 16 bits: B(Cb, Cs) - Cb of overlay_blend.h, solved for few products. With
 * t = 2 Cs - 1 `overlay` is min(Cb, 1 - Cb) t, `hard_light` is Cb t or (1 - Cb) t, and `soft_light`
 * (Cb - Cb^2) t or (D(Cb) - Cb) t. The changes go on to those of luma and chroma while they are in
 * registers.
 */
#include "base/range.h"
#include "filters/overlay_lanes.h"

#include "simd/fir_kernels.h"

#include <math.h>
#include <string.h>

enum { ONE = ET_LANES_ONE };

/* Added to a number below 2^22, this leaves the nearest integer in the low bits. */
static const float magic = 12582912; /* 1.5 * 2^23 */
enum { MAGIC_BITS = 0x4B400000 };

/* ---- Plain C --------------------------------------------------------------------------------- */

/* W3C's D(Cb). */
static inline int bent(int backdrop)
{
    const float b = (float)backdrop * (1.0F / (ONE + 1));
    const float poly = ((16 * b - 12) * b + 4) * b, root = sqrtf(b);
    const float nearest = (b <= 0.25F ? poly : root) * (ONE + 1) + magic;
    int32_t bits;
    memcpy(&bits, &nearest, sizeof(bits));
    return et_saturate_16(bits - MAGIC_BITS);
}

static inline int changed(enum et_blend mode, int b, int s)
{
    const int less = ONE - b, twice = 2 * s - (ONE + 1);
    switch (mode) {
    case ET_BLEND_MULTIPLY:
        return -et_lanes_product(b, ONE - s);
    case ET_BLEND_SCREEN:
        return et_lanes_product(s, less);
    case ET_BLEND_OVERLAY:
        return et_lanes_product(et_smaller(b, less), twice);
    case ET_BLEND_DARKEN:
        return et_smaller(s - b, 0);
    case ET_BLEND_LIGHTEN:
        return -et_smaller(b - s, 0);
    case ET_BLEND_ADD:
        return et_smaller(s, less);
    case ET_BLEND_DIFFERENCE:
        return (s < b ? b - s : s - b) - b;
    case ET_BLEND_SOFT_LIGHT:
        return et_lanes_product(twice < 0 ? b - et_lanes_product(b, b) : bent(b) - b, twice);
    case ET_BLEND_HARD_LIGHT:
        return et_lanes_product(twice < 0 ? b : less, twice);
    default:
        return s - b;
    }
}

/* What changes of a pixel; returns what luma changes by. */
static inline int change_one(const struct et_lanes_row *row, int i, int rgb[3],
                             const struct et_lanes_back *back, enum et_blend mode)
{
    for (int c = 0; c < 3; c++)
        rgb[c] = et_lanes_product(changed(mode, row->base[c][i], row->source[c][i]), row->cover[i]);
    return et_saturate_16(et_saturate_16(et_lanes_product(rgb[0], back->luma[0]) +
                                         et_lanes_product(rgb[1], back->luma[1])) +
                          et_lanes_product(rgb[2], back->luma[2]));
}

/* Half the sum, cut twice. */
static inline int half_of(int a, int b)
{
    return (a >> 1) + (b >> 1);
}

static inline void blend_span(struct et_lanes_row *upper, struct et_lanes_row *lower,
                              int16_t *const chroma[2], const struct et_lanes_back *back, int first,
                              int count, enum et_blend mode)
{
    for (int i = first; i < count; i++) {
        int above[3], below[3];
        const int luma_above = change_one(upper, i, above, back, mode);
        const int luma_below = change_one(lower, i, below, back, mode);
        const int luma = half_of(luma_above, luma_below);
        upper->source[0][i] = (int16_t)luma_above;
        lower->source[0][i] = (int16_t)luma_below;
        chroma[0][i] = et_saturate_16(et_lanes_product(half_of(above[2], below[2]), back->cb[0]) -
                                      et_lanes_product(luma, back->cb[1]));
        chroma[1][i] = et_saturate_16(et_lanes_product(half_of(above[0], below[0]), back->cr[0]) -
                                      et_lanes_product(luma, back->cr[1]));
    }
}

/* ---- SIMD128: eight pixels of both rows a step, the rest in C ---------------------------------- */

#if defined(__wasm_simd128__)

static inline v128_t bent_four(v128_t backdrop)
{
    const v128_t b =
        wasm_f32x4_mul(wasm_f32x4_convert_i32x4(backdrop), wasm_f32x4_splat(1.0F / (ONE + 1)));
    v128_t poly =
        wasm_f32x4_sub(wasm_f32x4_mul(b, wasm_f32x4_const_splat(16)), wasm_f32x4_const_splat(12));
    poly = wasm_f32x4_add(wasm_f32x4_mul(poly, b), wasm_f32x4_const_splat(4));
    poly = wasm_f32x4_mul(poly, b);
    const v128_t dark = wasm_f32x4_le(b, wasm_f32x4_const_splat(0.25F));
    const v128_t value = wasm_v128_bitselect(poly, wasm_f32x4_sqrt(b), dark);
    const v128_t nearest =
        wasm_f32x4_add(wasm_f32x4_mul(value, wasm_f32x4_splat(ONE + 1)), wasm_f32x4_splat(magic));
    return wasm_i32x4_sub(nearest, wasm_i32x4_const_splat(MAGIC_BITS));
}

static inline v128_t bent_eight(v128_t backdrop)
{
    return wasm_i16x8_narrow_i32x4(bent_four(wasm_i32x4_extend_low_i16x8(backdrop)),
                                   bent_four(wasm_i32x4_extend_high_i16x8(backdrop)));
}

static inline v128_t product(v128_t a, v128_t b)
{
    return wasm_i16x8_q15mulr_sat(a, b);
}

static inline v128_t changed_eight(enum et_blend mode, v128_t b, v128_t s)
{
    const v128_t one = wasm_i16x8_const_splat(ONE), zero = wasm_i16x8_const_splat(0);
    const v128_t less = wasm_v128_xor(b, one);
    const v128_t twice = wasm_v128_xor(wasm_i16x8_add(s, s), wasm_i16x8_const_splat(INT16_MIN));
    const v128_t dark = wasm_i16x8_lt(twice, zero);
    switch (mode) {
    case ET_BLEND_MULTIPLY:
        return wasm_i16x8_neg(product(b, wasm_v128_xor(s, one)));
    case ET_BLEND_SCREEN:
        return product(s, less);
    case ET_BLEND_OVERLAY:
        return product(wasm_i16x8_min(b, less), twice);
    case ET_BLEND_DARKEN:
        return wasm_i16x8_min(wasm_i16x8_sub(s, b), zero);
    case ET_BLEND_LIGHTEN:
        return wasm_i16x8_max(wasm_i16x8_sub(s, b), zero);
    case ET_BLEND_ADD:
        return wasm_i16x8_min(s, less);
    case ET_BLEND_DIFFERENCE:
        return wasm_i16x8_sub(wasm_i16x8_abs(wasm_i16x8_sub(b, s)), b);
    case ET_BLEND_SOFT_LIGHT:
        return product(wasm_i16x8_sub(wasm_v128_bitselect(b, bent_eight(b), dark),
                                      wasm_v128_bitselect(product(b, b), b, dark)),
                       twice);
    case ET_BLEND_HARD_LIGHT:
        return product(wasm_v128_bitselect(b, less, dark), twice);
    default:
        return wasm_i16x8_sub(s, b);
    }
}

static inline v128_t by_factor(v128_t values, int16_t factor)
{
    return product(values, wasm_i16x8_splat(factor));
}

/* Changes of eight pixels. */
struct changes {
    v128_t red, blue, luma;
};

static inline v128_t change_eight(const int16_t *base, const int16_t *source, v128_t cover,
                                  enum et_blend mode)
{
    return product(changed_eight(mode, wasm_v128_load(base), wasm_v128_load(source)), cover);
}

static inline struct changes changes_of(const struct et_lanes_row *row, int i,
                                        const struct et_lanes_back *m, enum et_blend mode)
{
    const v128_t cover = wasm_v128_load(row->cover + i);
    const v128_t red = change_eight(row->base[0] + i, row->source[0] + i, cover, mode);
    const v128_t green = change_eight(row->base[1] + i, row->source[1] + i, cover, mode);
    const v128_t blue = change_eight(row->base[2] + i, row->source[2] + i, cover, mode);
    const v128_t luma =
        wasm_i16x8_add_sat(by_factor(red, m->luma[0]), by_factor(green, m->luma[1]));
    return (struct changes){red, blue, wasm_i16x8_add_sat(luma, by_factor(blue, m->luma[2]))};
}

static inline v128_t half_eight(v128_t a, v128_t b)
{
    return wasm_i16x8_add(wasm_i16x8_shr(a, 1), wasm_i16x8_shr(b, 1));
}

static inline void blend(struct et_lanes_row *upper, struct et_lanes_row *lower,
                         int16_t *const chroma[2], const struct et_lanes_back *back, int count,
                         enum et_blend mode)
{
    const struct et_lanes_back m = *back; /* which stores do not change */
    int16_t *const cb = chroma[0], *const cr = chroma[1];
    int i = 0;
    for (; i <= count - 8; i += 8) {
        const struct changes above = changes_of(upper, i, &m, mode);
        const struct changes below = changes_of(lower, i, &m, mode);
        const v128_t luma = half_eight(above.luma, below.luma);
        const v128_t red = half_eight(above.red, below.red);
        const v128_t blue = half_eight(above.blue, below.blue);
        wasm_v128_store(upper->source[0] + i, above.luma);
        wasm_v128_store(lower->source[0] + i, below.luma);
        wasm_v128_store(cb + i,
                        wasm_i16x8_sub_sat(by_factor(blue, m.cb[0]), by_factor(luma, m.cb[1])));
        wasm_v128_store(cr + i,
                        wasm_i16x8_sub_sat(by_factor(red, m.cr[0]), by_factor(luma, m.cr[1])));
    }
    blend_span(upper, lower, chroma, back, i, count, mode);
}

#endif

#define KERNEL(name, variant, ...)                                                                 \
    static void name##_##variant(struct et_lanes_row *upper, struct et_lanes_row *lower,           \
                                 int16_t *const chroma[2], const struct et_lanes_back *back,       \
                                 int count)                                                        \
    {                                                                                              \
        __VA_ARGS__;                                                                               \
    }
#define KERNEL_C(name, mode) KERNEL(name, c, blend_span(upper, lower, chroma, back, 0, count, mode))
ET_BLEND_MODES(KERNEL_C)

#if defined(__wasm_simd128__)
#define KERNEL_SIMD128(name, mode)                                                                 \
    KERNEL(name, simd128, blend(upper, lower, chroma, back, count, mode))
ET_BLEND_MODES(KERNEL_SIMD128)
#define ENTRY(name, mode) [mode] = {name##_c, name##_simd128},
#else
#define ENTRY(name, mode) [mode] = {name##_c, name##_c},
#endif

et_lanes_blend *et_lanes_blend_of(enum et_blend mode, unsigned cpu)
{
    static et_lanes_blend *const kernels[][2] = {ET_BLEND_MODES(ENTRY)};
    return kernels[mode][cpu & ET_CPU_SIMD128 ? 1 : 0];
}
