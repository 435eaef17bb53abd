// SPDX-License-Identifier: MIT
/*
 * Parade: the waveform of every colour plane by itself, as the samples are. Column c of n counts
 * samples x with x * n / (width of the plane) = c, whole numbers; level l counts codes whose upper
 * 8 bits are l. A plane that the format does not have gets an array of no elements; chroma with fewer samples than there are
 * columns leaves some of them empty.
 */
#include "filters/scope.h"

enum result { LUMA, CB, CR, RED, GREEN, BLUE, RESULTS };

struct parade_params {
    int columns;
};

struct state {
    enum et_format format;
    struct et_scope scope;
    uint8_t used[RESULTS];
};

static enum result result_of(enum et_format format, int plane)
{
    static const enum result rgb[] = {GREEN, BLUE, RED};
    return et_format_info(format)->model == ET_MODEL_RGB ? rgb[plane] : (enum result)(LUMA + plane);
}

static int configure(const struct et_setup *setup)
{
    struct state *state = setup->state;
    state->format = setup->in.format;
    state->scope = et_scope_of(&setup->in, ((const struct parade_params *)setup->params)->columns);
    for (int plane = 0; plane < et_format_color_planes(setup->in.format); plane++)
        state->used[result_of(setup->in.format, plane)] = 1;
    return 0;
}

static size_t result_size(const void *state, size_t index)
{
    const struct state *s = state;
    return s->used[index] ? et_scope_size(&s->scope) : 0;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane;
    const int width = et_plane_width(state->format, plane, run->in->info.width);
    if (plane >= et_format_color_planes(state->format))
        return;
    for (int y = run->first; y < run->last; y++)
        et_scope_count(&state->scope, et_image_row(run->in, plane, y), width,
                       run->results[result_of(state->format, plane)]);
}

static const struct et_param params[] = {ET_SCOPE_COLUMNS(struct parade_params)};

static const struct et_result results[] = {
    [LUMA] = {"luma", "Samples of luma by column and level: element 256 * column + level.",
              ET_RESULT_U32},
    [CB] = {"cb", "The same of Cb.", ET_RESULT_U32},
    [CR] = {"cr", "The same of Cr.", ET_RESULT_U32},
    [RED] = {"red", "The same of red.", ET_RESULT_U32},
    [GREEN] = {"green", "The same of green.", ET_RESULT_U32},
    [BLUE] = {"blue", "The same of blue.", ET_RESULT_U32},
};

const struct et_filter et_filter_parade = {
    .name = "parade",
    .label = "Parade",
    .help = "Counts levels of each colour plane column by column.",
    .group = ET_GROUP_ANALYSIS,
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct parade_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .configure = configure,
    .run = run,
    .results = results,
    .result_count = ET_COUNT(results),
    .result_size = result_size,
};
