// SPDX-License-Identifier: LGPL-2.1-or-later
/* The kernels of nlmeans.c; see nlmeans.h. */
#include "filters/nlmeans.h"
#include "simd/vector.h"

#include <etalon/filter.h>
#include <string.h>

static const float most_halvings = 7.9943534F; /* log2(255) */

/* 1.5 * 2^23: a sum with it is rounded to an integer, which lies in its low bits. */
static const float integers = 12582912;

/* Of 2^f, f from -1/2 to 1/2: ln 2, ln 2^2 / 2, ln 2^3 / 6. */
static const float first_order = 0.69314718F, second_order = 0.24022651F, third_order = 0.05550411F;

enum { EXPONENT_BITS = 23 };

static void add_c(int32_t *restrict columns, const int16_t *a, const int16_t *b, int count)
{
    for (int x = 0; x < count; x++)
        columns[x] += (a[x] - b[x]) * (a[x] - b[x]);
}

static void move_c(int32_t *restrict columns, const int16_t *a, const int16_t *b,
                   const int16_t *old_a, const int16_t *old_b, int count)
{
    for (int x = 0; x < count; x++)
        columns[x] += (a[x] - b[x]) * (a[x] - b[x]) - (old_a[x] - old_b[x]) * (old_a[x] - old_b[x]);
}

/* 2^f is a polynomial; the whole halvings are taken off its exponent. */
static inline float weight_of(int32_t difference, float halvings)
{
    const float power = (float)difference * halvings;
    const float rounded = power + integers;
    const float f = (rounded - integers) - power;
    const float root = 1 + f * (first_order + f * (second_order + f * third_order));
    uint32_t whole, bits;
    float weight;
    memcpy(&whole, &rounded, sizeof(whole));
    memcpy(&bits, &root, sizeof(bits));
    bits -= whole << EXPONENT_BITS;
    memcpy(&weight, &bits, sizeof(weight));
    return power < most_halvings ? weight : 0;
}

static void weigh_c(float *weights, const int32_t *columns, int count, int size, float halvings)
{
    int32_t differences[ET_NLMEANS_STRIDE], difference = 0;
    for (int x = 0; x < size - 1; x++)
        difference += columns[x];
    for (int x = 0; x < count; x++) {
        difference += columns[x + size - 1];
        differences[x] = difference;
        difference -= columns[x];
    }
    for (int x = 0; x < count; x++)
        weights[x] = weight_of(differences[x], halvings);
}

static void gather_c(float *restrict total, float *restrict sum, const float *weights,
                     const float *values, int count)
{
    for (int x = 0; x < count; x++) {
        total[x] += weights[x];
        sum[x] += weights[x] * values[x];
    }
}

#if defined(__wasm_simd128__)

static inline void add_squares(int32_t *columns, v128_t differences)
{
    wasm_v128_store(columns, wasm_i32x4_add(wasm_v128_load(columns),
                                            wasm_i32x4_extmul_low_i16x8(differences, differences)));
    wasm_v128_store(columns + 4,
                    wasm_i32x4_add(wasm_v128_load(columns + 4),
                                   wasm_i32x4_extmul_high_i16x8(differences, differences)));
}

/* Past `count` the sums are of no use to anybody. */
static void add_simd128(int32_t *columns, const int16_t *a, const int16_t *b, int count)
{
    for (int x = 0; x < count; x += 8)
        add_squares(columns + x, wasm_i16x8_sub(wasm_v128_load(a + x), wasm_v128_load(b + x)));
}

/* New and old difference in pairs: new new + old (-old). */
static void move_simd128(int32_t *columns, const int16_t *a, const int16_t *b, const int16_t *old_a,
                         const int16_t *old_b, int count)
{
    for (int x = 0; x < count; x += 8) {
        const v128_t fresh = wasm_i16x8_sub(wasm_v128_load(a + x), wasm_v128_load(b + x));
        const v128_t old = wasm_i16x8_sub(wasm_v128_load(old_a + x), wasm_v128_load(old_b + x));
        const v128_t minus = wasm_i16x8_sub(wasm_v128_load(old_b + x), wasm_v128_load(old_a + x));
        const v128_t low = wasm_i32x4_dot_i16x8(et_interleave_low_16(fresh, old),
                                                et_interleave_low_16(fresh, minus));
        const v128_t high = wasm_i32x4_dot_i16x8(et_interleave_high_16(fresh, old),
                                                 et_interleave_high_16(fresh, minus));
        wasm_v128_store(columns + x, wasm_i32x4_add(wasm_v128_load(columns + x), low));
        wasm_v128_store(columns + x + 4, wasm_i32x4_add(wasm_v128_load(columns + x + 4), high));
    }
}

static inline v128_t weights_of(v128_t difference, v128_t halvings)
{
    const v128_t power = wasm_f32x4_mul(wasm_f32x4_convert_i32x4(difference), halvings);
    const v128_t shift = wasm_f32x4_splat(integers);
    const v128_t rounded = wasm_f32x4_add(power, shift);
    const v128_t f = wasm_f32x4_sub(wasm_f32x4_sub(rounded, shift), power);
    v128_t root = wasm_f32x4_add(wasm_f32x4_splat(second_order),
                                 wasm_f32x4_mul(f, wasm_f32x4_splat(third_order)));
    root = wasm_f32x4_add(wasm_f32x4_splat(first_order), wasm_f32x4_mul(f, root));
    root = wasm_f32x4_add(wasm_f32x4_splat(1), wasm_f32x4_mul(f, root));
    const v128_t weight = wasm_i32x4_sub(root, wasm_i32x4_shl(rounded, EXPONENT_BITS));
    return wasm_v128_and(weight, wasm_f32x4_lt(power, wasm_f32x4_splat(most_halvings)));
}

static void weigh_simd128(float *weights, const int32_t *columns, int count, int size,
                          float halvings)
{
    const v128_t factor = wasm_f32x4_splat(halvings);
    for (int x = 0; x < count; x += 8) {
        v128_t left = wasm_v128_load(columns + x), right = wasm_v128_load(columns + x + 4);
        for (int i = 1; i < size; i++) {
            left = wasm_i32x4_add(left, wasm_v128_load(columns + x + i));
            right = wasm_i32x4_add(right, wasm_v128_load(columns + x + i + 4));
        }
        wasm_v128_store(weights + x, weights_of(left, factor));
        wasm_v128_store(weights + x + 4, weights_of(right, factor));
    }
}

#endif

struct et_nlmeans_kernels et_nlmeans_kernels(unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return (struct et_nlmeans_kernels){add_simd128, move_simd128, weigh_simd128, gather_c};
#else
    (void)cpu;
#endif
    return (struct et_nlmeans_kernels){add_c, move_c, weigh_c, gather_c};
}
