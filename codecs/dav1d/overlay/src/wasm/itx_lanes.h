/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arithmetic of the inverse transforms, on lanes of the coefficients' size: 8 of 16 bits or 4 of 32
 * bits. Products are rounded to 12 bits less. With 16 bits sums and products saturate, which
 * differs from the C code only where a stream breaks the standard's bound of 16 bits.
 */

#ifndef DAV1D_SRC_WASM_ITX_LANES_H
#define DAV1D_SRC_WASM_ITX_LANES_H

#include "src/wasm/simd128.h"

#define LANES ((int) (16 / sizeof(coef)))

/* What sums are clipped to: nothing that 16 bits would not do by themselves. */
typedef struct Range {
    v128_t min, max;
} Range;

#if BITDEPTH == 8
#define clip(v, range) (v)

static ALWAYS_INLINE v128_t add(const v128_t a, const v128_t b, const Range *const range) {
    return wasm_i16x8_add_sat(a, b);
}

static ALWAYS_INLINE v128_t sub(const v128_t a, const v128_t b, const Range *const range) {
    return wasm_i16x8_sub_sat(a, b);
}

/* What the C code does not clip. */
static ALWAYS_INLINE v128_t sum(const v128_t a, const v128_t b) {
    return wasm_i16x8_add_sat(a, b);
}

static ALWAYS_INLINE v128_t negate(const v128_t v) {
    return wasm_i16x8_sub_sat(wasm_i32x4_const_splat(0), v);
}

static ALWAYS_INLINE v128_t round_12(const v128_t lo, const v128_t hi) {
    const v128_t half = wasm_i32x4_const_splat(2048);
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(lo, half), 12),
                                   wasm_i32x4_shr(wasm_i32x4_add(hi, half), 12));
}

/* (a * factor) >> 12 for |factor| < 4096 */
static ALWAYS_INLINE v128_t mul(const v128_t a, const int factor) {
    return wasm_i16x8_q15mulr_sat(a, wasm_i16x8_splat(factor * 8));
}

/* (a * fa + b * fb) >> 12 */
static ALWAYS_INLINE v128_t mul_2(const v128_t a, const int fa, const v128_t b, const int fb) {
    const v128_t factors = splat_pair(fa, fb);
    return round_12(wasm_i32x4_dot_i16x8(interleave_low_i16(a, b), factors),
                    wasm_i32x4_dot_i16x8(interleave_high_i16(a, b), factors));
}

/* (v[0] * f[0] + ... + v[3] * f[3]) >> 12 */
static ALWAYS_INLINE v128_t mul_4(const v128_t v[4], const int f0, const int f1, const int f2,
                                  const int f3)
{
    const v128_t f01 = splat_pair(f0, f1), f23 = splat_pair(f2, f3);
    return round_12(wasm_i32x4_add(wasm_i32x4_dot_i16x8(interleave_low_i16(v[0], v[1]), f01),
                                   wasm_i32x4_dot_i16x8(interleave_low_i16(v[2], v[3]), f23)),
                    wasm_i32x4_add(wasm_i32x4_dot_i16x8(interleave_high_i16(v[0], v[1]), f01),
                                   wasm_i32x4_dot_i16x8(interleave_high_i16(v[2], v[3]), f23)));
}

/* v >> shift, rounded */
static ALWAYS_INLINE v128_t round_shift(const v128_t v, const int shift) {
    return shift ? wasm_i16x8_q15mulr_sat(v, wasm_i16x8_splat(1 << (15 - shift))) : v;
}
#else
static ALWAYS_INLINE v128_t clip(const v128_t v, const Range *const range) {
    return wasm_i32x4_max(wasm_i32x4_min(v, range->max), range->min);
}

static ALWAYS_INLINE v128_t add(const v128_t a, const v128_t b, const Range *const range) {
    return clip(wasm_i32x4_add(a, b), range);
}

static ALWAYS_INLINE v128_t sub(const v128_t a, const v128_t b, const Range *const range) {
    return clip(wasm_i32x4_sub(a, b), range);
}

static ALWAYS_INLINE v128_t sum(const v128_t a, const v128_t b) {
    return wasm_i32x4_add(a, b);
}

static ALWAYS_INLINE v128_t negate(const v128_t v) {
    return wasm_i32x4_neg(v);
}

static ALWAYS_INLINE v128_t product(const v128_t a, const int factor) {
    return wasm_i32x4_mul(a, wasm_i32x4_splat(factor));
}

static ALWAYS_INLINE v128_t round_12(const v128_t v) {
    return wasm_i32x4_shr(wasm_i32x4_add(v, wasm_i32x4_const_splat(2048)), 12);
}

/* (a * factor) >> 12 */
static ALWAYS_INLINE v128_t mul(const v128_t a, const int factor) {
    return round_12(product(a, factor));
}

/* (a * fa + b * fb) >> 12 */
static ALWAYS_INLINE v128_t mul_2(const v128_t a, const int fa, const v128_t b, const int fb) {
    return round_12(wasm_i32x4_add(product(a, fa), product(b, fb)));
}

/* (v[0] * f[0] + ... + v[3] * f[3]) >> 12 */
static ALWAYS_INLINE v128_t mul_4(const v128_t v[4], const int f0, const int f1, const int f2,
                                  const int f3)
{
    return round_12(wasm_i32x4_add(wasm_i32x4_add(product(v[0], f0), product(v[1], f1)),
                                   wasm_i32x4_add(product(v[2], f2), product(v[3], f3))));
}

/* v >> shift, rounded */
static ALWAYS_INLINE v128_t round_shift(const v128_t v, const int shift) {
    return wasm_i32x4_shr(wasm_i32x4_add(v, wasm_i32x4_splat((1 << shift) >> 1)), shift);
}
#endif

/* Vectors of lanes, transposed: LANES by LANES of them. */
static ALWAYS_INLINE void transpose_lanes(v128_t *const out, const v128_t *const in) {
    v128_t v[LANES], w[LANES];
    for (int i = 0; i < LANES; i++)
        v[i] = in[i];
    for (int round = 1; round < LANES; round *= 2) {
        for (int i = 0; i < LANES / 2; i++) {
#if BITDEPTH == 8
            w[2 * i] = interleave_low_i16(v[i], v[i + LANES / 2]);
            w[2 * i + 1] = interleave_high_i16(v[i], v[i + LANES / 2]);
#else
            w[2 * i] = wasm_i32x4_shuffle(v[i], v[i + LANES / 2], 0, 4, 1, 5);
            w[2 * i + 1] = wasm_i32x4_shuffle(v[i], v[i + LANES / 2], 2, 6, 3, 7);
#endif
        }
        for (int i = 0; i < LANES; i++)
            v[i] = w[i];
    }
    for (int i = 0; i < LANES; i++)
        out[i] = v[i];
}

#endif /* DAV1D_SRC_WASM_ITX_LANES_H */
