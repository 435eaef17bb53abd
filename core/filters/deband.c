// SPDX-License-Identifier: MIT
/*
 * Debanding: a sample becomes the mean of four samples around it where they are nearly alike, so that
 * a step of one code that a slope was cut into is spread over its surroundings.
 *
 * The four lie at (+-across, +-down) from it, at a distance of up to `range` pixels in some direction,
 * which are others for each four samples of a row and the same in every frame. They follow the sequence
 * R2 of Roberts (The Unreasonable Effectiveness of Quasirandom Sequences, 2018), so that neighbours
 * have all distances and directions among them. Their mean is rounded halves upward. With t = floor(threshold * largest code) it takes the sample's place where
 *   mean   |sample - mean| < t
 *   each   |sample - s| < t for each of the four
 * Beyond its edges a plane goes on as its edge. The distance is halved in subsampled chroma.
 *
 * The same test and mean as FFmpeg's vf_deband.c (by Niklas Haas and Paul B Mahol, under the same
 * licence as this file), `blur` on and off, whose positions come from libm's sine; its mean is cut.
 */
#include "base/range.h"
#include "filters/deband_kernels.h"

#include "base/arena.h"
#include "base/math.h"
#include "simd/hash.h"
#include "simd/sample.h"

#include <etalon/filter.h>
#include <math.h>
#include <string.h>

enum test { TEST_MEAN, TEST_EACH };

enum {
    ROW_SPOTS = 1231, /* from the spots of a row to those of the next: rows go well together too */
    MOST_RANGE = 64,
    TILE = 256, /* columns of a band that are computed before the next: their rows around fit L1 */
};

struct deband_params {
    double threshold, threshold_chroma;
    int range, test, seed;
};

struct state {
    enum et_format format;
    enum test test;
    uint32_t seed;
    struct et_deband_plane luma, chroma;
    et_deband_span *span, *span_at_end;
};

/* ---- The filter ------------------------------------------------------------------------------ */

/* A row's columns `from` to `until` - 1: those near the plane's ends in C. */
static void run_span(const struct state *state, void *dst, const void *const *rows,
                     const struct et_deband_plane *plane, uint32_t start, int from, int until)
{
    const bool each = state->test == TEST_EACH;
    const int right = plane->width - plane->across;
    const int first = from < plane->across ? et_smaller(plane->across, until) : from;
    const int last = first > et_smaller(until, right) ? first : et_smaller(until, right);
    state->span_at_end(dst, rows, plane, start, from, first, each);
    state->span(dst, rows, plane, start, first, last, each);
    state->span_at_end(dst, rows, plane, start, last, until, each);
}

static int limit_of(double threshold, int depth)
{
    return (int)(threshold * ((1 << depth) - 1));
}

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct deband_params *p = params;
    const struct et_format_info *format = et_format_info(in->format);
    return !limit_of(p->threshold, format->depth) &&
           (format->model != ET_MODEL_YUV || !limit_of(p->threshold_chroma, format->depth));
}

static double part_of(double value)
{
    return value - floor(value);
}

/* Spots in samples of a plane with log2 subsampling `shift_x` and `shift_y`. */
static int make_spots(const struct et_setup *setup, int shift_x, int shift_y,
                      struct et_deband_plane *plane)
{
    const struct deband_params *p = setup->params;
    struct et_deband_spot *spots = et_arena_alloc(setup->arena, ET_DEBAND_SPOTS, sizeof(*spots));
    if (!spots)
        return et_fail(ET_ERROR_MEMORY, "no memory for the positions of deband");
    for (uint32_t i = 0; i < ET_DEBAND_SPOTS; i++) {
        const double distance = p->range * part_of(0.7548776662466927 * i);
        const double angle = ET_PI / 2 * part_of(0.5698402909980532 * i);
        spots[i].across = (uint8_t)et_round(distance * et_cos(angle) / (1 << shift_x));
        spots[i].down = (uint8_t)et_round(distance * et_sin(angle) / (1 << shift_y));
        plane->across = spots[i].across > plane->across ? spots[i].across : plane->across;
        plane->down = spots[i].down > plane->down ? spots[i].down : plane->down;
    }
    plane->spots = spots;
    return 0;
}

