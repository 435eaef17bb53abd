// SPDX-License-Identifier: MIT
/*
 * Narrow Gaussian: each output row is the weighted sum of the rows around it, as middle samples
 * (14 bits), and then of itself moved by -radius to radius samples. With SIMD two rows are made at once
 * of rows that are kept in interleaved pairs, which the band that follows takes over.
 */
#include "filters/gaussian.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/math.h"
#include "simd/resample.h"

#include <etalon/error.h>
#include <math.h>

enum {
    STRIP = 3840,       /* most columns */
    PAIRED_COLUMNS = 32 /* fewest that rows are made two at a time of */
};

static const double narrow_reach = 3; /* what lies beyond 3 sigma is 0.27 % of the whole */
static const double wide_from = 4;    /* sigma from which the reduced plane is used */

/*
 * A kernel from its weights at 0 to `radius`, of which the first is counted half: half of the kernel
 * is rounded by running sums to half of one; the other half mirrors it.
 */
static int quantize(struct et_arena *arena, double *weights, int radius,
                    struct et_gaussian_kernel *out)
{
    int16_t *zero = et_arena_alloc(arena, (size_t)(2 * radius + 3), sizeof(*zero));
    double total = 0, sum = 0;
    int before = 0;
    if (!zero || !weights)
        return et_fail(ET_ERROR_MEMORY, "no memory for a kernel of radius %d", radius);
    int16_t *coefs = zero + 1;
    weights[0] *= 0.5;
    for (int i = 0; i <= radius; i++)
        total += weights[i];
    for (int i = 0; i <= radius; i++) {
        sum += weights[i];
        int until = i == radius ? ET_BANK_ONE / 2 : et_round(sum / total * (ET_BANK_ONE / 2));
        coefs[radius + i] = coefs[radius - i] = (int16_t)((until - before) * (i == 0 ? 2 : 1));
        before = until;
    }
    *out = (struct et_gaussian_kernel){.radius = radius, .taps = 2 * radius + 2, .coefs = coefs};
    return 0;
}

int et_gaussian_kernel_build(struct et_arena *arena, double sigma, double reach,
                             struct et_gaussian_kernel *out)
{
    int radius = (int)ceil(sigma * reach);
    double *weights = et_arena_alloc(arena, (size_t)(radius + 1), sizeof(*weights));
    for (int i = 0; weights && i <= radius; i++)
        weights[i] = sigma > 0 ? et_exp(-0.5 * i * i / (sigma * sigma)) : i == 0;
    return quantize(arena, weights, radius, out);
}

static int build_binomial(struct et_arena *arena, int radius, struct et_gaussian_kernel *out)
{
    double *weights = et_arena_alloc(arena, (size_t)(radius + 1), sizeof(*weights));
    double weight = 1;
    for (int i = 0; weights && i <= radius; i++) {
        weights[i] = weight;
        weight = weight * (radius - i) / (radius + i + 1);
    }
    return quantize(arena, weights, radius, out);
}

int et_gaussian_init(struct et_gaussian *gaussian, struct et_arena *arena, int width, int height,
                     int depth, double sigma_x, double sigma_y, unsigned cpu)
{
    *gaussian = (struct et_gaussian){.width = width,
                                     .height = height,
                                     .depth = depth,
                                     .reduction = 1,
                                     .fir = et_fir_kernels(depth, cpu)};
    if (sigma_x >= wide_from && sigma_y >= wide_from)
        return et_gaussian_wide_init(gaussian, arena, sigma_x, sigma_y, cpu);
    int error = et_gaussian_kernel_build(arena, sigma_x, narrow_reach, &gaussian->across);
    return error ? error : et_gaussian_kernel_build(arena, sigma_y, narrow_reach, &gaussian->down);
}

int et_gaussian_init_binomial(struct et_gaussian *gaussian, struct et_arena *arena, int width,
                              int height, int depth, int radius_x, int radius_y, unsigned cpu)
{
    *gaussian = (struct et_gaussian){.width = width,
                                     .height = height,
                                     .depth = depth,
                                     .reduction = 1,
                                     .fir = et_fir_kernels(depth, cpu)};
    int error = build_binomial(arena, radius_x, &gaussian->across);
    return error ? error : build_binomial(arena, radius_y, &gaussian->down);
}

/*
 * Scratch: pointers to the rows that are summed, where their ring of pairs stands, these pairs, then two rows
 * between their edges.
 */

/* Pairs lie in turn from that of row `origin` on; row `next` has all but its last one. */
struct ring {
    int origin, next;
};

static size_t pointer_bytes(const struct et_gaussian *gaussian)
{
    return et_align_up((size_t)gaussian->down.taps * sizeof(void *));
}

