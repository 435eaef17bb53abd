// SPDX-License-Identifier: MIT
#ifndef ETALON_SIMD_DITHER_H
#define ETALON_SIMD_DITHER_H

#include <stdint.h>

/*
 * The 8 x 8 matrix of Bayer (1973) for ordered dither: each of 0 to 63 once. With m its entry at the
 * sample's own position, what is left of a code is rounded up where it is more than 1 - (2 m + 1) /
 * 128 of it, so that the mean over the matrix is the value.
 */
enum { ET_DITHER_SIZE = 8 };

extern const uint8_t et_dither_matrix[ET_DITHER_SIZE][ET_DITHER_SIZE];

#endif
