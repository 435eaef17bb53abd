// SPDX-License-Identifier: MIT
#include "filters.h"

#include "base/arena.h"
#include "base/math.h"

#include <string.h>

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

/* What a band leaves in the scratch memory. */
struct left {
    const struct et_image *out;
    int plane, last;
};

static size_t follow_scratch(const void *state, int rows)
{
    (void)state;
    (void)rows;
    return sizeof(struct left);
}

static void follow_run(const struct et_run *run)
{
    struct left *left = run->scratch;
    CHECK(!run->follows ||
              (left->out == run->out && left->plane == run->plane && left->last == run->first),
          "rows %d to %d of plane %d do not follow", run->first, run->last, run->plane);
    for (int y = run->first; y < run->last; y++)
        memset(out_row(run, y), run->follows, (size_t)width_of(run));
    *left = (struct left){run->out, run->plane, run->last};
}

const struct et_filter check_filter_follow = {.name = "follow",
                                              .params_size = sizeof(struct no_params),
                                              .models = ET_MODELS_GRAY | ET_MODELS_YUV,
                                              .order = ET_ORDER_ANY,
                                              .scratch_size = follow_scratch,
                                              .configure = configure,
                                              .run = follow_run};

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

/* ---- Settings, any depth ----------------------------------------------------------------------- */

struct shift_params {
    double amount;
    int steps, sign, wide;
    struct et_numbers extra;
};

struct shift_state {
    const int *table; /* as long as the amount, to need another amount of memory for each */
    int shift, max;
};

static int shift_of(const struct shift_params *p)
{
    double extra = 0;
    for (size_t i = 0; i < p->extra.count; i++)
        extra += p->extra.values[i];
    return (p->sign ? -1 : 1) * (et_round(p->amount) + p->steps) + et_round(extra);
}

static bool shift_is_neutral(const void *params, const struct et_image_info *in)
{
    (void)in;
    return shift_of(params) == 0;
}

static int shift_output(const void *params, const struct et_image_info *in,
                        struct et_image_info *out)
{
    *out = *in;
    out->width += ((const struct shift_params *)params)->wide;
    return 0;
}

static int shift_configure(const struct et_setup *setup)
{
    const struct shift_params *p = setup->params;
    struct shift_state *state = setup->state;
    if (state->table || state->max)
        return et_fail(ET_ERROR_STATE, "the state is not zeroed");
    int *table =
        et_arena_alloc(setup->arena, (size_t)(et_round(p->amount) + 100) * 100, sizeof(*table));
    if (!table)
        return et_fail(ET_ERROR_MEMORY, "no memory for a table");
    table[0] = shift_of(p);
    state->table = table;
    state->shift = table[0];
    state->max = (1 << et_format_info(setup->in.format)->depth) - 1;
    return 0;
}

static void shift_run(const struct et_run *run)
{
    const struct shift_state *state = run->state;
    const int bytes = et_format_info(run->in->info.format)->bytes_per_pixel;
    for (int y = run->first; y < run->last; y++)
        for (int x = 0; x < width_of(run); x++) {
            int value = bytes == 1 ? row_of(run->in, run, y)[x]
                                   : ((const uint16_t *)(const void *)row_of(run->in, run, y))[x];
            value += state->shift;
            value = value < 0 ? 0 : value > state->max ? state->max : value;
            if (bytes == 1)
                out_row(run, y)[x] = (uint8_t)value;
            else
                ((uint16_t *)(void *)out_row(run, y))[x] = (uint16_t)value;
        }
}

static const char *const signs[] = {"plus", "minus"};
static const double no_extra[] = {0};
static const struct et_param shift_params[] = {
    ET_FLOAT(struct shift_params, amount, "Amount", "Added.", ET_UNIT_NONE, -50, 50, 1, 0),
    ET_INT(struct shift_params, steps, "Steps", "Added, too.", ET_UNIT_NONE, -50, 50, 1, 0),
    ET_CHOICE(struct shift_params, sign, "Sign", "Of both.", signs, 0),
    ET_FIXED_INT(struct shift_params, wide, "Wide", "Columns.", ET_UNIT_PIXEL, 0, 8, 1, 0),
    ET_LIST(struct shift_params, extra, "Extra", "Their sum is added.", ET_UNIT_NONE, -9, 9, 1, 1,
            5, no_extra),
};

const struct et_filter check_filter_shift = {.name = "shift",
                                             .params = shift_params,
                                             .param_count = ET_COUNT(shift_params),
                                             .params_size = sizeof(struct shift_params),
                                             .state_size = sizeof(struct shift_state),
                                             .models = ET_MODELS_GRAY | ET_MODELS_YUV,
                                             .is_neutral = shift_is_neutral,
                                             .output_info = shift_output,
                                             .configure = shift_configure,
                                             .run = shift_run};

/* ---- Two inputs, 8 bits ------------------------------------------------------------------------ */

struct second_state {
    struct et_image_info second;
};

static int second_configure(const struct et_setup *setup)
{
    ((struct second_state *)setup->state)->second = setup->second;
    return 0;
}

static void second_run(const struct et_run *run)
{
    const struct et_image_info *info = &((const struct second_state *)run->state)->second;
    const int plane = et_format_info(info->format)->planes > run->plane ? run->plane : 0;
    const int width = et_plane_width(info->format, plane, info->width) *
                      et_format_info(info->format)->bytes_per_pixel;
    const int height = et_plane_height(info->format, plane, info->height);
    for (int y = run->first; y < run->last; y++)
        for (int x = 0; x < width_of(run); x++)
            out_row(run, y)[x] =
                (run->second->data[plane] + y % height * run->second->stride[plane])[x % width];
}

const struct et_filter check_filter_second = {.name = "second",
                                              .params_size = sizeof(struct no_params),
                                              .state_size = sizeof(struct second_state),
                                              .models = ET_MODELS_GRAY | ET_MODELS_YUV,
                                              .inputs = 2,
                                              .second_models = ET_MODELS_YUV | 1 << ET_MODEL_RGBA,
                                              .configure = second_configure,
                                              .run = second_run};
