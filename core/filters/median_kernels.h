// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_MEDIAN_KERNELS_H
#define ETALON_FILTERS_MEDIAN_KERNELS_H

#include <stddef.h>
#include <stdint.h>

enum { ET_MEDIAN_MOST_RADIUS = 20 };

/*
 * Medians of 2 * radius_x + 1 by 2 * radius_y + 1 samples, for a row of `width`. The rows hold samples
 * less half of their range, which makes them int8_t or int16_t: rows[i][x] is the leftmost sample of the
 * i-th row for output x. `counts` has et_median_counts() entries. Exact; all kernels agree.
 */
typedef void et_median_run(void *dst, const void *const *rows, int radius_x, int radius_y,
                           int width, int depth, uint16_t *counts);

/* The kernel for samples of `depth` bits. Any thread. */
et_median_run *et_median_kernel(int depth, int radius_x, int radius_y, unsigned cpu);

/* Entries of the counts that a kernel works with. */
size_t et_median_counts(int depth);

#endif
