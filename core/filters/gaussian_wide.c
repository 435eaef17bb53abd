// SPDX-License-Identifier: MIT
/*
 * Wide Gaussian, at a cost that falls as sigma grows: the plane is reduced by D = 2, 4, 8, ... such
 * that the smaller sigma is 2 D to 4 D; blurred there by a Gaussian out to 4 sigmas; and
 * enlarged. The plane is reduced, and enlarged down its columns, by cubic B-splines, and enlarged
 * along its rows by quadratic ones, which is doubling again and again (simd/double.h): next to
 * nothing aliases, and no facets are left. Variances add up: each cubic B-spline has D^2 / 3,
 * the doubling (D^2 - 1) / 4, the Gaussian the rest. Between the steps samples have 14 bits.
 *
 * Against the exact Gaussian: the largest difference over noise, edges and points is below
 * 0.1 % of the range (tests/check/blur.c).
 *
 * Reduced rows lie at multiples of D from the plane's first row, whatever the band. A band that follows
 * another one finds those in the scratch memory that both need; any other one reduces all by itself. The
 * first one may begin above the plane: what it needs is then reduced by bands of which nothing is seen.
 */
#include "base/alloc.h"
#include "filters/gaussian.h"

#include "base/arena.h"
#include "simd/resample.h"

#include <math.h>
#include <string.h>

enum {
    REACH = 2,       /* reduced samples beyond the plane that enlarging asks for */
    SPLINE_TAPS = 4, /* reduced rows under an output row */
};

/*
 * Reduced rows that a band leaves: those that are blurred across, the first one at the start of their memory;
 * and of those that are blurred down, too, the last SPLINE_TAPS, before `blurred`.
 */
struct left {
    int first, last, blurred;
};

/* How a band's scratch is laid out, in bytes from its start, where `struct left` is. */
struct layout {
    size_t pointers, saved, sums, source, reduced, blurred_across, blurred, doubled[2], total;
    size_t row_bytes; /* of a row of `cells` and REACH on either side */
};

static struct layout layout_of(const struct et_gaussian *gaussian, int rows)
{
    const size_t sample = sizeof(int16_t);
    int pointers =
        gaussian->down.taps > gaussian->reduce.taps ? gaussian->down.taps : gaussian->reduce.taps;
    size_t edge = et_align_up((size_t)(-gaussian->reduce.first) * sample);
    size_t row_bytes = et_align_up((size_t)(gaussian->cells + 2 * REACH) * sample);
    size_t blurred_rows = (size_t)(rows / gaussian->reduction + 2 + SPLINE_TAPS);
    size_t across_rows = blurred_rows + 2 * (size_t)gaussian->down.radius;
    size_t doubled =
        et_align_up((size_t)(gaussian->cells * gaussian->reduction / 2 + 2 * REACH) * sample);
    struct layout layout = {.row_bytes = row_bytes, .pointers = et_align_up(sizeof(struct left))};
    layout.saved = layout.pointers + et_align_up((size_t)pointers * sizeof(void *));
    layout.sums = layout.saved + SPLINE_TAPS * row_bytes;
    layout.source = layout.sums + edge;
    if (gaussian->blocks)
        layout.source += et_align_up((size_t)et_fir_block_sums(gaussian->width) * sizeof(int32_t));
    layout.reduced = layout.source + et_align_up((size_t)gaussian->reduce.last * sample);
    layout.blurred_across = layout.reduced + et_align_up((size_t)gaussian->reduce.count * sample);
    layout.blurred = layout.blurred_across + across_rows * row_bytes;
    layout.doubled[0] = layout.blurred + blurred_rows * row_bytes;
    layout.doubled[1] = layout.doubled[0] + doubled;
    layout.total = layout.doubled[1] + doubled;
    return layout;
}

