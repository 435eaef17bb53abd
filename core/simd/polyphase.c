// SPDX-License-Identifier: MIT
/* Resampling along a row; see fir.h for the arithmetic. */
#include "simd/bank.h"
#include "simd/fir.h"
#include "simd/vector.h"

#include <etalon/filter.h>
#include <stddef.h>

static inline int sum_at(const int16_t *row, const struct et_bank *bank, int x, int shift)
{
    const int16_t *samples = row + bank->start[x], *coefs = bank->coefs + (ptrdiff_t)x * bank->taps;
    int sum = 1 << (shift - 1);
    for (int t = 0; t < bank->taps; t++)
        sum += coefs[t] * samples[t];
    return sum >> shift;
}

static inline int clamp_code(int value, int depth)
{
    int max = (1 << depth) - 1;
    return value < 0 ? 0 : value > max ? max : value;
}

/* Codes above their depth, which no decoder gives, may lead outside; then as SIMD narrows. */
static inline int16_t saturate_16(int value)
{
    return (int16_t)(value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : value);
}

/* ---- Plain C ------------------------------------------------------------------------------ */

static void to_u8_c(void *dst, const int16_t *row, const struct et_bank *bank, int depth)
{
    uint8_t *out = dst;
    for (int x = 0; x < bank->count; x++)
        out[x] =
            (uint8_t)clamp_code(sum_at(row, bank, x, ET_BANK_BITS + ET_MIDDLE_BITS - depth), depth);
}

static void to_u16_c(void *dst, const int16_t *row, const struct et_bank *bank, int depth)
{
    uint16_t *out = dst;
    for (int x = 0; x < bank->count; x++)
        out[x] = (uint16_t)clamp_code(sum_at(row, bank, x, ET_BANK_BITS + ET_MIDDLE_BITS - depth),
                                      depth);
}

/* Samples of 16 bits are middle samples but for their offset; see fir.h. */
static void to_deep_c(void *dst, const int16_t *row, const struct et_bank *bank, int depth)
{
    (void)depth;
    uint16_t *out = dst;
    for (int x = 0; x < bank->count; x++)
        out[x] = (uint16_t)(saturate_16(sum_at(row, bank, x, ET_BANK_BITS)) + ET_DEEP_OFFSET);
}

static void to_middle_c(void *dst, const int16_t *row, const struct et_bank *bank, int depth)
{
    (void)depth;
    int16_t *out = dst;
    for (int x = 0; x < bank->count; x++)
        out[x] = saturate_16(sum_at(row, bank, x, ET_BANK_BITS));
}

/* ---- SIMD128: eight outputs a step ---------------------------------------------------------- */

#if defined(__wasm_simd128__)

enum { STEP = 8 };

/* Sums of outputs x to x + 3 for two, four, or a multiple of eight coefficients each. */

static inline v128_t sum_2_taps(const int16_t *row, const struct et_bank *bank, int x)
{
    const int32_t *start = bank->start + x;
    v128_t samples = wasm_v128_load32_zero(row + start[0]);
    samples = wasm_v128_load32_lane(row + start[1], samples, 1);
    samples = wasm_v128_load32_lane(row + start[2], samples, 2);
    samples = wasm_v128_load32_lane(row + start[3], samples, 3);
    return wasm_i32x4_dot_i16x8(samples, wasm_v128_load(bank->coefs + (ptrdiff_t)x * 2));
}

static inline v128_t sum_4_taps(const int16_t *row, const struct et_bank *bank, int x)
{
    const int32_t *start = bank->start + x;
    const int16_t *coefs = bank->coefs + (ptrdiff_t)x * 4;
    v128_t samples_01 =
        wasm_v128_load64_lane(row + start[1], wasm_v128_load64_zero(row + start[0]), 1);
    v128_t samples_23 =
        wasm_v128_load64_lane(row + start[3], wasm_v128_load64_zero(row + start[2]), 1);
    return et_add_pairs_32(wasm_i32x4_dot_i16x8(samples_01, wasm_v128_load(coefs)),
                           wasm_i32x4_dot_i16x8(samples_23, wasm_v128_load(coefs + 8)));
}

