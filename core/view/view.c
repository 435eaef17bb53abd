// SPDX-License-Identifier: MIT
/*
 * A frame for a canvas: every plane is resampled to the target's size (bilinear along an axis where
 * it grows, antialiased bicubic where it shrinks), from where its siting puts its samples, and the
 * three are turned into sRGB: by one integer matrix where that is all (rgba.h), else by way of light
 * (color/to_srgb.h). Between these steps samples have 14 bits, so subsampled chroma is brought to
 * full size and scaled at once. Rows depend on nothing but the frame: bands run on the engine's
 * threads. Alpha is resampled like luma and rounded to 8 bits.
 */
#include "base/alloc.h"
#include "base/arena.h"
#include "base/engine.h"
#include "base/threads.h"
#include "color/to_srgb.h"
#include "simd/resample.h"
#include "view/rgba.h"

#include <etalon/etalon.h>

enum { BAND_PIXELS = 1 << 16, MOST_PLANES = 4 };

struct view {
    const struct et_image *image;
    int depth;
    int colors, planes; /* of colour, and all that are resampled */
    struct et_resampler luma, chroma;
    bool plain; /* the matrix is all */
    struct et_rgba_matrix matrix;
    et_rgba_row *kernel;
    struct et_to_srgb to_srgb;
    uint8_t *rgba;
    ptrdiff_t stride;
    int width, height, rows_per_band;
    uint8_t *scratch; /* for each thread a row of each of 4 planes, then the resampler's */
    size_t row_bytes, scratch_stride;
};

/* From `in` pixels of the frame, subsampled by `shift`, to `out` pixels of the target. */
static struct et_axis axis_of(int in, int out, int shift, double offset)
{
    double ratio = (double)in / out;
    struct et_axis axis = {
        .in = (in + (1 << shift) - 1) >> shift,
        .out = out,
        .origin = (0.5 * ratio - 0.5 - offset) / (1 << shift),
        .step = ratio / (1 << shift),
    };
    axis.kernel = axis.step > 1 ? ET_KERNEL_BICUBIC : ET_KERNEL_BILINEAR;
    return axis;
}

static int init_plane(struct view *view, struct et_arena *arena, int shift_x, int shift_y,
                      unsigned cpu, struct et_resampler *resampler)
{
    const struct et_image_info *info = &view->image->info;
    double offset_x = et_siting_offset(info->color.siting, true, shift_x);
    double offset_y = et_siting_offset(info->color.siting, false, shift_y);
    struct et_axis across = axis_of(info->width, view->width, shift_x, offset_x);
    struct et_axis down = axis_of(info->height, view->height, shift_y, offset_y);
    return et_resampler_init(resampler, arena, &across, &down, et_format_info(info->format)->depth,
                             cpu);
}

static int init_color(struct view *view, struct et_engine *engine, const struct et_light *light)
{
    const struct et_image_info *info = &view->image->info;
    const struct et_format_info *format = et_format_info(info->format);
    view->plain = et_color_is_plain(&info->color);
    view->kernel = et_rgba_kernel(engine->cpu);
    if (view->plain)
        return et_rgba_matrix_init(&view->matrix, format, &info->color, info->height);
    return et_to_srgb_init(&view->to_srgb, engine, format, &info->color, light, info->height);
}

static int init(struct view *view, struct et_arena *arena, const struct et_engine *engine)
{
    const struct et_image_info *info = &view->image->info;
    const struct et_format_info *format = et_format_info(info->format);
    view->depth = format->depth;
    view->colors = et_format_color_planes(info->format);
    view->planes = format->planes;
    int error = init_plane(view, arena, 0, 0, engine->cpu, &view->luma);
    if (error)
        return error;
    view->chroma = view->luma;
    if (format->chroma_x || format->chroma_y)
        error =
            init_plane(view, arena, format->chroma_x, format->chroma_y, engine->cpu, &view->chroma);
    if (error)
        return error;
    size_t luma = et_resampler_scratch(&view->luma), chroma = et_resampler_scratch(&view->chroma);
    view->row_bytes = et_align_up((size_t)view->width * sizeof(int16_t));
    view->scratch_stride =
        MOST_PLANES * view->row_bytes + et_align_up(luma > chroma ? luma : chroma);
    view->scratch = et_arena_alloc(arena, (size_t)et_threads_workers(engine->threads) + 1,
                                   view->scratch_stride);
    if (!view->scratch)
        return et_fail(ET_ERROR_MEMORY, "no memory for a view of %dx%d", view->width, view->height);
    view->rows_per_band = BAND_PIXELS / view->width + 1;
    return 0;
}