/* The kernel for blocks of rows takes coefficients that are the same from both ends. */
static bool goes_by_blocks(const struct et_gaussian *gaussian)
{
    const struct et_bank *reduce = &gaussian->reduce;
    for (int t = 0; t < reduce->taps / 2; t++)
        if (reduce->coefs[t] != reduce->coefs[reduce->taps - 1 - t])
            return false;
    return gaussian->fir.down_block && gaussian->width >= 8 && gaussian->reduction >= 4 &&
           gaussian->reduction <= ET_FIR_BLOCK_ROWS;
}

int et_gaussian_wide_init(struct et_gaussian *gaussian, struct et_arena *arena, double sigma_x,
                          double sigma_y, unsigned cpu)
{
    const double reach = 4, smaller = sigma_x < sigma_y ? sigma_x : sigma_y;
    int reduction = 2;
    while (smaller >= 4 * reduction)
        reduction *= 2;
    const double square = (double)reduction * reduction;
    const double left_x = sigma_x * sigma_x - square / 3 - (square - 1) / 4;
    const double left_y = sigma_y * sigma_y - square / 3 - square / 3;
    gaussian->reduction = reduction;
    gaussian->cells = (gaussian->width + reduction - 1) / reduction;
    gaussian->polyphase = et_polyphase_kernels(gaussian->depth, cpu);
    gaussian->enlarge_across = et_double_kernels(gaussian->depth, cpu);
    int error = et_gaussian_kernel_build(arena, sqrt(left_x / square), reach, &gaussian->across);
    if (!error)
        error = et_gaussian_kernel_build(arena, sqrt(left_y / square), reach, &gaussian->down);
    if (error)
        return error;
    /* One more than the radius, for the coefficient of 0 that makes the taps even. */
    gaussian->margin = gaussian->across.radius + 1 + REACH;
    struct et_bank_shape reduce = {ET_KERNEL_BSPLINE, gaussian->cells + 2 * gaussian->margin,
                                   (0.5 - gaussian->margin) * reduction - 0.5, reduction, true};
    struct et_bank_shape down = {ET_KERNEL_BSPLINE, gaussian->height, 0.5 / reduction - 0.5,
                                 1.0 / reduction, false};
    error = et_bank_build(arena, &reduce, &gaussian->reduce);
    gaussian->blocks = !error && goes_by_blocks(gaussian);
    return error ? error : et_bank_build(arena, &down, &gaussian->enlarge_down);
}

enum { BLOCKS = 4 }; /* under a reduced row */

/* The first reduced row under row `y`, which may lie above the plane. */
static int cell_under(const struct et_gaussian *gaussian, int y)
{
    const int above = y < 0 ? (gaussian->reduction - 1 - y) / gaussian->reduction : 0;
    return gaussian->enlarge_down.start[y + above * gaussian->reduction] - above;
}

void et_gaussian_wide_rows(const struct et_gaussian *gaussian, int first, int last, bool follows,
                           int *in_first, int *in_last)
{
    const struct et_bank *reduce = &gaussian->reduce;
    const int radius = gaussian->down.radius;
    const int kept = follows && gaussian->blocks ? BLOCKS - 1 : 0; /* blocks that are in the sums */
    const int cells = follows ? cell_under(gaussian, first - 1) + SPLINE_TAPS + radius
                              : cell_under(gaussian, first) - radius;
    const int end = cell_under(gaussian, last - 1) + SPLINE_TAPS + radius;
    *in_first = (cells + kept + gaussian->margin) * gaussian->reduction + reduce->first;
    *in_last = (end - 1 + gaussian->margin) * gaussian->reduction + reduce->first + reduce->taps;
    if (*in_first >= gaussian->height) /* the plane goes on as its edge */
        *in_first = gaussian->height - 1;
}

int et_gaussian_rows_above(const struct et_gaussian *gaussian)
{
    int first, last;
    if (gaussian->reduction == 1 || gaussian->height < gaussian->reduction)
        return 0;
    et_gaussian_wide_rows(gaussian, 0, 1, false, &first, &last);
    return last;
}

