// SPDX-License-Identifier: MIT
#include "filters/motion_levels.h"

#include "base/alloc.h"

#include <string.h>

enum { MOST_SIDE = 1024, LAST_SIDE = 128 };

void et_levels_init(struct et_levels *levels, int width, int height)
{
    const int longer = width > height ? width : height;
    *levels = (struct et_levels){0};
    while (longer >> levels->shrink > MOST_SIDE)
        levels->shrink++;
    width >>= levels->shrink;
    height >>= levels->shrink;
    while (levels->count < ET_LEVELS && width >= ET_LEVEL_LEAST && height >= ET_LEVEL_LEAST) {
        levels->level[levels->count++] = (struct et_motion_level){width, height, levels->bytes};
        levels->bytes += (size_t)width * (size_t)height;
        if (width <= LAST_SIDE && height <= LAST_SIDE)
            break;
        width /= 2;
        height /= 2;
    }
    levels->bytes = et_align_up(levels->bytes);
}

/* Sums of whole columns of squares. */
static size_t sum_count(const struct et_levels *levels)
{
    return (size_t)levels->level[0].width << levels->shrink;
}

size_t et_levels_scratch(const struct et_levels *levels, const struct et_luma_rows *luma)
{
    const size_t sums = et_align_up(sum_count(levels) * sizeof(uint32_t));
    return sums + et_luma_rows_scratch(luma);
}

static void add_row(uint32_t *restrict sums, const void *row, size_t count, bool bytes)
{
    if (bytes)
        for (size_t x = 0; x < count; x++)
            sums[x] += ((const uint8_t *)row)[x];
    else
        for (size_t x = 0; x < count; x++)
            sums[x] += ((const uint16_t *)row)[x];
}

static void store_means(uint8_t *dst, const uint32_t *sums, int width, int shrink, int shift)
{
    const uint32_t half = 1u << shift >> 1;
    for (int x = 0; x < width; x++) {
        uint32_t sum = half;
        for (int i = 0; i < 1 << shrink; i++)
            sum += sums[(x << shrink) + i];
        sum >>= shift;
        dst[x] = (uint8_t)(sum < 255 ? sum : 255); /* codes may be above their depth */
    }
}

/* Level 0. */
static void reduce(const struct et_levels *levels, const struct et_luma_rows *luma,
                   const struct et_image *image, uint8_t *samples, void *scratch)
{
    const int shrink = levels->shrink, depth = et_format_info(luma->format)->depth;
    const size_t count = sum_count(levels);
    uint32_t *sums = scratch;
    uint8_t *luma_scratch =
        (uint8_t *)scratch + et_levels_scratch(levels, luma) - et_luma_rows_scratch(luma);
    for (int y = 0; y < levels->level[0].height; y++) {
        memset(sums, 0, count * sizeof(*sums));
        for (int i = 0; i < 1 << shrink; i++)
            add_row(sums, et_luma_row(luma, image, (y << shrink) + i, luma_scratch), count,
                    depth == 8);
        store_means(samples + (size_t)y * (size_t)levels->level[0].width, sums,
                    levels->level[0].width, shrink, 2 * shrink + depth - 8);
    }
}

static void halve(const struct et_motion_level *from, const struct et_motion_level *to,
                  uint8_t *samples)
{
    for (int y = 0; y < to->height; y++) {
        const uint8_t *upper = samples + from->offset + (ptrdiff_t)2 * y * from->width;
        const uint8_t *lower = upper + from->width;
        uint8_t *dst = samples + to->offset + (ptrdiff_t)y * to->width;
        for (int x = 0; x < to->width; x++)
            dst[x] =
                (uint8_t)((upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1] + 2) >>
                          2);
    }
}

void et_levels_fill(const struct et_levels *levels, const struct et_luma_rows *luma,
                    const struct et_image *image, uint8_t *samples, void *scratch)
{
    reduce(levels, luma, image, samples, scratch);
    for (int l = 1; l < levels->count; l++)
        halve(&levels->level[l - 1], &levels->level[l], samples);
}
