// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_RESAMPLE_H
#define ETALON_TESTS_RESAMPLE_H

#include <etalon/filter.h>

/* One axis of a resampling: kernel 0 bilinear, 1 bicubic, 2 Lanczos, 3 Mitchell, 4 area. */
struct resample_axis {
    int kernel;
    double position; /* in pixels of the output */
    double ratio;    /* pixels of the input for one of the output */
    double
        step; /* samples of the input plane for one output sample: above 1 the kernel is widened */
};

/* Pixels from one sample of a plane to the next. */
int spacing_of(enum et_format format, int plane, int across);

/* Where sample 0 of a plane lies, in pixels, across or down. */
double resample_offset(const struct et_image_info *info, int plane, int across);

/* A plane's value at a position, in double precision; axes are across, down. */
double resample_at(const struct et_image *in, int plane, const struct resample_axis axes[2]);

#endif
