// SPDX-License-Identifier: MIT
#ifndef ETALON_SIMD_REVERSE_H
#define ETALON_SIMD_REVERSE_H

#include <stdint.h>

/* Copies a row of `width` samples from last to first. The rows do not overlap. Any thread. */
typedef void et_reverse_row(void *dst, const void *src, int width);

/* The kernel for samples of 1 or 2 bytes. */
et_reverse_row *et_reverse_kernel(int bytes_per_sample, unsigned cpu);

#endif
