// SPDX-License-Identifier: MIT
/* Filters of single pixels against their equations; formats without subsampled chroma. */
#include "points.h"

#include "shown.h"

#include <math.h>
#include <string.h>

static const enum et_format formats[] = {ET_FORMAT_I444,    ET_FORMAT_GBR8,  ET_FORMAT_GRAY8,
                                         ET_FORMAT_I444P10, ET_FORMAT_GBR10, ET_FORMAT_GRAY10,
                                         ET_FORMAT_I444A};

/* What red and blue count in luma. */
static void luma_of(int matrix, double *red, double *blue)
{
    *red = matrix == 9 ? 0.2627 : matrix == 6 ? 0.299 : 0.2126;
    *blue = matrix == 9 ? 0.0593 : matrix == 6 ? 0.114 : 0.0722;
}

/* R'G'B' of a pixel. */
static void decode(const struct et_image *image, int x, int y, double rgb[3])
{
    const enum et_model model = et_format_info(image->info.format)->model;
    double units[3], red, blue;
    for (int p = 0; p < (model == ET_MODEL_GRAY ? 1 : 3); p++)
        units[p] = shown_unit(&image->info, model == ET_MODEL_YUV && p, image_get(image, p, x, y));
    luma_of(image->info.color.matrix, &red, &blue);
    if (model == ET_MODEL_GRAY) {
        rgb[0] = rgb[1] = rgb[2] = units[0];
    } else if (model == ET_MODEL_RGB) {
        rgb[0] = units[2], rgb[1] = units[0], rgb[2] = units[1];
    } else {
        rgb[0] = units[0] + 2 * (1 - red) * units[2];
        rgb[2] = units[0] + 2 * (1 - blue) * units[1];
        rgb[1] = (units[0] - red * rgb[0] - blue * rgb[2]) / (1 - red - blue);
    }
}

/* The exact code of a plane. */
static double encode(const struct et_image_info *info, const double rgb[3], int plane)
{
    const struct et_format_info *format = et_format_info(info->format);
    const double max = (1 << format->depth) - 1, scale = 1 << (format->depth - 8);
    const bool is_chroma = format->model == ET_MODEL_YUV && plane;
    double red, blue, yuv[3], unit;
    luma_of(info->color.matrix, &red, &blue);
    shown_yuv(red, blue, rgb, yuv);
    unit = format->model == ET_MODEL_RGB ? rgb[(plane + 1) % 3] : yuv[plane];
    double code = is_chroma ? 128 * scale + unit * (info->color.full_range ? max : 224 * scale)
                  : info->color.full_range ? unit * max
                                           : (16 + 219 * unit) * scale;
    return code < 0 ? 0 : code > max ? max : code;
}

static void check_picture(const char *name, const double *values, const struct image *in,
                          points_expected *expected, double bound)
{
    struct image out;
    CHECK(!filter_run(et_filter_find(name), values, in, 0, 0, 0, &out), "%s", et_error_message());
    const struct et_image_info *info = &in->image.info;
    const int planes = et_format_color_planes(info->format);
    for (int y = 0; y < info->height; y++)
        for (int x = 0; x < info->width; x++) {
            double rgb[3], was[3];
            decode(&in->image, x, y, rgb);
            memcpy(was, rgb, sizeof(was));
            if (!expected(values, info, rgb))
                continue;
            for (int p = 0; p < planes; p++) {
                const double want = encode(&out.image.info, rgb, p);
                const double off = fabs(image_get(&out.image, p, x, y) - want);
                CHECK(off <= bound,
                      "%s %g %g %g, %s, full range %d, plane %d: %g %g %g became %d, not %g", name,
                      values[0], values[1], values[2], et_format_info(info->format)->name,
                      info->color.full_range, p, was[0], was[1], was[2],
                      image_get(&out.image, p, x, y), want);
            }
            if (et_format_info(info->format)->alpha)
                CHECK(image_get(&out.image, planes, x, y) == image_get(&in->image, planes, x, y),
                      "%s: alpha changed", name);
        }
    image_destroy(&out);
}

void points_check(const char *filter, const double *values, const struct et_color *color,
                  points_expected *expected, const double bounds[2])
{
    for (size_t f = 0; f < ET_COUNT(formats); f++)
        for (int variant = 0; variant < 4; variant++) {
            struct et_image_info info = info_of(formats[f], 61, 40);
            const struct et_format_info *format = et_format_info(formats[f]);
            struct image in;
            info.color = *color;
            info.color.full_range = variant & 1;
            if (format->model == ET_MODEL_RGB)
                info.color.matrix = 0;
            image_create(&in, &info, 0);
            image_fill(&in, variant & 2 ? FILL_EXTREMES : FILL_RANDOM, (uint32_t)(f + 1));
            check_picture(filter, values, &in, expected, bounds[format->depth > 8]);
            image_destroy(&in);
        }
}
