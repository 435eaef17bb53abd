// SPDX-License-Identifier: MIT
/* Rows of the usual overlay; see overlay_bytes.h, and overlay_kernels.c for what is done to them. */
#include "filters/overlay_bytes.h"

#include "color/matrix3.h"
#include "simd/fir.h"

#include <math.h>
#include <string.h>

enum {
    MOST_BITS = 12,
    SUM_BITS = 8, /* of factors */
    MARGIN = 32,  /* sums beyond those of the last sample */
};

/* ---- Set-up ---------------------------------------------------------------------------------- */

bool et_overlay_bytes_fit(const struct et_overlay *overlay)
{
    const struct et_pixels *base = &overlay->base;
    const bool chroma = base->shift_x == 1 && overlay->down.taps == 1 << overlay->down.shift;
    return overlay->second.interleaved && overlay->blend == ET_BLEND_NORMAL &&
           !overlay->premultiplied && base->alpha_plane < 0 && base->max < 1 << MOST_BITS &&
           (!base->interpolated || chroma);
}

int et_overlay_bytes_init(struct et_overlay_bytes *bytes, const struct et_overlay *overlay,
                          const struct et_image_info *base, const struct et_image_info *second,
                          unsigned cpu)
{
    const int depth = et_format_info(base->format)->depth;
    const double middle = (double)(1 << ET_MIDDLE_BITS) / (1 << depth);
    struct et_code_scale base_scale, second_scale;
    double rgb[3][3], planes[3][3];
    *bytes = (struct et_overlay_bytes){
        .overlay = overlay,
        .bytes = depth == 8 ? 1 : 2,
        .alpha_factor = (int)floor(overlay->opacity * (1 << 30) / overlay->second.max + 0.5),
        .codes = {ET_MIDDLE_BITS - depth, overlay->base.max},
        .kernels = et_overlay_bytes_kernels(depth, cpu),
    };
    int error = et_pixels_to_rgb(base, rgb, &base_scale);
    if (!error)
        error = et_pixels_to_rgb(second, rgb, &second_scale);
    if (!error)
        error = et_pixels_from_rgb(base, planes);
    if (error)
        return error;
    for (int i = 0; i < overlay->base.channels; i++) {
        struct et_bytes_plane *plane = &bytes->planes[i];
        plane->zero = et_plane_is_chroma(base->format, i) ? 1 << (ET_MIDDLE_BITS - 1) : 0;
        const struct et_channel_sum sum =
            et_channel_sum_of(&overlay->second, &second_scale, planes[i],
                              (int)(base_scale.zero[i] * middle) - plane->zero,
                              base_scale.unit[i] * middle, SUM_BITS);
        for (int c = 0; c < 3; c++)
            plane->factor[c] = (int16_t)sum.factor[c];
        plane->bias = (int32_t)sum.bias;
    }
    return 0;
}

static size_t stride_of(const struct et_overlay *overlay)
{
    return ((size_t)overlay->base.width + 2 * MARGIN + 31) & ~(size_t)31;
}

