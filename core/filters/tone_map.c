// SPDX-License-Identifier: MIT
/*
 * HDR to SDR: PQ or HLG of any primaries to BT.709. In this order:
 *   1. R'G'B' of the clip's matrix, cut to 0 to 1, become light R, G, B of the display, 1 for SDR white,
 *      which is 203 cd/m2 (BT.2100; BT.2408, 3.1). HLG's display has `peak` cd/m2.
 *   2. Primaries are changed to BT.709's.
 *   3. What lies outside them is brought in, by `gamut`:
 *      clip        components below 0 become 0 (BT.2407, 2)
 *      desaturate  c' = Y + (c - Y) Y / (Y - least), where the least of R, G, B is below 0, with the
 *                  luminance Y: the smallest step to grey that brings it to 0
 *   4. All three are multiplied by f(m) / m, with m the largest of them, so that hue and saturation
 *      stay, and cut to 1 at most. With p = peak / 203 and f(p) = 1:
 *      bt2390      BT.2390-8, 5.4.1: dark and middle tones stay, a Hermite spline in PQ's signals above
 *      reinhard    m / (m + 1) (p + 1) / p   (Reinhard et al., 2002, scaled to the peak)
 *      hable       u(m) / u(p), u(x) = (x (0.15 x + 0.05) + 0.004) / (x (0.15 x + 0.5) + 0.06) - 1/15
 *                  (Hable, 2010)
 *      mobius      m up to j = 0.3, above it (b^2 + 2 b j + j^2) / (b - a) (m + a) / (m + b),
 *                  a = -j^2 (p - 1) / (j^2 - 2 j + p), b = (j^2 - 2 j p + p) / (p - 1)
 *      clip        m
 *   5. Light becomes a signal by the curve that BT.709 is shown with, sRGB's, and BT.709's Y'CbCr.
 *
 * `peak` = 0 is what a PQ stream says, its greatest content light level, else the peak of its mastering
 * display; 1,000 cd/m2 where it says neither, and of HLG. With the initial settings that is what a view shows
 * (color/to_srgb.h). Functions of light are tables in the steps of color/gain.h; rounded once, at the end.
 */
#include "base/arena.h"
#include "base/math.h"
#include "color/gain.h"
#include "color/standard.h"
#include "color/tables.h"
#include "filters/display_light.h"

#include <etalon/filter.h>

enum source { SOURCE_AUTO, SOURCE_PQ, SOURCE_HLG };

enum method { BT2390, REINHARD, HABLE, MOBIUS, CLIP };

enum gamut { GAMUT_CLIP, GAMUT_DESATURATE };

struct tone_map_params {
    int source, method, gamut;
    double peak;
};

enum { USUAL_PEAK = 1000 };

struct context {
    struct et_gain gain;
    enum method method;
    double peak;
    float luminance[3]; /* of BT.709 */
};

/* ---- Curves ------------------------------------------------------------------------------------ */

static double hable(double x)
{
    return (x * (0.15 * x + 0.05) + 0.004) / (x * (0.15 * x + 0.5) + 0.06) - 1.0 / 15;
}

static double mobius(double light, double peak)
{
    const double j = 0.3;
    if (light <= j || peak <= 1)
        return light;
    const double a = -j * j * (peak - 1) / (j * j - 2 * j + peak);
    const double b = (j * j - 2 * j * peak + peak) / (peak - 1);
    return (b * b + 2 * b * j + j * j) / (b - a) * (light + a) / (light + b);
}

/* f(m) / m */
static double factor(const void *opaque, double light)
{
    const struct context *context = opaque;
    const enum method method = context->method;
    const double peak = context->peak / ET_WHITE_NITS;
    double mapped = light;
    if (method == BT2390)
        mapped = et_tone_map(light, context->peak);
    else if (method == REINHARD)
        mapped = light / (light + 1) * (peak + 1) / peak;
    else if (method == HABLE)
        mapped = hable(light) / hable(peak);
    else if (method == MOBIUS)
        mapped = mobius(light, peak);
    return (mapped > 1 ? 1 : mapped) / light;
}

/* ---- Pixels ------------------------------------------------------------------------------------ */

static inline float least(float a, float b)
{
    return a < b ? a : b;
}

static inline float most(float a, float b)
{
    return a > b ? a : b;
}

static void clip_gamut(float *const planes[3], int count, const void *context)
{
    (void)context;
    for (int c = 0; c < 3; c++) {
        float *restrict light = planes[c];
        for (int x = 0; x < count; x++)
            light[x] = most(light[x], 0);
    }
}

static void desaturate(float *const planes[3], int count, const void *context)
{
    const float *weights = ((const struct context *)context)->luminance;
    float *restrict red = planes[0], *restrict green = planes[1], *restrict blue = planes[2];
    for (int x = 0; x < count; x++) {
        const float r = red[x], g = green[x], b = blue[x];
        const float luminance = most(weights[0] * r + weights[1] * g + weights[2] * b, 0);
        const float low = least(least(least(r, g), b), 0);
        /* The luminance is 0 only where all are: the part is 0 / 0 there if it were not kept off. */
        const float part = luminance / most(luminance - low, 1e-30f);
        red[x] = most(luminance + (r - luminance) * part, 0);
        green[x] = most(luminance + (g - luminance) * part, 0);
        blue[x] = most(luminance + (b - luminance) * part, 0);
    }
}

static void map_tones(float *const planes[3], int count, const void *context)
{
    const struct et_gain *gain = &((const struct context *)context)->gain;
    float *restrict red = planes[0], *restrict green = planes[1], *restrict blue = planes[2];
    for (int x = 0; x < count; x++) {
        const float by = et_gain_at(gain, most(most(red[x], green[x]), blue[x]));
        red[x] = least(red[x] * by, 1);
        green[x] = least(green[x] * by, 1);
        blue[x] = least(blue[x] * by, 1);
    }
}

