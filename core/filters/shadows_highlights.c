// SPDX-License-Identifier: MIT
/*
 * Shadows and highlights: dark parts are lifted or lowered and bright ones too, each by a curve that
 * leaves black, white and the other end as they are. For the clip's luma Y' from 0 to 1, with s and h
 * the amounts for shadows and highlights:
 *   S  = 3 s where s > 0, else s;  H = 3 h where h < 0, else h
 *   y  = Y' (1 + S (1 - Y')^3)
 *   z  = y (1 + H y^2 (1 - y))
 *   Y', Cb, Cr all times z / Y'
 * which multiplies R', G' and B' alike, so that hue and saturation stay. 3 is below 4, above which the
 * first curve would fall somewhere: both rise everywhere. Below black and above white the factor is
 * that at black (at most 4) and at white (1). Single precision, rounded once, at the end of the program.
 */
#include "base/arena.h"

#include <etalon/filter.h>

struct shadows_highlights_params {
    double shadows, highlights;
};

struct context {
    float shadows, highlights; /* S, H */
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct shadows_highlights_params *p = params;
    (void)in;
    return p->shadows == 0 && p->highlights == 0;
}

static void run_points(float *const planes[3], int count, const void *context)
{
    const struct context *c = context;
    const float shadows = c->shadows, highlights = c->highlights;
    float *restrict luma = planes[0], *restrict cb = planes[1], *restrict cr = planes[2];
    for (int x = 0; x < count; x++) {
        const float above_black = luma[x] < 0 ? 0 : luma[x];
        const float bright = above_black > 1 ? 1 : above_black, dark = 1 - bright;
        const float lift = 1 + shadows * (dark * dark * dark);
        const float lifted = bright * lift;
        const float factor = lift * (1 + highlights * (lifted * lifted * (1 - lifted)));
        luma[x] *= factor;
        cb[x] *= factor;
        cr[x] *= factor;
    }
}

static int program(const struct et_setup *setup, struct et_program *program)
{
    const struct shadows_highlights_params *p = setup->params;
    struct context *context = et_arena_alloc(setup->arena, 1, sizeof(*context));
    if (!context)
        return et_fail(ET_ERROR_MEMORY, "no memory for shadows and highlights");
    context->shadows = (float)(p->shadows > 0 ? 3 * p->shadows : p->shadows);
    context->highlights = (float)(p->highlights < 0 ? 3 * p->highlights : p->highlights);
    return et_program_points(program, ET_SPACE_YUV, run_points, context);
}

static const struct et_param params[] = {
    ET_FLOAT(struct shadows_highlights_params, shadows, "Shadows",
             "How much dark parts are lifted, or lowered where it is below 0.", ET_UNIT_NONE, -1, 1,
             0.01, 0),
    ET_FLOAT(struct shadows_highlights_params, highlights, "Highlights",
             "How much bright parts are lifted, or lowered where it is below 0.", ET_UNIT_NONE, -1,
             1, 0.01, 0),
};

const struct et_filter et_filter_shadows_highlights = {
    .name = "shadows_highlights",
    .label = "Shadows and highlights",
    .help = "Lightens or darkens dark and bright parts, each for itself.",
    .group = ET_GROUP_COLOR,
    .example = "shadows:0.8,highlights:-0.5",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct shadows_highlights_params),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .program = program,
};
