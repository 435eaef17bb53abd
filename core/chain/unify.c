// SPDX-License-Identifier: MIT
#include "chain/unify.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/engine.h"
#include "base/threads.h"
#include "color/matrix3.h"
#include "color/middle.h"
#include "color/standard.h"
#include "color/to_srgb.h"
#include "simd/resample.h"

#include <string.h>

enum { BAND_ROWS = 16, MOST_PLANES = 4, DEPTH_MAX = (1 << 12) - 1 };

struct et_unifier {
    struct et_engine *engine;
    struct et_image_info in;
    bool lights;      /* by way of light; else the planes' own numbers */
    float unit[3][2]; /* planes' numbers from middle samples: factor, constant */
    float alpha;      /* 0 to 1 from a middle sample */
    float code[3][4]; /* codes of 12 bits from three numbers, and a constant that rounds */
    struct et_resampler luma, chroma;
    uint8_t *scratch; /* for each thread a row of each of 4 planes, then the resampler's */
    size_t row_bytes, scratch_stride;

    /* The frame at hand. */
    struct et_to_srgb to_srgb;
    const struct et_image *from, *to;
};

/* ---- Rows ------------------------------------------------------------------------------------- */

static void planes_to_numbers(const struct et_unifier *unifier, const int16_t *const planes[3],
                              int count, float numbers[3][ET_COLOR_CHUNK])
{
    for (int p = 0; p < 3; p++) {
        const float factor = unifier->unit[p][0], constant = unifier->unit[p][1];
        const int16_t *restrict plane = planes[p];
        for (int x = 0; x < count; x++)
            numbers[p][x] = factor * (float)plane[x] + constant;
    }
}

/* sRGB's signals of light, 0 to 1. */
static void light_to_numbers(const struct et_unifier *unifier, const int16_t *const planes[3],
                             int count, float numbers[3][ET_COLOR_CHUNK])
{
    const struct et_color_tables *tables = unifier->to_srgb.tables;
    et_to_srgb_row(&unifier->to_srgb, planes, count, numbers);
    for (int c = 0; c < 3; c++)
        for (int x = 0; x < count; x++) {
            int bin = et_log_bin(tables->srgb_range, numbers[c][x]);
            numbers[c][x] = (float)tables->srgb_14[bin] * (1.0f / ET_SIGNAL_MOST);
        }
}

static void lay_on_black(const struct et_unifier *unifier, const int16_t *alpha, int count,
                         float numbers[3][ET_COLOR_CHUNK])
{
    for (int x = 0; x < count; x++) {
        float opacity = unifier->alpha * (float)alpha[x];
        opacity = opacity < 0 ? 0 : opacity;
        opacity = opacity > 1 ? 1 : opacity;
        for (int c = 0; c < 3; c++)
            numbers[c][x] *= opacity;
    }
}

static void numbers_to_codes(const struct et_unifier *unifier, float numbers[3][ET_COLOR_CHUNK],
                             int count, uint16_t *const codes[3])
{
    for (int p = 0; p < 3; p++) {
        const float *factors = unifier->code[p];
        uint16_t *restrict dst = codes[p];
        for (int x = 0; x < count; x++) {
            float code = factors[0] * numbers[0][x] + factors[1] * numbers[1][x] +
                         factors[2] * numbers[2][x] + factors[3];
            code = code < 0 ? 0 : code;
            dst[x] = (uint16_t)(int32_t)(code > DEPTH_MAX ? DEPTH_MAX : code);
        }
    }
}

static void unify_row(const struct et_unifier *unifier, int16_t *const rows[MOST_PLANES], int y)
{
    const int alpha =
        et_format_info(unifier->in.format)->alpha ? et_format_color_planes(unifier->in.format) : 0;
    const struct et_image *to = unifier->to;
    float numbers[3][ET_COLOR_CHUNK];
    for (int x = 0; x < unifier->in.width; x += ET_COLOR_CHUNK) {
        const int left = unifier->in.width - x;
        const int count = left < ET_COLOR_CHUNK ? left : ET_COLOR_CHUNK;
        const int16_t *const planes[3] = {rows[0] + x, rows[1] + x, rows[2] + x};
        uint16_t *codes[3];
        for (int p = 0; p < 3; p++)
            codes[p] = (uint16_t *)(void *)et_image_row(to, p, y) + x;
        if (unifier->lights)
            light_to_numbers(unifier, planes, count, numbers);
        else
            planes_to_numbers(unifier, planes, count, numbers);
        if (alpha)
            lay_on_black(unifier, rows[alpha] + x, count, numbers);
        numbers_to_codes(unifier, numbers, count, codes);
    }
}

static void unify_band(void *context, int index, int worker)
{
    const struct et_unifier *unifier = context;
    const struct et_image *from = unifier->from;
    const int planes = et_format_info(unifier->in.format)->planes;
    uint8_t *scratch = unifier->scratch + (size_t)worker * unifier->scratch_stride;
    int16_t *rows[MOST_PLANES];
    for (int p = 0; p < MOST_PLANES; p++) /* colours that are not there count nothing */
        rows[p] = (int16_t *)(scratch + (p < planes ? (size_t)p * unifier->row_bytes : 0));
    int first = index * BAND_ROWS, last = first + BAND_ROWS;
    for (int y = first; y < last && y < unifier->in.height; y++) {
        for (int p = 0; p < planes; p++)
            et_resample_row_middle(et_plane_is_chroma(unifier->in.format, p) ? &unifier->chroma
                                                                             : &unifier->luma,
                                   from->data[p], from->stride[p], y, rows[p],
                                   scratch + MOST_PLANES * unifier->row_bytes);
        unify_row(unifier, rows, y);
    }
}

