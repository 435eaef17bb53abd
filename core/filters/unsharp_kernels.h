// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_UNSHARP_KERNELS_H
#define ETALON_FILTERS_UNSHARP_KERNELS_H

#include <stdint.h>

/*
 * Sharpening of rows: src + (((src - blur) * amount) >> 16), cut to the codes of the depth. `amount` is
 * in units of 1/65536, from -2 to 5 of them. `dst` is none of the other rows.
 */
struct et_unsharp_kernels {
    /*
     * Bytes, blurred by 1 4 6 4 1 in both directions, in two steps. First down, four rows of sums at a
     * time: dst[i] is rows[i] + 4 rows[i + 1] + 6 rows[i + 2] + 4 rows[i + 3] + rows[i + 4].
     */
    void (*sum_down)(uint16_t *const *dst, const uint8_t *const *rows, int width);

    /* Then across: `sums` goes on for two values beyond both ends; blur = (sum + 128) >> 8. */
    void (*sharpen_sums)(uint8_t *dst, const uint8_t *src, const uint16_t *sums, int width,
                         int32_t amount);

    /* The blurred row is there: bytes, or 16-bit samples of up to `max`. */
    void (*sharpen)(void *dst, const void *src, const void *blurred, int width, int32_t amount,
                    int max);
};

/* The kernels for samples of `depth` bits; the first two are for 8. Any thread. */
struct et_unsharp_kernels et_unsharp_kernels(int depth, unsigned cpu);

#endif
