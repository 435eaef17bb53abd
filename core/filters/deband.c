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
#include "base/arena.h"
#include "base/math.h"
#include "simd/hash.h"
#include "simd/sample.h"

#include <etalon/filter.h>
#include <math.h>
#include <string.h>

enum test { TEST_MEAN, TEST_EACH };

enum {
    SPOTS = 4096,
    ROW_SPOTS = 1231, /* from the spots of a row to those of the next: rows go well together too */
    GROUP = 4,        /* neighbours in a row that share one, so that they are loaded together */
    MOST_RANGE = 64,
    TILE = 256, /* columns of a band that are computed before the next: their rows around fit L1 */
};

struct deband_params {
    double threshold, threshold_chroma;
    int range, test, seed;
};

struct spot {
    uint8_t across, down;
};

/* What a plane is debanded with. */
struct plane {
    const struct spot *spots;
    int across, down; /* the largest of them */
    int width, height;
    int limit; /* t above; 0 changes nothing */
};

/* Samples `from` to `until` - 1 of a row; `rows` are the rows around it, rows[0] is the row itself. */
typedef void span_kernel(void *dst, const void *const *rows, const struct plane *plane,
                         uint32_t start, int from, int until, bool each);

struct state {
    enum et_format format;
    enum test test;
    uint32_t seed;
    struct plane luma, chroma;
    span_kernel *span, *span_at_end;
};

static inline struct spot spot_at(const struct plane *plane, uint32_t start, int x)
{
    return plane->spots[(start + (uint32_t)x / GROUP) & (SPOTS - 1)];
}

/* ---- Plain C --------------------------------------------------------------------------------- */

static inline int distance(int a, int b)
{
    return a < b ? b - a : a - b;
}

static inline void span_c(void *dst, const void *const *rows, const struct plane *plane,
                          uint32_t start, int from, int until, bool each, bool bytes)
{
    const int limit = plane->limit;
    for (int x = from; x < until; x++) {
        const struct spot spot = spot_at(plane, start, x);
        const void *above = rows[-spot.down], *below = rows[spot.down];
        const int left = et_nearest(x - spot.across, plane->width);
        const int right = et_nearest(x + spot.across, plane->width);
        const int a = et_sample_get(above, left, bytes), b = et_sample_get(above, right, bytes);
        const int c = et_sample_get(below, left, bytes), d = et_sample_get(below, right, bytes);
        const int own = et_sample_get(rows[0], x, bytes), mean = (a + b + c + d + 2) >> 2;
        const bool replaced = each ? distance(own, a) < limit && distance(own, b) < limit &&
                                         distance(own, c) < limit && distance(own, d) < limit
                                   : distance(own, mean) < limit;
        et_sample_put(dst, x, replaced ? mean : own, bytes);
    }
}

static void span_8_c(void *dst, const void *const *rows, const struct plane *plane, uint32_t start,
                     int from, int until, bool each)
{
    span_c(dst, rows, plane, start, from, until, each, true);
}

static void span_16_c(void *dst, const void *const *rows, const struct plane *plane, uint32_t start,
                      int from, int until, bool each)
{
    span_c(dst, rows, plane, start, from, until, each, false);
}

/* ---- SIMD128: groups of four are loaded as one, sixteen bytes or eight words a step ---------- */

#if defined(__wasm_simd128__)

/* Four samples around each sample of a step. */
struct around {
    v128_t a, b, c, d;
};

static inline v128_t mean_16(const struct around *around)
{
    const v128_t sum =
        wasm_i16x8_add(wasm_i16x8_add(around->a, around->b), wasm_i16x8_add(around->c, around->d));
    return wasm_u16x8_shr(wasm_i16x8_add(sum, wasm_i16x8_const_splat(2)), 2);
}

static inline v128_t distance_8(v128_t a, v128_t b)
{
    return wasm_v128_or(wasm_u8x16_sub_sat(a, b), wasm_u8x16_sub_sat(b, a));
}

static inline v128_t distance_16(v128_t a, v128_t b)
{
    return wasm_v128_or(wasm_u16x8_sub_sat(a, b), wasm_u16x8_sub_sat(b, a));
}

static inline v128_t mean_8(const struct around *around)
{
    const struct around low = {
        wasm_u16x8_extend_low_u8x16(around->a), wasm_u16x8_extend_low_u8x16(around->b),
        wasm_u16x8_extend_low_u8x16(around->c), wasm_u16x8_extend_low_u8x16(around->d)};
    const struct around high = {
        wasm_u16x8_extend_high_u8x16(around->a), wasm_u16x8_extend_high_u8x16(around->b),
        wasm_u16x8_extend_high_u8x16(around->c), wasm_u16x8_extend_high_u8x16(around->d)};
    return wasm_u8x16_narrow_i16x8(mean_16(&low), mean_16(&high));
}