static size_t ring_bytes(void)
{
    return et_align_up(sizeof(struct ring));
}

static int pair_count(const struct et_gaussian *gaussian)
{
    return gaussian->fir.pair ? gaussian->down.taps / 2 : 0;
}

/* Strips of nearly equal width. */
static int strip_width(const struct et_gaussian *gaussian)
{
    const int count = (gaussian->width + STRIP - 1) / STRIP;
    return (gaussian->width + count - 1) / count;
}

/* Of a pair of rows under a strip. */
static size_t pair_bytes(const struct et_gaussian *gaussian)
{
    const int most = strip_width(gaussian) + 2 * gaussian->across.radius;
    const int columns = gaussian->width < most ? gaussian->width : most;
    return et_align_up((size_t)columns * 2 * sizeof(int16_t));
}

static size_t left_bytes(const struct et_gaussian *gaussian)
{
    return et_align_up((size_t)gaussian->across.radius * sizeof(int16_t));
}

static size_t row_bytes(const struct et_gaussian *gaussian)
{
    const size_t samples = (size_t)(gaussian->width + gaussian->across.radius + 1);
    return left_bytes(gaussian) + et_align_up(samples * sizeof(int16_t));
}

int et_gaussian_halo(const struct et_gaussian *gaussian)
{
    if (gaussian->reduction > 1)
        return (gaussian->down.radius + 4) *
               gaussian->reduction; /* two splines reach 2 cells each */
    return gaussian->down.radius;
}

int et_gaussian_reach(const struct et_gaussian *gaussian)
{
    if (gaussian->reduction > 1)
        return (gaussian->across.radius + 4) * gaussian->reduction;
    return gaussian->across.radius;
}

void et_gaussian_rows(const struct et_gaussian *gaussian, int first, int last, bool follows,
                      int *in_first, int *in_last)
{
    *in_first = first - gaussian->down.radius;
    *in_last = last + gaussian->down.radius;
    if (gaussian->reduction > 1)
        et_gaussian_wide_rows(gaussian, first, last, follows, in_first, in_last);
}

int et_gaussian_band_rows(const struct et_gaussian *gaussian)
{
    const int halo = et_gaussian_halo(gaussian);
    if (gaussian->reduction == 1)
        return 1;
    /* A group's bands have up to 64 rows; what joins none has few bands, which reduce less twice. */
    return 2 * halo <= 64 ? 2 * halo : 4 * halo;
}

size_t et_gaussian_scratch(const struct et_gaussian *gaussian, int rows)
{
    if (gaussian->reduction > 1)
        return et_gaussian_wide_scratch(gaussian, rows);
    return pointer_bytes(gaussian) + ring_bytes() +
           (size_t)pair_count(gaussian) * pair_bytes(gaussian) + 2 * row_bytes(gaussian);
}

/*
 * Columns that are made at a time: so many that memory is read in long runs, so few that all rows under
 * them lie in an L2 cache. And those that are read.
 */
struct strip {
    int left, width, from, columns;
};

static struct strip strip_at(const struct et_gaussian *gaussian, int left)
{
    const int radius = gaussian->across.radius, rest = gaussian->width - left;
    const int most = strip_width(gaussian), width = rest < most ? rest : most;
    const int end = left + width + radius;
    const int from = left < radius ? 0 : left - radius;
    return (struct strip){left, width, from,
                          (end < gaussian->width ? end : gaussian->width) - from};
}

/* Row `y` of middle samples. No row that is counted 0 times is read. */
static void sum_down(const struct et_gaussian *gaussian, const struct strip *strip,
                     const uint8_t *src, ptrdiff_t src_stride, int y, int16_t *dst,
                     const void **rows)
{
    const struct et_gaussian_kernel *down = &gaussian->down;
    et_rows_clamped(rows, src, src_stride, gaussian->height, y - down->radius, down->taps - 1);
    rows[down->taps - 1] = rows[down->taps - 2];
    gaussian->fir.down(dst + strip->from - strip->left, rows, down->coefs, down->taps,
                       strip->columns, gaussian->depth);
}

static void sum_across(const struct et_gaussian *gaussian, const struct strip *strip, int16_t *row,
                       uint8_t *dst, bool raised)
{
    const struct et_gaussian_kernel *across = &gaussian->across;
    const bool begins = strip->left == 0, ends = strip->left + strip->width == gaussian->width;
    et_row_extend(row + strip->from - strip->left, strip->columns, begins ? across->radius : 0,
                  ends ? across->radius + 1 : 0);
    if (raised)
        gaussian->fir.across_raised(dst, row - across->radius, across->coefs, across->taps,
                                    strip->width);
    else
        gaussian->fir.across(dst, row - across->radius, across->coefs, across->taps, strip->width,
                             gaussian->depth);
}

