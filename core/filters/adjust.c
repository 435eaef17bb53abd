// SPDX-License-Identifier: MIT
/*
 * Brightness, contrast, saturation, gamma and hue.
 *
 * Luma. With Y the code, black and range those of the format (8 bits: 16 and 219, full range 0 and
 * 255; deeper: times 2^(depth - 8), full range 2^depth - 1):
 *   y  = (Y - black) / range
 *   y1 = (y - 1/2) * contrast + 1/2 + brightness
 *   y2 = y1                              where gamma is 1: below black and above white are kept
 *      = max(y1, 0) ^ (1 / gamma)        else
 *   Y' = clamp(round(black + range * y2), 0, 2^depth - 1)
 * Where gamma is 1 that is Y' = clamp((Y * scale + offset) >> 16) with scale = round(contrast *
 * 2^16) and offset rounded alike, halves upward; else it is a table with an entry for each code,
 * computed in double precision.
 *
 * Chroma, about its middle code m = 2^(depth - 1), turned by the hue's angle h:
 *   Cb' = m + saturation * ((Cb - m) cos h - (Cr - m) sin h)
 *   Cr' = m + saturation * ((Cb - m) sin h + (Cr - m) cos h)
 * with the two factors rounded to 1/2^16, one rounding, halves upward, and a clamp.
 *
 * Within 1 code of these formulas in double precision at every depth. The loops are plain: compilers
 * turn them into SIMD as fast as twins written by hand.
 */
#include "base/arena.h"
#include "base/math.h"

#include <etalon/filter.h>
#include <string.h>

struct adjust_params {
    double brightness, contrast, saturation, gamma, hue;
};

enum { FRACTION_BITS = 16 };

/* out = (own * sample + other * sample of the other chroma plane + offset) >> FRACTION_BITS */
struct mix {
    int32_t own, other, offset;
};

struct state {
    int max; /* largest code */
    int bytes_per_sample;
    bool keeps_luma, keeps_chroma;
    struct mix luma, cb, cr;
    const uint16_t *luma_table; /* NULL where gamma is 1 */
};

static inline int clamp_code(int value, int max)
{
    return value < 0 ? 0 : value > max ? max : value;
}

/* ---- Kernels --------------------------------------------------------------------------------- */

static void luma_8(uint8_t *restrict dst, const uint8_t *restrict src, int width, struct mix mix)
{
    for (int x = 0; x < width; x++)
        dst[x] = (uint8_t)clamp_code((src[x] * mix.own + mix.offset) >> FRACTION_BITS, 255);
}

static void luma_16(uint16_t *restrict dst, const uint16_t *restrict src, int width, struct mix mix,
                    int max)
{
    for (int x = 0; x < width; x++) {
        int code = src[x] > max ? max : src[x];
        dst[x] = (uint16_t)clamp_code((code * mix.own + mix.offset) >> FRACTION_BITS, max);
    }
}

static void chroma_8(uint8_t *restrict dst, const uint8_t *restrict own,
                     const uint8_t *restrict other, int width, struct mix mix)
{
    for (int x = 0; x < width; x++) {
        int sum = own[x] * mix.own + other[x] * mix.other + mix.offset;
        dst[x] = (uint8_t)clamp_code(sum >> FRACTION_BITS, 255);
    }
}

static void chroma_16(uint16_t *restrict dst, const uint16_t *restrict own,
                      const uint16_t *restrict other, int width, struct mix mix, int max)
{
    for (int x = 0; x < width; x++) {
        int own_code = own[x] > max ? max : own[x], other_code = other[x] > max ? max : other[x];
        int sum = own_code * mix.own + other_code * mix.other + mix.offset;
        dst[x] = (uint16_t)clamp_code(sum >> FRACTION_BITS, max);
    }
}

static void table_8(uint8_t *dst, const uint8_t *src, int width, const uint16_t *table)
{
    for (int x = 0; x < width; x++)
        dst[x] = (uint8_t)table[src[x]];
}

static void table_16(uint16_t *dst, const uint16_t *src, int width, const uint16_t *table, int max)
{
    for (int x = 0; x < width; x++)
        dst[x] = table[src[x] > max ? max : src[x]];
}

/* ---- Set-up ---------------------------------------------------------------------------------- */

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct adjust_params *p = params;
    bool keeps_luma = p->brightness == 0 && p->contrast == 1 && p->gamma == 1;
    bool keeps_chroma = p->saturation == 1 && p->hue == 0;
    return keeps_luma && (keeps_chroma || et_format_info(in->format)->model == ET_MODEL_GRAY);
}

static int fixed(double value)
{
    return et_round(value * (1 << FRACTION_BITS));
}

