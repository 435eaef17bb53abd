// SPDX-License-Identifier: MIT
#ifndef ETALON_COLOR_STANDARD_H
#define ETALON_COLOR_STANDARD_H

#include <etalon/format.h>

/*
 * The colour standards as equations in double precision, for tables made at configure. Matrices,
 * primaries and transfers are known by the numbers of ITU-T H.273; a number that it reserves or that
 * says nothing is taken as BT.709's, a matrix as said below. Any thread.
 */

enum {
    ET_MATRIX_RGB = 0,
    ET_MATRIX_BT709 = 1,
    ET_MATRIX_UNSPECIFIED = 2,
    ET_MATRIX_BT470BG = 5,
    ET_MATRIX_SMPTE170M = 6,
    ET_MATRIX_YCGCO = 8,
    ET_MATRIX_BT2020_NCL = 9,

    ET_PRIMARIES_BT709 = 1,
    ET_PRIMARIES_BT470BG = 5,
    ET_PRIMARIES_SMPTE170M = 6,
    ET_PRIMARIES_SMPTE240M = 7,
    ET_PRIMARIES_BT2020 = 9,

    ET_TRANSFER_BT709 = 1,
    ET_TRANSFER_GAMMA22 = 4,
    ET_TRANSFER_GAMMA28 = 5,
    ET_TRANSFER_SMPTE170M = 6,
    ET_TRANSFER_SMPTE240M = 7,
    ET_TRANSFER_LINEAR = 8,
    ET_TRANSFER_LOG_100 = 9,
    ET_TRANSFER_LOG_316 = 10,
    ET_TRANSFER_SRGB = 13,
    ET_TRANSFER_BT2020_10 = 14,
    ET_TRANSFER_PQ = 16,
    ET_TRANSFER_SMPTE428 = 17,
    ET_TRANSFER_HLG = 18,
};

/*
 * Rows R', G', B' for columns Y', Cb, Cr, where Y' is 0 to 1 and Cb and Cr are -1/2 to 1/2: BT.709,
 * FCC, BT.601 (5, 6), SMPTE 240M, YCgCo, BT.2020 with non-constant luminance, and that of the
 * primaries (12). Any other but 0 and 2: ET_ERROR_UNSUPPORTED, since constant luminance, ICtCp and
 * the like are no matrix. 2, or 0 for samples that are not RGB, is BT.601 below 720 rows of
 * `height` and BT.709 from there.
 */
int et_matrix_to_rgb(const struct et_color *color, int height, double rows[3][3]);

/* The matrix of a picture: what its colour says, or the one that is meant where it leaves that open. */
uint8_t et_matrix_named(const struct et_color *color, int height);

/*
 * Light of these primaries to light of BT.709's: rows R, G, B. White stays white: another white than
 * D65 is adapted by Bradford's method. Returns 0, or ET_ERROR_UNSUPPORTED for CIE XYZ (10).
 */
int et_primaries_to_bt709(int primaries, double rows[3][3]);

/*
 * Light of these primaries under a white of chromaticity `from_xy` to that under `to_xy`, by
 * Bradford's method. Returns 0, or ET_ERROR_UNSUPPORTED for CIE XYZ (10).
 */
int et_primaries_adapt(int primaries, const double from_xy[2], const double to_xy[2],
                       double rows[3][3]);

/* What red, green and blue of these primaries count in luminance (row Y of RGB to CIE XYZ). */
void et_primaries_luminance(int primaries, double weights[3]);

/*
 * Light of a signal from 0 to 1, by the equation of the transfer's own standard; not for
 * ET_TRANSFER_LOG_100 and _316.
 *   BT.709, BT.601, BT.2020, IEC 61966-2-4, BT.1361: the light of the scene, by the inverse of their
 *   OETF with the constants of H.273, 1.0993 and 0.01805, which BT.709 prints as 1.099 and 0.018. So
 *   is what says nothing. SMPTE 240M: the same with constants of its own.
 *   PQ (BT.2100): 1 is 10,000 cd/m2.
 *   HLG (BT.2100): the light of the scene, 1 for 1; the display's is left to the OOTF.
 *   sRGB (IEC 61966-2-1), gamma 2.2 and 2.8, linear, SMPTE 428-1: as H.273 defines them.
 */
double et_transfer_to_light(int transfer, double signal);

/* Its inverse: the signal of light from 0 up (PQ: to 1). */
double et_transfer_to_signal(int transfer, double light);

/*
 * Whether a transfer is a camera's, whose standard says how light becomes a signal and leaves it to
 * others how that is shown. Browsers show them all by the curve of sRGB.
 */
bool et_transfer_is_camera(int transfer);

/* Light of a signal as it is shown: by sRGB's curve where the transfer is a camera's. */
double et_transfer_to_shown_light(int transfer, double signal);

/* The signal of PQ for light of 0 to 1, and of sRGB. */
double et_pq_signal(double light);
double et_srgb_signal(double light);

#endif
