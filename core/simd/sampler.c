// SPDX-License-Identifier: MIT
#include "simd/sampler.h"

#include "base/arena.h"
#include "base/range.h"
#include "simd/fir.h"
#include "simd/vector.h"

#include <etalon/filter.h>
#include <stdbool.h>

enum { PHASES = 1 << ET_PHASE_BITS, MOST_TAPS = 4 };

static inline int code_at(const uint8_t *row, int x, bool bytes)
{
    return bytes ? row[x] : ((const uint16_t *)row)[x];
}

/* From a sum across to a value of `bits`. */
static inline int shift_across(const struct et_sampler *sampler)
{
    return ET_BANK_BITS - (sampler->bits - sampler->depth);
}

/* ---- Plain C --------------------------------------------------------------------------------- */

/* All taps are inside the plane. */
static inline int inside(const struct et_sampler *sampler, const struct et_sampled *plane, int x,
                         int y, int taps, bool bytes)
{
    const int16_t *across = sampler->coefs + (x & (PHASES - 1)) * taps;
    const int16_t *down = sampler->coefs + (y & (PHASES - 1)) * taps;
    const int shift = shift_across(sampler), lead = taps / 2 - 1;
    const int column = (x >> ET_PHASE_BITS) - lead;
    const uint8_t *row = plane->data + ((y >> ET_PHASE_BITS) - lead) * plane->stride;
    int value = 0;
    for (int t = 0; t < taps; t++, row += plane->stride) {
        int sum = 1 << (shift - 1);
        for (int i = 0; i < taps; i++)
            sum += across[i] * code_at(row, column + i, bytes);
        value += down[t] * (sum >> shift);
    }
    return value;
}

/* Some taps, or all of them, are beyond the edges. */
static int at_edge(const struct et_sampler *sampler, const struct et_sampled *plane, int x, int y)
{
    const int taps = sampler->taps, lead = taps / 2 - 1, shift = shift_across(sampler);
    const int16_t *across = sampler->coefs + (x & (PHASES - 1)) * taps;
    const int16_t *down = sampler->coefs + (y & (PHASES - 1)) * taps;
    const int left = et_clamp((x >> ET_PHASE_BITS) - lead, -MOST_TAPS, plane->width);
    const int top = et_clamp((y >> ET_PHASE_BITS) - lead, -MOST_TAPS, plane->height);
    int value = 0;
    for (int t = 0; t < taps; t++) {
        const int row = et_clamp(top + t, 0, plane->height - 1);
        int sum = 1 << (shift - 1);
        for (int i = 0; i < taps; i++) {
            const int column = et_clamp(left + i, 0, plane->width - 1);
            const bool there = plane->outside < 0 || (column == left + i && row == top + t);
            sum += across[i] *
                   (there ? code_at(plane->data + row * plane->stride, column, sampler->depth == 8)
                          : plane->outside);
        }
        value += down[t] * (sum >> shift);
    }
    return value;
}

static inline void values_from(const struct et_sampler *sampler, const struct et_sampled *plane,
                               const struct et_points *points, int first, int last, int32_t *values,
                               int taps, bool bytes)
{
    const int lead = taps / 2 - 1;
    for (int i = first; i < last; i++) {
        const int x = points->x[i], y = points->y[i];
        const int column = (x >> ET_PHASE_BITS) - lead, row = (y >> ET_PHASE_BITS) - lead;
        const bool edge =
            column < 0 || column + taps > plane->width || row < 0 || row + taps > plane->height;
        values[i] =
            edge ? at_edge(sampler, plane, x, y) : inside(sampler, plane, x, y, taps, bytes);
    }
}

/* Points `first` to `last` - 1. */
static void values_c(const struct et_sampler *sampler, const struct et_sampled *plane,
                     const struct et_points *points, int first, int last, int32_t *values)
{
    const bool bytes = sampler->depth == 8;
    if (sampler->taps == 2 && bytes)
        values_from(sampler, plane, points, first, last, values, 2, true);
    else if (sampler->taps == 2)
        values_from(sampler, plane, points, first, last, values, 2, false);
    else if (bytes)
        values_from(sampler, plane, points, first, last, values, 4, true);
    else
        values_from(sampler, plane, points, first, last, values, 4, false);
}

