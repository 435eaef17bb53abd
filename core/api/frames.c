// SPDX-License-Identifier: MIT
/* Frames that JavaScript holds: what they are, where their planes lie, and their picture as RGBA. */
#include <etalon/etalon.h>
#include <string.h>

#include "api/api.h"
#include "api/handles.h"
#include "api/objects.h"
#include "base/alloc.h"
#include "frame/frame.h"

static uint8_t *view_rgba;
static size_t view_bytes;

void et_rendered_free(void)
{
    et_free(view_rgba);
    view_rgba = NULL;
    view_bytes = 0;
}

ET_EXPORT int et_api_frame_info(int frame, double *out)
{
    const struct et_frame *object = et_handle_get(ET_HANDLE_FRAME, frame);
    const struct et_image_info *info;
    const struct et_format_info *format;

    if (!object)
        return ET_ERROR_STATE;
    info = &object->image.info;
    format = et_format_info(info->format);
    memset(out, 0, 40 * sizeof(*out));
    out[0] = info->format;
    out[1] = info->width;
    out[2] = info->height;
    out[3] = format->planes;
    out[4] = (double)object->pts;
    out[5] = (double)object->duration;
    out[6] = object->time_base.num;
    out[7] = object->time_base.den;
    out[8] = object->sample_aspect.num;
    out[9] = object->sample_aspect.den;
    out[10] = object->key;
    out[11] = info->color.matrix;
    out[12] = info->color.primaries;
    out[13] = info->color.transfer;
    out[14] = info->color.full_range;
    out[15] = info->color.siting;
    out[16] = info->color.guessed;
    out[17] = object->interlaced;
    out[18] = object->top_first;
    out[19] = et_view_conversions(info);
    out[36] = object->color_changed;
    for (int plane = 0; plane < format->planes; plane++) {
        double *fields = out + 20 + plane * 4;

        fields[0] = (double)(uintptr_t)object->image.data[plane];
        fields[1] = (double)object->image.stride[plane];
        fields[2] = et_plane_width(info->format, plane, info->width) * format->bytes_per_pixel;
        fields[3] = et_plane_height(info->format, plane, info->height);
    }
    return 0;
}

ET_EXPORT int et_api_frame_close(int frame)
{
    struct et_frame *object = et_handle_remove(ET_HANDLE_FRAME, frame);

    if (!object)
        return ET_ERROR_STATE;
    et_frame_unref(&object);
    return 0;
}

ET_EXPORT int et_api_frame_same(int frame, int other)
{
    const struct et_frame *object = et_handle_get(ET_HANDLE_FRAME, frame);
    const struct et_frame *second = object ? et_handle_get(ET_HANDLE_FRAME, other) : NULL;

    return second ? et_image_same(&object->image, &second->image) : ET_ERROR_STATE;
}

static int filter_index(const struct et_filter *filter)
{
    for (size_t i = 0; i < et_filter_count(); i++) {
        if (et_filter_at(i) == filter)
            return (int)i;
    }
    return -1;
}

ET_EXPORT int et_api_frame_analysis(int frame, int index, double *out)
{
    const struct et_frame *object = et_handle_get(ET_HANDLE_FRAME, frame);
    const size_t most = 19; /* arrays that have a place in 40 doubles */
    const struct et_analysis *found;

    if (!object)
        return ET_ERROR_STATE;
    found = object->analysis;
    for (; found && index > 0; index--)
        found = found->before;
    if (!found)
        return 0;
    out[0] = filter_index(found->filter);
    out[1] = (double)found->entry;
    for (size_t i = 0; i < found->filter->result_count && i < most; i++) {
        out[2 + 2 * i] = (double)(uintptr_t)found->arrays[i];
        out[3 + 2 * i] = (double)found->counts[i];
    }
    return 1;
}

ET_EXPORT int et_api_frame_from_rgba(const uint8_t *pixels, int width, int height)
{
    const struct et_image_info info = {.format = ET_FORMAT_RGBA,
                                       .width = width,
                                       .height = height,
                                       .color = {.primaries = 1, .transfer = 13, .full_range = 1}};
    struct et_frame *frame = NULL;
    struct et_pool *pool;
    int result = et_pool_create(1, &pool);

    if (result == 0)
        result = et_frame_create(pool, &info, &frame);
    et_pool_close(&pool);
    if (result < 0)
        return result;
    for (int y = 0; y < height; y++)
        memcpy(frame->image.data[0] + y * frame->image.stride[0],
               pixels + (size_t)y * (size_t)width * 4, (size_t)width * 4);
    frame->time_base = (struct et_rational){1, 1000};
    result = et_handle_create(ET_HANDLE_FRAME, frame);
    if (result < 0)
        et_frame_unref(&frame);
    return result;
}

/* Makes room for so many pixels in view_rgba. */
static int reserve(int width, int height)
{
    const size_t bytes = (size_t)width * (size_t)height * 4;

    if (bytes <= view_bytes)
        return 0;
    et_rendered_free();
    view_rgba = et_alloc(bytes);
    if (!view_rgba)
        return et_fail(ET_ERROR_MEMORY, "no memory for a view of %d x %d", width, height);
    view_bytes = bytes;
    return 0;
}

ET_EXPORT int et_api_frame_render(int frame, int width, int height)
{
    const struct et_frame *object = et_handle_get(ET_HANDLE_FRAME, frame);
    int result;

    if (!object)
        return ET_ERROR_STATE;
    if (width < 1 || width > ET_SIDE_MOST || height < 1 || height > ET_SIDE_MOST)
        return et_fail(ET_ERROR_ARGUMENT, "a view of %d x %d is outside 1 x 1 to %d x %d", width,
                       height, ET_SIDE_MOST, ET_SIDE_MOST);
    result = reserve(width, height);
    return result < 0 ? result
                      : et_view_render(et_api_engine(), object, view_rgba, (ptrdiff_t)width * 4,
                                       width, height);
}

ET_EXPORT int et_api_frame_pack(int frame)
{
    const struct et_frame *object = et_handle_get(ET_HANDLE_FRAME, frame);
    const struct et_image_info *info;
    int result;

    if (!object)
        return ET_ERROR_STATE;
    info = &object->image.info;
    result = reserve(info->width, info->height);
    return result < 0 ? result : et_frame_pack(object, view_rgba, (ptrdiff_t)info->width * 4);
}

ET_EXPORT const uint8_t *et_api_rendered(void)
{
    return view_rgba;
}
