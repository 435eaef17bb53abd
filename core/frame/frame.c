// SPDX-License-Identifier: MIT
#include "frame/frame.h"

#include <stdatomic.h>
#include <string.h>

#include "base/alloc.h"

/* A frame as the pool hands it out: the public part first. */
struct counted_frame {
    struct et_frame frame;
    struct et_buffer *buffer;
    atomic_int references;
};

static atomic_int frames_alive;

int64_t et_image_layout(const struct et_image_info *info, int extra_rows, ptrdiff_t stride[4],
                        size_t offset[4])
{
    const struct et_format_info *format = et_format_info(info->format);
    size_t bytes = 0;

    if (info->width < 1 || info->width > ET_SIDE_MOST || info->height < 1 ||
        info->height > ET_SIDE_MOST || !format->planes)
        return et_fail(ET_ERROR_ARGUMENT, "a frame of %d x %d is outside 1 x 1 to %d x %d",
                       info->width, info->height, ET_SIDE_MOST, ET_SIDE_MOST);
    for (int plane = 0; plane < 4; plane++) {
        size_t row, rows;

        stride[plane] = 0;
        offset[plane] = bytes;
        if (plane >= format->planes)
            continue;
        row = (size_t)et_plane_width(info->format, plane, info->width) * format->bytes_per_pixel;
        row = (row + ET_ROW_ALIGN - 1) / ET_ROW_ALIGN * ET_ROW_ALIGN;
        rows = (size_t)et_plane_height(info->format, plane, info->height) + (size_t)extra_rows;
        stride[plane] = (ptrdiff_t)row;
        bytes += row * rows;
    }
    return (int64_t)bytes;
}

bool et_image_info_equal(const struct et_image_info *a, const struct et_image_info *b)
{
    return a->format == b->format && a->width == b->width && a->height == b->height &&
           !memcmp(&a->color, &b->color, sizeof(a->color));
}

bool et_image_same(const struct et_image *a, const struct et_image *b)
{
    const struct et_image_info *info = &a->info;
    const struct et_format_info *format = et_format_info(info->format);

    if (info->format != b->info.format || info->width != b->info.width ||
        info->height != b->info.height)
        return false;
    for (int plane = 0; plane < format->planes; plane++) {
        const size_t row =
            (size_t)et_plane_width(info->format, plane, info->width) * format->bytes_per_pixel;

        for (int y = 0; y < et_plane_height(info->format, plane, info->height); y++) {
            if (memcmp(et_image_row(a, plane, y), et_image_row(b, plane, y), row))
                return false;
        }
    }
    return true;
}

int et_frame_wrap(struct et_buffer *buffer, struct et_frame **out)
{
    struct counted_frame *counted = et_buffer_take_spare(buffer);

    *out = NULL;
    if (!counted)
        counted = et_alloc(sizeof(*counted));
    if (!counted)
        return et_fail(ET_ERROR_MEMORY, "no memory for a frame");
    memset(counted, 0, sizeof(*counted));
    counted->buffer = et_buffer_ref(buffer);
    atomic_store(&counted->references, 1);
    atomic_fetch_add(&frames_alive, 1);
    *out = &counted->frame;
    return 0;
}

int et_frame_create(struct et_pool *pool, const struct et_image_info *info, struct et_frame **out)
{
    ptrdiff_t stride[4];
    size_t offset[4];
    int64_t bytes = et_image_layout(info, 0, stride, offset);
    struct et_buffer *buffer;
    int result;

    *out = NULL;
    if (bytes < 0)
        return (int)bytes;
    buffer = et_pool_get(pool, (size_t)bytes);
    if (!buffer)
        return et_fail(ET_ERROR_MEMORY, "no memory for a frame of %d x %d (%lld bytes)",
                       info->width, info->height, (long long)bytes);
    result = et_frame_wrap(buffer, out);
    if (result == 0) {
        struct et_image *image = &(*out)->image;

        image->info = *info;
        for (int plane = 0; plane < et_format_info(info->format)->planes; plane++) {
            image->data[plane] = et_buffer_data(buffer) + offset[plane];
            image->stride[plane] = stride[plane];
        }
    }
    et_buffer_unref(&buffer);
    return result;
}

struct et_frame *et_frame_ref(struct et_frame *frame)
{
    struct counted_frame *counted = (struct counted_frame *)frame;

    atomic_fetch_add(&counted->references, 1);
    return frame;
}

static void unref(struct et_frame **frame, void (*buffer_unref)(struct et_buffer **buffer))
{
    struct counted_frame *counted = (struct counted_frame *)*frame;
    struct et_buffer *buffer;

    *frame = NULL;
    if (!counted || atomic_fetch_sub(&counted->references, 1) > 1)
        return;
    et_analysis_unref(&counted->frame.analysis);
    buffer = counted->buffer;
    et_buffer_give_spare(buffer, counted);
    buffer_unref(&buffer);
    atomic_fetch_sub(&frames_alive, 1);
}

void et_frame_unref(struct et_frame **frame)
{
    unref(frame, et_buffer_unref);
}

void et_frame_discard(struct et_frame **frame)
{
    unref(frame, et_buffer_discard);
}

size_t et_frame_memory(const struct et_frame *frame)
{
    return et_buffer_bytes(((const struct counted_frame *)frame)->buffer);
}

int et_frame_helps(const struct et_frame *frame, const struct et_pool *pool)
{
    struct counted_frame *counted = (struct counted_frame *)frame;

    return atomic_load(&counted->references) == 1 && et_buffer_helps(counted->buffer, pool);
}

void et_frame_copy_properties(struct et_frame *to, const struct et_frame *from)
{
    to->pts = from->pts;
    to->duration = from->duration;
    to->time_base = from->time_base;
    to->sample_aspect = from->sample_aspect;
    to->key = from->key;
    to->light = from->light;
    to->color_changed = from->color_changed;
    to->interlaced = from->interlaced;
    to->top_first = from->top_first;
    et_frame_copy_analysis(to, from);
}

int et_frame_alias(const struct et_frame *frame, struct et_frame **out)
{
    int result = et_frame_wrap(((const struct counted_frame *)frame)->buffer, out);

    if (result < 0)
        return result;
    (*out)->image = frame->image;
    et_frame_copy_properties(*out, frame);
    return 0;
}

int et_frame_count(void)
{
    return atomic_load(&frames_alive);
}
