// SPDX-License-Identifier: MIT
/* tone_map and colorspace against the standards' equations (shown.h). */
#include "points.h"
#include "shown.h"

#include <math.h>
#include <string.h>

static const double bounds[2] = {1, 2};
static const double rounding[2] = {0.51, 0.53};

static double cut(double value)
{
    return fmin(fmax(value, 0), 1);
}

/* ---- tone_map ---------------------------------------------------------------------------------- */

static double hable(double x)
{
    const double a = 0.15, b = 0.50, c = 0.10, d = 0.20, e = 0.02, f = 0.30;
    return (x * (a * x + c * b) + d * e) / (x * (a * x + b) + d * f) - e / f;
}

static double mobius(double x, double peak)
{
    const double j = 0.3, a = -j * j * (peak - 1) / (j * j - 2 * j + peak);
    const double b = (j * j - 2 * j * peak + peak) / (peak - 1);
    return x <= j ? x : (b * b + 2 * b * j + j * j) / (b - a) * (x + a) / (x + b);
}

static double mapped(int method, double x, double nits)
{
    const double peak = nits / 203;
    switch (method) {
    case 0:
        return shown_eetf(x * 203, nits) / 203;
    case 1:
        return x / (x + 1) * (peak + 1) / peak;
    case 2:
        return hable(x) / hable(peak);
    case 3:
        return mobius(x, peak);
    default:
        return x;
    }
}

/* values: source, method, gamut, peak. */
static bool tone_map(const double *v, const struct et_image_info *in, double rgb[3])
{
    const bool is_hlg = v[0] == 2 || (v[0] == 0 && in->color.transfer == 18);
    double light[3], out[3];
    for (int i = 0; i < 3; i++)
        light[i] = is_hlg ? shown_hlg_scene(cut(rgb[i])) : shown_pq_nits(cut(rgb[i])) / 203;
    const double gamma = 1.2 + 0.42 * log10(v[3] / 1000);
    const double scene = shown_luminance(in->color.primaries, light);
    const double display = scene > 0 ? v[3] / 203 * pow(scene, gamma - 1) : 0;
    for (int i = 0; is_hlg && i < 3; i++)
        light[i] *= display;
    shown_converted(in->color.primaries, 1, light, out);
    const double luminance = shown_luminance(1, out), low = fmin(fmin(out[0], out[1]), out[2]);
    for (int i = 0; i < 3; i++)
        out[i] = v[2] == 0 ? fmax(out[i], 0)
                 : low < 0 ? luminance + (out[i] - luminance) * luminance / (luminance - low)
                           : out[i];
    const double most = fmax(fmax(out[0], out[1]), out[2]);
    for (int i = 0; i < 3; i++)
        rgb[i] =
            most > 0
                ? shown_srgb_signal(cut(out[i] * fmin(mapped((int)v[1], most, v[3]), 1) / most))
                : 0;
    return true;
}

void test_tone_map(void)
{
    static const struct et_color pq = {.matrix = 9, .primaries = 9, .transfer = 16};
    static const struct et_color hlg = {.matrix = 9, .primaries = 9, .transfer = 18};
    static const struct et_color untold = {.matrix = 1, .primaries = 1, .transfer = 1};
    for (int method = 0; method < 5; method++)
        for (int gamut = 0; gamut < 2; gamut++) {
            const double of_pq[] = {0, method, gamut, gamut ? 4000 : 1000};
            const double of_hlg[] = {0, method, gamut, gamut ? 600 : 1000};
            points_check("tone_map", of_pq, &pq, tone_map, bounds);
            points_check("tone_map", of_hlg, &hlg, tone_map, bounds);
        }
    const double as_pq[] = {1, 0, 0, 203}, as_hlg[] = {2, 1, 0, 10000};
    points_check("tone_map", as_pq, &untold, tone_map, bounds);
    points_check("tone_map", as_hlg, &untold, tone_map, bounds);
}

/* The initial settings give what a view shows (BT.2390, color/to_srgb.h). */
static bool shown(const double *v, const struct et_image_info *in, double rgb[3])
{
    static const struct et_light unknown = {0};
    struct et_image_info signals = *in;
    const double planes[3] = {rgb[1], rgb[2], rgb[0]};
    (void)v;
    signals.format = ET_FORMAT_GBR8;
    shown_rgb(&signals, &unknown, planes, rgb);
    for (int i = 0; i < 3; i++)
        rgb[i] /= 255;
    return true;
}

void test_tone_map_as_shown(void)
{
    for (int transfer = 16; transfer <= 18; transfer += 2) {
        const struct et_color color = {.matrix = 9, .primaries = 9, .transfer = (uint8_t)transfer};
        double values[MOST_PARAMS];
        filter_initial(et_filter_find("tone_map"), values);
        points_check("tone_map", values, &color, shown, bounds);
    }
}

/* ---- colorspace -------------------------------------------------------------------------------- */

/* Light of the scene where BT.709 stands for a camera; as it is shown between it and HDR. */
static double to_light(int transfer, bool shown, double signal)
{
    const double size = fabs(signal);
    const double light = transfer == 4             ? pow(size, 2.2)
                         : transfer == 16          ? shown_pq_nits(fmin(size, 1)) / 10000
                         : transfer == 18          ? shown_hlg_scene(size)
                         : transfer == 13 || shown ? shown_srgb_light(size)
                                                   : shown_bt709_light(size);
    return signal < 0 ? -light : light;
}

static double hlg_signal(double scene)
{
    const double a = 0.17883277, b = 0.28466892, c = 0.55991073;
    return scene <= 1.0 / 12 ? sqrt(3 * scene) : a * log(12 * scene - b) + c;
}

