// SPDX-License-Identifier: MIT
#include "filters/second.h"

#include "base/range.h"
#include "color/matrix3.h"

#include <math.h>
#include <string.h>

enum {
    PAD = 16, /* floats before and behind a row */
    ROOMS = 4,
};

/* Rows of scratch, with pads. */
struct work {
    float *channel; /* of the second input; at last codes of the plane */
    float *chroma;  /* its samples, between rows of them */
    float *sums;    /* what becomes of channels, at pixels or at samples of chroma */
    float *samples; /* of the plane */
};

/* ---- Set-up ------------------------------------------------------------------------------------ */

static bool same_places(const struct et_pixels *a, const struct et_pixels *b)
{
    return a->shift_x == b->shift_x && a->shift_y == b->shift_y && a->offset_x == b->offset_x &&
           a->offset_y == b->offset_y;
}

/* Factors that come of a matrix and its inverse, and are 0 or 1 but for the last bits. */
static double whole(double value)
{
    return fabs(value - floor(value + 0.5)) < 1e-9 ? floor(value + 0.5) : value;
}

/* Plane `index` as `zero` + `unit` * (sum of weights[c] * channel c as 0 to 1). */
static void set_plane(struct et_second *second, int index, const struct et_code_scale *scale,
                      const double weights[3], double zero, double unit)
{
    struct et_second_plane *plane = &second->plane[index];
    const struct et_pixels *base = &second->base.pixels, *from = &second->second.pixels;
    bool alone = !from->interleaved && from->max == base->max && index < from->channels;
    for (int c = 0; c < from->channels; c++) {
        const double factor = whole(weights[c] * unit / scale->unit[c]);
        plane->factor[c] = (float)factor;
        zero -= factor * scale->zero[c];
        alone &= factor == (c == index);
    }
    plane->zero = (float)whole(zero);
    plane->by_sample =
        index > 0 && base->interpolated && same_places(base, from) && plane->factor[0] == 0;
    const bool in_place = index == 0 || !(base->interpolated || from->interpolated);
    plane->direct = alone && plane->zero == 0 && (in_place || plane->by_sample);
}

int et_second_init(struct et_second *second, const char *filter, const struct et_setup *setup)
{
    const struct et_image_info *base = &setup->in, *info = &setup->second;
    struct et_image_info part = *info;
    double to_rgb[3][3], from_rgb[3][3], through[3][3];
    struct et_code_scale scale, base_scale;
    if (setup->whole_width != info->width || base->height != info->height)
        return et_fail(ET_ERROR_ARGUMENT,
                       "%s: the second input is %dx%d and the image %dx%d: scale the image to it",
                       filter, info->width, info->height, setup->whole_width, base->height);
    part.width = base->width;
    *second = (struct et_second){.base = et_pixel_reader_of(base),
                                 .second = et_pixel_reader_of(&part),
                                 .store = et_row_store_kernel(setup->cpu)};
    int error = et_pixels_to_rgb(base, to_rgb, &base_scale);
    if (!error)
        error = et_pixels_to_rgb(info, to_rgb, &scale);
    if (!error)
        error = et_pixels_from_rgb(base, from_rgb);
    if (error)
        return error;
    et_matrix3_multiply((const double(*)[3])from_rgb, (const double(*)[3])to_rgb, through);
    for (int i = 0; i < second->base.pixels.channels; i++)
        set_plane(second, i, &scale, through[i], base_scale.zero[i], base_scale.unit[i]);
    return 0;
}

void et_second_columns(const struct et_second *second, int plane, int *reach, int *unit)
{
    const struct et_pixels *base = &second->base.pixels, *from = &second->second.pixels;
    const int shift = et_plane_is_chroma(base->format, plane) ? base->shift_x : 0;
    const int pixels = (1 << base->shift_x) + (1 << from->shift_x);
    *reach = (pixels >> shift) + 1;
    *unit = et_larger(1 << from->shift_x >> shift, 1);
}

struct et_image et_second_part(const struct et_second *second, const struct et_image *image,
                               int left)
{
    const struct et_format_info *format = et_format_info(image->info.format);
    struct et_image part = *image;
    part.info.width = second->second.pixels.width;
    for (int p = 0; p < format->planes; p++) {
        const int shift = et_plane_is_chroma(image->info.format, p) ? format->chroma_x : 0;
        part.data[p] += (left >> shift) * format->bytes_per_pixel;
    }
    return part;
}

/* ---- Rows -------------------------------------------------------------------------------------- */

static size_t pitch_of(const struct et_second *second)
{
    return ((size_t)second->base.pixels.width + 2 * PAD + 15) & ~(size_t)15;
}

size_t et_second_scratch(const struct et_second *second)
{
    return ROOMS * pitch_of(second) * sizeof(float);
}

static struct work lay_out(const struct et_second *second, void *scratch)
{
    const size_t pitch = pitch_of(second);
    float *room = (float *)scratch + PAD;
    return (struct work){room, room + pitch, room + 2 * pitch, room + 3 * pitch};
}

