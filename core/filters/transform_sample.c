// SPDX-License-Identifier: MIT
#include "filters/transform.h"

#include "base/arena.h"
#include "simd/fir.h"

enum {
    PHASES = 1 << ET_PHASE_BITS,
    MOST_TAPS = 4,
    ROUND_BITS = ET_PLACE_BITS - ET_PHASE_BITS, /* from a place to its phase */
};

/* A point, in whole samples to the left of it and above it, and phases. */
struct point {
    int64_t column, row;
    int across, down;
};

static inline struct point point_at(int64_t x, int64_t y)
{
    const int64_t half = (int64_t)1 << (ROUND_BITS - 1);
    x = (x + half) >> ROUND_BITS;
    y = (y + half) >> ROUND_BITS;
    return (struct point){x >> ET_PHASE_BITS, y >> ET_PHASE_BITS, (int)(x & (PHASES - 1)),
                          (int)(y & (PHASES - 1))};
}

int et_sampler_init(struct et_sampler *sampler, struct et_arena *arena, enum et_kernel kernel,
                    int depth, unsigned cpu)
{
    struct et_bank bank;
    const struct et_bank_shape shape = {kernel, PHASES, 0, 1.0 / PHASES, false};
    *sampler = (struct et_sampler){
        .depth = depth, .bits = depth > ET_MIDDLE_BITS ? 16 : ET_MIDDLE_BITS, .cpu = cpu};
    int error = et_bank_build(arena, &shape, &bank);
    sampler->taps = bank.taps;
    sampler->coefs = bank.coefs;
    return error;
}

static inline int code_at(const uint8_t *row, int64_t x, bool bytes)
{
    return bytes ? row[x] : ((const uint16_t *)row)[x];
}

static inline int clamp(int64_t value, int low, int high)
{
    return value < low ? low : value > high ? high : (int)value;
}

/* ---- Plain C --------------------------------------------------------------------------------- */

/* The value at a point, in 1 / 2^(ET_BANK_BITS + bits). All taps are inside the plane. */
static inline int inside(const struct et_sampler *sampler, const uint8_t *data, ptrdiff_t stride,
                         const struct point *point, int taps, bool bytes)
{
    const int16_t *across = sampler->coefs + point->across * taps;
    const int16_t *down = sampler->coefs + point->down * taps;
    const int shift = ET_BANK_BITS - (sampler->bits - sampler->depth);
    const uint8_t *row = data + (point->row - (taps / 2 - 1)) * stride;
    const int64_t column = point->column - (taps / 2 - 1);
    int value = 0;
    for (int t = 0; t < taps; t++, row += stride) {
        int sum = 1 << (shift - 1);
        for (int i = 0; i < taps; i++)
            sum += across[i] * code_at(row, column + i, bytes);
        value += down[t] * (sum >> shift);
    }
    return value;
}

/* The same where some taps, or all of them, are beyond the edges. */
static int at_edge(const struct et_sampler *sampler, const struct et_placement *placement,
                   const uint8_t *data, ptrdiff_t stride, int outside, const struct point *point)
{
    const int taps = sampler->taps, lead = taps / 2 - 1;
    const int shift = ET_BANK_BITS - (sampler->bits - sampler->depth);
    const int column = clamp(point->column - lead, -MOST_TAPS, placement->width);
    const int top = clamp(point->row - lead, -MOST_TAPS, placement->height);
    int value = 0;
    for (int t = 0; t < taps; t++) {
        const int y = clamp(top + t, 0, placement->height - 1);
        int sum = 1 << (shift - 1);
        for (int i = 0; i < taps; i++) {
            const int x = clamp(column + i, 0, placement->width - 1);
            const bool there = outside < 0 || (x == column + i && y == top + t);
            const int code = there ? code_at(data + y * stride, x, sampler->depth == 8) : outside;
            sum += sampler->coefs[point->across * taps + i] * code;
        }
        value += sampler->coefs[point->down * taps + t] * (sum >> shift);
    }
    return value;
}

