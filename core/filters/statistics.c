// SPDX-License-Identifier: MIT
/*
 * What is to be said of a frame's samples, plane by plane, in codes: the least, the most and the mean.
 * With a second input of its size also how near that is:
 *   PSNR = 10 log10((2^depth - 1)^2 / mean of squared differences), in dB; infinite for equal planes
 *   SSIM, the mean over windows of 8 x 8 samples, a window every 4 samples (Wang, Bovik, Sheikh,
 *   Simoncelli, Image Quality Assessment, 2004, with K1 0.01, K2 0.03, plain means and unbiased
 *   variances):
 *     (2 m1 m2 + C1) (2 v12 + C2) / ((m1^2 + m2^2 + C1) (v1 + v2 + C2))
 * A second input of another format or colour description is brought to the first one's planes
 * (filters/second.h).
 *
 * What is added up are whole numbers below 2^53, the SSIM of a window in 1/2^28: no split into bands
 * changes them. They are handed out too, so that figures of a whole clip can be made of them.
 */
#include "base/alloc.h"
#include "base/math.h"
#include "filters/row_sums.h"
#include "filters/second.h"

#include <math.h>
#include <string.h>

enum result { MIN, MAX, MEAN, PSNR, SSIM, SUMS, RESULTS };

/* Of each plane, in `sums`. */
enum sum { SUM_CODES, SUM_SQUARES_HIGH, SUM_SQUARES_LOW, SUM_SSIM, SUM_WINDOWS, SUM_COUNT };

enum { BLOCK = 4, WINDOW = 8, SSIM_BITS = 28 };

struct statistics_params {
    int unused; /* there are none; a struct has a member */
};

/* Sums over a block of 4 x 4 samples: of both, of all squares, of products. */
struct block {
    uint32_t first, second;
    uint64_t squares, products;
};

struct state {
    enum et_format format;
    int width, height, depth;
    bool compares;
    struct et_row_sums sums;
    struct et_second second;
};

static int configure(const struct et_setup *setup)
{
    struct state *state = setup->state;
    state->format = setup->in.format;
    state->width = setup->in.width;
    state->height = setup->in.height;
    state->depth = et_format_info(setup->in.format)->depth;
    state->sums = et_row_sums_kernels(state->depth, setup->cpu);
    state->compares = setup->second.format != ET_FORMAT_NONE;
    if (!state->compares)
        return 0;
    return et_second_init(&state->second, "statistics", setup);
}

static size_t result_size(const void *state, size_t index)
{
    const struct state *s = state;
    const size_t planes = et_format_info(s->format)->planes;
    if (index == SUMS)
        return planes * SUM_COUNT;
    return index == PSNR || index == SSIM ? s->compares * planes : planes;
}

static size_t blocks_size(const struct state *state)
{
    const size_t blocks = (size_t)(state->width / BLOCK + 1);
    return et_align_up(2 * blocks * sizeof(struct block));
}

static size_t scratch_size(const void *state, int rows)
{
    const struct state *s = state;
    (void)rows;
    return s->compares ? blocks_size(s) + et_second_scratch(&s->second) : 0;
}

/* Windows begin in the band and end below it. */
static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    (void)state, (void)plane;
    *in_first = first;
    *in_last = last + WINDOW - 1;
}

static const void *row_of(const struct et_run *run, int y)
{
    return et_image_row(run->in, run->plane, y);
}

static const void *second_row(const struct et_run *run, int y)
{
    const struct state *state = run->state;
    return et_second_row(&state->second, run->second, run->plane, y,
                         (uint8_t *)run->scratch + blocks_size(state));
}

static inline void add_pair(struct block *block, uint32_t a, uint32_t b)
{
    block->first += a;
    block->second += b;
    block->squares += (uint64_t)a * a + (uint64_t)b * b;
    block->products += (uint64_t)a * b;
}

/* The blocks of rows `y` to `y` + 3. */
static void sum_blocks(const struct et_run *run, int y, int count, struct block *blocks)
{
    const struct state *state = run->state;
    memset(blocks, 0, (size_t)count * sizeof(*blocks));
    for (int row = y; row < y + BLOCK; row++) {
        const void *first = row_of(run, row), *second = second_row(run, row);
        for (int i = 0; i < count; i++)
            for (int x = i * BLOCK; x < (i + 1) * BLOCK; x++) {
                if (state->depth == 8)
                    add_pair(&blocks[i], ((const uint8_t *)first)[x], ((const uint8_t *)second)[x]);
                else
                    add_pair(&blocks[i], ((const uint16_t *)first)[x],
                             ((const uint16_t *)second)[x]);
            }
    }
}

/* SSIM of the window of four blocks, in 1/2^SSIM_BITS. */
static double ssim_of(const struct block *upper, const struct block *lower, double max)
{
    const double count = WINDOW * WINDOW;
    const double c1 = 0.01 * max * 0.01 * max * count * count;
    const double c2 = 0.03 * max * 0.03 * max * count * (count - 1);
    const double first = (double)upper[0].first + upper[1].first + lower[0].first + lower[1].first;
    const double second =
        (double)upper[0].second + upper[1].second + lower[0].second + lower[1].second;
    const double squares =
        (double)(upper[0].squares + upper[1].squares + lower[0].squares + lower[1].squares);
    const double products =
        (double)(upper[0].products + upper[1].products + lower[0].products + lower[1].products);
    const double means = first * first + second * second;
    const double variances = squares * count - means;
    const double covariance = products * count - first * second;
    const double value =
        (2 * first * second + c1) * (2 * covariance + c2) / ((means + c1) * (variances + c2));
    return floor(value * (1 << SSIM_BITS) + 0.5);
}