static int configure(const struct et_setup *setup)
{
    const struct deband_params *p = setup->params;
    const struct et_image_info *in = &setup->in;
    const struct et_format_info *format = et_format_info(in->format);
    struct state *state = setup->state;
    *state = (struct state){
        .format = in->format,
        .test = (enum test)p->test,
        .seed = (uint32_t)p->seed,
        .luma = {.width = in->width,
                 .height = in->height,
                 .limit = limit_of(p->threshold, format->depth)},
        .span = et_deband_span_for(format->depth, setup->cpu),
        .span_at_end = et_deband_span_for(format->depth, 0),
    };
    int error = make_spots(setup, 0, 0, &state->luma);
    state->chroma = state->luma;
    if (error || format->model != ET_MODEL_YUV)
        return error;
    state->chroma = (struct et_deband_plane){.width = et_plane_width(in->format, 1, in->width),
                                             .height = et_plane_height(in->format, 1, in->height),
                                             .limit = limit_of(p->threshold_chroma, format->depth)};
    return make_spots(setup, format->chroma_x, format->chroma_y, &state->chroma);
}

static const struct et_deband_plane *plane_of(const struct state *state, int plane)
{
    return et_plane_is_chroma(state->format, plane) ? &state->chroma : &state->luma;
}

static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const int down = plane_of(state, plane)->down;
    *in_first = first - down;
    *in_last = last + down;
}

static bool columns_needed(const void *state, int plane, int *reach, int *unit)
{
    *reach = plane_of(state, plane)->across;
    *unit = ET_DEBAND_GROUP;
    return true;
}

static size_t scratch_size(const void *state, int rows)
{
    const struct state *s = state;
    const int down = s->luma.down > s->chroma.down ? s->luma.down : s->chroma.down;
    return (size_t)(rows + 2 * down) * sizeof(void *);
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const struct et_deband_plane *plane = plane_of(state, run->plane);
    const bool bytes = et_format_info(state->format)->depth == 8;
    const uint8_t *src = run->in->data[run->plane];
    const ptrdiff_t stride = run->in->stride[run->plane];
    const bool fewer = et_plane_is_chroma(state->format, run->plane);
    const int left = run->left >> (fewer ? et_format_info(state->format)->chroma_x : 0);
    const uint32_t seed = et_hash_with(state->seed, (uint32_t)run->plane) +
                          (uint32_t)left / ET_DEBAND_GROUP; /* of the spots of a row */
    const void **rows = run->scratch;
    if (!plane->limit || run->plane >= et_format_color_planes(state->format)) {
        for (int y = run->first; y < run->last; y++)
            memcpy(et_image_row(run->out, run->plane, y), src + y * stride,
                   (size_t)plane->width * (bytes ? 1 : 2));
        return;
    }
    for (int i = 0; i < run->last - run->first + 2 * plane->down; i++)
        rows[i] = src + et_nearest(run->first - plane->down + i, plane->height) * stride;
    for (int x = 0; x < plane->width; x += TILE)
        for (int y = run->first; y < run->last; y++)
            run_span(state, et_image_row(run->out, run->plane, y),
                     rows + (y - run->first + plane->down), plane, seed + ROW_SPOTS * (uint32_t)y,
                     x, et_smaller(x + TILE, plane->width));
}

static const char *const test_names[] = {"mean", "each"};

static const struct et_param params[] = {
    ET_FLOAT(struct deband_params, threshold, "Threshold",
             "Samples that differ by less, as a part of the range, are smoothed.", ET_UNIT_NONE, 0,
             0.5, 0.001, 0.02),
    ET_FLOAT(struct deband_params, threshold_chroma, "Chroma threshold", "The same for chroma.",
             ET_UNIT_NONE, 0, 0.5, 0.001, 0.02),
    ET_INT(struct deband_params, range, "Range", "How far away the samples are that are compared.",
           ET_UNIT_PIXEL, 1, MOST_RANGE, 1, 16),
    ET_CHOICE(struct deband_params, test, "Compare with",
              "The mean of four samples around, or each of them, which keeps more detail.",
              test_names, TEST_MEAN),
    ET_INT(struct deband_params, seed, "Seed", "Chooses other positions.", ET_UNIT_NONE, 0, 65535,
           1, 0),
};

const struct et_filter et_filter_deband = {
    .name = "deband",
    .label = "Remove banding",
    .help = "Smooths the steps that slopes of few codes are cut into.",
    .group = ET_GROUP_SPATIAL,
    .example = "threshold:0.04:threshold_chroma:0.04:range:24",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct deband_params),
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
