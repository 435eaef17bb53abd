// SPDX-License-Identifier: MIT
/*
 * Colour fringes: red and blue are moved against the rest, by distances in pixels of the picture. In RGB
 * these are the planes themselves. In YUV they are the colour differences Cr and Cb, while luma stays
 * where it is: that is another effect, since part of what red and blue show is in the luma. It moves colours
 * that a tape or a bad conversion has put beside their picture, and makes fringes softer and of less
 * contrast than those of RGB, where edges of grey get coloured rims. Steps of whole samples copy
 * them, a pixel and a half is a sample and a half of a full plane and three quarters of one of 4:2:0;
 * what lies between samples is bicubic (Catmull-Rom, simd/resample.h). Beyond its edges a plane goes on
 * as its edge.
 */
#include "simd/resample.h"
#include "simd/sample.h"

#include <etalon/filter.h>
#include <math.h>

#include <string.h>

enum { MOST_SHIFT = 255 };

struct chromatic_shift_params {
    double red_x, red_y, blue_x, blue_y;
};

/* A plane that is moved. */
struct moved {
    int width, height;
    int from_x, from_y; /* sample that comes to lie on sample 0, where it is a whole one */
    bool resampled;     /* it is none */
    struct et_resampler resampler;
};

struct state {
    enum et_format format;
    int bytes; /* of a sample */
    struct moved blue, red;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct chromatic_shift_params *p = params;
    return et_format_info(in->format)->model == ET_MODEL_GRAY ||
           (p->red_x == 0 && p->red_y == 0 && p->blue_x == 0 && p->blue_y == 0);
}

static int move(const struct et_setup *setup, int plane, double x, double y, struct moved *moved)
{
    const struct et_format_info *format = et_format_info(setup->in.format);
    const bool chroma = et_plane_is_chroma(setup->in.format, plane);
    const double from_x = -x / (chroma ? 1 << format->chroma_x : 1);
    const double from_y = -y / (chroma ? 1 << format->chroma_y : 1);
    *moved = (struct moved){
        .width = et_plane_width(setup->in.format, plane, setup->in.width),
        .height = et_plane_height(setup->in.format, plane, setup->in.height),
        .from_x = (int)floor(from_x),
        .from_y = (int)floor(from_y),
        .resampled = from_x != floor(from_x) || from_y != floor(from_y),
    };
    if (!moved->resampled)
        return 0;
    const struct et_axis across = {ET_KERNEL_BICUBIC, moved->width, moved->width, from_x, 1};
    const struct et_axis down = {ET_KERNEL_BICUBIC, moved->height, moved->height, from_y, 1};
    return et_resampler_init(&moved->resampler, setup->arena, &across, &down, format->depth,
                             setup->cpu);
}

static int configure(const struct et_setup *setup)
{
    const struct chromatic_shift_params *p = setup->params;
    struct state *state = setup->state;
    *state = (struct state){.format = setup->in.format,
                            .bytes = et_format_info(setup->in.format)->bytes_per_pixel};
    int error = move(setup, 1, p->blue_x, p->blue_y, &state->blue);
    return error ? error : move(setup, 2, p->red_x, p->red_y, &state->red);
}

/* NULL: the plane is kept. Planes of RGB are green, blue and red. */
static const struct moved *moved_of(const struct state *state, int plane)
{
    if (plane < 1 || plane > 2 || et_format_info(state->format)->model == ET_MODEL_GRAY)
        return NULL;
    return plane == 1 ? &state->blue : &state->red;
}

static int inside(int row, int low, int high)
{
    return row < low ? low : row > high ? high : row;
}

static void rows_needed(const void *opaque, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct moved *moved = moved_of(opaque, plane);
    *in_first = first;
    *in_last = last;
    if (!moved)
        return;
    if (moved->resampled) {
        et_resampler_rows(&moved->resampler, first, last, in_first, in_last);
    } else {
        *in_first = first + moved->from_y;
        *in_last = last + moved->from_y;
    }
    /* All of them may be beyond an edge, whose row they are. */
    *in_first = inside(*in_first, 0, moved->height - 1);
    *in_last = inside(*in_last, 1, moved->height);
}

static size_t scratch_size(const void *opaque, int rows)
{
    const struct state *state = opaque;
    const size_t blue = state->blue.resampled ? et_resampler_scratch(&state->blue.resampler) : 0;
    const size_t red = state->red.resampled ? et_resampler_scratch(&state->red.resampler) : 0;
    (void)rows;
    return blue > red ? blue : red;
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
    const struct moved *moved = moved_of(state, run->plane);
    const int width = et_plane_width(state->format, run->plane, run->in->info.width);
    const uint8_t *src = run->in->data[run->plane];
    const ptrdiff_t stride = run->in->stride[run->plane];
    for (int y = run->first; y < run->last; y++) {
        void *dst = et_image_row(run->out, run->plane, y);
        if (!moved)
            memcpy(dst, src + y * stride, (size_t)width * (size_t)state->bytes);
        else if (moved->resampled)
            et_resample_row(&moved->resampler, src, stride, y, dst, run->scratch);
        else
            copy_row(dst, src + et_nearest(y + moved->from_y, moved->height) * stride, width,
                     moved->from_x, state->bytes == 1);
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
    .help = "Moves red and blue against the picture, or back into place: in RGB their planes, in "
            "YUV Cr "
            "and Cb, whose luma stays.",
    .group = ET_GROUP_SPATIAL,
    .example = "red_x:6:blue_x:-6",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct chromatic_shift_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .by_plane = true,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .scratch_size = scratch_size,
    .run = run,
};