static double to_signal(int transfer, bool shown, double light)
{
    const double size = fabs(light);
    const double signal = transfer == 4             ? pow(size, 1 / 2.2)
                          : transfer == 16          ? shown_pq_signal(size * 10000)
                          : transfer == 18          ? hlg_signal(size)
                          : transfer == 13 || shown ? shown_srgb_signal(size)
                                                    : shown_bt709_signal(size);
    return light < 0 ? -signal : signal;
}

struct target {
    int matrix, primaries, transfer;
};

/* What the choices of the parameters mean, where they are tested. */
static struct target target_of(const double *v, const struct et_color *in)
{
    static const int matrices[] = {0, 1, 4, 6, 7, 8, 9},
                     primaries[] = {0, 1, 4, 5, 6, 8, 9, 11, 12};
    static const int transfers[] = {0, 1, 4, 5, 8, 13, 16, 18};
    return (struct target){v[0] > 0 ? matrices[(int)v[0]] : in->matrix,
                           v[1] > 0 ? primaries[(int)v[1]] : in->primaries,
                           v[2] > 0 ? transfers[(int)v[2]] : in->transfer};
}

static bool colorspace(const double *v, const struct et_image_info *in, double rgb[3])
{
    const struct target to = target_of(v, &in->color);
    const int from = in->color.transfer;
    double light[3], out[3];
    if (to.primaries == in->color.primaries && to.transfer == from)
        return true;
    const bool by_display = to.transfer != from && (from >= 16 || to.transfer >= 16);
    for (int i = 0; i < 3; i++) {
        if (from == 18 && fabs(rgb[i]) > 1.25)
            return false; /* no colour: beyond the light that curves are sampled for */
        light[i] = to_light(from, by_display, rgb[i]);
    }
    const double scene = shown_luminance(in->color.primaries, light);
    if (by_display && from == 18 && scene < 1e-6)
        return false; /* darker than the table of the OOTF, or no light at all */
    for (int i = 0; by_display && i < 3; i++)
        light[i] *= from == 16 ? 10000.0 / 203 : from == 18 ? 1000.0 / 203 * pow(scene, 0.2) : 1;
    shown_converted(in->color.primaries, to.primaries, light, out);
    const double display = shown_luminance(to.primaries, out) * 0.203;
    if (by_display && to.transfer == 18 && display < 1e-6)
        return false; /* the inverse OOTF has a pole at 0 */
    for (int i = 0; by_display && i < 3; i++)
        out[i] *= to.transfer == 16   ? 0.0203
                  : to.transfer == 18 ? 0.203 * pow(display, 1 / 1.2 - 1)
                                      : 1;
    for (int i = 0; i < 3; i++)
        rgb[i] = to_signal(to.transfer, by_display, out[i]);
    return true;
}

void test_colorspace(void)
{
    static const struct et_color colors[] = {{.matrix = 1, .primaries = 1, .transfer = 1},
                                             {.matrix = 6, .primaries = 6, .transfer = 4},
                                             {.matrix = 9, .primaries = 9, .transfer = 16},
                                             {.matrix = 9, .primaries = 9, .transfer = 18}};
    /* values: matrix, primaries, transfer, range, mode. */
    static const double cases[][5] = {{3, 0, 0, 0, 0}, {6, 0, 0, 1, 0}, {0, 0, 0, 2, 0},
                                      {0, 6, 0, 0, 0}, {1, 1, 0, 1, 0}, {1, 8, 5, 2, 0},
                                      {6, 6, 6, 0, 0}, {6, 6, 7, 2, 0}, {0, 0, 2, 0, 0},
                                      {0, 0, 1, 0, 0}, {1, 6, 1, 0, 0}};
    for (size_t i = 0; i < ET_COUNT(colors); i++)
        for (size_t c = 0; c < ET_COUNT(cases); c++)
            points_check("colorspace", cases[c], &colors[i], colorspace,
                         cases[c][1] + cases[c][2] > 0 ? bounds : rounding);
}

/* Tagging changes what codes are said to be, and no code. */
void test_colorspace_tag(void)
{
    static const double values[][5] = {{6, 6, 6, 2, 1}, {3, 5, 2, 1, 1}, {0, 0, 0, 2, 1}};
    static const enum et_format formats[] = {
        ET_FORMAT_I444,    ET_FORMAT_I444P12, ET_FORMAT_I444P16,  ET_FORMAT_GBR8,
        ET_FORMAT_GBR16,   ET_FORMAT_GRAY16,  ET_FORMAT_I444AP16, ET_FORMAT_I420,
        ET_FORMAT_I422P10, ET_FORMAT_I420A};
    for (size_t c = 0; c < ET_COUNT(values); c++)
        for (size_t f = 0; f < ET_COUNT(formats); f++)
            for (int full = 0; full < 2; full++) {
                struct et_image_info info = info_of(formats[f], 67, 33);
                struct image in, out;
                info.color.full_range = (uint8_t)full;
                image_create(&in, &info, 0);
                image_fill(&in, FILL_RANDOM, (uint32_t)f + 1);
                CHECK(!filter_run(et_filter_find("colorspace"), values[c], &in, 0, 0, 0, &out),
                      "%s", et_error_message());
                CHECK(image_hash(&in.image) == image_hash(&out.image),
                      "case %zu, %s, full range %d", c, et_format_info(formats[f])->name, full);
                CHECK(values[c][3] == 0 || out.image.info.color.full_range == (values[c][3] == 2),
                      "case %zu: the range", c);
                image_destroy(&in);
                image_destroy(&out);
            }
}
