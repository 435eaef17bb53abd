// SPDX-License-Identifier: MIT
/*
 * White balance: light of a colour temperature and a tint becomes white.
 *
 * The light's chromaticity in CIE 1960 u, v is that of a black body of `kelvin` (Krystek 1985, "An
 * algorithm to calculate correlated colour temperature"), moved by tint / 3000 across the locus,
 * towards green where it is above 0 (the tint of the DNG specification). Colours under it are adapted
 * to those under a black body of 6500 K by Bradford's method (Lam 1985): one matrix on linear light of
 * the clip's primaries. Higher temperatures make a picture warmer, a greener tint more magenta. Rounded
 * once, at the end of the program.
 */
#include "color/standard.h"

#include <etalon/filter.h>
#include <math.h>

enum { NEUTRAL_KELVIN = 6500 };

struct white_balance_params {
    double kelvin, tint;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct white_balance_params *p = params;
    (void)in;
    return p->kelvin == NEUTRAL_KELVIN && p->tint == 0;
}

static void black_body(double t, double uv[2])
{
    uv[0] = (0.860117757 + 1.54118254e-4 * t + 1.28641212e-7 * t * t) /
            (1 + 8.42420235e-4 * t + 7.08145163e-7 * t * t);
    uv[1] = (0.317398726 + 4.22806245e-5 * t + 4.20481691e-8 * t * t) /
            (1 - 2.89741816e-5 * t + 1.61456053e-7 * t * t);
}

static void chromaticity(double kelvin, double tint, double xy[2])
{
    double uv[2], next[2];
    black_body(kelvin, uv);
    black_body(kelvin + 1, next);
    const double du = next[0] - uv[0], dv = next[1] - uv[1];
    const double across = tint / 3000 / sqrt(du * du + dv * dv);
    const double u = uv[0] + dv * across, v = uv[1] - du * across;
    xy[0] = 3 * u / (2 * u - 8 * v + 4);
    xy[1] = 2 * v / (2 * u - 8 * v + 4);
}

static int program(const struct et_setup *setup, struct et_program *program)
{
    const struct white_balance_params *p = setup->params;
    double from[2], to[2], matrix[3][3], rows[3][4] = {{0}};
    chromaticity(p->kelvin, p->tint, from);
    chromaticity(NEUTRAL_KELVIN, 0, to);
    int error = et_primaries_adapt(setup->in.color.primaries, from, to, matrix);
    for (int i = 0; i < 9; i++)
        rows[i / 3][i % 3] = matrix[i / 3][i % 3];
    return error ? error : et_program_affine(program, ET_SPACE_LIGHT, rows);
}

static const struct et_param params[] = {
    ET_FLOAT(struct white_balance_params, kelvin, "Temperature",
             "Colour temperature, in kelvin, of the light that is to look white; higher is warmer.",
             ET_UNIT_NONE, 2000, 15000, 10, NEUTRAL_KELVIN),
    ET_FLOAT(struct white_balance_params, tint, "Tint",
             "Above 0 takes green away, below 0 magenta.", ET_UNIT_NONE, -150, 150, 1, 0),
};

const struct et_filter et_filter_white_balance = {
    .name = "white_balance",
    .label = "White balance",
    .help = "Makes the light of a scene white.",
    .group = ET_GROUP_COLOR,
    .example = "kelvin:9000:tint:10",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct white_balance_params),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .program = program,
};