static void all_values_c(const struct et_sampler *sampler, const struct et_sampled *plane,
                         const struct et_points *points, int32_t *values)
{
    values_c(sampler, plane, points, 0, points->count, values);
}

/* ---- SIMD128: four points a step, each loaded by itself; depths up to 14 --------------------- */

#if defined(__wasm_simd128__)

enum { STEP = 4 };

/* Four points: offsets of their first taps into the plane, and phases. */
struct step {
    v128_t offsets, phases_x, phases_y;
};

static inline bool step_is_inside(const struct et_sampler *sampler, const struct et_sampled *plane,
                                  const struct et_points *points, int at, int taps, int bytes,
                                  struct step *step)
{
    const v128_t lead = wasm_i32x4_splat(taps / 2 - 1), mask = wasm_i32x4_splat(PHASES - 1);
    const v128_t x = wasm_v128_load(points->x + at), y = wasm_v128_load(points->y + at);
    const v128_t column = wasm_i32x4_sub(wasm_i32x4_shr(x, ET_PHASE_BITS), lead);
    const v128_t row = wasm_i32x4_sub(wasm_i32x4_shr(y, ET_PHASE_BITS), lead);
    (void)sampler;
    /* Negative ones are large without a sign. */
    const v128_t inside = wasm_v128_and(
        wasm_i32x4_eq(wasm_u32x4_min(column, wasm_i32x4_splat(plane->width - taps)), column),
        wasm_i32x4_eq(wasm_u32x4_min(row, wasm_i32x4_splat(plane->height - taps)), row));
    const v128_t across = bytes == 1 ? column : wasm_i32x4_shl(column, 1);
    step->offsets =
        wasm_i32x4_add(wasm_i32x4_mul(row, wasm_i32x4_splat((int)plane->stride)), across);
    step->phases_x = wasm_v128_and(x, mask);
    step->phases_y = wasm_v128_and(y, mask);
    return wasm_i32x4_all_true(inside);
}

#define OFFSET(step, lane) wasm_i32x4_extract_lane((step)->offsets, lane)

/* Pairs of neighbours as words, four of them, from the bytes or words at each point. */
static inline v128_t load_pairs(const uint8_t *data, const struct step *step, int bytes)
{
    v128_t pairs = wasm_i32x4_const_splat(0);
    if (bytes == 1) {
        pairs = wasm_v128_load16_lane(data + OFFSET(step, 0), pairs, 0);
        pairs = wasm_v128_load16_lane(data + OFFSET(step, 1), pairs, 1);
        pairs = wasm_v128_load16_lane(data + OFFSET(step, 2), pairs, 2);
        pairs = wasm_v128_load16_lane(data + OFFSET(step, 3), pairs, 3);
        return wasm_u16x8_extend_low_u8x16(pairs);
    }
    pairs = wasm_v128_load32_zero(data + OFFSET(step, 0));
    pairs = wasm_v128_load32_lane(data + OFFSET(step, 1), pairs, 1);
    pairs = wasm_v128_load32_lane(data + OFFSET(step, 2), pairs, 2);
    return wasm_v128_load32_lane(data + OFFSET(step, 3), pairs, 3);
}

/* Coefficients of a bilinear phase p: 16384 - 16 p and 16 p, as pairs of words. */
static inline v128_t linear_coefs(v128_t phases)
{
    const v128_t second = wasm_i32x4_shl(phases, ET_BANK_BITS - ET_PHASE_BITS);
    const v128_t first = wasm_i32x4_sub(wasm_i32x4_const_splat(ET_BANK_ONE), second);
    return wasm_v128_or(first, wasm_i32x4_shl(second, 16));
}

