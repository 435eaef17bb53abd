// SPDX-License-Identifier: MIT
/* A second input of any format as samples of the first one's, by crossfade at its end, in double precision. */
#include "shown.h"
#include "single.h"

#include "base/cpu.h"

#include <math.h>

enum { WIDTH = 43, HEIGHT = 21 };

/* Where chroma sample 0 lies, in pixels. */
static double place_of(int siting, bool across, int shift)
{
    const double last = (1 << shift) - 1;
    const bool top = siting == ET_SITING_TOP_LEFT || siting == ET_SITING_TOP;
    const bool bottom = siting == ET_SITING_BOTTOM_LEFT || siting == ET_SITING_BOTTOM;
    if (across)
        return siting == ET_SITING_CENTER || siting == ET_SITING_TOP || siting == ET_SITING_BOTTOM
                   ? last / 2
                   : 0;
    return top ? 0 : bottom ? last : last / 2;
}

static int shift_of(const struct et_image_info *info, int plane, bool across)
{
    const struct et_format_info *format = et_format_info(info->format);
    if (!et_plane_is_chroma(info->format, plane))
        return 0;
    return across ? format->chroma_x : format->chroma_y;
}

static int clip(int value, int size)
{
    return value < 0 ? 0 : value >= size ? size - 1 : value;
}

/* A plane's code at a pixel, linear between samples. */
static double code_at(const struct et_image *image, int plane, int x, int y)
{
    const struct et_image_info *info = &image->info;
    const int siting = info->color.siting;
    const int shift_x = shift_of(info, plane, true), shift_y = shift_of(info, plane, false);
    const int width = et_plane_width(info->format, plane, info->width);
    const int height = et_plane_height(info->format, plane, info->height);
    const double u = (x - place_of(siting, true, shift_x)) / (1 << shift_x);
    const double v = (y - place_of(siting, false, shift_y)) / (1 << shift_y);
    double sum = 0;
    for (int i = 0; i < 4; i++) {
        const int column = (int)floor(u) + (i & 1), row = (int)floor(v) + (i >> 1);
        sum += (1 - fabs(u - column)) * (1 - fabs(v - row)) *
               image_get(image, plane, clip(column, width), clip(row, height));
    }
    return sum;
}

/* Kr and Kb of BT.709, BT.2020, BT.601. */
static void luma_of(const struct et_image_info *info, double *red, double *blue)
{
    const int matrix = info->color.matrix;
    *red = matrix == 1 ? 0.2126 : matrix == 9 ? 0.2627 : 0.299;
    *blue = matrix == 1 ? 0.0722 : matrix == 9 ? 0.0593 : 0.114;
}

static void rgb_of(const struct et_image_info *info, const double planes[3], double rgb[3])
{
    double red, blue;
    luma_of(info, &red, &blue);
    rgb[0] = planes[0] + 2 * (1 - red) * planes[2];
    rgb[2] = planes[0] + 2 * (1 - blue) * planes[1];
    rgb[1] = (planes[0] - red * rgb[0] - blue * rgb[2]) / (1 - red - blue);
}

static void rgb_at(const struct et_image *image, int x, int y, double rgb[3])
{
    const enum et_model model = et_format_info(image->info.format)->model;
    double planes[3] = {0};
    if (model == ET_MODEL_RGBA) {
        for (int c = 0; c < 3; c++)
            rgb[c] = image_get(image, 0, 4 * x + c, y) / 255.0;
        return;
    }
    for (int p = 0; p < et_format_color_planes(image->info.format); p++)
        planes[p] = shown_unit(&image->info, p && model == ET_MODEL_YUV, code_at(image, p, x, y));
    if (model == ET_MODEL_RGB) {
        rgb[0] = planes[2], rgb[1] = planes[0], rgb[2] = planes[1];
        return;
    }
    rgb_of(&image->info, planes, rgb);
}

/* Plane `plane` of the base for R'G'B', in codes. */
static double base_code(const struct et_image_info *base, int plane, const double rgb[3])
{
    const enum et_model model = et_format_info(base->format)->model;
    double red, blue, yuv[3];
    luma_of(base, &red, &blue);
    shown_yuv(red, blue, rgb, yuv);
    const double value = model == ET_MODEL_RGB ? rgb[(plane + 1) % 3] : yuv[plane];
    const bool chroma = plane && model == ET_MODEL_YUV;
    const double zero = shown_unit(base, chroma, 0), one = shown_unit(base, chroma, 1);
    return (value - zero) / (one - zero);
}

/* What pixel `at` weighs in sample k: alike between pixels, a triangle around one. */
static double weight_of(double place, int shift, int k, int at)
{
    const int ratio = 1 << shift;
    const double distance = fabs(at - (k * ratio + place));
    if (place != floor(place))
        return distance < ratio / 2.0 ? 1.0 / ratio : 0;
    return distance < ratio ? (ratio - distance) / (ratio * ratio) : 0;
}

