// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_OVERLAY_H
#define ETALON_FILTERS_OVERLAY_H

#include "filters/overlay_blend.h"
#include "filters/overlay_pixels.h"
#include "program/chroma.h"

/* How two images lie over each other, and what is done where they do; see overlay.c. */
struct et_overlay {
    struct et_pixels base, second;
    int x, y; /* of the second input's pixel 0, 0 in the base */
    enum et_blend blend;
    bool under; /* in `normal` the base lies over the second input; else `blend` says it all */
    bool premultiplied;
    double opacity;
    bool keeps_chroma; /* the second input's chroma samples are mixed as they are */
    struct et_chroma_axis across, down; /* pixels that a sample of the base's chroma stands for */
};

/* Part of a row or of a column, `first` to `last` - 1; empty where these are not in order. */
struct et_span {
    int first, last;
};

/* The base's pixels under the second input, and the samples of chroma that stand for any of them. */
struct et_span et_overlay_pixels(const struct et_overlay *overlay);
struct et_span et_overlay_chroma(const struct et_overlay *overlay);

/* Whether the second input has a row of pixels over row `y`, or over those of row `k` of chroma. */
bool et_overlay_has_row(const struct et_overlay *overlay, int y);
bool et_overlay_has_chroma_row(const struct et_overlay *overlay, int k);

/* Copies what a row of a plane of the run has before and behind a part of it. */
void et_overlay_copy_around(const struct et_run *run, int plane, int y, struct et_span part);

#endif
