// SPDX-License-Identifier: MIT
/*
 * Vibrance: saturation, most where there is little of it. For R'G'B' of the clip, with luma
 * Y = kr R + kg G + kb B of its matrix and v the amount:
 *   s  = max(R, G, B) - min(R, G, B), cut to 0 to 1
 *   f  = 1 + v (1 - s)    where v > 0: grey parts gain most, vivid ones stay
 *      = 1 + v (1 + s)    else: vivid parts lose most
 *   c' = Y + f (c - Y)
 * as in the "Vibrance" of SweetFX, which FFmpeg's filter of that name computes with alternate=1. Luma stays. Single
 * precision, rounded once, at the end of the program.
 */
#include "base/arena.h"

#include <etalon/filter.h>

struct vibrance_params {
    double amount;
};

struct context {
    float luma[3];
    float at_gray, per_saturation; /* f = at_gray + per_saturation * s */
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    return ((const struct vibrance_params *)params)->amount == 0 ||
           et_format_info(in->format)->model == ET_MODEL_GRAY;
}

static inline float least(float a, float b)
{
    return a < b ? a : b;
}

static inline float most(float a, float b)
{
    return a > b ? a : b;
}

static void run_points(float *const planes[3], int count, const void *context)
{
    const struct context *c = context;
    const float luma_r = c->luma[0], luma_g = c->luma[1], luma_b = c->luma[2];
    const float at_gray = c->at_gray, per_saturation = c->per_saturation;
    float *restrict red = planes[0], *restrict green = planes[1], *restrict blue = planes[2];
    for (int x = 0; x < count; x++) {
        const float r = red[x], g = green[x], b = blue[x];
        const float luma = luma_r * r + luma_g * g + luma_b * b;
        const float saturation = least(most(most(r, g), b) - least(least(r, g), b), 1);
        const float factor = at_gray + per_saturation * saturation;
        red[x] = luma + factor * (r - luma);
        green[x] = luma + factor * (g - luma);
        blue[x] = luma + factor * (b - luma);
    }
}

static int program(const struct et_setup *setup, struct et_program *program)
{
    const double amount = ((const struct vibrance_params *)setup->params)->amount;
    double luma[3];
    struct context *context = et_arena_alloc(setup->arena, 1, sizeof(*context));
    if (!context)
        return et_fail(ET_ERROR_MEMORY, "no memory for vibrance");
    int error = et_program_luma(program, ET_SPACE_SIGNAL, luma);
    for (int c = 0; c < 3; c++)
        context->luma[c] = (float)luma[c];
    context->at_gray = (float)(1 + amount);
    context->per_saturation = (float)(amount > 0 ? -amount : amount);
    return error ? error : et_program_points(program, ET_SPACE_SIGNAL, run_points, context);
}

static const struct et_param params[] = {
    ET_FLOAT(struct vibrance_params, amount, "Amount",
             "How much dull colours gain, or vivid ones lose where it is below 0.", ET_UNIT_NONE,
             -1, 2, 0.01, 0),
};

const struct et_filter et_filter_vibrance = {
    .name = "vibrance",
    .label = "Vibrance",
    .help = "Makes dull colours vivid and leaves vivid ones.",
    .group = ET_GROUP_COLOR,
    .example = "amount:1.2",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct vibrance_params),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .program = program,
};
