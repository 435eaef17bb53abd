// SPDX-License-Identifier: MIT
#include "filters/mix_rows.h"

#include "simd/vector.h"

#include <etalon/filter.h>

/* ---- Plain C --------------------------------------------------------------------------------- */

static inline int mixed(int a, int b, int weight)
{
    return a + (((b - a) * weight + ET_MIX_ONE / 2) >> ET_MIX_BITS);
}

static void flat_8_c(void *dst, const void *a, int b, int weight, int count)
{
    for (int i = 0; i < count; i++)
        ((uint8_t *)dst)[i] = (uint8_t)mixed(((const uint8_t *)a)[i], b, weight);
}

static void flat_16_c(void *dst, const void *a, int b, int weight, int count)
{
    for (int i = 0; i < count; i++)
        ((uint16_t *)dst)[i] = (uint16_t)mixed(((const uint16_t *)a)[i], b, weight);
}

static void even_8_c(void *dst, const void *a, const void *b, int weight, int count)
{
    for (int i = 0; i < count; i++)
        ((uint8_t *)dst)[i] =
            (uint8_t)mixed(((const uint8_t *)a)[i], ((const uint8_t *)b)[i], weight);
}

static void even_16_c(void *dst, const void *a, const void *b, int weight, int count)
{
    for (int i = 0; i < count; i++)
        ((uint16_t *)dst)[i] =
            (uint16_t)mixed(((const uint16_t *)a)[i], ((const uint16_t *)b)[i], weight);
}

static void each_8_c(void *dst, const void *a, const void *b, const uint16_t *weights, int count)
{
    for (int i = 0; i < count; i++)
        ((uint8_t *)dst)[i] =
            (uint8_t)mixed(((const uint8_t *)a)[i], ((const uint8_t *)b)[i], weights[i]);
}

static void each_16_c(void *dst, const void *a, const void *b, const uint16_t *weights, int count)
{
    for (int i = 0; i < count; i++)
        ((uint16_t *)dst)[i] =
            (uint16_t)mixed(((const uint16_t *)a)[i], ((const uint16_t *)b)[i], weights[i]);
}

/* ---- SIMD128: sixteen a step, eight of 16 bits; the rest in C -------------------------------- */

#if defined(__wasm_simd128__)

enum { MOST_NARROW = 14 }; /* bits of samples whose doubled difference fits 16 */

/*
 * Samples of up to 14 bits: q15mulr rounds (x y + 2^14) >> 15, which of twice the difference is
 * what mixed() does.
 */
static inline v128_t mix_step(v128_t a, v128_t b, v128_t weights)
{
    const v128_t difference = wasm_i16x8_sub(b, a);
    return wasm_i16x8_add(a,
                          wasm_i16x8_q15mulr_sat(wasm_i16x8_add(difference, difference), weights));
}

static inline v128_t mix_bytes(v128_t a, v128_t b, v128_t weights_low, v128_t weights_high)
{
    return wasm_u8x16_narrow_i16x8(
        mix_step(wasm_u16x8_extend_low_u8x16(a), wasm_u16x8_extend_low_u8x16(b), weights_low),
        mix_step(wasm_u16x8_extend_high_u8x16(a), wasm_u16x8_extend_high_u8x16(b), weights_high));
}

static void flat_8_simd128(void *dst, const void *a, int b, int weight, int count)
{
    const v128_t code = wasm_i8x16_splat((int8_t)b), weights = wasm_i16x8_splat((int16_t)weight);
    int i = 0;
    for (; i <= count - 16; i += 16)
        wasm_v128_store((uint8_t *)dst + i,
                        mix_bytes(wasm_v128_load((const uint8_t *)a + i), code, weights, weights));
    flat_8_c((uint8_t *)dst + i, (const uint8_t *)a + i, b, weight, count - i);
}

static void even_8_simd128(void *dst, const void *a, const void *b, int weight, int count)
{
    const v128_t weights = wasm_i16x8_splat((int16_t)weight);
    int i = 0;
    for (; i <= count - 16; i += 16)
        wasm_v128_store((uint8_t *)dst + i,
                        mix_bytes(wasm_v128_load((const uint8_t *)a + i),
                                  wasm_v128_load((const uint8_t *)b + i), weights, weights));
    even_8_c((uint8_t *)dst + i, (const uint8_t *)a + i, (const uint8_t *)b + i, weight, count - i);
}

static void even_16_simd128(void *dst, const void *a, const void *b, int weight, int count)
{
    const v128_t weights = wasm_i16x8_splat((int16_t)weight);
    int i = 0;
    for (; i <= count - 8; i += 8)
        wasm_v128_store((uint16_t *)dst + i,
                        mix_step(wasm_v128_load((const uint16_t *)a + i),
                                 wasm_v128_load((const uint16_t *)b + i), weights));
    even_16_c((uint16_t *)dst + i, (const uint16_t *)a + i, (const uint16_t *)b + i, weight,
              count - i);
}

static void each_8_simd128(void *dst, const void *a, const void *b, const uint16_t *weights,
                           int count)
{
    int i = 0;
    for (; i <= count - 16; i += 16)
        wasm_v128_store((uint8_t *)dst + i,
                        mix_bytes(wasm_v128_load((const uint8_t *)a + i),
                                  wasm_v128_load((const uint8_t *)b + i),
                                  wasm_v128_load(weights + i), wasm_v128_load(weights + i + 8)));
    each_8_c((uint8_t *)dst + i, (const uint8_t *)a + i, (const uint8_t *)b + i, weights + i,
             count - i);
}

static void each_16_simd128(void *dst, const void *a, const void *b, const uint16_t *weights,
                            int count)
{
    int i = 0;
    for (; i <= count - 8; i += 8)
        wasm_v128_store((uint16_t *)dst + i, mix_step(wasm_v128_load((const uint16_t *)a + i),
                                                      wasm_v128_load((const uint16_t *)b + i),
                                                      wasm_v128_load(weights + i)));
    each_16_c((uint16_t *)dst + i, (const uint16_t *)a + i, (const uint16_t *)b + i, weights + i,
              count - i);
}

#endif

struct et_mix et_mix_kernels(int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128 && depth <= MOST_NARROW)
        return depth == 8 ? (struct et_mix){flat_8_simd128, even_8_simd128, each_8_simd128}
                          : (struct et_mix){flat_16_c, even_16_simd128, each_16_simd128};
#else
    (void)cpu;
#endif
    return depth == 8 ? (struct et_mix){flat_8_c, even_8_c, each_8_c}
                      : (struct et_mix){flat_16_c, even_16_c, each_16_c};
}
