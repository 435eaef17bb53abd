// SPDX-License-Identifier: MIT
#ifndef ETALON_COLOR_MIDDLE_H
#define ETALON_COLOR_MIDDLE_H

#include <etalon/format.h>

/*
 * What middle samples (simd/fir.h) mean: `zero` is that of 0 in each of the three colour planes (of
 * black, or of chroma's middle), `unit` the distance from 0 to 1 (from black to white, or between
 * the ends of chroma). BT.709 and BT.2100: limited range is 16 to 235 and 16 to 240 of 8 bits,
 * times 2^(depth - 8); full range is 0 to 2^depth - 1, its chroma around 2^(depth - 1).
 */
struct et_middle_scale {
    double zero[3], unit[3];
};

/* The scale of a format's samples. */
struct et_middle_scale et_middle_scale_of(const struct et_format_info *format, bool full_range);

/*
 * The rows R', G', B' of a format for its three planes as they lie in memory (Y, Cb, Cr; G, B, R;
 * or luma and two that count nothing), each in units of its et_middle_scale. Returns 0, or
 * ET_ERROR_UNSUPPORTED for a matrix that is none; `height` as in et_matrix_to_rgb().
 */
int et_planes_to_rgb(const struct et_format_info *format, const struct et_color *color, int height,
                     double rows[3][3]);

#endif
