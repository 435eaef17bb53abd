// SPDX-License-Identifier: MIT
/*
 * Four corners: `destination` puts the image's corners at four places of the frame, `source` makes four
 * places of the image the frame's corners. Places are parts of the width and the height, from the outer
 * edges on. Between them the one map that keeps straight lines straight, as Heckbert (Fundamentals of
 * Texture Mapping, 1989, 2.2.3) has it for the square u, v from 0 to 1:
 *   x = (a u + b v + c) / (g u + h v + 1), y = (d u + e v + f) / (g u + h v + 1)
 *   with D1 = p10 - p11, D2 = p01 - p11, S = p00 - p10 + p11 - p01,
 *   g = S x D2 / (D1 x D2), h = D1 x S / (D1 x D2)
 *   a = x10 - x00 + g x10, b = x01 - x00 + h x01, c = x00, and d, e, f of y.
 * Points are computed in double precision, rounded to 1/1024 of a sample, and weighed as
 * simd/sampler.h says. Chroma lies where the format's siting puts it. What is behind the viewer, and
 * all where three corners lie on a line, is beyond the edges.
 *
 * Where the image shrinks, the mean of n x m points in the area of a sample stands for one, with n and m
 * the steps between neighbours in the middle of 64 samples of a row, rounded up: 8 at most.
 */
#include "filters/placement.h"

#include <math.h>

enum { MOST_POINTS = 8 };
enum sense { DESTINATION, SOURCE };

struct perspective_params {
    double top_left_x, top_left_y, top_right_x, top_right_y;
    double bottom_left_x, bottom_left_y, bottom_right_x, bottom_right_y;
    int sense, kernel, edge;
};

/* Rows x w, y w, w for columns x, y, 1. */
struct projection {
    double of[3][3];
};

/* From samples of an output plane to those of the input plane, which has the same size. */
struct plane {
    struct projection map;
    int width, height;
};

struct state {
    struct et_image_info info;
    enum et_edge edge;
    bool flat; /* no image: three corners lie on a line */
    struct plane luma, chroma;
    struct et_sampler sampler;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct perspective_params *p = params;
    (void)in;
    return p->top_left_x == 0 && p->top_left_y == 0 && p->top_right_x == 1 && p->top_right_y == 0 &&
           p->bottom_left_x == 0 && p->bottom_left_y == 1 && p->bottom_right_x == 1 &&
           p->bottom_right_y == 1;
}

/* ---- The map --------------------------------------------------------------------------------- */

/* From the square to the corners. False where three of them lie on a line. */
static bool to_corners(const struct perspective_params *p, struct projection *map)
{
    const double x1 = p->top_right_x - p->bottom_right_x, y1 = p->top_right_y - p->bottom_right_y;
    const double x2 = p->bottom_left_x - p->bottom_right_x;
    const double y2 = p->bottom_left_y - p->bottom_right_y;
    const double sx = p->top_left_x - p->top_right_x - x2, sy = p->top_left_y - p->top_right_y - y2;
    const double area = x1 * y2 - x2 * y1;
    if (fabs(area) < 1e-9)
        return false;
    const double g = (sx * y2 - x2 * sy) / area, h = (x1 * sy - sx * y1) / area;
    *map = (struct projection){{
        {p->top_right_x - p->top_left_x + g * p->top_right_x,
         p->bottom_left_x - p->top_left_x + h * p->bottom_left_x, p->top_left_x},
        {p->top_right_y - p->top_left_y + g * p->top_right_y,
         p->bottom_left_y - p->top_left_y + h * p->bottom_left_y, p->top_left_y},
        {g, h, 1},
    }};
    return true;
}

static struct projection product(const struct projection *a, const struct projection *b)
{
    struct projection result;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            result.of[i][j] =
                a->of[i][0] * b->of[0][j] + a->of[i][1] * b->of[1][j] + a->of[i][2] * b->of[2][j];
    return result;
}

/*
 * The inverse, up to a factor, which a projection does not mind, but that its w is positive where the
 * image is. False where there is none.
 */
static bool invert(const struct projection *map, struct projection *inverse)
{
    const double(*m)[3] = map->of;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            const int r = (j + 1) % 3, s = (j + 2) % 3, t = (i + 1) % 3, u = (i + 2) % 3;
            inverse->of[i][j] = m[r][t] * m[s][u] - m[r][u] * m[s][t];
        }
    const double determinant =
        m[0][0] * inverse->of[0][0] + m[0][1] * inverse->of[1][0] + m[0][2] * inverse->of[2][0];
    if (fabs(determinant) < 1e-9)
        return false;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            inverse->of[i][j] /= determinant;
    return true;
}

