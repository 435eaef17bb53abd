// SPDX-License-Identifier: MIT
/*
 * Colour wheels, on non-linear R'G'B' from 0 to 1, in two ways. `method` = lift_gamma_gain:
 *   y = gain * (x + lift * (1 - x)),  out = max(y, 0) ^ (1 / gamma)
 * Where gamma is 1 values below 0 are kept, and values above 1 always are. Then the saturation, about
 * luma with the weights of the clip's matrix:
 *   out = luma + saturation * (x - luma)
 * `method` = asc_cdl is the Color Decision List of the American Society of Cinematographers, version
 * 1.2, in its order:
 *   y = clamp(x * slope + offset) ^ power
 *   luma = 0.2126 y_red + 0.7152 y_green + 0.0722 y_blue
 *   out = clamp(luma + saturation * (y - luma))
 * with values cut to 0 to 1 by clamp, and BT.709's weights whatever the clip's matrix is.
 * The settings of the other method, but saturation, do nothing. Rounded once, at the end of the program.
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
    double slope_red, slope_green, slope_blue;
    double offset_red, offset_green, offset_blue;
    double power_red, power_green, power_blue;
};

enum { LIFT_GAMMA_GAIN, ASC_CDL };
static const char *const methods[] = {"lift_gamma_gain", "asc_cdl"};

/* What a method makes of each channel: y = factor * x + offset, and a power of that. */
struct channels {
    double factor[3], offset[3], exponent[3];
};

static struct channels channels_of(const struct color_wheels_params *p)
{
    const double lift[3] = {p->lift_red, p->lift_green, p->lift_blue};
    const double gain[3] = {p->gain_red, p->gain_green, p->gain_blue};
    struct channels channels = {
        {p->slope_red, p->slope_green, p->slope_blue},
        {p->offset_red, p->offset_green, p->offset_blue},
        {p->power_red, p->power_green, p->power_blue},
    };
    if (p->method == ASC_CDL)
        return channels;
    channels = (struct channels){
        .exponent = {1 / p->gamma_red, 1 / p->gamma_green, 1 / p->gamma_blue},
    };
    for (int c = 0; c < 3; c++) {
        channels.factor[c] = gain[c] * (1 - lift[c]);
        channels.offset[c] = gain[c] * lift[c];
    }
    return channels;
}

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct color_wheels_params *p = params;
    const struct channels channels = channels_of(p);
    bool neutral = p->saturation == 1;
    (void)in;
    for (int c = 0; c < 3; c++)
        neutral = neutral && channels.factor[c] == 1 && channels.offset[c] == 0 &&
                  channels.exponent[c] == 1;
    return neutral;
}

static double power(const void *context, double y)
{
    return y <= 0 ? 0 : et_pow(y, *(const double *)context);
}

static double clamp(const void *context, double y)
{
    (void)context;
    return y < 0 ? 0 : y > 1 ? 1 : y;
}

static double clamped_power(const void *context, double y)
{
    return y <= 0 ? 0 : y >= 1 ? 1 : et_pow(y, *(const double *)context);
}

static int add_channels(const struct et_setup *setup, struct et_program *program)
{
    const struct color_wheels_params *p = setup->params;
    const bool cdl = p->method == ASC_CDL;
    struct channels *channels = et_arena_alloc(setup->arena, 1, sizeof(*channels));
    double rows[3][4] = {{0}};
    struct et_curve curves[3] = {{0}};
    if (!channels)
        return et_fail(ET_ERROR_MEMORY, "no memory for exponents");
    *channels = channels_of(p);
    const double *exponents = channels->exponent;
    for (int c = 0; c < 3; c++) {
        rows[c][c] = channels->factor[c];
        rows[c][3] = channels->offset[c];
        /* Channels alike share a table. */
        const bool same = c && exponents[c] == exponents[c - 1] && curves[c - 1].context;
        if (exponents[c] != 1)
            curves[c] = (struct et_curve){cdl ? clamped_power : power,
                                          same ? curves[c - 1].context : &exponents[c]};
        else if (cdl)
            curves[c] = (struct et_curve){clamp, NULL};
    }
    int error = et_program_affine(program, ET_SPACE_SIGNAL, rows);
    return error ? error
                 : et_program_steep_curves(program, ET_SPACE_SIGNAL, curves, (const double[3]){0});
}

