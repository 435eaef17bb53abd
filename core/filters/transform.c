// SPDX-License-Identifier: MIT
/*
 * Position, scale and rotation: the output, of the input's size, shows the input moved. With pixel
 * centres at whole numbers, anchor a = (anchor * size - 1/2), position p and angle w (clockwise), the
 * output's point o shows the input's point
 *   i = a + S^-1 R(-w) (o - a - p)
 * Samples of chroma planes lie where the format's siting puts them, in both images. How points are
 * placed is said in placement.h, how they are weighed in simd/sampler.h. A point on a sample copies
 * it: quarter turns and whole steps are exact.
 *
 * Beyond the input's edges: `clamp` goes on with the edge, `black` is opaque black. `transparent` is
 * alpha 0, with the colours of the edge; where the format has no alpha it is black.
 */
#include "filters/placement.h"

#include <math.h>

struct transform_params {
    double x, y, scale_x, scale_y, rotation, anchor_x, anchor_y;
    int kernel, edge;
};

struct state {
    struct et_image_info info;
    enum et_edge edge;
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

static int configure(const struct et_setup *setup)
{
    const struct transform_params *p = setup->params;
    const struct et_image_info *info = &setup->in;
    const double x = p->anchor_x * info->width - 0.5, y = p->anchor_y * info->height - 0.5;
    const struct et_affine affine =
        et_affine_about(x, y, x + p->x, y + p->y, p->scale_x, p->scale_y, p->rotation);
    struct state *state = setup->state;
    *state = (struct state){
        .info = *info,
        .edge = (enum et_edge)p->edge,
        .luma = et_placement_of(&affine, info, info, 0),
        .chroma = et_placement_of(&affine, info, info, 1),
    };
    return et_sampler_init(&state->sampler, setup->arena,
                           p->kernel ? ET_KERNEL_BICUBIC : ET_KERNEL_BILINEAR,
                           et_format_info(info->format)->depth, setup->cpu);
}

static const struct et_placement *placement_of(const struct state *state, int plane)
{
    return et_plane_is_chroma(state->info.format, plane) ? &state->chroma : &state->luma;
}

static void rows_needed(const void *opaque, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct state *state = opaque;
    et_placement_rows(placement_of(state, plane), &state->sampler, first, last, in_first, in_last);
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane, outside = et_edge_code(state->edge, &state->info, plane);
    const struct et_placement *placement = placement_of(state, plane);
    for (int y = run->first; y < run->last; y++)
        et_placement_row(placement, &state->sampler, run->in->data[plane], run->in->stride[plane],
                         outside, y, et_image_row(run->out, plane, y));
}

static const struct et_param params[] = {
    ET_FLOAT(struct transform_params, x, "Right", "How far the image is moved to the right.",
             ET_UNIT_PIXEL, -ET_SIDE_MOST, ET_SIDE_MOST, 1, 0),
    ET_FLOAT(struct transform_params, y, "Down", "How far the image is moved down.", ET_UNIT_PIXEL,
             -ET_SIDE_MOST, ET_SIDE_MOST, 1, 0),
    ET_FLOAT(struct transform_params, scale_x, "Scale across", "Factor for the width.",
             ET_UNIT_NONE, 0.01, 100, 0.01, 1),
    ET_FLOAT(struct transform_params, scale_y, "Scale down", "Factor for the height.", ET_UNIT_NONE,
             0.01, 100, 0.01, 1),
    ET_FLOAT(struct transform_params, rotation, "Rotation", "Angle, clockwise.", ET_UNIT_DEGREE,
             -3600, 3600, 1, 0),
    ET_FLOAT(struct transform_params, anchor_x, "Anchor across",
             "What stays in place when scaled and rotated: 0 is the left edge, 1 the right one.",
             ET_UNIT_NONE, -1, 2, 0.01, 0.5),
    ET_FLOAT(struct transform_params, anchor_y, "Anchor down",
             "What stays in place when scaled and rotated: 0 is the top edge, 1 the bottom one.",
             ET_UNIT_NONE, -1, 2, 0.01, 0.5),
    ET_POINT_KERNEL(struct transform_params),
    ET_EDGE(struct transform_params, ET_EDGE_TRANSPARENT),
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
    .makes_progressive = true,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .run = run,
};
