// SPDX-License-Identifier: MIT
/*
 * Curves through points, on non-linear R'G'B' from 0 to 1: first that of the channel, then the master.
 *
 * Between points a curve is a cubic with the slopes of Fritsch and Butland (1984, "A method for
 * constructing local monotone piecewise cubic interpolants"): nowhere does it leave the range of the two
 * points beside it. Outside its first and last point it is flat; where that point is at 0 or at 1 it
 * goes on straight, so that values below black and above white are kept. Points may be given in
 * any order; of several with one x the last counts. Rounded once, at the end of the program.
 */
#include "base/arena.h"

#include <etalon/filter.h>

struct curves_params {
    struct et_numbers master, red, green, blue;
};

enum { MOST_POINTS = 64 };

struct curve {
    int count;
    double x[MOST_POINTS], y[MOST_POINTS], slope[MOST_POINTS];
};

static const double straight[] = {0, 0, 1, 1};

/* ---- A curve ----------------------------------------------------------------------------------- */

static void add_point(struct curve *curve, double x, double y)
{
    int at = 0;
    while (at < curve->count && curve->x[at] < x)
        at++;
    if (at == curve->count || curve->x[at] != x) {
        for (int i = curve->count++; i > at; i--) {
            curve->x[i] = curve->x[i - 1];
            curve->y[i] = curve->y[i - 1];
        }
        curve->x[at] = x;
    }
    curve->y[at] = y;
}

static double secant(const struct curve *curve, int i)
{
    return (curve->y[i + 1] - curve->y[i]) / (curve->x[i + 1] - curve->x[i]);
}

/* A parabola through three points gives the slope at the first, cut so that it stays monotone. */
static double end_slope(double near, double far, double near_width, double far_width)
{
    const double slope =
        ((2 * near_width + far_width) * near - near_width * far) / (near_width + far_width);
    if (slope * near <= 0)
        return 0;
    if (near * far < 0 && slope / near > 3)
        return 3 * near;
    return slope;
}

static void find_slopes(struct curve *curve)
{
    const int last = curve->count - 1;
    if (last < 1)
        return;
    if (last == 1) {
        curve->slope[0] = curve->slope[1] = secant(curve, 0);
        return;
    }
    for (int i = 1; i < last; i++) {
        const double before = secant(curve, i - 1), after = secant(curve, i);
        const double left = curve->x[i] - curve->x[i - 1], right = curve->x[i + 1] - curve->x[i];
        if (before * after > 0)
            curve->slope[i] =
                3 * (left + right) / ((2 * right + left) / before + (right + 2 * left) / after);
    }
    curve->slope[0] = end_slope(secant(curve, 0), secant(curve, 1), curve->x[1] - curve->x[0],
                                curve->x[2] - curve->x[1]);
    curve->slope[last] =
        end_slope(secant(curve, last - 1), secant(curve, last - 2),
                  curve->x[last] - curve->x[last - 1], curve->x[last - 1] - curve->x[last - 2]);
}

static double value_at(const void *context, double x)
{
    const struct curve *curve = context;
    const int last = curve->count - 1;
    int i = 0;
    if (x <= curve->x[0])
        return curve->y[0] + (curve->x[0] == 0 ? x * curve->slope[0] : 0);
    if (x >= curve->x[last])
        return curve->y[last] + (curve->x[last] == 1 ? (x - 1) * curve->slope[last] : 0);
    while (x > curve->x[i + 1])
        i++;
    const double width = curve->x[i + 1] - curve->x[i], t = (x - curve->x[i]) / width;
    const double u = 1 - t;
    return u * u * ((1 + 2 * t) * curve->y[i] + t * width * curve->slope[i]) +
           t * t * ((1 + 2 * u) * curve->y[i + 1] - u * width * curve->slope[i + 1]);
}

static void find_curve(const struct et_numbers *points, struct curve *curve)
{
    *curve = (struct curve){0};
    for (size_t i = 0; i + 1 < points->count; i += 2)
        add_point(curve, points->values[i], points->values[i + 1]);
    find_slopes(curve);
}

static void sample_curve(const struct et_numbers *points, double *values, size_t count)
{
    struct curve curve;
    find_curve(points, &curve);
    for (size_t i = 0; i < count; i++)
        values[i] = value_at(&curve, (double)i / (double)(count - 1));
}

/* ---- Set-up ------------------------------------------------------------------------------------ */

static bool is_straight(const struct et_numbers *points)
{
    bool starts = false, ends = false;
    for (size_t i = 0; i < points->count; i += 2) {
        if (points->values[i] != points->values[i + 1])
            return false;
        starts |= points->values[i] == 0;
        ends |= points->values[i] == 1;
    }
    return starts && ends;
}

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct curves_params *p = params;
    (void)in;
    return is_straight(&p->master) && is_straight(&p->red) && is_straight(&p->green) &&
           is_straight(&p->blue);
}

/* Sets `out` to the curve of points; no function where it is straight. */
static int make_curve(const struct et_numbers *points, struct et_arena *arena, struct et_curve *out)
{
    *out = (struct et_curve){0};
    if (is_straight(points))
        return 0;
    struct curve *curve = et_arena_alloc(arena, 1, sizeof(*curve));
    if (!curve)
        return et_fail(ET_ERROR_MEMORY, "no memory for a curve");
    find_curve(points, curve);
    *out = (struct et_curve){value_at, curve};
    return 0;
}

static int program(const struct et_setup *setup, struct et_program *program)
{
    const struct curves_params *p = setup->params;
    const struct et_numbers *const lists[] = {&p->red, &p->green, &p->blue};
    struct et_curve channels[3], master;
    int error = make_curve(&p->master, setup->arena, &master);
    for (int c = 0; !error && c < 3; c++)
        error = make_curve(lists[c], setup->arena, &channels[c]);
    if (!error)
        error = et_program_curves(program, ET_SPACE_SIGNAL, channels);
    return error ? error
                 : et_program_curves(program, ET_SPACE_SIGNAL,
                                     (const struct et_curve[]){master, master, master});
}

static const struct et_param params[] = {
    ET_CURVE(struct curves_params, master, "Master",
             "Points of the curve of all channels: x, y, x, y, ...", sample_curve, 2 * MOST_POINTS,
             straight),
    ET_CURVE(struct curves_params, red, "Red", "Points of the curve of red.", sample_curve,
             2 * MOST_POINTS, straight),
    ET_CURVE(struct curves_params, green, "Green", "Points of the curve of green.", sample_curve,
             2 * MOST_POINTS, straight),
    ET_CURVE(struct curves_params, blue, "Blue", "Points of the curve of blue.", sample_curve,
             2 * MOST_POINTS, straight),
};

const struct et_filter et_filter_curves = {
    .name = "curves",
    .label = "Curves",
    .help = "Tones moved along smooth curves through points.",
    .group = ET_GROUP_COLOR,
    .example = "master:0 0 0.25 0.15 0.75 0.9 1 1",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct curves_params),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .program = program,
};
