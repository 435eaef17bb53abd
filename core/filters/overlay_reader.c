// SPDX-License-Identifier: MIT
#include "filters/overlay_reader.h"

#include "base/range.h"
#include "program/rows.h"

#include <string.h>

struct et_pixel_reader et_pixel_reader_of(const struct et_image_info *info)
{
    const struct et_format_info *format = et_format_info(info->format);
    return (struct et_pixel_reader){
        .pixels = et_pixels_of(info),
        .bytes = format->depth == 8 ? 1 : 2,
        .columns = et_plane_width(info->format, 1, info->width),
        .rows = et_plane_height(info->format, 1, info->height),
        .across = et_chroma_axis_of(info->color.siting, true, format->chroma_x),
        .down = et_chroma_axis_of(info->color.siting, false, format->chroma_y),
    };
}

static const uint8_t *row_of(const struct et_pixel_row *row, int plane, int y)
{
    return et_image_row(row->image, plane, y);
}

void et_pixel_reader_chroma(const struct et_pixel_reader *reader, const struct et_image *image,
                            int channel, int y, int first, int last, float *chroma)
{
    const struct et_chroma_axis *down = &reader->down, *across = &reader->across;
    const int phase = y & ((1 << down->shift) - 1);
    const int above = (y >> down->shift) + down->up_from[phase];
    /* A row that weighs nothing is none of those that rows_needed() promises. */
    const int below = down->up_weight[phase] > 0 ? above + 1 : above;
    const int begin = et_nearest((first >> across->shift) - 1, reader->columns);
    const int end = et_nearest(((last - 1) >> across->shift) + 1, reader->columns) + 1;
    const uint8_t *data = image->data[channel] + begin * reader->bytes;
    const ptrdiff_t stride = image->stride[channel];
    et_row_load_between(chroma + begin, data + et_nearest(above, reader->rows) * stride,
                        data + et_nearest(below, reader->rows) * stride, down->up_weight[phase],
                        reader->bytes, end - begin);
    for (int i = 1; i <= ET_READER_PAD; i++) {
        chroma[begin - i] = chroma[begin];
        chroma[end - 1 + i] = chroma[end - 1];
    }
}

void et_pixel_row_begin(struct et_pixel_row *row, const struct et_image *image, int y, int first,
                        int last)
{
    row->image = image;
    row->y = y;
    for (int c = 1; c < 3 && row->reader->pixels.interpolated; c++)
        et_pixel_reader_chroma(row->reader, image, c, y, first, last, row->chroma[c - 1]);
}

/* Compilers make vectors of pixels that are read as numbers of 32 bits. */
static void read_rgba(const uint8_t *rgba, int count, float *restrict red, float *restrict green,
                      float *restrict blue)
{
    for (int i = 0; i < count; i++) {
        uint32_t pixel;
        memcpy(&pixel, rgba + 4 * (ptrdiff_t)i, sizeof(pixel));
        red[i] = (float)(int32_t)(pixel & 0xFF);
        green[i] = (float)(int32_t)(pixel >> 8 & 0xFF);
        blue[i] = (float)(int32_t)(pixel >> 16 & 0xFF);
    }
}

void et_pixel_row_read(const struct et_pixel_row *row, int x, int count, float *const rooms[3],
                       float *channels[3])
{
    const struct et_pixel_reader *reader = row->reader;
    const struct et_pixels *pixels = &reader->pixels;
    const int lead = x & ((1 << reader->across.shift) - 1);
    for (int c = 0; c < 3; c++) {
        channels[c] = rooms[c];
        if (pixels->interleaved)
            continue;
        if (c >= pixels->channels)
            memset(rooms[c], 0, (size_t)count * sizeof(*rooms[c]));
        else if (c > 0 && pixels->interpolated) {
            et_chroma_widen(&reader->across, rooms[c],
                            row->chroma[c - 1] + (x >> reader->across.shift), lead + count);
            channels[c] = rooms[c] + lead;
        } else
            et_row_load(rooms[c], row_of(row, c, row->y) + x * reader->bytes, reader->bytes, count,
                        0);
    }
    if (pixels->interleaved)
        read_rgba(row_of(row, 0, row->y) + 4 * (ptrdiff_t)x, count, rooms[0], rooms[1], rooms[2]);
}

static void read_alpha_of_rgba(const uint8_t *rgba, int count, float scale, float *restrict alpha)
{
    for (int i = 0; i < count; i++) {
        uint32_t pixel;
        memcpy(&pixel, rgba + 4 * (ptrdiff_t)i, sizeof(pixel));
        alpha[i] = (float)(int32_t)(pixel >> 24) * scale;
    }
}

void et_pixel_row_alpha(const struct et_pixel_row *row, int x, int count, float scale, float *alpha)
{
    const struct et_pixel_reader *reader = row->reader;
    const struct et_pixels *pixels = &reader->pixels;
    const float opaque = (float)pixels->max * scale;
    if (pixels->interleaved) {
        read_alpha_of_rgba(row_of(row, 0, row->y) + 4 * (ptrdiff_t)x, count, scale, alpha);
        return;
    }
    if (pixels->alpha_plane > 0)
        et_row_load(alpha, row_of(row, pixels->alpha_plane, row->y) + x * reader->bytes,
                    reader->bytes, count, 0);
    for (int i = 0; i < count; i++)
        alpha[i] = pixels->alpha_plane > 0 ? alpha[i] * scale : opaque;
}
