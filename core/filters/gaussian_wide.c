// SPDX-License-Identifier: MIT
/*
 * Wide Gaussian, at a cost that falls as sigma grows: the plane is reduced by means over squares of
 * D x D samples, D = 2, 4, 8, ... so that the smaller sigma is 2 D to 4 D; blurred there by a
 * Gaussian out to 4 sigmas; and enlarged by cubic B-splines, which smooth and leave no facets.
 * Variances add up: the mean has (D^2 - 1) / 12, the B-spline D^2 / 3, the Gaussian the rest.
 * Between the steps samples have 14 bits.
 *
 * Against the exact Gaussian: the largest difference over noise, edges and points is below
 * 0.4 % of the range (tests/check/blur.c).
 *
 * A band reduces the rows that it depends on by itself, so bands share nothing; reduced rows lie at
 * multiples of D from the plane's first row, whatever the band.
 */
#include "filters/gaussian.h"

#include "base/arena.h"
#include "simd/resample.h"

#include <etalon/error.h>
#include <math.h>

enum {
    ALIGN = 64,
    SPLINE_REACH = 2, /* reduced samples beyond the plane that the B-spline asks for */
    SPLINE_TAPS = 4,
};

/* How a band's scratch is laid out, in bytes from its start. */
struct layout {
    size_t pointers, source, reduced, blurred_across, blurred, enlarged, total;
    size_t row_bytes;  /* of a row of `cells` and what the spline asks for */
    int blurred_rows;  /* reduced rows that the spline asks for */
};

