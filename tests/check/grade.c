// SPDX-License-Identifier: MIT
/* Filters that look at each pixel for itself, against their equations in double precision. */
#include "points.h"

#include <math.h>
#include <string.h>

/* A half for rounding, and a little for single precision. */
static const double rounding[2] = {0.51, 0.53};

static const struct et_color bt709 = {.matrix = 1, .primaries = 1, .transfer = 1};
static const struct et_color bt601 = {.matrix = 6, .primaries = 6, .transfer = 6};

static double cut(double value)
{
    return fmin(fmax(value, 0), 1);
}

static void apply(const double m[3][3], double rgb[3])
{
    double in[3];
    memcpy(in, rgb, sizeof(in));
    for (int i = 0; i < 3; i++)
        rgb[i] = m[i][0] * in[0] + m[i][1] * in[1] + m[i][2] * in[2];
}

static double luma_of(const struct et_image_info *in, const double rgb[3])
{
    const bool is_601 = in->color.matrix == 6 || in->color.matrix == 0; /* 0: less than 720 rows */
    const double red = is_601 ? 0.299 : 0.2126, blue = is_601 ? 0.114 : 0.0722;
    return red * rgb[0] + (1 - red - blue) * rgb[1] + blue * rgb[2];
}

/* ---- css --------------------------------------------------------------------------------------- */

/* The matrices as Filter Effects 1, section 12.1 and feColorMatrix print them. */
static bool css(const double *v, const struct et_image_info *in, double rgb[3])
{
    const double s = v[2], angle = v[3] * acos(-1) / 180, c = cos(angle), sine = sin(angle);
    const double g = 1 - v[4], p = 1 - v[5];
    const double saturate[3][3] = {{0.213 + 0.787 * s, 0.715 - 0.715 * s, 0.072 - 0.072 * s},
                                   {0.213 - 0.213 * s, 0.715 + 0.285 * s, 0.072 - 0.072 * s},
                                   {0.213 - 0.213 * s, 0.715 - 0.715 * s, 0.072 + 0.928 * s}};
    const double hue[3][3] = {{0.213 + c * 0.787 - sine * 0.213, 0.715 - c * 0.715 - sine * 0.715,
                               0.072 - c * 0.072 + sine * 0.928},
                              {0.213 - c * 0.213 + sine * 0.143, 0.715 + c * 0.285 + sine * 0.140,
                               0.072 - c * 0.072 - sine * 0.283},
                              {0.213 - c * 0.213 - sine * 0.787, 0.715 - c * 0.715 + sine * 0.715,
                               0.072 + c * 0.928 + sine * 0.072}};
    const double gray[3][3] = {{0.2126 + 0.7874 * g, 0.7152 - 0.7152 * g, 0.0722 - 0.0722 * g},
                               {0.2126 - 0.2126 * g, 0.7152 + 0.2848 * g, 0.0722 - 0.0722 * g},
                               {0.2126 - 0.2126 * g, 0.7152 - 0.7152 * g, 0.0722 + 0.9278 * g}};
    const double sepia[3][3] = {{0.393 + 0.607 * p, 0.769 - 0.769 * p, 0.189 - 0.189 * p},
                                {0.349 - 0.349 * p, 0.686 + 0.314 * p, 0.168 - 0.168 * p},
                                {0.272 - 0.272 * p, 0.534 - 0.534 * p, 0.131 + 0.869 * p}};
    (void)in;
    for (int i = 0; i < 3; i++)
        rgb[i] = cut(cut(rgb[i]) * v[0]);
    for (int i = 0; i < 3; i++)
        rgb[i] = cut(rgb[i] * v[1] - 0.5 * v[1] + 0.5);
    const double(*const matrices[])[3] = {saturate, hue, gray, sepia};
    for (int m = 0; m < 4; m++) {
        apply(matrices[m], rgb);
        for (int i = 0; i < 3; i++)
            rgb[i] = cut(rgb[i]);
    }
    for (int i = 0; i < 3; i++)
        rgb[i] = v[6] + rgb[i] * (1 - 2 * v[6]);
    return true;
}

void test_css(void)
{
    static const double cases[][7] = {
        {1.3, 1, 1, 0, 0, 0, 0},    {1, 0.4, 1, 0, 0, 0, 0},
        {1, 1, 2.5, 0, 0, 0, 0},    {1, 1, 1, 77, 0, 0, 0},
        {1, 1, 1, 0, 0.7, 0, 0},    {1, 1, 1, 0, 0, 0.8, 0},
        {1, 1, 1, 0, 0, 0, 0.9},    {0.7, 1.8, 0.4, -150, 0.2, 0.3, 0.1},
        {10, 10, 10, 360, 1, 1, 1}, {0, 0, 0, -360, 1, 0, 0.5},
    };
    for (size_t c = 0; c < ET_COUNT(cases); c++)
        points_check("css", cases[c], c & 1 ? &bt601 : &bt709, css, rounding);
}