static inline void bilinear_step(const struct et_sampler *sampler, const struct et_sampled *plane,
                                 const struct step *step, int32_t *values, int bytes)
{
    const int shift = shift_across(sampler);
    const v128_t half = wasm_i32x4_splat(1 << (shift - 1));
    const v128_t coefs = linear_coefs(step->phases_x);
    v128_t upper = wasm_i32x4_dot_i16x8(load_pairs(plane->data, step, bytes), coefs);
    v128_t lower =
        wasm_i32x4_dot_i16x8(load_pairs(plane->data + plane->stride, step, bytes), coefs);
    upper = wasm_i32x4_shr(wasm_i32x4_add(upper, half), shift);
    lower = wasm_i32x4_shr(wasm_i32x4_add(lower, half), shift);
    const v128_t both = wasm_v128_or(upper, wasm_i32x4_shl(lower, 16));
    wasm_v128_store(values, wasm_i32x4_dot_i16x8(both, linear_coefs(step->phases_y)));
}

/* Sums across of the four rows of one point, one a lane. */
static inline v128_t four_rows(const uint8_t *at, ptrdiff_t stride, const int16_t *coefs, int bytes)
{
    const v128_t across = wasm_v128_load64_splat(coefs);
    v128_t rows_01, rows_23;
    if (bytes == 1) {
        v128_t rows = wasm_v128_load32_zero(at);
        rows = wasm_v128_load32_lane(at + stride, rows, 1);
        rows = wasm_v128_load32_lane(at + 2 * stride, rows, 2);
        rows = wasm_v128_load32_lane(at + 3 * stride, rows, 3);
        rows_01 = wasm_u16x8_extend_low_u8x16(rows);
        rows_23 = wasm_u16x8_extend_high_u8x16(rows);
    } else {
        rows_01 = wasm_v128_load64_lane(at + stride, wasm_v128_load64_zero(at), 1);
        rows_23 = wasm_v128_load64_lane(at + 3 * stride, wasm_v128_load64_zero(at + 2 * stride), 1);
    }
    return et_add_pairs_32(wasm_i32x4_dot_i16x8(rows_01, across),
                           wasm_i32x4_dot_i16x8(rows_23, across));
}

/* Two points summed down: two parts of each. */
static inline v128_t two_down(v128_t rows_a, v128_t rows_b, const int16_t *coefs_a,
                              const int16_t *coefs_b)
{
    const v128_t down = wasm_v128_load64_lane(coefs_b, wasm_v128_load64_zero(coefs_a), 1);
    return wasm_i32x4_dot_i16x8(wasm_i16x8_narrow_i32x4(rows_a, rows_b), down);
}

static inline void bicubic_step(const struct et_sampler *sampler, const struct et_sampled *plane,
                                const struct step *step, int32_t *values, int bytes)
{
    const int shift = shift_across(sampler);
    const v128_t half = wasm_i32x4_splat(1 << (shift - 1));
    v128_t rows[STEP];
#define COEFS(phases, lane) (sampler->coefs + 4 * wasm_i32x4_extract_lane(phases, lane))
#define ROWS(lane)                                                                                 \
    four_rows(plane->data + OFFSET(step, lane), plane->stride, COEFS(step->phases_x, lane), bytes)
    rows[0] = ROWS(0);
    rows[1] = ROWS(1);
    rows[2] = ROWS(2);
    rows[3] = ROWS(3);
    for (int i = 0; i < STEP; i++)
        rows[i] = wasm_i32x4_shr(wasm_i32x4_add(rows[i], half), shift);
    const v128_t left =
        two_down(rows[0], rows[1], COEFS(step->phases_y, 0), COEFS(step->phases_y, 1));
    const v128_t right =
        two_down(rows[2], rows[3], COEFS(step->phases_y, 2), COEFS(step->phases_y, 3));
    wasm_v128_store(values, et_add_pairs_32(left, right));
#undef ROWS
#undef COEFS
}

static inline void all_values(const struct et_sampler *sampler, const struct et_sampled *plane,
                              const struct et_points *points, int32_t *values, int taps, int bytes)
{
    const bool small = plane->width < taps || plane->height < taps;
    const int steps = small ? 0 : points->count - points->count % STEP;
    for (int i = 0; i < steps; i += STEP) {
        struct step step;
        if (!step_is_inside(sampler, plane, points, i, taps, bytes, &step))
            values_c(sampler, plane, points, i, i + STEP, values);
        else if (taps == 2)
            bilinear_step(sampler, plane, &step, values + i, bytes);
        else
            bicubic_step(sampler, plane, &step, values + i, bytes);
    }
    values_c(sampler, plane, points, steps, points->count, values);
}

