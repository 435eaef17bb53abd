// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_OVERLAY_BYTES_H
#define ETALON_FILTERS_OVERLAY_BYTES_H

#include "filters/overlay.h"

/*
 * The usual overlay, RGBA of bytes in `normal` on samples of at most 12 bits, in one go and in lanes
 * of 16 bits: the same numbers as the kernels of overlay_kernels.c give one after the other.
 */
struct et_overlay_bytes {
    /* Pixels painted into a plane of full size. */
    void (*full)(void *dst, const void *src, const uint8_t *rgba, int count,
                 const struct et_channel_sum *sum, int alpha_factor,
                 const struct et_overlay_mix *mix);

    /*
     * What two rows of pixels do to a plane of chroma: sums of paint, and of cover less
     * ET_COVER_ONE. A row that is NULL does nothing.
     */
    void (*paint)(int16_t *paint, int16_t *cover, const uint8_t *upper, const uint8_t *lower,
                  int count, const struct et_channel_sum *sum, int alpha_factor);

    /*
     * `count` samples of chroma, one for two pixels: of sums[2 i] and [2 i + 1] where samples lie
     * midway, else of sums[2 i] to [2 i + 2], of which the middle one is counted twice. Reads 16
     * sums beyond.
     */
    void (*mix)(void *dst, const void *src, const int16_t *paint, const int16_t *cover, int count,
                bool midway, const struct et_overlay_mix *mix);
};

/* Fills *bytes; false where there are none for this depth and CPU. */
bool et_overlay_bytes_kernels(int depth, unsigned cpu, struct et_overlay_bytes *bytes);

#endif
