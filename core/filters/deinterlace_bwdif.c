// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * bwdif's kernels for samples of one and of two bytes; formulas and plain C are in deinterlace_bwdif.h.
 */
#include "base/range.h"
#include "filters/deinterlace.h"
#include "filters/deinterlace_motion.h"

#include <etalon/filter.h>

enum {
    COEF_BITS = 13,
    LOW_NEAR = 4309,
    LOW_FAR = 213,
    HIGH_MIDDLE = 5570, /* the three of the high frequencies are in 1/32768 */
    HIGH_INNER = 3801,
    HIGH_OUTER = 1016,
    SPATIAL_NEAR = 5077,
    SPATIAL_FAR = 981,
};

#define ET_TEMPLATE "filters/deinterlace_bwdif.h"
#include "simd/each_sample.h"

/* ---- SIMD128 --------------------------------------------------------------------------------- */

#if defined(__wasm_simd128__)

/* Two factors, of the even and the odd lanes. */
static inline v128_t pair_of(int even, int odd)
{
    return wasm_i32x4_splat((int)(((uint32_t)even & 0xFFFF) | (uint32_t)odd << 16));
}

/*
 * Both filters in one sum of 1/32768, exactly: the low frequencies' factors are the spatial ones
 * less 768 and, for the far rows, plus 768, which leaves 768 times far - near.
 */
static inline void weigh_kept(v128_t sums[2], v128_t near, v128_t far)
{
    const v128_t factors = pair_of(4 * SPATIAL_NEAR, -4 * SPATIAL_FAR);
    sums[0] = wasm_i32x4_dot_i16x8(et_interleave_low_16(near, far), factors);
    sums[1] = wasm_i32x4_dot_i16x8(et_interleave_high_16(near, far), factors);
}

/* What lanes that are not of `spatial` have beside that; `turn` is far - near. */
static inline void add_high(v128_t sums[2], v128_t turn, v128_t middle, v128_t inner, v128_t outer,
                            v128_t spatial)
{
    const v128_t high = pair_of(HIGH_MIDDLE, -HIGH_INNER);
    const v128_t rest = pair_of(HIGH_OUTER, 4 * (SPATIAL_NEAR - LOW_NEAR));
    turn = wasm_v128_andnot(turn, spatial);
    middle = wasm_v128_andnot(middle, spatial);
    inner = wasm_v128_andnot(inner, spatial);
    outer = wasm_v128_andnot(outer, spatial);
    const v128_t left =
        wasm_i32x4_add(wasm_i32x4_dot_i16x8(et_interleave_low_16(middle, inner), high),
                       wasm_i32x4_dot_i16x8(et_interleave_low_16(outer, turn), rest));
    const v128_t right =
        wasm_i32x4_add(wasm_i32x4_dot_i16x8(et_interleave_high_16(middle, inner), high),
                       wasm_i32x4_dot_i16x8(et_interleave_high_16(outer, turn), rest));
    sums[0] = wasm_i32x4_add(sums[0], left);
    sums[1] = wasm_i32x4_add(sums[1], right);
}

static inline v128_t weighed(const v128_t sums[2])
{
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(sums[0], COEF_BITS + 2),
                                   wasm_i32x4_shr(sums[1], COEF_BITS + 2));
}

/* ---- Words: eight samples a step, codes of at most 12 bits ---- */

static inline v128_t words(const void *row, int x)
{
    return wasm_v128_load((const uint16_t *)row + x);
}

