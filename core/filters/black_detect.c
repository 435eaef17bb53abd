// SPDX-License-Identifier: MIT
/*
 * How much of a frame is black: the part of its pixels whose luma, from 0 for black to 1 for white,
 * is at most `pixel`; the frame is black where that part is at least `picture`. These are the two
 * thresholds of FFmpeg's blackdetect. The limit is cut to a whole code, downward.
 */
#include "color/middle.h"
#include "filters/luma_rows.h"
#include "filters/row_sums.h"
#include "simd/fir.h"

#include <math.h>

enum result { BLACK, PART, PIXELS, RESULTS };

struct black_detect_params {
    double pixel, picture;
};

struct state {
    struct et_luma_rows luma;
    struct et_row_sums sums;
    int limit;
    double pixels, picture;
};

static int configure(const struct et_setup *setup)
{
    const struct black_detect_params *p = setup->params;
    const struct et_format_info *format = et_format_info(setup->in.format);
    const struct et_middle_scale scale = et_middle_scale_of(format, setup->in.color.full_range);
    const double code = (double)(1 << format->depth) / (1 << ET_MIDDLE_BITS);
    struct state *state = setup->state;
    state->sums = et_row_sums_kernels(format->depth, setup->cpu);
    /* A little more, so that a limit that is meant to be whole is not a code too low. */
    state->limit = (int)floor((scale.zero[0] + scale.unit[0] * p->pixel) * code + 1e-6);
    state->pixels = (double)setup->in.width * setup->in.height;
    state->picture = p->picture;
    return et_luma_rows_init(&state->luma, &setup->in);
}

static size_t result_size(const void *state, size_t index)
{
    (void)state, (void)index;
    return 1;
}

static size_t scratch_size(const void *state, int rows)
{
    (void)rows;
    return et_luma_rows_scratch(&((const struct state *)state)->luma);
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    if (run->plane != 0)
        return;
    for (int y = run->first; y < run->last; y++)
        *(uint32_t *)run->results[PIXELS] += state->sums.at_most(
            et_luma_row(&state->luma, run->in, y, run->scratch), state->limit, state->luma.width);
}

static void merge(const void *state, void *const *into, void *const *from)
{
    (void)state;
    *(uint32_t *)into[PIXELS] += *(const uint32_t *)from[PIXELS];
}

static void finish(const void *state, void *const *results)
{
    const struct state *s = state;
    const double part = *(const uint32_t *)results[PIXELS] / s->pixels;
    *(double *)results[PART] = part;
    *(uint32_t *)results[BLACK] = part >= s->picture;
}

static const struct et_param params[] = {
    ET_FLOAT(struct black_detect_params, pixel, "Pixel", "Luma up to which a pixel is black.",
             ET_UNIT_NONE, 0, 1, 0.01, 0.1),
    ET_FLOAT(struct black_detect_params, picture, "Picture",
             "Part of the pixels that are black in a black frame.", ET_UNIT_NONE, 0, 1, 0.01, 0.98),
};

static const struct et_result results[] = {
    [BLACK] = {"black", "1 where the frame is black, else 0.", ET_RESULT_U32},
    [PART] = {"part", "The part of the pixels that are black, 0 to 1.", ET_RESULT_F64},
    [PIXELS] = {"pixels", "The pixels that are black.", ET_RESULT_U32},
};

const struct et_filter et_filter_black_detect = {
    .name = "black_detect",
    .label = "Black detection",
    .help = "Tells whether a frame is black.",
    .group = ET_GROUP_ANALYSIS,
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct black_detect_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .configure = configure,
    .scratch_size = scratch_size,
    .run = run,
    .results = results,
    .result_count = ET_COUNT(results),
    .result_size = result_size,
    .merge = merge,
    .finish = finish,
};
