// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_SHOWN_H
#define ETALON_TESTS_SHOWN_H

#include <etalon/etalon.h>

/*
 * The standards' equations in double precision with libm, written for the tests alone: BT.601,
 * BT.709, BT.2020, BT.2100, BT.2390, IEC 61966-2-1.
 */

/* A code of a plane as 0 to 1, or as -1/2 to 1/2 for chroma. */
double shown_unit(const struct et_image_info *info, bool chroma, double code);

/* R'G'B' in sRGB, 0 to 255, for the three colour planes of a pixel in such units. */
void shown_rgb(const struct et_image_info *info, const struct et_light *light,
               const double planes[3], double rgb[3]);

/* Y'CbCr for R'G'B' of 0 to 1, by a luma's red and blue. */
void shown_yuv(double red, double blue, const double rgb[3], double yuv[3]);

/* PQ and HLG: cd/m2 (of a scene's white 1 for HLG) for a signal, and the signal of PQ for cd/m2. */
double shown_pq_nits(double signal);
double shown_pq_signal(double nits);
double shown_hlg_scene(double signal);
double shown_bt709_light(double signal); /* with the constants of H.273 */
double shown_bt709_signal(double light);
double shown_srgb_light(double signal);
double shown_srgb_signal(double light);

/* BT.2390's EETF to 203 cd/m2. */
double shown_eetf(double nits, double peak);

/* Light of other primaries (H.273), and its luminance. `out` is not `rgb`. */
void shown_converted(int from, int to, const double rgb[3], double out[3]);
double shown_luminance(int primaries, const double rgb[3]);

/* BT.2020's light as BT.709's, by inverting both systems' equations. */
void shown_bt2020_as_bt709(const double rgb[3], double out[3]);

#endif