static void bilinear_8_simd128(const struct et_sampler *sampler, const struct et_sampled *plane,
                               const struct et_points *points, int32_t *values)
{
    all_values(sampler, plane, points, values, 2, 1);
}

static void bilinear_16_simd128(const struct et_sampler *sampler, const struct et_sampled *plane,
                                const struct et_points *points, int32_t *values)
{
    all_values(sampler, plane, points, values, 2, 2);
}

static void bicubic_8_simd128(const struct et_sampler *sampler, const struct et_sampled *plane,
                              const struct et_points *points, int32_t *values)
{
    all_values(sampler, plane, points, values, 4, 1);
}

static void bicubic_16_simd128(const struct et_sampler *sampler, const struct et_sampled *plane,
                               const struct et_points *points, int32_t *values)
{
    all_values(sampler, plane, points, values, 4, 2);
}

#endif

/* ---- Set-up, and from values to codes -------------------------------------------------------- */

int et_sampler_init(struct et_sampler *sampler, struct et_arena *arena, enum et_kernel kernel,
                    int depth, unsigned cpu)
{
    struct et_bank bank;
    const struct et_bank_shape shape = {kernel, PHASES, 0, 1.0 / PHASES, false};
    int error = et_bank_build(arena, &shape, &bank);
    if (error)
        return error;
    *sampler = (struct et_sampler){
        .taps = bank.taps,
        .depth = depth,
        .bits = depth > ET_MIDDLE_BITS ? 16 : ET_MIDDLE_BITS,
        .coefs = bank.coefs,
        .values = all_values_c,
    };
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128 && depth <= ET_MIDDLE_BITS)
        sampler->values = bank.taps == 2 ? depth == 8 ? bilinear_8_simd128 : bilinear_16_simd128
                          : depth == 8   ? bicubic_8_simd128
                                         : bicubic_16_simd128;
#else
    (void)cpu;
#endif
    return 0;
}

void et_sample_points(const struct et_sampler *sampler, const struct et_sampled *plane,
                      const struct et_points *points, void *dst, int at)
{
    const int shift = ET_BANK_BITS + sampler->bits - sampler->depth, half = 1 << (shift - 1);
    const int max = (1 << sampler->depth) - 1, count = points->count;
    int32_t values[ET_POINTS];
    sampler->values(sampler, plane, points, values);
    if (sampler->depth == 8) {
        uint8_t *out = (uint8_t *)dst + at;
        for (int i = 0; i < count; i++)
            out[i] = (uint8_t)et_clamp((values[i] + half) >> shift, 0, 255);
    } else {
        uint16_t *out = (uint16_t *)dst + at;
        for (int i = 0; i < count; i++)
            out[i] = (uint16_t)et_clamp((values[i] + half) >> shift, 0, max);
    }
}

void et_sample_add(const struct et_sampler *sampler, const struct et_sampled *plane,
                   const struct et_points *points, int64_t sums[ET_POINTS])
{
    int32_t values[ET_POINTS];
    sampler->values(sampler, plane, points, values);
    for (int i = 0; i < points->count; i++)
        sums[i] += values[i];
}

void et_sample_store_mean(const struct et_sampler *sampler, const int64_t *sums, int count,
                          int sets, void *dst, int at)
{
    const int shift = ET_BANK_BITS + sampler->bits - sampler->depth;
    const int64_t parts = (int64_t)sets << shift;
    for (int i = 0; i < count; i++) {
        /* Overshoot is the only sum below 0, and is cut. */
        const int mean = sums[i] < 0 ? 0 : (int)((sums[i] + parts / 2) / parts);
        const int code = et_clamp(mean, 0, (1 << sampler->depth) - 1);
        if (sampler->depth == 8)
            ((uint8_t *)dst)[at + i] = (uint8_t)code;
        else
            ((uint16_t *)dst)[at + i] = (uint16_t)code;
    }
}
