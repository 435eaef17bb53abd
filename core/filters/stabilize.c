// SPDX-License-Identifier: MIT
/*
 * Takes the shaking out of a clip: the second pass. `motion` is what the analysis `motion` found, a step
 * of six numbers for each frame, as JSON; how to get it is said there. Without it nothing changes.
 *
 * The path of the picture is averaged over time (stabilize_path.h), and each frame is shifted, turned and
 * scaled to where the smooth path has it, by `shift_limit` and `rotation_limit` at most. With w, s and d
 * its correction's angle, scale and shift, and positions from the middle, output point o shows
 *   i = R(-w) (o / zoom - d) / s
 * With `fit` auto the zoom is `zoom` times the least one at which no corrected frame shows an edge, 4 at
 * most. A frame whose motion is not known, as after a cut, begins a new path. Frames that were not analysed
 * are corrected as the mean of those around them. Samples are weighed as `transform` does it
 * (placement.h, simd/sampler.h).
 */
#include "filters/placement.h"
#include "filters/stabilize_path.h"

#include "base/math.h"

#include <math.h>

enum fit { FIT_AUTO, FIT_FIXED };

static const double most_zoom = 4;

struct stabilize_params {
    const struct et_motion_steps *motion;
    double smoothness, shift_limit, rotation_limit, zoom;
    int fit, kernel, edge;
};

struct state {
    struct et_image_info info;
    enum et_edge edge;
    double zoom;
    const struct et_correction *corrections;
    size_t count;
    struct et_sampler sampler;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct stabilize_params *p = params;
    (void)in;
    return !p->motion || (p->smoothness == 0 && p->zoom == 1);
}

/*
 * The least zoom at which a corrected frame fills a picture of the given halves: a corner q of the output,
 * turned back, less the shift d, turned back, has to be inside: |q| / (zoom s) + |d| / s <= half.
 */
static double zoom_for(const struct et_correction *c, double half_width, double half_height)
{
    double cosine, sine;
    et_turn_of(c->degrees, &cosine, &sine);
    const double away_x = fabs(cosine * c->x + sine * c->y) / c->scale;
    const double away_y = fabs(cosine * c->y - sine * c->x) / c->scale;
    if (away_x >= half_width || away_y >= half_height)
        return most_zoom;
    const double x = fabs(cosine) * half_width + fabs(sine) * half_height;
    const double y = fabs(sine) * half_width + fabs(cosine) * half_height;
    const double across = x / c->scale / (half_width - away_x);
    const double down = y / c->scale / (half_height - away_y);
    return across > down ? across : down;
}

static double zoom_of(const struct state *state, const struct stabilize_params *p)
{
    double zoom = 1;
    for (size_t i = 0; p->fit == FIT_AUTO && i < state->count; i++) {
        const double least =
            zoom_for(&state->corrections[i], state->info.width / 2.0, state->info.height / 2.0);
        zoom = least > zoom ? least : zoom;
    }
    return (zoom < most_zoom ? zoom : most_zoom) * p->zoom;
}

static int configure(const struct et_setup *setup)
{
    static const struct et_motion_steps no_steps;
    const struct stabilize_params *p = setup->params;
    const struct et_motion_steps *steps = p->motion ? p->motion : &no_steps;
    const struct et_smoothing smoothing = {.seconds = p->smoothness,
                                           .width = setup->in.width,
                                           .height = setup->in.height,
                                           .most_shift = p->shift_limit,
                                           .most_degrees = p->rotation_limit};
    struct state *state = setup->state;
    *state =
        (struct state){.info = setup->in, .edge = (enum et_edge)p->edge, .count = steps->count};
    state->corrections = et_corrections(steps, &smoothing, setup->arena);
    if (!state->corrections)
        return et_fail(ET_ERROR_MEMORY, "no memory for the corrections of %zu frames",
                       steps->count);
    state->zoom = p->motion ? zoom_of(state, p) : 1;
    return et_sampler_init(&state->sampler, setup->arena,
                           p->kernel ? ET_KERNEL_BICUBIC : ET_KERNEL_BILINEAR,
                           et_format_info(setup->in.format)->depth, setup->cpu);
}

