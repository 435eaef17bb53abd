// SPDX-License-Identifier: MIT
#include "image.h"

#include "poison.h"

#include "frame/frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GUARD_BYTES = 64, GUARD_ROWS = 2 };

struct et_image_info info_of(enum et_format format, int width, int height)
{
    return (struct et_image_info){
        .format = format,
        .width = width,
        .height = height,
        .color = {.matrix = 1, .primaries = 1, .transfer = 1, .siting = ET_SITING_LEFT}};
}

static int bytes_of(const struct et_image *image)
{
    return et_format_info(image->info.format)->bytes_per_pixel;
}

/* Visits the bytes before, between and behind all rows, until a visit says no. */
static bool visit_guards(const struct image *image,
                         bool (*visit)(const struct image *, uint8_t *from, size_t size))
{
    const struct et_image *i = &image->image;
    uint8_t *at = image->memory;
    for (int p = 0; p < et_format_info(i->info.format)->planes; p++) {
        size_t row = (size_t)et_plane_width(i->info.format, p, i->info.width) * (size_t)bytes_of(i);
        for (int y = 0; y < et_plane_height(i->info.format, p, i->info.height); y++) {
            uint8_t *samples = i->data[p] + y * i->stride[p];
            if (!visit(image, at, (size_t)(samples - at)))
                return false;
            at = samples + row;
        }
    }
    return visit(image, at, (size_t)(image->memory + image->size - at));
}

static bool close_guard(const struct image *image, uint8_t *from, size_t size)
{
    (void)image;
    POISON(from, size);
    return true;
}

static bool guard_holds(const struct image *image, uint8_t *from, size_t size)
{
    bool holds = true;
    UNPOISON(from, size);
    for (size_t i = 0; i < size && holds; i++)
        holds = from[i] == image->guard;
    POISON(from, size);
    return holds;
}

bool image_guards_hold(const struct image *image)
{
    return visit_guards(image, guard_holds);
}

void image_create(struct image *image, const struct et_image_info *info, uint8_t guard)
{
    memset(image, 0, sizeof(*image));
    image->image.info = *info;
    image->guard = guard;
    size_t offset[4], size = GUARD_BYTES + (size_t)bytes_of(&image->image);
    const int planes = et_format_info(info->format)->planes;
    for (int p = 0; p < planes; p++) {
        size_t row =
            (size_t)et_plane_width(info->format, p, info->width) * (size_t)bytes_of(&image->image);
        /* Rows of every alignment that samples have, tight but for the guard. */
        size_t stride = row + GUARD_BYTES + (size_t)((2 * p + 1) * bytes_of(&image->image));
        image->image.stride[p] = (ptrdiff_t)stride;
        offset[p] = size + GUARD_ROWS * stride;
        size += (size_t)(et_plane_height(info->format, p, info->height) + 2 * GUARD_ROWS) * stride;
    }
    image->size = size;
    image->memory = malloc(size);
    if (!image->memory) {
        printf("no memory for a test image\n");
        exit(2);
    }
    memset(image->memory, guard, size);
    for (int p = 0; p < planes; p++)
        image->image.data[p] = image->memory + offset[p];
    visit_guards(image, close_guard);
}

static void copy_samples(const struct et_image *to, const struct et_image *from)
{
    const struct et_image_info *info = &from->info;
    for (int p = 0; p < et_format_info(info->format)->planes; p++)
        for (int y = 0; y < et_plane_height(info->format, p, info->height); y++)
            memcpy(to->data[p] + y * to->stride[p], from->data[p] + y * from->stride[p],
                   (size_t)(et_plane_width(info->format, p, info->width) * bytes_of(from)));
}

void image_copy(struct image *image, const struct image *from, uint8_t guard)
{
    image_create(image, &from->image.info, guard);
    copy_samples(&image->image, &from->image);
}

void image_destroy(struct image *image)
{
    free(image->memory);
    memset(image, 0, sizeof(*image));
}

