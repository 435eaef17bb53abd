// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_TRANSPOSE_H
#define ETALON_FILTERS_TRANSPOSE_H

#include <stddef.h>
#include <stdint.h>

/*
 * `rows` rows of a quarter turn: dst(x, y) = src(y, x) read from `src` on with `down` bytes from
 * one source row to the next and `across` (1 or -1) samples from one column to the next. Any thread.
 */
typedef void et_transpose(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src, ptrdiff_t down,
                          int across, int width, int rows);

/* The kernel for samples of 1 or 2 bytes. */
et_transpose *et_transpose_kernel(int bytes_per_sample, unsigned cpu);

#endif
