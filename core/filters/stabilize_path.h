// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_STABILIZE_PATH_H
#define ETALON_FILTERS_STABILIZE_PATH_H

#include "filters/motion_steps.h"

struct et_arena;

/* What brings a frame to where the smooth path has it. */
struct et_correction {
    double time_s;
    double x, y; /* pixels that its middle moves to the right and down */
    double degrees, scale;
};

struct et_smoothing {
    double seconds;       /* to each side that are averaged */
    double width, height; /* of the picture, pixels */
    double most_shift;    /* of a correction, in widths and heights */
    double most_degrees;
};

/*
 * A correction for each step, in the arena. With C(j) the frame's pose, all motions from the first
 * frame on one after the other, the poses C(j) C(i)^-1 around frame i are averaged, each by
 *   (1 - (t(j) - t(i))^2 / seconds^2)^2
 * shift, angle and logarithm of scale apart; a correction scales by 1/16 to 16. Before its first frame
 * and behind its last a path goes on as its mirror image about that frame, so that both stay where they
 * are and even movement is kept. Where its scale leaves e^-12 to e^12 a path begins anew. The cost of a
 * step does not depend on `seconds`, nor on how many steps there are. NULL: no memory.
 */
struct et_correction *et_corrections(const struct et_motion_steps *steps,
                                     const struct et_smoothing *smoothing, struct et_arena *arena);

/*
 * The correction at any time: between two frames a mean of theirs, before the first and behind the
 * last that one's. `count` is 1 or more.
 */
struct et_correction et_correction_at(const struct et_correction *corrections, size_t count,
                                      double time_s);

#endif
