// SPDX-License-Identifier: MIT
#include "filters.h"

struct no_params {
    int unused;
};

static int configure(const struct et_setup *setup)
{
    (void)setup;
    return 0;
}

/* ---- Filters, 8 bits -------------------------------------------------------------------------- */

static const uint8_t *row_of(const struct et_image *image, const struct et_run *run, int y)
{
    return image->data[run->plane] + y * image->stride[run->plane];
}

static uint8_t *out_row(const struct et_run *run, int y)
{
    return run->out->data[run->plane] + y * run->out->stride[run->plane];
}

static int width_of(const struct et_run *run)
{
    return et_plane_width(run->in->info.format, run->plane, run->in->info.width);
}

/* Two frames before, the frame, one behind: weights 1, 2, 4, 3 of 10. */
static void mean_run(const struct et_run *run)
{
    for (int y = run->first; y < run->last; y++)
        for (int x = 0; x < width_of(run); x++)
            out_row(run, y)[x] = (uint8_t)((row_of(run->frames[0], run, y)[x] +
                                            2 * row_of(run->frames[1], run, y)[x] +
                                            4 * row_of(run->frames[2], run, y)[x] +
                                            3 * row_of(run->frames[3], run, y)[x]) /
                                           10);
}

const struct et_filter check_filter_mean = {.name = "mean",
                                            .params_size = sizeof(struct no_params),
                                            .models = ET_MODELS_GRAY | ET_MODELS_YUV,
                                            .frames_before = 2,
                                            .frames_after = 1,
                                            .configure = configure,
                                            .run = mean_run};

/* Three outputs: the frame and two that count up from it. */
static int three(const void *params)
{
    (void)params;
    return 3;
}

static void thrice_run(const struct et_run *run)
{
    for (int y = run->first; y < run->last; y++)
        for (int x = 0; x < width_of(run); x++)
            out_row(run, y)[x] = (uint8_t)(row_of(run->in, run, y)[x] + run->output);
}

const struct et_filter check_filter_thrice = {.name = "thrice",
                                              .params_size = sizeof(struct no_params),
                                              .models = ET_MODELS_GRAY | ET_MODELS_YUV,
                                              .outputs_per_input = three,
                                              .makes_progressive = true,
                                              .configure = configure,
                                              .run = thrice_run};

/* A running sum down each column, which the scratch memory carries. */
static size_t carry_scratch(const void *state, int rows)
{
    (void)state;
    (void)rows;
    return CHECK_CARRY_WIDTH;
}

static void carry_run(const struct et_run *run)
{
    uint8_t *sums = run->scratch;
    for (int y = run->first; y < run->last; y++)
        for (int x = 0; x < width_of(run); x++) {
            sums[x] = (uint8_t)(sums[x] + row_of(run->in, run, y)[x]);
            out_row(run, y)[x] = sums[x];
        }
}

const struct et_filter check_filter_carry = {.name = "carry",
                                             .params_size = sizeof(struct no_params),
                                             .models = ET_MODELS_GRAY | ET_MODELS_YUV,
                                             .order = ET_ORDER_TOP_DOWN,
                                             .scratch_size = carry_scratch,
                                             .configure = configure,
                                             .run = carry_run};

/* Counts the samples of each plane by value, and notes the largest. */
static const struct et_result count_results[] = {
    {"samples", "Samples by value.", ET_RESULT_U32},
    {"largest", "The largest sample of each plane.", ET_RESULT_F64},
};

static size_t count_size(const void *state, size_t index)
{
    (void)state;
    return index ? 3 : 256;
}

static void count_run(const struct et_run *run)
{
    uint32_t *samples = run->results[0];
    double *largest = run->results[1];
    for (int y = run->first; y < run->last; y++)
        for (int x = 0; x < width_of(run); x++) {
            uint8_t value = row_of(run->in, run, y)[x];
            samples[value]++;
            if (value > largest[run->plane])
                largest[run->plane] = value;
        }
}

static void count_merge(const void *state, void *const *into, void *const *from)
{
    (void)state;
    for (int i = 0; i < 256; i++)
        ((uint32_t *)into[0])[i] += ((const uint32_t *)from[0])[i];
    for (int i = 0; i < 3; i++)
        if (((const double *)from[1])[i] > ((const double *)into[1])[i])
            ((double *)into[1])[i] = ((const double *)from[1])[i];
}

static void count_finish(const void *state, void *const *results)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        ((double *)results[1])[i] += 0.5;
}

const struct et_filter check_filter_count = {.name = "count",
                                             .params_size = sizeof(struct no_params),
                                             .models = ET_MODELS_GRAY | ET_MODELS_YUV,
                                             .results = count_results,
                                             .result_count = 2,
                                             .result_size = count_size,
                                             .merge = count_merge,
                                             .finish = count_finish,
                                             .configure = configure,
                                             .run = count_run};
