// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_FILTERS_H
#define ETALON_TESTS_FILTERS_H

#include "check.h"

/* Small filters of each shape, for 8-bit GRAY and YUV, that are not in the registry. */

/* (a + 2b + 4c + 3d) / 10 of two frames before, the frame, and one behind. */
extern const struct et_filter check_filter_mean;

/* Three outputs of each frame: its samples, plus 0, 1 and 2. */
extern const struct et_filter check_filter_thrice;

/* From the top down: each sample is the sum, modulo 256, of those of its column so far. */
extern const struct et_filter check_filter_carry;
enum { CHECK_CARRY_WIDTH = 1500 }; /* columns that it has sums for */

/* Each sample says whether its band follows the one above: 1, or 0. It has to find its scratch as that left it. */
extern const struct et_filter check_filter_follow;

/*
 * An analysis: "samples" counts all samples by value, "largest" is the largest of each plane and a
 * half.
 */
extern const struct et_filter check_filter_count;

/*
 * Adds to samples of any depth: parameters amount (FLOAT -50 to 50), steps (INT, the same), sign
 * (CHOICE plus, minus), wide (fixed INT: columns that the output has more), extra (LIST of 1 to 5).
 * Its tables take another amount of memory for each amount.
 */
extern const struct et_filter check_filter_shift;

/* Shows its second input, repeated where that is smaller. */
extern const struct et_filter check_filter_second;

#endif
