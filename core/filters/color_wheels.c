// SPDX-License-Identifier: MIT
/*
 * Colour wheels, on non-linear R'G'B' from 0 to 1, in two ways. Lift, gamma and gain:
 *   y = gain * (x + lift * (1 - x)),  out = max(y, 0) ^ (1 / gamma)
 * or ASC CDL (version 1.2) with lift as its offset, gain as its slope and gamma as its power:
 *   y = gain * x + lift,              out = max(y, 0) ^ gamma
 * Where gamma is 1 values below 0 are kept, and values above 1 always are, which the CDL would cut off
 * here; the end of the program does. Then the saturation, about luma: with the weights of the clip's
 * matrix, or with those of BT.709 that the CDL has. Rounded once, at the end of the program.
 */
#include "base/arena.h"
#include "base/math.h"

#include <etalon/filter.h>

struct color_wheels_params {
    double lift_red, lift_green, lift_blue;
    double gamma_red, gamma_green, gamma_blue;
    double gain_red, gain_green, gain_blue;
    double saturation;
    int method;
};

enum { LIFT_GAMMA_GAIN, ASC_CDL };
static const char *const methods[] = {"lift_gamma_gain", "asc_cdl"};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct color_wheels_params *p = params;
    (void)in;
    return p->lift_red == 0 && p->lift_green == 0 && p->lift_blue == 0 && p->gamma_red == 1 &&
           p->gamma_green == 1 && p->gamma_blue == 1 && p->gain_red == 1 && p->gain_green == 1 &&
           p->gain_blue == 1 && p->saturation == 1;
}

static double power(const void *context, double y)
{
    return y <= 0 ? 0 : et_pow(y, *(const double *)context);
}

/* The factor and the offset of each channel, and its power where that is not 1. */
static int add_channels(const struct et_setup *setup, struct et_program *program)
{
    const struct color_wheels_params *p = setup->params;
    const double lift[3] = {p->lift_red, p->lift_green, p->lift_blue};
    const double gamma[3] = {p->gamma_red, p->gamma_green, p->gamma_blue};
    const double gain[3] = {p->gain_red, p->gain_green, p->gain_blue};
    double rows[3][4] = {{0}};
    struct et_curve curves[3] = {{0}};
    double *exponents = et_arena_alloc(setup->arena, 3, sizeof(*exponents));
    if (!exponents)
        return et_fail(ET_ERROR_MEMORY, "no memory for exponents");
    for (int c = 0; c < 3; c++) {
        const bool cdl = p->method == ASC_CDL;
        rows[c][c] = cdl ? gain[c] : gain[c] * (1 - lift[c]);
        rows[c][3] = cdl ? lift[c] : gain[c] * lift[c];
        exponents[c] = cdl ? gamma[c] : 1 / gamma[c];
        if (gamma[c] != 1) /* channels alike share a table */
            curves[c] = (struct et_curve){power, c && exponents[c] == exponents[c - 1] &&
                                                         curves[c - 1].value
                                                     ? curves[c - 1].context
                                                     : &exponents[c]};
    }
    int error = et_program_affine(program, ET_SPACE_SIGNAL, rows);
    return error ? error
                 : et_program_steep_curves(program, ET_SPACE_SIGNAL, curves, (const double[3]){0});
}

static int program(const struct et_setup *setup, struct et_program *program)
{
    const struct color_wheels_params *p = setup->params;
    double weights[3] = {0.2126, 0.7152, 0.0722}, rows[3][4] = {{0}};
    int error = add_channels(setup, program);
    if (!error && p->method == LIFT_GAMMA_GAIN && p->saturation != 1)
        error = et_program_luma(program, ET_SPACE_SIGNAL, weights);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            rows[i][j] = (i == j ? p->saturation : 0) + (1 - p->saturation) * weights[j];
    return error ? error : et_program_affine(program, ET_SPACE_SIGNAL, rows);
}

#define WHEEL(key, label, help, min, max, initial)                                                 \
    ET_FLOAT(struct color_wheels_params, key, label, help, ET_UNIT_NONE, min, max, 0.005, initial)

static const struct et_param params[] = {
    WHEEL(lift_red, "Lift, red", "Raises red most where it is dark; the CDL's offset.", -1, 1, 0),
    WHEEL(lift_green, "Lift, green", "Raises green most where it is dark.", -1, 1, 0),
    WHEEL(lift_blue, "Lift, blue", "Raises blue most where it is dark.", -1, 1, 0),
    WHEEL(gamma_red, "Gamma, red", "Brightens the middle of red; the CDL's power darkens it.", 0.1,
          4, 1),
    WHEEL(gamma_green, "Gamma, green", "Brightens the middle of green.", 0.1, 4, 1),
    WHEEL(gamma_blue, "Gamma, blue", "Brightens the middle of blue.", 0.1, 4, 1),
    WHEEL(gain_red, "Gain, red", "Raises red most where it is light; the CDL's slope.", 0, 4, 1),
    WHEEL(gain_green, "Gain, green", "Raises green most where it is light.", 0, 4, 1),
    WHEEL(gain_blue, "Gain, blue", "Raises blue most where it is light.", 0, 4, 1),
    ET_FLOAT(struct color_wheels_params, saturation, "Saturation", "0 is grey.", ET_UNIT_NONE, 0, 4,
             0.01, 1),
    ET_CHOICE(struct color_wheels_params, method, "Method",
              "Lift, gamma and gain, or offset, power and slope of an ASC CDL.", methods,
              LIFT_GAMMA_GAIN),
};

const struct et_filter et_filter_color_wheels = {
    .name = "color_wheels",
    .label = "Colour wheels",
    .help = "Colours of shadows, middle tones and highlights.",
    .group = ET_GROUP_COLOR,
    .example = "lift_blue:0.06:gamma_green:1.05:gain_red:1.15:saturation:1.1",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct color_wheels_params),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .program = program,
};