/* ---- vibrance, shadows_highlights -------------------------------------------------------------- */

static bool vibrance(const double *v, const struct et_image_info *in, double rgb[3])
{
    const double luma = luma_of(in, rgb), sign = v[0] > 0 ? 1 : -1;
    const double saturation =
        cut(fmax(fmax(rgb[0], rgb[1]), rgb[2]) - fmin(fmin(rgb[0], rgb[1]), rgb[2]));
    const double factor = 1 + v[0] * (1 - sign * saturation);
    for (int i = 0; i < 3; i++)
        rgb[i] = luma + factor * (rgb[i] - luma);
    return true;
}

void test_vibrance(void)
{
    static const double amounts[] = {-1, -0.3, 0.5, 2};
    for (size_t i = 0; i < ET_COUNT(amounts); i++)
        points_check("vibrance", &amounts[i], i & 1 ? &bt601 : &bt709, vibrance, rounding);
}

static double curve(const double *v, double luma)
{
    const double shadows = v[0] > 0 ? 3 * v[0] : v[0], highlights = v[1] < 0 ? 3 * v[1] : v[1];
    const double lifted = luma + shadows * luma * pow(1 - luma, 3);
    return lifted + highlights * pow(lifted, 3) * (1 - lifted);
}

static bool shadows_highlights(const double *v, const struct et_image_info *in, double rgb[3])
{
    const double luma = luma_of(in, rgb);
    const double factor = luma <= 0   ? 1 + (v[0] > 0 ? 3 * v[0] : v[0])
                          : luma >= 1 ? 1
                                      : curve(v, luma) / luma;
    for (int i = 0; i < 3; i++)
        rgb[i] *= factor;
    return true;
}

void test_shadows_highlights(void)
{
    static const double cases[][2] = {{1, 0},  {-1, 0}, {0, 1},    {0, -1},
                                      {1, -1}, {-1, 1}, {0.3, 0.4}};
    for (size_t c = 0; c < ET_COUNT(cases); c++) {
        points_check("shadows_highlights", cases[c], c & 1 ? &bt601 : &bt709, shadows_highlights,
                     rounding);
        CHECK(curve(cases[c], 0) == 0 && fabs(curve(cases[c], 1) - 1) < 1e-12, "the ends moved");
        for (int i = 1; i <= 1000; i++)
            CHECK(curve(cases[c], i / 1000.0) >= curve(cases[c], (i - 1) / 1000.0) - 1e-12,
                  "case %zu falls at %g", c, i / 1000.0);
    }
}

/* ---- threshold, posterize ---------------------------------------------------------------------- */

static bool threshold(const double *v, const struct et_image_info *in, double rgb[3])
{
    const double luma = luma_of(in, rgb);
    for (int i = 0; i < 3; i++) {
        const double value = v[2] == 0 ? luma : rgb[i];
        if (v[1] == 0 && fabs(value - v[0]) < 1e-5)
            return false;
        rgb[i] = v[1] == 0 ? value >= v[0] : cut((value - v[0]) / v[1] + 0.5);
    }
    return true;
}

void test_threshold(void)
{
    static const double cases[][3] = {
        {0.5, 0, 0}, {0.3, 0, 1}, {0.6, 0.5, 0}, {0.4, 1, 1}, {0, 0, 1}};
    for (size_t c = 0; c < ET_COUNT(cases); c++)
        points_check("threshold", cases[c], c & 1 ? &bt601 : &bt709, threshold, rounding);
}

static bool posterize(const double *v, const struct et_image_info *in, double rgb[3])
{
    const double steps = v[0] - 1, luma = luma_of(in, rgb);
    double change = 0;
    for (int i = 0; i < 3; i++) {
        const double value = v[1] == 1 ? luma : rgb[i], scaled = cut(value) * steps + 0.5;
        if (fabs(scaled - floor(scaled + 0.5)) < 1e-4)
            return false;
        change = floor(scaled) / steps - value;
        rgb[i] += change;
    }
    return true;
}

void test_posterize(void)
{
    static const double cases[][2] = {{2, 0}, {6, 0}, {64, 0}, {3, 1}, {17, 1}};
    for (size_t c = 0; c < ET_COUNT(cases); c++)
        points_check("posterize", cases[c], c & 1 ? &bt601 : &bt709, posterize, rounding);
}