int image_columns(const struct et_image *image, int plane)
{
    const struct et_format_info *format = et_format_info(image->info.format);
    int channels = format->bytes_per_pixel / (format->depth > 8 ? 2 : 1);
    return et_plane_width(image->info.format, plane, image->info.width) * channels;
}

int image_get(const struct et_image *image, int plane, int x, int y)
{
    const uint8_t *row = image->data[plane] + y * image->stride[plane];
    return et_format_info(image->info.format)->depth > 8 ? row[2 * x] | row[2 * x + 1] << 8
                                                         : row[x];
}

void image_set(const struct et_image *image, int plane, int x, int y, int value)
{
    uint8_t *row = image->data[plane] + y * image->stride[plane];
    if (et_format_info(image->info.format)->depth > 8) {
        row[2 * x] = (uint8_t)value;
        row[2 * x + 1] = (uint8_t)(value >> 8);
    } else {
        row[x] = (uint8_t)value;
    }
}

static int sample_of(enum fill fill, int max, int plane, int x, int y)
{
    switch (fill) {
    case FILL_RANDOM:
        return check_random_below(max + 1);
    case FILL_EXTREMES:
        return check_random() & 64 ? max : 0;
    case FILL_SMOOTH: {
        int value = (x * 7 + y * 11 + (x * y >> 3) * (plane + 1)) & 511;
        return (value < 256 ? value : 511 - value) * max / 255;
    }
    case FILL_BLACK:
        return 0;
    default:
        return max;
    }
}

void image_fill(struct image *image, enum fill fill, uint32_t seed)
{
    const struct et_image_info *info = &image->image.info;
    const struct et_format_info *format = et_format_info(info->format);
    check_seed(seed);
    for (int p = 0; p < format->planes; p++)
        for (int y = 0; y < et_plane_height(info->format, p, info->height); y++)
            for (int x = 0; x < image_columns(&image->image, p); x++)
                image_set(&image->image, p, x, y,
                          sample_of(fill, (1 << format->depth) - 1, p, x, y));
}

uint64_t image_hash(const struct et_image *image)
{
    const struct et_image_info *info = &image->info;
    uint64_t hash = 0xcbf29ce484222325u;
    for (int p = 0; p < et_format_info(info->format)->planes; p++) {
        int row = et_plane_width(info->format, p, info->width) * bytes_of(image);
        for (int y = 0; y < et_plane_height(info->format, p, info->height); y++)
            for (int x = 0; x < row; x++)
                hash = (hash ^ image->data[p][y * image->stride[p] + x]) * 0x100000001b3u;
    }
    return hash;
}

const char *image_difference(const struct et_image *a, const struct et_image *b)
{
    static char text[200];
    const struct et_image_info *info = &a->info;
    if (info->format != b->info.format || info->width != b->info.width ||
        info->height != b->info.height)
        return "the shapes differ";
    for (int p = 0; p < et_format_info(info->format)->planes; p++) {
        int width = image_columns(a, p);
        size_t row = (size_t)(et_plane_width(info->format, p, info->width) * bytes_of(a));
        for (int y = 0; y < et_plane_height(info->format, p, info->height); y++) {
            if (!memcmp(a->data[p] + y * a->stride[p], b->data[p] + y * b->stride[p], row))
                continue;
            for (int x = 0; x < width; x++)
                if (image_get(a, p, x, y) != image_get(b, p, x, y)) {
                    snprintf(text, sizeof(text), "plane %d, x %d, y %d: %d and %d", p, x, y,
                             image_get(a, p, x, y), image_get(b, p, x, y));
                    return text;
                }
        }
    }
    return NULL;
}

struct et_frame *image_to_frame(const struct et_image *image, struct et_pool *pool)
{
    struct et_frame *frame;
    if (et_frame_create(pool, &image->info, &frame))
        return NULL;
    copy_samples(&frame->image, image);
    return frame;
}
