// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * bwdif in plain C for samples of one or two bytes (simd/each_sample.h). Follows FFmpeg's
 * libavfilter/vf_bwdif.c.
 *
 * With `still` and `diff` of deinterlace_motion.h:
 *   where diff is 0, the sample is `still`, unchecked
 *   `line`: the kept rows 1 and 3 away, filtered and, where the two next to the missing row differ
 *           by more than the missing row did in time, with the high frequencies of the other
 *           field's rows 0, 2 and 4 away
 *   `edge`: the mean of the kept rows above and below
 *   sample = that, cut to still - diff and still + diff, and to the codes
 * Coefficients in 1/8192 (BBC R&D White Paper PH-2071).
 */

static inline struct et_around NAMED(around)(const struct et_field_rows *rows, int x)
{
    const SAMPLE *const *kept = (const SAMPLE *const *)rows->kept;
    const SAMPLE *const *previous = (const SAMPLE *const *)rows->previous;
    const SAMPLE *const *next = (const SAMPLE *const *)rows->next;
    const SAMPLE *before = rows->before[2], *after = rows->after[2];
    return (struct et_around){kept[1][x],     kept[2][x],     before[x],  after[x],
                              previous[0][x], previous[1][x], next[0][x], next[1][x]};
}

static inline int NAMED(check)(struct et_motion motion, const struct et_around *around,
                               const struct et_field_rows *rows, int x)
{
    const SAMPLE *const *before = (const SAMPLE *const *)rows->before;
    const SAMPLE *const *after = (const SAMPLE *const *)rows->after;
    if (!motion.diff)
        return 0;
    return et_motion_check(motion, around, (before[1][x] + after[1][x]) >> 1,
                           (before[3][x] + after[3][x]) >> 1);
}

static inline int NAMED(interpolate)(const struct et_field_rows *rows, int x)
{
    const SAMPLE *const *kept = (const SAMPLE *const *)rows->kept;
    const SAMPLE *const *before = (const SAMPLE *const *)rows->before;
    const SAMPLE *const *after = (const SAMPLE *const *)rows->after;
    const int near = kept[1][x] + kept[2][x], far = kept[0][x] + kept[3][x];
    if (et_distance(kept[1][x], kept[2][x]) <= et_distance(before[2][x], after[2][x]))
        return (SPATIAL_NEAR * near - SPATIAL_FAR * far) >> COEF_BITS;
    const int middle = before[2][x] + after[2][x];
    const int inner = before[1][x] + after[1][x] + before[3][x] + after[3][x];
    const int outer = before[0][x] + after[0][x] + before[4][x] + after[4][x];
    const int high = (HIGH_MIDDLE * middle - HIGH_INNER * inner + HIGH_OUTER * outer) >> 2;
    return (high + LOW_NEAR * near - LOW_FAR * far) >> COEF_BITS;
}

/* ---- Plain C --------------------------------------------------------------------------------- */

static void VARIANT(alone, c)(void *dst, const struct et_field_rows *rows, int width, int max)
{
    const SAMPLE *const *kept = (const SAMPLE *const *)rows->kept;
    SAMPLE *out = dst;
    for (int x = 0; x < width; x++) {
        const int near = kept[1][x] + kept[2][x], far = kept[0][x] + kept[3][x];
        out[x] = (SAMPLE)et_clamp((SPATIAL_NEAR * near - SPATIAL_FAR * far) >> COEF_BITS, 0, max);
    }
}

static void VARIANT(edge, c)(void *dst, const struct et_field_rows *rows, int width, int max)
{
    SAMPLE *out = dst;
    for (int x = 0; x < width; x++) {
        const struct et_around around = NAMED(around)(rows, x);
        const struct et_motion motion = et_motion_of(&around);
        const int mean = (around.above + around.below) >> 1;
        out[x] = (SAMPLE)et_clamp(et_motion_cut(mean, motion.still, motion.diff), 0, max);
    }
}

static void VARIANT(edge_checked, c)(void *dst, const struct et_field_rows *rows, int width,
                                     int max)
{
    SAMPLE *out = dst;
    for (int x = 0; x < width; x++) {
        const struct et_around around = NAMED(around)(rows, x);
        const struct et_motion motion = et_motion_of(&around);
        const int diff = NAMED(check)(motion, &around, rows, x);
        const int mean = (around.above + around.below) >> 1;
        out[x] = (SAMPLE)et_clamp(et_motion_cut(mean, motion.still, diff), 0, max);
    }
}

static void VARIANT(line, c)(void *dst, const struct et_field_rows *rows, int width, int max)
{
    SAMPLE *out = dst;
    for (int x = 0; x < width; x++) {
        const struct et_around around = NAMED(around)(rows, x);
        const struct et_motion motion = et_motion_of(&around);
        const int diff = NAMED(check)(motion, &around, rows, x);
        const int value = NAMED(interpolate)(rows, x);
        out[x] = (SAMPLE)et_clamp(et_motion_cut(value, motion.still, diff), 0, max);
    }
}
