// SPDX-License-Identifier: MIT
/* The pixels of an overlay, before they meet the base's samples; see overlay.c. */
#include "filters/overlay.h"

#include "color/matrix3.h"
#include "simd/fir.h"

#include <math.h>
#include <string.h>

enum { FACTOR_BITS = 24 }; /* of sums in 64 bits */

/* ---- Set-up ---------------------------------------------------------------------------------- */

static int64_t fixed(double value)
{
    return (int64_t)floor(value * (1 << FACTOR_BITS) + 0.5);
}

int et_overlay_init(struct et_overlay *overlay, const struct et_image_info *base,
                    const struct et_image_info *second, double opacity)
{
    struct et_code_scale base_scale, second_scale;
    double base_rgb[3][3], second_rgb[3][3], planes[3][3], through[3][3];
    overlay->base = et_pixels_of(base);
    overlay->second = et_pixels_of(second);
    overlay->alpha_factor = (int64_t)floor(opacity * (1 << 30) / overlay->second.max + 0.5);
    overlay->base_alpha_factor = (int64_t)floor((double)(1 << 30) / overlay->base.max + 0.5);
    int error = et_pixels_to_rgb(base, base_rgb, &base_scale);
    if (!error)
        error = et_pixels_to_rgb(second, second_rgb, &second_scale);
    if (!error)
        error = et_pixels_from_rgb(base, planes);
    if (error)
        return error;
    const int depth = overlay->depth = et_format_info(base->format)->depth;
    overlay->bits = depth <= ET_MIDDLE_BITS ? ET_MIDDLE_BITS : 16;
    const bool bytes = overlay->second.interleaved && overlay->bits == ET_MIDDLE_BITS;
    overlay->paints_bytes = bytes && overlay->blend == ET_BLEND_NORMAL && !overlay->premultiplied &&
                            overlay->base.alpha_plane < 0;
    et_matrix3_multiply(planes, second_rgb, through);
    for (int i = 0; i < overlay->base.channels; i++) {
        const double middle = (double)(1 << overlay->bits) / (1 << depth);
        const double zero = base_scale.zero[i] * middle, unit = base_scale.unit[i] * middle;
        overlay->zero[i] = et_plane_is_chroma(base->format, i) ? 1 << (overlay->bits - 1) : 0;
        overlay->black[i] = (int)zero - overlay->zero[i];
        overlay->plane[i] =
            et_channel_sum_of(&overlay->second, &second_scale, through[i], overlay->black[i], unit,
                              bytes ? ET_OVERLAY_BYTE_BITS : FACTOR_BITS);
        for (int c = 0; c < 3; c++)
            overlay->back[i][c] = fixed(planes[i][c] * unit / ET_BLEND_ONE);
    }
    if (overlay->base.channels == 1) { /* grey is blended as it is */
        overlay->back[0][0] += overlay->back[0][1] + overlay->back[0][2];
        memcpy(second_rgb[0], through[0], sizeof(through[0]));
    }
    for (int c = 0; c < overlay->base.channels; c++) {
        overlay->base_rgb[c] = et_channel_sum_of(&overlay->base, &base_scale, base_rgb[c], 0,
                                                 ET_BLEND_ONE, FACTOR_BITS);
        overlay->second_rgb[c] = et_channel_sum_of(&overlay->second, &second_scale, second_rgb[c],
                                                   0, ET_BLEND_ONE, FACTOR_BITS);
    }
    return 0;
}

/* ---- Pixels ---------------------------------------------------------------------------------- */

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

static void read_channels(const struct et_pixels *pixels, const struct et_image *image,
                          const struct et_channel_sum *sums, int sum_count, int y, int first,
                          int count, int32_t channels[3][ET_OVERLAY_PIXELS])
{
    for (int channel = 0; channel < pixels->channels; channel++) {
        bool needed = false;
        for (int i = 0; i < sum_count; i++)
            needed |= sums[i].factor[channel] != 0;
        if (needed)
            et_pixels_channel(pixels, image, channel, y, first, count, channels[channel]);
    }
}

static void run_sum(const struct et_channel_sum *sum, int32_t channels[3][ET_OVERLAY_PIXELS],
                    int count, int32_t *values)
{
    const int32_t *const pointers[3] = {channels[0], channels[1], channels[2]};
    et_channel_sum_run(sum, pointers, count, values);
}

/* What was multiplied by its alpha, divided by it again, to nearest. */
static int straight(int value, int alpha, int max)
{
    if (!alpha)
        return 0;
    const int64_t product = (int64_t)value * max;
    return (int)((product + (product < 0 ? -alpha / 2 : alpha / 2)) / alpha);
}

static void make_straight(const struct et_overlay *overlay, const int32_t *alpha, int black,
                          int low, int high, int count, int32_t *values)
{
    for (int i = 0; overlay->premultiplied && i < count; i++)
        values[i] =
            clamp(black + straight(values[i] - black, alpha[i], overlay->second.max), low, high);
}

/* Alpha codes to cover. */
static void to_cover(int64_t factor, const int32_t *alpha, int count, int32_t *cover)
{
    for (int i = 0; i < count; i++)
        cover[i] = (int32_t)((factor * alpha[i] + (1 << 15)) >> 16);
}

