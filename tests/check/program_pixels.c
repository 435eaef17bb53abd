// SPDX-License-Identifier: MIT
/* An image whose pixels are changed one after the other, its chroma brought up and down again. */
#include "program_pixels.h"

#include "color/matrix3.h"
#include "color/standard.h"
#include "program/words.h"
#include "simd/bank.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct planes {
    double *samples[3]; /* of full size: Y', Cb, Cr, or R', G', B' */
    int width, height;
};

static void range_of(const struct et_image_info *info, int channel, double *zero, double *unit)
{
    const struct et_format_info *format = et_format_info(info->format);
    const double scale = 1 << (format->depth - 8), most = (1 << format->depth) - 1;
    const bool chroma = channel && format->model == ET_MODEL_YUV;
    *zero = chroma ? 128 * scale : info->color.full_range ? 0 : 16 * scale;
    *unit = info->color.full_range ? most : (chroma ? 224 : 219) * scale;
}

static int clip(int value, int size)
{
    return value < 0 ? 0 : value >= size ? size - 1 : value;
}

/* A plane's value at a pixel, linear between samples. */
static double sample_at(const struct et_image *image, int plane, int x, int y)
{
    const struct et_format_info *format = et_format_info(image->info.format);
    const bool chroma = et_plane_is_chroma(image->info.format, plane);
    const int sx = chroma ? format->chroma_x : 0, sy = chroma ? format->chroma_y : 0;
    const int width = et_plane_width(image->info.format, plane, image->info.width);
    const int height = et_plane_height(image->info.format, plane, image->info.height);
    const double u =
        (x - (sx ? et_siting_offset(image->info.color.siting, true, sx) : 0)) / (1 << sx);
    const double v =
        (y - (sy ? et_siting_offset(image->info.color.siting, false, sy) : 0)) / (1 << sy);
    double sum = 0;
    for (int j = 0; j < 2; j++)
        for (int i = 0; i < 2; i++) {
            const double across = 1 - fabs(floor(u) + i - u), down = 1 - fabs(floor(v) + j - v);
            if (across > 0 && down > 0)
                sum += across * down *
                       image_get(image, plane, clip((int)floor(u) + i, width),
                                 clip((int)floor(v) + j, height));
        }
    return sum;
}

static void read_pixel(const struct et_image *in, const double to_rgb[3][3], int x, int y,
                       double rgb[3])
{
    const struct et_format_info *format = et_format_info(in->info.format);
    double values[3] = {0};
    for (int plane = 0; plane < et_format_color_planes(in->info.format); plane++) {
        double zero, unit;
        range_of(&in->info, plane, &zero, &unit);
        values[format->model == ET_MODEL_RGB ? (plane + 1) % 3 : plane] =
            (sample_at(in, plane, x, y) - zero) / unit;
    }
    if (format->model == ET_MODEL_RGB)
        memcpy(rgb, values, sizeof(values));
    else
        et_matrix3_apply(to_rgb, values, rgb);
}

/* `nudge` is added to R'G'B' beforehand. */
static struct planes change_image(const struct et_image *in, const struct step *steps, int count,
                                  const double nudge[3])
{
    struct planes planes = {.width = in->info.width, .height = in->info.height};
    const size_t pixels = (size_t)planes.width * (size_t)planes.height;
    double to_rgb[3][3], to_yuv[3][3];
    CHECK(!et_matrix_to_rgb(&in->info.color, in->info.height, to_rgb), "no matrix");
    et_matrix3_invert(to_rgb, to_yuv);
    for (int c = 0; c < 3; c++)
        planes.samples[c] = malloc(pixels * sizeof(double));
    for (size_t i = 0; i < pixels; i++) {
        double rgb[3], out[3];
        read_pixel(in, to_rgb, (int)i % planes.width, (int)i / planes.width, rgb);
        for (int c = 0; c < 3; c++)
            rgb[c] += nudge[c];
        for (int k = 0; k < count; k++)
            steps[k].change(steps[k].values, &in->info.color, rgb);
        if (et_format_info(in->info.format)->model == ET_MODEL_RGB)
            memcpy(out, rgb, sizeof(out));
        else
            et_matrix3_apply(to_yuv, rgb, out);
        for (int c = 0; c < 3; c++)
            planes.samples[c][i] = out[c];
    }
    return planes;
}

