// SPDX-License-Identifier: MIT
/*
 * Plane by plane to samples of 8 bits: each is resampled, or copied, to middle samples of 14 bits
 * (simd/resample.h), whose code in 8 bits is
 *   out = clamp((factor * middle + constant + bias) >> 20, 0, 255)
 * The factor is 2^20 / 64 for limited range; for full range it makes 2^depth - 1 to 255. The bias is
 * a half where the source has 8 bits, and else (2 * matrix + 1) / 128 of a code, with the
 * matrix of simd/dither.h at the output sample's own position: the same input gives the same output.
 * What needs more than planes (light, RGB, alpha) was brought to 4:4:4 of 12 bits by chain/unify.h.
 */
#include "chain/convert.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/engine.h"
#include "base/math.h"
#include "base/threads.h"
#include "chain/unify.h"
#include "color/middle.h"
#include "simd/dither.h"
#include "simd/resample.h"

#include <string.h>

enum {
    BAND_ROWS = 32,
    CHUNK = 512, /* samples that are rounded at a time, a multiple of ET_DITHER_SIZE */
    FACTOR_BITS = 20,
};

struct plane {
    bool neutral; /* filled with 128: the source has no such plane */
    bool copied;  /* 8 bits, nothing moves */
    int first_band;
    int32_t factor, constant;
};

struct et_converter {
    struct et_engine *engine;
    const struct et_accepts *accepts;

    /* The plan for frames of shape `in`; `arena` is NULL when there is none. */
    struct et_arena *arena;
    struct et_image_info in, unified, out;
    unsigned conversions;
    bool dithers;
    struct et_unifier *unifier; /* NULL: planes are all that is needed */
    struct et_resampler luma, chroma;
    struct plane planes[3];
    int bands;
    uint8_t *scratch; /* for each thread a row of middle samples, then the resampler's */
    size_t row_bytes, scratch_stride;

    /* The frame at hand. */
    const struct et_image *from, *to;
};

/* ---- Rows ------------------------------------------------------------------------------------- */

static void round_row(uint8_t *restrict dst, const int16_t *restrict middle, int count,
                      const struct plane *plane, const int32_t *restrict bias)
{
    const int32_t factor = plane->factor, constant = plane->constant;
    for (int x = 0; x < count; x++) {
        int32_t value = (factor * middle[x] + constant + bias[x]) >> FACTOR_BITS;
        value = value < 0 ? 0 : value;
        dst[x] = (uint8_t)(value > 255 ? 255 : value);
    }
}

static void convert_rows(const struct et_converter *converter, int p, int first, int last,
                         uint8_t *scratch)
{
    const struct plane *plane = &converter->planes[p];
    const struct et_resampler *resampler = p ? &converter->chroma : &converter->luma;
    const struct et_image *from = converter->from, *to = converter->to;
    const int width = et_plane_width(to->info.format, p, to->info.width);
    int16_t *middle = (int16_t *)scratch;
    int32_t bias[CHUNK];
    for (int y = first; y < last; y++) {
        uint8_t *dst = et_image_row(to, p, y);
        for (int i = 0; i < CHUNK; i++)
            bias[i] = converter->dithers
                          ? (2 * et_dither_matrix[y % ET_DITHER_SIZE][i % ET_DITHER_SIZE] + 1)
                                << (FACTOR_BITS - 7)
                          : 1 << (FACTOR_BITS - 1);
        et_resample_row_middle(resampler, from->data[p], from->stride[p], y, middle,
                               scratch + converter->row_bytes);
        for (int x = 0; x < width; x += CHUNK)
            round_row(dst + x, middle + x, width - x < CHUNK ? width - x : CHUNK, plane, bias);
    }
}

static void convert_band(void *context, int index, int worker)
{
    const struct et_converter *converter = context;
    const struct et_image *from = converter->from, *to = converter->to;
    int p = 2;
    while (index < converter->planes[p].first_band)
        p--;
    const struct plane *plane = &converter->planes[p];
    const int height = et_plane_height(to->info.format, p, to->info.height);
    const size_t width = (size_t)et_plane_width(to->info.format, p, to->info.width);
    int first = (index - plane->first_band) * BAND_ROWS;
    int last = first + BAND_ROWS < height ? first + BAND_ROWS : height;
    if (!plane->neutral && !plane->copied) {
        convert_rows(converter, p, first, last,
                     converter->scratch + (size_t)worker * converter->scratch_stride);
        return;
    }
    for (int y = first; y < last; y++) {
        uint8_t *dst = et_image_row(to, p, y);
        if (plane->neutral)
            memset(dst, 128, width);
        else
            memcpy(dst, et_image_row(from, p, y), width);
    }
}

/* ---- Plan ------------------------------------------------------------------------------------- */

static int plan_resampler(struct et_converter *converter, int p, struct et_resampler *resampler)
{
    const struct et_image_info *from = &converter->unified, *to = &converter->out;
    const struct et_format_info *in = et_format_info(from->format),
                                *out = et_format_info(to->format);
    struct et_axis across = et_axis_between(
        et_plane_width(from->format, p, from->width), p ? in->chroma_x : 0, from->color.siting,
        et_plane_width(to->format, p, to->width), p ? out->chroma_x : 0, to->color.siting, true);
    struct et_axis down = et_axis_between(
        et_plane_height(from->format, p, from->height), p ? in->chroma_y : 0, from->color.siting,
        et_plane_height(to->format, p, to->height), p ? out->chroma_y : 0, to->color.siting, false);
    return et_resampler_init(resampler, converter->arena, &across, &down, in->depth,
                             converter->engine->cpu);
}