/* Compilers make vectors of pixels that are read as numbers of 32 bits. */
static void add_rgba(float *restrict sums, const uint8_t *rgba, const float factor[3], float weight,
                     int count)
{
    const float red = factor[0] * weight, green = factor[1] * weight, blue = factor[2] * weight;
    for (int x = 0; x < count; x++) {
        uint32_t pixel;
        memcpy(&pixel, rgba + 4 * (ptrdiff_t)x, sizeof(pixel));
        sums[x] += (float)(int32_t)(pixel & 0xFF) * red +
                   (float)(int32_t)(pixel >> 8 & 0xFF) * green +
                   (float)(int32_t)(pixel >> 16 & 0xFF) * blue;
    }
}

/* Adds what the pixels of row `y` give for a plane, times `weight`. */
static void add_pixels(const struct et_second *second, const struct et_image *image,
                       const struct et_second_plane *plane, int y, float weight,
                       const struct work *work)
{
    const struct et_pixel_reader *reader = &second->second;
    const int width = reader->pixels.width;
    if (reader->pixels.interleaved) {
        add_rgba(work->sums, et_image_row(image, 0, y), plane->factor, weight, width);
        return;
    }
    for (int c = 0; c < reader->pixels.channels; c++) {
        if (plane->factor[c] == 0)
            continue;
        if (c > 0 && reader->pixels.interpolated) {
            et_pixel_reader_chroma(reader, image, c, y, 0, width, work->chroma);
            et_chroma_widen(&reader->across, work->channel, work->chroma, width);
        } else {
            et_row_load(work->channel, et_image_row(image, c, y), reader->bytes, width, 0);
        }
        et_row_add(work->sums, work->channel, plane->factor[c] * weight, width, 0);
    }
}

/* Row `y` of a plane of chroma that is made of the second one's samples. */
static const float *read_samples(const struct et_second *second, const struct et_image *image,
                                 const struct et_second_plane *plane, int y,
                                 const struct work *work)
{
    const int columns = second->base.columns;
    memset(work->sums, 0, (size_t)columns * sizeof(*work->sums));
    for (int c = 1; c < second->second.pixels.channels; c++) {
        et_row_load(work->channel, et_image_row(image, c, y), second->second.bytes, columns, 0);
        et_row_add(work->sums, work->channel, plane->factor[c], columns, 0);
    }
    return work->sums;
}

/* Row `y` of a plane that is made of pixels: of those of one row, or around a row of chroma. */
static const float *read_pixels(const struct et_second *second, const struct et_image *image,
                                int index, int y, const struct work *work)
{
    const struct et_pixel_reader *base = &second->base;
    const struct et_second_plane *plane = &second->plane[index];
    const int width = base->pixels.width, height = base->pixels.height;
    memset(work->sums, 0, (size_t)width * sizeof(*work->sums));
    if (index == 0 || !base->pixels.interpolated) {
        add_pixels(second, image, plane, y, 1, work);
        return work->sums;
    }
    const int last = et_chroma_last(&base->down, y, height);
    for (int at = et_chroma_first(&base->down, y, height); at <= last; at++)
        add_pixels(second, image, plane, at, et_chroma_weight(&base->down, y, at, height), work);
    if (base->across.shift == 0)
        return work->sums;
    for (int i = 0; i < PAD; i++) {
        work->sums[i - PAD] = work->sums[0];
        work->sums[width + i] = work->sums[width - 1];
    }
    et_chroma_narrow(&base->across, work->samples, work->sums, base->columns);
    return work->samples;
}

static const void *read_alpha(const struct et_second *second, const struct et_image *image, int y,
                              const struct work *work)
{
    const struct et_pixel_reader *reader = &second->second;
    const struct et_pixels *base = &second->base.pixels;
    const struct et_pixel_row row = {.reader = reader, .image = image, .y = y};
    et_pixel_row_alpha(&row, 0, base->width, (float)base->max / (float)reader->pixels.max,
                       work->sums);
    second->store(work->channel, work->sums, second->base.bytes, base->width, (float)base->max);
    return work->channel;
}

const void *et_second_row(const struct et_second *second, const struct et_image *image, int plane,
                          int y, void *scratch)
{
    const struct et_pixels *base = &second->base.pixels, *from = &second->second.pixels;
    const struct work work = lay_out(second, scratch);
    if (plane == base->alpha_plane) {
        if (from->alpha_plane > 0 && from->max == base->max)
            return et_image_row(image, from->alpha_plane, y);
        return read_alpha(second, image, y, &work);
    }
    const struct et_second_plane *of = &second->plane[plane];
    if (of->direct)
        return et_image_row(image, plane, y);
    const int columns = et_plane_width(base->format, plane, base->width);
    const float *sums = of->by_sample ? read_samples(second, image, of, y, &work)
                                      : read_pixels(second, image, plane, y, &work);
    for (int x = 0; x < columns; x++)
        work.samples[x] = sums[x] + of->zero;
    second->store(work.channel, work.samples, second->base.bytes, columns, (float)base->max);
    return work.channel;
}
