// SPDX-License-Identifier: MIT
/*
 * Rows of blend modes in 16 bits, chunks of a row at a time that stay in L1; see overlay_lanes.h, and
 * overlay_lanes_kernels.c for what is done to them.
 */
#include "filters/overlay_lanes.h"

#include "base/range.h"
#include "filters/overlay_bytes.h"
#include "simd/fir.h"

#include <math.h>
#include <string.h>

enum {
    ROWS = 2,
    CHUNK = ET_LANES_CHUNK,
    PAD = 16, /* samples of chroma before a row and behind it */
    MOST_BASE = 1023,
    MOST_SECOND = 4095,
    CHROMA_BITS = 16,
    HALF_BITS = 14, /* of components before they are cut to 0 to 1 */
};

/* ---- Set-up ---------------------------------------------------------------------------------- */

/* R' without Cb, B' without Cr, and luma in all three as it is. */
static bool has_usual_matrix(const struct et_image_info *info)
{
    struct et_code_scale scale;
    double rows[3][3];
    if (et_format_info(info->format)->model != ET_MODEL_YUV || et_pixels_to_rgb(info, rows, &scale))
        return false;
    return fabs(rows[0][1]) < 1e-9 && fabs(rows[2][2]) < 1e-9 && fabs(rows[0][0] - 1) < 1e-9 &&
           fabs(rows[1][0] - 1) < 1e-9 && fabs(rows[2][0] - 1) < 1e-9;
}

bool et_overlay_lanes_fit(const struct et_overlay *overlay, const struct et_image_info *base,
                          const struct et_image_info *second)
{
    const struct et_pixels *a = &overlay->base, *b = &overlay->second;
    const bool chroma = a->shift_x == 1 && overlay->down.taps == 1 << overlay->down.shift;
    const bool clip = b->alpha_plane < 0 && b->max <= MOST_SECOND && b->shift_x <= 1 &&
                      b->shift_y <= 1 && has_usual_matrix(second);
    return overlay->blend != ET_BLEND_NORMAL && overlay->blend != ET_BLEND_SOFT_LIGHT_UNDER &&
           !overlay->premultiplied && a->alpha_plane < 0 && a->max <= MOST_BASE &&
           (!a->interpolated || chroma) && has_usual_matrix(base) && (b->interleaved || clip);
}

static int16_t factor_of(double value)
{
    return (int16_t)floor(value * (1 << ET_LANES_BITS) + 0.5);
}

static struct et_lanes_matrix matrix_of(const struct et_image_info *info)
{
    const int depth = et_format_info(info->format)->depth;
    const double half = 1 << HALF_BITS, step = 1 << (ET_LANES_BITS - depth);
    struct et_code_scale scale;
    double rows[3][3];
    (void)et_pixels_to_rgb(info, rows, &scale); /* which has_usual_matrix() saw succeed */
    const double chroma = half / (scale.unit[1] * (1 << (CHROMA_BITS - depth)));
    return (struct et_lanes_matrix){
        .shift = ET_LANES_BITS - depth,
        .zero = (int16_t)(scale.zero[0] * step),
        .luma = factor_of(half / (scale.unit[0] * step)),
        .red_cr = factor_of(rows[0][2] * chroma),
        .green_cb = factor_of(rows[1][1] * chroma),
        .green_cr = factor_of(rows[1][2] * chroma),
        .blue_cb = factor_of(rows[2][1] * chroma),
    };
}

static struct et_lanes_back back_of(const struct et_image_info *info)
{
    const int depth = et_format_info(info->format)->depth;
    const double step = 1 << (ET_LANES_BITS - depth), one = 1 << ET_LANES_BITS;
    struct et_code_scale scale;
    double to_rgb[3][3], planes[3][3];
    struct et_lanes_back back;
    (void)et_pixels_to_rgb(info, to_rgb, &scale);
    (void)et_pixels_from_rgb(info, planes);
    for (int c = 0; c < 3; c++)
        back.luma[c] = factor_of(planes[0][c] * scale.unit[0] * step / one);
    const double chroma = scale.unit[1] * step / one;
    const double luma = one / (scale.unit[0] * step);
    back.cb[0] = factor_of(chroma / to_rgb[2][1]);
    back.cb[1] = factor_of(chroma / to_rgb[2][1] * luma);
    back.cr[0] = factor_of(chroma / to_rgb[0][2]);
    back.cr[1] = factor_of(chroma / to_rgb[0][2] * luma);
    return back;
}