/* What a pixel weighs in a sample at `place` of a plane with one in `ratio`. */
static double weight_of(int pixel, double place, int ratio)
{
    const double distance = fabs(pixel - place);
    if (place != floor(place))
        return distance < ratio / 2.0 ? 1.0 / ratio : 0;
    return distance < ratio ? (ratio - distance) / (ratio * ratio) : 0;
}

static double expected_at(const struct planes *planes, const struct et_image_info *info, int plane,
                          int x, int y)
{
    const struct et_format_info *format = et_format_info(info->format);
    const bool chroma = et_plane_is_chroma(info->format, plane);
    const int sx = chroma ? format->chroma_x : 0, sy = chroma ? format->chroma_y : 0;
    const int channel = format->model == ET_MODEL_RGB ? (plane + 1) % 3 : plane;
    const double px = (x << sx) + (sx ? et_siting_offset(info->color.siting, true, sx) : 0);
    const double py = (y << sy) + (sy ? et_siting_offset(info->color.siting, false, sy) : 0);
    double sum = 0, zero, unit, most = (1 << format->depth) - 1;
    for (int j = (int)py - 4; j <= (int)py + 4; j++)
        for (int i = (int)px - 4; i <= (int)px + 4; i++) {
            const double weight = weight_of(i, px, 1 << sx) * weight_of(j, py, 1 << sy);
            if (weight > 0)
                sum += weight * planes->samples[channel][clip(j, planes->height) * planes->width +
                                                         clip(i, planes->width)];
        }
    range_of(info, plane, &zero, &unit);
    sum = zero + sum * unit;
    return sum < 0 ? 0 : sum > most ? most : sum;
}

/*
 * A half for rounding, and what float and the tables of curves are off by: up to 4e-7 of the range, and
 * 2e-3 of a code where that is small beside what powers make of values near 0. Words of 16 bits, which
 * 8 to 10 bits of 4:2:0 may be run in, are off by what program/words.h says.
 */
static double bound_of(const struct et_format_info *format)
{
    const bool words = format->depth <= 10 && format->chroma_x == 1 && format->chroma_y == 1;
    return 0.502 + (1 << format->depth) * 4e-7 + (words ? ET_WORDS_ERROR : 0);
}

static void free_planes(struct planes *planes)
{
    for (int c = 0; c < 3; c++)
        free(planes->samples[c]);
}

/*
 * R'G'B' in float are sums of four terms up to 2, each rounded to 2^-24 of itself: off by up to 2^-22.
 * Where a power rises without end at 0 that is seen: what such a change of each channel, upward
 * or downward, makes of a sample.
 */
static double leeway_at(const struct et_image *in, const struct step *steps, int count, int plane,
                        int x, int y, double expected)
{
    double sum = 0;
    for (int c = 0; c < 3; c++) {
        double most = 0;
        for (int sign = -1; sign < 2; sign += 2) {
            double nudge[3] = {0};
            nudge[c] = sign / 4194304.0;
            struct planes planes = change_image(in, steps, count, nudge);
            most = fmax(most, fabs(expected_at(&planes, &in->info, plane, x, y) - expected));
            free_planes(&planes);
        }
        sum += most;
    }
    return sum;
}

void changes_compare(const struct et_image *in, const struct et_image *out,
                     const struct step *steps, int count)
{
    struct planes planes = change_image(in, steps, count, (const double[3]){0});
    const struct et_format_info *format = et_format_info(in->info.format);
    double worst = 0;
    for (int p = 0; p < et_format_color_planes(in->info.format); p++)
        for (int y = 0; y < et_plane_height(in->info.format, p, in->info.height); y++)
            for (int x = 0; x < et_plane_width(in->info.format, p, in->info.width); x++) {
                const double expected = expected_at(&planes, &in->info, p, x, y);
                const double off = fabs(image_get(out, p, x, y) - expected);
                worst = off > worst ? off : worst;
                CHECK(off <= bound_of(format) ||
                          off <= bound_of(format) + leeway_at(in, steps, count, p, x, y, expected),
                      "%s %s plane %d x %d y %d is %d, not %g", steps[0].filter, format->name, p, x,
                      y, image_get(out, p, x, y), expected);
            }
    if (getenv("ETALON_WORST"))
        printf("%s %s %g\n", steps[0].filter, format->name, worst);
    free_planes(&planes);
}
