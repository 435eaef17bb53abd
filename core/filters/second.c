// SPDX-License-Identifier: MIT
#include "filters/second.h"

#include "color/matrix3.h"

#include <string.h>

enum {
    FACTOR_BITS = 18, /* of sums over channels */
    FRACTION_BITS = 6,
    MARGIN = 4, /* pixels beyond the edges, that the first and last chroma samples stand for */
};

struct et_taps et_taps_for(int shift, int offset)
{
    if (shift == 0)
        return (struct et_taps){0, 0, 1, {8}};
    if (shift == 1)
        return offset ? (struct et_taps){1, 0, 2, {4, 4}} : (struct et_taps){1, -1, 3, {2, 4, 2}};
    return offset ? (struct et_taps){2, 0, 4, {2, 2, 2, 2}}
                  : (struct et_taps){2, -2, 5, {1, 2, 2, 2, 1}};
}

/* Whether both have the same samples, alpha aside. */
static bool is_same(const struct et_image_info *a, const struct et_image_info *b)
{
    const struct et_format_info *one = et_format_info(a->format), *two = et_format_info(b->format);
    const bool subsampled = one->chroma_x || one->chroma_y;
    return one->model == two->model && one->depth == two->depth && one->chroma_x == two->chroma_x &&
           one->chroma_y == two->chroma_y && a->color.matrix == b->color.matrix &&
           a->color.full_range == b->color.full_range &&
           (!subsampled || a->color.siting == b->color.siting);
}

int et_second_init(struct et_second *second, const char *filter, const struct et_image_info *base,
                   const struct et_image_info *info)
{
    double to_rgb[3][3], from_rgb[3][3], through[3][3];
    struct et_code_scale scale, base_scale;
    if (base->width != info->width || base->height != info->height)
        return et_fail(ET_ERROR_ARGUMENT,
                       "%s: the second input is %dx%d and the image %dx%d: scale the image to it",
                       filter, info->width, info->height, base->width, base->height);
    *second = (struct et_second){.base_info = *base,
                                 .base = et_pixels_of(base),
                                 .second = et_pixels_of(info),
                                 .direct = is_same(base, info),
                                 .full = et_taps_for(0, 0)};
    second->across = et_taps_for(second->base.shift_x, second->base.offset_x);
    second->down = et_taps_for(second->base.shift_y, second->base.offset_y);
    int error = et_pixels_to_rgb(base, to_rgb, &base_scale);
    if (!error)
        error = et_pixels_to_rgb(info, to_rgb, &scale);
    if (!error)
        error = et_pixels_from_rgb(base, from_rgb);
    if (error)
        return error;
    et_matrix3_multiply((const double(*)[3])from_rgb, (const double(*)[3])to_rgb, through);
    for (int i = 0; i < second->base.channels; i++) /* codes in 1/64 */
        second->plane[i] = et_channel_sum_of(
            &second->second, &scale, through[i], base_scale.zero[i] * (1 << FRACTION_BITS),
            base_scale.unit[i] * (1 << FRACTION_BITS), FACTOR_BITS);
    return 0;
}

static size_t pitch_of(const struct et_second *second)
{
    return ((size_t)second->base.width + 2 * MARGIN + 15) & ~(size_t)15;
}

size_t et_second_scratch(const struct et_second *second)
{
    return 6 * pitch_of(second) * sizeof(int32_t);
}

static void store(const struct et_second *second, void *row, int i, int code)
{
    const int max = second->base.max;
    code = code < 0 ? 0 : code > max ? max : code;
    if (max == 255)
        ((uint8_t *)row)[i] = (uint8_t)code;
    else
        ((uint16_t *)row)[i] = (uint16_t)code;
}

static void *read_alpha(const struct et_second *second, const struct et_image *image, int y,
                        int32_t *scratch)
{
    const int width = second->base.width, most = second->second.max, max = second->base.max;
    void *row = scratch + pitch_of(second);
    et_pixels_alpha(&second->second, image, y, 0, width, scratch);
    for (int x = 0; x < width; x++)
        store(second, row, x, (int)(((int64_t)scratch[x] * max + most / 2) / most));
    return row;
}

/* Adds a row of pixels, as the plane's values, times `weight`. */
static void add_row(const struct et_second *second, const struct et_image *image, int plane, int y,
                    int weight, int32_t *scratch, int32_t *sums)
{
    const size_t pitch = pitch_of(second);
    const int width = second->base.width;
    const int32_t *channels[3] = {NULL, NULL, NULL};
    for (int c = 0; c < second->second.channels; c++) {
        if (!second->plane[plane].factor[c])
            continue;
        et_pixels_channel(&second->second, image, c, y, 0, width, scratch + (size_t)c * pitch);
        channels[c] = scratch + (size_t)c * pitch;
    }
    int32_t *values = scratch + 3 * pitch;
    et_channel_sum_run(&second->plane[plane], channels, width, values);
    for (int x = 0; x < width; x++)
        sums[x] += weight * values[x];
}

const void *et_second_row(const struct et_second *second, const struct et_image *image, int plane,
                          int y, void *scratch)
{
    const enum et_format format = second->base_info.format;
    const bool alpha = plane == second->base.alpha_plane;
    if (second->direct && (!alpha || second->second.alpha_plane > 0))
        return image->data[plane] + y * image->stride[plane];
    if (alpha)
        return read_alpha(second, image, y, scratch);
    const bool chroma = et_plane_is_chroma(format, plane);
    const struct et_taps *across = chroma ? &second->across : &second->full;
    const struct et_taps *down = chroma ? &second->down : &second->full;
    const int width = second->base.width, height = second->base.height;
    const size_t pitch = pitch_of(second);
    int32_t *sums = (int32_t *)scratch + 4 * pitch + MARGIN, *row = (int32_t *)scratch + 5 * pitch;
    memset(sums, 0, (size_t)width * sizeof(*sums));
    for (int t = 0; t < down->count; t++) {
        int at = (y << down->shift) + down->first + t;
        at = at < 0 ? 0 : at < height ? at : height - 1;
        add_row(second, image, plane, at, down->weights[t], scratch, sums);
    }
    for (int i = 1; i <= MARGIN; i++) {
        sums[-i] = sums[0];
        sums[width - 1 + i] = sums[width - 1];
    }
    const int bits = FRACTION_BITS + 2 * ET_TAPS_BITS;
    const int columns = et_plane_width(format, plane, width);
    for (int i = 0; i < columns; i++) {
        int64_t sum = (int64_t)1 << (bits - 1);
        for (int t = 0; t < across->count; t++)
            sum += (int64_t)sums[(i << across->shift) + across->first + t] * across->weights[t];
        store(second, row, i, (int)(sum >> bits));
    }
    return row;
}
