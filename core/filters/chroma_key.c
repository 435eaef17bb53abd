// SPDX-License-Identifier: MIT
/*
 * Makes one colour clear. The output has alpha, which is that of the input, where it had one, times
 * a matte; colours stay, but for spill. With d the mean over the 3 x 3 pixels around of the distance
 * between a pixel's chroma (that of the sample whose area it lies in) and the key's,
 *   d = mean of sqrt((Cb - Cb_key)^2 + (Cr - Cr_key)^2) / (sqrt(2) * (2^depth - 1)), in codes
 *   matte = clamp((d - similarity) / blend, 0, 1)
 * which is what users of FFmpeg's chromakey mean by these two numbers. Beyond the picture it goes on
 * as its edge. RGB has the chroma of full range, by the matrix that its colour description names. A
 * grey picture's is neutral: one matte for all of it, and no spill.
 *
 * Spill, light of the key's hue on what is kept: with X the part of a pixel's chroma along the
 * direction of the key's, and Z that across it (K. Jack, Video Demystified, "Chroma Keying", with an
 * acceptance angle of 90 degrees),
 *   X' = X - despill * max(0, X - |Z|)
 * so that at 1 no colour is nearer to the key's hue than 45 degrees. Luma stays.
 *
 * Single precision; rounded once, to nearest, halves to even.
 */
#include "filters/chroma_key.h"

#include "base/range.h"
#include "color/matrix3.h"
#include "color/middle.h"
#include "color/standard.h"
#include "filters/with_alpha.h"
#include "simd/fir.h"

#include <etalon/filter.h>
#include <math.h>
#include <string.h>

enum {
    ROWS = 3,
    MARGIN = 16, /* floats beside a row, for its neighbours and for alignment */
};

/* A blend of less is as sharp as one of this. */
#define LEAST_BLEND 1e-5

struct chroma_key_params {
    double red, green, blue, similarity, blend, despill;
};

struct state {
    struct et_key key;
    struct et_key_kernels kernels;
    enum et_format format; /* of the input */
    int width, height;     /* pixels */
    int shift_x, shift_y;  /* of the chroma */
    int columns;           /* of the planes that make chroma */
    bool grey;             /* none do: all distances are `grey_distance` */
    float grey_distance;
    int colors; /* planes of colour; the next one is alpha */
    bool had_alpha;
};

/* Samples of a plane from its number's 0 to 1, in codes. */
static double unit_of(const struct et_image_info *info, int plane)
{
    const struct et_format_info *format = et_format_info(info->format);
    const struct et_middle_scale scale = et_middle_scale_of(format, info->color.full_range);
    return scale.unit[plane] * (1 << format->depth) / (1 << ET_MIDDLE_BITS);
}

/* From R'G'B' to Cb and Cr, -1/2 to 1/2, and the key's. */
static void set_key(struct et_key *key, const struct chroma_key_params *p,
                    const struct et_image_info *info, const double to_rgb[3][3])
{
    const struct et_format_info *format = et_format_info(info->format);
    const double max = (1 << format->depth) - 1, middle = 1 << (format->depth - 1);
    const double unit = key->rgb ? max : unit_of(info, 1); /* codes of u and v from -1/2 to 1/2 */
    double rows[3][3], chroma[2];
    et_matrix3_invert(to_rgb, rows);
    for (int i = 0; i < 2; i++) {
        const double *row = rows[1 + i];
        chroma[i] = row[0] * p->red + row[1] * p->green + row[2] * p->blue;
        const double gbr[3] = {row[1], row[2], row[0]};
        for (int plane = 0; plane < 3 && key->rgb; plane++)
            key->factor[i][plane] = (float)(gbr[plane] * max / unit_of(info, plane));
        key->neutral[i] = (float)(chroma[i] * unit);
        key->bias[i] = (float)(-chroma[i] * unit - (key->rgb ? 0 : middle));
    }
    const double length = sqrt(chroma[0] * chroma[0] + chroma[1] * chroma[1]);
    if (length < 1e-6)
        return;
    for (int i = 0; i < 2; i++)
        key->direction[i] = (float)(chroma[i] / length);
    for (int plane = 0; plane < 3; plane++) {
        static const int gbr[] = {1, 2, 0};
        const double *row = to_rgb[gbr[plane]];
        const double change = (row[1] * chroma[0] + row[2] * chroma[1]) / length;
        key->weight[plane] = key->rgb ? (float)(change * unit_of(info, plane) / max)
                             : plane  ? key->direction[plane - 1]
                                      : 0;
    }
}

/* The distance from neutral chroma as the kernels compute it. */
static void set_grey(struct state *state, float middle)
{
    const float u = middle + state->key.bias[0], v = middle + state->key.bias[1];
    state->grey = true;
    state->grey_distance = (float)sqrt((double)(u * u + v * v));
}

static int output_info(const void *params, const struct et_image_info *in,
                       struct et_image_info *out)
{
    (void)params;
    return et_info_with_alpha("chroma_key", in, out);
}