/* Which rows depends on the frame: all. */
static void rows_needed(const void *opaque, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct state *state = opaque;
    (void)first;
    (void)last;
    *in_first = 0;
    *in_last = et_plane_height(state->info.format, plane, state->info.height);
}

static struct et_affine affine_at(const struct state *state, double time_s)
{
    struct et_correction c = {.scale = 1};
    const double x = (state->info.width - 1) / 2.0, y = (state->info.height - 1) / 2.0;
    if (state->count)
        c = et_correction_at(state->corrections, state->count, time_s);
    return et_affine_about(x, y, x + c.x * state->zoom, y + c.y * state->zoom,
                           c.scale * state->zoom, c.scale * state->zoom, c.degrees);
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane, outside = et_edge_code(state->edge, &state->info, plane);
    const struct et_affine affine = affine_at(state, run->moment->time_s);
    const struct et_placement placement =
        et_placement_of(&affine, &state->info, &state->info, plane);
    for (int y = run->first; y < run->last; y++)
        et_placement_row(&placement, &state->sampler, run->in->data[plane], run->in->stride[plane],
                         outside, y, et_image_row(run->out, plane, y));
}

static const char *const fit_names[] = {"auto", "fixed"};

/* Shaking at 3 s, then a cut. */
static const char *const samples[] = {
    "[[3.0,0,0,0,1,0],[3.04,0.02,-0.03,2,1.01,1],[3.08,-0.05,0.04,-3,0.98,0.9],\n"
    " [3.12,0.04,0.01,2.5,1.02,1],[3.16,0.3,-0.2,0,1,0],[3.2,1e-2,-2E-2,0.5,1,1]]"};

/* What the whole path is made of takes no keyframes: each frame of theirs would make the path anew. */
static const struct et_param params[] = {
    ET_TEXT(struct stabilize_params, motion, "Motion",
            "JSON of the steps that the analysis `motion` gives, frame by frame.",
            et_motion_steps_parse, samples),
    ET_FIXED_FLOAT(struct stabilize_params, smoothness, "Smoothness",
                   "Seconds to each side over which the movement is averaged.", ET_UNIT_NONE, 0, 60,
                   0.1, 0.5),
    ET_FIXED_FLOAT(struct stabilize_params, shift_limit, "Shift limit",
                   "Most that a frame is shifted, in widths and heights of the picture.",
                   ET_UNIT_NONE, 0, 1, 0.01, 0.25),
    ET_FIXED_FLOAT(struct stabilize_params, rotation_limit, "Rotation limit",
                   "Most that a frame is turned; 0 leaves rotation as it is.", ET_UNIT_DEGREE, 0,
                   180, 1, 15),
    ET_FIXED_FLOAT(struct stabilize_params, zoom, "Zoom",
                   "Factor of the size, beside that of `fit`.", ET_UNIT_NONE, 0.25, 4, 0.01, 1),
    ET_FIXED_CHOICE(struct stabilize_params, fit, "Fit",
                    "Enlarged as far as no edge of any frame is seen, or by `zoom` alone.",
                    fit_names, FIT_AUTO),
    ET_POINT_KERNEL(struct stabilize_params),
    ET_EDGE(struct stabilize_params, ET_EDGE_CLAMP),
};

const struct et_filter et_filter_stabilize = {
    .name = "stabilize",
    .label = "Stabilize",
    .help = "Takes the shaking of the camera out of a clip, in a second pass after motion.",
    .group = ET_GROUP_TEMPORAL,
    .example = "motion:[[1.7,0,0,0,1,1],[1.8,0.06,-0.05,4,1,1],[1.9,-0.06,0.05,-4,1,1]]:fit:fixed:"
               "edge:black",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct stabilize_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .makes_progressive = true,
    .order = ET_ORDER_ANY,
    .follows_time = true,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .run = run,
};
