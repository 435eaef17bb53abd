// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_SECOND_H
#define ETALON_FILTERS_SECOND_H

#include "filters/overlay_pixels.h"

enum { ET_TAPS_MOST = 5, ET_TAPS_BITS = 3 };

/* The pixels that a sample stands for, along one direction; the weights add up to 8. */
struct et_taps {
    int shift; /* sample i: pixels from (i << shift) + first on */
    int first, count;
    int weights[ET_TAPS_MOST];
};

/*
 * Log2 of the subsampling, 0 to 2, and twice the distance from pixel 0 to sample 0. Where samples lie
 * midway between pixels: those that it stands for alike; where it is co-sited with one: that one
 * and half of those at twice the distance of the nearest, so 1/4, 1/2, 1/4 for 4:2:0.
 */
struct et_taps et_taps_for(int shift, int offset);

/*
 * A second input of the first one's size, whatever its format and colour description, as rows of
 * samples of the first one's planes. Colours are brought over as they are in the signal (no
 * primaries or transfers are converted); alpha that the first one does not have is dropped, and
 * alpha that the second one does not have is opaque.
 */
struct et_second {
    struct et_image_info base_info;
    struct et_pixels base, second;
    bool direct; /* its samples are the first one's already */
    struct et_taps full, across, down;
    struct et_channel_sum plane[3];
};

/*
 * Prepares. Returns 0, ET_ERROR_ARGUMENT where the sizes differ (`filter` is named in the message),
 * or ET_ERROR_UNSUPPORTED: a colour matrix that is none.
 */
int et_second_init(struct et_second *second, const char *filter, const struct et_image_info *base,
                   const struct et_image_info *info);

/* Bytes of scratch, 64-byte aligned, that et_second_row() takes. */
size_t et_second_scratch(const struct et_second *second);

/* Row `y` of plane `plane` of the first one's format: in the image itself or in `scratch`. Any thread. */
const void *et_second_row(const struct et_second *second, const struct et_image *image, int plane,
                          int y, void *scratch);

#endif