static inline v128_t line_step_16(const struct et_field_rows *rows, int x, v128_t max)
{
    const void *const *kept = rows->kept, *const *before = rows->before,
                      *const *after = rows->after;
    const struct et_around_16 around = {
        words(kept[1], x),       words(kept[2], x),           words(before[2], x),
        words(after[2], x),      words(rows->previous[0], x), words(rows->previous[1], x),
        words(rows->next[0], x), words(rows->next[1], x),
    };
    const struct et_motion_16 motion = et_motion_of_16(&around);
    const v128_t sum_above = wasm_i16x8_add(words(before[1], x), words(after[1], x));
    const v128_t sum_below = wasm_i16x8_add(words(before[3], x), words(after[3], x));
    const v128_t nothing_moved = wasm_i16x8_eq(motion.diff, wasm_i16x8_const_splat(0));
    const v128_t checked = et_motion_check_16(motion, &around, wasm_i16x8_shr(sum_above, 1),
                                              wasm_i16x8_shr(sum_below, 1));
    const v128_t diff = wasm_v128_andnot(checked, nothing_moved);
    const v128_t spatial = wasm_i16x8_le(et_distance_16(around.above, around.below),
                                         et_distance_16(around.before, around.after));
    const v128_t near = wasm_i16x8_add(around.above, around.below);
    const v128_t far = wasm_i16x8_add(words(kept[0], x), words(kept[3], x));
    const v128_t outer = wasm_i16x8_add(wasm_i16x8_add(words(before[0], x), words(after[0], x)),
                                        wasm_i16x8_add(words(before[4], x), words(after[4], x)));
    v128_t sums[2];
    weigh_kept(sums, near, far);
    add_high(sums, wasm_i16x8_sub(far, near), wasm_i16x8_add(around.before, around.after),
             wasm_i16x8_add(sum_above, sum_below), outer, spatial);
    const v128_t value = et_motion_cut_16(weighed(sums), motion.still, diff);
    return wasm_i16x8_max(wasm_i16x8_min(value, max), wasm_i16x8_const_splat(0));
}

static void line_16_simd128(void *dst, const struct et_field_rows *rows, int width, int max)
{
    if (width < ET_FIELD_STEP) {
        line_16_c(dst, rows, width, max);
        return;
    }
    const v128_t most = wasm_i16x8_splat((int16_t)max);
    for (int x = 0; x < width; x = et_field_next(x, width, ET_FIELD_STEP))
        wasm_v128_store((uint16_t *)dst + x, line_step_16(rows, x, most));
}

/* ---- Bytes: sixteen samples a step; only the filters need more than a byte ---- */

enum { BYTES = 16 };

static inline v128_t bytes(const void *row, int x)
{
    return wasm_v128_load((const uint8_t *)row + x);
}

/* Sixteen words. */
struct halves {
    v128_t left, right;
};

static inline struct halves sums_of_bytes(v128_t a, v128_t b)
{
    return (struct halves){wasm_u16x8_extadd_pairwise_u8x16(et_interleave_low_8(a, b)),
                           wasm_u16x8_extadd_pairwise_u8x16(et_interleave_high_8(a, b))};
}

/* Of two rows before and after. */
static inline struct halves sums_of_four(const void *const *before, const void *const *after,
                                         int above, int below, int x)
{
    const struct halves a = sums_of_bytes(bytes(before[above], x), bytes(after[above], x));
    const struct halves b = sums_of_bytes(bytes(before[below], x), bytes(after[below], x));
    return (struct halves){wasm_i16x8_add(a.left, b.left), wasm_i16x8_add(a.right, b.right)};
}

static inline v128_t distance_of_bytes(v128_t a, v128_t b)
{
    return wasm_i8x16_sub(wasm_u8x16_max(a, b), wasm_u8x16_min(a, b));
}

/*
 * An average rounds upwards, and so one of complements is the complement of one that rounds downwards. `all`
 * has all bits set, which the compiler does not know: engines would make it anew for each complement.
 */
static inline v128_t not_mean(v128_t a, v128_t b, v128_t all)
{
    return wasm_u8x16_avgr(wasm_v128_xor(a, all), wasm_v128_xor(b, all));
}

static inline v128_t mean_of(const void *a, const void *b, int x, v128_t all)
{
    return wasm_v128_xor(not_mean(bytes(a, x), bytes(b, x), all), all);
}

/* et_motion_of()'s `diff`, of which `over_missing` is twice a part. */
static inline v128_t moved_bytes(const struct et_field_rows *rows, int x, v128_t above,
                                 v128_t below, v128_t over_missing, v128_t all)
{
    const v128_t since_previous =
        not_mean(distance_of_bytes(bytes(rows->previous[0], x), above),
                 distance_of_bytes(bytes(rows->previous[1], x), below), all);
    const v128_t until_next = not_mean(distance_of_bytes(bytes(rows->next[0], x), above),
                                       distance_of_bytes(bytes(rows->next[1], x), below), all);
    const v128_t missing = wasm_u8x16_avgr(wasm_v128_xor(over_missing, all), all);
    return wasm_v128_xor(wasm_u8x16_min(wasm_u8x16_min(since_previous, until_next), missing), all);
}