/* From samples of a plane to the square, and back. */
static struct plane plane_of(const struct projection *map, const struct et_image_info *info,
                             int plane)
{
    const struct et_format_info *format = et_format_info(info->format);
    const bool chroma = et_plane_is_chroma(info->format, plane);
    const int shift_x = chroma ? format->chroma_x : 0, shift_y = chroma ? format->chroma_y : 0;
    const double step_x = 1 << shift_x, step_y = 1 << shift_y;
    const double x = et_siting_offset(info->color.siting, true, shift_x) + 0.5;
    const double y = et_siting_offset(info->color.siting, false, shift_y) + 0.5;
    const struct projection to_square = {{{step_x / info->width, 0, x / info->width},
                                          {0, step_y / info->height, y / info->height},
                                          {0, 0, 1}}};
    const struct projection to_samples = {{{info->width / step_x, 0, -x / step_x},
                                           {0, info->height / step_y, -y / step_y},
                                           {0, 0, 1}}};
    const struct projection turned = product(map, &to_square);
    return (struct plane){product(&to_samples, &turned),
                          et_plane_width(info->format, plane, info->width),
                          et_plane_height(info->format, plane, info->height)};
}

static int configure(const struct et_setup *setup)
{
    const struct perspective_params *p = setup->params;
    struct state *state = setup->state;
    struct projection corners, map;
    *state = (struct state){.info = setup->in, .edge = (enum et_edge)p->edge};
    state->flat = !to_corners(p, &corners) || !invert(&corners, &map);
    if (!state->flat) {
        if (p->sense == SOURCE)
            map = corners;
        state->luma = plane_of(&map, &setup->in, 0);
        state->chroma = plane_of(&map, &setup->in, 1);
    }
    return et_sampler_init(&state->sampler, setup->arena,
                           p->kernel ? ET_KERNEL_BICUBIC : ET_KERNEL_BILINEAR,
                           et_format_info(setup->in.format)->depth, setup->cpu);
}

/* ---- Points ---------------------------------------------------------------------------------- */

/* Less than this, w leads so far outside that nothing there differs, or behind the viewer. */
static const double least_w = 1e-6;

static double row_at(const double row[3], double x, double y)
{
    return row[0] * x + row[1] * y + row[2];
}

static int32_t rounded(double samples)
{
    const double place = floor(samples * (1 << ET_PHASE_BITS) + 0.5);
    return place < -ET_FAR ? -ET_FAR : place > ET_FAR ? ET_FAR : (int32_t)place;
}

/* Points for output samples x to x + points->count - 1 of row y. */
static void fill(const struct projection *map, double x, double y, struct et_points *points)
{
    for (int i = 0; i < points->count; i++) {
        const double w = row_at(map->of[2], x + i, y);
        if (w < least_w) {
            points->x[i] = points->y[i] = -ET_FAR;
            continue;
        }
        points->x[i] = rounded(row_at(map->of[0], x + i, y) / w);
        points->y[i] = rounded(row_at(map->of[1], x + i, y) / w);
    }
}

/* Points that stand for one: from one output sample to the next along axis 0 (across) or 1. */
static int points_along(const struct projection *map, double x, double y, int axis)
{
    const double w = row_at(map->of[2], x, y);
    if (w < least_w)
        return 1;
    double square = 0;
    for (int i = 0; i < 2; i++) {
        const double slope =
            (map->of[i][axis] - row_at(map->of[i], x, y) / w * map->of[2][axis]) / w;
        square += slope * slope;
    }
    const double points = ceil(sqrt(square) - 1.0 / 64);
    return points < 1 ? 1 : points > MOST_POINTS ? MOST_POINTS : (int)points;
}

static void run_row(const struct state *state, const struct plane *plane,
                    const struct et_sampled *sampled, int y, void *dst)
{
    struct et_points points;
    for (int x = 0; x < plane->width; x += points.count) {
        points.count = plane->width - x < ET_POINTS ? plane->width - x : ET_POINTS;
        const double middle = x + points.count / 2.0;
        const int across = points_along(&plane->map, middle, y, 0);
        const int down = points_along(&plane->map, middle, y, 1);
        if (across == 1 && down == 1) {
            fill(&plane->map, x, y, &points);
            et_sample_points(&state->sampler, sampled, &points, dst, x);
            continue;
        }
        int64_t sums[ET_POINTS] = {0};
        for (int j = 0; j < down; j++)
            for (int k = 0; k < across; k++) {
                fill(&plane->map, x + (2 * k + 1 - across) / (2.0 * across),
                     y + (2 * j + 1 - down) / (2.0 * down), &points);
                et_sample_add(&state->sampler, sampled, &points, sums);
            }
        et_sample_store_mean(&state->sampler, sums, points.count, across * down, dst, x);
    }
}

