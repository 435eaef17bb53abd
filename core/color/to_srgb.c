// SPDX-License-Identifier: MIT
/*
 * Each step is a loop of its own over a chunk, so that compilers make vectors of those that are
 * arithmetic; looking tables up is left to the others.
 */
#include "color/to_srgb.h"

#include "color/middle.h"
#include "color/standard.h"

enum { USUAL_PEAK_NITS = 1000 };

bool et_color_is_plain(const struct et_color *color)
{
    switch (color->transfer) {
    case ET_TRANSFER_GAMMA22:
    case ET_TRANSFER_GAMMA28:
    case ET_TRANSFER_LINEAR:
    case ET_TRANSFER_LOG_100:
    case ET_TRANSFER_LOG_316:
    case ET_TRANSFER_PQ:
    case ET_TRANSFER_SMPTE428:
    case ET_TRANSFER_HLG:
        return false;
    default:
        break;
    }
    /* Browsers take SMPTE 170M, BT.601's, for sRGB's; but not the equal ones of SMPTE 240M. */
    switch (color->primaries) {
    case 4:
    case ET_PRIMARIES_BT470BG:
    case ET_PRIMARIES_SMPTE240M:
    case 8:
    case ET_PRIMARIES_BT2020:
    case 10:
    case 11:
    case 12:
    case 22:
        return false;
    default:
        return true;
    }
}

int et_peak_nits(const struct et_light *light)
{
    int peak = light->content_nits > 0 ? light->content_nits : light->mastering_nits;
    if (peak <= 0)
        peak = USUAL_PEAK_NITS;
    return peak < ET_WHITE_NITS ? ET_WHITE_NITS : peak > ET_PQ_NITS ? ET_PQ_NITS : peak;
}

int et_to_srgb_init(struct et_to_srgb *to, struct et_engine *engine,
                    const struct et_format_info *format, const struct et_color *color,
                    const struct et_light *light, int height)
{
    const struct et_middle_scale scale = et_middle_scale_of(format, color->full_range);
    double matrix[3][3], primaries[3][3], weights[3];
    int error = et_planes_to_rgb(format, color, height, matrix);
    if (color->transfer == ET_TRANSFER_LOG_100 || color->transfer == ET_TRANSFER_LOG_316)
        return et_fail(ET_ERROR_UNSUPPORTED,
                       "pictures whose light is coded by its logarithm (transfer %d) cannot be "
                       "converted",
                       color->transfer);
    if (!error)
        error = et_primaries_to_bt709(color->primaries, primaries);
    if (error)
        return error;
    for (int c = 0; c < 3; c++) {
        double constant = 0;
        for (int p = 0; p < 3; p++) {
            double factor = matrix[c][p] / scale.unit[p] * ET_SIGNAL_STEPS;
            constant -= factor * scale.zero[p];
            to->signal[c][p] = (float)factor;
            to->primaries[c][p] = (float)primaries[c][p];
        }
        to->signal[c][3] = (float)constant;
    }
    et_primaries_luminance(color->primaries, weights);
    for (int c = 0; c < 3; c++)
        to->luminance[c] = (float)weights[c];
    to->tables = et_color_tables_get(engine, color->transfer, et_peak_nits(light));
    return to->tables ? 0 : et_fail(ET_ERROR_MEMORY, "no memory for tables of colour");
}

static inline float at_least(float value, float least)
{
    return value < least ? least : value;
}

static inline float at_most(float value, float most)
{
    return value > most ? most : value;
}

static void signals_to_light(const struct et_to_srgb *to, const int16_t *const planes[3], int count,
                             float rgb[3][ET_COLOR_CHUNK])
{
    const int16_t *restrict plane_0 = planes[0], *restrict plane_1 = planes[1];
    const int16_t *restrict plane_2 = planes[2];
    const float *table = to->tables->light;
    for (int c = 0; c < 3; c++) {
        const float *factors = to->signal[c];
        int32_t steps[ET_COLOR_CHUNK];
        float parts[ET_COLOR_CHUNK]; /* of a step beyond */
        for (int x = 0; x < count; x++) {
            float signal = factors[0] * (float)plane_0[x] + factors[1] * (float)plane_1[x] +
                           factors[2] * (float)plane_2[x] + factors[3];
            signal = at_most(at_least(signal, 0), ET_SIGNAL_STEPS);
            steps[x] = (int32_t)signal;
            parts[x] = signal - (float)steps[x];
        }
        for (int x = 0; x < count; x++) {
            const float *light = table + steps[x];
            rgb[c][x] = light[0] + parts[x] * (light[1] - light[0]);
        }
    }
}

static void multiply(float rgb[3][ET_COLOR_CHUNK], const float *restrict by, int count)
{
    for (int c = 0; c < 3; c++) {
        float *restrict light = rgb[c];
        for (int x = 0; x < count; x++)
            light[x] *= by[x];
    }
}

static void apply_ootf(const struct et_to_srgb *to, int count, float rgb[3][ET_COLOR_CHUNK])
{
    const float *weights = to->luminance;
    int32_t bins[ET_COLOR_CHUNK];
    float by[ET_COLOR_CHUNK];
    for (int x = 0; x < count; x++)
        bins[x] =
            et_log_bin(to->tables->ootf_range,
                       weights[0] * rgb[0][x] + weights[1] * rgb[1][x] + weights[2] * rgb[2][x]);
    for (int x = 0; x < count; x++)
        by[x] = to->tables->ootf[bins[x]];
    multiply(rgb, by, count);
}

/* To BT.709's primaries, components below 0 cut off. */
static void change_primaries(const struct et_to_srgb *to, int count, float rgb[3][ET_COLOR_CHUNK])
{
    const float(*m)[3] = to->primaries;
    float *restrict red = rgb[0], *restrict green = rgb[1], *restrict blue = rgb[2];
    for (int x = 0; x < count; x++) {
        float r = m[0][0] * red[x] + m[0][1] * green[x] + m[0][2] * blue[x];
        float g = m[1][0] * red[x] + m[1][1] * green[x] + m[1][2] * blue[x];
        float b = m[2][0] * red[x] + m[2][1] * green[x] + m[2][2] * blue[x];
        red[x] = at_least(r, 0);
        green[x] = at_least(g, 0);
        blue[x] = at_least(b, 0);
    }
}

/* Brings the largest component to 1 at most. */
static void tone_map(const struct et_to_srgb *to, int count, float rgb[3][ET_COLOR_CHUNK])
{
    int32_t bins[ET_COLOR_CHUNK];
    float by[ET_COLOR_CHUNK];
    for (int x = 0; x < count; x++)
        bins[x] =
            et_log_bin(to->tables->gain_range, at_least(at_least(rgb[0][x], rgb[1][x]), rgb[2][x]));
    for (int x = 0; x < count; x++)
        by[x] = to->tables->gain[bins[x]];
    multiply(rgb, by, count);
}

static void cut_off(int count, float rgb[3][ET_COLOR_CHUNK])
{
    for (int c = 0; c < 3; c++)
        for (int x = 0; x < count; x++)
            rgb[c][x] = at_most(rgb[c][x], 1);
}

void et_to_srgb_row(const struct et_to_srgb *to, const int16_t *const planes[3], int count,
                    float rgb[3][ET_COLOR_CHUNK])
{
    signals_to_light(to, planes, count, rgb);
    if (to->tables->ootf)
        apply_ootf(to, count, rgb);
    change_primaries(to, count, rgb);
    if (to->tables->gain)
        tone_map(to, count, rgb);
    else
        cut_off(count, rgb);
}
