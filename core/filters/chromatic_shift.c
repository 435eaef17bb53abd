// SPDX-License-Identifier: MIT
/*
 * Colour fringes: red and blue are moved against the rest, in RGB the planes themselves, in YUV the
 * colour differences Cr and Cb, by distances in pixels of the picture. Steps of whole samples copy
 * them, a pixel and a half is a sample and a half of a full plane and three quarters of one of 4:2:0;
 * what lies between samples is bicubic (simd/sampler.h). Beyond its edges a plane goes on as its edge.
 */
#include "filters/placement.h"
#include "simd/sample.h"

#include <string.h>

enum { MOST_SHIFT = 255 };

struct chromatic_shift_params {
    double red_x, red_y, blue_x, blue_y;
};

struct state {
    enum et_format format;
    struct et_placement blue, red;
    struct et_sampler sampler;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct chromatic_shift_params *p = params;
    return et_format_info(in->format)->model == ET_MODEL_GRAY ||
           (p->red_x == 0 && p->red_y == 0 && p->blue_x == 0 && p->blue_y == 0);
}

static int configure(const struct et_setup *setup)
{
    const struct chromatic_shift_params *p = setup->params;
    const struct et_image_info *in = &setup->in;
    const struct et_affine blue = {.xx = 1, .yy = 1, .x0 = -p->blue_x, .y0 = -p->blue_y};
    const struct et_affine red = {.xx = 1, .yy = 1, .x0 = -p->red_x, .y0 = -p->red_y};
    struct state *state = setup->state;
    *state = (struct state){
        .format = in->format,
        .blue = et_placement_of(&blue, in, in, 1),
        .red = et_placement_of(&red, in, in, 2),
    };
    return et_sampler_init(&state->sampler, setup->arena, ET_KERNEL_BICUBIC,
                           et_format_info(in->format)->depth, setup->cpu);
}

/* NULL: the plane is kept. Planes of RGB are green, blue and red. */
static const struct et_placement *placement_of(const struct state *state, int plane)
{
    if (!et_plane_is_chroma(state->format, plane) ||
        et_format_info(state->format)->model == ET_MODEL_GRAY)
        return NULL;
    return plane == 1 ? &state->blue : &state->red;
}

static void rows_needed(const void *opaque, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct state *state = opaque;
    const struct et_placement *placement = placement_of(state, plane);
    *in_first = first;
    *in_last = last;
    if (placement)
        et_placement_rows(placement, &state->sampler, first, last, in_first, in_last);
}

/* Whole samples that a place is, in `samples`; or false. */
static bool is_whole(int64_t place, int *samples)
{
    *samples = (int)(place >> 32);
    return (uint32_t)place == 0;
}

/* A row moved so that its first sample is sample `from` of `src`. */
static void copy_row(void *dst, const void *src, int width, int from, bool bytes)
{
    const int before = et_nearest(-from, width + 1), behind = et_nearest(width - from, width + 1);
    const ptrdiff_t size = bytes ? 1 : 2;
    et_sample_fill(dst, before, et_sample_get(src, 0, bytes), bytes);
    if (behind > before)
        memcpy((uint8_t *)dst + before * size, (const uint8_t *)src + (before + from) * size,
               (size_t)(behind - before) * (size_t)size);
    et_sample_fill((uint8_t *)dst + behind * size, width - behind,
                   et_sample_get(src, width - 1, bytes), bytes);
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const struct et_placement *placement = placement_of(state, run->plane);
    const int width = et_plane_width(state->format, run->plane, run->in->info.width);
    const bool bytes = state->sampler.depth == 8;
    const uint8_t *src = run->in->data[run->plane];
    const ptrdiff_t stride = run->in->stride[run->plane];
    int x = 0, down = 0;
    const bool whole = !placement || (is_whole(placement->x, &x) && is_whole(placement->y, &down));
    for (int y = run->first; y < run->last; y++) {
        void *dst = run->out->data[run->plane] + y * run->out->stride[run->plane];
        if (!placement)
            memcpy(dst, src + y * stride, (size_t)width * (bytes ? 1 : 2));
        else if (whole)
            copy_row(dst, src + et_nearest(y + down, placement->height) * stride, width, x, bytes);
        else
            et_placement_row(placement, &state->sampler, src, stride, -1, y, dst);
    }
}

static const struct et_param params[] = {
    ET_FLOAT(struct chromatic_shift_params, red_x, "Red right",
             "How far red is moved to the right.", ET_UNIT_PIXEL, -MOST_SHIFT, MOST_SHIFT, 0.5, 0),
    ET_FLOAT(struct chromatic_shift_params, red_y, "Red down", "How far red is moved down.",
             ET_UNIT_PIXEL, -MOST_SHIFT, MOST_SHIFT, 0.5, 0),
    ET_FLOAT(struct chromatic_shift_params, blue_x, "Blue right",
             "How far blue is moved to the right.", ET_UNIT_PIXEL, -MOST_SHIFT, MOST_SHIFT, 0.5, 0),
    ET_FLOAT(struct chromatic_shift_params, blue_y, "Blue down", "How far blue is moved down.",
             ET_UNIT_PIXEL, -MOST_SHIFT, MOST_SHIFT, 0.5, 0),
};

const struct et_filter et_filter_chromatic_shift = {
    .name = "chromatic_shift",
    .label = "Colour shift",
    .help = "Moves red and blue against the picture, or back into place.",
    .group = ET_GROUP_SPATIAL,
    .example = "red_x:6:blue_x:-6",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct chromatic_shift_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .run = run,
};
