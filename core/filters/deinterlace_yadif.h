// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The kernels of yadif for samples of one or two bytes (simd/each_sample.h). Follows FFmpeg's
 * libavfilter/vf_yadif.c.
 *
 * With `still` and `diff` of deinterlace_motion.h:
 *   prediction: the mean of the kept rows above and below along the direction, of five, in which three samples around
 *          differ least; the two steepest are tried where the next steeper than upright was better.
 *          Three columns at each side have upright only.
 *   `line`: with diff checked
 *   sample = the prediction, cut to still - diff and still + diff
 */

/* How much three samples around x differ in direction `slope`: above to the right by it. */
static inline int NAMED(score)(const SAMPLE *above, const SAMPLE *below, int x, int slope)
{
    int score = 0;
    for (int i = x - 1; i <= x + 1; i++)
        score += et_distance(above[i + slope], below[i - slope]);
    return score;
}

static inline int NAMED(predict)(const SAMPLE *above, const SAMPLE *below, int x)
{
    /* Upright has an advantage of one. */
    int least = NAMED(score)(above, below, x, 0) - 1, best = 0;
    for (int side = -1; side <= 1; side += 2)
        for (int slope = side; slope == side || slope == 2 * side; slope += side) {
            int score = NAMED(score)(above, below, x, slope);
            if (score >= least)
                break;
            least = score;
            best = slope;
        }
    return (above[x + best] + below[x - best]) >> 1;
}

static inline SAMPLE NAMED(sample)(const struct et_field_rows *rows, int x, int predicted,
                                   bool checks)
{
    const SAMPLE *const *kept = (const SAMPLE *const *)rows->kept;
    const SAMPLE *const *previous = (const SAMPLE *const *)rows->previous;
    const SAMPLE *const *next = (const SAMPLE *const *)rows->next;
    const SAMPLE *const *before = (const SAMPLE *const *)rows->before;
    const SAMPLE *const *after = (const SAMPLE *const *)rows->after;
    const struct et_around around = {kept[1][x],     kept[2][x],     before[2][x], after[2][x],
                                     previous[0][x], previous[1][x], next[0][x],   next[1][x]};
    struct et_motion motion = et_motion_of(&around);
    if (checks)
        motion.diff = et_motion_check(motion, &around, (before[1][x] + after[1][x]) >> 1,
                                      (before[3][x] + after[3][x]) >> 1);
    return (SAMPLE)et_motion_cut(predicted, motion.still, motion.diff);
}

/* ---- Plain C --------------------------------------------------------------------------------- */

static void NAMED(part)(void *dst, const struct et_field_rows *rows, int width, int first, int last,
                        bool checks)
{
    const SAMPLE *above = rows->kept[1], *below = rows->kept[2];
    SAMPLE *out = dst;
    for (int x = first; x < last; x++) {
        const bool at_side = x < SIDE || x >= width - SIDE;
        const int predicted =
            at_side ? (above[x] + below[x]) >> 1 : NAMED(predict)(above, below, x);
        out[x] = NAMED(sample)(rows, x, predicted, checks);
    }
}

static void VARIANT(line, c)(void *dst, const struct et_field_rows *rows, int width, int max)
{
    (void)max; /* never left */
    NAMED(part)(dst, rows, width, 0, width, true);
}

static void VARIANT(edge, c)(void *dst, const struct et_field_rows *rows, int width, int max)
{
    (void)max;
    NAMED(part)(dst, rows, width, 0, width, false);
}

/* ---- SIMD128 --------------------------------------------------------------------------------- */

#if defined(__wasm_simd128__)

static inline v128_t NAMED(score_step)(const SAMPLE *above, const SAMPLE *below, int slope)
{
    return wasm_i16x8_add(
        et_distance_16(LOAD(above + slope), LOAD(below - slope)),
        wasm_i16x8_add(et_distance_16(LOAD(above + slope - 1), LOAD(below - slope - 1)),
                       et_distance_16(LOAD(above + slope + 1), LOAD(below - slope + 1))));
}

static inline v128_t NAMED(predict_step)(const SAMPLE *above, const SAMPLE *below)
{
    v128_t least = wasm_i16x8_sub(NAMED(score_step)(above, below, 0), wasm_i16x8_const_splat(1));
    v128_t sum = wasm_i16x8_add(LOAD(above), LOAD(below));
    for (int side = -1; side <= 1; side += 2) {
        v128_t score = NAMED(score_step)(above, below, side);
        const v128_t better = wasm_i16x8_lt(score, least);
        least = wasm_v128_bitselect(score, least, better);
        sum = wasm_v128_bitselect(wasm_i16x8_add(LOAD(above + side), LOAD(below - side)), sum,
                                  better);
        score = NAMED(score_step)(above, below, 2 * side);
        const v128_t steeper = wasm_v128_and(better, wasm_i16x8_lt(score, least));
        least = wasm_v128_bitselect(score, least, steeper);
        sum = wasm_v128_bitselect(wasm_i16x8_add(LOAD(above + 2 * side), LOAD(below - 2 * side)),
                                  sum, steeper);
    }
    return wasm_i16x8_shr(sum, 1);
}

static inline v128_t NAMED(sample_step)(const struct et_field_rows *rows, int x)
{
    const SAMPLE *const *kept = (const SAMPLE *const *)rows->kept;
    const SAMPLE *const *previous = (const SAMPLE *const *)rows->previous;
    const SAMPLE *const *next = (const SAMPLE *const *)rows->next;
    const SAMPLE *const *before = (const SAMPLE *const *)rows->before;
    const SAMPLE *const *after = (const SAMPLE *const *)rows->after;
    const struct et_around_16 around = {
        LOAD(kept[1] + x),     LOAD(kept[2] + x),     LOAD(before[2] + x), LOAD(after[2] + x),
        LOAD(previous[0] + x), LOAD(previous[1] + x), LOAD(next[0] + x),   LOAD(next[1] + x)};
    const struct et_motion_16 motion = et_motion_of_16(&around);
    const v128_t mean_above =
        wasm_i16x8_shr(wasm_i16x8_add(LOAD(before[1] + x), LOAD(after[1] + x)), 1);
    const v128_t mean_below =
        wasm_i16x8_shr(wasm_i16x8_add(LOAD(before[3] + x), LOAD(after[3] + x)), 1);
    const v128_t diff = et_motion_check_16(motion, &around, mean_above, mean_below);
    const v128_t predicted = NAMED(predict_step)(kept[1] + x, kept[2] + x);
    return et_motion_cut_16(predicted, motion.still, diff);
}

static void VARIANT(line, simd128)(void *dst, const struct et_field_rows *rows, int width, int max)
{
    (void)max;
    if (width < ET_FIELD_STEP + 2 * SIDE) {
        NAMED(part)(dst, rows, width, 0, width, true);
        return;
    }
    NAMED(part)(dst, rows, width, 0, SIDE, true);
    for (int x = SIDE; x < width - SIDE; x = et_field_next(x, width - SIDE, ET_FIELD_STEP))
        STORE((SAMPLE *)dst + x, NAMED(sample_step)(rows, x));
    NAMED(part)(dst, rows, width, width - SIDE, width, true);
}

#endif