static size_t align_up(size_t size)
{
    return (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

static int max_int(int a, int b)
{
    return a > b ? a : b;
}

static struct layout layout_of(const struct et_gaussian *gaussian, int rows)
{
    const int reduction = gaussian->reduction;
    const size_t sample = sizeof(int16_t);
    int pointers = max_int(max_int(gaussian->across.taps, gaussian->down.taps), reduction);
    size_t edge = align_up((size_t)(-gaussian->reduce.first) * sample);
    size_t source = edge + align_up((size_t)gaussian->reduce.last * sample);
    size_t row_bytes = align_up((size_t)(gaussian->cells + 2 * SPLINE_REACH) * sample);
    size_t blurred_rows = (size_t)(rows / reduction + 2 + SPLINE_TAPS);
    size_t across_rows = blurred_rows + 2 * (size_t)gaussian->down.radius;
    struct layout layout = {.row_bytes = row_bytes, .blurred_rows = (int)blurred_rows};
    layout.source = align_up((size_t)pointers * sizeof(void *)) + edge;
    layout.reduced = layout.source - edge + source;
    layout.blurred_across = layout.reduced + align_up((size_t)gaussian->reduce.count * sample);
    layout.blurred = layout.blurred_across + across_rows * row_bytes;
    layout.enlarged = layout.blurred + blurred_rows * row_bytes;
    layout.total = layout.enlarged + row_bytes;
    return layout;
}

int et_gaussian_wide_init(struct et_gaussian *gaussian, struct et_arena *arena, double sigma_x,
                          double sigma_y, unsigned cpu)
{
    double smaller = sigma_x < sigma_y ? sigma_x : sigma_y;
    int reduction = 2;
    while (smaller >= 4 * reduction)
        reduction *= 2;
    const double square = (double)reduction * reduction;
    const double steps_variance = (square - 1) / 12 + square / 3;
    const double reach = 4;
    gaussian->reduction = reduction;
    gaussian->cells = (gaussian->width + reduction - 1) / reduction;
    gaussian->polyphase = et_polyphase_kernels(gaussian->depth, cpu);
    int error = et_gaussian_kernel_build(
        arena, sqrt((sigma_x * sigma_x - steps_variance) / square), reach, &gaussian->across);
    if (!error)
        error = et_gaussian_kernel_build(
            arena, sqrt((sigma_y * sigma_y - steps_variance) / square), reach, &gaussian->down);
    if (error)
        return error;
    /* One more than the radius, for the coefficient of 0 that makes the taps even. */
    gaussian->margin = gaussian->across.radius + 1 + SPLINE_REACH;

    int16_t *mean = et_arena_alloc(arena, (size_t)reduction, sizeof(*mean));
    if (!mean)
        return et_fail(ET_ERROR_MEMORY, "no memory for a blur of sigma %g", sigma_x);
    for (int i = 0; i < reduction; i++)
        mean[i] = (int16_t)(ET_BANK_ONE / reduction);
    gaussian->mean = mean;

    struct et_bank_shape reduce = {ET_KERNEL_BOX, gaussian->cells + 2 * gaussian->margin,
                                   (0.5 - gaussian->margin) * reduction - 0.5, reduction};
    struct et_bank_shape across = {ET_KERNEL_BSPLINE, gaussian->width, 0.5 / reduction - 0.5,
                                   1.0 / reduction};
    struct et_bank_shape down = across;
    down.count = gaussian->height;
    error = et_bank_build(arena, &reduce, &gaussian->reduce);
    if (!error)
        error = et_bank_build(arena, &across, &gaussian->enlarge_across);
    return error ? error : et_bank_build(arena, &down, &gaussian->enlarge_down);
}

size_t et_gaussian_wide_scratch(const struct et_gaussian *gaussian, int rows)
{
    return layout_of(gaussian, rows).total;
}

/* Reduced row `cell_row`, blurred across, for cells -SPLINE_REACH to cells + SPLINE_REACH - 1. */
static void reduce_row(const struct et_gaussian *gaussian, const struct layout *layout,
                       const uint8_t *src, ptrdiff_t src_stride, int cell_row, int16_t *dst,
                       uint8_t *scratch)
{
    const struct et_gaussian_kernel *across = &gaussian->across;
    const void **rows = (const void **)(scratch + layout->pointers);
    int16_t *source = (int16_t *)(scratch + layout->source);
    int16_t *reduced = (int16_t *)(scratch + layout->reduced);
    et_rows_clamped(rows, src, src_stride, gaussian->height, cell_row * gaussian->reduction,
                    gaussian->reduction);
    gaussian->fir.to_middle(source, rows, gaussian->mean, gaussian->reduction, gaussian->width,
                            gaussian->depth);
    et_row_extend(source, gaussian->width, -gaussian->reduce.first,
                  gaussian->reduce.last - gaussian->width);
    gaussian->polyphase.middle(reduced, source, &gaussian->reduce, ET_MIDDLE_BITS);
    for (int t = 0; t < across->taps; t++)
        rows[t] = reduced + gaussian->margin - SPLINE_REACH - across->radius + t;
    gaussian->fir.middle(dst, rows, across->coefs, across->taps, gaussian->cells + 2 * SPLINE_REACH,
                         ET_MIDDLE_BITS);
}

void et_gaussian_wide_run(const struct et_gaussian *gaussian, const uint8_t *src,
                          ptrdiff_t src_stride, uint8_t *dst, ptrdiff_t dst_stride, int first,
                          int last, void *scratch)
{
    const struct layout layout = layout_of(gaussian, last - first);
    const struct et_gaussian_kernel *down = &gaussian->down;
    const struct et_bank *enlarge = &gaussian->enlarge_down;
    const int row_width = gaussian->cells + 2 * SPLINE_REACH;
    uint8_t *memory = scratch;
    const void **rows = (const void **)(memory + layout.pointers);
    uint8_t *across = memory + layout.blurred_across, *blurred = memory + layout.blurred;
    int16_t *enlarged = (int16_t *)(memory + layout.enlarged);

    const int top = enlarge->start[first];
    const int count = enlarge->start[last - 1] + SPLINE_TAPS - top;
    const ptrdiff_t row_bytes = (ptrdiff_t)layout.row_bytes;
    const int across_count = count + 2 * down->radius;
    for (int i = 0; i < across_count; i++)
        reduce_row(gaussian, &layout, src, src_stride, top - down->radius + i,
                   (int16_t *)(across + i * row_bytes), memory);
    for (int i = 0; i < count; i++) {
        et_rows_clamped(rows, across, row_bytes, across_count, i, down->taps);
        gaussian->fir.middle(blurred + i * row_bytes, rows, down->coefs, down->taps, row_width,
                             ET_MIDDLE_BITS);
    }
    for (int y = first; y < last; y++) {
        et_rows_clamped(rows, blurred, row_bytes, count, enlarge->start[y] - top, SPLINE_TAPS);
        gaussian->fir.middle(enlarged, rows, enlarge->coefs + (ptrdiff_t)y * SPLINE_TAPS, SPLINE_TAPS,
                             row_width, ET_MIDDLE_BITS);
        gaussian->polyphase.from_middle(dst + y * dst_stride, enlarged + SPLINE_REACH,
                                        &gaussian->enlarge_across, gaussian->depth);
    }
}
