// SPDX-License-Identifier: MIT
/*
 * Channel mixer, on non-linear R'G'B' from 0 to 1: each channel of the output is a sum of all of the
 * input's, and an offset,
 *   R = red_red * R + red_green * G + red_blue * B + red_offset
 * and so on. Rounded once, at the end of the program.
 */
#include <etalon/filter.h>

struct channel_mixer_params {
    double red_red, red_green, red_blue, red_offset;
    double green_red, green_green, green_blue, green_offset;
    double blue_red, blue_green, blue_blue, blue_offset;
};

static void rows_of(const struct channel_mixer_params *p, double rows[3][4])
{
    const double values[12] = {p->red_red,   p->red_green,   p->red_blue,   p->red_offset,
                               p->green_red, p->green_green, p->green_blue, p->green_offset,
                               p->blue_red,  p->blue_green,  p->blue_blue,  p->blue_offset};
    for (int i = 0; i < 12; i++)
        rows[i / 4][i % 4] = values[i];
}

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    double rows[3][4];
    (void)in;
    rows_of(params, rows);
    for (int i = 0; i < 12; i++)
        if (rows[i / 4][i % 4] != (i / 4 == i % 4))
            return false;
    return true;
}

static int program(const struct et_setup *setup, struct et_program *program)
{
    double rows[3][4];
    rows_of(setup->params, rows);
    return et_program_affine(program, ET_SPACE_SIGNAL, rows);
}

#define MIX(key, label, initial)                                                                   \
    ET_FLOAT(struct channel_mixer_params, key, label, "What the second counts in the first.",      \
             ET_UNIT_NONE, -2, 2, 0.01, initial)
#define OFFSET(key, label)                                                                         \
    ET_FLOAT(struct channel_mixer_params, key, label, "Added to the channel.", ET_UNIT_NONE, -1,   \
             1, 0.005, 0)

static const struct et_param params[] = {
    MIX(red_red, "Red from red", 1),       MIX(red_green, "Red from green", 0),
    MIX(red_blue, "Red from blue", 0),     OFFSET(red_offset, "Red offset"),
    MIX(green_red, "Green from red", 0),   MIX(green_green, "Green from green", 1),
    MIX(green_blue, "Green from blue", 0), OFFSET(green_offset, "Green offset"),
    MIX(blue_red, "Blue from red", 0),     MIX(blue_green, "Blue from green", 0),
    MIX(blue_blue, "Blue from blue", 1),   OFFSET(blue_offset, "Blue offset"),
};

const struct et_filter et_filter_channel_mixer = {
    .name = "channel_mixer",
    .label = "Channel mixer",
    .help = "Red, green and blue made of each other.",
    .group = ET_GROUP_COLOR,
    .example = "red_red:0.6:red_blue:0.4:blue_blue:0.6:blue_red:0.4",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct channel_mixer_params),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .program = program,
};