/* The pairs under row `first` but its last one. */
static void begin_ring(const struct et_gaussian *gaussian, const struct strip *strip,
                       const uint8_t *src, ptrdiff_t src_stride, int first, int16_t *pairs)
{
    const void *rows[2];
    for (int i = 0; i < pair_count(gaussian) - 1;
         i++, pairs += pair_bytes(gaussian) / sizeof(*pairs)) {
        et_rows_clamped(rows, src, src_stride, gaussian->height,
                        first - gaussian->down.radius + 2 * i, 2);
        gaussian->fir.pair(pairs, rows[0], rows[1], strip->columns);
    }
}

/*
 * Two rows at a time, from `first` on, as long as there are two. The pairs under them are a ring. Returns
 * the row after them.
 */
static int run_pairs(const struct et_gaussian *gaussian, const struct strip *strip,
                     const uint8_t *src, ptrdiff_t src_stride, uint8_t *dst, ptrdiff_t dst_stride,
                     int first, int last, bool follows, int16_t *const rows[2], int16_t **pairs,
                     struct ring *ring, int16_t *at)
{
    const struct et_gaussian_kernel *down = &gaussian->down;
    const int count = pair_count(gaussian), before = strip->from - strip->left;
    const ptrdiff_t samples = (ptrdiff_t)(pair_bytes(gaussian) / sizeof(*at));
    const bool raised = gaussian->fir.across_raised;
    const int raise = raised ? 1 << (ET_MIDDLE_BITS - gaussian->depth - 1) : 0;
    const void *pair[2];
    int y = first;
    if (last - first < 2)
        return first;
    if (!follows || ring->next != first) {
        begin_ring(gaussian, strip, src, src_stride, first, at);
        ring->origin = first;
    }
    for (; y <= last - 2; y += 2) {
        for (int i = 0; i < count; i++)
            pairs[i] = at + ((y - ring->origin) / 2 + i) % count * samples;
        et_rows_clamped(pair, src, src_stride, gaussian->height, y + down->radius, 2);
        gaussian->fir.down_pairs((int16_t *[]){rows[0] + before, rows[1] + before}, pairs, pair,
                                 down->coefs, down->taps, strip->columns, gaussian->depth, raise);
        sum_across(gaussian, strip, rows[0], dst + y * dst_stride, raised);
        sum_across(gaussian, strip, rows[1], dst + (y + 1) * dst_stride, raised);
    }
    ring->next = y;
    return y;
}

static void run_strip(const struct et_gaussian *gaussian, const struct strip *strip,
                      const uint8_t *src, ptrdiff_t src_stride, uint8_t *dst, ptrdiff_t dst_stride,
                      int first, int last, bool follows, void *scratch)
{
    struct ring *ring = (void *)((uint8_t *)scratch + pointer_bytes(gaussian));
    uint8_t *pairs = (uint8_t *)ring + ring_bytes();
    uint8_t *start =
        pairs + (size_t)pair_count(gaussian) * pair_bytes(gaussian) + left_bytes(gaussian);
    int16_t *const rows[2] = {(void *)start, (void *)(start + row_bytes(gaussian))};
    const int bytes = gaussian->depth > 8 ? 2 : 1;
    int y = first;
    src += strip->from * bytes;
    dst += strip->left * bytes;
    if (gaussian->fir.pair && strip->width >= PAIRED_COLUMNS)
        y = run_pairs(gaussian, strip, src, src_stride, dst, dst_stride, first, last, follows, rows,
                      scratch, ring, (void *)pairs);
    for (; y < last; y++) {
        sum_down(gaussian, strip, src, src_stride, y, rows[0], scratch);
        sum_across(gaussian, strip, rows[0], dst + y * dst_stride, false);
    }
}

void et_gaussian_run(const struct et_gaussian *gaussian, const uint8_t *src, ptrdiff_t src_stride,
                     uint8_t *dst, ptrdiff_t dst_stride, int first, int last, bool follows,
                     void *scratch)
{
    if (gaussian->reduction > 1) {
        et_gaussian_wide_run(gaussian, src, src_stride, dst, dst_stride, first, last, follows,
                             scratch);
        return;
    }
    for (int left = 0; left < gaussian->width;) {
        const struct strip strip = strip_at(gaussian, left);
        /* Several strips have one ring. */
        run_strip(gaussian, &strip, src, src_stride, dst, dst_stride, first, last,
                  follows && strip.width == gaussian->width, scratch);
        left += strip.width;
    }
}
