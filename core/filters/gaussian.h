// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_GAUSSIAN_H
#define ETALON_FILTERS_GAUSSIAN_H

#include "simd/bank.h"
#include "simd/double.h"
#include "simd/fir.h"

#include <stdbool.h>
#include <stddef.h>

struct et_arena;

/*
 * The Gaussian blur of one plane, for every filter that blurs. A narrow one is a sum over the
 * samples around; a wide one is computed on a reduced plane, so that its cost does not grow with
 * its radius. Beyond its edges a plane goes on as its edge.
 */

/* Coefficients for the samples from -radius to radius, between two of 0: coefs[-1] and the last one. */
struct et_gaussian_kernel {
    int radius;
    int taps; /* 2 * radius + 2 */
    const int16_t *coefs;
};

struct et_gaussian {
    int width, height, depth;
    int reduction; /* 1: exact; else samples of the plane, in each direction, to a reduced one */
    struct et_gaussian_kernel across, down;
    struct et_fir fir;
    /* Where reduction is above 1. */
    int cells;   /* reduced samples across the plane */
    int margin;  /* reduced samples beyond each end that the kernels reach */
    bool blocks; /* rows are reduced block by block */
    struct et_bank reduce, enlarge_down;
    struct et_polyphase polyphase;
    struct et_double enlarge_across;
};

/*
 * Computes a kernel of exp(-x^2 / (2 sigma^2)) out to `reach` sigmas, which adds up to one exactly
 * and is symmetric. Returns 0 or ET_ERROR_MEMORY.
 */
int et_gaussian_kernel_build(struct et_arena *arena, double sigma, double reach,
                             struct et_gaussian_kernel *out);

/* Prepares to blur a plane by sigmas in its own samples. Returns 0 or ET_ERROR_MEMORY. */
int et_gaussian_init(struct et_gaussian *gaussian, struct et_arena *arena, int width, int height,
                     int depth, double sigma_x, double sigma_y, unsigned cpu);

/*
 * The same for binomial kernels, whose weights are the row 2 * radius of Pascal's triangle (radius 2:
 * 1 4 6 4 1) and whose variance is radius / 2; a radius is 0 or more. Up to radius 3 the kernel is exact.
 */
int et_gaussian_init_binomial(struct et_gaussian *gaussian, struct et_arena *arena, int width,
                              int height, int depth, int radius_x, int radius_y, unsigned cpu);

/* Rows beyond a band, on each side, that its output depends on. */
int et_gaussian_halo(const struct et_gaussian *gaussian);

/* Columns beyond a sample, on each side, that it depends on. */
int et_gaussian_reach(const struct et_gaussian *gaussian);

/*
 * Rows that rows `first` to `last` - 1 are made of, before clipping, as in et_filter.rows_needed or
 * (`follows`) rows_to_follow.
 */
void et_gaussian_rows(const struct et_gaussian *gaussian, int first, int last, bool follows,
                      int *in_first, int *in_last);

/* Rows above the plane that bands may begin with, as in et_filter.rows_above. */
int et_gaussian_rows_above(const struct et_gaussian *gaussian);

/* Fewest rows of a band that follows none for which the work that its rows share pays. */
int et_gaussian_band_rows(const struct et_gaussian *gaussian);

/* Bytes of scratch for a band of at most `rows` rows; start it at a multiple of 64 bytes. */
size_t et_gaussian_scratch(const struct et_gaussian *gaussian, int rows);

/*
 * Rows `first` to `last` - 1. Any thread; equal output for any split into bands. `follows`: `scratch` is as
 * the rows above left it.
 */
void et_gaussian_run(const struct et_gaussian *gaussian, const uint8_t *src, ptrdiff_t src_stride,
                     uint8_t *dst, ptrdiff_t dst_stride, int first, int last, bool follows,
                     void *scratch);

/* The wide one's own part of the functions above; see gaussian_wide.c. */
int et_gaussian_wide_init(struct et_gaussian *gaussian, struct et_arena *arena, double sigma_x,
                          double sigma_y, unsigned cpu);
size_t et_gaussian_wide_scratch(const struct et_gaussian *gaussian, int rows);
void et_gaussian_wide_run(const struct et_gaussian *gaussian, const uint8_t *src,
                          ptrdiff_t src_stride, uint8_t *dst, ptrdiff_t dst_stride, int first,
                          int last, bool follows, void *scratch);
void et_gaussian_wide_rows(const struct et_gaussian *gaussian, int first, int last, bool follows,
                           int *in_first, int *in_last);

#endif