/* Writes middle samples, rounded to 8 bits, as the alpha of pixels. */
static void put_alpha(const struct view *view, uint8_t *rgba, const int16_t *alpha)
{
    /* The largest code, rounded down: 14 of 16 bits. */
    const int most = (1 << ET_MIDDLE_BITS) - (1 << ET_MIDDLE_BITS >> view->depth);
    for (int x = 0; x < view->width; x++) {
        int value = (alpha[x] * 255 + most / 2) / most;
        rgba[4 * x + 3] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
}

static void put_light(const struct view *view, uint8_t *rgba, const int16_t *const planes[3])
{
    const struct et_color_tables *tables = view->to_srgb.tables;
    float light[3][ET_COLOR_CHUNK];
    for (int x = 0; x < view->width; x += ET_COLOR_CHUNK) {
        const int16_t *const from[3] = {planes[0] + x, planes[1] + x, planes[2] + x};
        int count = view->width - x < ET_COLOR_CHUNK ? view->width - x : ET_COLOR_CHUNK;
        et_to_srgb_row(&view->to_srgb, from, count, light);
        for (int i = 0; i < count; i++, rgba += 4) {
            for (int c = 0; c < 3; c++)
                rgba[c] = tables->srgb_8[et_log_bin(tables->srgb_range, light[c][i])];
            rgba[3] = 255;
        }
    }
}

static void render_band(void *context, int index, int worker)
{
    const struct view *view = context;
    const struct et_image *image = view->image;
    uint8_t *scratch = view->scratch + (size_t)worker * view->scratch_stride;
    int16_t *rows[MOST_PLANES];
    for (int p = 0; p < MOST_PLANES; p++) /* colours that are not there count nothing */
        rows[p] = (int16_t *)(scratch + (p < view->planes ? (size_t)p * view->row_bytes : 0));
    int first = index * view->rows_per_band, last = first + view->rows_per_band;
    for (int y = first; y < last && y < view->height; y++) {
        for (int p = 0; p < view->planes; p++)
            et_resample_row_middle(et_plane_is_chroma(image->info.format, p) ? &view->chroma
                                                                             : &view->luma,
                                   image->data[p], image->stride[p], y, rows[p],
                                   scratch + MOST_PLANES * view->row_bytes);
        const int16_t *const planes[3] = {rows[0], rows[1], rows[2]};
        uint8_t *rgba = view->rgba + y * view->stride;
        if (view->plain)
            view->kernel(rgba, planes, view->width, &view->matrix);
        else
            put_light(view, rgba, planes);
        if (view->planes > view->colors)
            put_alpha(view, rgba, rows[view->colors]);
    }
}

int et_view_render(struct et_engine *engine, const struct et_frame *frame, uint8_t *rgba,
                   ptrdiff_t stride, int width, int height)
{
    const struct et_format_info *format = et_format_info(frame->image.info.format);
    if (width < 1 || width > ET_SIDE_MOST || height < 1 || height > ET_SIDE_MOST)
        return et_fail(ET_ERROR_ARGUMENT, "a view of %d x %d is outside 1 x 1 to %d x %d", width,
                       height, ET_SIDE_MOST, ET_SIDE_MOST);
    if (stride < (ptrdiff_t)width * 4)
        return et_fail(ET_ERROR_ARGUMENT,
                       "a stride of %td is less than 4 bytes for each of %d pixels", stride, width);
    if (!format->planes || format->model == ET_MODEL_RGBA)
        return et_fail(ET_ERROR_UNSUPPORTED, "a frame of %s cannot be shown", format->name);
    struct view view = {
        .image = &frame->image, .rgba = rgba, .stride = stride, .width = width, .height = height};
    struct et_arena *arena;
    int error = et_arena_create(&arena);
    if (error)
        return error;
    error = init_color(&view, engine, &frame->light);
    if (!error)
        error = init(&view, arena, engine);
    if (!error) {
        int bands = (height + view.rows_per_band - 1) / view.rows_per_band;
        et_threads_run(engine->threads, bands, render_band, &view);
    }
    et_arena_destroy(&arena);
    return error;
}

unsigned et_view_conversions(const struct et_image_info *info)
{
    return (et_format_info(info->format)->depth > 8 ? ET_CONVERTED_DEPTH : 0u) |
           (et_color_is_plain(&info->color) ? 0u : ET_CONVERTED_TONE);
}
