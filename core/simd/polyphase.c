// SPDX-License-Identifier: MIT
/* Resampling along a row; see fir.h for the arithmetic. */
#include "base/range.h"
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

/* ---- Plain C ------------------------------------------------------------------------------ */

static void to_u8_c(void *dst, const int16_t *row, const struct et_bank *bank, int depth)
{
    uint8_t *out = dst;
    for (int x = 0; x < bank->count; x++)
        out[x] = (uint8_t)et_clamp_code(sum_at(row, bank, x, ET_BANK_BITS + ET_MIDDLE_BITS - depth),
                                        depth);
}

static void to_u16_c(void *dst, const int16_t *row, const struct et_bank *bank, int depth)
{
    uint16_t *out = dst;
    for (int x = 0; x < bank->count; x++)
        out[x] = (uint16_t)et_clamp_code(
            sum_at(row, bank, x, ET_BANK_BITS + ET_MIDDLE_BITS - depth), depth);
}

/* Samples of 16 bits are middle samples but for their offset; see fir.h. */
static void to_deep_c(void *dst, const int16_t *row, const struct et_bank *bank, int depth)
{
    (void)depth;
    uint16_t *out = dst;
    for (int x = 0; x < bank->count; x++)
        out[x] = (uint16_t)(et_saturate_16(sum_at(row, bank, x, ET_BANK_BITS)) + ET_DEEP_OFFSET);
}

static void to_middle_c(void *dst, const int16_t *row, const struct et_bank *bank, int depth)
{
    (void)depth;
    int16_t *out = dst;
    for (int x = 0; x < bank->count; x++)
        out[x] = et_saturate_16(sum_at(row, bank, x, ET_BANK_BITS));
}

/* ---- SIMD128: eight outputs a step ---------------------------------------------------------- */

#if defined(__wasm_simd128__)

enum { STEP = 8 };

/* What leaves. */
enum kind { CODES_8, CODES_16, DEEP, MIDDLE };

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

static inline v128_t sum_8_taps(const int16_t *row, const struct et_bank *bank, int x, int taps)
{
    const int32_t *start = bank->start + x;
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

static inline v128_t sum_4_outputs(const int16_t *row, const struct et_bank *bank, int x, int taps)
{
    return taps == 2   ? sum_2_taps(row, bank, x)
           : taps == 4 ? sum_4_taps(row, bank, x)
                       : sum_8_taps(row, bank, x, taps);
}

/* Rounds sums of outputs x to x + 7 and stores them. */
static inline void store(void *dst, int x, v128_t left, v128_t right, enum kind kind, int depth)
{
    const int shift =
        ET_BANK_BITS + (kind == CODES_8 || kind == CODES_16 ? ET_MIDDLE_BITS - depth : 0);
    const v128_t half = wasm_i32x4_splat(1 << (shift - 1));
    const v128_t values =
        wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(left, half), shift),
                                wasm_i32x4_shr(wasm_i32x4_add(right, half), shift));
    if (kind == CODES_8)
        wasm_v128_store64_lane((uint8_t *)dst + x, wasm_u8x16_narrow_i16x8(values, values), 0);
    else if (kind == CODES_16)
        wasm_v128_store((uint16_t *)dst + x, et_clamp_code_16(values, depth));
    else if (kind == DEEP)
        wasm_v128_store((uint16_t *)dst + x,
                        wasm_v128_xor(values, wasm_i16x8_const_splat(INT16_MIN)));
    else
        wasm_v128_store((int16_t *)dst + x, values);
}

/* Where the step after `x` starts: the last one ends at `count` and overlaps the one before. */
static inline int next_step(int x, int count)
{
    x += STEP;
    return x < count && x > count - STEP ? count - STEP : x;
}

static inline void resample(void *dst, const int16_t *row, const struct et_bank *bank, int depth,
                            enum kind kind, int taps)
{
    for (int x = 0; x < bank->count; x = next_step(x, bank->count))
        store(dst, x, sum_4_outputs(row, bank, x, taps), sum_4_outputs(row, bank, x + 4, taps),
              kind, depth);
}

/*
 * Where outputs lie two samples apart, the pairs of coefficients are the same for all, and a load of
 * eight samples holds a pair for each of four outputs.
 */
static inline void halve(void *dst, const int16_t *row, const struct et_bank *bank, int depth,
                         enum kind kind, int taps)
{
    for (int x = 0; x < bank->count; x = next_step(x, bank->count)) {
        const int16_t *samples = row + bank->start[0] + 2 * x;
        v128_t left = wasm_i32x4_const_splat(0), right = left;
        for (int t = 0; t < taps; t += 2) {
            const v128_t coef_pair = wasm_v128_load32_splat(bank->coefs + t);
            left =
                wasm_i32x4_add(left, wasm_i32x4_dot_i16x8(wasm_v128_load(samples + t), coef_pair));
            right = wasm_i32x4_add(
                right, wasm_i32x4_dot_i16x8(wasm_v128_load(samples + t + STEP), coef_pair));
        }
        store(dst, x, left, right, kind, depth);
    }
}

/* Loops of known numbers of coefficients for the usual ones. */
static inline void run(void *dst, const int16_t *row, const struct et_bank *bank, int depth,
                       enum kind kind)
{
    if (bank->halving && bank->used == 8)
        halve(dst, row, bank, depth, kind, 8);
    else if (bank->halving)
        halve(dst, row, bank, depth, kind, bank->used);
    else if (bank->taps == 2)
        resample(dst, row, bank, depth, kind, 2);
    else if (bank->taps == 4)
        resample(dst, row, bank, depth, kind, 4);
    else if (bank->taps == 8)
        resample(dst, row, bank, depth, kind, 8);
    else
        resample(dst, row, bank, depth, kind, bank->taps);
}

static void to_u8_simd128(void *dst, const int16_t *row, const struct et_bank *bank, int depth)
{
    if (bank->count < STEP)
        to_u8_c(dst, row, bank, depth);
    else
        run(dst, row, bank, depth, CODES_8);
}

static void to_u16_simd128(void *dst, const int16_t *row, const struct et_bank *bank, int depth)
{
    if (bank->count < STEP)
        to_u16_c(dst, row, bank, depth);
    else
        run(dst, row, bank, depth, CODES_16);
}

static void to_deep_simd128(void *dst, const int16_t *row, const struct et_bank *bank, int depth)
{
    if (bank->count < STEP)
        to_deep_c(dst, row, bank, depth);
    else
        run(dst, row, bank, depth, DEEP);
}

static void to_middle_simd128(void *dst, const int16_t *row, const struct et_bank *bank, int depth)
{
    if (bank->count < STEP)
        to_middle_c(dst, row, bank, depth);
    else
        run(dst, row, bank, depth, MIDDLE);
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
