// SPDX-License-Identifier: MIT
/*
 * Posterize: few levels of brightness. With n the number of levels, for each of R', G' and B' of the
 * clip (`of` = channels), or for its luma Y' alone, whose chroma stays:
 *   v' = round(v (n - 1)) / (n - 1), halves upward, v cut to 0 to 1 before
 * R', G' and B' of a picture whose chroma has fewer samples use interpolated chroma. Single precision,
 * rounded once more, at the end of the program.
 */
#include "base/arena.h"

#include <etalon/filter.h>

enum of { OF_CHANNELS, OF_LUMA };

struct posterize_params {
    int levels, of;
};

struct context {
    float steps, width; /* n - 1, 1 / (n - 1) */
};

static void run_plane(float *restrict values, int count, const struct context *context)
{
    const float steps = context->steps, width = context->width;
    for (int x = 0; x < count; x++) {
        const float positive = values[x] < 0 ? 0 : values[x];
        const float value = positive > 1 ? 1 : positive;
        /* Codes are a little off as float: a half stays one. */
        values[x] = (float)(int)(value * steps + 0.50001f) * width;
    }
}

static void run_luma(float *const planes[3], int count, const void *context)
{
    run_plane(planes[0], count, context);
}

static void run_channels(float *const planes[3], int count, const void *context)
{
    for (int plane = 0; plane < 3; plane++)
        run_plane(planes[plane], count, context);
}

static int program(const struct et_setup *setup, struct et_program *program)
{
    const struct posterize_params *p = setup->params;
    struct context *context = et_arena_alloc(setup->arena, 1, sizeof(*context));
    if (!context)
        return et_fail(ET_ERROR_MEMORY, "no memory for levels");
    *context = (struct context){(float)(p->levels - 1), (float)(1.0 / (p->levels - 1))};
    return p->of == OF_LUMA ? et_program_points(program, ET_SPACE_YUV, run_luma, context)
                            : et_program_points(program, ET_SPACE_SIGNAL, run_channels, context);
}

static const char *const of_names[] = {"channels", "luma"};

static const struct et_param params[] = {
    ET_INT(struct posterize_params, levels, "Levels", "How many levels each channel has.",
           ET_UNIT_NONE, 2, 64, 1, 6),
    ET_CHOICE(struct posterize_params, of, "Of", "Red, green and blue, or luma alone.", of_names,
              OF_CHANNELS),
};

const struct et_filter et_filter_posterize = {
    .name = "posterize",
    .label = "Posterize",
    .help = "Few levels of brightness, as on a printed poster.",
    .group = ET_GROUP_COLOR,
    .example = "levels:4",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct posterize_params),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .program = program,
};