/* et_motion_check(); what is negative there counts for nothing, as `moved` is not. */
static inline v128_t checked_bytes(v128_t moved, v128_t still, v128_t above, v128_t below,
                                   v128_t mean_above, v128_t mean_below)
{
    const v128_t over = wasm_u8x16_sub_sat(still, wasm_u8x16_max(above, below));
    const v128_t under = wasm_u8x16_sub_sat(wasm_u8x16_min(above, below), still);
    const v128_t rise = wasm_u8x16_max(wasm_u8x16_sub_sat(mean_above, above),
                                       wasm_u8x16_sub_sat(mean_below, below));
    const v128_t fall = wasm_u8x16_max(wasm_u8x16_sub_sat(above, mean_above),
                                       wasm_u8x16_sub_sat(below, mean_below));
    return wasm_u8x16_max(moved,
                          wasm_u8x16_max(wasm_u8x16_min(over, rise), wasm_u8x16_min(under, fall)));
}

/* The filters' samples before they are cut. */
static inline v128_t filtered_bytes(const struct et_field_rows *rows, int x, v128_t above,
                                    v128_t below, v128_t spatial)
{
    const void *const *before = rows->before, *const *after = rows->after;
    const struct halves near = sums_of_bytes(above, below);
    const struct halves far = sums_of_bytes(bytes(rows->kept[0], x), bytes(rows->kept[3], x));
    v128_t left[2], right[2];
    weigh_kept(left, near.left, far.left);
    weigh_kept(right, near.right, far.right);
    if (!wasm_i8x16_all_true(spatial)) {
        const struct halves middle = sums_of_bytes(bytes(before[2], x), bytes(after[2], x));
        const struct halves inner = sums_of_four(before, after, 1, 3, x);
        const struct halves outer = sums_of_four(before, after, 0, 4, x);
        add_high(left, wasm_i16x8_sub(far.left, near.left), middle.left, inner.left, outer.left,
                 et_interleave_low_8(spatial, spatial));
        add_high(right, wasm_i16x8_sub(far.right, near.right), middle.right, inner.right,
                 outer.right, et_interleave_high_8(spatial, spatial));
    }
    return wasm_u8x16_narrow_i16x8(weighed(left), weighed(right));
}

/*
 * Two things are left out where no lane needs them, which also keeps engines from loading all eighteen rows
 * before they compute: they have sixteen registers.
 */
static inline v128_t line_step_8(const struct et_field_rows *rows, int x, v128_t all)
{
    const void *const *before = rows->before, *const *after = rows->after;
    const v128_t above = bytes(rows->kept[1], x), below = bytes(rows->kept[2], x);
    const v128_t over_missing = distance_of_bytes(bytes(before[2], x), bytes(after[2], x));
    const v128_t moved = moved_bytes(rows, x, above, below, over_missing, all);
    const v128_t still = mean_of(before[2], after[2], x, all);
    if (!wasm_v128_any_true(moved))
        return still;
    const v128_t checked =
        checked_bytes(moved, still, above, below, mean_of(before[1], after[1], x, all),
                      mean_of(before[3], after[3], x, all));
    const v128_t diff =
        wasm_u8x16_sub_sat(checked, wasm_i8x16_eq(moved, wasm_i8x16_const_splat(0)));
    const v128_t spatial = wasm_u8x16_le(distance_of_bytes(above, below), over_missing);
    const v128_t value = wasm_u8x16_min(filtered_bytes(rows, x, above, below, spatial),
                                        wasm_u8x16_add_sat(still, diff));
    return wasm_u8x16_max(value, wasm_u8x16_sub_sat(still, diff));
}

static void line_8_simd128(void *dst, const struct et_field_rows *rows, int width, int max)
{
    if (width < BYTES) {
        line_8_c(dst, rows, width, max);
        return;
    }
    const v128_t all = wasm_i8x16_splat((int8_t)max);
    const struct et_field_rows own = *rows; /* stores of bytes might change the rows */
    for (int x = 0; x < width; x = et_field_next(x, width, BYTES))
        wasm_v128_store((uint8_t *)dst + x, line_step_8(&own, x, all));
}

#endif

struct et_field_kernels et_bwdif_kernels(int depth, unsigned cpu)
{
    struct et_field_kernels kernels =
        depth == 8 ? (struct et_field_kernels){line_8_c, edge_checked_8_c, edge_8_c, alone_8_c}
                   : (struct et_field_kernels){line_16_c, edge_checked_16_c, edge_16_c, alone_16_c};
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128 && depth <= ET_FIELD_MOST_BITS)
        kernels.line = depth == 8 ? line_8_simd128 : line_16_simd128;
#else
    (void)cpu;
#endif
    return kernels;
}
