// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Unsharp mask: what a blur takes away is added, `amount` times.
 *   out = clamp(in + (((in - blur) * A) >> 16), 0, 2^depth - 1), A = amount * 65536 cut to an integer
 * The blur is binomial: across and down the row 2 * radius of Pascal's triangle (radius 2: 1 4 6 4 1),
 * which is nearly a Gaussian of sigma = sqrt(radius / 2); its sum over both directions is rounded
 * once, halves upward, up to radius 3, and for larger ones to 14 bits (or those of the samples, if more)
 * in between. Beyond its edges a plane goes on as its edge. Amounts below 0 soften.
 *
 * `amount` is for luma, or for red, green and blue; `chroma_amount` for chroma, where the radius is in
 * pixels too: radius / 2 samples where chroma is subsampled by 2, rounded down, at least 1. Alpha is
 * kept.
 *
 * At 8 bits it is what FFmpeg's `unsharp` computes with a matrix of 2 * radius + 1 (libavfilter's
 * vf_unsharp.c, whose formula and rounding this follows), bit by bit up to radius 3.
 */
#include "base/alloc.h"
#include "filters/gaussian.h"
#include "filters/unsharp_kernels.h"
#include "simd/resample.h"

#include <etalon/filter.h>
#include <string.h>

enum {
    ROWS = 4,   /* summed at a time */
    MARGIN = 8, /* sums before the first one of a row, of which 2 are read */
    FAST_RADIUS = 2,
};

struct unsharp_params {
    double amount, chroma_amount;
    int radius;
};

/* One for luma, one for chroma. */
struct sharpening {
    bool keeps; /* the plane is copied */
    bool fast;  /* 5 x 5, bytes */
    int32_t amount;
    int width, height;
    struct et_gaussian blur;
};

struct state {
    enum et_format format;
    int bytes_per_sample, max;
    struct et_unsharp_kernels kernels;
    struct sharpening luma, chroma, alpha;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct unsharp_params *p = params;
    bool has_chroma = et_format_info(in->format)->model == ET_MODEL_YUV;
    return p->amount == 0 && (p->chroma_amount == 0 || !has_chroma);
}

static int in_samples(int radius, int shift)
{
    return radius >> shift > 1 ? radius >> shift : 1;
}

static int prepare(const struct et_setup *setup, int plane, double amount,
                   struct sharpening *sharpening)
{
    const struct et_format_info *format = et_format_info(setup->in.format);
    const bool chroma = et_plane_is_chroma(setup->in.format, plane);
    const int radius = ((const struct unsharp_params *)setup->params)->radius;
    const int radius_x = in_samples(radius, chroma ? format->chroma_x : 0);
    const int radius_y = in_samples(radius, chroma ? format->chroma_y : 0);
    *sharpening = (struct sharpening){
        .keeps = amount == 0,
        .fast = format->depth == 8 && radius_x == FAST_RADIUS && radius_y == FAST_RADIUS,
        .amount = (int32_t)(amount * 65536),
        .width = et_plane_width(setup->in.format, plane, setup->in.width),
        .height = et_plane_height(setup->in.format, plane, setup->in.height),
    };
    if (sharpening->keeps)
        return 0;
    return et_gaussian_init_binomial(&sharpening->blur, setup->arena, sharpening->width,
                                     sharpening->height, format->depth, radius_x, radius_y,
                                     setup->cpu);
}

static int configure(const struct et_setup *setup)
{
    const struct unsharp_params *p = setup->params;
    const struct et_format_info *format = et_format_info(setup->in.format);
    struct state *state = setup->state;
    *state = (struct state){
        .format = setup->in.format,
        .bytes_per_sample = format->bytes_per_pixel,
        .max = (1 << format->depth) - 1,
        .kernels = et_unsharp_kernels(format->depth, setup->cpu),
        .alpha = {.keeps = true, .width = setup->in.width, .height = setup->in.height},
    };
    int error = prepare(setup, 0, p->amount, &state->luma);
    state->chroma = state->luma; /* red and blue */
    if (error || format->model != ET_MODEL_YUV)
        return error;
    return prepare(setup, 1, p->chroma_amount, &state->chroma);
}

static const struct sharpening *sharpening_of(const void *state, int plane)
{
    const struct state *s = state;
    if (plane >= et_format_color_planes(s->format))
        return &s->alpha;
    return plane == 0 ? &s->luma : &s->chroma;
}

static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct sharpening *sharpening = sharpening_of(state, plane);
    int halo = sharpening->keeps ? 0 : et_gaussian_halo(&sharpening->blur);
    *in_first = first - halo;
    *in_last = last + halo;
}

