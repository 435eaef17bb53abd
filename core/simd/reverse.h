// SPDX-License-Identifier: MIT
#ifndef ETALON_SIMD_REVERSE_H
#define ETALON_SIMD_REVERSE_H

#include <stdint.h>

/* Copies a row of `width` samples of 1 or 2 bytes from last to first. The rows do not overlap. */
void et_reverse_row(uint8_t *dst, const uint8_t *src, int width, int bytes_per_sample);

#endif
