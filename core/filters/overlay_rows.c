// SPDX-License-Identifier: MIT
/* An overlay in rows of float, chunks of a row at a time that stay in L1; see overlay_rows.h. */
#include "filters/overlay_rows.h"

#include "color/matrix3.h"

#include <string.h>

enum {
    CHUNK = 256,
    ROOM = CHUNK + 16,
    ROOMS = 10, /* rows of a chunk */
    PAD = ET_READER_PAD,
    SUMS = 2, /* rows of chroma that a row of pixels may belong to */
};

struct work {
    const struct et_overlay_rows *rows;
    const struct et_overlay *overlay;
    const struct et_run *run;
    struct et_pixel_row base, second;
    float *source[3], *backdrop[3]; /* rooms of a chunk */
    float *cover, *base_alpha, *value, *mean;
    float *sums[SUMS][3]; /* of what happens to Cb, to Cr, and of cover: as wide as the picture */
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
    return (ROOMS * ROOM + (4 + 3 * SUMS) * stride_of(rows->overlay)) * sizeof(float);
}

static struct work lay_out(const struct et_overlay_rows *rows, const struct et_run *run)
{
    const size_t stride = stride_of(rows->overlay);
    float *next = run->scratch;
    struct work work = {.rows = rows,
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
    for (int k = 0; k < 3 * SUMS; k++, next += stride)
        work.sums[k / 3][k % 3] = next + PAD;
    return work;
}

/* ---- Pixels ---------------------------------------------------------------------------------- */

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
static void read_source(const struct work *work, int x, int count, float *source[3])
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

static void write_samples(const struct work *work, int plane, int y, int x, int count,
                          const float *paint, const float *cover)
{
    const int bytes = work->rows->base.bytes;
    const struct et_image *in = work->run->in, *out = work->run->out;
    et_row_load(work->value, in->data[plane] + y * in->stride[plane] + x * bytes, bytes, count, 0);
    mix_row(work->value, paint, cover, count);
    work->rows->store(out->data[plane] + y * out->stride[plane] + x * bytes, work->value, bytes,
                      count, (float)work->overlay->base.max);
}

static void write_alpha(const struct work *work, int y, int x, int count)
{
    const float opaque = (float)work->overlay->base.max;
    float *paint = work->mean;
    for (int i = 0; i < count; i++)
        paint[i] = work->cover[i] * opaque;
    write_samples(work, work->overlay->base.alpha_plane, y, x, count, paint, work->cover);
}

/*
 * What happens to the base's pixels from x on, all under the second input: to `paint`, and to
 * work->cover. Writes their alpha where `writes` says so.
 */
static void find_paint(const struct work *work, int y, int x, int count, bool writes,
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

/* ---- Rows ------------------------------------------------------------------------------------ */

/* A row of chroma that a row of pixels belongs to. */
struct sum {
    int row;
    float weight;
    bool is_first;
};

/* Begins a sum: nothing happens outside of `part`. */
static void clear_around(const struct work *work, int row, struct et_span part)
{
    const int width = work->overlay->base.width;
    for (int c = 0; c < 3; c++) {
        float *sums = work->sums[row % SUMS][c];
        memset(sums, 0, (size_t)part.first * sizeof(*sums));
        memset(sums + part.last, 0, (size_t)(width - part.last) * sizeof(*sums));
    }
}

static void run_chunk(const struct work *work, int y, int x, int count, const struct sum *sums,
                      int sum_count)
{
    const struct et_overlay *overlay = work->overlay;
    const bool writes = y >= work->run->first && y < work->run->last;
    const float *cover = work->rows->blend ? NULL : work->cover;
    const int full = overlay->base.interpolated ? 1 : overlay->base.channels;
    float *paint[3];
    find_paint(work, y, x, count, writes, paint);
    for (int plane = 0; plane < full && writes; plane++)
        write_samples(work, plane, y, x, count, paint[plane], cover);
    for (int i = 0; i < sum_count; i++) {
        float *const *rows = work->sums[sums[i].row % SUMS];
        for (int c = 0; c < 2; c++)
            et_row_add(rows[c] + x, paint[c + 1], sums[i].weight, count, sums[i].is_first);
        if (cover)
            et_row_add(rows[2] + x, cover, sums[i].weight, count, sums[i].is_first);
    }
}

/* A row of pixels: to the planes of full size where it is one of the band's, and to the sums. */
static void run_row(struct work *work, int y, const struct sum *sums, int sum_count)
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
static void keep_chroma(const struct work *work, int plane, int row, int x, int count, float *paint,
                        const float *cover)
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
    et_row_load(codes,
                image->data[plane] + (row - top) * image->stride[plane] +
                    (begin - left) * second->bytes,
                second->bytes, end - begin, 0);
    for (int i = begin; i < end; i++)
        paint[i - x] = cover[i - x] * (codes[i - begin] * sum[plane] + sum[3] + black);
}

static void finish_chroma(const struct work *work, int row)
{
    const struct et_overlay *overlay = work->overlay;
    const struct et_chroma_axis *across = &overlay->across;
    const struct et_span chroma = et_overlay_chroma(overlay);
    const bool covered = chroma.first < chroma.last && et_overlay_has_chroma_row(overlay, row);
    const struct et_span part = covered ? chroma : (struct et_span){0, 0};
    float *const *sums = work->sums[row % SUMS];
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
            write_samples(work, plane, row, x, count, work->mean, cover);
        }
    }
}

static void run_subsampled(struct work *work)
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
        struct sum sums[SUMS];
        int count = 0;
        for (int k = row; k < end_row && count < SUMS; k++) {
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
    struct work work = lay_out(rows, run);
    if (rows->overlay->base.interpolated) {
        run_subsampled(&work);
        return;
    }
    for (int y = run->first; y < run->last; y++)
        run_row(&work, y, NULL, 0);
}
