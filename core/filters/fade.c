// SPDX-License-Identifier: MIT
/*
 * Fades from a colour, or to it, over time:
 *   out = colour + level * (in - colour), in codes
 *   in:    level = clamp((t - start) / duration, 0, 1)
 *   out:   level = 1 - that
 *   level: level is the parameter, for keyframes
 * The colour is R'G'B', brought to codes by the image's matrix and range. Alpha stays. The level is
 * rounded to 1/16384, and the sum once, halves upward; at 8 bits within 1 code of the formula. It is no
 * step of colour programs, as a level that time changes would make a program anew for each frame.
 */
#include "base/math.h"
#include "filters/mix_rows.h"
#include "filters/overlay_pixels.h"

#include <etalon/filter.h>
#include <string.h>

enum type { TYPE_IN, TYPE_OUT, TYPE_LEVEL };

enum { DAY_S = 86400 };

struct fade_params {
    int type;
    double start, duration, level, red, green, blue;
};

struct state {
    struct fade_params params;
    struct et_mix mix;
    int codes[3];
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct fade_params *p = params;
    (void)in;
    return p->type == TYPE_LEVEL && p->level == 1;
}

static int configure(const struct et_setup *setup)
{
    const struct fade_params *p = setup->params;
    struct state *state = setup->state;
    const double color[3] = {p->red, p->green, p->blue};
    state->params = *p;
    state->mix = et_mix_kernels(et_format_info(setup->in.format)->depth, setup->cpu);
    return et_pixels_codes(&setup->in, color, state->codes);
}

/* The weight of the colour. */
static int weight_at(const struct fade_params *p, double time_s)
{
    double part = time_s < p->start ? 0 : 1;
    if (part == 1 && time_s - p->start < p->duration)
        part = (time_s - p->start) / p->duration;
    const double level = p->type == TYPE_IN ? part : p->type == TYPE_OUT ? 1 - part : p->level;
    return ET_MIX_ONE - et_round(level * ET_MIX_ONE);
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const enum et_format format = run->in->info.format;
    const int plane = run->plane, width = et_plane_width(format, plane, run->in->info.width);
    const int weight = weight_at(&state->params, run->moment->time_s);
    const bool kept = weight == 0 || plane >= et_format_color_planes(format);
    const size_t bytes = (size_t)width * et_format_info(format)->bytes_per_pixel;
    for (int y = run->first; y < run->last; y++) {
        const uint8_t *src = run->in->data[plane] + y * run->in->stride[plane];
        uint8_t *dst = run->out->data[plane] + y * run->out->stride[plane];
        if (kept)
            memcpy(dst, src, bytes);
        else
            state->mix.flat(dst, src, state->codes[plane], weight, width);
    }
}

static const char *const type_names[] = {"in", "out", "level"};

static const struct et_param params[] = {
    ET_CHOICE(struct fade_params, type, "Type",
              "Whether the picture comes, goes, or is there as far as `level` says.", type_names,
              TYPE_IN),
    ET_FLOAT(struct fade_params, start, "Start", "When the fade begins, in seconds.", ET_UNIT_NONE,
             -DAY_S, DAY_S, 0.1, 0),
    ET_FLOAT(struct fade_params, duration, "Duration", "How long it takes, in seconds.",
             ET_UNIT_NONE, 0, DAY_S, 0.1, 1),
    ET_FLOAT(struct fade_params, level, "Level",
             "With type `level`: how much of the picture is left, for keyframes.", ET_UNIT_NONE, 0,
             1, 0.01, 1),
    ET_FLOAT(struct fade_params, red, "Red", "Red of the colour.", ET_UNIT_NONE, 0, 1, 0.01, 0),
    ET_FLOAT(struct fade_params, green, "Green", "Green of the colour.", ET_UNIT_NONE, 0, 1, 0.01,
             0),
    ET_FLOAT(struct fade_params, blue, "Blue", "Blue of the colour.", ET_UNIT_NONE, 0, 1, 0.01, 0),
};

const struct et_filter et_filter_fade = {
    .name = "fade",
    .label = "Fade",
    .help = "Fades from a colour or to it.",
    .group = ET_GROUP_COMPOSE,
    .example = "type:level:level:0.5",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct fade_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .follows_time = true,
    .is_neutral = is_neutral,
    .configure = configure,
    .run = run,
};
