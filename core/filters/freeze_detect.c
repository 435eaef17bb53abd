// SPDX-License-Identifier: MIT
/*
 * Whether a frame repeats the one before it: with n samples of all planes,
 *   difference = sum of |sample(t) - sample(t - 1)| / (n * 2^depth), in codes
 * and it is frozen where that is at most `noise`, whose initial value is -60 dB as in FFmpeg's
 * freezedetect (which compares with the first frame of the freeze, so that slow drifts add up there).
 * The first frame of a clip is not frozen. The sums are whole numbers below 2^53, so that no split
 * into bands changes them.
 */
#include "filters/row_sums.h"

#include <etalon/filter.h>

enum result { FROZEN, DIFFERENCE, RESULTS };

struct freeze_detect_params {
    double noise;
};

struct state {
    enum et_format format;
    int width;
    struct et_row_sums sums;
    double unit, noise;
};

static int configure(const struct et_setup *setup)
{
    const struct et_format_info *format = et_format_info(setup->in.format);
    double samples = 0;
    for (int plane = 0; plane < format->planes; plane++)
        samples += (double)et_plane_width(setup->in.format, plane, setup->in.width) *
                   et_plane_height(setup->in.format, plane, setup->in.height);
    *(struct state *)setup->state = (struct state){
        .format = setup->in.format,
        .width = setup->in.width,
        .sums = et_row_sums_kernels(format->depth, setup->cpu),
        .unit = 1 / (samples * (1 << format->depth)),
        .noise = ((const struct freeze_detect_params *)setup->params)->noise,
    };
    return 0;
}

static size_t result_size(const void *state, size_t index)
{
    (void)state, (void)index;
    return 1;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const struct et_image *in = run->in, *before = run->frames[0];
    const int plane = run->plane, width = et_plane_width(state->format, plane, state->width);
    if (in == before) {
        *(uint32_t *)run->results[FROZEN] = 1; /* the clip's first frame: there is none before it */
        return;
    }
    for (int y = run->first; y < run->last; y++)
        *(double *)run->results[DIFFERENCE] += (double)state->sums.differences(
            et_image_row(in, plane, y), et_image_row(before, plane, y), width);
}

static void merge(const void *state, void *const *into, void *const *from)
{
    (void)state;
    *(double *)into[DIFFERENCE] += *(const double *)from[DIFFERENCE];
    *(uint32_t *)into[FROZEN] |= *(const uint32_t *)from[FROZEN];
}

static void finish(const void *state, void *const *results)
{
    const struct state *s = state;
    const double difference = *(const double *)results[DIFFERENCE] * s->unit;
    const uint32_t alone = *(const uint32_t *)results[FROZEN];
    *(double *)results[DIFFERENCE] = difference;
    *(uint32_t *)results[FROZEN] = !alone && difference <= s->noise;
}

static const struct et_param params[] = {
    ET_FLOAT(struct freeze_detect_params, noise, "Noise",
             "Mean difference, as a part of the range, that is none.", ET_UNIT_NONE, 0, 1, 0.0005,
             0.001),
};

static const struct et_result results[] = {
    [FROZEN] = {"frozen", "1 where the frame repeats the one before it, else 0.", ET_RESULT_U32},
    [DIFFERENCE] = {"difference", "Mean difference of the samples, as a part of the range.",
                    ET_RESULT_F64},
};

const struct et_filter et_filter_freeze_detect = {
    .name = "freeze_detect",
    .label = "Freeze detection",
    .help = "Tells whether a frame repeats the one before it.",
    .group = ET_GROUP_ANALYSIS,
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct freeze_detect_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .frames_before = 1,
    .configure = configure,
    .run = run,
    .results = results,
    .result_count = ET_COUNT(results),
    .result_size = result_size,
    .merge = merge,
    .finish = finish,
};
