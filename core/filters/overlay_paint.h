// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_OVERLAY_PAINT_H
#define ETALON_FILTERS_OVERLAY_PAINT_H

#include "filters/overlay_rows.h"

/* A chunk of a row of pixels of overlay_rows.h: from samples to paint, and from paint to samples. */

enum { ET_OVERLAY_SUMS = 2 /* rows of chroma that a row of pixels may belong to */ };

struct et_overlay_work {
    const struct et_overlay_rows *rows;
    const struct et_overlay *overlay;
    const struct et_run *run;
    struct et_pixel_row base, second;
    float *source[3], *backdrop[3]; /* rooms of a chunk */
    float *cover, *base_alpha, *value, *mean;

    /* Of what happens to Cb, to Cr, and of cover: as wide as the picture. */
    float *sums[ET_OVERLAY_SUMS][3];
};

/*
 * What happens to the base's pixels from x on, all under the second input: to `paint`, and to
 * work->cover. Writes their alpha where `writes` says so.
 */
void et_overlay_find_paint(const struct et_overlay_work *work, int y, int x, int count, bool writes,
                           float *paint[3]);

/* Writes `count` painted samples; `cover` is NULL where nothing of them goes. Uses work->value. */
void et_overlay_write_samples(const struct et_overlay_work *work, int plane, int y, int x,
                              int count, const float *paint, const float *cover);

#endif