static int program(const struct et_setup *setup, struct et_program *program)
{
    static const struct et_curve cut = {clamp, NULL};
    const struct color_wheels_params *p = setup->params;
    const bool cdl = p->method == ASC_CDL;
    double weights[3] = {0.2126, 0.7152, 0.0722}, rows[3][4] = {{0}};
    int error = add_channels(setup, program);
    if (error || p->saturation == 1)
        return error;
    if (!cdl)
        error = et_program_luma(program, ET_SPACE_SIGNAL, weights);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            rows[i][j] = (i == j ? p->saturation : 0) + (1 - p->saturation) * weights[j];
    if (!error)
        error = et_program_affine(program, ET_SPACE_SIGNAL, rows);
    if (!error && cdl)
        error =
            et_program_curves(program, ET_SPACE_SIGNAL, (const struct et_curve[]){cut, cut, cut});
    return error;
}

#define WHEEL(key, label, help, min, max, initial)                                                 \
    ET_FLOAT(struct color_wheels_params, key, label, help, ET_UNIT_NONE, min, max, 0.005, initial)

static const struct et_param params[] = {
    WHEEL(lift_red, "Lift, red", "Raises red most where it is dark.", -1, 1, 0),
    WHEEL(lift_green, "Lift, green", "Raises green most where it is dark.", -1, 1, 0),
    WHEEL(lift_blue, "Lift, blue", "Raises blue most where it is dark.", -1, 1, 0),
    WHEEL(gamma_red, "Gamma, red", "Brightens the middle of red.", 0.1, 4, 1),
    WHEEL(gamma_green, "Gamma, green", "Brightens the middle of green.", 0.1, 4, 1),
    WHEEL(gamma_blue, "Gamma, blue", "Brightens the middle of blue.", 0.1, 4, 1),
    WHEEL(gain_red, "Gain, red", "Raises red most where it is light.", 0, 4, 1),
    WHEEL(gain_green, "Gain, green", "Raises green most where it is light.", 0, 4, 1),
    WHEEL(gain_blue, "Gain, blue", "Raises blue most where it is light.", 0, 4, 1),
    ET_FLOAT(struct color_wheels_params, saturation, "Saturation", "0 is grey.", ET_UNIT_NONE, 0, 4,
             0.01, 1),
    ET_CHOICE(
        struct color_wheels_params, method, "Method",
        "Lift, gamma and gain, or slope, offset and power of an ASC CDL; saturation is of both.",
        methods, LIFT_GAMMA_GAIN),
    WHEEL(slope_red, "Slope, red", "Factor of red, of an ASC CDL.", 0, 4, 1),
    WHEEL(slope_green, "Slope, green", "Factor of green, of an ASC CDL.", 0, 4, 1),
    WHEEL(slope_blue, "Slope, blue", "Factor of blue, of an ASC CDL.", 0, 4, 1),
    WHEEL(offset_red, "Offset, red", "Added to red, of an ASC CDL.", -1, 1, 0),
    WHEEL(offset_green, "Offset, green", "Added to green, of an ASC CDL.", -1, 1, 0),
    WHEEL(offset_blue, "Offset, blue", "Added to blue, of an ASC CDL.", -1, 1, 0),
    WHEEL(power_red, "Power, red", "Exponent of red, of an ASC CDL; above 1 darkens.", 0.1, 4, 1),
    WHEEL(power_green, "Power, green", "Exponent of green, of an ASC CDL.", 0.1, 4, 1),
    WHEEL(power_blue, "Power, blue", "Exponent of blue, of an ASC CDL.", 0.1, 4, 1),
};

const struct et_filter et_filter_color_wheels = {
    .name = "color_wheels",
    .label = "Colour wheels",
    .help = "Colours of shadows, middle tones and highlights, or an ASC CDL.",
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