static inline v128_t sum_8_taps(const int16_t *row, const struct et_bank *bank, int x)
{
    const int32_t *start = bank->start + x;
    const int taps = bank->taps;
    const int16_t *coefs = bank->coefs + (ptrdiff_t)x * taps;
    v128_t sum_0 = wasm_i32x4_const_splat(0), sum_1 = sum_0, sum_2 = sum_0, sum_3 = sum_0;
    for (int t = 0; t < taps; t += 8) {
        sum_0 = wasm_i32x4_add(sum_0, wasm_i32x4_dot_i16x8(wasm_v128_load(row + start[0] + t),
                                                           wasm_v128_load(coefs + t)));
        sum_1 = wasm_i32x4_add(sum_1, wasm_i32x4_dot_i16x8(wasm_v128_load(row + start[1] + t),
                                                           wasm_v128_load(coefs + taps + t)));
        sum_2 = wasm_i32x4_add(sum_2, wasm_i32x4_dot_i16x8(wasm_v128_load(row + start[2] + t),
                                                           wasm_v128_load(coefs + 2 * taps + t)));
        sum_3 = wasm_i32x4_add(sum_3, wasm_i32x4_dot_i16x8(wasm_v128_load(row + start[3] + t),
                                                           wasm_v128_load(coefs + 3 * taps + t)));
    }
    return et_add_pairs_32(et_add_pairs_32(sum_0, sum_1), et_add_pairs_32(sum_2, sum_3));
}

/* Rounded sums of outputs x to x + 7. */
static inline v128_t sum_step(const int16_t *row, const struct et_bank *bank, int x, int shift)
{
    v128_t left, right;
    if (bank->taps == 2) {
        left = sum_2_taps(row, bank, x);
        right = sum_2_taps(row, bank, x + 4);
    } else if (bank->taps == 4) {
        left = sum_4_taps(row, bank, x);
        right = sum_4_taps(row, bank, x + 4);
    } else {
        left = sum_8_taps(row, bank, x);
        right = sum_8_taps(row, bank, x + 4);
    }
    v128_t half = wasm_i32x4_splat(1 << (shift - 1));
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(left, half), shift),
                                   wasm_i32x4_shr(wasm_i32x4_add(right, half), shift));
}

/* Where the step after `x` starts: the last one ends at `count` and overlaps the one before. */
static inline int next_step(int x, int count)
{
    x += STEP;
    return x < count && x > count - STEP ? count - STEP : x;
}

static void to_u8_simd128(void *dst, const int16_t *row, const struct et_bank *bank, int depth)
{
    if (bank->count < STEP) {
        to_u8_c(dst, row, bank, depth);
        return;
    }
    uint8_t *out = dst;
    for (int x = 0; x < bank->count; x = next_step(x, bank->count)) {
        v128_t sums = sum_step(row, bank, x, ET_BANK_BITS + ET_MIDDLE_BITS - depth);
        wasm_v128_store64_lane(out + x, wasm_u8x16_narrow_i16x8(sums, sums), 0);
    }
}

static void to_u16_simd128(void *dst, const int16_t *row, const struct et_bank *bank, int depth)
{
    if (bank->count < STEP) {
        to_u16_c(dst, row, bank, depth);
        return;
    }
    uint16_t *out = dst;
    for (int x = 0; x < bank->count; x = next_step(x, bank->count)) {
        v128_t sums = sum_step(row, bank, x, ET_BANK_BITS + ET_MIDDLE_BITS - depth);
        wasm_v128_store(out + x, et_clamp_code_16(sums, depth));
    }
}

static void to_deep_simd128(void *dst, const int16_t *row, const struct et_bank *bank, int depth)
{
    if (bank->count < STEP) {
        to_deep_c(dst, row, bank, depth);
        return;
    }
    uint16_t *out = dst;
    for (int x = 0; x < bank->count; x = next_step(x, bank->count))
        wasm_v128_store(out + x, wasm_v128_xor(sum_step(row, bank, x, ET_BANK_BITS),
                                               wasm_i16x8_const_splat(INT16_MIN)));
}

static void to_middle_simd128(void *dst, const int16_t *row, const struct et_bank *bank, int depth)
{
    if (bank->count < STEP) {
        to_middle_c(dst, row, bank, depth);
        return;
    }
    int16_t *out = dst;
    for (int x = 0; x < bank->count; x = next_step(x, bank->count))
        wasm_v128_store(out + x, sum_step(row, bank, x, ET_BANK_BITS));
}

#endif

struct et_polyphase et_polyphase_kernels(int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return (struct et_polyphase){.from_middle = depth == 8    ? to_u8_simd128
                                                    : depth == 16 ? to_deep_simd128
                                                                  : to_u16_simd128,
                                     .middle = to_middle_simd128};
#else
    (void)cpu;
#endif
    return (struct et_polyphase){.from_middle = depth == 8    ? to_u8_c
                                                : depth == 16 ? to_deep_c
                                                              : to_u16_c,
                                 .middle = to_middle_c};
}