/* ---- Preparing -------------------------------------------------------------------------------- */

static int prepare_resampler(struct et_unifier *unifier, struct et_arena *arena, int p,
                             struct et_resampler *resampler)
{
    const struct et_image_info *in = &unifier->in;
    const struct et_format_info *format = et_format_info(in->format);
    struct et_axis across =
        et_axis_between(et_plane_width(in->format, p, in->width), p ? format->chroma_x : 0,
                        in->color.siting, in->width, 0, in->color.siting, true);
    struct et_axis down =
        et_axis_between(et_plane_height(in->format, p, in->height), p ? format->chroma_y : 0,
                        in->color.siting, in->height, 0, in->color.siting, false);
    return et_resampler_init(resampler, arena, &across, &down, format->depth, unifier->engine->cpu);
}

/* Rows that make codes of 12 bits of the numbers: Y'CbCr's own, RGB's signals, or gray's. */
static int prepare_codes(struct et_unifier *unifier, const struct et_image_info *out)
{
    static const double same[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    static const double gray[3][3] = {{1, 0, 0}, {0, 0, 0}, {0, 0, 0}};
    const struct et_format_info *from = et_format_info(unifier->in.format);
    const struct et_middle_scale scale =
        et_middle_scale_of(et_format_info(out->format), out->color.full_range);
    double rgb[3][3], signals[3][3], of_planes[3][3], rows[3][3];
    const double(*own)[3] = from->model == ET_MODEL_GRAY ? gray : same;
    memcpy(rows, own, sizeof(rows));
    if (unifier->lights || from->model == ET_MODEL_RGB) {
        int error = et_matrix_to_rgb(&out->color, out->height, rgb);
        if (error)
            return error;
        et_matrix3_invert((const double(*)[3])rgb, signals);
        memcpy(of_planes, same, sizeof(same));
        if (!unifier->lights)
            et_planes_to_rgb(from, &unifier->in.color, out->height, of_planes);
        et_matrix3_multiply((const double(*)[3])signals, (const double(*)[3])of_planes, rows);
    }
    for (int p = 0; p < 3; p++) {
        /* Middle samples of 12 bits have 4 steps a code. */
        for (int c = 0; c < 3; c++)
            unifier->code[p][c] = (float)(rows[p][c] * scale.unit[p] / 4);
        unifier->code[p][3] = (float)(scale.zero[p] / 4 + 0.5);
    }
    return 0;
}

static int prepare(struct et_unifier *unifier, struct et_arena *arena,
                   const struct et_image_info *out)
{
    const struct et_image_info *in = &unifier->in;
    const struct et_format_info *format = et_format_info(in->format);
    const struct et_middle_scale scale = et_middle_scale_of(format, in->color.full_range);
    const struct et_middle_scale full = et_middle_scale_of(format, true);
    for (int p = 0; p < 3; p++) {
        unifier->unit[p][0] = (float)(1 / scale.unit[p]);
        unifier->unit[p][1] = (float)(-scale.zero[p] / scale.unit[p]);
    }
    unifier->alpha = (float)(1 / full.unit[0]);
    int error = prepare_codes(unifier, out);
    if (!error)
        error = prepare_resampler(unifier, arena, 0, &unifier->luma);
    unifier->chroma = unifier->luma;
    if (!error && format->model == ET_MODEL_YUV)
        error = prepare_resampler(unifier, arena, 1, &unifier->chroma);
    if (error)
        return error;
    size_t luma = et_resampler_scratch(&unifier->luma);
    size_t chroma = et_resampler_scratch(&unifier->chroma);
    unifier->row_bytes = et_align_up((size_t)in->width * sizeof(int16_t));
    unifier->scratch_stride =
        MOST_PLANES * unifier->row_bytes + et_align_up(luma > chroma ? luma : chroma);
    unifier->scratch = et_arena_alloc(
        arena, (size_t)et_threads_workers(unifier->engine->threads) + 1, unifier->scratch_stride);
    return unifier->scratch ? 0 : et_fail(ET_ERROR_MEMORY, "no memory to convert colours");
}

int et_unifier_create(struct et_arena *arena, struct et_engine *engine,
                      const struct et_image_info *in, const struct et_color *wanted,
                      struct et_image_info *out, struct et_unifier **unifier)
{
    *out = *in;
    out->format = ET_FORMAT_I444P12;
    out->color = *wanted;
    if (et_format_info(in->format)->model == ET_MODEL_RGBA)
        return et_fail(ET_ERROR_UNSUPPORTED, "frames of RGBA cannot be converted");
    *unifier = et_arena_alloc(arena, 1, sizeof(**unifier));
    if (!*unifier)
        return et_fail(ET_ERROR_MEMORY, "no memory to convert colours");
    (*unifier)->engine = engine;
    (*unifier)->in = *in;
    (*unifier)->lights = in->color.transfer != wanted->transfer;
    return prepare(*unifier, arena, out);
}

int et_unifier_run(struct et_unifier *unifier, const struct et_frame *in,
                   const struct et_image *out)
{
    const struct et_image_info *info = &unifier->in;
    int error = 0;
    if (unifier->lights)
        error = et_to_srgb_init(&unifier->to_srgb, unifier->engine, et_format_info(info->format),
                                &info->color, &in->light, info->height);
    if (error)
        return error;
    unifier->from = &in->image;
    unifier->to = out;
    et_threads_run(unifier->engine->threads, (info->height + BAND_ROWS - 1) / BAND_ROWS, unify_band,
                   unifier);
    return 0;
}