static const struct plane *plane_at(const struct state *state, int plane)
{
    return et_plane_is_chroma(state->info.format, plane) ? &state->chroma : &state->luma;
}

/* Nothing is shown: every point is beyond the corner. */
static void run_flat(const struct state *state, const struct et_sampled *sampled, int width,
                     void *dst)
{
    struct et_points points;
    for (int i = 0; i < ET_POINTS; i++)
        points.x[i] = points.y[i] = -ET_FAR;
    for (int x = 0; x < width; x += points.count) {
        points.count = width - x < ET_POINTS ? width - x : ET_POINTS;
        et_sample_points(&state->sampler, sampled, &points, dst, x);
    }
}

/* Straight lines stay straight: what four corners enclose lies between their rows. */
static void rows_needed(const void *opaque, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct state *state = opaque;
    const struct plane *at = plane_at(state, plane);
    const int height = et_plane_height(state->info.format, plane, state->info.height);
    const double reach = state->sampler.taps / 2 + 1;
    double lowest = height, highest = -1;
    *in_first = 0;
    *in_last = height;
    if (state->flat)
        return;
    for (int corner = 0; corner < 4; corner++) {
        /* Means reach half a sample further. */
        const double x = corner & 1 ? at->width - 0.5 : -0.5, y = (corner & 2 ? last : first) - 0.5;
        const double w = row_at(at->map.of[2], x, y);
        if (w < least_w)
            return;
        const double row = row_at(at->map.of[1], x, y) / w;
        lowest = row < lowest ? row : lowest;
        highest = row > highest ? row : highest;
    }
    lowest = floor(lowest) - reach;
    highest = ceil(highest) + reach + 1;
    *in_first = lowest < 0 ? 0 : lowest > height - 1 ? height - 1 : (int)lowest;
    *in_last = highest < 1 ? 1 : highest > height ? height : (int)highest;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane;
    const int width = et_plane_width(state->info.format, plane, state->info.width);
    const int height = et_plane_height(state->info.format, plane, state->info.height);
    const struct et_sampled sampled = {run->in->data[plane], run->in->stride[plane], width, height,
                                       et_edge_code(state->edge, &state->info, plane)};
    for (int y = run->first; y < run->last; y++) {
        uint8_t *dst = et_image_row(run->out, plane, y);
        if (state->flat)
            run_flat(state, &sampled, width, dst);
        else
            run_row(state, plane_at(state, plane), &sampled, y, dst);
    }
}

/* ---- Parameters ------------------------------------------------------------------------------ */

static const char *const sense_names[] = {"destination", "source"};

#define PLACE(key, label, help, initial)                                                           \
    ET_FLOAT(struct perspective_params, key, label, help, ET_UNIT_NONE, -2, 3, 0.01, initial)

static const struct et_param params[] = {
    PLACE(top_left_x, "Top left, across", "Place of a corner: 0 is the left edge, 1 the right.", 0),
    PLACE(top_left_y, "Top left, down", "Place of a corner: 0 is the top edge, 1 the bottom.", 0),
    PLACE(top_right_x, "Top right, across", "The same of the top right corner.", 1),
    PLACE(top_right_y, "Top right, down", "The same of the top right corner.", 0),
    PLACE(bottom_left_x, "Bottom left, across", "The same of the bottom left corner.", 0),
    PLACE(bottom_left_y, "Bottom left, down", "The same of the bottom left corner.", 1),
    PLACE(bottom_right_x, "Bottom right, across", "The same of the bottom right corner.", 1),
    PLACE(bottom_right_y, "Bottom right, down", "The same of the bottom right corner.", 1),
    ET_CHOICE(struct perspective_params, sense, "Sense",
              "Whether the image's corners go to the places, or the places become the corners.",
              sense_names, DESTINATION),
    ET_POINT_KERNEL(struct perspective_params),
    ET_EDGE(struct perspective_params, ET_EDGE_TRANSPARENT),
};

const struct et_filter et_filter_perspective = {
    .name = "perspective",
    .label = "Perspective",
    .help = "Moves the four corners of the image, or straightens what lies between four places.",
    .group = ET_GROUP_GEOMETRY,
    .example = "top_left_x:0.2:top_left_y:0.1:bottom_left_x:0.1:bottom_right_y:0.8",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct perspective_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .makes_progressive = true,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .run = run,
};