size_t et_overlay_bytes_scratch(const struct et_overlay_bytes *bytes)
{
    return 3 * stride_of(bytes->overlay) * sizeof(int16_t);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static const uint8_t *row_of(const struct et_image *image, int plane, int y)
{
    return image->data[plane] + y * image->stride[plane];
}

/* The pixel of the second input that lies on pixel `x` of row `y` of the base; NULL: none. */
static const uint8_t *pixels_at(const struct et_overlay *overlay, const struct et_run *run, int y,
                                int x)
{
    if (!et_overlay_has_row(overlay, y))
        return NULL;
    return row_of(run->second, 0, y - overlay->y) + 4 * (ptrdiff_t)(x - overlay->x);
}

static void run_full_row(const struct et_overlay_bytes *bytes, const struct et_run *run, int plane,
                         int y)
{
    const struct et_overlay *overlay = bytes->overlay;
    const bool covered = et_overlay_has_row(overlay, y);
    const struct et_span part = covered ? et_overlay_pixels(overlay) : (struct et_span){0, 0};
    et_overlay_copy_around(run, plane, y, part);
    if (part.first >= part.last)
        return;
    const ptrdiff_t offset = (ptrdiff_t)part.first * bytes->bytes;
    bytes->kernels.full((uint8_t *)row_of(run->out, plane, y) + offset,
                        row_of(run->in, plane, y) + offset, pixels_at(overlay, run, y, part.first),
                        part.last - part.first, &bytes->planes[plane], bytes->alpha_factor,
                        &bytes->codes);
}

/* Where pixels are not under the second input nothing happens; outside of the base, as at its edge. */
static void complete(int16_t *sums, int16_t nothing, struct et_span all, struct et_span done,
                     int width)
{
    for (int i = all.first; i < done.first; i++)
        sums[i - all.first] = nothing;
    for (int i = done.last; i < all.last; i++)
        sums[i - all.first] = nothing;
    if (all.first < 0)
        sums[0] = sums[1];
    if (all.last > width)
        sums[width - all.first] = sums[width - all.first - 1];
}

/* Both planes of chroma; of pixels in one row that row counts twice. */
static void run_chroma_row(const struct et_overlay_bytes *bytes, const struct et_run *run, int row)
{
    const struct et_overlay *overlay = bytes->overlay;
    const struct et_chroma_axis *across = &overlay->across, *down = &overlay->down;
    const struct et_span pixels = et_overlay_pixels(overlay);
    const bool covered = et_overlay_has_chroma_row(overlay, row);
    const struct et_span part = covered ? et_overlay_chroma(overlay) : (struct et_span){0, 0};
    const size_t stride = stride_of(overlay);
    const int width = overlay->base.width, count = part.last - part.first;
    for (int plane = 1; plane < 3; plane++)
        et_overlay_copy_around(run, plane, row, part);
    if (count <= 0)
        return;
    int16_t *cover = run->scratch, *const paint[2] = {cover + stride, cover + 2 * stride};
    const int from = (part.first << 1) + across->down_from;
    const struct et_span all = {from, from + ((count - 1) << 1) + across->taps};
    const struct et_span done = {all.first > pixels.first ? all.first : pixels.first,
                                 all.last < pixels.last ? all.last : pixels.last};
    const int upper = et_chroma_first(down, row, overlay->base.height);
    const int lower = et_chroma_last(down, row, overlay->base.height), skip = done.first - from;
    bytes->kernels.paint((int16_t *const[2]){paint[0] + skip, paint[1] + skip}, cover + skip,
                         pixels_at(overlay, run, upper, done.first),
                         pixels_at(overlay, run, lower, done.first), done.last - done.first,
                         &bytes->planes[1], bytes->alpha_factor);
    complete(cover, -ET_COVER_ONE, all, done, width);
    complete(paint[0], 0, all, done, width);
    complete(paint[1], 0, all, done, width);
    const ptrdiff_t offset = (ptrdiff_t)part.first * bytes->bytes;
    void *const dst[2] = {(uint8_t *)row_of(run->out, 1, row) + offset,
                          (uint8_t *)row_of(run->out, 2, row) + offset};
    const void *const src[2] = {row_of(run->in, 1, row) + offset, row_of(run->in, 2, row) + offset};
    bytes->kernels.mix(dst, src, (const int16_t *const[2]){paint[0], paint[1]}, cover, count,
                       across->taps == 2, bytes->planes[1].zero, &bytes->codes);
}

void et_overlay_bytes_run(const struct et_overlay_bytes *bytes, const struct et_run *run)
{
    const struct et_overlay *overlay = bytes->overlay;
    const int shift = overlay->base.shift_y;
    const int full = overlay->base.interpolated ? 1 : overlay->base.channels;
    for (int y = run->first; y < run->last; y++) {
        for (int plane = 0; plane < full; plane++)
            run_full_row(bytes, run, plane, y);
        /* While the pixels are in a cache. */
        const bool is_last = y + 1 == run->last || !((y + 1) & ((1 << shift) - 1));
        if (overlay->base.interpolated && is_last)
            run_chroma_row(bytes, run, y >> shift);
    }
}
