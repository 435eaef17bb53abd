// SPDX-License-Identifier: MIT
/*
 * Bilateral filter: smooths and keeps edges (Tomasi, Manduchi, "Bilateral Filtering for Gray and Color
 * Images", 1998). A sample becomes the mean of the samples around, weighed by
 *   exp(-distance^2 / (2 sigma^2)) * exp(-difference^2 / (2 (range * max)^2))
 * with the distance in pixels, the difference of codes, and max the largest code. Each plane is
 * filtered by itself: luma, or red, green and blue; chroma where `chroma` says so, sigma / 2 samples
 * where it is subsampled by 2. Alpha is kept.
 *
 * It is computed on a bilateral grid (bilateral_grid.h), an approximation at a cost that falls as sigma
 * grows: from the sum itself, over the samples that are in the plane, it is 43 dB or more,
 * and 37 dB where all samples are black or white at random (tests/check/smooth.c).
 */
#include "filters/bilateral_grid.h"

#include <etalon/filter.h>
#include <string.h>

struct bilateral_params {
    double sigma, range;
    int chroma;
};

struct state {
    enum et_format format;
    int bytes_per_sample;
    bool keeps_chroma;
    struct et_grid luma, chroma;
};

static const char *const chroma_names[] = {"keep", "smooth"};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    (void)in;
    return ((const struct bilateral_params *)params)->sigma == 0;
}

static int prepare(const struct et_setup *setup, int plane, struct et_grid *grid)
{
    const struct bilateral_params *p = setup->params;
    const struct et_format_info *format = et_format_info(setup->in.format);
    const bool chroma = et_plane_is_chroma(setup->in.format, plane);
    return et_grid_init(grid, setup->arena,
                        et_plane_width(setup->in.format, plane, setup->in.width),
                        et_plane_height(setup->in.format, plane, setup->in.height), format->depth,
                        p->sigma / (1 << (chroma ? format->chroma_x : 0)),
                        p->sigma / (1 << (chroma ? format->chroma_y : 0)),
                        p->range * ((1 << format->depth) - 1), setup->cpu);
}

static int configure(const struct et_setup *setup)
{
    const struct bilateral_params *p = setup->params;
    const struct et_format_info *format = et_format_info(setup->in.format);
    struct state *state = setup->state;
    *state = (struct state){
        .format = setup->in.format,
        .bytes_per_sample = format->bytes_per_pixel,
        .keeps_chroma = format->model == ET_MODEL_YUV && p->chroma == 0,
    };
    int error = prepare(setup, 0, &state->luma);
    state->chroma = state->luma;
    if (error || format->model != ET_MODEL_YUV || state->keeps_chroma)
        return error;
    return prepare(setup, 1, &state->chroma);
}

/* The grid of a plane; NULL: the plane is copied. */
static const struct et_grid *grid_of(const void *state, int plane)
{
    const struct state *s = state;
    if (plane >= et_format_color_planes(s->format) || (plane > 0 && s->keeps_chroma))
        return NULL;
    return plane == 0 ? &s->luma : &s->chroma;
}

static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct et_grid *grid = grid_of(state, plane);
    *in_first = first;
    *in_last = last;
    if (grid)
        et_grid_rows(grid, first, last, in_first, in_last);
}

/* What is filled of the grid stays: rows are missing from those on that the last run did not reach. */
static void rows_to_follow(const void *state, int plane, int first, int last, int *in_first,
                           int *in_last)
{
    rows_needed(state, plane, first, last, in_first, in_last);
    *in_first = first;
}

static bool columns_needed(const void *state, int plane, int *reach, int *unit)
{
    const struct et_grid *grid = grid_of(state, plane);
    *reach = grid ? et_grid_reach(grid) : 0;
    *unit = grid ? grid->size_x : 1;
    return true;
}

static int band_rows(const void *state, int plane)
{
    const struct et_grid *grid = grid_of(state, plane);
    return grid ? 4 * et_grid_halo(grid) : 1;
}

static size_t scratch_size(const void *state, int rows)
{
    const struct state *s = state;
    (void)rows;
    size_t luma = et_grid_scratch(&s->luma);
    size_t chroma = s->keeps_chroma ? 0 : et_grid_scratch(&s->chroma);
    return luma > chroma ? luma : chroma;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane;
    const struct et_grid *grid = grid_of(state, plane);
    if (grid) {
        const struct et_grid_band band = {
            .src = run->in->data[plane],
            .dst = run->out->data[plane],
            .src_stride = run->in->stride[plane],
            .dst_stride = run->out->stride[plane],
            .first = run->first,
            .last = run->last,
            .follows = run->follows,
            .scratch = run->scratch,
        };
        et_grid_run(grid, &band);
        return;
    }
    const int width = et_plane_width(state->format, plane, run->in->info.width);
    for (int y = run->first; y < run->last; y++)
        memcpy(et_image_row(run->out, plane, y), et_image_row(run->in, plane, y),
               (size_t)width * (size_t)state->bytes_per_sample);
}

static const struct et_param params[] = {
    ET_FLOAT(struct bilateral_params, sigma, "Radius", "Standard deviation of the distance.",
             ET_UNIT_PIXEL, 0, 50, 0.5, 8),
    ET_FLOAT(struct bilateral_params, range, "Range",
             "Standard deviation of the difference, as a part of black to white.", ET_UNIT_NONE,
             0.02, 1, 0.01, 0.1),
    ET_CHOICE(struct bilateral_params, chroma, "Chroma", "Whether chroma is smoothed, too.",
              chroma_names, 0),
};

const struct et_filter et_filter_bilateral = {
    .name = "bilateral",
    .label = "Smooth surfaces",
    .help = "Smooths what is nearly flat and keeps edges.",
    .group = ET_GROUP_SPATIAL,
    .example = "sigma:6:range:0.12",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct bilateral_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .by_plane = true,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .rows_to_follow = rows_to_follow,
    .columns_needed = columns_needed,
    .band_rows = band_rows,
    .scratch_size = scratch_size,
    .run = run,
};
