// SPDX-License-Identifier: MIT
/*
 * Cuts the image out by a matte, the luma or alpha of a second input that lies at x, y: the output
 * has alpha, colours stay.
 *   alpha = alpha of the image (1 where it has none) * matte
 * The matte is the second input's alpha from 0 to 1, or its luma from black to white, cut to 0 to 1;
 * RGB has the luma of the matrix of the image. Beyond the second input it is 0. `invert` takes 1 - matte.
 * Rounded to nearest, halves upward, from a matte of 16 bits.
 */
#include "filters/overlay_pixels.h"
#include "filters/with_alpha.h"

#include <string.h>

enum source { SOURCE_LUMA, SOURCE_ALPHA };

enum { MATTE_BITS = 16, MATTE_ONE = 1 << MATTE_BITS, FACTOR_BITS = 24 };

struct mask_params {
    int source, invert, x, y;
};

struct state {
    struct mask_params params;
    struct et_pixels base, second;
    struct et_channel_sum matte; /* of channels, or in factor[0] of alpha */
};

static int output_info(const void *params, const struct et_image_info *in,
                       struct et_image_info *out)
{
    (void)params;
    return et_info_with_alpha("mask", in, out);
}

static int configure(const struct et_setup *setup)
{
    const struct mask_params *p = setup->params;
    struct state *state = setup->state;
    const struct et_image_info luma = {ET_FORMAT_GRAY8, setup->in.width, setup->in.height,
                                       setup->in.color};
    struct et_code_scale scale;
    double to_rgb[3][3], from_rgb[3][3], weights[3];
    state->params = *p;
    state->base = et_pixels_of(&setup->in);
    state->second = et_pixels_of(&setup->second);
    int error = et_pixels_to_rgb(&setup->second, to_rgb, &scale);
    if (!error)
        error = et_pixels_from_rgb(&luma, from_rgb);
    if (error)
        return error;
    const enum et_model model = et_format_info(setup->second.format)->model;
    for (int i = 0; i < 3; i++) {
        weights[i] = i == 0;
        if (model == ET_MODEL_RGB || model == ET_MODEL_RGBA)
            weights[i] = from_rgb[0][0] * to_rgb[0][i] + from_rgb[0][1] * to_rgb[1][i] +
                         from_rgb[0][2] * to_rgb[2][i];
    }
    if (p->source == SOURCE_ALPHA) {
        const struct et_pixels opaque = {.channels = 1};
        const double alpha[3] = {1, 0, 0};
        scale = (struct et_code_scale){{0}, {state->second.max, 1, 1}};
        state->matte = et_channel_sum_of(&opaque, &scale, alpha, 0, MATTE_ONE, FACTOR_BITS);
    } else {
        state->matte =
            et_channel_sum_of(&state->second, &scale, weights, 0, MATTE_ONE, FACTOR_BITS);
    }
    return 0;
}

static size_t pitch_of(const struct state *state)
{
    const int width = state->base.width;
    return ((size_t)width + 15) & ~(size_t)15;
}

static size_t scratch_size(const void *state, int rows)
{
    (void)rows;
    return 4 * pitch_of(state) * sizeof(int32_t);
}

/* Each sample is made of those in its place. */
static bool columns_needed(const void *state, int plane, int *reach, int *unit)
{
    (void)state;
    (void)plane;
    *reach = 0;
    *unit = 1;
    return true;
}

/* Mattes of pixels `first` to `first + count - 1` of the second input's row `y`. */
static void read_matte(const struct et_run *run, int y, int first, int count, int32_t *scratch,
                       int32_t *mattes)
{
    const struct state *state = run->state;
    const size_t pitch = pitch_of(state);
    const int32_t *channels[3] = {NULL, NULL, NULL};
    if (state->params.source == SOURCE_ALPHA) {
        et_pixels_alpha(&state->second, run->second, y, first, count, scratch);
        channels[0] = scratch;
    }
    for (int c = 0; c < state->second.channels && state->params.source == SOURCE_LUMA; c++) {
        if (!state->matte.factor[c])
            continue;
        et_pixels_channel(&state->second, run->second, c, y, first, count,
                          scratch + (size_t)c * pitch);
        channels[c] = scratch + (size_t)c * pitch;
    }
    et_channel_sum_run(&state->matte, channels, count, mattes);
    for (int i = 0; i < count; i++)
        mattes[i] = mattes[i] < 0 ? 0 : mattes[i] > MATTE_ONE ? MATTE_ONE : mattes[i];
}

static void run_alpha_row(const struct et_run *run, int y)
{
    const struct state *state = run->state;
    const int width = state->base.width, max = state->base.max, plane = run->plane;
    const int left = state->params.x - run->left, row = y - state->params.y;
    const int first = left > 0 ? left : 0;
    const int right = left + state->second.width, last = right < width ? right : width;
    int32_t *scratch = run->scratch, *mattes = scratch + 3 * pitch_of(state);
    memset(mattes, 0, (size_t)width * sizeof(*mattes));
    if (row >= 0 && row < state->second.height && first < last)
        read_matte(run, row, first - left, last - first, scratch, mattes + first);
    et_pixels_alpha(&state->base, run->in, y, 0, width, scratch);
    uint8_t *dst = run->out->data[plane] + y * run->out->stride[plane];
    for (int x = 0; x < width; x++) {
        const int matte = state->params.invert ? MATTE_ONE - mattes[x] : mattes[x];
        const int code = (int)(((int64_t)scratch[x] * matte + MATTE_ONE / 2) >> MATTE_BITS);
        if (max == 255)
            dst[x] = (uint8_t)code;
        else
            ((uint16_t *)(void *)dst)[x] = (uint16_t)code;
    }
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const enum et_format format = run->in->info.format;
    const int plane = run->plane, width = et_plane_width(format, plane, run->in->info.width);
    const bool alpha = plane == state->base.channels;
    for (int y = run->first; y < run->last; y++) {
        if (alpha)
            run_alpha_row(run, y);
        else
            memcpy(run->out->data[plane] + y * run->out->stride[plane],
                   run->in->data[plane] + y * run->in->stride[plane],
                   (size_t)width * et_format_info(format)->bytes_per_pixel);
    }
}

static const char *const source_names[] = {"luma", "alpha"};
static const char *const invert_names[] = {"no", "yes"};

static const struct et_param params[] = {
    ET_CHOICE(struct mask_params, source, "Matte", "What of the second input is the matte.",
              source_names, SOURCE_LUMA),
    ET_CHOICE(struct mask_params, invert, "Invert", "Whether the matte hides instead.",
              invert_names, 0),
    ET_INT(struct mask_params, x, "Left", "Where the left edge of the second input lies.",
           ET_UNIT_PIXEL, -ET_SIDE_MOST, ET_SIDE_MOST, 1, 0),
    ET_INT(struct mask_params, y, "Top", "Where the top edge of the second input lies.",
           ET_UNIT_PIXEL, -ET_SIDE_MOST, ET_SIDE_MOST, 1, 0),
};

const struct et_filter et_filter_mask = {
    .name = "mask",
    .label = "Mask",
    .help = "Cuts the image out by the luma or alpha of a second input: the output has alpha.",
    .group = ET_GROUP_COMPOSE,
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct mask_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .inputs = 2,
    .second_models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB | ET_MODELS_RGBA,
    .output_info = output_info,
    .configure = configure,
    .columns_needed = columns_needed,
    .scratch_size = scratch_size,
    .run = run,
};
