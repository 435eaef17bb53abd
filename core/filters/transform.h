// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_TRANSFORM_H
#define ETALON_FILTERS_TRANSFORM_H

#include "simd/bank.h"

#include <etalon/filter.h>

/* Samples of a plane at any points; see transform.c for the arithmetic. */

enum { ET_PLACE_BITS = 32, ET_PHASE_BITS = 10 };

/* Where the samples of an output plane lie in the input plane of the same size, in 1/2^32. */
struct et_placement {
    int width, height;
    int64_t x, y;                   /* of output sample 0, 0 */
    int64_t x_across, y_across;     /* from one output sample to the next in its row */
    int64_t x_down, y_down;         /* from one output row to the next */
    int points_across, points_down; /* points that are averaged for an output sample */
};

/* How samples are weighed. */
struct et_sampler {
    int taps; /* in each direction: 2 or 4 */
    int depth;
    int bits;             /* of a sample between the two directions */
    const int16_t *coefs; /* taps for each of 1 << ET_PHASE_BITS phases */
    unsigned cpu;
};

/* Computes coefficients for ET_KERNEL_BILINEAR or ET_KERNEL_BICUBIC. 0 or ET_ERROR_MEMORY. */
int et_sampler_init(struct et_sampler *sampler, struct et_arena *arena, enum et_kernel kernel,
                    int depth, unsigned cpu);

/*
 * Row `y` of the output. `outside`: the code beyond the edges, or -1 where the edge goes on. Any
 * thread.
 */
void et_sample_row(const struct et_sampler *sampler, const struct et_placement *placement,
                   const uint8_t *data, ptrdiff_t stride, int outside, int y, void *dst);

#endif
