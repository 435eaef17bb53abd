// SPDX-License-Identifier: MIT
/*
 * Exposure: light times 2^stops, in linear light of the clip's primaries.
 *   R = R * 2^stops, the same for G and B
 * through the clip's transfer and back (color/standard.h). Rounded once, at the end of the program.
 */
#include "base/math.h"

#include <etalon/filter.h>

struct exposure_params {
    double stops;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    (void)in;
    return ((const struct exposure_params *)params)->stops == 0;
}

static int program(const struct et_setup *setup, struct et_program *program)
{
    const struct exposure_params *p = setup->params;
    const double gain = et_exp(p->stops * 0.69314718055994530942);
    const double rows[3][4] = {{gain}, {0, gain}, {0, 0, gain}};
    return et_program_affine(program, ET_SPACE_LIGHT, rows);
}

static const struct et_param params[] = {
    ET_FLOAT(struct exposure_params, stops, "Stops",
             "Doublings of light; below 0 the picture gets darker.", ET_UNIT_NONE, -8, 8, 0.01, 0),
};

const struct et_filter et_filter_exposure = {
    .name = "exposure",
    .label = "Exposure",
    .help = "More or less light, as a lens lets in.",
    .group = ET_GROUP_COLOR,
    .example = "stops:0.8",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct exposure_params),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .program = program,
};
