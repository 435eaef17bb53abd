// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_OVERLAY_BYTES_H
#define ETALON_FILTERS_OVERLAY_BYTES_H

#include "filters/overlay_chroma.h"

/*
 * The usual overlay in lanes of 16 bits: RGBA that is not multiplied by its alpha, in `normal`, on an
 * opaque base of at most 12 bits whose chroma has as many rows as pixels or lies midway between two.
 * Samples are *middle* ones of 14 bits; cover is of 14 bits too; every product and mean is rounded
 * to nearest, halves upward. In a plane with fewer samples than pixels what happens is averaged.
 */

/* What a plane gets: (factors * R, G, B + bias) >> 8, a middle sample less `zero`. */
struct et_bytes_plane {
    int16_t factor[3];
    int32_t bias;
    int zero;
};

struct et_overlay_bytes_kernels {
    /* `count` pixels painted into a plane of full size. */
    void (*full)(void *dst, const void *src, const uint8_t *rgba, int count,
                 const struct et_bytes_plane *plane, int alpha_factor,
                 const struct et_middle_codes *codes);

    /*
     * What two rows of pixels do to two planes of chroma: sums of paint, and of cover less
     * ET_COVER_ONE. A row that is NULL does nothing.
     */
    void (*paint)(int16_t *const paint[2], int16_t *cover, const uint8_t *upper,
                  const uint8_t *lower, int count, const struct et_bytes_plane planes[2],
                  int alpha_factor);

    et_chroma_mix *mix;
};

/* Those of samples of `depth` bits, for `cpu`, a mask of ET_CPU_*. */
struct et_overlay_bytes_kernels et_overlay_bytes_kernels(int depth, unsigned cpu);

struct et_overlay_bytes {
    const struct et_overlay *overlay;
    int alpha_factor; /* from alpha, opacity in it, to cover, in 1/65536 */
    struct et_bytes_plane planes[3];
    struct et_overlay_chroma chroma;
    struct et_overlay_bytes_kernels kernels;
};

/* Whether these two can be laid over each other this way. */
bool et_overlay_bytes_fit(const struct et_overlay *overlay);

/*
 * Works out the sums; `overlay` has to outlive this. Returns 0 or ET_ERROR_UNSUPPORTED: a colour
 * matrix that is none.
 */
int et_overlay_bytes_init(struct et_overlay_bytes *bytes, const struct et_overlay *overlay,
                          const struct et_image_info *base, const struct et_image_info *second,
                          unsigned cpu);

/* Bytes of scratch memory, and a run of a joint filter. */
size_t et_overlay_bytes_scratch(const struct et_overlay_bytes *bytes);
void et_overlay_bytes_run(const struct et_overlay_bytes *bytes, const struct et_run *run);

#endif
