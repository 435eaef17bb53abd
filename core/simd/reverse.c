// SPDX-License-Identifier: MIT
#include "simd/reverse.h"

void et_reverse_row(uint8_t *dst, const uint8_t *src, int width, int bytes_per_sample)
{
    if (bytes_per_sample == 1) {
        for (int x = 0; x < width; x++)
            dst[x] = src[width - 1 - x];
    } else {
        for (int x = 0; x < width; x++)
            ((uint16_t *)dst)[x] = ((const uint16_t *)src)[width - 1 - x];
    }
}