size_t et_gaussian_wide_scratch(const struct et_gaussian *gaussian, int rows)
{
    return layout_of(gaussian, rows).total;
}

/* Pointers to the `count` rows from the first of reduced row `cell_row` on. */
static const void **rows_under(const struct et_gaussian *gaussian, const struct layout *layout,
                               const uint8_t *src, ptrdiff_t src_stride, int cell_row, int count,
                               uint8_t *scratch)
{
    const void **rows = (const void **)(scratch + layout->pointers);
    /* Every cell has the coefficients of the first, `margin` cells before the plane. */
    et_rows_clamped(rows, src, src_stride, gaussian->height,
                    (cell_row + gaussian->margin) * gaussian->reduction + gaussian->reduce.first,
                    count);
    return rows;
}

/* What is reduced down already, in layout->source, blurred across for cells -REACH to cells + REACH - 1. */
static void reduce_across(const struct et_gaussian *gaussian, const struct layout *layout,
                          int16_t *dst, uint8_t *scratch)
{
    const struct et_gaussian_kernel *across = &gaussian->across;
    const struct et_bank *reduce = &gaussian->reduce;
    int16_t *source = (int16_t *)(scratch + layout->source);
    int16_t *reduced = (int16_t *)(scratch + layout->reduced);
    et_row_extend(source, gaussian->width, -reduce->first, reduce->last - gaussian->width);
    gaussian->polyphase.middle(reduced, source, reduce, ET_MIDDLE_BITS);
    gaussian->fir.across_middle(dst, reduced + gaussian->margin - REACH - across->radius,
                                across->coefs, across->taps, gaussian->cells + 2 * REACH,
                                ET_MIDDLE_BITS);
}

/*
 * Reduced rows `top` to `top` + `count` - 1, blurred across, `row_bytes` apart. `follows`: the last rows that
 * were reduced are those above.
 */
static void reduce_rows(const struct et_gaussian *gaussian, const struct layout *layout,
                        const uint8_t *src, ptrdiff_t src_stride, int top, int count, bool follows,
                        uint8_t *dst, uint8_t *scratch)
{
    const struct et_bank *reduce = &gaussian->reduce;
    int16_t *source = (int16_t *)(scratch + layout->source);
    int32_t *sums = (int32_t *)(scratch + layout->sums);
    const ptrdiff_t row_bytes = (ptrdiff_t)layout->row_bytes;
    if (!gaussian->blocks) {
        for (int i = 0; i < count; i++) {
            const void **rows =
                rows_under(gaussian, layout, src, src_stride, top + i, reduce->taps, scratch);
            gaussian->fir.down(source, rows, reduce->coefs, reduce->taps, gaussian->width,
                               gaussian->depth);
            reduce_across(gaussian, layout, (int16_t *)(dst + i * row_bytes), scratch);
        }
        return;
    }
    if (!follows)
        memset(sums, 0, (size_t)et_fir_block_sums(gaussian->width) * sizeof(*sums));
    for (int i = follows ? 0 : 1 - BLOCKS; i < count; i++) {
        const void **rows = rows_under(gaussian, layout, src, src_stride, top + i + BLOCKS - 1,
                                       gaussian->reduction, scratch);
        gaussian->fir.down_block(source, sums, rows, reduce->coefs, reduce->taps, gaussian->width);
        if (i >= 0)
            reduce_across(gaussian, layout, (int16_t *)(dst + i * row_bytes), scratch);
    }
}