/* Windows whose first row is in the band. */
static void run_windows(const struct et_run *run, double *sums)
{
    const struct state *state = run->state;
    const int width = et_plane_width(state->format, run->plane, state->width);
    const int height = et_plane_height(state->format, run->plane, state->height);
    const int count = width / BLOCK;
    const double max = (1 << state->depth) - 1;
    struct block *rows[2] = {run->scratch, (struct block *)run->scratch + state->width / BLOCK + 1};
    int held = -1; /* the row of the blocks in rows[0] */
    for (int y = (run->first + BLOCK - 1) / BLOCK * BLOCK; y < run->last && y + WINDOW <= height;
         y += BLOCK) {
        if (held != y)
            sum_blocks(run, y, count, rows[0]);
        sum_blocks(run, y + BLOCK, count, rows[1]);
        for (int i = 0; i + 1 < count; i++)
            sums[SUM_SSIM] += ssim_of(rows[0] + i, rows[1] + i, max);
        sums[SUM_WINDOWS] += count > 1 ? count - 1 : 0;
        struct block *lower = rows[1];
        rows[1] = rows[0];
        rows[0] = lower;
        held = y + BLOCK;
    }
}

/* Least and most begin at 0: the least is kept as its distance from the largest number. */
static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane, width = et_plane_width(state->format, plane, state->width);
    uint32_t *least = (uint32_t *)run->results[MIN] + plane;
    uint32_t *most = (uint32_t *)run->results[MAX] + plane;
    double *sums = (double *)run->results[SUMS] + (size_t)plane * SUM_COUNT;
    uint64_t codes = 0, squares = 0;
    for (int y = run->first; y < run->last; y++) {
        const struct et_extent extent = state->sums.extent(row_of(run, y), width);
        *least = ~extent.min > *least ? ~extent.min : *least;
        *most = extent.max > *most ? extent.max : *most;
        codes += extent.sum;
        if (state->compares)
            squares += state->sums.squares(row_of(run, y), second_row(run, y), width);
    }
    sums[SUM_CODES] += (double)codes;
    sums[SUM_SQUARES_HIGH] += (double)(squares >> 32);
    sums[SUM_SQUARES_LOW] += (double)(squares & UINT32_MAX);
    if (state->compares)
        run_windows(run, sums);
}

static void merge(const void *state, void *const *into, void *const *from)
{
    const size_t planes = et_format_info(((const struct state *)state)->format)->planes;
    for (int end = MIN; end <= MAX; end++)
        for (size_t plane = 0; plane < planes; plane++) {
            uint32_t *kept = (uint32_t *)into[end] + plane;
            const uint32_t found = ((const uint32_t *)from[end])[plane];
            *kept = found > *kept ? found : *kept;
        }
    for (size_t i = 0; i < planes * SUM_COUNT; i++)
        ((double *)into[SUMS])[i] += ((const double *)from[SUMS])[i];
}

static void finish(const void *state, void *const *results)
{
    const struct state *s = state;
    const double max = (1 << s->depth) - 1;
    for (int plane = 0; plane < et_format_info(s->format)->planes; plane++) {
        const double samples = (double)et_plane_width(s->format, plane, s->width) *
                               et_plane_height(s->format, plane, s->height);
        double *sums = (double *)results[SUMS] + (size_t)plane * SUM_COUNT;
        /* What the bands carried is theirs alone. */
        const uint64_t whole =
            ((uint64_t)sums[SUM_SQUARES_HIGH] << 32) + (uint64_t)sums[SUM_SQUARES_LOW];
        const double squares = (double)whole;
        sums[SUM_SQUARES_HIGH] = (double)(whole >> 32);
        sums[SUM_SQUARES_LOW] = (double)(whole & UINT32_MAX);
        uint32_t *least = (uint32_t *)results[MIN] + plane;
        *least = ~*least;
        ((double *)results[MEAN])[plane] = sums[SUM_CODES] / samples;
        if (!s->compares)
            continue;
        ((double *)results[PSNR])[plane] =
            squares > 0 ? 10 * et_log(max * max * samples / squares) / et_log(10) : INFINITY;
        ((double *)results[SSIM])[plane] =
            sums[SUM_WINDOWS] > 0 ? sums[SUM_SSIM] / sums[SUM_WINDOWS] / (1 << SSIM_BITS) : 0;
    }
}

static const struct et_result results[] = {
    [MIN] = {"min", "The least code of each plane, in the order of the format's planes.",
             ET_RESULT_U32},
    [MAX] = {"max", "The largest code of each plane.", ET_RESULT_U32},
    [MEAN] = {"mean", "The mean code of each plane.", ET_RESULT_F64},
    [PSNR] = {"psnr", "With a second input: PSNR of each plane in dB, Infinity where it is equal.",
              ET_RESULT_F64},
    [SSIM] = {"ssim",
              "With a second input: mean SSIM of each plane; 0 where it has no window of 8 x 8.",
              ET_RESULT_F64},
    [SUMS] = {"sums",
              "What the others are made of, five numbers for each plane: the sum of codes, that of "
              "squared differences in units of 2^32 and the rest, that of the windows' SSIM in "
              "1/2^28, and the number of windows.",
              ET_RESULT_F64},
};

const struct et_filter et_filter_statistics = {
    .name = "statistics",
    .label = "Statistics",
    .help = "Least, most and mean of each plane; PSNR and SSIM against a second input.",
    .group = ET_GROUP_ANALYSIS,
    .params_size = sizeof(struct statistics_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .inputs = 1,
    .second_models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB | ET_MODELS_RGBA,
    .configure = configure,
    .rows_needed = rows_needed,
    .scratch_size = scratch_size,
    .run = run,
    .results = results,
    .result_count = ET_COUNT(results),
    .result_size = result_size,
    .merge = merge,
    .finish = finish,
};
