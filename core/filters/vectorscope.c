// SPDX-License-Identifier: MIT
/*
 * Vectorscope: how many samples of chroma have each Cb and Cr, of which the upper 8 bits count. RGB
 * has the chroma of its matrix, as codes of full range at 8 bits around 128, to nearest, cut to 0 to
 * 255, one for each pixel. Grey has as many in the middle, at 128.
 */
#include "color/matrix3.h"
#include "color/middle.h"
#include "color/standard.h"
#include "simd/fir.h"

#include <etalon/filter.h>
#include <math.h>

enum { LEVELS = 256, FACTOR_BITS = 24 };

struct vectorscope_params {
    int unused; /* there are none; a struct has a member */
};

struct state {
    enum et_format format;
    int width, shift;
    bool grey, rgb, bytes;
    int64_t factor[2][3]; /* of G, B, R, for Cb and Cr */
};

static int configure(const struct et_setup *setup)
{
    const struct et_format_info *format = et_format_info(setup->in.format);
    struct state *state = setup->state;
    *state = (struct state){.format = setup->in.format,
                            .width = et_plane_width(setup->in.format, 1, setup->in.width),
                            .shift = format->depth - 8,
                            .grey = format->model == ET_MODEL_GRAY,
                            .rgb = format->model == ET_MODEL_RGB,
                            .bytes = format->depth == 8};
    if (!state->rgb)
        return 0;
    static const int rgb_of[] = {1, 2, 0};
    const struct et_middle_scale scale = et_middle_scale_of(format, setup->in.color.full_range);
    double to_rgb[3][3], from_rgb[3][3];
    int error = et_matrix_to_rgb(&setup->in.color, setup->in.height, to_rgb);
    if (error)
        return error;
    et_matrix3_invert((const double(*)[3])to_rgb, from_rgb);
    for (int i = 0; i < 2; i++)
        for (int plane = 0; plane < 3; plane++) {
            const double unit = scale.unit[plane] * (1 << format->depth) / (1 << ET_MIDDLE_BITS);
            state->factor[i][plane] = (int64_t)floor(
                from_rgb[1 + i][rgb_of[plane]] * (LEVELS - 1) / unit * (1 << FACTOR_BITS) + 0.5);
        }
    /* Grey has none: what rounding leaves over goes to green. */
    for (int i = 0; i < 2; i++)
        state->factor[i][0] = -state->factor[i][1] - state->factor[i][2];
    return 0;
}

static size_t result_size(const void *state, size_t index)
{
    (void)state, (void)index;
    return LEVELS * LEVELS;
}

static inline int code_at(const uint8_t *row, int x, bool bytes)
{
    return bytes ? row[x] : ((const uint16_t *)(const void *)row)[x];
}

static inline int level_of(int64_t value)
{
    return value < 0 ? 0 : value < LEVELS ? (int)value : LEVELS - 1;
}

static void count_rgb(const struct state *state, const uint8_t *const rows[3], uint32_t *counts)
{
    for (int x = 0; x < state->width; x++) {
        int level[2];
        for (int i = 0; i < 2; i++) {
            int64_t sum = ((int64_t)128 << FACTOR_BITS) + (1 << (FACTOR_BITS - 1));
            for (int plane = 0; plane < 3; plane++)
                sum += state->factor[i][plane] * code_at(rows[plane], x, state->bytes);
            level[i] = level_of(sum >> FACTOR_BITS);
        }
        counts[level[1] * LEVELS + level[0]]++;
    }
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const struct et_image *in = run->in;
    uint32_t *counts = run->results[0];
    if (run->plane != (state->grey ? 0 : 1))
        return;
    if (state->grey) {
        counts[LEVELS / 2 * (LEVELS + 1)] += (uint32_t)(state->width * (run->last - run->first));
        return;
    }
    for (int y = run->first; y < run->last; y++) {
        const uint8_t *rows[3];
        for (int plane = 0; plane < 3; plane++) /* luma beside subsampled chroma is not read */
            rows[plane] = et_image_row(in, plane, y);
        if (state->rgb) {
            count_rgb(state, rows, counts);
            continue;
        }
        for (int x = 0; x < state->width; x++)
            counts[level_of(code_at(rows[2], x, state->bytes) >> state->shift) * LEVELS +
                   level_of(code_at(rows[1], x, state->bytes) >> state->shift)]++;
    }
}

static const struct et_result results[] = {
    {"chroma", "Samples by Cr and Cb: element 256 * Cr + Cb, of 8 bits.", ET_RESULT_U32},
};

const struct et_filter et_filter_vectorscope = {
    .name = "vectorscope",
    .label = "Vectorscope",
    .help = "Counts the samples of chroma by Cb and Cr.",
    .group = ET_GROUP_ANALYSIS,
    .params_size = sizeof(struct vectorscope_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .configure = configure,
    .run = run,
    .results = results,
    .result_count = ET_COUNT(results),
    .result_size = result_size,
};
