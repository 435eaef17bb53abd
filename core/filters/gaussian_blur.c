// SPDX-License-Identifier: MIT
/*
 * Gaussian blur: the standard deviation is `sigma` pixels of the image, which in a subsampled
 * chroma plane is sigma / 2 samples in that direction. Below 4 samples it is the exact separable
 * sum (gaussian.c), from there on an approximation with a stated bound (gaussian_wide.c).
 */
#include "filters/gaussian.h"

#include <etalon/filter.h>

struct gaussian_blur_params {
    double sigma;
};

struct state {
    enum et_format format;
    struct et_gaussian luma, chroma;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    (void)in;
    return ((const struct gaussian_blur_params *)params)->sigma == 0;
}

static int configure(const struct et_setup *setup)
{
    double sigma = ((const struct gaussian_blur_params *)setup->params)->sigma;
    const struct et_image_info *in = &setup->in;
    const struct et_format_info *format = et_format_info(in->format);
    struct state *state = setup->state;
    state->format = in->format;
    int error = et_gaussian_init(&state->luma, setup->arena, in->width, in->height, format->depth,
                                 sigma, sigma, setup->cpu);
    state->chroma = state->luma;
    if (error || (!format->chroma_x && !format->chroma_y))
        return error;
    return et_gaussian_init(&state->chroma, setup->arena, et_plane_width(in->format, 1, in->width),
                            et_plane_height(in->format, 1, in->height), format->depth,
                            sigma / (1 << format->chroma_x), sigma / (1 << format->chroma_y),
                            setup->cpu);
}

static const struct et_gaussian *gaussian_of(const void *state, int plane)
{
    const struct state *s = state;
    return et_plane_is_chroma(s->format, plane) ? &s->chroma : &s->luma;
}

static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    et_gaussian_rows(gaussian_of(state, plane), first, last, false, in_first, in_last);
}

static void rows_to_follow(const void *state, int plane, int first, int last, int *in_first,
                           int *in_last)
{
    et_gaussian_rows(gaussian_of(state, plane), first, last, true, in_first, in_last);
}

static int rows_above(const void *state, int plane)
{
    return et_gaussian_rows_above(gaussian_of(state, plane));
}

static bool columns_needed(const void *state, int plane, int *reach, int *unit)
{
    const struct et_gaussian *gaussian = gaussian_of(state, plane);
    *reach = et_gaussian_reach(gaussian);
    *unit = gaussian->reduction;
    return true;
}

static int band_rows(const void *state, int plane)
{
    return et_gaussian_band_rows(gaussian_of(state, plane));
}

static size_t scratch_size(const void *state, int rows)
{
    const struct state *s = state;
    size_t luma = et_gaussian_scratch(&s->luma, rows);
    size_t chroma = et_gaussian_scratch(&s->chroma, rows);
    return luma > chroma ? luma : chroma;
}

static void run(const struct et_run *run)
{
    const int plane = run->plane;
    et_gaussian_run(gaussian_of(run->state, plane), run->in->data[plane], run->in->stride[plane],
                    run->out->data[plane], run->out->stride[plane], run->first, run->last,
                    run->follows, run->scratch);
}

static const struct et_param params[] = {
    ET_FLOAT(struct gaussian_blur_params, sigma, "Radius", "Standard deviation of the blur.",
             ET_UNIT_PIXEL, 0, 200, 0.1, 2),
};

const struct et_filter et_filter_gaussian_blur = {
    .name = "gaussian_blur",
    .label = "Gaussian blur",
    .help = "Blurs the image as an unfocused lens nearly does.",
    .group = ET_GROUP_SPATIAL,
    .example = "sigma:4",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct gaussian_blur_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .by_plane = true,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .rows_to_follow = rows_to_follow,
    .rows_above = rows_above,
    .columns_needed = columns_needed,
    .band_rows = band_rows,
    .scratch_size = scratch_size,
    .run = run,
};
