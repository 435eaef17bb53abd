// SPDX-License-Identifier: MIT
/*
 * A larger frame of one colour around the image. The image's samples are moved, not changed, but where
 * it begins between two samples of subsampled chroma, at an odd place: then chroma is brought there by
 * a bicubic (Catmull-Rom, simd/resample.h), so that it stays beside its luma. A chroma sample that
 * stands for any pixel of the image is the image's.
 *
 * The colour is R'G'B', brought to codes by the image's matrix and range. An image in the middle begins
 * at a whole chroma sample.
 */
#include "base/math.h"
#include "filters/overlay_pixels.h"
#include "simd/resample.h"

#include <etalon/filter.h>
#include <string.h>

enum { CENTERED = -1 };

struct pad_params {
    int width, height;
    double aspect;
    int x, y;
    double red, green, blue, alpha;
};

/* Where the image lies in a plane, in samples. */
struct box {
    int left, top, right, bottom;
};

struct state {
    struct et_image_info out;
    struct box luma, chroma;
    int codes[4];
    bool resampled; /* chroma */
    struct et_resampler resampler;
};

static int size_of(double size)
{
    return size < ET_SIDE_MOST         ? et_round(size)
           : size < ET_SIDE_MOST + 0.5 ? ET_SIDE_MOST
                                       : ET_SIDE_MOST + 1;
}

static void frame_of(const struct pad_params *p, const struct et_image_info *in, int *width,
                     int *height)
{
    *width = p->width > in->width ? p->width : in->width;
    *height = p->height > in->height ? p->height : in->height;
    if (p->aspect > 0 && *width < *height * p->aspect)
        *width = size_of(*height * p->aspect);
    else if (p->aspect > 0)
        *height = size_of(*width / p->aspect);
}

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    int width, height;
    frame_of(params, in, &width, &height);
    return width == in->width && height == in->height;
}

static int output_info(const void *params, const struct et_image_info *in,
                       struct et_image_info *out)
{
    const struct pad_params *p = params;
    *out = *in;
    frame_of(p, in, &out->width, &out->height);
    if (out->width > ET_SIDE_MOST || out->height > ET_SIDE_MOST)
        return et_fail(ET_ERROR_ARGUMENT, "an aspect of %g around %dx%d gives a side above %d",
                       p->aspect, in->width, in->height, ET_SIDE_MOST);
    return 0;
}

static int place_of(int wanted, int image, int frame, int shift)
{
    const int most = frame - image;
    if (wanted == CENTERED)
        return most / 2 >> shift << shift;
    return wanted < most ? wanted : most;
}

static int configure(const struct et_setup *setup)
{
    const struct pad_params *p = setup->params;
    const struct et_image_info *in = &setup->in, *out = &setup->out;
    const struct et_format_info *format = et_format_info(in->format);
    const int shift_x = format->chroma_x, shift_y = format->chroma_y;
    const int x = place_of(p->x, in->width, out->width, shift_x);
    const int y = place_of(p->y, in->height, out->height, shift_y);
    const double color[3] = {p->red, p->green, p->blue};
    struct state *state = setup->state;
    *state = (struct state){
        .out = *out,
        .luma = {x, y, x + in->width, y + in->height},
        .chroma = {x >> shift_x, y >> shift_y, ((x + in->width - 1) >> shift_x) + 1,
                   ((y + in->height - 1) >> shift_y) + 1},
    };
    const int error = et_pixels_codes(out, color, state->codes);
    if (error)
        return error;
    if (format->alpha)
        state->codes[et_format_color_planes(in->format)] =
            et_round(p->alpha * ((1 << format->depth) - 1));
    state->resampled = x & ((1 << shift_x) - 1) || y & ((1 << shift_y) - 1);
    if (!state->resampled)
        return 0;
    const struct box *box = &state->chroma;
    const struct et_axis across = {ET_KERNEL_BICUBIC, et_plane_width(in->format, 1, in->width),
                                   box->right - box->left, box->left - x / (double)(1 << shift_x),
                                   1};
    const struct et_axis down = {ET_KERNEL_BICUBIC, et_plane_height(in->format, 1, in->height),
                                 box->bottom - box->top, box->top - y / (double)(1 << shift_y), 1};
    return et_resampler_init(&state->resampler, setup->arena, &across, &down, format->depth,
                             setup->cpu);
}

static const struct box *box_of(const struct state *state, int plane)
{
    return et_plane_is_chroma(state->out.format, plane) ? &state->chroma : &state->luma;
}

static bool is_resampled(const struct state *state, int plane)
{
    return state->resampled && et_plane_is_chroma(state->out.format, plane);
}