void et_overlay_lanes_init(struct et_overlay_lanes *lanes, const struct et_overlay *overlay,
                           const struct et_image_info *base, const struct et_image_info *second,
                           unsigned cpu)
{
    const int depth = et_format_info(base->format)->depth;
    const int second_depth = et_format_info(second->format)->depth;
    const double opacity = overlay->opacity * (1 << ET_LANES_BITS);
    *lanes = (struct et_overlay_lanes){
        .overlay = overlay,
        .base = et_pixel_reader_of(base),
        .second = et_pixel_reader_of(second),
        .to_rgb = matrix_of(base),
        .back = back_of(base),
        .opacity = (int16_t)fmin(floor(opacity + 0.5), ET_LANES_ONE),
        .chroma = {.overlay = overlay,
                   .bytes = depth == 8 ? 1 : 2,
                   .codes = {ET_MIDDLE_BITS - depth, overlay->base.max},
                   .mix = et_overlay_bytes_kernels(depth, cpu).mix},
        .blend = et_lanes_blend_of(overlay->blend, cpu),
        .kernels = et_lanes_kernels(depth, cpu),
        .second_kernels = et_lanes_kernels(second_depth, cpu),
    };
    if (!overlay->second.interleaved)
        lanes->second_to_rgb = matrix_of(second);
}

/* ---- Scratch --------------------------------------------------------------------------------- */

/* A row of pixels that is read: its chroma between rows of samples. */
struct side {
    const struct et_pixel_reader *reader;
    const struct et_lanes_matrix *matrix;
    const struct et_lanes_kernels *kernels;
    const struct et_image *image;
    int y;
    uint16_t *chroma[2];
};

/* Two rows of pixels that have a row of chroma between them, or one. */
struct work {
    const struct et_overlay_lanes *lanes;
    const struct et_run *run;
    struct side base[ROWS], second[ROWS];
    struct et_lanes_row *rows[ROWS];
    struct et_chroma_sums sums;
};

static size_t stride_of(const struct et_pixel_reader *reader)
{
    return ((size_t)reader->columns + 2 * PAD + 31) & ~(size_t)31;
}

size_t et_overlay_lanes_scratch(const struct et_overlay_lanes *lanes)
{
    const size_t rows = 2 * ROWS * (stride_of(&lanes->base) + stride_of(&lanes->second));
    return et_overlay_chroma_scratch(lanes->overlay) + ROWS * sizeof(struct et_lanes_row) +
           rows * sizeof(int16_t);
}

static struct work lay_out(const struct et_overlay_lanes *lanes, const struct et_run *run)
{
    struct et_lanes_row *rows =
        (void *)((uint8_t *)run->scratch + et_overlay_chroma_scratch(lanes->overlay));
    uint16_t *next = (uint16_t *)(rows + ROWS);
    struct work work = {.lanes = lanes, .run = run, .rows = {rows, rows + 1}};
    for (int r = 0; r < ROWS; r++) {
        work.base[r] = (struct side){.reader = &lanes->base,
                                     .matrix = &lanes->to_rgb,
                                     .kernels = &lanes->kernels,
                                     .image = run->in};
        work.second[r] = (struct side){.reader = &lanes->second,
                                       .matrix = &lanes->second_to_rgb,
                                       .kernels = &lanes->second_kernels,
                                       .image = run->second};
        for (int c = 0; c < 2; c++) {
            work.base[r].chroma[c] = next + PAD;
            next += stride_of(&lanes->base);
            work.second[r].chroma[c] = next + PAD;
            next += stride_of(&lanes->second);
        }
    }
    return work;
}

/* ---- Pixels ---------------------------------------------------------------------------------- */

/* Begins with row `y`, of which pixels `first` to `last` - 1 will be read. */
static void begin_side(struct side *side, int y, int first, int last)
{
    const struct et_pixel_reader *reader = side->reader;
    const struct et_chroma_axis *down = &reader->down;
    const int phase = y & ((1 << down->shift) - 1), shift = reader->across.shift;
    const int above = (y >> down->shift) + down->up_from[phase];
    const int quarters = (int)(down->up_weight[phase] * 4);
    /* A row that weighs nothing is none of those that rows_needed() promises. */
    const int below = quarters > 0 ? above + 1 : above;
    const int begin = et_nearest((first >> shift) - 1, reader->columns);
    const int end = et_nearest(((last - 1) >> shift) + 1, reader->columns) + 1;
    side->y = y;
    for (int c = 0; c < 2 && !reader->pixels.interleaved; c++) {
        uint16_t *chroma = side->chroma[c];
        side->kernels->between(chroma + begin,
                               et_image_row(side->image, c + 1, et_nearest(above, reader->rows)) +
                                   begin * reader->bytes,
                               et_image_row(side->image, c + 1, et_nearest(below, reader->rows)) +
                                   begin * reader->bytes,
                               quarters, side->matrix->shift - 1, end - begin);
        chroma[begin - 1] = chroma[begin];
        chroma[end] = chroma[end - 1];
    }
}