/* A row of cells, in doubled[0] between REACH others on either side, to a row of the plane. */
static void enlarge_row(const struct et_gaussian *gaussian, const struct layout *layout,
                        uint8_t *dst, uint8_t *scratch)
{
    int16_t *row = (int16_t *)(scratch + layout->doubled[0]) + REACH;
    int16_t *next = (int16_t *)(scratch + layout->doubled[1]) + REACH;
    int width = gaussian->cells;
    for (int left = gaussian->reduction; left > 2; left /= 2) {
        /*
         * From one sample before the row to one after it, which gives REACH beyond the doubled one.
         */
        gaussian->enlarge_across.middle(next - REACH, row - 1, 2 * width + 2 * REACH,
                                        ET_MIDDLE_BITS);
        int16_t *done = row;
        row = next;
        next = done;
        width *= 2;
    }
    gaussian->enlarge_across.samples(dst, row, gaussian->width, gaussian->depth);
}

/*
 * Reduced rows `top` to `top` + `count` - 1, blurred, to layout->blurred: what the band above left of them is
 * moved there, and what this one leaves is noted.
 */
static void blur_rows(const struct et_gaussian *gaussian, const struct layout *layout,
                      const uint8_t *src, ptrdiff_t src_stride, int top, int count, bool follows,
                      uint8_t *scratch)
{
    const struct et_gaussian_kernel *down = &gaussian->down;
    const ptrdiff_t row_bytes = (ptrdiff_t)layout->row_bytes;
    const int across_top = top - down->radius, across_count = count + 2 * down->radius;
    const void **rows = (const void **)(scratch + layout->pointers);
    uint8_t *across = scratch + layout->blurred_across, *blurred = scratch + layout->blurred;
    uint8_t *saved = scratch + layout->saved;
    struct left *left = (struct left *)scratch;
    const struct left had = follows ? *left : (struct left){across_top, across_top, top};
    const int kept = had.last - across_top, kept_blurred = had.blurred - top;
    *left = (struct left){across_top, across_top + across_count, top + count};
    memmove(across, across + (across_top - had.first) * row_bytes, (size_t)(kept * row_bytes));
    reduce_rows(gaussian, layout, src, src_stride, had.last, across_count - kept, follows,
                across + kept * row_bytes, scratch);
    memcpy(blurred, saved + (SPLINE_TAPS - kept_blurred) * row_bytes,
           (size_t)(kept_blurred * row_bytes));
    for (int i = kept_blurred; i < count; i++) {
        et_rows_clamped(rows, across, row_bytes, across_count, i, down->taps);
        gaussian->fir.down_middle((int16_t *)(blurred + i * row_bytes), rows, down->coefs,
                                  down->taps, gaussian->cells + 2 * REACH, ET_MIDDLE_BITS);
    }
    memcpy(saved, blurred + (count - SPLINE_TAPS) * row_bytes, SPLINE_TAPS * layout->row_bytes);
}

void et_gaussian_wide_run(const struct et_gaussian *gaussian, const uint8_t *src,
                          ptrdiff_t src_stride, uint8_t *dst, ptrdiff_t dst_stride, int first,
                          int last, bool follows, void *scratch)
{
    const struct layout layout = layout_of(gaussian, last - first);
    const struct et_bank *enlarge = &gaussian->enlarge_down;
    const int top = cell_under(gaussian, first);
    const int count = cell_under(gaussian, last - 1) + SPLINE_TAPS - top;
    uint8_t *memory = scratch;
    const void **rows = (const void **)(memory + layout.pointers);
    blur_rows(gaussian, &layout, src, src_stride, top, count, follows, memory);
    for (int y = first < 0 ? 0 : first; y < last; y++) {
        et_rows_clamped(rows, memory + layout.blurred, (ptrdiff_t)layout.row_bytes, count,
                        enlarge->start[y] - top, SPLINE_TAPS);
        gaussian->fir.down_middle((int16_t *)(memory + layout.doubled[0]), rows,
                                  enlarge->coefs + (ptrdiff_t)y * SPLINE_TAPS, SPLINE_TAPS,
                                  gaussian->cells + 2 * REACH, ET_MIDDLE_BITS);
        enlarge_row(gaussian, &layout, dst + y * dst_stride, memory);
    }
}
