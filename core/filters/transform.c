// SPDX-License-Identifier: MIT
/*
 * Position, scale and rotation: the output, of the input's size, shows the input moved. With pixel
 * centres at whole numbers, anchor a = (anchor * size - 1/2), position p and angle w (clockwise), the
 * output's point o shows the input's point
 *   i = a + S^-1 R(-w) (o - a - p)
 * Samples of chroma planes lie where the format's siting puts them, in both images.
 *
 * Points are stepped in 1/2^32 of a sample of the plane, which after 16384 steps in each direction is
 * off by 2^-18 at most, and rounded to 1/1024. Between samples: bilinear, or bicubic (Catmull-Rom,
 * simd/bank.h), across first, then down: coefficients in 1/16384; between the two 14 bits (16 for
 * depths above 14); at the end the format's, each rounded halves upward. A point on a sample copies
 * it: quarter turns and whole steps are exact.
 *
 * Where the image shrinks, the mean of n x m points in the area of a sample stands for one, with n
 * and m the steps between neighbouring pixels, rounded up: 8 at most, smaller images alias.
 *
 * Beyond the input's edges: `clamp` goes on with the edge, `black` is opaque black. `transparent` is
 * alpha 0, with the colours of the edge so that the rim does not darken; where the format has no alpha
 * it is black.
 */
#include "filters/transform.h"

#include "base/arena.h"
#include "base/math.h"

#include <math.h>

enum edge { EDGE_TRANSPARENT, EDGE_BLACK, EDGE_CLAMP };

enum { MOST_POINTS = 8, MOST_PLACE = 16384 };

struct transform_params {
    double x, y, scale_x, scale_y, rotation, anchor_x, anchor_y;
    int kernel, edge;
};

struct state {
    enum et_format format;
    int edge;
    bool full_range;
    struct et_placement luma, chroma;
    struct et_sampler sampler;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct transform_params *p = params;
    (void)in;
    return p->x == 0 && p->y == 0 && p->scale_x == 1 && p->scale_y == 1 &&
           floor(p->rotation / 360) * 360 == p->rotation;
}

/* Cosine and sine of degrees; of quarters exactly. */
static void turn_of(double degrees, double *cosine, double *sine)
{
    static const int quarters[] = {1, 0, -1, 0};
    const double quarter = floor(degrees / 90);
    if (quarter * 90 == degrees) {
        const int index = (int)(quarter - floor(quarter / 4) * 4);
        *cosine = quarters[index];
        *sine = quarters[(index + 3) % 4];
        return;
    }
    *cosine = et_cos(degrees * (ET_PI / 180));
    *sine = et_sin(degrees * (ET_PI / 180));
}

static int64_t fixed(double samples)
{
    return (int64_t)floor(samples * ((int64_t)1 << ET_PLACE_BITS) + 0.5);
}

static int points_for(double step_x, double step_y)
{
    const double points = ceil(sqrt(step_x * step_x + step_y * step_y) - 1.0 / 64);
    return points < 1 ? 1 : points > MOST_POINTS ? MOST_POINTS : (int)points;
}

/* A plane with log2 subsampling `shift_x` and `shift_y`. */
static struct et_placement place(const struct transform_params *p, const struct et_image_info *info,
                                 int shift_x, int shift_y)
{
    const double fx = 1 << shift_x, fy = 1 << shift_y;
    const double ox = et_siting_offset(info->color.siting, true, shift_x);
    const double oy = et_siting_offset(info->color.siting, false, shift_y);
    const double ax = p->anchor_x * info->width - 0.5, ay = p->anchor_y * info->height - 0.5;
    double c, s;
    turn_of(p->rotation, &c, &s);
    const double xx = c / p->scale_x, xy = s / p->scale_x;
    const double yx = -s / p->scale_y, yy = c / p->scale_y;
    const double dx = ox - ax - p->x, dy = oy - ay - p->y;
    struct et_placement placement = {
        .width = (info->width + (1 << shift_x) - 1) >> shift_x,
        .height = (info->height + (1 << shift_y) - 1) >> shift_y,
        .x = fixed((ax + dx * xx + dy * xy - ox) / fx),
        .y = fixed((ay + dx * yx + dy * yy - oy) / fy),
        .x_across = fixed(xx),
        .x_down = fixed(xy * fy / fx),
        .y_across = fixed(yx * fx / fy),
        .y_down = fixed(yy),
        .points_across = points_for(xx, yx),
        .points_down = points_for(xy, yy),
    };
    return placement;
}

