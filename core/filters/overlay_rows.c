// SPDX-License-Identifier: MIT
/* An overlay in rows of float, chunks of a row at a time that stay in L1; see overlay_rows.h. */
#include "filters/overlay_paint.h"

#include "color/matrix3.h"

#include <string.h>

enum {
    CHUNK = 256,
    ROOM = CHUNK + 16,
    ROOMS = 10, /* rows of a chunk */
    PAD = ET_READER_PAD,
};

/* ---- Set-up ---------------------------------------------------------------------------------- */

/* Sums of channels for `unit` * (sum of weights[i] * channel i as 0 to 1). */
static void sum_of(const struct et_pixels *pixels, const struct et_code_scale *scale,
                   const double weights[3], double unit, float sum[4])
{
    double bias = 0;
    for (int i = 0; i < 3; i++) {
        const double factor = i < pixels->channels ? weights[i] * unit / scale->unit[i] : 0;
        sum[i] = (float)factor;
        bias -= i < pixels->channels ? factor * scale->zero[i] : 0;
    }
    sum[3] = (float)bias;
}

static bool has_factors_only(const float sums[3][4])
{
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 4; k++)
            if (i != k && sums[i][k] != 0)
                return false;
    return true;
}

int et_overlay_rows_init(struct et_overlay_rows *rows, const struct et_overlay *overlay,
                         const struct et_image_info *base, const struct et_image_info *second,
                         unsigned cpu)
{
    struct et_code_scale base_scale, second_scale;
    double base_rgb[3][3], second_rgb[3][3], planes[3][3], through[3][3];
    const bool gray = overlay->base.channels == 1, normal = overlay->blend == ET_BLEND_NORMAL;
    *rows = (struct et_overlay_rows){
        .overlay = overlay,
        .base = et_pixel_reader_of(base),
        .second = et_pixel_reader_of(second),
        .within = overlay->second.interleaved && !overlay->premultiplied,
        .alpha = (float)(overlay->opacity / overlay->second.max),
        .own_alpha = (float)(1.0 / overlay->second.max),
        .base_alpha = (float)(1.0 / overlay->base.max),
        .blend = normal ? NULL : et_blend_kernel_of(overlay->blend, overlay->base.alpha_plane < 0),
        .store = et_row_store_kernel(cpu),
    };
    int error = et_pixels_to_rgb(base, base_rgb, &base_scale);
    if (!error)
        error = et_pixels_to_rgb(second, second_rgb, &second_scale);
    if (!error)
        error = et_pixels_from_rgb(base, planes);
    if (error)
        return error;
    et_matrix3_multiply(planes, second_rgb, through);
    for (int i = 0; i < 3; i++) {
        /* Grey is blended as it is: three times the same. */
        const double *rgb = gray ? through[0] : second_rgb[i];
        const int plane = gray ? 0 : i;
        sum_of(&overlay->second, &second_scale, normal ? through[plane] : rgb,
               normal ? base_scale.unit[plane] : 1, rows->source[i]);
        sum_of(&overlay->base, &base_scale, base_rgb[i], 1, rows->to_rgb[i]);
        rows->black[i] = (float)base_scale.zero[i];
        for (int c = 0; c < 3; c++)
            rows->back[i][c] = (float)(planes[i][c] * base_scale.unit[i]);
    }
    rows->scales = has_factors_only((const float(*)[4])rows->source);
    return 0;
}

static size_t stride_of(const struct et_overlay *overlay)
{
    const int wider =
        overlay->base.width > overlay->second.width ? overlay->base.width : overlay->second.width;
    return ((size_t)wider + 2 * PAD + 15) & ~(size_t)15;
}

size_t et_overlay_rows_scratch(const struct et_overlay_rows *rows)
{
    return (ROOMS * ROOM + (4 + 3 * ET_OVERLAY_SUMS) * stride_of(rows->overlay)) * sizeof(float);
}

