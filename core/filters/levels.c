// SPDX-License-Identifier: MIT
/*
 * Levels, on non-linear R'G'B' from 0 to 1, of all channels or one:
 *   t  = (x - in_black) / (in_white - in_black)
 *   t1 = t                        where gamma is 1: values outside are kept
 *      = max(t, 0) ^ (1 / gamma)  else
 *   y  = out_black + t1 * (out_white - out_black)
 * in_white that is not at least 1/1024 above in_black is taken as that. Rounded once, at the end of
 * the program.
 */
#include "base/arena.h"
#include "base/math.h"

#include <etalon/filter.h>

struct levels_params {
    double in_black, in_white, gamma, out_black, out_white;
    int channel;
};

static const char *const channels[] = {"all", "red", "green", "blue"};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct levels_params *p = params;
    (void)in;
    return p->in_black == 0 && p->in_white == 1 && p->gamma == 1 && p->out_black == 0 &&
           p->out_white == 1;
}

static double level(const void *context, double x)
{
    const struct levels_params *p = context;
    const double least = 1.0 / 1024, width = p->in_white - p->in_black;
    double t = (x - p->in_black) / (width < least ? least : width);
    if (p->gamma != 1)
        t = t <= 0 ? 0 : et_pow(t, 1 / p->gamma);
    return p->out_black + t * (p->out_white - p->out_black);
}

static int program(const struct et_setup *setup, struct et_program *program)
{
    const struct levels_params *p = setup->params;
    struct et_curve curves[3] = {{0}};
    double rows[3][4] = {{1}, {0, 1}, {0, 0, 1}}, black[3] = {0};
    for (int c = 0; c < 3; c++)
        if (p->channel == 0 || p->channel == c + 1) {
            curves[c] = (struct et_curve){level, p};
            black[c] = p->in_black;
            rows[c][3] = level(p, 0);
            rows[c][c] = level(p, 1) - rows[c][3];
        }
    return p->gamma == 1 ? et_program_affine(program, ET_SPACE_SIGNAL, rows)
                         : et_program_steep_curves(program, ET_SPACE_SIGNAL, curves, black);
}

static const struct et_param params[] = {
    ET_FLOAT(struct levels_params, in_black, "Input black", "What becomes black.", ET_UNIT_NONE, 0,
             1, 0.005, 0),
    ET_FLOAT(struct levels_params, in_white, "Input white", "What becomes white.", ET_UNIT_NONE, 0,
             1, 0.005, 1),
    ET_FLOAT(struct levels_params, gamma, "Gamma", "Above 1 brightens middle tones.", ET_UNIT_NONE,
             0.1, 10, 0.01, 1),
    ET_FLOAT(struct levels_params, out_black, "Output black", "What black becomes.", ET_UNIT_NONE,
             0, 1, 0.005, 0),
    ET_FLOAT(struct levels_params, out_white, "Output white", "What white becomes.", ET_UNIT_NONE,
             0, 1, 0.005, 1),
    ET_CHOICE(struct levels_params, channel, "Channel", "Which channels change.", channels, 0),
};

const struct et_filter et_filter_levels = {
    .name = "levels",
    .label = "Levels",
    .help = "Moves black, white and the middle between them.",
    .group = ET_GROUP_COLOR,
    .example = "in_black:0.1:in_white:0.8:gamma:1.2",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct levels_params),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .program = program,
};