static bool columns_needed(const void *state, int plane, int *reach, int *unit)
{
    const struct sharpening *sharpening = sharpening_of(state, plane);
    *reach = sharpening->keeps ? 0 : et_gaussian_reach(&sharpening->blur);
    *unit = 1;
    return true;
}

/* Scratch: four rows of sums, or one blurred row and what the blur takes. */

static size_t sums_bytes(int width)
{
    return et_align_up((size_t)(MARGIN + width + FAST_RADIUS) * sizeof(uint16_t));
}

static size_t row_bytes(int width)
{
    return et_align_up((size_t)width * sizeof(uint16_t));
}

static size_t scratch_of(const struct sharpening *sharpening, int rows)
{
    if (sharpening->keeps)
        return 0;
    if (sharpening->fast)
        return ROWS * sums_bytes(sharpening->width);
    return row_bytes(sharpening->width) + et_gaussian_scratch(&sharpening->blur, rows);
}

static size_t scratch_size(const void *state, int rows)
{
    const struct state *s = state;
    size_t luma = scratch_of(&s->luma, rows), chroma = scratch_of(&s->chroma, rows);
    return luma > chroma ? luma : chroma;
}

/* 5 x 5 on bytes: see unsharp_kernels.h. */
static void run_fast(const struct et_run *run, const struct sharpening *sharpening)
{
    const struct et_unsharp_kernels *kernels = &((const struct state *)run->state)->kernels;
    const int plane = run->plane, width = sharpening->width;
    const uint8_t *src = run->in->data[plane];
    uint16_t *sums[ROWS];
    for (int i = 0; i < ROWS; i++)
        sums[i] = (uint16_t *)((uint8_t *)run->scratch + (size_t)i * sums_bytes(width)) + MARGIN;
    for (int y = run->first; y < run->last; y += ROWS) {
        const void *rows[ROWS + 2 * FAST_RADIUS];
        const int count = run->last - y < ROWS ? run->last - y : ROWS;
        et_rows_clamped(rows, src, run->in->stride[plane], sharpening->height, y - FAST_RADIUS,
                        count + 2 * FAST_RADIUS);
        for (int i = count; i < ROWS; i++) /* no row beyond those that are there */
            rows[i + 2 * FAST_RADIUS] = rows[count + 2 * FAST_RADIUS - 1];
        kernels->sum_down(sums, (const uint8_t *const *)rows, width);
        for (int i = 0; i < count; i++) {
            et_row_extend((int16_t *)sums[i], width, FAST_RADIUS, FAST_RADIUS);
            kernels->sharpen_sums(et_image_row(run->out, plane, y + i),
                                  src + (y + i) * run->in->stride[plane], sums[i], width,
                                  sharpening->amount);
        }
    }
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane;
    const struct sharpening *sharpening = sharpening_of(state, plane);
    const ptrdiff_t src_stride = run->in->stride[plane], dst_stride = run->out->stride[plane];
    if (!sharpening->keeps && sharpening->fast) {
        run_fast(run, sharpening);
        return;
    }
    uint8_t *blurred = run->scratch;
    for (int y = run->first; y < run->last; y++) {
        const uint8_t *src = run->in->data[plane] + y * src_stride;
        uint8_t *dst = run->out->data[plane] + y * dst_stride;
        if (sharpening->keeps) {
            memcpy(dst, src, (size_t)sharpening->width * (size_t)state->bytes_per_sample);
            continue;
        }
        et_gaussian_run(&sharpening->blur, run->in->data[plane], src_stride, blurred, 0, y, y + 1,
                        false, blurred + row_bytes(sharpening->width));
        state->kernels.sharpen(dst, src, blurred, sharpening->width, sharpening->amount,
                               state->max);
    }
}

static const struct et_param params[] = {
    ET_FLOAT(struct unsharp_params, amount, "Amount",
             "How much of the detail of luma is added; below 0 softens.", ET_UNIT_NONE, -2, 5, 0.05,
             1),
    ET_FLOAT(struct unsharp_params, chroma_amount, "Chroma",
             "How much of the detail of chroma is added.", ET_UNIT_NONE, -2, 5, 0.05, 0),
    ET_INT(struct unsharp_params, radius, "Radius",
           "Reach of the blur: detail of about this size is sharpened.", ET_UNIT_PIXEL, 1, 11, 1,
           2),
};

const struct et_filter et_filter_unsharp = {
    .name = "unsharp",
    .label = "Sharpen",
    .help = "Adds the detail that a blur takes away.",
    .group = ET_GROUP_SPATIAL,
    .example = "amount:2.5:radius:3",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct unsharp_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .by_plane = true,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .columns_needed = columns_needed,
    .scratch_size = scratch_size,
    .run = run,
};
