// SPDX-License-Identifier: MIT
#ifndef ETALON_SIMD_LEVEL_H
#define ETALON_SIMD_LEVEL_H

#include <stdint.h>

/*
 * Bytes times a factor plus an offset, in 16 bits:
 *   out = clamp(saturate((((code - 128) * factor) >> 8) + offset) >> bits, 0, 255)
 * where `saturate` cuts to 16 bits. Three roundings: of the factor, of the product, and of the offset
 * with the half that the last shift rounds by and the half that the first one loses on average; for
 * factors up to 4 and offsets up to 255 they are off by less than 1/25 of a code together.
 */
struct et_level {
    int16_t factor, offset;
    int bits;
};

/* The level for round(`factor` * code + `offset`), 0 <= factor <= 4. */
struct et_level et_level_of(double factor, double offset);

/* `width` bytes of any alignment. Any thread. */
typedef void et_level_run(uint8_t *dst, const uint8_t *src, int width, struct et_level level);

/* The kernel of `cpu`, a mask of ET_CPU_*. */
et_level_run *et_level_kernel(unsigned cpu);

#endif
