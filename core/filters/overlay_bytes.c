// SPDX-License-Identifier: MIT
/* Rows of the usual overlay; see overlay_bytes.h, and overlay_bytes_kernels.c for what is done to them. */
#include "filters/overlay_bytes.h"

#include "color/matrix3.h"
#include "simd/fir.h"

#include <math.h>

enum {
    MOST_BITS = 12,
    SUM_BITS = 8, /* of factors */
};

/* ---- Set-up ---------------------------------------------------------------------------------- */

bool et_overlay_bytes_fit(const struct et_overlay *overlay)
{
    const struct et_pixels *base = &overlay->base;
    const bool chroma = base->shift_x == 1 && overlay->down.taps == 1 << overlay->down.shift;
    return overlay->second.interleaved && overlay->blend == ET_BLEND_NORMAL && !overlay->under &&
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
        .alpha_factor = (int)floor(overlay->opacity * (1 << 30) / overlay->second.max + 0.5),
        .kernels = et_overlay_bytes_kernels(depth, cpu),
    };
    bytes->chroma = (struct et_overlay_chroma){.overlay = overlay,
                                               .bytes = depth == 8 ? 1 : 2,
                                               .codes = {ET_MIDDLE_BITS - depth, overlay->base.max},
                                               .mix = bytes->kernels.mix};
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

size_t et_overlay_bytes_scratch(const struct et_overlay_bytes *bytes)
{
    return et_overlay_chroma_scratch(bytes->overlay);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* The pixel of the second input that lies on pixel `x` of row `y` of the base; NULL: none. */
static const uint8_t *pixels_at(const struct et_overlay *overlay, const struct et_run *run, int y,
                                int x)
{
    if (!et_overlay_has_row(overlay, y))
        return NULL;
    return et_image_row(run->second, 0, y - overlay->y) + 4 * (ptrdiff_t)(x - overlay->x);
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
    const ptrdiff_t offset = (ptrdiff_t)part.first * bytes->chroma.bytes;
    bytes->kernels.full(et_image_row(run->out, plane, y) + offset,
                        et_image_row(run->in, plane, y) + offset,
                        pixels_at(overlay, run, y, part.first), part.last - part.first,
                        &bytes->planes[plane], bytes->alpha_factor, &bytes->chroma.codes);
}

/* Both planes of chroma; of pixels in one row that row counts twice. */
static void run_chroma_row(const struct et_overlay_bytes *bytes, const struct et_run *run, int row)
{
    const struct et_overlay *overlay = bytes->overlay;
    struct et_chroma_sums sums;
    if (!et_overlay_chroma_begin(&bytes->chroma, run, row, run->scratch, &sums))
        return;
    const int upper = et_chroma_first(&overlay->down, row, overlay->base.height);
    const int lower = et_chroma_last(&overlay->down, row, overlay->base.height);
    bytes->kernels.paint(sums.paint, sums.cover, pixels_at(overlay, run, upper, sums.done.first),
                         pixels_at(overlay, run, lower, sums.done.first),
                         sums.done.last - sums.done.first, &bytes->planes[1], bytes->alpha_factor);
    et_overlay_chroma_finish(&bytes->chroma, run, row, &sums);
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
