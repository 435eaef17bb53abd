// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_MOTION_STEPS_H
#define ETALON_FILTERS_MOTION_STEPS_H

#include <stddef.h>

enum { ET_STEPS_MOST = 1 << 20 }; /* of a clip: a frame each */

/* How a frame moved, seen from the one before, as the analysis `motion` found it. */
struct et_motion_step {
    double time_s;
    double right, down; /* in widths and heights of the picture */
    double degrees;     /* clockwise */
    double scale;
    double confidence; /* 0: the motion is not known, a new path begins here */
};

struct et_motion_steps {
    size_t count; /* 1 to ET_STEPS_MOST */
    struct et_motion_step steps[];
};

/*
 * Reads JSON, an array of arrays of six numbers in the order of the struct, by rising time, into one
 * block, which the caller frees with et_free(). Returns 0, ET_ERROR_ARGUMENT with a message that names
 * the step, or ET_ERROR_MEMORY. Any thread.
 */
int et_motion_steps_parse(const char *text, size_t size, void **out);

#endif
