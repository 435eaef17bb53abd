// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_POINTS_H
#define ETALON_TESTS_POINTS_H

#include "single.h"

/*
 * What a filter makes of R'G'B' (GRAY: all three the luma) in the input's colour: R'G'B' in the output's,
 * in double precision. False: too near a jump to be told.
 */
typedef bool points_expected(const double *values, const struct et_image_info *in, double rgb[3]);

/*
 * Runs a filter on random and extreme colours in pictures of 8 and 10 bits of 4:4:4, RGB and grey, of `color`
 * in both ranges; codes of the result may be `bounds[0]` off at 8 bits and `bounds[1]` at 10.
 */
void points_check(const char *filter, const double *values, const struct et_color *color,
                  points_expected *expected, const double bounds[2]);

#endif