static int configure_luma(const struct et_setup *setup, struct state *state, int depth)
{
    const struct adjust_params *p = setup->params;
    bool full = setup->in.color.full_range;
    double black = full ? 0 : 16 << (depth - 8);
    double range = full ? state->max : 219 << (depth - 8);
    double lift = 0.5 - 0.5 * p->contrast + p->brightness; /* y1 at y = 0 */
    if (p->gamma == 1) {
        double offset = black + range * lift - p->contrast * black;
        state->luma = (struct mix){.own = fixed(p->contrast), .offset = fixed(offset + 0.5)};
        return 0;
    }
    uint16_t *table = et_arena_alloc(setup->arena, (size_t)state->max + 1, sizeof(*table));
    if (!table)
        return et_fail(ET_ERROR_MEMORY, "no memory for the luma table");
    for (int code = 0; code <= state->max; code++) {
        double y = (code - black) / range * p->contrast + lift;
        double value = black + range * et_pow(y, 1 / p->gamma);
        table[code] = (uint16_t)(value >= state->max ? state->max : et_round(value));
    }
    state->luma_table = table;
    return 0;
}

static void configure_chroma(const struct adjust_params *p, struct state *state)
{
    double angle = p->hue * (ET_PI / 180);
    int along = fixed(p->saturation * et_cos(angle)), across = fixed(p->saturation * et_sin(angle));
    int middle = (state->max + 1) / 2, half = 1 << (FRACTION_BITS - 1);
    int level = middle * (1 << FRACTION_BITS) + half;
    state->cb = (struct mix){along, -across, level - middle * (along - across)};
    state->cr = (struct mix){along, across, level - middle * (along + across)};
}

static int configure(const struct et_setup *setup)
{
    const struct adjust_params *p = setup->params;
    const struct et_format_info *format = et_format_info(setup->in.format);
    struct state *state = setup->state;
    *state = (struct state){
        .max = (1 << format->depth) - 1,
        .bytes_per_sample = format->bytes_per_pixel,
        .keeps_luma = p->brightness == 0 && p->contrast == 1 && p->gamma == 1,
        .keeps_chroma = p->saturation == 1 && p->hue == 0,
    };
    configure_chroma(p, state);
    return configure_luma(setup, state, format->depth);
}

static void run_luma_row(const struct state *state, void *dst, const void *src, int width)
{
    if (state->luma_table) {
        if (state->bytes_per_sample == 1)
            table_8(dst, src, width, state->luma_table);
        else
            table_16(dst, src, width, state->luma_table, state->max);
    } else if (state->bytes_per_sample == 1) {
        luma_8(dst, src, width, state->luma);
    } else {
        luma_16(dst, src, width, state->luma, state->max);
    }
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane, other = 3 - plane;
    const int width = et_plane_width(run->in->info.format, plane, run->in->info.width);
    const struct mix mix = plane == 1 ? state->cb : state->cr;
    for (int y = run->first; y < run->last; y++) {
        void *dst = run->out->data[plane] + y * run->out->stride[plane];
        const void *src = run->in->data[plane] + y * run->in->stride[plane];
        if (plane == 0 ? state->keeps_luma : state->keeps_chroma) {
            memcpy(dst, src, (size_t)width * (size_t)state->bytes_per_sample);
        } else if (plane == 0) {
            run_luma_row(state, dst, src, width);
        } else {
            const void *partner = run->in->data[other] + y * run->in->stride[other];
            if (state->bytes_per_sample == 1)
                chroma_8(dst, src, partner, width, mix);
            else
                chroma_16(dst, src, partner, width, mix, state->max);
        }
    }
}

static const struct et_param params[] = {
    ET_FLOAT(struct adjust_params, brightness, "Brightness", "Added to luma, where 1 is the step from black to white.",
             ET_UNIT_NONE, -1, 1, 0.01, 0),
    ET_FLOAT(struct adjust_params, contrast, "Contrast", "Factor for luma about middle grey.",
             ET_UNIT_FACTOR, 0, 4, 0.01, 1),
    ET_FLOAT(struct adjust_params, saturation, "Saturation", "Factor for chroma; 0 gives black and white.",
             ET_UNIT_FACTOR, 0, 4, 0.01, 1),
    ET_FLOAT(struct adjust_params, gamma, "Gamma", "Luma is raised to 1 / gamma; above 1 lightens the middle.",
             ET_UNIT_NONE, 0.1, 10, 0.01, 1),
    ET_FLOAT(struct adjust_params, hue, "Hue", "Angle by which chroma is turned.",
             ET_UNIT_DEGREE, -180, 180, 1, 0),
};

const struct et_filter et_filter_adjust = {
    .name = "adjust",
    .label = "Adjust",
    .help = "Changes brightness, contrast, saturation, gamma and hue.",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct adjust_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .configure = configure,
    .run = run,
};
