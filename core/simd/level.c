// SPDX-License-Identifier: MIT
#include "simd/level.h"

#include "base/math.h"
#include "base/range.h"
#include "simd/vector.h"

#include <etalon/filter.h>
#include <math.h>

enum { MIDDLE = 128, PRODUCT_BITS = 8, MOST_BITS = 7 };

struct et_level et_level_of(double factor, double offset)
{
    const double middle = offset + factor * MIDDLE + 0.5; /* what the middle code becomes */
    int bits = MOST_BITS;
    while (factor * (1 << (PRODUCT_BITS + bits)) > INT16_MAX - 0.5 ||
           fabs(middle) * (1 << bits) > INT16_MAX - 0.5)
        bits--;
    return (struct et_level){(int16_t)et_round(factor * (1 << (PRODUCT_BITS + bits))),
                             (int16_t)et_round(middle * (1 << bits) + 0.5), bits};
}

static void level_c(uint8_t *dst, const uint8_t *src, int width, struct et_level level)
{
    for (int x = 0; x < width; x++) {
        const int product = ((src[x] - MIDDLE) * level.factor) >> PRODUCT_BITS;
        const int sum = et_clamp(product + level.offset, INT16_MIN, INT16_MAX);
        dst[x] = (uint8_t)et_clamp(sum >> level.bits, 0, 255);
    }
}

#if defined(__wasm_simd128__)

enum { STEP = 16 };

/*
 * Eight bytes less the middle, in the upper halves of lanes, by a factor: the upper halves of the
 * products, of lanes of even and of odd places.
 */
static inline v128_t level_product(v128_t lanes, v128_t of_even, v128_t of_odd)
{
    const v128_t even = wasm_u32x4_shr(wasm_i32x4_dot_i16x8(lanes, of_even), 16);
    return wasm_i16x8_shuffle(even, wasm_i32x4_dot_i16x8(lanes, of_odd), 0, 9, 2, 11, 4, 13, 6, 15);
}

static inline v128_t level_step(v128_t codes, struct et_level level, int bits)
{
    const v128_t of_even = wasm_i32x4_splat((uint16_t)level.factor);
    const v128_t of_odd = wasm_i32x4_shl(of_even, 16), offset = wasm_i16x8_splat(level.offset);
    const v128_t zero = wasm_i8x16_const_splat(0);
    const v128_t signed_codes = wasm_v128_xor(codes, wasm_i8x16_const_splat(INT8_MIN));
    v128_t left = level_product(et_interleave_low_8(zero, signed_codes), of_even, of_odd);
    v128_t right = level_product(et_interleave_high_8(zero, signed_codes), of_even, of_odd);
    left = wasm_i16x8_shr(wasm_i16x8_add_sat(left, offset), bits);
    right = wasm_i16x8_shr(wasm_i16x8_add_sat(right, offset), bits);
    return wasm_u8x16_narrow_i16x8(left, right);
}

/* `bits` is known to the compiler: a shift by a number that is not takes three more instructions. */
static inline void level_steps(uint8_t *dst, const uint8_t *src, int width, struct et_level level,
                               int bits)
{
    int x = 0;
    for (; x <= width - 4 * STEP; x += 4 * STEP)
        for (int i = 0; i < 4 * STEP; i += STEP)
            wasm_v128_store(dst + x + i, level_step(wasm_v128_load(src + x + i), level, bits));
    level_c(dst + x, src + x, width - x, level);
}

static void level_simd128(uint8_t *dst, const uint8_t *src, int width, struct et_level level)
{
    if (level.bits == 7)
        level_steps(dst, src, width, level, 7);
    else if (level.bits == 6)
        level_steps(dst, src, width, level, 6);
    else
        level_steps(dst, src, width, level, level.bits);
}

#endif

et_level_run *et_level_kernel(unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return level_simd128;
#else
    (void)cpu;
#endif
    return level_c;
}
