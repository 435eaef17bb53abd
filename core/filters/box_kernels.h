// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_BOX_KERNELS_H
#define ETALON_FILTERS_BOX_KERNELS_H

#include <stdint.h>

/*
 * Means over a width of samples, repeated 1 to 3 times (`power`), at a cost that does not depend on the
 * width: a cascade of integrators and combs (Hogenauer, 1981). Repeated means are one sum, weighed by
 * whole numbers: `power` combs take the differences of samples a width apart,
 *   power 1: a - b     2: a - 2 b + c     3: a - 3 b + 3 c - d
 * with a the newest, and `power` integrators add them up. Integers that wrap around lose nothing as
 * long as the sum itself fits. It is divided once: out = sum * scale in single precision, rounded to the
 * nearest, halves to even.
 *
 * Sums below 2^31 have integrators of 32 bits; `wide` ones have 64, and plain C only.
 */
enum { ET_BOX_MOST_POWER = 3 };

struct et_box_kernels {
    /*
     * One row further down: rows[j] is the sample row j widths above the newest. Integrator k of
     * column x is sums[k * width + x]. `dst` gets middle samples of 16 bits, or is NULL.
     */
    void (*down)(uint16_t *dst, void *sums, const void *const *rows, int power, int width,
                 float scale);

    /*
     * Along a row of `width` samples: `sums` holds 0 `power` times, then for each middle sample of the
     * row, `power` * (box - 1) more than `width`, what et_box_integrate() gives.
     */
    void (*across)(void *dst, const void *sums, int power, int box, int width, float scale,
                   int max);
};

/* The kernels for samples of `depth` bits, whose sums need 64 bits down or across. Any thread. */
struct et_box_kernels et_box_kernels(int depth, int wide_down, int wide_across, unsigned cpu);

/* Integrates `count` values `power` times, behind `power` zeros. */
void et_box_integrate(void *sums, const uint16_t *values, int count, int power, int wide);

#endif
