// SPDX-License-Identifier: MIT
#ifndef ETALON_FRAME_INTERLEAVE_H
#define ETALON_FRAME_INTERLEAVE_H

#include <etalon/filter.h>

/*
 * Samples of 8 bits that lie in turn, taken apart into planes and put together again, unchanged. Strides are
 * in bytes, rows need no alignment. Any thread.
 */

/* Cb and Cr in turn (NV12) into planes 1 and 2 of an image, which fix how many there are. */
void et_split_pairs(const struct et_image *image, const uint8_t *pairs, ptrdiff_t stride);

/*
 * Pixels of R, G, B and alpha, or with `blue_first` of B, G, R and alpha, into an image of GBRA8, or of
 * GBR8, which leaves their fourth byte out.
 */
void et_split_pixels(const struct et_image *image, const uint8_t *pixels, ptrdiff_t stride,
                     bool blue_first);

/* An image of GBR8 or GBRA8 as R, G, B and alpha, which is 255 where it has none. */
void et_join_pixels(const struct et_image *image, uint8_t *pixels, ptrdiff_t stride);

#endif
