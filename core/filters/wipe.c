// SPDX-License-Identifier: MIT
/*
 * Passes from the image to the second input by an edge that moves over the picture. A place s of 0
 * to 1 says when each sample changes, with x and y from 0 to 1 across and down at its centre:
 *   left 1 - x, right x, up 1 - y, down y: where the edge moves to,
 *   up_left 1 - (x + y) / 2, and so on: along a diagonal,
 *   iris_open: the distance from the centre in pixels over that of a corner; iris_close: 1 - that.
 * With p the progress and f the softness, but at least a pixel's part of the way,
 *   weight = clamp((p (1 + f) - s) / f, 0, 1), out = image + weight * (second - image)
 * Alpha is mixed as a plane of its own. Chroma samples lie where the siting puts them.
 *
 * Places in single precision; the weight is rounded to 1/16384, and the sum once, halves upward.
 */
#include "base/alloc.h"
#include "base/math.h"
#include "filters/mix_rows.h"
#include "filters/progress.h"
#include "filters/second.h"
#include "simd/bank.h"

#include <math.h>
#include <string.h>

enum shape {
    SHAPE_LEFT,
    SHAPE_RIGHT,
    SHAPE_UP,
    SHAPE_DOWN,
    SHAPE_UP_LEFT,
    SHAPE_UP_RIGHT,
    SHAPE_DOWN_LEFT,
    SHAPE_DOWN_RIGHT,
    SHAPE_IRIS_OPEN,
    SHAPE_IRIS_CLOSE
};

struct wipe_params {
    struct et_progress progress;
    int shape;
    double softness;
};

/* Where a plane's samples lie: pixels, `first` + `step` * index. */
struct axis {
    float first, step;
};

struct state {
    struct et_progress progress;
    struct et_mix mix;
    struct et_second second;
    bool iris;
    float across, down, constant; /* s = across * x + down * y + constant; of an iris x, y from the
                                     centre, and s = across * distance + constant */
    float center_x, center_y;
    float softness;
    struct axis x[2], y[2]; /* of planes of full size, of chroma */
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    (void)in;
    return et_progress_is_none(&((const struct wipe_params *)params)->progress);
}

/* The part that x, or y, has in s: 1, -1, or 0 of the way. */
static void find_direction(int shape, double *x, double *y)
{
    static const int8_t ways[][2] = {{-1, 0},  {1, 0},  {0, -1}, {0, 1},
                                     {-1, -1}, {1, -1}, {-1, 1}, {1, 1}};
    const double share = ways[shape][0] && ways[shape][1] ? 0.5 : 1;
    *x = ways[shape][0] * share;
    *y = ways[shape][1] * share;
}

static void set_place(struct state *state, int shape, int width, int height)
{
    if (shape >= SHAPE_IRIS_OPEN) {
        const double radius = sqrt((double)width * width + (double)height * height) / 2;
        state->iris = true;
        state->across = (float)((shape == SHAPE_IRIS_OPEN ? 1 : -1) / radius);
        state->constant = shape == SHAPE_IRIS_OPEN ? 0 : 1;
        state->center_x = (float)width / 2;
        state->center_y = (float)height / 2;
        return;
    }
    double x, y;
    find_direction(shape, &x, &y);
    state->across = (float)(x / width);
    state->down = (float)(y / height);
    state->constant = (float)((x < 0 ? -x : 0) + (y < 0 ? -y : 0));
}

static int configure(const struct et_setup *setup)
{
    const struct wipe_params *p = setup->params;
    const struct et_format_info *format = et_format_info(setup->in.format);
    const int siting = setup->in.color.siting;
    struct state *state = setup->state;
    state->progress = p->progress;
    state->mix = et_mix_kernels(format->depth, setup->cpu);
    set_place(state, p->shape, setup->whole_width, setup->in.height);
    const double across = state->across, down = state->down;
    const double pixel = sqrt(across * across + down * down);
    state->softness = (float)(p->softness > pixel ? p->softness : pixel);
    for (int chroma = 0; chroma < 2; chroma++) {
        const int shift_x = chroma ? format->chroma_x : 0, shift_y = chroma ? format->chroma_y : 0;
        state->x[chroma] = (struct axis){(float)(0.5 + et_siting_offset(siting, true, shift_x)),
                                         (float)(1 << shift_x)};
        state->y[chroma] = (struct axis){(float)(0.5 + et_siting_offset(siting, false, shift_y)),
                                         (float)(1 << shift_y)};
    }
    return et_second_init(&state->second, "wipe", setup);
}

static size_t weights_size(int width)
{
    return et_align_up((size_t)width * sizeof(uint16_t));
}

static size_t scratch_size(const void *state, int rows)
{
    const struct state *s = state;
    (void)rows;
    return weights_size(s->second.base.pixels.width) + et_second_scratch(&s->second);
}

static inline uint16_t weight_of(float part)
{
    part = part > 0 ? part : 0;
    part = part < 1 ? part : 1;
    return (uint16_t)(int)(part * ET_MIX_ONE + 0.5f);
}

static bool columns_needed(const void *state, int plane, int *reach, int *unit)
{
    et_second_columns(&((const struct state *)state)->second, plane, reach, unit);
    return true;
}

/* A row of a plane: its places across, its part of s, or the square of its distance from the centre. */
struct row {
    const struct state *state;
    struct axis axis;
    int left; /* samples before it, of a part of the picture */
    float reach, square;
};

static struct row row_at(const struct state *state, int chroma, int left, int y, float reach)
{
    const float down = state->y[chroma].first + state->y[chroma].step * (float)y;
    const float dy = down - state->center_y;
    return (struct row){state, state->x[chroma], left,
                        state->iris ? reach : reach - (state->down * down + state->constant),
                        dy * dy};
}

