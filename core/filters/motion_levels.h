// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_MOTION_LEVELS_H
#define ETALON_FILTERS_MOTION_LEVELS_H

#include "filters/luma_rows.h"

/*
 * Luma of a frame in bytes and at shrinking sizes, as motion is searched in it. Level 0 has means of
 * squares of 2^shrink pixels, such that its longer side is at most 1024; each further level has means
 * of 2 x 2 samples of the one before, until its longer side is at most 128. What does not fill a
 * square at the right and at the bottom is left out.
 */
enum { ET_LEVELS = 4, ET_LEVEL_LEAST = 32 };

struct et_motion_level {
    int width, height;
    size_t offset; /* of its first sample */
};

struct et_levels {
    int shrink;
    int count; /* 0: the picture is smaller than ET_LEVEL_LEAST in one direction */
    struct et_motion_level level[ET_LEVELS];
    size_t bytes; /* of all levels */
};

/* The levels of pictures of a size. */
void et_levels_init(struct et_levels *levels, int width, int height);

/* Bytes of scratch that et_levels_fill() takes; a multiple of 64. */
size_t et_levels_scratch(const struct et_levels *levels, const struct et_luma_rows *luma);

/* Computes the levels of a frame, into `samples`, rows without padding. Any thread. */
void et_levels_fill(const struct et_levels *levels, const struct et_luma_rows *luma,
                    const struct et_image *image, uint8_t *samples, void *scratch);

#endif