static inline v128_t words_32(const uint8_t *p0, const uint8_t *p1, const uint8_t *p2,
                              const uint8_t *p3)
{
    v128_t words = wasm_v128_load32_zero(p0);
    words = wasm_v128_load32_lane(p1, words, 1);
    words = wasm_v128_load32_lane(p2, words, 2);
    return wasm_v128_load32_lane(p3, words, 3);
}

static inline v128_t words_64(const uint16_t *p0, const uint16_t *p1)
{
    return wasm_v128_load64_lane(p1, wasm_v128_load64_zero(p0), 1);
}

static inline v128_t replaced_8(v128_t own, const struct around *around, v128_t limit, bool each)
{
    const v128_t mean = mean_8(around);
    v128_t away = distance_8(own, mean);
    if (each) {
        away = wasm_u8x16_max(distance_8(own, around->a), distance_8(own, around->b));
        away = wasm_u8x16_max(away, distance_8(own, around->c));
        away = wasm_u8x16_max(away, distance_8(own, around->d));
    }
    return wasm_v128_bitselect(mean, own, wasm_u8x16_lt(away, limit));
}

static inline v128_t replaced_16(v128_t own, const struct around *around, v128_t limit, bool each)
{
    const v128_t mean = mean_16(around);
    v128_t away = distance_16(own, mean);
    if (each) {
        away = wasm_i16x8_max(distance_16(own, around->a), distance_16(own, around->b));
        away = wasm_i16x8_max(away, distance_16(own, around->c));
        away = wasm_i16x8_max(away, distance_16(own, around->d));
    }
    return wasm_v128_bitselect(mean, own, wasm_i16x8_lt(away, limit));
}

/* No sample around those from `from` on to `until` - 1 is beyond the row's ends. */
static void span_8_simd128(void *dst, const void *const *rows, const struct plane *plane,
                           uint32_t start, int from, int until, bool each)
{
    const v128_t limit = wasm_u8x16_splat((uint8_t)plane->limit);
    const uint8_t *const *bytes = (const uint8_t *const *)rows;
    for (; from < until && from & (GROUP - 1); from++)
        span_8_c(dst, rows, plane, start, from, from + 1, each);
    int x = from;
    for (; x <= until - 16; x += 16) {
        const struct spot s0 = spot_at(plane, start, x), s1 = spot_at(plane, start, x + 4);
        const struct spot s2 = spot_at(plane, start, x + 8), s3 = spot_at(plane, start, x + 12);
        const uint8_t *u0 = bytes[-s0.down] + x, *d0 = bytes[s0.down] + x;
        const uint8_t *u1 = bytes[-s1.down] + x + 4, *d1 = bytes[s1.down] + x + 4;
        const uint8_t *u2 = bytes[-s2.down] + x + 8, *d2 = bytes[s2.down] + x + 8;
        const uint8_t *u3 = bytes[-s3.down] + x + 12, *d3 = bytes[s3.down] + x + 12;
        const struct around around = {
            words_32(u0 - s0.across, u1 - s1.across, u2 - s2.across, u3 - s3.across),
            words_32(u0 + s0.across, u1 + s1.across, u2 + s2.across, u3 + s3.across),
            words_32(d0 - s0.across, d1 - s1.across, d2 - s2.across, d3 - s3.across),
            words_32(d0 + s0.across, d1 + s1.across, d2 + s2.across, d3 + s3.across)};
        wasm_v128_store((uint8_t *)dst + x,
                        replaced_8(wasm_v128_load(bytes[0] + x), &around, limit, each));
    }
    span_8_c(dst, rows, plane, start, x, until, each);
}