static inline int value_at(const struct et_sampler *sampler, const struct et_placement *placement,
                           const uint8_t *data, ptrdiff_t stride, int outside, int64_t x, int64_t y,
                           int taps, bool bytes)
{
    const struct point point = point_at(x, y);
    const int lead = taps / 2 - 1;
    if (point.column < lead || point.column + taps - lead > placement->width || point.row < lead ||
        point.row + taps - lead > placement->height)
        return at_edge(sampler, placement, data, stride, outside, &point);
    return inside(sampler, data, stride, &point, taps, bytes);
}

static inline void store(void *dst, int x, int code, int depth)
{
    code = clamp(code, 0, (1 << depth) - 1);
    if (depth == 8)
        ((uint8_t *)dst)[x] = (uint8_t)code;
    else
        ((uint16_t *)dst)[x] = (uint16_t)code;
}

static inline void point_row(const struct et_sampler *sampler, const struct et_placement *placement,
                             const uint8_t *data, ptrdiff_t stride, int outside, int64_t x,
                             int64_t y, void *dst, int taps, bool bytes)
{
    const int shift = ET_BANK_BITS + sampler->bits - sampler->depth, half = 1 << (shift - 1);
    for (int i = 0; i < placement->width; i++) {
        const int value = value_at(sampler, placement, data, stride, outside, x, y, taps, bytes);
        store(dst, i, (value + half) >> shift, sampler->depth);
        x += placement->x_across;
        y += placement->y_across;
    }
}

/* Rows of an image that shrinks: the mean of several points around each. */
static void mean_row(const struct et_sampler *sampler, const struct et_placement *placement,
                     const uint8_t *data, ptrdiff_t stride, int outside, int64_t x, int64_t y,
                     void *dst)
{
    const int across = placement->points_across, down = placement->points_down;
    const int shift = ET_BANK_BITS + sampler->bits - sampler->depth;
    const int64_t parts = (int64_t)across * down << shift;
    for (int i = 0; i < placement->width; i++) {
        int64_t sum = 0;
        for (int j = 0; j < down; j++)
            for (int k = 0; k < across; k++) {
                /* (2 k + 1) / (2 across) - 1/2 of a step from the middle. */
                const int64_t at_x = placement->x_across * (2 * k + 1 - across) / (2 * across) +
                                     placement->x_down * (2 * j + 1 - down) / (2 * down);
                const int64_t at_y = placement->y_across * (2 * k + 1 - across) / (2 * across) +
                                     placement->y_down * (2 * j + 1 - down) / (2 * down);
                sum += value_at(sampler, placement, data, stride, outside, x + at_x, y + at_y,
                                sampler->taps, sampler->depth == 8);
            }
        /* Overshoot is the only sum below 0, and is cut. */
        store(dst, i, sum < 0 ? 0 : (int)((sum + parts / 2) / parts), sampler->depth);
        x += placement->x_across;
        y += placement->y_across;
    }
}

void et_sample_row(const struct et_sampler *sampler, const struct et_placement *placement,
                   const uint8_t *data, ptrdiff_t stride, int outside, int y, void *dst)
{
    const int64_t at_x = placement->x + y * placement->x_down;
    const int64_t at_y = placement->y + y * placement->y_down;
    const bool bytes = sampler->depth == 8;
    if (placement->points_across > 1 || placement->points_down > 1)
        mean_row(sampler, placement, data, stride, outside, at_x, at_y, dst);
    else if (sampler->taps == 2 && bytes)
        point_row(sampler, placement, data, stride, outside, at_x, at_y, dst, 2, true);
    else if (sampler->taps == 2)
        point_row(sampler, placement, data, stride, outside, at_x, at_y, dst, 2, false);
    else if (bytes)
        point_row(sampler, placement, data, stride, outside, at_x, at_y, dst, 4, true);
    else
        point_row(sampler, placement, data, stride, outside, at_x, at_y, dst, 4, false);
}