static int configure(const struct et_setup *setup)
{
    const struct transform_params *p = setup->params;
    const struct et_format_info *format = et_format_info(setup->in.format);
    struct state *state = setup->state;
    *state = (struct state){
        .format = setup->in.format,
        .edge = p->edge == EDGE_TRANSPARENT && !format->alpha ? EDGE_BLACK : p->edge,
        .full_range = setup->in.color.full_range,
        .luma = place(p, &setup->in, 0, 0),
        .chroma = place(p, &setup->in, format->chroma_x, format->chroma_y),
    };
    return et_sampler_init(&state->sampler, setup->arena,
                           p->kernel ? ET_KERNEL_BICUBIC : ET_KERNEL_BILINEAR, format->depth,
                           setup->cpu);
}

static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct state *s = state;
    (void)first, (void)last;
    *in_first = 0;
    *in_last = et_plane_is_chroma(s->format, plane) ? s->chroma.height : s->luma.height;
}

/* What lies beyond the edges of a plane: a code, or -1: the edge goes on. */
static int outside_of(const struct state *state, int plane)
{
    const int depth = et_format_info(state->format)->depth;
    if (state->edge == EDGE_CLAMP)
        return -1;
    if (plane >= et_format_color_planes(state->format))
        return state->edge == EDGE_BLACK ? (1 << depth) - 1 : 0;
    if (state->edge == EDGE_TRANSPARENT)
        return -1;
    if (et_plane_is_chroma(state->format, plane) &&
        et_format_info(state->format)->model == ET_MODEL_YUV)
        return 1 << (depth - 1);
    return state->full_range ? 0 : 16 << (depth - 8);
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane;
    const struct et_placement *placement =
        et_plane_is_chroma(state->format, plane) ? &state->chroma : &state->luma;
    const int outside = outside_of(state, plane);
    for (int y = run->first; y < run->last; y++)
        et_sample_row(&state->sampler, placement, run->in->data[plane], run->in->stride[plane],
                      outside, y, run->out->data[plane] + y * run->out->stride[plane]);
}

static const char *const kernel_names[] = {"bilinear", "bicubic"};
static const char *const edge_names[] = {"transparent", "black", "clamp"};

static const struct et_param params[] = {
    ET_FLOAT(struct transform_params, x, "Right", "How far the image is moved to the right.",
             ET_UNIT_PIXEL, -MOST_PLACE, MOST_PLACE, 1, 0),
    ET_FLOAT(struct transform_params, y, "Down", "How far the image is moved down.", ET_UNIT_PIXEL,
             -MOST_PLACE, MOST_PLACE, 1, 0),
    ET_FLOAT(struct transform_params, scale_x, "Scale across", "Factor for the width.",
             ET_UNIT_FACTOR, 0.01, 100, 0.01, 1),
    ET_FLOAT(struct transform_params, scale_y, "Scale down", "Factor for the height.",
             ET_UNIT_FACTOR, 0.01, 100, 0.01, 1),
    ET_FLOAT(struct transform_params, rotation, "Rotation", "Angle, clockwise.", ET_UNIT_DEGREE,
             -3600, 3600, 1, 0),
    ET_FLOAT(struct transform_params, anchor_x, "Anchor across",
             "What stays in place when scaled and rotated: 0 is the left edge, 1 the right one.",
             ET_UNIT_FACTOR, -1, 2, 0.01, 0.5),
    ET_FLOAT(struct transform_params, anchor_y, "Anchor down",
             "What stays in place when scaled and rotated: 0 is the top edge, 1 the bottom one.",
             ET_UNIT_FACTOR, -1, 2, 0.01, 0.5),
    ET_CHOICE(struct transform_params, kernel, "Kernel", "From soft to sharp: bilinear, bicubic.",
              kernel_names, 1),
    ET_CHOICE(struct transform_params, edge, "Edge", "What is shown beyond the image's edges.",
              edge_names, EDGE_TRANSPARENT),
};

const struct et_filter et_filter_transform = {
    .name = "transform",
    .label = "Transform",
    .help = "Moves, scales and rotates the image inside its frame.",
    .group = ET_GROUP_GEOMETRY,
    .example = "scale_x:0.7:scale_y:0.7:rotation:15:edge:black",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct transform_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_WHOLE_FRAME,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .run = run,
};
