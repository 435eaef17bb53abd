// SPDX-License-Identifier: MIT
/* White balance from its sources' equations: sRGB, Krystek's black bodies, Bradford's method. */
#include "points.h"

#include "color/matrix3.h"

#include <math.h>

static const double bradford[3][3] = {
    {0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}};

/* BT.709, items 1.3 and 1.4. */
static const double primaries[3][2] = {{0.64, 0.33}, {0.3, 0.6}, {0.15, 0.06}};
static const double d65[2] = {0.3127, 0.329};

/* IEC 61966-2-1. */
static double to_light(double signal)
{
    const double size = fabs(signal);
    const double light = size <= 0.04045 ? size / 12.92 : pow((size + 0.055) / 1.055, 2.4);
    return signal < 0 ? -light : light;
}

static double to_signal(double light)
{
    const double size = fabs(light);
    const double signal = size <= 0.0031308 ? 12.92 * size : 1.055 * pow(size, 1 / 2.4) - 0.055;
    return light < 0 ? -signal : signal;
}

static void to_xyz(const double xy[2], double xyz[3])
{
    xyz[0] = xy[0] / xy[1];
    xyz[1] = 1;
    xyz[2] = (1 - xy[0] - xy[1]) / xy[1];
}

/* CIE 1960 u, v of a black body. */
static void black_body(double t, double uv[2])
{
    uv[0] = (0.860117757 + 1.54118254e-4 * t + 1.28641212e-7 * t * t) /
            (1 + 8.42420235e-4 * t + 7.08145163e-7 * t * t);
    uv[1] = (0.317398726 + 4.22806245e-5 * t + 4.20481691e-8 * t * t) /
            (1 - 2.89741816e-5 * t + 1.61456053e-7 * t * t);
}

/* A tint of 3000 is a step of 1 square to the locus, whose direction is taken at its middle. */
static void light_of(double kelvin, double tint, double xy[2])
{
    double uv[2], before[2], after[2];
    black_body(kelvin, uv);
    black_body(kelvin - 0.5, before);
    black_body(kelvin + 0.5, after);
    const double du = after[0] - before[0], dv = after[1] - before[1], length = hypot(du, dv);
    uv[0] += tint / 3000 * dv / length;
    uv[1] -= tint / 3000 * du / length;
    xy[0] = 3 * uv[0] / (2 * uv[0] - 8 * uv[1] + 4);
    xy[1] = 2 * uv[1] / (2 * uv[0] - 8 * uv[1] + 4);
}

static bool white_balance(const double *v, const struct et_image_info *in, double rgb[3])
{
    double columns[3][3], inverse[3][3], amounts[3], white[3], from[3], to[3], xyz[3];
    double sensed[3], xy[2], sensors_inverse[3][3];
    (void)in;
    for (int c = 0; c < 3; c++) {
        to_xyz(primaries[c], xyz);
        for (int i = 0; i < 3; i++)
            columns[i][c] = xyz[i];
    }
    to_xyz(d65, white);
    et_matrix3_invert(columns, inverse);
    et_matrix3_apply(inverse, white, amounts);
    light_of(v[0], v[1], xy);
    to_xyz(xy, xyz);
    et_matrix3_apply(bradford, xyz, from);
    light_of(6500, 0, xy);
    to_xyz(xy, xyz);
    et_matrix3_apply(bradford, xyz, to);
    for (int c = 0; c < 3; c++)
        sensed[c] = to_light(rgb[c]) * amounts[c];
    et_matrix3_apply(columns, sensed, xyz);
    et_matrix3_apply(bradford, xyz, sensed);
    for (int c = 0; c < 3; c++)
        sensed[c] *= to[c] / from[c];
    et_matrix3_invert(bradford, sensors_inverse);
    et_matrix3_apply(sensors_inverse, sensed, xyz);
    et_matrix3_apply(inverse, xyz, sensed);
    for (int c = 0; c < 3; c++)
        rgb[c] = to_signal(sensed[c] / amounts[c]);
    return true;
}

void test_white_balance(void)
{
    static const struct et_color srgb = {.matrix = 1, .primaries = 1, .transfer = 13};
    static const double cases[][2] = {{5500, 0}, {2000, 0}, {15000, 150}, {6500, -150}, {4000, 20}};
    /* A half, single precision, and that the filter takes the direction of a locus from 1 K on. */
    static const double rounding[2] = {0.52, 0.6};
    double a[2];
    /* CIE illuminant A is a black body of 2856 K: x 0.44757, y 0.40745. */
    light_of(2856, 0, a);
    CHECK(fabs(a[0] - 0.44757) < 5e-4 && fabs(a[1] - 0.40745) < 5e-4, "x %g y %g", a[0], a[1]);
    for (size_t c = 0; c < ET_COUNT(cases); c++)
        points_check("white_balance", cases[c], &srgb, white_balance, rounding);
}
