// SPDX-License-Identifier: MIT
#include "simd/resample.h"

#include "base/alloc.h"
#include "base/range.h"

#include <string.h>

/* Copies what it weighs: the bank of an axis that stays as it is. */
static const int16_t unit_and_zeros[3] = {0, ET_BANK_ONE, 0};
static const int16_t *const unit = unit_and_zeros + 1;

static int build_axis(struct et_arena *arena, const struct et_axis *axis, bool across,
                      struct et_bank *out)
{
    struct et_bank_shape shape = {axis->kernel, axis->out, axis->origin, axis->step, across};
    int error = et_bank_build(arena, &shape, out);
    if (!error && axis->in != axis->out)
        out->identity = false;
    return error;
}

struct et_axis et_axis_between(int in, int in_shift, int in_siting, int out, int out_shift,
                               int out_siting, bool across)
{
    const double size = 1 << in_shift; /* of a sample, in pixels */
    double from = et_siting_offset(in_siting, across, in_shift);
    double to = et_siting_offset(out_siting, across, out_shift);
    return (struct et_axis){
        .kernel = ET_KERNEL_BILINEAR,
        .in = in,
        .out = out,
        .origin = (to - from) / size,
        .step = (1 << out_shift) / size,
    };
}

int et_resampler_init(struct et_resampler *resampler, struct et_arena *arena,
                      const struct et_axis *across, const struct et_axis *down, int depth,
                      unsigned cpu)
{
    *resampler = (struct et_resampler){
        .width = across->in,
        .height = down->in,
        .depth = depth,
        .fir = et_fir_kernels(depth, cpu),
        .polyphase = et_polyphase_kernels(depth, cpu),
    };
    int error = build_axis(arena, across, true, &resampler->across);
    return error ? error : build_axis(arena, down, false, &resampler->down);
}

static int left_of(const struct et_resampler *resampler)
{
    return resampler->across.first < 0 ? -resampler->across.first : 0;
}

static int right_of(const struct et_resampler *resampler)
{
    int right = resampler->across.last - resampler->width;
    return right > 0 ? right : 0;
}

/* Scratch: pointers to the rows that are summed, then a row of middle samples between its edges. */

static size_t pointer_bytes(const struct et_resampler *resampler)
{
    return et_align_up((size_t)resampler->down.taps * sizeof(void *));
}

static size_t left_bytes(const struct et_resampler *resampler)
{
    return et_align_up((size_t)left_of(resampler) * sizeof(int16_t));
}

size_t et_resampler_scratch(const struct et_resampler *resampler)
{
    size_t row = (size_t)(resampler->width + right_of(resampler)) * sizeof(int16_t);
    return pointer_bytes(resampler) + left_bytes(resampler) + et_align_up(row);
}

void et_resampler_rows(const struct et_resampler *resampler, int first, int last, int *in_first,
                       int *in_last)
{
    const struct et_bank *down = &resampler->down;
    *in_first = down->start[first];
    *in_last = down->start[last - 1] + down->taps;
}

/* The input rows of output row `y`, weighed and summed; `depth` as et_fir.down takes it. */
static void sum_down(const struct et_resampler *resampler, const uint8_t *data, ptrdiff_t stride,
                     int y, int depth, int16_t *dst, void *scratch)
{
    const struct et_bank *down = &resampler->down;
    const void **rows = scratch;
    if (down->identity) {
        rows[0] = rows[1] = data + y * stride;
        resampler->fir.down(dst, rows, unit, 2, resampler->width, depth);
        return;
    }
    et_rows_clamped(rows, data, stride, resampler->height, down->start[y], down->taps);
    resampler->fir.down(dst, rows, down->coefs + (ptrdiff_t)y * down->taps, down->taps,
                        resampler->width, depth);
}

static int16_t *middle_row(const struct et_resampler *resampler, void *scratch)
{
    return (int16_t *)((uint8_t *)scratch + pointer_bytes(resampler) + left_bytes(resampler));
}

void et_resample_row(const struct et_resampler *resampler, const uint8_t *data, ptrdiff_t stride,
                     int y, void *dst, void *scratch)
{
    if (resampler->across.identity && resampler->down.identity) {
        memcpy(dst, data + y * stride, (size_t)resampler->width * (resampler->depth > 8 ? 2 : 1));
        return;
    }
    int16_t *row = middle_row(resampler, scratch);
    sum_down(resampler, data, stride, y, resampler->depth, row, scratch);
    if (resampler->across.identity) {
        et_row_extend(row, resampler->width, 0, 1); /* counted 0 times, but read */
        resampler->fir.across(dst, row, unit, 2, resampler->width, resampler->depth);
        return;
    }
    et_row_extend(row, resampler->width, left_of(resampler), right_of(resampler));
    resampler->polyphase.from_middle(dst, row, &resampler->across, resampler->depth);
}

void et_resample_row_middle(const struct et_resampler *resampler, const uint8_t *data,
                            ptrdiff_t stride, int y, int16_t *dst, void *scratch)
{
    int depth = resampler->depth < ET_MIDDLE_BITS ? resampler->depth : ET_MIDDLE_BITS;
    if (resampler->across.identity) {
        sum_down(resampler, data, stride, y, depth, dst, scratch);
        return;
    }
    int16_t *row = middle_row(resampler, scratch);
    sum_down(resampler, data, stride, y, depth, row, scratch);
    et_row_extend(row, resampler->width, left_of(resampler), right_of(resampler));
    resampler->polyphase.middle(dst, row, &resampler->across, ET_MIDDLE_BITS);
}

void et_rows_clamped(const void **rows, const uint8_t *data, ptrdiff_t stride, int height,
                     int first, int count)
{
    for (int i = 0; i < count; i++) {
        int y = first + i;
        rows[i] = data + et_nearest(y, height) * stride;
    }
}

void et_row_extend(int16_t *row, int width, int left, int right)
{
    for (int x = 1; x <= left; x++)
        row[-x] = row[0];
    for (int x = 0; x < right; x++)
        row[width + x] = row[width - 1];
}