static enum et_fields fields(const void *opaque)
{
    return ((const struct state *)opaque)->luma.top % 2 ? ET_FIELDS_SWAP : ET_FIELDS_STAY;
}

/* Bands beside the image need no row of it, but may not ask for none. */
static void rows_needed(const void *opaque, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct state *state = opaque;
    const struct box *box = box_of(state, plane);
    const int rows = box->bottom - box->top;
    int from = first - box->top, to = last - box->top;
    from = from < 0 ? 0 : from > rows - 1 ? rows - 1 : from;
    to = to < from + 1 ? from + 1 : to > rows ? rows : to;
    *in_first = from;
    *in_last = to;
    if (is_resampled(state, plane))
        et_resampler_rows(&state->resampler, from, to, in_first, in_last);
}

static size_t scratch_size(const void *opaque, int rows)
{
    const struct state *state = opaque;
    (void)rows;
    return state->resampled ? et_resampler_scratch(&state->resampler) : 0;
}

/* Samples `from` to `to` - 1 of a row become `code`. */
static void fill(uint8_t *row, int from, int to, int code, int bytes_per_sample)
{
    if (bytes_per_sample == 1) {
        memset(row + from, code, (size_t)(to - from));
        return;
    }
    uint16_t *samples = (uint16_t *)row;
    for (int x = from; x < to; x++)
        samples[x] = (uint16_t)code;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane, code = state->codes[plane];
    const int bytes = et_format_info(state->out.format)->bytes_per_pixel;
    const int width = et_plane_width(state->out.format, plane, state->out.width);
    const struct box *box = box_of(state, plane);
    const uint8_t *src = run->in->data[plane];
    const ptrdiff_t stride = run->in->stride[plane];
    for (int y = run->first; y < run->last; y++) {
        uint8_t *dst = et_image_row(run->out, plane, y);
        if (y < box->top || y >= box->bottom) {
            fill(dst, 0, width, code, bytes);
            continue;
        }
        fill(dst, 0, box->left, code, bytes);
        if (is_resampled(state, plane))
            et_resample_row(&state->resampler, src, stride, y - box->top, dst + box->left * bytes,
                            run->scratch);
        else
            memcpy(dst + box->left * bytes, src + (y - box->top) * stride,
                   (size_t)(box->right - box->left) * (size_t)bytes);
        fill(dst, box->right, width, code, bytes);
    }
}

static const struct et_param params[] = {
    ET_FIXED_INT(struct pad_params, width, "Width",
                 "Width of the frame; less than the image's is the image's.", ET_UNIT_PIXEL, 0,
                 ET_SIDE_MOST, 1, 0),
    ET_FIXED_INT(struct pad_params, height, "Height",
                 "Height of the frame; less than the image's is the image's.", ET_UNIT_PIXEL, 0,
                 ET_SIDE_MOST, 1, 0),
    ET_FIXED_FLOAT(struct pad_params, aspect, "Aspect",
                   "Width by height that the frame grows to: 16 / 9, 1; 0: as it is.", ET_UNIT_NONE,
                   0, 100, 0.01, 0),
    ET_INT(struct pad_params, x, "Left", "Width of the bar at the left; -1: the image is centred.",
           ET_UNIT_PIXEL, CENTERED, ET_SIDE_MOST, 1, CENTERED),
    ET_INT(struct pad_params, y, "Top", "Height of the bar at the top; -1: the image is centred.",
           ET_UNIT_PIXEL, CENTERED, ET_SIDE_MOST, 1, CENTERED),
    ET_FLOAT(struct pad_params, red, "Red", "Red of the frame.", ET_UNIT_NONE, 0, 1, 0.01, 0),
    ET_FLOAT(struct pad_params, green, "Green", "Green of the frame.", ET_UNIT_NONE, 0, 1, 0.01, 0),
    ET_FLOAT(struct pad_params, blue, "Blue", "Blue of the frame.", ET_UNIT_NONE, 0, 1, 0.01, 0),
    ET_FLOAT(struct pad_params, alpha, "Alpha",
             "How opaque the frame is, where the format has alpha.", ET_UNIT_NONE, 0, 1, 0.01, 1),
};

const struct et_filter et_filter_pad = {
    .name = "pad",
    .label = "Pad",
    .help = "Puts the image into a larger frame.",
    .group = ET_GROUP_GEOMETRY,
    .example = "aspect:1:red:0.1:green:0.2:blue:0.4",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct pad_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .output_info = output_info,
    .fields = fields,
    .configure = configure,
    .rows_needed = rows_needed,
    .scratch_size = scratch_size,
    .run = run,
};
