// SPDX-License-Identifier: MIT
#include "shown.h"

#include <math.h>

/* ---- Curves ----------------------------------------------------------------------------------- */

double shown_pq_nits(double signal)
{
    double p = pow(signal, 32.0 / 2523);
    double numerator = p - 0.8359375 > 0 ? p - 0.8359375 : 0;
    return 10000 * pow(numerator / (18.8515625 - 18.6875 * p), 16384.0 / 2610);
}

double shown_pq_signal(double nits)
{
    double p = pow(nits / 10000, 0.1593017578125);
    return pow((0.8359375 + 18.8515625 * p) / (1 + 18.6875 * p), 78.84375);
}

double shown_hlg_scene(double signal)
{
    return signal <= 0.5 ? signal * signal / 3
                         : (exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12;
}

double shown_bt709_light(double signal)
{
    const double alpha = 1.09929682680944, beta = 0.018053968510807;
    return signal < 4.5 * beta ? signal / 4.5 : pow((signal + alpha - 1) / alpha, 1 / 0.45);
}

double shown_bt709_signal(double light)
{
    const double alpha = 1.09929682680944, beta = 0.018053968510807;
    return light < beta ? 4.5 * light : alpha * pow(light, 0.45) - (alpha - 1);
}

double shown_srgb_light(double signal)
{
    return signal <= 0.04045 ? signal / 12.92 : pow((signal + 0.055) / 1.055, 2.4);
}

double shown_srgb_signal(double light)
{
    return light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055;
}

double shown_eetf(double nits, double peak)
{
    double max = shown_pq_signal(203) / shown_pq_signal(peak);
    double e1 = shown_pq_signal(nits) / shown_pq_signal(peak);
    if (max >= 1)
        return nits < 203 ? nits : 203;
    e1 = e1 < 1 ? e1 : 1;
    double ks = 1.5 * max - 0.5;
    if (e1 < ks)
        return nits;
    double t = (e1 - ks) / (1 - ks);
    double e2 = (2 * pow(t, 3) - 3 * pow(t, 2) + 1) * ks +
                (pow(t, 3) - 2 * pow(t, 2) + t) * (1 - ks) + (-2 * pow(t, 3) + 3 * pow(t, 2)) * max;
    return shown_pq_nits(e2 * shown_pq_signal(peak));
}

static double to_light(int transfer, double signal)
{
    switch (transfer) {
    case 4:
        return pow(signal, 2.2);
    case 5:
        return pow(signal, 2.8);
    case 8:
        return signal;
    case 16:
        return shown_pq_nits(signal) / 203;
    case 17:
        return pow(signal, 2.6) * 52.37 / 48;
    case 18:
        return shown_hlg_scene(signal);
    default:
        return shown_srgb_light(signal);
    }
}

/* ---- Primaries -------------------------------------------------------------------------------- */

/* Solves three equations by elimination with pivots. */
static void solve(double a[3][4], double x[3])
{
    for (int k = 0; k < 3; k++) {
        int best = k;
        for (int i = k + 1; i < 3; i++)
            if (fabs(a[i][k]) > fabs(a[best][k]))
                best = i;
        for (int j = 0; j < 4; j++) {
            double swap = a[k][j];
            a[k][j] = a[best][j];
            a[best][j] = swap;
        }
        for (int i = 0; i < 3; i++) {
            double factor = i == k ? 0 : a[i][k] / a[k][k];
            for (int j = 0; j < 4; j++)
                a[i][j] -= factor * a[k][j];
        }
    }
    for (int k = 0; k < 3; k++)
        x[k] = a[k][3] / a[k][k];
}

/* Red, green, blue, white as x, y; all those that are tested have D65. */
static const double *points_of(int primaries)
{
    static const double bt709[] = {.64, .33, .30, .60, .15, .06, .3127, .3290};
    static const double bt2020[] = {.708, .292, .170, .797, .131, .046, .3127, .3290};
    static const double bt470bg[] = {.64, .33, .29, .60, .15, .06, .3127, .3290};
    static const double smpte240m[] = {.630, .340, .310, .595, .155, .070, .3127, .3290};
    static const double p3[] = {.680, .320, .265, .690, .150, .060, .3127, .3290};
    switch (primaries) {
    case 5:
        return bt470bg;
    case 6:
    case 7:
        return smpte240m;
    case 9:
        return bt2020;
    case 12:
        return p3;
    default:
        return bt709;
    }
}

/* XYZ of each primary at full light, as columns. */
static void columns_of(int primaries, double columns[3][3])
{
    const double *xy = points_of(primaries);
    double equations[3][4], scale[3];
    for (int c = 0; c < 4; c++)
        for (int i = 0; i < 3; i++) {
            double z = 1 - xy[2 * c] - xy[2 * c + 1];
            double part = i == 0 ? xy[2 * c] : i == 1 ? xy[2 * c + 1] : z;
            equations[i][c] = c < 3 ? part : part / xy[7];
            if (c < 3)
                columns[i][c] = part;
        }
    solve(equations, scale);
    for (int i = 0; i < 3; i++)
        for (int c = 0; c < 3; c++)
            columns[i][c] *= scale[c];
}

void shown_converted(int from, int to, const double rgb[3], double out[3])
{
    double source[3][3], target[3][3], equations[3][4];
    columns_of(from, source);
    columns_of(to, target);
    for (int i = 0; i < 3; i++) {
        for (int c = 0; c < 3; c++)
            equations[i][c] = target[i][c];
        equations[i][3] = source[i][0] * rgb[0] + source[i][1] * rgb[1] + source[i][2] * rgb[2];
    }
    solve(equations, out);
}

void shown_bt2020_as_bt709(const double rgb[3], double out[3])
{
    shown_converted(9, 1, rgb, out);
}

double shown_luminance(int primaries, const double rgb[3])
{
    double columns[3][3];
    columns_of(primaries, columns);
    return columns[1][0] * rgb[0] + columns[1][1] * rgb[1] + columns[1][2] * rgb[2];
}

/* ---- From planes to sRGB ---------------------------------------------------------------------- */

double shown_unit(const struct et_image_info *info, bool chroma, double code)
{
    int depth = et_format_info(info->format)->depth;
    double scale = 1 << (depth - 8), max = (1 << depth) - 1;
    if (chroma)
        return (code - 128 * scale) / (info->color.full_range ? max : 224 * scale);
    return info->color.full_range ? code / max : (code - 16 * scale) / (219 * scale);
}

static void factors_of(const struct et_image_info *info, double *red, double *blue)
{
    *red = 0.2126, *blue = 0.0722;
    switch (info->color.matrix) {
    case 2:
        if (info->height < 720)
            *red = 0.299, *blue = 0.114;
        break;
    case 4:
        *red = 0.30, *blue = 0.11;
        break;
    case 5:
    case 6:
        *red = 0.299, *blue = 0.114;
        break;
    case 7:
        *red = 0.212, *blue = 0.087;
        break;
    case 9:
        *red = 0.2627, *blue = 0.0593;
        break;
    default:
        break;
    }
}

static void signals_of(const struct et_image_info *info, const double planes[3], double rgb[3])
{
    double red, blue;
    if (et_format_info(info->format)->model == ET_MODEL_RGB) {
        rgb[0] = planes[2], rgb[1] = planes[0], rgb[2] = planes[1];
    } else if (info->color.matrix == 8) {
        rgb[0] = planes[0] - planes[1] + planes[2];
        rgb[1] = planes[0] + planes[1];
        rgb[2] = planes[0] - planes[1] - planes[2];
    } else {
        factors_of(info, &red, &blue);
        rgb[0] = planes[0] + 2 * (1 - red) * planes[2];
        rgb[2] = planes[0] + 2 * (1 - blue) * planes[1];
        rgb[1] = (planes[0] - red * rgb[0] - blue * rgb[2]) / (1 - red - blue);
    }
    for (int c = 0; c < 3; c++)
        rgb[c] = rgb[c] < 0 ? 0 : rgb[c] > 1 ? 1 : rgb[c];
}

static double peak_of(const struct et_color *color, const struct et_light *light)
{
    double peak = light->content_nits     ? light->content_nits
                  : light->mastering_nits ? light->mastering_nits
                                          : 1000;
    if (color->transfer == 18)
        return 1000;
    return peak < 203 ? 203 : peak > 10000 ? 10000 : peak;
}

/* HLG: the display's light of 1,000 cd/m2 for the scene's. */
static void ootf(int primaries, double rgb[3])
{
    double gain = 1000.0 / 203 * pow(shown_luminance(primaries, rgb), 0.2);
    for (int c = 0; c < 3; c++)
        rgb[c] *= gain;
}

static bool needs_light(const struct et_color *color)
{
    int t = color->transfer, p = color->primaries;
    return t == 4 || t == 5 || t == 8 || t >= 16 || p == 5 || p == 7 || p == 9 || p == 12;
}

void shown_rgb(const struct et_image_info *info, const struct et_light *light,
               const double planes[3], double rgb[3])
{
    const struct et_color *color = &info->color;
    double in[3];
    signals_of(info, planes, rgb);
    if (needs_light(color)) {
        for (int c = 0; c < 3; c++)
            in[c] = to_light(color->transfer, rgb[c]);
        if (color->transfer == 18)
            ootf(color->primaries, in);
        shown_converted(color->primaries, 1, in, rgb);
        double most = fmax(fmax(rgb[0], rgb[1]), rgb[2]), to = most;
        if (color->transfer == 16 || color->transfer == 18)
            to = shown_eetf(most * 203, peak_of(color, light)) / 203;
        for (int c = 0; c < 3; c++)
            rgb[c] = shown_srgb_signal(most > 0 ? fmin(1, fmax(0, rgb[c] * to / most)) : 0);
    }
    for (int c = 0; c < 3; c++)
        rgb[c] *= 255;
}

void shown_yuv(double red, double blue, const double rgb[3], double yuv[3])
{
    yuv[0] = red * rgb[0] + (1 - red - blue) * rgb[1] + blue * rgb[2];
    yuv[1] = (rgb[2] - yuv[0]) / (2 * (1 - blue));
    yuv[2] = (rgb[0] - yuv[0]) / (2 * (1 - red));
}
