// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_DEEP_H
#define ETALON_TESTS_DEEP_H

#include "image.h"

/*
 * Programs in words of 16 bits against the same ones in float: pictures of 4:2:0 in the format that may
 * be worked on in words, and the same colours in 12 bits, which never are.
 */

/* Random colours, illegal ones among them: 170,000. */
void deep_colors(enum et_format format, struct image *in, struct image *deep);

/* How far codes are from those of 12 bits, in codes of the former. */
double deep_difference(const struct et_image *is, const struct et_image *exact);

/*
 * What that may be: a half for rounding, a half of one for that of 12 bits, what words may be off by
 * where they are tried, and 0.02: of these colours not one in a thousand is tried.
 */
double deep_bound(enum et_format format);

#endif
