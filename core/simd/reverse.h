// SPDX-License-Identifier: MIT
#ifndef ETALON_SIMD_REVERSE_H
#define ETALON_SIMD_REVERSE_H

#include <stdint.h>

/*
 * Copies a row of `width` samples from last to first. The rows do not overlap. `next`: the row of as many that is
 * reversed after this one and lies behind it, or this one; NULL: rows are written upwards. Any thread.
 */
typedef void et_reverse_row(void *dst, const void *src, const void *next, int width);

/* The kernel for samples of 1 or 2 bytes. */
et_reverse_row *et_reverse_kernel(int bytes_per_sample, unsigned cpu);

#endif
