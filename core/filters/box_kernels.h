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
 */
enum {
    ET_BOX_MOST_POWER = 3,
    ET_BOX_ROWS = 4,   /* that a kernel takes at a time */
    ET_BOX_BEYOND = 16 /* middle samples behind a row that may be read and do not count */
};

/* Integrators of a column: for bytes and sums below 2^16; for sums below 2^31; for all, in plain C only. */
enum et_box_sums { ET_BOX_SUMS_16, ET_BOX_SUMS_32, ET_BOX_SUMS_64 };

/* Sample rows under one output row: [j] is the one j widths above the newest. */
typedef const void *et_box_column[ET_BOX_MOST_POWER + 1];

struct et_box_kernels {
    /*
     * `count` rows further down, 1 to ET_BOX_ROWS. Integrator k of column x is number k * width + x of
     * `sums`. dst[i] gets middle samples of 16 bits: the quotients, or of integrators of 16 bits the sums
     * themselves. `dst` NULL: they are not wanted.
     */
    void (*down)(uint16_t *const *dst, void *sums, const et_box_column *rows, int count, int power,
                 int width, float scale);

    /*
     * Along `count` rows of `width` samples, 1 to ET_BOX_ROWS. Row i begins power * radius middle samples
     * before its first output and has as many behind the last one; before rows[i] lie power * box + 3
     * that are 0, behind it ET_BOX_BEYOND of any value.
     */
    void (*across)(void *const *dst, const uint16_t *const *rows, int count, int power, int box,
                   int width, float scale, int max);
};

/* The kernels for samples of `depth` bits; sums that go across are below 2^31 where not `wide`. Any thread. */
struct et_box_kernels et_box_kernels(int depth, enum et_box_sums down, int wide_across,
                                     unsigned cpu);

#endif
