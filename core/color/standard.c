// SPDX-License-Identifier: MIT
#include "color/standard.h"

#include <etalon/error.h>
#include <math.h>
#include <stddef.h>

#include "base/math.h"
#include "color/matrix3.h"

/* ---- Primaries (H.273, Table 2) --------------------------------------------------------------- */

struct chromaticities {
    double red[2], green[2], blue[2], white[2];
};

#define D65                                                                                        \
    {                                                                                              \
        0.3127, 0.3290                                                                             \
    }
#define WHITE_C                                                                                    \
    {                                                                                              \
        0.310, 0.316                                                                               \
    }

static const struct chromaticities bt709 = {{0.640, 0.330}, {0.300, 0.600}, {0.150, 0.060}, D65};

static const struct chromaticities *chromaticities_of(int primaries)
{
    static const struct chromaticities bt470m = {{0.67, 0.33}, {0.21, 0.71}, {0.14, 0.08}, WHITE_C};
    static const struct chromaticities bt470bg = {{0.64, 0.33}, {0.29, 0.60}, {0.15, 0.06}, D65};
    static const struct chromaticities smpte170m = {
        {0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}, D65};
    static const struct chromaticities film = {
        {0.681, 0.319}, {0.243, 0.692}, {0.145, 0.049}, WHITE_C};
    static const struct chromaticities bt2020 = {
        {0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, D65};
    static const struct chromaticities dci_p3 = {
        {0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, {0.314, 0.351}};
    static const struct chromaticities display_p3 = {
        {0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, D65};
    static const struct chromaticities ebu3213 = {
        {0.630, 0.340}, {0.295, 0.605}, {0.155, 0.077}, D65};
    switch (primaries) {
    case 4:
        return &bt470m;
    case ET_PRIMARIES_BT470BG:
        return &bt470bg;
    case ET_PRIMARIES_SMPTE170M:
    case ET_PRIMARIES_SMPTE240M:
        return &smpte170m;
    case 8:
        return &film;
    case ET_PRIMARIES_BT2020:
        return &bt2020;
    case 11:
        return &dci_p3;
    case 12:
        return &display_p3;
    case 22:
        return &ebu3213;
    default:
        return &bt709;
    }
}

/* XYZ of a chromaticity with Y = 1. */
static void xyz_of(const double xy[2], double xyz[3])
{
    xyz[0] = xy[0] / xy[1];
    xyz[1] = 1;
    xyz[2] = (1 - xy[0] - xy[1]) / xy[1];
}

/* RGB to XYZ: columns of the primaries, scaled so that R = G = B = 1 is white (SMPTE RP 177). */
static void rgb_to_xyz(const struct chromaticities *of, double rows[3][3])
{
    const double *const xy[3] = {of->red, of->green, of->blue};
    double columns[3][3], inverse[3][3], white[3], scale[3];
    for (int c = 0; c < 3; c++) {
        double xyz[3];
        xyz_of(xy[c], xyz);
        for (int i = 0; i < 3; i++)
            columns[i][c] = xyz[i];
    }
    xyz_of(of->white, white);
    et_matrix3_invert(columns, inverse);
    et_matrix3_apply(inverse, white, scale);
    for (int i = 0; i < 3; i++)
        for (int c = 0; c < 3; c++)
            rows[i][c] = columns[i][c] * scale[c];
}

/* XYZ under one white to XYZ under another: cone responses scaled (Lam, 1985, "Bradford"). */
static void adapt(const double from_xy[2], const double to_xy[2], double rows[3][3])
{
    static const double cones[3][3] = {
        {0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}};
    double from[3], to[3], scaled[3][3], inverse[3][3], xyz[3];
    xyz_of(from_xy, xyz);
    et_matrix3_apply(cones, xyz, from);
    xyz_of(to_xy, xyz);
    et_matrix3_apply(cones, xyz, to);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            scaled[i][j] = cones[i][j] * to[i] / from[i];
    et_matrix3_invert(cones, inverse);
    et_matrix3_multiply(inverse, scaled, rows);
}

int et_primaries_to_bt709(int primaries, double rows[3][3])
{
    const struct chromaticities *of = chromaticities_of(primaries);
    double source[3][3], target[3][3], inverse[3][3], adaption[3][3], adapted[3][3];
    if (primaries == 10)
        return et_fail(ET_ERROR_UNSUPPORTED, "pictures in CIE XYZ cannot be converted");
    rgb_to_xyz(of, source);
    rgb_to_xyz(&bt709, target);
    et_matrix3_invert(target, inverse);
    adapt(of->white, bt709.white, adaption);
    et_matrix3_multiply(adaption, source, adapted);
    et_matrix3_multiply(inverse, adapted, rows);
    return 0;
}

int et_primaries_adapt(int primaries, const double from_xy[2], const double to_xy[2],
                       double rows[3][3])
{
    double to_xyz[3][3], from_xyz[3][3], adaption[3][3], adapted[3][3];
    if (primaries == 10)
        return et_fail(ET_ERROR_UNSUPPORTED, "pictures in CIE XYZ cannot be adapted");
    rgb_to_xyz(chromaticities_of(primaries), to_xyz);
    et_matrix3_invert(to_xyz, from_xyz);
    adapt(from_xy, to_xy, adaption);
    et_matrix3_multiply(adaption, to_xyz, adapted);
    et_matrix3_multiply(from_xyz, adapted, rows);
    return 0;
}

void et_primaries_luminance(int primaries, double weights[3])
{
    double rows[3][3];
    rgb_to_xyz(chromaticities_of(primaries), rows);
    for (int c = 0; c < 3; c++)
        weights[c] = rows[1][c];
}

/* ---- Matrices (H.273, Table 4) ---------------------------------------------------------------- */

uint8_t et_matrix_named(const struct et_color *color, int height)
{
    enum { ROWS_OF_HD = 720 };
    if (color->matrix != ET_MATRIX_RGB && color->matrix != ET_MATRIX_UNSPECIFIED)
        return color->matrix;
    return height < ROWS_OF_HD ? ET_MATRIX_SMPTE170M : ET_MATRIX_BT709;
}

static bool luma_factors(const struct et_color *color, int height, double *red, double *blue)
{
    double weights[3];
    switch (et_matrix_named(color, height)) {
    case ET_MATRIX_BT709:
        *red = 0.2126, *blue = 0.0722;
        return true;
    case 4:
        *red = 0.30, *blue = 0.11;
        return true;
    case ET_MATRIX_BT470BG:
    case ET_MATRIX_SMPTE170M:
        *red = 0.299, *blue = 0.114;
        return true;
    case 7:
        *red = 0.212, *blue = 0.087;
        return true;
    case ET_MATRIX_BT2020_NCL:
        *red = 0.2627, *blue = 0.0593;
        return true;
    case 12:
        et_primaries_luminance(color->primaries, weights);
        *red = weights[0], *blue = weights[2];
        return true;
    default:
        return false;
    }
}

static const char *name_of_matrix(int matrix)
{
    static const char *const names[] = {[10] = "BT.2020 constant luminance",
                                        [11] = "SMPTE 2085",
                                        [13] = "constant luminance",
                                        [14] = "ICtCp",
                                        [15] = "IPT-C2",
                                        [16] = "YCgCo-Re",
                                        [17] = "YCgCo-Ro"};
    const char *name = matrix < (int)(sizeof(names) / sizeof(*names)) ? names[matrix] : NULL;
    return name ? name : "a reserved matrix";
}

int et_matrix_to_rgb(const struct et_color *color, int height, double rows[3][3])
{
    double red, blue;
    if (color->matrix == ET_MATRIX_YCGCO) {
        static const double ycgco[3][3] = {{1, -1, 1}, {1, 1, 0}, {1, -1, -1}};
        for (int i = 0; i < 9; i++)
            rows[i / 3][i % 3] = ycgco[i / 3][i % 3];
        return 0;
    }
    if (!luma_factors(color, height, &red, &blue))
        return et_fail(ET_ERROR_UNSUPPORTED, "pictures in %s (matrix %d) cannot be converted",
                       name_of_matrix(color->matrix), color->matrix);
    const double green = 1 - red - blue, cr = 2 * (1 - red), cb = 2 * (1 - blue);
    const double equations[3][3] = {
        {1, 0, cr}, {1, -cb * blue / green, -cr * red / green}, {1, cb, 0}};
    for (int i = 0; i < 9; i++)
        rows[i / 3][i % 3] = equations[i / 3][i % 3];
    return 0;
}

/* ---- Transfers -------------------------------------------------------------------------------- */

/* SMPTE 2084, BT.2100 Table 4. */
static const double pq_m1 = 2610.0 / 16384, pq_m2 = 2523.0 / 4096 * 128, pq_c1 = 3424.0 / 4096,
                    pq_c2 = 2413.0 / 4096 * 32, pq_c3 = 2392.0 / 4096 * 32;

static double pq_light(double signal)
{
    double power = et_pow(signal, 1 / pq_m2);
    return power <= pq_c1 ? 0 : et_pow((power - pq_c1) / (pq_c2 - pq_c3 * power), 1 / pq_m1);
}

double et_pq_signal(double light)
{
    double power = et_pow(light, pq_m1);
    return et_pow((pq_c1 + pq_c2 * power) / (1 + pq_c3 * power), pq_m2);
}

/* BT.2100 Table 5: the inverse of HLG's OETF. */
static double hlg_light(double signal)
{
    const double a = 0.17883277, b = 1 - 4 * a, c = 0.5 - a * et_log(4 * a);
    return signal <= 0.5 ? signal * signal / 3 : (et_exp((signal - c) / a) + b) / 12;
}

double et_srgb_signal(double light)
{
    return light <= 0.0031308 ? 12.92 * light : 1.055 * et_pow(light, 1 / 2.4) - 0.055;
}

/* BT.2100 Table 5: HLG's OETF. */
static double hlg_signal(double light)
{
    const double a = 0.17883277, b = 1 - 4 * a, c = 0.5 - a * et_log(4 * a);
    return light <= 1.0 / 12 ? sqrt(3 * light) : a * et_log(12 * light - b) + c;
}

/* signal = rise light up to `toe`, (1 + offset) light^0.45 - offset from there on. */
struct camera {
    double offset, toe, rise;
};

/* H.273, Table 3, for BT.709 and those that have its curve: the two parts meet smoothly. */
static const struct camera bt709_camera = {0.099296826809442, 0.018053968510807, 4.5};
static const struct camera smpte240m_camera = {0.1115, 0.0228, 4};

static const struct camera *camera_of(int transfer)
{
    return transfer == ET_TRANSFER_SMPTE240M ? &smpte240m_camera : &bt709_camera;
}

static double camera_signal(const struct camera *camera, double light)
{
    return light < camera->toe ? camera->rise * light
                               : (1 + camera->offset) * et_pow(light, 0.45) - camera->offset;
}

static double camera_light(const struct camera *camera, double signal)
{
    return signal < camera->rise * camera->toe
               ? signal / camera->rise
               : et_pow((signal + camera->offset) / (1 + camera->offset), 1 / 0.45);
}

static double srgb_light(double signal)
{
    return signal <= 0.04045 ? signal / 12.92 : et_pow((signal + 0.055) / 1.055, 2.4);
}

bool et_transfer_is_camera(int transfer)
{
    switch (transfer) {
    case ET_TRANSFER_GAMMA22:
    case ET_TRANSFER_GAMMA28:
    case ET_TRANSFER_LINEAR:
    case ET_TRANSFER_LOG_100:
    case ET_TRANSFER_LOG_316:
    case ET_TRANSFER_SRGB:
    case ET_TRANSFER_PQ:
    case ET_TRANSFER_SMPTE428:
    case ET_TRANSFER_HLG:
        return false;
    default:
        return true;
    }
}

double et_transfer_to_signal(int transfer, double light)
{
    switch (transfer) {
    case ET_TRANSFER_GAMMA22:
        return et_pow(light, 1 / 2.2);
    case ET_TRANSFER_GAMMA28:
        return et_pow(light, 1 / 2.8);
    case ET_TRANSFER_LINEAR:
        return light;
    case ET_TRANSFER_PQ:
        return et_pq_signal(light);
    case ET_TRANSFER_SMPTE428:
        return et_pow(light * 48 / 52.37, 1 / 2.6);
    case ET_TRANSFER_HLG:
        return hlg_signal(light);
    case ET_TRANSFER_SRGB:
        return et_srgb_signal(light);
    default:
        return camera_signal(camera_of(transfer), light);
    }
}

double et_transfer_to_light(int transfer, double signal)
{
    switch (transfer) {
    case ET_TRANSFER_GAMMA22:
        return et_pow(signal, 2.2);
    case ET_TRANSFER_GAMMA28:
        return et_pow(signal, 2.8);
    case ET_TRANSFER_LINEAR:
        return signal;
    case ET_TRANSFER_PQ:
        return pq_light(signal);
    case ET_TRANSFER_SMPTE428:
        return et_pow(signal, 2.6) * 52.37 / 48;
    case ET_TRANSFER_HLG:
        return hlg_light(signal);
    case ET_TRANSFER_SRGB:
        return srgb_light(signal);
    default:
        return camera_light(camera_of(transfer), signal);
    }
}

double et_transfer_to_shown_light(int transfer, double signal)
{
    return et_transfer_is_camera(transfer) ? srgb_light(signal)
                                           : et_transfer_to_light(transfer, signal);
}
