// SPDX-License-Identifier: MIT
/*
 * Threshold: black below a level, white from it on. With L the level, w the softness, and v what is
 * compared: the clip's luma Y' (`of` = luma; the picture becomes grey), or each of R', G' and B':
 *   v' = 1 where v >= L, else 0                  w = 0
 *      = cut((v - L) / w + 1/2) to 0 to 1        else
 * Levels are from 0 for black to 1 for white. In a picture whose chroma has fewer samples, luma is
 * exact; R', G' and B' use interpolated chroma. Single precision, rounded once, at the end.
 */
#include "base/arena.h"

#include <etalon/filter.h>

enum of { OF_LUMA, OF_CHANNELS };

struct threshold_params {
    double level, softness;
    int of;
};

struct context {
    float level, slope; /* slope 0: a step */
};

static void step(float *restrict values, int count, float level)
{
    for (int x = 0; x < count; x++)
        values[x] = values[x] >= level ? 1 : 0;
}

static void ramp(float *restrict values, int count, float level, float slope)
{
    for (int x = 0; x < count; x++) {
        const float value = (values[x] - level) * slope + 0.5f;
        const float positive = value < 0 ? 0 : value;
        values[x] = positive > 1 ? 1 : positive;
    }
}

static void run_plane(float *values, int count, const struct context *context)
{
    if (context->slope > 0)
        ramp(values, count, context->level, context->slope);
    else
        step(values, count, context->level);
}

static void run_luma(float *const planes[3], int count, const void *context)
{
    run_plane(planes[0], count, context);
    for (int plane = 1; plane < 3; plane++)
        for (int x = 0; x < count; x++)
            planes[plane][x] = 0;
}

static void run_channels(float *const planes[3], int count, const void *context)
{
    for (int plane = 0; plane < 3; plane++)
        run_plane(planes[plane], count, context);
}

static int program(const struct et_setup *setup, struct et_program *program)
{
    const struct threshold_params *p = setup->params;
    struct context *context = et_arena_alloc(setup->arena, 1, sizeof(*context));
    if (!context)
        return et_fail(ET_ERROR_MEMORY, "no memory for a threshold");
    /* Codes are a little off as float: a level that is a code's own takes that code. */
    const double nearly = p->softness > 0 ? 0 : 1e-6;
    *context = (struct context){(float)(p->level - nearly),
                                p->softness > 0 ? (float)(1 / p->softness) : 0};
    return p->of == OF_LUMA ? et_program_points(program, ET_SPACE_YUV, run_luma, context)
                            : et_program_points(program, ET_SPACE_SIGNAL, run_channels, context);
}

static const char *const of_names[] = {"luma", "channels"};

static const struct et_param params[] = {
    ET_FLOAT(struct threshold_params, level, "Level",
             "What is as bright or brighter becomes white.", ET_UNIT_NONE, 0, 1, 0.01, 0.5),
    ET_FLOAT(struct threshold_params, softness, "Softness",
             "Width of the ramp from black to white.", ET_UNIT_NONE, 0, 1, 0.01, 0),
    ET_CHOICE(struct threshold_params, of, "Of",
              "Whether luma is compared, or red, green and blue each for itself.", of_names,
              OF_LUMA),
};

const struct et_filter et_filter_threshold = {
    .name = "threshold",
    .label = "Threshold",
    .help = "Black below a level of brightness, white above.",
    .group = ET_GROUP_COLOR,
    .example = "level:0.3",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct threshold_params),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .program = program,
};
