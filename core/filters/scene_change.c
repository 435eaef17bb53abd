// SPDX-License-Identifier: MIT
/*
 * How much a frame differs from the one before it, and how much more than that one did from the one
 * before it: a cut, not mere movement. With n samples of luma,
 *   difference = 100 * sum of |Y(t) - Y(t - 1)| / (n * 2^depth), in codes
 *   score = min(difference, |difference - difference of the frame before|)
 * which is what FFmpeg's scdet reports; there a score of 8 to 14 is a cut. The first frame of a clip
 * has 0. The sums are whole numbers below 2^53, so that no split into bands changes them.
 */
#include "filters/luma_rows.h"
#include "filters/row_sums.h"

enum result { SCORE, DIFFERENCE, RESULTS };

enum { BEFORE = 2, PAIRS = 2 };

struct scene_change_params {
    int unused; /* there are none; a struct has a member */
};

struct state {
    struct et_luma_rows luma;
    struct et_row_sums sums;
    double unit; /* percent for 1 */
};

static int configure(const struct et_setup *setup)
{
    struct state *state = setup->state;
    const int depth = et_format_info(setup->in.format)->depth;
    state->sums = et_row_sums_kernels(depth, setup->cpu);
    state->unit = 100 / ((double)setup->in.width * setup->in.height * (1 << depth));
    return et_luma_rows_init(&state->luma, &setup->in);
}

static size_t result_size(const void *state, size_t index)
{
    (void)state;
    return index == SCORE ? 1 : PAIRS;
}

static size_t scratch_size(const void *state, int rows)
{
    (void)rows;
    return (BEFORE + 1) * et_luma_rows_scratch(&((const struct state *)state)->luma);
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const size_t size = et_luma_rows_scratch(&state->luma);
    double *differences = run->results[DIFFERENCE];
    if (run->plane != 0)
        return;
    for (int y = run->first; y < run->last; y++) {
        const void *rows[BEFORE + 1];
        for (int i = 0; i <= BEFORE; i++)
            rows[i] = et_luma_row(&state->luma, run->frames[i], y,
                                  (uint8_t *)run->scratch + (size_t)i * size);
        for (int pair = 0; pair < PAIRS; pair++)
            differences[pair] += (double)state->sums.differences(
                rows[BEFORE - pair], rows[BEFORE - pair - 1], state->luma.width);
    }
}

static void merge(const void *state, void *const *into, void *const *from)
{
    (void)state;
    for (int pair = 0; pair < PAIRS; pair++)
        ((double *)into[DIFFERENCE])[pair] += ((const double *)from[DIFFERENCE])[pair];
}

static void finish(const void *state, void *const *results)
{
    double *differences = results[DIFFERENCE];
    for (int pair = 0; pair < PAIRS; pair++)
        differences[pair] *= ((const struct state *)state)->unit;
    const double change = differences[0] < differences[1] ? differences[1] - differences[0]
                                                          : differences[0] - differences[1];
    *(double *)results[SCORE] = change < differences[0] ? change : differences[0];
}

static const struct et_result results[] = {
    [SCORE] = {"score", "How sudden the change is, 0 to 100; a cut has 10 or more.", ET_RESULT_F64},
    [DIFFERENCE] = {"difference",
                    "Mean difference of luma to the frame before, in percent of the range; then "
                    "that of the frame before to its own.",
                    ET_RESULT_F64},
};

const struct et_filter et_filter_scene_change = {
    .name = "scene_change",
    .label = "Scene change",
    .help = "Tells how suddenly a frame differs from those before it.",
    .group = ET_GROUP_ANALYSIS,
    .params_size = sizeof(struct scene_change_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .frames_before = BEFORE,
    .configure = configure,
    .scratch_size = scratch_size,
    .run = run,
    .results = results,
    .result_count = ET_COUNT(results),
    .result_size = result_size,
    .merge = merge,
    .finish = finish,
};