static void fill_some(const struct row *row, int first, int last, uint16_t *restrict weights)
{
    const struct state *state = row->state;
    const struct axis axis = row->axis;
    const float slope = 1 / state->softness, across = state->across, constant = state->constant;
    const float reach = row->reach, square = row->square, center = state->center_x;
    const int left = row->left;
    if (!state->iris) {
        for (int x = first; x < last; x++)
            weights[x] =
                weight_of((reach - across * (axis.first + axis.step * (float)(x + left))) * slope);
        return;
    }
    for (int x = first; x < last; x++) {
        const float dx = axis.first + axis.step * (float)(x + left) - center;
        const float distance = (float)sqrt((double)(dx * dx + square));
        weights[x] = weight_of((reach - (across * distance + constant)) * slope);
    }
}

/* The first sample whose weight is `weight`, or (not `is`) is not, where all before it are not, or are. */
static int first_that(const struct row *row, int first, int last, uint16_t weight, bool is,
                      uint16_t *weights)
{
    while (first < last) {
        const int middle = first + (last - first) / 2;
        fill_some(row, middle, middle + 1, weights);
        if ((weights[middle] == weight) == is)
            last = middle;
        else
            first = middle + 1;
    }
    return first;
}

static bool is_whole(uint16_t weight)
{
    return weight == 0 || weight == ET_MIX_ONE;
}

/*
 * Weights that rise all the way, or fall: rounding keeps the order of what it rounds. So those that are 0,
 * or 1, lie side by side at an end, and the edge between them is all that takes time.
 */
static void fill_side(const struct row *row, int first, int last, uint16_t *weights)
{
    if (first >= last)
        return;
    fill_some(row, first, first + 1, weights);
    fill_some(row, last - 1, last, weights);
    const uint16_t left = weights[first], right = weights[last - 1];
    const int edge = is_whole(left) ? first_that(row, first, last, left, false, weights) : first;
    const int end = is_whole(right) ? first_that(row, edge, last, right, true, weights) : last;
    for (int x = first; x < edge; x++)
        weights[x] = left;
    fill_some(row, edge, end, weights);
    for (int x = end; x < last; x++)
        weights[x] = right;
}

/* Weights of a row. Returns whether all are alike. */
static bool fill_weights(const struct row *row, int width, uint16_t *weights)
{
    const double center = row->state->iris ? (double)(row->state->center_x - row->axis.first) : 0;
    const double samples = ceil(center / (double)row->axis.step) - row->left;
    const int middle = (int)fmax(fmin(samples, width - 1), 0);
    fill_side(row, 0, middle, weights);
    fill_side(row, middle, width, weights);
    return weights[0] == weights[middle] && weights[middle] == weights[width - 1] &&
           (middle == 0 || weights[middle - 1] == weights[middle]);
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const enum et_format format = run->in->info.format;
    const int plane = run->plane, width = et_plane_width(format, plane, run->in->info.width);
    const int chroma = et_plane_is_chroma(format, plane);
    const int left = run->left >> (chroma ? et_format_info(format)->chroma_x : 0);
    const float progress = (float)et_progress_at(&state->progress, run->moment->time_s);
    const float reach = progress * (1 + state->softness);
    const size_t bytes = (size_t)width * et_format_info(format)->bytes_per_pixel;
    const struct et_image second = et_second_part(&state->second, run->second, run->left);
    bool is_image = progress == 0, is_second = progress == 1;
    uint16_t *weights = run->scratch;
    uint8_t *rest = (uint8_t *)run->scratch + weights_size(state->second.base.pixels.width);
    for (int y = run->first; y < run->last; y++) {
        const uint8_t *src = run->in->data[plane] + y * run->in->stride[plane];
        uint8_t *dst = run->out->data[plane] + y * run->out->stride[plane];
        const bool as_above = y > run->first && !state->iris && state->down == 0;
        if (progress > 0 && progress < 1 && !as_above) {
            const struct row row = row_at(state, chroma, left, y, reach);
            const bool is_flat = fill_weights(&row, width, weights);
            is_image = is_flat && weights[0] == 0;
            is_second = is_flat && weights[0] == ET_MIX_ONE;
        }
        if (is_image) {
            memcpy(dst, src, bytes);
            continue;
        }
        const void *other = et_second_row(&state->second, &second, plane, y, rest);
        if (is_second)
            memcpy(dst, other, bytes);
        else
            state->mix.each(dst, src, other, weights, width);
    }
}

static const char *const shape_names[] = {"left",      "right",     "up",        "down",
                                          "up_left",   "up_right",  "down_left", "down_right",
                                          "iris_open", "iris_close"};

static const struct et_param params[] = {
    ET_PROGRESS_PARAMS,
    ET_CHOICE(struct wipe_params, shape, "Shape", "Where the edge moves to, or a circle.",
              shape_names, SHAPE_LEFT),
    ET_FLOAT(struct wipe_params, softness, "Softness",
             "Width of the edge, as a part of the way that it goes; 0 is a pixel.", ET_UNIT_NONE, 0,
             1, 0.01, 0),
};

const struct et_filter et_filter_wipe = {
    .name = "wipe",
    .label = "Wipe",
    .help = "Passes from the image to a second input of its size by an edge that moves.",
    .group = ET_GROUP_COMPOSE,
    .example = "by:progress:progress:0.5:shape:iris_open:softness:0.1",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct wipe_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .follows_time = true,
    .inputs = 2,
    .second_models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB | ET_MODELS_RGBA,
    .is_neutral = is_neutral,
    .configure = configure,
    .columns_needed = columns_needed,
    .scratch_size = scratch_size,
    .run = run,
};
