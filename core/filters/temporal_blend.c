// SPDX-License-Identifier: MIT
/*
 * The weighted mean of neighbours in time:
 *   y = round(sum of f_k x_k), f_k = weight k / sum of the weights
 * in 1/16384, of which the factors' sum is exactly one: what the roundings leave goes to the largest.
 * Halves round upward. The weights are in the order of time, and the one in the middle is the
 * frame's own; of an even number the later one of the two in the middle is, so that "1 1" is the
 * frame before and the frame. All weights 0: the frame stays. Beyond the ends of the clip the
 * nearest frame counts. Alpha is averaged like the others. FFmpeg's tmix is the same, but that its
 * frame is the last one.
 */
#include "base/math.h"
#include "simd/vector.h"

#include <etalon/filter.h>

enum { REACH = 4, MOST_FRAMES = 2 * REACH + 1 };
enum { FACTOR_BITS = 14, ONE = 1 << FACTOR_BITS, ROUND = ONE / 2, STEP = 8 };

struct temporal_blend_params {
    struct et_numbers weights;
};

/*
 * Means of `width` samples of `count` rows. `middle`: 0x8000 for samples of 16 bits, else 0; kernels
 * of signed numbers move the codes down by it. `dst` is none of the rows.
 */
typedef void blend(void *dst, const void *const *rows, const int *factors, int count, int width,
                   int middle);

struct state {
    enum et_format format;
    blend *blend;
    int middle;
    int count; /* frames that count */
    int frames[MOST_FRAMES], factors[MOST_FRAMES];
};

/* The frame of the window that a weight is for. */
static int frame_of(const struct et_numbers *weights, size_t index)
{
    return REACH + (int)index - (int)(weights->count / 2);
}

static double sum_of(const struct et_numbers *weights)
{
    double sum = 0;
    for (size_t i = 0; i < weights->count; i++)
        sum += weights->values[i];
    return sum;
}

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct et_numbers *weights = &((const struct temporal_blend_params *)params)->weights;
    (void)in;
    for (size_t i = 0; i < weights->count; i++)
        if (frame_of(weights, i) != REACH && weights->values[i] != 0)
            return false;
    return true;
}

#define ET_TEMPLATE "filters/temporal_blend_kernels.h"
#include "simd/each_sample.h"

static blend *blend_of(int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return depth == 8 ? blend_8_simd128 : blend_16_simd128;
#else
    (void)cpu;
#endif
    return depth == 8 ? blend_8_c : blend_16_c;
}

/* Frames whose factor is not 0, and their factors. */
static void set_factors(struct state *state, const struct et_numbers *weights)
{
    const double sum = sum_of(weights);
    int left = ONE, largest = 0;
    for (size_t i = 0; i < weights->count && sum > 0; i++) {
        const int factor = et_round(weights->values[i] / sum * ONE);
        if (!factor)
            continue;
        state->frames[state->count] = frame_of(weights, i);
        state->factors[state->count] = factor;
        left -= factor;
        if (factor > state->factors[largest])
            largest = state->count;
        state->count++;
    }
    if (!state->count)
        state->frames[state->count++] = REACH;
    state->factors[largest] += left;
}

static int configure(const struct et_setup *setup)
{
    const struct temporal_blend_params *params = setup->params;
    const int depth = et_format_info(setup->in.format)->depth;
    struct state *state = setup->state;
    *state = (struct state){
        .format = setup->in.format,
        .blend = blend_of(depth, setup->cpu),
        .middle = depth == 16 ? 0x8000 : 0,
    };
    set_factors(state, &params->weights);
    return 0;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane;
    const int width = et_plane_width(state->format, plane, run->in->info.width);
    for (int y = run->first; y < run->last; y++) {
        const void *rows[MOST_FRAMES];
        for (int i = 0; i < state->count; i++) {
            const struct et_image *frame = run->frames[state->frames[i]];
            rows[i] = et_image_row(frame, plane, y);
        }
        state->blend(et_image_row(run->out, plane, y), rows, state->factors, state->count, width,
                     state->middle);
    }
}

static const double initial_weights[] = {1, 1, 1};

static const struct et_param params[] = {
    ET_LIST(struct temporal_blend_params, weights, "Weights",
            "One for each frame in the order of time; the middle one is for the frame itself.",
            ET_UNIT_NONE, 0, 1000, 0.1, 1, MOST_FRAMES, initial_weights),
};

const struct et_filter et_filter_temporal_blend = {
    .name = "temporal_blend",
    .label = "Blend in time",
    .help = "Averages each frame with its neighbours in time.",
    .group = ET_GROUP_TEMPORAL,
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct temporal_blend_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .frames_before = REACH,
    .frames_after = REACH,
    .is_neutral = is_neutral,
    .configure = configure,
    .run = run,
};
