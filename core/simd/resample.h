// SPDX-License-Identifier: MIT
#ifndef ETALON_SIMD_RESAMPLE_H
#define ETALON_SIMD_RESAMPLE_H

#include "simd/bank.h"
#include "simd/fir.h"

#include <stddef.h>

struct et_arena;

/*
 * Resampling of one plane, output row by output row: first down (the rows that the output row
 * needs, to one row of middle samples), then across. No row depends on another, so any split into
 * bands gives the same output. Beyond its edges a plane goes on as its edge.
 */
struct et_resampler {
    struct et_bank across, down;
    int width, height; /* of the input plane */
    int depth;
    struct et_fir fir;
    struct et_polyphase polyphase;
};

/* One axis: `in` samples to `out` samples. See et_bank_shape. */
struct et_axis {
    enum et_kernel kernel;
    int in, out;
    double origin, step;
};

/*
 * The axis between two planes of one picture, bilinear, averaging where samples become fewer: `in` to
 * `out` samples, subsampled by 2^in_shift and 2^out_shift, each where its siting (enum et_siting)
 * puts it.
 */
struct et_axis et_axis_between(int in, int in_shift, int in_siting, int out, int out_shift,
                               int out_siting, bool across);

/* Prepares; tables live in the arena. Returns 0 or ET_ERROR_MEMORY. */
int et_resampler_init(struct et_resampler *resampler, struct et_arena *arena,
                      const struct et_axis *across, const struct et_axis *down, int depth,
                      unsigned cpu);

/* Bytes of scratch that one row takes; start it at a multiple of 64 bytes. */
size_t et_resampler_scratch(const struct et_resampler *resampler);

/* Rows of the input that output rows `first` to `last` - 1 need, before clipping to the plane. */
void et_resampler_rows(const struct et_resampler *resampler, int first, int last, int *in_first,
                       int *in_last);

/* Row `y` of the output, as samples of the plane's depth. */
void et_resample_row(const struct et_resampler *resampler, const uint8_t *data, ptrdiff_t stride,
                     int y, void *dst, void *scratch);

/* Row `y` of the output, as middle samples of 14 bits. */
void et_resample_row_middle(const struct et_resampler *resampler, const uint8_t *data,
                            ptrdiff_t stride, int y, int16_t *dst, void *scratch);

/* Fills `rows` with pointers to rows `first` to `first + count - 1`, cut to 0 to height - 1. */
void et_rows_clamped(const void **rows, const uint8_t *data, ptrdiff_t stride, int height,
                     int first, int count);

/* Continues a row of middle samples by its edges: `left` samples before it, `right` after it. */
void et_row_extend(int16_t *row, int width, int left, int right);

#endif