/* For at most 14 bits, of which the sum of four fits. */
static void span_16_simd128(void *dst, const void *const *rows, const struct plane *plane,
                            uint32_t start, int from, int until, bool each)
{
    const v128_t limit = wasm_i16x8_splat((int16_t)plane->limit);
    const uint16_t *const *words = (const uint16_t *const *)rows;
    for (; from < until && from & (GROUP - 1); from++)
        span_16_c(dst, rows, plane, start, from, from + 1, each);
    int x = from;
    for (; x <= until - 8; x += 8) {
        const struct spot s0 = spot_at(plane, start, x), s1 = spot_at(plane, start, x + 4);
        const uint16_t *u0 = words[-s0.down] + x, *d0 = words[s0.down] + x;
        const uint16_t *u1 = words[-s1.down] + x + 4, *d1 = words[s1.down] + x + 4;
        const struct around around = {
            words_64(u0 - s0.across, u1 - s1.across), words_64(u0 + s0.across, u1 + s1.across),
            words_64(d0 - s0.across, d1 - s1.across), words_64(d0 + s0.across, d1 + s1.across)};
        wasm_v128_store((uint16_t *)dst + x,
                        replaced_16(wasm_v128_load(words[0] + x), &around, limit, each));
    }
    span_16_c(dst, rows, plane, start, x, until, each);
}

#endif

/* ---- The filter ------------------------------------------------------------------------------ */

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* A row's columns `from` to `until` - 1: those near the plane's ends in C. */
static void run_span(const struct state *state, void *dst, const void *const *rows,
                     const struct plane *plane, uint32_t start, int from, int until)
{
    const bool each = state->test == TEST_EACH;
    const int right = plane->width - plane->across;
    const int first = from < plane->across ? smaller(plane->across, until) : from;
    const int last = first > smaller(until, right) ? first : smaller(until, right);
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
static int make_spots(const struct et_setup *setup, int shift_x, int shift_y, struct plane *plane)
{
    const struct deband_params *p = setup->params;
    struct spot *spots = et_arena_alloc(setup->arena, SPOTS, sizeof(*spots));
    if (!spots)
        return et_fail(ET_ERROR_MEMORY, "no memory for the positions of deband");
    for (uint32_t i = 0; i < SPOTS; i++) {
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

static span_kernel *span_for(int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128 && depth <= 14)
        return depth == 8 ? span_8_simd128 : span_16_simd128;
#else
    (void)cpu;
#endif
    return depth == 8 ? span_8_c : span_16_c;
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
        .span = span_for(format->depth, setup->cpu),
        .span_at_end = span_for(format->depth, 0),
    };
    int error = make_spots(setup, 0, 0, &state->luma);
    state->chroma = state->luma;
    if (error || format->model != ET_MODEL_YUV)
        return error;
    state->chroma = (struct plane){.width = et_plane_width(in->format, 1, in->width),
                                   .height = et_plane_height(in->format, 1, in->height),
                                   .limit = limit_of(p->threshold_chroma, format->depth)};
    return make_spots(setup, format->chroma_x, format->chroma_y, &state->chroma);
}

static const struct plane *plane_of(const struct state *state, int plane)
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

static size_t scratch_size(const void *state, int rows)
{
    const struct state *s = state;
    const int down = s->luma.down > s->chroma.down ? s->luma.down : s->chroma.down;
    return (size_t)(rows + 2 * down) * sizeof(void *);
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const struct plane *plane = plane_of(state, run->plane);
    const bool bytes = et_format_info(state->format)->depth == 8;
    const uint8_t *src = run->in->data[run->plane];
    const ptrdiff_t stride = run->in->stride[run->plane];
    const uint32_t seed = et_hash_with(state->seed, (uint32_t)run->plane);
    const void **rows = run->scratch;
    if (!plane->limit || run->plane >= et_format_color_planes(state->format)) {
        for (int y = run->first; y < run->last; y++)
            memcpy(run->out->data[run->plane] + y * run->out->stride[run->plane], src + y * stride,
                   (size_t)plane->width * (bytes ? 1 : 2));
        return;
    }
    for (int i = 0; i < run->last - run->first + 2 * plane->down; i++)
        rows[i] = src + et_nearest(run->first - plane->down + i, plane->height) * stride;
    for (int x = 0; x < plane->width; x += TILE)
        for (int y = run->first; y < run->last; y++)
            run_span(state, run->out->data[run->plane] + y * run->out->stride[run->plane],
                     rows + (y - run->first + plane->down), plane, seed + ROW_SPOTS * (uint32_t)y,
                     x, smaller(x + TILE, plane->width));
}

static const char *const test_names[] = {"mean", "each"};

static const struct et_param params[] = {
    ET_FLOAT(struct deband_params, threshold, "Threshold",
             "Samples that differ by less, as a part of the range, are smoothed.", ET_UNIT_FACTOR,
             0, 0.5, 0.001, 0.02),
    ET_FLOAT(struct deband_params, threshold_chroma, "Chroma threshold", "The same for chroma.",
             ET_UNIT_FACTOR, 0, 0.5, 0.001, 0.02),
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
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .scratch_size = scratch_size,
    .run = run,
};