/* ---- The program ------------------------------------------------------------------------------- */

static int transfer_of(const struct tone_map_params *p, const struct et_image_info *in)
{
    return p->source == SOURCE_PQ    ? ET_TRANSFER_PQ
           : p->source == SOURCE_HLG ? ET_TRANSFER_HLG
                                     : in->color.transfer;
}

static double peak_of(const struct tone_map_params *p, const struct et_image_info *in)
{
    const int said = transfer_of(p, in) == ET_TRANSFER_PQ ? in->color.peak_nits : 0;
    const double peak = p->peak > 0 ? p->peak : said > 0 ? said : USUAL_PEAK;
    return peak < ET_WHITE_NITS ? ET_WHITE_NITS : peak;
}

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const int transfer = transfer_of(params, in);
    return transfer != ET_TRANSFER_PQ && transfer != ET_TRANSFER_HLG;
}

static int output_info(const void *params, const struct et_image_info *in,
                       struct et_image_info *out)
{
    *out = *in;
    if (is_neutral(params, in))
        return 0;
    if (et_format_info(in->format)->model != ET_MODEL_RGB)
        out->color.matrix = ET_MATRIX_BT709;
    out->color.primaries = ET_PRIMARIES_BT709;
    out->color.transfer = ET_TRANSFER_BT709;
    out->color.peak_nits = 0;
    out->color.guessed &=
        (uint8_t) ~(ET_GUESSED_MATRIX | ET_GUESSED_PRIMARIES | ET_GUESSED_TRANSFER);
    return 0;
}

static double cut(const void *context, double signal)
{
    (void)context;
    return signal < 0 ? 0 : signal > 1 ? 1 : signal;
}

/* Steps 1 and 2. */
static int to_bt709_light(const struct et_setup *setup, struct et_program *program)
{
    static const struct et_curve curve = {cut, NULL};
    const struct tone_map_params *p = setup->params;
    struct et_color source = setup->in.color;
    double matrix[3][3], rows[3][4] = {{0}};
    source.transfer = (uint8_t)transfer_of(p, &setup->in);
    int error = et_primaries_to_bt709(source.primaries, matrix);
    for (int i = 0; !error && i < 9; i++)
        rows[i / 3][i % 3] = matrix[i / 3][i % 3];
    if (!error)
        error = et_program_recolor(program, ET_SPACE_SIGNAL, &source);
    if (!error)
        error = et_program_curves(program, ET_SPACE_SIGNAL,
                                  (const struct et_curve[]){curve, curve, curve});
    if (!error)
        error = et_light_to_display(program, setup->arena, source.transfer, peak_of(p, &setup->in));
    if (!error)
        error = et_program_affine(program, ET_SPACE_LIGHT, rows);
    return error ? error : et_program_recolor(program, ET_SPACE_LIGHT, &setup->out.color);
}

static int program(const struct et_setup *setup, struct et_program *program)
{
    enum { OCTAVES_BELOW = 12, OCTAVES_ABOVE = 8 };
    const struct tone_map_params *p = setup->params;
    if (is_neutral(p, &setup->in))
        return 0;
    struct context *context = et_arena_alloc(setup->arena, 1, sizeof(*context));
    if (!context)
        return et_fail(ET_ERROR_MEMORY, "no memory for a tone curve");
    double luminance[3];
    context->method = (enum method)p->method;
    context->peak = peak_of(p, &setup->in);
    et_primaries_luminance(ET_PRIMARIES_BT709, luminance);
    for (int c = 0; c < 3; c++)
        context->luminance[c] = (float)luminance[c];
    int error =
        et_gain_fill(&context->gain, setup->arena, -OCTAVES_BELOW, OCTAVES_ABOVE, factor, context);
    if (!error)
        error = to_bt709_light(setup, program);
    if (!error)
        error = et_program_points(program, ET_SPACE_LIGHT,
                                  p->gamut == GAMUT_CLIP ? clip_gamut : desaturate, context);
    if (!error)
        error = et_program_points(program, ET_SPACE_LIGHT, map_tones, context);
    return error ? error
                 : et_light_from_display(program, setup->arena, setup->out.color.transfer,
                                         ET_HLG_NITS);
}

static const char *const source_names[] = {"auto", "pq", "hlg"};
static const char *const method_names[] = {"bt2390", "reinhard", "hable", "mobius", "clip"};
static const char *const gamut_names[] = {"clip", "desaturate"};

static const struct et_param params[] = {
    ET_FIXED_CHOICE(struct tone_map_params, source, "Source",
                    "Transfer of the clip; auto: as the clip says, and SDR stays as it is.",
                    source_names, SOURCE_AUTO),
    ET_CHOICE(struct tone_map_params, method, "Method", "How bright light is brought to SDR's.",
              method_names, BT2390),
    ET_CHOICE(struct tone_map_params, gamut, "Gamut",
              "How colours outside BT.709's primaries are brought in.", gamut_names, GAMUT_CLIP),
    ET_FLOAT(struct tone_map_params, peak, "Peak",
             "Brightest light of the clip in cd/m2, 203, SDR white, or more; 0: as the clip says.",
             ET_UNIT_NONE, 0, 10000, 1, 0),
};

const struct et_filter et_filter_tone_map = {
    .name = "tone_map",
    .label = "Tone mapping",
    .help = "Makes SDR of BT.709 from HDR: PQ or HLG.",
    .group = ET_GROUP_COLOR,
    .example = "source:hlg",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct tone_map_params),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .output_info = output_info,
    .program = program,
};
