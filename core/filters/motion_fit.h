// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_MOTION_FIT_H
#define ETALON_FILTERS_MOTION_FIT_H

#include "filters/motion_blocks.h"

/*
 * The one motion that most blocks agree on. A point p, a complex number from the picture's middle on,
 * went to u p + t: u is the scale times cosine and sine of the angle, clockwise.
 */
struct et_motion {
    double x, y;         /* t, in samples of level 0 */
    double cosine, sine; /* u */
    double confidence;   /* share of the blocks that agree; 0: none is found, and t is 0, u is 1 */
};

/*
 * Random samples of two blocks (Fischler and Bolles, Random Sample Consensus, 1981) from a fixed seed,
 * then least squares with Tukey's biweights, several times over. Angles are up to 15 degrees, scales
 * within a quarter of 1. The weights of blocks are left in `weights`. Any thread.
 */
struct et_motion et_motion_fit(const struct et_motion_block *blocks, int count, double *weights);

#endif