static bool by_sample(const struct et_image_info *base, const struct et_image_info *second)
{
    for (int across = 0; across < 2; across++)
        if (shift_of(base, 1, across) != shift_of(second, 1, across) ||
            place_of(base->color.siting, across, shift_of(base, 1, across)) !=
                place_of(second->color.siting, across, shift_of(second, 1, across)))
            return false;
    return et_format_info(base->format)->model == ET_MODEL_YUV &&
           et_format_info(second->format)->model == ET_MODEL_YUV;
}

static double expected(const struct et_image_info *base, const struct et_image *second, int plane,
                       int x, int y)
{
    const int shift_x = shift_of(base, plane, true), shift_y = shift_of(base, plane, false);
    const double across = place_of(base->color.siting, true, shift_x);
    const double down = place_of(base->color.siting, false, shift_y);
    double rgb[3], sum = 0;
    if (et_plane_is_chroma(base->format, plane) && by_sample(base, &second->info)) {
        double planes[3] = {0};
        for (int p = 1; p < 3; p++)
            planes[p] = shown_unit(&second->info, true, image_get(second, p, x, y));
        rgb_of(&second->info, planes, rgb);
        return base_code(base, plane, rgb);
    }
    for (int j = (y << shift_y) - 4; j <= (y << shift_y) + 8; j++)
        for (int i = (x << shift_x) - 4; i <= (x << shift_x) + 8; i++) {
            const double weight = weight_of(across, shift_x, x, i) * weight_of(down, shift_y, y, j);
            if (weight == 0)
                continue;
            rgb_at(second, clip(i, base->width), clip(j, base->height), rgb);
            sum += weight * base_code(base, plane, rgb);
        }
    return sum;
}

static double alpha_of(const struct et_image_info *base, const struct et_image *second, int x,
                       int y)
{
    const struct et_format_info *format = et_format_info(second->info.format);
    const double most = (1 << et_format_info(base->format)->depth) - 1;
    if (!format->alpha)
        return most;
    const int code = format->model == ET_MODEL_RGBA ? image_get(second, 0, 4 * x + 3, y)
                                                    : image_get(second, format->planes - 1, x, y);
    return code * most / ((1 << format->depth) - 1);
}

static void check_plane(const struct image *out, const struct image *second, int plane)
{
    const struct et_image_info *base = &out->image.info;
    const int depth = et_format_info(base->format)->depth;
    const bool alpha = plane == et_format_color_planes(base->format);
    double worst = 0;
    for (int y = 0; y < et_plane_height(base->format, plane, HEIGHT); y++)
        for (int x = 0; x < et_plane_width(base->format, plane, WIDTH); x++) {
            const double wanted = alpha ? alpha_of(base, &second->image, x, y)
                                        : expected(base, &second->image, plane, x, y);
            const double cut = fmin(fmax(wanted, 0), (1 << depth) - 1);
            worst = fmax(worst, fabs(image_get(&out->image, plane, x, y) - cut));
        }
    CHECK(worst <= (depth > 12 ? 0.55 : 0.501), "plane %d of %s from %s, matrices %d and %d: %g",
          plane, et_format_info(base->format)->name,
          et_format_info(second->image.info.format)->name, base->color.matrix,
          second->image.info.color.matrix, worst);
}

static struct et_image_info random_info(enum et_format format)
{
    static const uint8_t matrices[] = {1, 6, 9};
    struct et_image_info info = info_of(format, WIDTH, HEIGHT);
    info.color.matrix = matrices[check_random_below(3)];
    info.color.full_range = (uint8_t)check_random_below(2);
    info.color.siting = (uint8_t)check_random_below(ET_SITING_BOTTOM + 1);
    return info;
}

static void check_pair(const struct et_image_info *base, const struct et_image_info *info)
{
    static const double values[] = {1, 0, 1, 1}; /* by progress, which is 1 */
    struct image in, second, out;
    const struct scene scene = {.given_second = &second};
    image_create(&in, base, 1);
    image_create(&second, info, 2);
    image_fill(&in, FILL_RANDOM, 1);
    image_fill(&second, FILL_RANDOM, 2);
    CHECK(!filter_run_scene(et_filter_find("crossfade"), values, &in, &scene, et_cpu_available(), 0,
                            3, &out),
          "%s", et_error_message());
    for (int p = 0; p < et_format_info(base->format)->planes; p++)
        check_plane(&out, &second, p);
    image_destroy(&in);
    image_destroy(&second);
    image_destroy(&out);
}

void test_second_input(void)
{
    static const enum et_format formats[] = {
        ET_FORMAT_I420,    ET_FORMAT_I422P10, ET_FORMAT_I444A,  ET_FORMAT_I440P12,
        ET_FORMAT_GBR8,    ET_FORMAT_GBRA16,  ET_FORMAT_GRAY10, ET_FORMAT_I411,
        ET_FORMAT_I420P16, ET_FORMAT_GRAYA8,  ET_FORMAT_I410,   ET_FORMAT_RGBA};
    check_seed(41);
    for (int i = 0; i < (int)ET_COUNT(formats) - 1; i++)
        for (int k = 0; k < (int)ET_COUNT(formats); k++) {
            const struct et_image_info base = random_info(formats[i]);
            struct et_image_info second = random_info(formats[k]);
            check_pair(&base, &second);
            second.color = base.color;
            check_pair(&base, &second);
        }
}
