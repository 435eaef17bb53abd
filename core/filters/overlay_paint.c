// SPDX-License-Identifier: MIT
#include "filters/overlay_paint.h"

#include <string.h>

static void scale_row(float *restrict row, float factor, int count)
{
    for (int i = 0; i < count; i++)
        row[i] *= factor;
}

static void sum_channels(const float sums[3][4], float *restrict a, float *restrict b,
                         float *restrict c, int count)
{
    float m[3][4];
    memcpy(m, sums, sizeof(m));
    for (int i = 0; i < count; i++) {
        const float to_a = ((m[0][0] * a[i] + m[0][3]) + m[0][1] * b[i]) + m[0][2] * c[i];
        const float to_b = ((m[1][0] * a[i] + m[1][3]) + m[1][1] * b[i]) + m[1][2] * c[i];
        const float to_c = ((m[2][0] * a[i] + m[2][3]) + m[2][1] * b[i]) + m[2][2] * c[i];
        a[i] = to_a;
        b[i] = to_b;
        c[i] = to_c;
    }
}

/* What was multiplied by its alpha, divided by it again. */
static void make_straight(float *restrict row, const float *restrict alpha, int count)
{
    for (int i = 0; i < count; i++) {
        const float quotient = row[i] / alpha[i];
        row[i] = alpha[i] > 0 ? quotient : 0;
    }
}

static void cut_row(float *restrict row, int count)
{
    for (int i = 0; i < count; i++) {
        const float value = row[i] > 0 ? row[i] : 0;
        row[i] = value < 1 ? value : 1;
    }
}

/* The second input's pixels, as `source` says. */
static void read_source(const struct et_overlay_work *work, int x, int count, float *source[3])
{
    const struct et_overlay_rows *rows = work->rows;
    et_pixel_row_read(&work->second, x, count, work->source, source);
    if (rows->scales)
        for (int c = 0; c < 3; c++)
            scale_row(source[c], rows->source[c][c], count);
    else
        sum_channels((const float(*)[4])rows->source, source[0], source[1], source[2], count);
    if (work->overlay->premultiplied) {
        et_pixel_row_alpha(&work->second, x, count, rows->own_alpha, work->value);
        for (int c = 0; c < 3; c++)
            make_straight(source[c], work->value, count);
    }
    for (int c = 0; c < 3 && rows->blend && !rows->within; c++)
        cut_row(source[c], count);
}

static void paint_row(float *restrict paint, const float *restrict cover, float black, int count)
{
    for (int i = 0; i < count; i++)
        paint[i] = cover[i] * (paint[i] + black);
}

/* What part of the result's colour is the source's: as / (as + ab - as ab). */
static void share_row(float *restrict cover, const float *restrict base_alpha, int count)
{
    for (int i = 0; i < count; i++) {
        const float either = cover[i] + base_alpha[i] * (1 - cover[i]);
        cover[i] = either > 0 ? cover[i] / either : 0;
    }
}

/* What is left of a second input that lies under the base, of which all is opaque where there is no alpha. */
static void veil_row(float *restrict cover, const float *restrict base_alpha, int count)
{
    for (int i = 0; i < count; i++)
        cover[i] = base_alpha ? cover[i] * (1 - base_alpha[i]) : 0;
}

/* Samples that are painted; `cover` is NULL where nothing of them goes. */
static void mix_row(float *restrict value, const float *restrict paint, const float *restrict cover,
                    int count)
{
    if (cover)
        for (int i = 0; i < count; i++)
            value[i] += paint[i] - cover[i] * value[i];
    else
        for (int i = 0; i < count; i++)
            value[i] += paint[i];
}

void et_overlay_write_samples(const struct et_overlay_work *work, int plane, int y, int x,
                              int count, const float *paint, const float *cover)
{
    const int bytes = work->rows->base.bytes;
    const struct et_image *in = work->run->in, *out = work->run->out;
    et_row_load(work->value, et_image_row(in, plane, y) + x * bytes, bytes, count, 0);
    mix_row(work->value, paint, cover, count);
    work->rows->store(et_image_row(out, plane, y) + x * bytes, work->value, bytes, count,
                      (float)work->overlay->base.max);
}

static void write_alpha(const struct et_overlay_work *work, int y, int x, int count)
{
    const float opaque = (float)work->overlay->base.max;
    float *paint = work->mean;
    for (int i = 0; i < count; i++)
        paint[i] = work->cover[i] * opaque;
    et_overlay_write_samples(work, work->overlay->base.alpha_plane, y, x, count, paint,
                             work->cover);
}

void et_overlay_find_paint(const struct et_overlay_work *work, int y, int x, int count, bool writes,
                           float *paint[3])
{
    const struct et_overlay_rows *rows = work->rows;
    const int own_x = x - work->overlay->x;
    const bool opaque = work->overlay->base.alpha_plane < 0;
    et_pixel_row_alpha(&work->second, own_x, count, rows->alpha, work->cover);
    if (!opaque) {
        if (writes)
            write_alpha(work, y, x, count);
        et_pixel_row_alpha(&work->base, x, count, rows->base_alpha, work->base_alpha);
        share_row(work->cover, work->base_alpha, count);
    }
    if (work->overlay->under && !rows->blend)
        veil_row(work->cover, opaque ? NULL : work->base_alpha, count);
    read_source(work, own_x, count, paint);
    if (!rows->blend) {
        for (int c = 0; c < work->overlay->base.channels; c++)
            paint_row(paint[c], work->cover, rows->black[c], count);
        return;
    }
    float *base[3];
    et_pixel_row_read(&work->base, x, count, work->backdrop, base);
    sum_channels((const float(*)[4])rows->to_rgb, base[0], base[1], base[2], count);
    for (int c = 0; c < 3; c++)
        rows->blend(paint[c], base[c], work->cover, work->base_alpha, count);
    sum_channels((const float(*)[4])rows->back, paint[0], paint[1], paint[2], count);
}
