// SPDX-License-Identifier: MIT
#include "frame/interleave.h"

/* One byte of each `step` of a row. */
static void take(uint8_t *restrict to, const uint8_t *restrict from, int step, int count)
{
    for (int x = 0; x < count; x++)
        to[x] = from[step * x];
}

void et_split_pairs(const struct et_image *image, const uint8_t *pairs, ptrdiff_t stride)
{
    const struct et_image_info *info = &image->info;
    const int width = et_plane_width(info->format, 1, info->width);
    const int height = et_plane_height(info->format, 1, info->height);

    for (int y = 0; y < height; y++) {
        take(et_image_row(image, 1, y), pairs + y * stride, 2, width);
        take(et_image_row(image, 2, y), pairs + y * stride + 1, 2, width);
    }
}

void et_split_pixels(const struct et_image *image, const uint8_t *pixels, ptrdiff_t stride,
                     bool blue_first)
{
    const struct et_image_info *info = &image->info;
    const int at[] = {1, blue_first ? 0 : 2, blue_first ? 2 : 0, 3}; /* planes are G, B, R, A */

    for (int y = 0; y < info->height; y++) {
        for (int plane = 0; plane < et_format_info(info->format)->planes; plane++)
            take(et_image_row(image, plane, y), pixels + y * stride + at[plane], 4, info->width);
    }
}

void et_join_pixels(const struct et_image *image, uint8_t *pixels, ptrdiff_t stride)
{
    const struct et_image_info *info = &image->info;
    const bool alpha = et_format_info(info->format)->alpha;

    for (int y = 0; y < info->height; y++) {
        const uint8_t *green = et_image_row(image, 0, y), *blue = et_image_row(image, 1, y);
        const uint8_t *red = et_image_row(image, 2, y);
        const uint8_t *opacity = alpha ? et_image_row(image, 3, y) : NULL;
        uint8_t *restrict row = pixels + y * stride;

        for (int x = 0; x < info->width; x++) {
            row[4 * x] = red[x];
            row[4 * x + 1] = green[x];
            row[4 * x + 2] = blue[x];
            row[4 * x + 3] = opacity ? opacity[x] : 255;
        }
    }
}
