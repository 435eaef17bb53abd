// SPDX-License-Identifier: MIT
/*
 * Waveform: how many samples of luma have each level, column by column of the picture. Column c of n
 * counts pixels x with x * n / width = c, whole numbers; level l counts codes whose upper 8 bits are l.
 * RGB has the luma of its matrix (filters/luma_rows.h).
 */
#include "filters/luma_rows.h"
#include "filters/scope.h"

struct waveform_params {
    int columns;
};

struct state {
    struct et_luma_rows luma;
    struct et_scope scope;
};

static int configure(const struct et_setup *setup)
{
    struct state *state = setup->state;
    state->scope =
        et_scope_of(&setup->in, ((const struct waveform_params *)setup->params)->columns);
    return et_luma_rows_init(&state->luma, &setup->in);
}

static size_t result_size(const void *state, size_t index)
{
    (void)index;
    return et_scope_size(&((const struct state *)state)->scope);
}

static size_t scratch_size(const void *state, int rows)
{
    (void)rows;
    return et_luma_rows_scratch(&((const struct state *)state)->luma);
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    for (int y = run->first; run->plane == 0 && y < run->last; y++)
        et_scope_count(&state->scope, et_luma_row(&state->luma, run->in, y, run->scratch),
                       state->luma.width, run->results[0]);
}

static const struct et_param params[] = {ET_SCOPE_COLUMNS(struct waveform_params)};

static const struct et_result results[] = {
    {"luma", "Samples of luma by column and level: element 256 * column + level.", ET_RESULT_U32},
};

const struct et_filter et_filter_waveform = {
    .name = "waveform",
    .label = "Waveform",
    .help = "Counts levels of luma column by column.",
    .group = ET_GROUP_ANALYSIS,
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct waveform_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .configure = configure,
    .scratch_size = scratch_size,
    .run = run,
    .results = results,
    .result_count = ET_COUNT(results),
    .result_size = result_size,
};