/* What part of the result's colour is the source's: as / (as + ab - as ab), from 1/2^30 each. */
static int32_t share_of(int64_t source, int64_t base)
{
    const int64_t either = source + base - ((source * base) >> 30);
    return either ? (int32_t)(((source << ET_COVER_BITS) + either / 2) / either) : 0;
}

/* Cover by alpha and opacity where the base is opaque; else of what the result's colour is made. */
static void read_cover(const struct et_overlay *overlay, const struct et_image *base,
                       const struct et_image *second, int plane, int y, int first, int count,
                       struct et_overlay_scratch *s)
{
    et_pixels_alpha(&overlay->second, second, y - overlay->y, first - overlay->x, count, s->alpha);
    if (overlay->base.alpha_plane < 0 || plane == overlay->base.alpha_plane) {
        to_cover(overlay->alpha_factor, s->alpha, count, s->cover);
        return;
    }
    et_pixels_alpha(&overlay->base, base, y, first, count, s->base_alpha);
    for (int i = 0; i < count; i++)
        s->cover[i] = share_of(overlay->alpha_factor * s->alpha[i],
                               overlay->base_alpha_factor * s->base_alpha[i]);
    to_cover(overlay->base_alpha_factor, s->base_alpha, count, s->base_alpha);
}

/* Changes of the base's components, 0 to ET_BLEND_ONE, into s->change. */
static void blend_component(const struct et_overlay *overlay, int component, int count,
                            struct et_overlay_scratch *s)
{
    const bool opaque = overlay->base.alpha_plane < 0;
    run_sum(&overlay->second_rgb[component], s->source, count, s->value);
    make_straight(overlay, s->alpha, 0, 0, ET_BLEND_ONE, count, s->value);
    run_sum(&overlay->base_rgb[component], s->backdrop, count, s->paint);
    for (int i = 0; i < count; i++) {
        const int backdrop = s->paint[i], source = clamp(s->value[i], 0, ET_BLEND_ONE);
        const int inside = clamp(backdrop, 0, ET_BLEND_ONE);
        const int blended = opaque ? s->cover[i] : et_covered(s->cover[i], s->base_alpha[i]);
        s->change[component][i] =
            et_covered(et_blend(overlay->blend, inside, source) - inside, blended) +
            et_covered(source - backdrop, s->cover[i] - blended);
    }
}

static void blend_pixels(const struct et_overlay *overlay, const struct et_image *base,
                         const struct et_image *second, int plane, int y, int first, int count,
                         struct et_overlay_scratch *s)
{
    const int components = overlay->base.channels;
    const int64_t *back = overlay->back[plane];
    read_channels(&overlay->second, second, overlay->second_rgb, components, y - overlay->y,
                  first - overlay->x, count, s->source);
    read_channels(&overlay->base, base, overlay->base_rgb, components, y, first, count,
                  s->backdrop);
    for (int component = 0; component < components; component++)
        blend_component(overlay, component, count, s);
    for (int i = 0; i < count; i++) {
        int64_t sum = 1 << (FACTOR_BITS - 1);
        for (int component = 0; component < components; component++)
            sum += back[component] * s->change[component][i];
        s->paint[i] = (int32_t)(sum >> FACTOR_BITS);
        s->cover[i] = 0;
    }
}

void et_overlay_pixels(const struct et_overlay *overlay, const struct et_image *base,
                       const struct et_image *second, int plane, int y, int first, int count,
                       struct et_overlay_scratch *s)
{
    const int range = 1 << overlay->bits;
    if (overlay->paints_bytes) {
        const uint8_t *row = second->data[0] + (y - overlay->y) * second->stride[0];
        overlay->kernels.paint(s->paint, s->cover, row + 4 * (first - overlay->x), count,
                               &overlay->plane[plane], (int)overlay->alpha_factor);
        return;
    }
    read_cover(overlay, base, second, plane, y, first, count, s);
    if (plane == overlay->base.alpha_plane) {
        const int opaque = overlay->base.max << (overlay->bits - overlay->depth);
        for (int i = 0; i < count; i++)
            s->paint[i] = et_covered(opaque, s->cover[i]);
        return;
    }
    if (overlay->blend != ET_BLEND_NORMAL) {
        blend_pixels(overlay, base, second, plane, y, first, count, s);
        return;
    }
    read_channels(&overlay->second, second, &overlay->plane[plane], 1, y - overlay->y,
                  first - overlay->x, count, s->source);
    run_sum(&overlay->plane[plane], s->source, count, s->value);
    make_straight(overlay, s->alpha, overlay->black[plane], -range, range, count, s->value);
    for (int i = 0; i < count; i++)
        s->paint[i] = et_covered(s->value[i], s->cover[i]);
}

void et_overlay_chroma(const struct et_overlay *overlay, const struct et_image *second, int plane,
                       int y, int first, int count, struct et_overlay_scratch *s)
{
    const uint8_t *row = second->data[plane] + y * second->stride[plane];
    for (int i = 0; i < count; i++) {
        const int x = first + i;
        const int code = overlay->second.max == 255 ? row[x] : ((const uint16_t *)row)[x];
        s->source[plane][i] = code << ET_PIXELS_FRACTION_BITS;
    }
    run_sum(&overlay->plane[plane], s->source, count, s->value);
}
