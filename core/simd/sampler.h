// SPDX-License-Identifier: MIT
#ifndef ETALON_SIMD_SAMPLER_H
#define ETALON_SIMD_SAMPLER_H

#include "simd/bank.h"

#include <stddef.h>
#include <stdint.h>

struct et_arena;

/*
 * Values of a plane at any points: under every filter that bends or turns images. A filter fills
 * blocks of points, asks for their values, and stores them:
 *
 *   for (int x = 0; x < width; x += points.count) {
 *       points.count = width - x < ET_POINTS ? width - x : ET_POINTS;
 *       ... points.x[i], points.y[i] for output samples x + i ...
 *       et_sample_points(sampler, &plane, &points, dst, x);
 *   }
 *
 * Bilinear, or bicubic (Catmull-Rom, simd/bank.h), across first, then down: coefficients in 1/16384;
 * between the two 14 bits (16 for depths above 14); at the end the format's, each rounded halves
 * upward. A point on a sample copies it.
 */

enum {
    ET_PHASE_BITS = 10, /* points are in 1/1024 of a sample of the plane; 0 is on sample 0 */
    ET_POINTS = 64,     /* most points of a block: 8 at a time are fastest */
    ET_FAR = 1 << 30,   /* as far outside as a point needs to be: nothing there differs */
};

/* A plane, and the code beyond its edges, or -1 where the edge goes on. */
struct et_sampled {
    const uint8_t *data;
    ptrdiff_t stride;
    int width, height;
    int outside;
};

struct et_points {
    int count;
    int32_t x[ET_POINTS], y[ET_POINTS]; /* -ET_FAR to ET_FAR */
};

struct et_sampler {
    int taps; /* in each direction: 2 or 4 */
    int depth;
    int bits;             /* of a sample between the two directions */
    const int16_t *coefs; /* taps for each of 1 << ET_PHASE_BITS phases */

    /* Values in 1 / 2^(ET_BANK_BITS + bits - depth) of a code, not rounded, not cut. */
    void (*values)(const struct et_sampler *sampler, const struct et_sampled *plane,
                   const struct et_points *points, int32_t *values);
};

/*
 * Computes coefficients, which live in the arena, for ET_KERNEL_BILINEAR or ET_KERNEL_BICUBIC.
 * Returns 0 or ET_ERROR_MEMORY.
 */
int et_sampler_init(struct et_sampler *sampler, struct et_arena *arena, enum et_kernel kernel,
                    int depth, unsigned cpu);

/* Samples `at` and on of the row `dst` become the codes at the points. Any thread, as below. */
void et_sample_points(const struct et_sampler *sampler, const struct et_sampled *plane,
                      const struct et_points *points, void *dst, int at);

/*
 * Means, where an image shrinks: values at several sets of points are added up to `sums`, which are
 * zeros at first, then the codes of their means over `sets` sets are stored.
 */
void et_sample_add(const struct et_sampler *sampler, const struct et_sampled *plane,
                   const struct et_points *points, int64_t sums[ET_POINTS]);
void et_sample_store_mean(const struct et_sampler *sampler, const int64_t *sums, int count,
                          int sets, void *dst, int at);

#endif
