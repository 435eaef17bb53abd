// SPDX-License-Identifier: MIT
/*
 * Passes from the image to the second input, every plane by itself, alpha as well:
 *   out = image + progress * (second - image), in codes
 * The second input has the image's size; its format and colour description may differ
 * (filters/second.h). The progress is rounded to 1/16384, and the sum once, halves upward; at 8 bits
 * within 1 code of the formula.
 */
#include "base/math.h"
#include "filters/mix_rows.h"
#include "filters/progress.h"
#include "filters/second.h"

#include <string.h>

struct crossfade_params {
    struct et_progress progress;
};

struct state {
    struct et_progress progress;
    struct et_mix mix;
    struct et_second second;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    (void)in;
    return et_progress_is_none(&((const struct crossfade_params *)params)->progress);
}

static int configure(const struct et_setup *setup)
{
    struct state *state = setup->state;
    state->progress = ((const struct crossfade_params *)setup->params)->progress;
    state->mix = et_mix_kernels(et_format_info(setup->in.format)->depth, setup->cpu);
    return et_second_init(&state->second, "crossfade", setup);
}

static size_t scratch_size(const void *state, int rows)
{
    (void)rows;
    return et_second_scratch(&((const struct state *)state)->second);
}

static bool columns_needed(const void *state, int plane, int *reach, int *unit)
{
    et_second_columns(&((const struct state *)state)->second, plane, reach, unit);
    return true;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const enum et_format format = run->in->info.format;
    const int plane = run->plane, width = et_plane_width(format, plane, run->in->info.width);
    const int weight = et_round(et_progress_at(&state->progress, run->moment->time_s) * ET_MIX_ONE);
    const size_t bytes = (size_t)width * et_format_info(format)->bytes_per_pixel;
    const struct et_image second = et_second_part(&state->second, run->second, run->left);
    for (int y = run->first; y < run->last; y++) {
        const uint8_t *src = et_image_row(run->in, plane, y);
        uint8_t *dst = et_image_row(run->out, plane, y);
        if (weight == 0) {
            memcpy(dst, src, bytes);
            continue;
        }
        const void *other = et_second_row(&state->second, &second, plane, y, run->scratch);
        if (weight == ET_MIX_ONE)
            memcpy(dst, other, bytes);
        else
            state->mix.even(dst, src, other, weight, width);
    }
}

static const struct et_param params[] = {ET_PROGRESS_PARAMS};

const struct et_filter et_filter_crossfade = {
    .name = "crossfade",
    .label = "Crossfade",
    .help = "Passes from the image to a second input of its size.",
    .group = ET_GROUP_COMPOSE,
    .example = "by:progress:progress:0.5",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct crossfade_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .follows_time = true,
    .inputs = 2,
    .second_models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB | ET_MODELS_RGBA,
    .is_neutral = is_neutral,
    .configure = configure,
    .columns_needed = columns_needed,
    .scratch_size = scratch_size,
    .run = run,
};