/* Pixel x comes first; before it there may be another one. */
static void open_side(const struct side *side, int x, int count, int16_t *rgb)
{
    const struct et_pixel_reader *reader = side->reader;
    const struct et_chroma_axis *axis = &reader->across;
    const enum et_lanes_across across = !axis->shift              ? ET_LANES_FULL
                                        : axis->up_weight[0] == 0 ? ET_LANES_COSITED
                                                                  : ET_LANES_MIDWAY;
    const int lead = x & axis->shift, from = (x - lead) >> axis->shift;
    const uint16_t *const chroma[2] = {side->chroma[0] + from, side->chroma[1] + from};
    side->kernels->open(rgb - lead,
                        et_image_row(side->image, 0, side->y) + (x - lead) * reader->bytes, chroma,
                        across, side->matrix, lead + count);
}

/* `count` pixels from x on of a row, all under the second input. */
static void open_row(const struct work *work, int r, int x, int count)
{
    const struct et_overlay_lanes *lanes = work->lanes;
    const struct side *second = &work->second[r];
    const int own_x = x - lanes->overlay->x;
    struct et_lanes_row *row = work->rows[r];
    open_side(&work->base[r], x, count, row->base[0]);
    if (lanes->overlay->second.interleaved) {
        lanes->kernels.open_rgba(row,
                                 et_image_row(second->image, 0, second->y) + 4 * (ptrdiff_t)own_x,
                                 lanes->opacity, count);
        return;
    }
    open_side(second, own_x, count, row->source[0]);
    for (int i = 0; i < count; i++)
        row->cover[i] = lanes->opacity;
}

static void add_changes(const struct work *work, int plane, int y, int x, const int16_t *changes,
                        int count)
{
    const struct et_overlay_lanes *lanes = work->lanes;
    const ptrdiff_t offset = (ptrdiff_t)x * lanes->base.bytes;
    lanes->kernels.add(et_image_row(work->run->out, plane, y) + offset,
                       et_image_row(work->run->in, plane, y) + offset, changes, lanes->to_rgb.shift,
                       count);
}

/* `covered`: rows y and y + 1, as far as there are `rows`, that lie under the second input. */
static void run_chunk(const struct work *work, int y, int rows, const bool covered[ROWS], int x,
                      int count)
{
    const struct et_overlay_lanes *lanes = work->lanes;
    const bool sums = lanes->overlay->base.interpolated;
    struct et_lanes_row *const *row = work->rows;
    int16_t *chroma[2] = {row[0]->base[0], row[0]->base[1]};
    for (int r = 0; r < rows; r++) {
        if (covered[r])
            open_row(work, r, x, count);
        else
            memset(row[r], 0, sizeof(*row[r]));
    }
    for (int c = 0; c < 2 && sums; c++)
        chroma[c] = work->sums.paint[c] + (x - work->sums.done.first);
    lanes->blend(row[0], row[rows - 1], chroma, &lanes->back, count);
    for (int r = 0; r < rows; r++)
        if (covered[r])
            add_changes(work, 0, y + r, x, row[r]->source[0], count);
    for (int c = 0; c < 2 && !sums; c++)
        add_changes(work, c + 1, y, x, chroma[c], count);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* Rows y to y + `rows` - 1, one row of chroma's: one row of pixels counts twice. */
static void run_rows(struct work *work, int y, int rows)
{
    const struct et_overlay *overlay = work->lanes->overlay;
    const struct et_span pixels = et_overlay_pixels(overlay);
    bool covered[ROWS] = {false, false};
    for (int r = 0; r < rows; r++) {
        covered[r] = pixels.first < pixels.last && et_overlay_has_row(overlay, y + r);
        const struct et_span part = covered[r] ? pixels : (struct et_span){0, 0};
        for (int plane = 0; plane < (overlay->base.interpolated ? 1 : 3); plane++)
            et_overlay_copy_around(work->run, plane, y + r, part);
        if (!covered[r])
            continue;
        begin_side(&work->base[r], y + r, pixels.first, pixels.last);
        begin_side(&work->second[r], y + r - overlay->y, pixels.first - overlay->x,
                   pixels.last - overlay->x);
    }
    if (!covered[0] && !covered[1])
        return;
    for (int x = pixels.first; x < pixels.last; x += CHUNK)
        run_chunk(work, y, rows, covered, x, pixels.last - x < CHUNK ? pixels.last - x : CHUNK);
}

void et_overlay_lanes_run(const struct et_overlay_lanes *lanes, const struct et_run *run)
{
    const struct et_pixels *base = &lanes->overlay->base;
    const int rows = 1 << base->shift_y;
    struct work work = lay_out(lanes, run);
    for (int y = run->first; y < run->last; y += rows) {
        const int row = y >> base->shift_y;
        const bool sums = base->interpolated && et_overlay_chroma_begin(&lanes->chroma, run, row,
                                                                        run->scratch, &work.sums);
        work.sums.cover = NULL;
        run_rows(&work, y, run->last - y < rows ? run->last - y : rows);
        if (sums)
            et_overlay_chroma_finish(&lanes->chroma, run, row, &work.sums);
    }
}
