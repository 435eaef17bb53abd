// SPDX-License-Identifier: MIT
#include "curtain.h"

#include "poison.h"

#include <string.h>

enum { HIDDEN = 0xC3 };

static size_t row_bytes(const struct et_image *image, int plane)
{
    return (size_t)et_plane_width(image->info.format, plane, image->info.width) *
           (size_t)et_format_info(image->info.format)->bytes_per_pixel;
}

static int height_of(const struct et_image *image, int plane)
{
    return et_plane_height(image->info.format, plane, image->info.height);
}

static void hide(const struct et_image *image, int plane, int first, int last)
{
    for (int y = first; y < last; y++) {
        uint8_t *row = image->data[plane] + y * image->stride[plane];
        const size_t skipped = (8 - (uintptr_t)row % 8) % 8; /* shadow bytes stand for eight */
        memset(row, HIDDEN, row_bytes(image, plane));
        if (row_bytes(image, plane) > skipped)
            POISON(row + skipped, (row_bytes(image, plane) - skipped) / 8 * 8);
    }
}

static void show(const struct et_image *image, const struct et_image *from, int plane, int first,
                 int last)
{
    for (int y = first; y < last; y++) {
        uint8_t *row = image->data[plane] + y * image->stride[plane];
        UNPOISON(row, row_bytes(image, plane));
        if (from)
            memcpy(row, from->data[plane] + y * from->stride[plane], row_bytes(image, plane));
    }
}

void curtain_create(struct curtain *curtain, const struct et_image *const *frames, int count)
{
    memset(curtain, 0, sizeof(*curtain));
    curtain->count = count;
    for (int i = 0; i < count; i++) {
        struct image *behind = &curtain->behind[i];
        curtain->frames[i] = frames[i];
        image_create(behind, &frames[i]->info, 0x3C);
        curtain->shown[i] = &behind->image;
        for (int p = 0; p < et_format_info(frames[i]->info.format)->planes; p++)
            hide(&behind->image, p, 0, height_of(&behind->image, p));
    }
}

void curtain_destroy(struct curtain *curtain)
{
    for (int i = 0; i < curtain->count; i++) {
        struct image *behind = &curtain->behind[i];
        for (int p = 0; p < et_format_info(behind->image.info.format)->planes; p++)
            show(&behind->image, NULL, p, 0, height_of(&behind->image, p));
        image_destroy(behind);
    }
}

static int clip(int row, int height)
{
    return row < 0 ? 0 : row > height ? height : row;
}

void curtain_open(struct curtain *curtain, const struct et_filter *filter, const struct et_run *run)
{
    const struct et_image_info *info = &curtain->shown[0]->info;
    const struct et_format_info *format = et_format_info(info->format);
    int first = run->first, last = run->last;
    if (run->follows && filter->rows_to_follow)
        filter->rows_to_follow(run->state, run->plane, run->first, run->last, &first, &last);
    else if (filter->rows_needed)
        filter->rows_needed(run->state, run->plane, run->first, run->last, &first, &last);
    if (filter->order == ET_ORDER_WHOLE_FRAME)
        first = 0, last = info->height;
    const int own = et_plane_is_chroma(info->format, run->plane) ? format->chroma_y : 0;
    for (int p = 0; p < format->planes; p++) {
        const int shift = et_plane_is_chroma(info->format, p) ? format->chroma_y : 0;
        const int height = et_plane_height(info->format, p, info->height);
        const int top = clip(first, 16384) << own, bottom = clip(last, 16384) << own;
        curtain->first[p] = clip(top >> shift, height);
        curtain->last[p] = clip((bottom + (1 << shift) - 1) >> shift, height);
        for (int i = 0; i < curtain->count; i++)
            show(curtain->shown[i], curtain->frames[i], p, curtain->first[p], curtain->last[p]);
    }
}

void curtain_close(struct curtain *curtain)
{
    const struct et_format_info *format = et_format_info(curtain->shown[0]->info.format);
    for (int p = 0; p < format->planes; p++)
        for (int i = 0; i < curtain->count; i++)
            hide(curtain->shown[i], p, curtain->first[p], curtain->last[p]);
}

bool curtain_holds(const struct curtain *curtain)
{
    for (int i = 0; i < curtain->count; i++)
        if (!image_guards_hold(&curtain->behind[i]))
            return false;
    return true;
}
