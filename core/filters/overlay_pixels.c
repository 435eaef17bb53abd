// SPDX-License-Identifier: MIT
#include "filters/overlay_pixels.h"

#include "base/math.h"
#include "base/range.h"
#include "color/matrix3.h"
#include "color/middle.h"
#include "color/standard.h"
#include "simd/bank.h"
#include "simd/fir.h"

#include <math.h>
#include <string.h>

struct et_pixels et_pixels_of(const struct et_image_info *info)
{
    const struct et_format_info *format = et_format_info(info->format);
    const int colors = et_format_color_planes(info->format), siting = info->color.siting;
    struct et_pixels pixels = {
        .format = info->format,
        .width = info->width,
        .height = info->height,
        .channels = colors,
        .interleaved = format->model == ET_MODEL_RGBA,
        .interpolated = format->chroma_x || format->chroma_y,
        .shift_x = format->chroma_x,
        .shift_y = format->chroma_y,
        .offset_x = (int)(2 * et_siting_offset(siting, true, format->chroma_x)),
        .offset_y = (int)(2 * et_siting_offset(siting, false, format->chroma_y)),
        .alpha_plane = format->alpha && format->planes > 1 ? format->planes - 1 : -1,
        .max = (1 << format->depth) - 1,
    };
    if (pixels.interleaved)
        pixels.channels = 3;
    return pixels;
}

static inline int code_at(const uint8_t *row, int x, int depth)
{
    return depth == 8 ? row[x] : ((const uint16_t *)row)[x];
}

/*
 * Pixel x lies (2 x - offset) / 2^(shift + 1) chroma samples from the first one: the sample before
 * it, and how far it is beyond that in eighths.
 */
static inline int sample_before(int x, int offset, int shift, int *eighths)
{
    const int place = 2 * x - offset;
    *eighths = (place & ((2 << shift) - 1)) << 3 >> (shift + 1);
    return place >> (shift + 1);
}

static void read_chroma(const struct et_pixels *pixels, const struct et_image *image, int plane,
                        int y, int first, int count, int32_t *codes)
{
    const int depth = et_format_info(pixels->format)->depth;
    const int width = et_plane_width(pixels->format, plane, pixels->width);
    const int height = et_plane_height(pixels->format, plane, pixels->height);
    const ptrdiff_t stride = image->stride[plane];
    int down;
    const int row = sample_before(y, pixels->offset_y, pixels->shift_y, &down);
    const uint8_t *above = image->data[plane] + et_nearest(row, height) * stride;
    const uint8_t *below = image->data[plane] + et_nearest(row + 1, height) * stride;
    for (int i = 0; i < count; i++) {
        int across;
        int column = sample_before(first + i, pixels->offset_x, pixels->shift_x, &across);
        int left = et_nearest(column, width), right = et_nearest(column + 1, width);
        int on_left = code_at(above, left, depth) * (8 - down) + code_at(below, left, depth) * down;
        int on_right =
            code_at(above, right, depth) * (8 - down) + code_at(below, right, depth) * down;
        codes[i] = on_left * (8 - across) + on_right * across;
    }
}

void et_pixels_channel(const struct et_pixels *pixels, const struct et_image *image, int channel,
                       int y, int first, int count, int32_t *codes)
{
    if (pixels->interpolated && channel > 0) {
        read_chroma(pixels, image, channel, y, first, count, codes);
        return;
    }
    const int plane = pixels->interleaved ? 0 : channel;
    const uint8_t *row = et_image_row(image, plane, y);
    if (pixels->interleaved)
        for (int i = 0; i < count; i++)
            codes[i] = row[4 * (first + i) + channel];
    else if (pixels->max == 255)
        for (int i = 0; i < count; i++)
            codes[i] = row[first + i];
    else
        for (int i = 0; i < count; i++)
            codes[i] = ((const uint16_t *)row)[first + i];
}

void et_pixels_alpha(const struct et_pixels *pixels, const struct et_image *image, int y, int first,
                     int count, int32_t *codes)
{
    if (pixels->interleaved)
        et_pixels_channel(pixels, image, 3, y, first, count, codes);
    else if (pixels->alpha_plane > 0) {
        const uint8_t *row = et_image_row(image, pixels->alpha_plane, y);
        for (int i = 0; i < count; i++)
            codes[i] = code_at(row, first + i, pixels->max == 255 ? 8 : 16);
    } else
        for (int i = 0; i < count; i++)
            codes[i] = pixels->max;
}

struct et_channel_sum et_channel_sum_of(const struct et_pixels *pixels,
                                        const struct et_code_scale *scale, const double weights[3],
                                        double zero, double unit, int shift)
{
    const double one = (double)((int64_t)1 << shift);
    struct et_channel_sum sum = {.shift = shift};
    double exact = 0, bias = zero * one + one / 2;
    int64_t before = 0;
    for (int i = 0; i < pixels->channels; i++) {
        const double fraction = pixels->interpolated && i ? 1 << ET_PIXELS_FRACTION_BITS : 1;
        exact += weights[i] * unit / (scale->unit[i] * fraction) * one;
        const int64_t until = (int64_t)floor(exact + 0.5);
        sum.factor[i] = until - before;
        bias -= (double)sum.factor[i] * scale->zero[i] * fraction;
        before = until;
    }
    sum.bias = (int64_t)floor(bias + 0.5);
    return sum;
}

void et_channel_sum_run(const struct et_channel_sum *sum, const int32_t *const channels[3],
                        int count, int32_t *values)
{
    for (int i = 0; i < count; i++) {
        int64_t total = sum->bias;
        for (int c = 0; c < 3; c++)
            if (sum->factor[c])
                total += sum->factor[c] * channels[c][i];
        values[i] = (int32_t)(total >> sum->shift);
    }
}

int et_pixels_to_rgb(const struct et_image_info *info, double rows[3][3],
                     struct et_code_scale *scale)
{
    static const double identity[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    const struct et_format_info *format = et_format_info(info->format);
    if (format->model == ET_MODEL_RGBA) {
        memcpy(rows, identity, sizeof(identity));
        *scale = (struct et_code_scale){{0, 0, 0}, {255, 255, 255}};
        return 0;
    }
    const struct et_middle_scale middle = et_middle_scale_of(format, info->color.full_range);
    const double code = (double)(1 << format->depth) / (1 << ET_MIDDLE_BITS);
    for (int i = 0; i < 3; i++) {
        scale->zero[i] = middle.zero[i] * code;
        scale->unit[i] = middle.unit[i] * code;
    }
    return et_planes_to_rgb(format, &info->color, info->height, rows);
}

int et_pixels_from_rgb(const struct et_image_info *info, double rows[3][3])
{
    const struct et_format_info *format = et_format_info(info->format);
    double to_rgb[3][3];
    int error = format->model == ET_MODEL_GRAY
                    ? et_matrix_to_rgb(&info->color, info->height, to_rgb)
                    : et_planes_to_rgb(format, &info->color, info->height, to_rgb);
    if (!error)
        et_matrix3_invert((const double(*)[3])to_rgb, rows);
    return error;
}

int et_pixels_codes(const struct et_image_info *info, const double rgb[3], int codes[3])
{
    struct et_code_scale scale;
    double rows[3][3], numbers[3];
    int error = et_pixels_to_rgb(info, rows, &scale);
    if (!error)
        error = et_pixels_from_rgb(info, rows);
    if (error)
        return error;
    et_matrix3_apply((const double(*)[3])rows, rgb, numbers);
    for (int i = 0; i < 3; i++)
        codes[i] = et_round(scale.zero[i] + scale.unit[i] * numbers[i]);
    return 0;
}
