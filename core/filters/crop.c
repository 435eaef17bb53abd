// SPDX-License-Identifier: MIT
/*
 * A part of the image. Every sample is moved, none is changed, but where the part begins between two
 * samples of subsampled chroma, at an odd place: then chroma is brought there by a bicubic
 * (Catmull-Rom, simd/resample.h), so that it stays beside its luma, also while the place moves.
 *
 * A part in the middle begins at a whole chroma sample. What would lie outside is moved inside.
 *
 * Where nothing is resampled the frame is not copied: the part shares the planes of the whole.
 */
#include "simd/resample.h"

#include <etalon/filter.h>
#include <string.h>

enum { CENTERED = -1 };

struct crop_params {
    int width, height, x, y;
};

struct state {
    struct et_image_info out;
    int x, y;
    bool resampled; /* chroma */
    struct et_resampler chroma;
};

static int part_of(int wanted, int whole)
{
    return wanted && wanted < whole ? wanted : whole;
}

static int place_of(int wanted, int part, int whole, int shift)
{
    const int most = whole - part;
    if (wanted == CENTERED)
        return most / 2 >> shift << shift;
    return wanted < most ? wanted : most;
}

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct crop_params *p = params;
    return part_of(p->width, in->width) == in->width &&
           part_of(p->height, in->height) == in->height;
}

static int output_info(const void *params, const struct et_image_info *in,
                       struct et_image_info *out)
{
    const struct crop_params *p = params;
    *out = *in;
    out->width = part_of(p->width, in->width);
    out->height = part_of(p->height, in->height);
    return 0;
}

static struct et_axis axis_of(int in, int out, int place, int shift)
{
    return (struct et_axis){ET_KERNEL_BICUBIC, in, out, place / (double)(1 << shift), 1};
}

static int configure(const struct et_setup *setup)
{
    const struct crop_params *p = setup->params;
    const struct et_image_info *in = &setup->in, *out = &setup->out;
    const struct et_format_info *format = et_format_info(in->format);
    const int shift_x = format->chroma_x, shift_y = format->chroma_y;
    struct state *state = setup->state;
    *state = (struct state){.out = *out,
                            .x = place_of(p->x, out->width, in->width, shift_x),
                            .y = place_of(p->y, out->height, in->height, shift_y)};
    state->resampled = state->x & ((1 << shift_x) - 1) || state->y & ((1 << shift_y) - 1);
    if (!state->resampled)
        return 0;
    struct et_axis across = axis_of(et_plane_width(in->format, 1, in->width),
                                    et_plane_width(in->format, 1, out->width), state->x, shift_x);
    struct et_axis down = axis_of(et_plane_height(in->format, 1, in->height),
                                  et_plane_height(in->format, 1, out->height), state->y, shift_y);
    return et_resampler_init(&state->chroma, setup->arena, &across, &down, format->depth,
                             setup->cpu);
}

static void rows_needed(const void *opaque, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct state *state = opaque;
    const bool chroma = et_plane_is_chroma(state->out.format, plane);
    const int top = state->y >> (chroma ? et_format_info(state->out.format)->chroma_y : 0);
    *in_first = first + top;
    *in_last = last + top;
    if (chroma && state->resampled)
        et_resampler_rows(&state->chroma, first, last, in_first, in_last);
}

static bool is_part(const void *opaque, int *x, int *y)
{
    const struct state *state = opaque;
    *x = state->x;
    *y = state->y;
    return !state->resampled;
}

static size_t scratch_size(const void *opaque, int rows)
{
    const struct state *state = opaque;
    (void)rows;
    return state->resampled ? et_resampler_scratch(&state->chroma) : 0;
}

static enum et_fields fields(const void *opaque)
{
    return ((const struct state *)opaque)->y % 2 ? ET_FIELDS_SWAP : ET_FIELDS_STAY;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const struct et_format_info *format = et_format_info(state->out.format);
    const int plane = run->plane;
    const bool chroma = et_plane_is_chroma(state->out.format, plane);
    const size_t bytes = (size_t)et_plane_width(state->out.format, plane, state->out.width) *
                         format->bytes_per_pixel;
    const int left = (state->x >> (chroma ? format->chroma_x : 0)) * format->bytes_per_pixel;
    const int top = state->y >> (chroma ? format->chroma_y : 0);
    const uint8_t *src = run->in->data[plane];
    const ptrdiff_t stride = run->in->stride[plane];
    for (int y = run->first; y < run->last; y++) {
        uint8_t *dst = et_image_row(run->out, plane, y);
        if (chroma && state->resampled)
            et_resample_row(&state->chroma, src, stride, y, dst, run->scratch);
        else
            memcpy(dst, src + (y + top) * stride + left, bytes);
    }
}

static const struct et_param params[] = {
    ET_FIXED_INT(struct crop_params, width, "Width",
                 "Width of the part; 0, or more than there is, is the whole width.", ET_UNIT_PIXEL,
                 0, ET_SIDE_MOST, 1, 0),
    ET_FIXED_INT(struct crop_params, height, "Height",
                 "Height of the part; 0, or more than there is, is the whole height.",
                 ET_UNIT_PIXEL, 0, ET_SIDE_MOST, 1, 0),
    ET_INT(struct crop_params, x, "Left", "What is cut off at the left; -1: the middle is kept.",
           ET_UNIT_PIXEL, CENTERED, ET_SIDE_MOST, 1, CENTERED),
    ET_INT(struct crop_params, y, "Top", "What is cut off at the top; -1: the middle is kept.",
           ET_UNIT_PIXEL, CENTERED, ET_SIDE_MOST, 1, CENTERED),
};

const struct et_filter et_filter_crop = {
    .name = "crop",
    .label = "Crop",
    .help = "Keeps a part of the image.",
    .group = ET_GROUP_GEOMETRY,
    .example = "width:200:height:120",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct crop_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .output_info = output_info,
    .fields = fields,
    .configure = configure,
    .rows_needed = rows_needed,
    .is_part = is_part,
    .scratch_size = scratch_size,
    .run = run,
};