static struct et_overlay_work lay_out(const struct et_overlay_rows *rows, const struct et_run *run)
{
    const size_t stride = stride_of(rows->overlay);
    float *next = run->scratch;
    struct et_overlay_work work = {.rows = rows,
                                   .overlay = rows->overlay,
                                   .run = run,
                                   .base = {.reader = &rows->base},
                                   .second = {.reader = &rows->second}};
    float **const rooms[ROOMS] = {
        &work.source[0],   &work.source[1], &work.source[2],  &work.backdrop[0], &work.backdrop[1],
        &work.backdrop[2], &work.cover,     &work.base_alpha, &work.value,       &work.mean};
    for (int i = 0; i < ROOMS; i++, next += ROOM)
        *rooms[i] = next;
    for (int c = 0; c < 2; c++, next += 2 * stride) {
        work.base.chroma[c] = next + PAD;
        work.second.chroma[c] = next + stride + PAD;
    }
    for (int k = 0; k < 3 * ET_OVERLAY_SUMS; k++, next += stride)
        work.sums[k / 3][k % 3] = next + PAD;
    return work;
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* A row of chroma that a row of pixels belongs to. */
struct sum {
    int row;
    float weight;
    bool is_first;
};

/* Begins a sum: nothing happens outside of `part`. */
static void clear_around(const struct et_overlay_work *work, int row, struct et_span part)
{
    const int width = work->overlay->base.width;
    for (int c = 0; c < 3; c++) {
        float *sums = work->sums[row % ET_OVERLAY_SUMS][c];
        memset(sums, 0, (size_t)part.first * sizeof(*sums));
        memset(sums + part.last, 0, (size_t)(width - part.last) * sizeof(*sums));
    }
}

static void run_chunk(const struct et_overlay_work *work, int y, int x, int count,
                      const struct sum *sums, int sum_count)
{
    const struct et_overlay *overlay = work->overlay;
    const bool writes = y >= work->run->first && y < work->run->last;
    const float *cover = work->rows->blend ? NULL : work->cover;
    const int full = overlay->base.interpolated ? 1 : overlay->base.channels;
    float *paint[3];
    et_overlay_find_paint(work, y, x, count, writes, paint);
    for (int plane = 0; plane < full && writes; plane++)
        et_overlay_write_samples(work, plane, y, x, count, paint[plane], cover);
    for (int i = 0; i < sum_count; i++) {
        float *const *rows = work->sums[sums[i].row % ET_OVERLAY_SUMS];
        for (int c = 0; c < 2; c++)
            et_row_add(rows[c] + x, paint[c + 1], sums[i].weight, count, sums[i].is_first);
        if (cover)
            et_row_add(rows[2] + x, cover, sums[i].weight, count, sums[i].is_first);
    }
}

/* A row of pixels: to the planes of full size where it is one of the band's, and to the sums. */
static void run_row(struct et_overlay_work *work, int y, const struct sum *sums, int sum_count)
{
    const struct et_overlay *overlay = work->overlay;
    const struct et_span pixels = et_overlay_pixels(overlay);
    const bool covered = pixels.first < pixels.last && et_overlay_has_row(overlay, y);
    const struct et_span part = covered ? pixels : (struct et_span){0, 0};
    const enum et_format format = overlay->base.format;
    if (y >= work->run->first && y < work->run->last)
        for (int plane = 0; plane < et_format_info(format)->planes; plane++)
            if (!overlay->base.interpolated || !et_plane_is_chroma(format, plane))
                et_overlay_copy_around(work->run, plane, y, part);
    for (int i = 0; i < sum_count; i++)
        if (sums[i].is_first)
            clear_around(work, sums[i].row, part);
    if (!covered)
        return;
    if (work->rows->blend)
        et_pixel_row_begin(&work->base, work->run->in, y, part.first, part.last);
    work->base.image = work->run->in;
    work->base.y = y;
    et_pixel_row_begin(&work->second, work->run->second, y - overlay->y, part.first - overlay->x,
                       part.last - overlay->x);
    for (int x = part.first; x < part.last; x += CHUNK)
        run_chunk(work, y, x, part.last - x < CHUNK ? part.last - x : CHUNK, sums, sum_count);
}

/* Instead of paint's means, the second input's own chroma samples times the mean cover. */
static void keep_chroma(const struct et_overlay_work *work, int plane, int row, int x, int count,
                        float *paint, const float *cover)
{
    const struct et_overlay *overlay = work->overlay;
    const struct et_pixel_reader *second = &work->rows->second;
    const struct et_image *image = work->run->second;
    const int top = overlay->y >> second->down.shift, left = overlay->x >> second->across.shift;
    const int begin = x > left ? x : left;
    const int end = x + count < left + second->columns ? x + count : left + second->columns;
    const float *sum = work->rows->source[plane], black = work->rows->black[plane];
    if (row < top || row >= top + second->rows || begin >= end)
        return;
    float *codes = work->value;
    et_row_load(codes, et_image_row(image, plane, row - top) + (begin - left) * second->bytes,
                second->bytes, end - begin, 0);
    for (int i = begin; i < end; i++)
        paint[i - x] = cover[i - x] * (codes[i - begin] * sum[plane] + sum[3] + black);
}

static void finish_chroma(const struct et_overlay_work *work, int row)
{
    const struct et_overlay *overlay = work->overlay;
    const struct et_chroma_axis *across = &overlay->across;
    const struct et_span chroma = et_overlay_chroma(overlay);
    const bool covered = chroma.first < chroma.last && et_overlay_has_chroma_row(overlay, row);
    const struct et_span part = covered ? chroma : (struct et_span){0, 0};
    float *const *sums = work->sums[row % ET_OVERLAY_SUMS];
    float *cover = work->rows->blend ? NULL : work->cover;
    for (int plane = 1; plane < 3; plane++)
        et_overlay_copy_around(work->run, plane, row, part);
    for (int c = 0; c < 3 && covered; c++)
        for (int i = 0; i < PAD; i++) {
            sums[c][-1 - i] = sums[c][0];
            sums[c][overlay->base.width + i] = sums[c][overlay->base.width - 1];
        }
    for (int x = part.first; x < part.last; x += CHUNK) {
        const int count = part.last - x < CHUNK ? part.last - x : CHUNK;
        if (cover)
            et_chroma_narrow(across, cover, sums[2] + (x << across->shift), count);
        for (int plane = 1; plane < 3; plane++) {
            et_chroma_narrow(across, work->mean, sums[plane - 1] + (x << across->shift), count);
            if (overlay->keeps_chroma)
                keep_chroma(work, plane, row, x, count, work->mean, cover);
            et_overlay_write_samples(work, plane, row, x, count, work->mean, cover);
        }
    }
}

static void run_subsampled(struct et_overlay_work *work)
{
    const struct et_chroma_axis *down = &work->overlay->down;
    const struct et_run *run = work->run;
    const int height = work->overlay->base.height;
    const int first_row = run->first >> down->shift;
    const int end_row = (run->last + (1 << down->shift) - 1) >> down->shift;
    int from = et_chroma_first(down, first_row, height);
    int to = et_chroma_last(down, end_row - 1, height) + 1;
    from = from < run->first ? from : run->first;
    to = to > run->last ? to : run->last;
    for (int y = from, row = first_row; y < to; y++) {
        struct sum sums[ET_OVERLAY_SUMS];
        int count = 0;
        for (int k = row; k < end_row && count < ET_OVERLAY_SUMS; k++) {
            const int first = et_chroma_first(down, k, height);
            if (first > y)
                break;
            if (et_overlay_has_chroma_row(work->overlay, k))
                sums[count++] = (struct sum){k, et_chroma_weight(down, k, y, height), first == y};
        }
        run_row(work, y, sums, count);
        while (row < end_row && et_chroma_last(down, row, height) == y)
            finish_chroma(work, row++);
    }
}

void et_overlay_rows_run(const struct et_overlay_rows *rows, const struct et_run *run)
{
    struct et_overlay_work work = lay_out(rows, run);
    if (rows->overlay->base.interpolated) {
        run_subsampled(&work);
        return;
    }
    for (int y = run->first; y < run->last; y++)
        run_row(&work, y, NULL, 0);
}
