// SPDX-License-Identifier: LGPL-2.1-or-later
#ifndef ETALON_FILTERS_DEINTERLACE_MOTION_H
#define ETALON_FILTERS_DEINTERLACE_MOTION_H

#include "simd/vector.h"

#include <stdint.h>

/*
 * What yadif and bwdif share: how far a missing sample may lie from the one that it would be if
 * nothing moved. Follows FFmpeg's libavfilter/vf_yadif.c.
 */

static inline int et_distance(int a, int b)
{
    return a < b ? b - a : a - b;
}

static inline int et_largest(int a, int b)
{
    return a > b ? a : b;
}

static inline int et_smallest(int a, int b)
{
    return a < b ? a : b;
}

/* The samples around a missing one: of the kept rows above and below, now and a frame away. */
struct et_around {
    int above, below;                   /* in the frame at hand */
    int before, after;                  /* the missing row's own, when last and when next seen */
    int previous_above, previous_below; /* in the frame before */
    int next_above, next_below;         /* in the frame behind */
};

struct et_motion {
    int still; /* the sample if nothing moved */
    int diff;  /* how much moved: the sample is at most this far from `still` */
};

/* The kept rows' changes are halved sums: a movement in one of two rows counts half. */
static inline struct et_motion et_motion_of(const struct et_around *around)
{
    const int since_previous = (et_distance(around->previous_above, around->above) +
                                et_distance(around->previous_below, around->below)) >>
                               1;
    const int until_next = (et_distance(around->next_above, around->above) +
                            et_distance(around->next_below, around->below)) >>
                           1;
    const int over_missing = et_distance(around->before, around->after) >> 1;
    return (struct et_motion){(around->before + around->after) >> 1,
                              et_largest(over_missing, et_largest(since_previous, until_next))};
}

/*
 * `diff` raised by how far `still` lies outside what the kept rows, and the missing field's rows
 * two above and two below (the means over before and after), allow.
 */
static inline int et_motion_check(struct et_motion motion, const struct et_around *around,
                                  int mean_above, int mean_below)
{
    const int step_above = mean_above - around->above, step_below = mean_below - around->below;
    const int from_above = motion.still - around->above, from_below = motion.still - around->below;
    const int high =
        et_largest(et_largest(from_below, from_above), et_smallest(step_above, step_below));
    const int low =
        et_smallest(et_smallest(from_below, from_above), et_largest(step_above, step_below));
    return et_largest(motion.diff, et_largest(low, -high));
}

/* `value` cut to `still` less and plus `diff`. */
static inline int et_motion_cut(int value, int still, int diff)
{
    return value > still + diff ? still + diff : value < still - diff ? still - diff : value;
}

#if defined(__wasm_simd128__)

/* The same on eight 16-bit lanes; a code has at most 12 bits, so that the sum of four fits. */
enum { ET_FIELD_STEP = 8, ET_FIELD_MOST_BITS = 12 };

/* Where the step of `samples` after `x` starts: the last one ends at `end` and overlaps the one before. */
static inline int et_field_next(int x, int end, int samples)
{
    x += samples;
    return x < end && x > end - samples ? end - samples : x;
}

static inline v128_t et_distance_16(v128_t a, v128_t b)
{
    return wasm_i16x8_abs(wasm_i16x8_sub(a, b));
}

struct et_around_16 {
    v128_t above, below, before, after, previous_above, previous_below, next_above, next_below;
};

struct et_motion_16 {
    v128_t still, diff;
};

static inline struct et_motion_16 et_motion_of_16(const struct et_around_16 *around)
{
    const v128_t since_previous =
        wasm_i16x8_shr(wasm_i16x8_add(et_distance_16(around->previous_above, around->above),
                                      et_distance_16(around->previous_below, around->below)),
                       1);
    const v128_t until_next =
        wasm_i16x8_shr(wasm_i16x8_add(et_distance_16(around->next_above, around->above),
                                      et_distance_16(around->next_below, around->below)),
                       1);
    const v128_t over_missing = wasm_i16x8_shr(et_distance_16(around->before, around->after), 1);
    return (struct et_motion_16){
        wasm_i16x8_shr(wasm_i16x8_add(around->before, around->after), 1),
        wasm_i16x8_max(over_missing, wasm_i16x8_max(since_previous, until_next))};
}

static inline v128_t et_motion_check_16(struct et_motion_16 motion,
                                        const struct et_around_16 *around, v128_t mean_above,
                                        v128_t mean_below)
{
    const v128_t step_above = wasm_i16x8_sub(mean_above, around->above);
    const v128_t step_below = wasm_i16x8_sub(mean_below, around->below);
    const v128_t from_above = wasm_i16x8_sub(motion.still, around->above);
    const v128_t from_below = wasm_i16x8_sub(motion.still, around->below);
    const v128_t high = wasm_i16x8_max(wasm_i16x8_max(from_below, from_above),
                                       wasm_i16x8_min(step_above, step_below));
    const v128_t low = wasm_i16x8_min(wasm_i16x8_min(from_below, from_above),
                                      wasm_i16x8_max(step_above, step_below));
    return wasm_i16x8_max(motion.diff, wasm_i16x8_max(low, wasm_i16x8_neg(high)));
}

static inline v128_t et_motion_cut_16(v128_t value, v128_t still, v128_t diff)
{
    value = wasm_i16x8_min(value, wasm_i16x8_add(still, diff));
    return wasm_i16x8_max(value, wasm_i16x8_sub(still, diff));
}

#endif

#endif
