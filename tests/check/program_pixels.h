// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_PROGRAM_PIXELS_H
#define ETALON_TESTS_PROGRAM_PIXELS_H

#include "image.h"
#include "single.h"

/* A change of R'G'B' of a clip's colour. */
typedef void change(const double *values, const struct et_color *color, double rgb[3]);

/* A filter, and what it does to each pixel. */
struct step {
    const char *filter;
    change *change;
    double values[MOST_PARAMS];
};

/* What changes in double precision make of `in` against `out`, which filters made of it. */
void changes_compare(const struct et_image *in, const struct et_image *out,
                     const struct step *steps, int count);

#endif