static int configure(const struct et_setup *setup)
{
    const struct chroma_key_params *p = setup->params;
    const struct et_image_info *in = &setup->in;
    const struct et_format_info *format = et_format_info(in->format);
    const double max = (1 << format->depth) - 1;
    const double blend = p->blend > LEAST_BLEND ? p->blend : LEAST_BLEND;
    struct state *state = setup->state;
    double to_rgb[3][3];
    int error = et_matrix_to_rgb(&in->color, in->height, to_rgb);
    if (error)
        return error;
    *state = (struct state){
        .key = {.rgb = format->model == ET_MODEL_RGB,
                .bytes = format->depth == 8,
                .despill = (float)p->despill,
                .max = (float)max,
                .matte_factor = (float)(1 / (9 * sqrt(2) * max * blend)),
                .matte_offset = (float)(p->similarity / blend)},
        .kernels = et_key_kernels(setup->cpu),
        .format = in->format,
        .width = in->width,
        .height = in->height,
        .shift_x = format->chroma_x,
        .shift_y = format->chroma_y,
        .columns = et_plane_width(in->format, 1, in->width),
        .colors = et_format_color_planes(in->format),
        .had_alpha = format->alpha,
    };
    set_key(&state->key, p, in, (const double(*)[3])to_rgb);
    if (format->model == ET_MODEL_GRAY)
        set_grey(state, (float)(1 << (format->depth - 1)));
    return 0;
}

/* A pixel's matte depends on the pixels around it, and no chroma on more than its own sample. */
static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const bool alpha = plane == ((const struct state *)state)->colors;
    *in_first = first - alpha;
    *in_last = last + alpha;
}

static size_t scratch_size(const void *state, int rows)
{
    (void)rows;
    return (ROWS + 1) * ((size_t)((const struct state *)state)->columns + 2 * MARGIN) *
           sizeof(float);
}

/* Rows of the planes that hold row `y` of chroma. */
static void find_rows(const struct et_run *run, int y, const void *rows[3])
{
    for (int plane = 0; plane < 3; plane++) /* luma beside subsampled chroma is not read */
        rows[plane] = et_image_row(run->in, plane, y);
}

static void find_distances(const struct et_run *run, int y, float *distances)
{
    const struct state *state = run->state;
    const void *rows[3];
    if (state->grey) {
        for (int c = 0; c < state->columns; c++)
            distances[c] = state->grey_distance;
        return;
    }
    find_rows(run, y, rows);
    state->kernels.distance(distances, rows, state->columns, &state->key);
}

static void run_alpha(const struct et_run *run)
{
    const struct state *state = run->state;
    const int columns = state->columns;
    const ptrdiff_t stride = columns + 2 * MARGIN;
    float *scratch = run->scratch, *sums = scratch + ROWS * stride + MARGIN;
    int held[ROWS] = {-1, -1, -1};
    for (int y = run->first; y < run->last; y++) {
        const float *distances[ROWS];
        for (int i = 0; i < ROWS; i++) {
            const int row = et_nearest(y + i - 1, state->height) >> state->shift_y;
            float *slot = scratch + row % ROWS * stride;
            if (held[row % ROWS] != row) {
                find_distances(run, row, slot);
                held[row % ROWS] = row;
            }
            distances[i] = slot;
        }
        for (int c = 0; c < columns; c++)
            sums[c] = distances[0][c] + distances[1][c] + distances[2][c];
        sums[-1] = sums[0];
        sums[columns] = sums[columns - 1];
        const int plane = state->colors;
        state->kernels.matte(et_image_row(run->out, plane, y), sums,
                             state->had_alpha ? et_image_row(run->in, plane, y) : NULL,
                             state->width, state->shift_x, &state->key);
    }
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane, width = et_plane_width(state->format, plane, state->width);
    const size_t bytes = (size_t)width * et_format_info(state->format)->bytes_per_pixel;
    if (plane == state->colors) {
        run_alpha(run);
        return;
    }
    const bool kept = state->key.despill == 0 || (!state->key.rgb && plane == 0);
    for (int y = run->first; y < run->last; y++) {
        const uint8_t *src = et_image_row(run->in, plane, y);
        uint8_t *dst = et_image_row(run->out, plane, y);
        const void *rows[3];
        if (kept) {
            memcpy(dst, src, bytes);
            continue;
        }
        find_rows(run, y, rows);
        state->kernels.despill(dst, rows, plane, width, &state->key);
    }
}

static const struct et_param params[] = {
    ET_FLOAT(struct chroma_key_params, red, "Red", "Red of the colour that becomes clear.",
             ET_UNIT_NONE, 0, 1, 0.01, 0),
    ET_FLOAT(struct chroma_key_params, green, "Green", "Green of the colour that becomes clear.",
             ET_UNIT_NONE, 0, 1, 0.01, 1),
    ET_FLOAT(struct chroma_key_params, blue, "Blue", "Blue of the colour that becomes clear.",
             ET_UNIT_NONE, 0, 1, 0.01, 0),
    ET_FLOAT(struct chroma_key_params, similarity, "Similarity",
             "How far from the key a colour may be and still be clear; 0.01 is the key alone.",
             ET_UNIT_NONE, 0, 1, 0.005, 0.1),
    ET_FLOAT(struct chroma_key_params, blend, "Edge softness",
             "How much farther colours are partly clear; 0 cuts sharply.", ET_UNIT_NONE, 0, 1,
             0.005, 0.05),
    ET_FLOAT(struct chroma_key_params, despill, "Despill",
             "How much of the key's hue is taken out of what stays.", ET_UNIT_NONE, 0, 1, 0.01, 0),
};

const struct et_filter et_filter_chroma_key = {
    .name = "chroma_key",
    .label = "Chroma key",
    .help = "Makes a colour clear: the output has alpha, for an overlay.",
    .group = ET_GROUP_COMPOSE,
    .example = "red:0.2:green:0.6:blue:0.1:similarity:0.08:blend:0.1:despill:1",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct chroma_key_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .output_info = output_info,
    .configure = configure,
    .rows_needed = rows_needed,
    .scratch_size = scratch_size,
    .run = run,
};