static void plan_planes(struct et_converter *converter)
{
    const struct et_image_info *from = &converter->unified, *to = &converter->out;
    const struct et_format_info *in = et_format_info(from->format),
                                *out = et_format_info(to->format);
    const struct et_middle_scale middle = et_middle_scale_of(in, from->color.full_range);
    const struct et_middle_scale code = et_middle_scale_of(out, to->color.full_range);
    converter->bands = 0;
    for (int p = 0; p < 3; p++) {
        struct plane *plane = &converter->planes[p];
        const struct et_resampler *resampler = p ? &converter->chroma : &converter->luma;
        /* Middle samples of 8 bits have 64 steps a code. */
        double factor = code.unit[p] / middle.unit[p] / 64 * (1 << FACTOR_BITS);
        plane->neutral = in->model == ET_MODEL_GRAY && p;
        plane->factor = et_round(factor);
        plane->constant = et_round(code.zero[p] / 64 * (1 << FACTOR_BITS)) -
                          et_round(middle.zero[p]) * plane->factor;
        plane->copied = !plane->neutral && in->depth == 8 && resampler->across.identity &&
                        resampler->down.identity;
        plane->first_band = converter->bands;
        converter->bands +=
            (et_plane_height(to->format, p, to->height) + BAND_ROWS - 1) / BAND_ROWS;
    }
}

static int plan_scratch(struct et_converter *converter)
{
    size_t luma = et_resampler_scratch(&converter->luma);
    size_t chroma = et_resampler_scratch(&converter->chroma);
    converter->row_bytes = et_align_up((size_t)converter->out.width * sizeof(int16_t));
    converter->scratch_stride = converter->row_bytes + et_align_up(luma > chroma ? luma : chroma);
    converter->scratch =
        et_arena_alloc(converter->arena, (size_t)et_threads_workers(converter->engine->threads) + 1,
                       converter->scratch_stride);
    return converter->scratch ? 0 : et_fail(ET_ERROR_MEMORY, "no memory to convert frames");
}

static int plan(struct et_converter *converter, const struct et_image_info *in)
{
    et_arena_destroy(&converter->arena);
    converter->in = *in;
    et_negotiate(converter->accepts, in, &converter->out, &converter->conversions);
    int error = et_arena_create(&converter->arena);
    if (error || !converter->conversions)
        return error;
    converter->unified = *in;
    converter->unifier = NULL;
    converter->dithers = (converter->conversions & (ET_CONVERTED_DEPTH | ET_CONVERTED_TONE)) != 0;
    if (converter->conversions & (ET_CONVERTED_TONE | ET_CONVERTED_MATRIX | ET_CONVERTED_ALPHA))
        error = et_unifier_create(converter->arena, converter->engine, in, &converter->out.color,
                                  &converter->unified, &converter->unifier);
    if (!error)
        error = plan_resampler(converter, 0, &converter->luma);
    if (!error && et_format_info(converter->unified.format)->model == ET_MODEL_YUV)
        error = plan_resampler(converter, 1, &converter->chroma);
    else
        converter->chroma = converter->luma;
    if (error)
        return error;
    plan_planes(converter);
    return plan_scratch(converter);
}

static bool is_planned(const struct et_converter *converter, const struct et_image_info *in)
{
    const struct et_image_info *planned = &converter->in;
    return converter->arena && planned->format == in->format && planned->width == in->width &&
           planned->height == in->height && !memcmp(&planned->color, &in->color, sizeof(in->color));
}

/* ---- The converter ---------------------------------------------------------------------------- */

int et_converter_create(struct et_engine *engine, const struct et_accepts *accepts,
                        struct et_converter **out)
{
    *out = et_alloc_zero(1, sizeof(**out));
    if (!*out)
        return et_fail(ET_ERROR_MEMORY, "no memory for a converter");
    (*out)->engine = engine;
    (*out)->accepts = accepts;
    return 0;
}

void et_converter_destroy(struct et_converter **converter)
{
    if (!*converter)
        return;
    et_arena_destroy(&(*converter)->arena);
    et_free(*converter);
    *converter = NULL;
}

int et_converter_run(struct et_converter *converter, struct et_pool *pool,
                     const struct et_frame *in, struct et_frame **out)
{
    struct et_frame *unified = NULL;
    int error = is_planned(converter, &in->image.info) ? 0 : plan(converter, &in->image.info);
    *out = NULL;
    if (error) {
        et_arena_destroy(&converter->arena);
        return error;
    }
    if (!converter->conversions) {
        *out = et_frame_ref((struct et_frame *)in);
        return 0;
    }
    if (converter->unifier) {
        error = et_frame_create(pool, &converter->unified, &unified);
        if (!error)
            error = et_unifier_run(converter->unifier, in, &unified->image);
    }
    if (!error)
        error = et_frame_create(pool, &converter->out, out);
    if (!error) {
        et_frame_copy_properties(*out, in);
        converter->from = unified ? &unified->image : &in->image;
        converter->to = &(*out)->image;
        et_threads_run(converter->engine->threads, converter->bands, convert_band, converter);
    }
    et_frame_unref(&unified);
    return error;
}
