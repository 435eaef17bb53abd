// SPDX-License-Identifier: MIT
/*
 * Distortion as of a lens, to correct one or to make it: radial, after Brown (Close-Range Camera
 * Calibration, 1971). With r the distance from the centre, 1 where the corners of a centred one are, the
 * output's point at distance r shows the input's point in the same direction at
 *   r * (1 + k1 r^2 + k2 r^4)
 * in double precision, rounded to 1/1024 of a sample. Below 0 the picture swells, above it shrinks
 * towards its edges, where much of it is left out: samples are not averaged. Between samples bilinear
 * or bicubic (simd/sampler.h). Samples of chroma planes lie where the format's siting puts them.
 *
 * Beyond the picture's edges: `clamp` goes on with the edge, `black` is opaque black, `transparent` is
 * alpha 0; where the format has no alpha it is black.
 */
#include "filters/placement.h"

#include <math.h>
#include <string.h>

struct lens_params {
    double k1, k2, x, y;
    int kernel, edge;
};

/*
 * Sample (x, y) of a plane lies at (x0 + x * step_x, y0 + y * step_y) from the centre, in half
 * diagonals; a point there is at (x_centre, y_centre) plus x_scale and y_scale times it, in 1/1024 of
 * a sample.
 */
struct plane {
    int width, height;
    double x0, step_x, y0, step_y;
    double x_centre, x_scale, y_centre, y_scale;
};

struct state {
    struct et_image_info info;
    enum et_edge edge;
    double k1, k2;
    struct plane luma, chroma;
    struct et_sampler sampler;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct lens_params *p = params;
    (void)in;
    return p->k1 == 0 && p->k2 == 0;
}

static struct plane place(const struct lens_params *p, const struct et_image_info *info, int plane)
{
    const struct et_format_info *format = et_format_info(info->format);
    const bool chroma = et_plane_is_chroma(info->format, plane);
    const int shift_x = chroma ? format->chroma_x : 0, shift_y = chroma ? format->chroma_y : 0;
    const double radius =
        0.5 * sqrt((double)info->width * info->width + (double)info->height * info->height);
    /* The centre, in samples of the plane from its sample 0. */
    const double x =
        (p->x * info->width - 0.5 - et_siting_offset(info->color.siting, true, shift_x)) /
        (1 << shift_x);
    const double y =
        (p->y * info->height - 0.5 - et_siting_offset(info->color.siting, false, shift_y)) /
        (1 << shift_y);
    const double phases = 1 << ET_PHASE_BITS, step_x = (1 << shift_x) / radius;
    const double step_y = (1 << shift_y) / radius;
    return (struct plane){
        .width = et_plane_width(info->format, plane, info->width),
        .height = et_plane_height(info->format, plane, info->height),
        .x0 = -x * step_x,
        .step_x = step_x,
        .y0 = -y * step_y,
        .step_y = step_y,
        .x_centre = x * phases,
        .x_scale = phases / step_x,
        .y_centre = y * phases,
        .y_scale = phases / step_y,
    };
}

static int configure(const struct et_setup *setup)
{
    const struct lens_params *p = setup->params;
    struct state *state = setup->state;
    *state = (struct state){
        .info = setup->in,
        .edge = (enum et_edge)p->edge,
        .k1 = p->k1,
        .k2 = p->k2,
        .luma = place(p, &setup->in, 0),
        .chroma = place(p, &setup->in, 1),
    };
    return et_sampler_init(&state->sampler, setup->arena,
                           p->kernel ? ET_KERNEL_BICUBIC : ET_KERNEL_BILINEAR,
                           et_format_info(setup->in.format)->depth, setup->cpu);
}

static const struct plane *plane_of(const struct state *state, int plane)
{
    return et_plane_is_chroma(state->info.format, plane) ? &state->chroma : &state->luma;
}

/* What the distance is multiplied by where its square is `squared`. */
static inline double stretch(const struct state *state, double squared)
{
    return 1 + squared * (state->k1 + squared * state->k2);
}

/* Widens `*low` to `*high`, rows of the input, by the one that a point at `down` is in. */
static void include(const struct plane *plane, double down, double *low, double *high)
{
    const double row = (plane->y_centre + down * plane->y_scale) / (1 << ET_PHASE_BITS);
    *low = row < *low ? row : *low;
    *high = row > *high ? row : *high;
}

static void rows_needed(const void *opaque, int plane_index, int first, int last, int *in_first,
                        int *in_last)
{
    const struct state *state = opaque;
    const struct plane *plane = plane_of(state, plane_index);
    const double left = plane->x0, right = plane->x0 + (plane->width - 1) * plane->step_x;
    const double across = fabs(left) > fabs(right) ? left : right;
    /* Where, along a row, the stretch is the largest or the smallest: at its ends, or there. */
    const double turn = state->k2 != 0 ? -state->k1 / (2 * state->k2) : -1;
    double low = plane->height, high = -1;
    for (int y = first; y < last; y++) {
        const double down = plane->y0 + y * plane->step_y;
        const double least = down * down, most = least + across * across;
        include(plane, down * stretch(state, least), &low, &high);
        include(plane, down * stretch(state, most), &low, &high);
        if (turn > least && turn < most)
            include(plane, down * stretch(state, turn), &low, &high);
    }
    const int reach = state->sampler.taps / 2 + 1, end = plane->height;
    low = floor(low) - reach;
    high = floor(high) + reach + 1;
    *in_first = low < 0 ? 0 : low > end - 1 ? end - 1 : (int)low;
    *in_last = high < 1 ? 1 : high > end ? end : (int)high;
}

/* The nearest integer, for |value| < 2^31: at 1.5 * 2^52 the low bits of a double are an integer's. */
static inline int32_t nearest(double value)
{
    const double shifted = value + 6755399441055744.0;
    int64_t bits;
    memcpy(&bits, &shifted, sizeof(bits));
    return (int32_t)(uint32_t)(uint64_t)bits;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const struct plane *plane = plane_of(state, run->plane);
    const struct et_sampled sampled = {run->in->data[run->plane], run->in->stride[run->plane],
                                       plane->width, plane->height,
                                       et_edge_code(state->edge, &state->info, run->plane)};
    const double step = plane->step_x;
    struct et_points points;
    for (int y = run->first; y < run->last; y++) {
        const double down = plane->y0 + y * plane->step_y, squared = down * down;
        for (int x = 0; x < plane->width; x += points.count) {
            points.count = plane->width - x < ET_POINTS ? plane->width - x : ET_POINTS;
            for (int i = 0; i < points.count; i++) {
                const double across = plane->x0 + (x + i) * step;
                const double factor = stretch(state, across * across + squared);
                points.x[i] = nearest(plane->x_centre + across * plane->x_scale * factor);
                points.y[i] = nearest(plane->y_centre + down * plane->y_scale * factor);
            }
            et_sample_points(&state->sampler, &sampled, &points,
                             et_image_row(run->out, run->plane, y), x);
        }
    }
}

static const struct et_param params[] = {
    ET_FLOAT(struct lens_params, k1, "Distortion",
             "By the square of the distance: below 0 makes a barrel straight, above 0 a cushion.",
             ET_UNIT_NONE, -1, 1, 0.01, 0),
    ET_FLOAT(struct lens_params, k2, "Second distortion", "By the fourth power of the distance.",
             ET_UNIT_NONE, -1, 1, 0.01, 0),
    ET_FLOAT(struct lens_params, x, "Centre across", "0 is the left edge, 1 the right one.",
             ET_UNIT_NONE, 0, 1, 0.01, 0.5),
    ET_FLOAT(struct lens_params, y, "Centre down", "0 is the top edge, 1 the bottom one.",
             ET_UNIT_NONE, 0, 1, 0.01, 0.5),
    ET_POINT_KERNEL(struct lens_params),
    ET_CHOICE(struct lens_params, edge, "Edge", "What is shown beyond the picture's edges.",
              et_edge_names, ET_EDGE_BLACK),
};

const struct et_filter et_filter_lens = {
    .name = "lens",
    .label = "Lens distortion",
    .help = "Bends the picture as a lens does, or makes it straight again.",
    .group = ET_GROUP_SPATIAL,
    .example = "k1:0.3",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct lens_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .makes_progressive = true,
    .order = ET_ORDER_ANY,
    .by_plane = true,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .run = run,
};
