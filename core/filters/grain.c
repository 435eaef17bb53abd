// SPDX-License-Identifier: MIT
/*
 * Film grain: noise whose values are nearly normal, added to the codes.
 *   white noise   the sum of four random bytes, less its mean: a deviation of
 *                 sqrt(4 * 65535 / 12) = 147.8, none beyond 3.45 of these; each row begins with a
 *                 hash of seed, time, plane and row (grain_kernels.h)
 *   size          sums of size x size of them, so that grains hang together over that many pixels;
 *                 fewer samples in a subsampled plane
 *   code          code + sum * factor, to nearest, with the factor that makes the deviation `luma` or
 *                 `chroma` codes of 8 bits
 * A value depends on its position alone: any bands in any order give the same. Planes of RGB get one
 * and the same noise. Alpha is kept.
 *
 * Every frame has its own pattern, chosen by its time stamp; with `hold` a pattern stays for as many
 * seconds.
 */
#include "filters/grain_kernels.h"
#include "simd/hash.h"

#include <etalon/filter.h>
#include <math.h>
#include <string.h>

struct grain_params {
    double luma, chroma, hold;
    int size, seed;
};

/* How a plane is treated. */
struct plane {
    int width;
    int across, down; /* samples that are summed */
    float factor;     /* from a sum to codes; 0: the plane is kept */
};

struct state {
    enum et_format format;
    bool bytes;
    int max;
    uint32_t seed;
    double hold;
    struct plane luma, chroma;
    struct et_grain_kernels kernels;
};

/* ---- The filter ------------------------------------------------------------------------------ */

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct grain_params *p = params;
    return p->luma == 0 && (p->chroma == 0 || et_format_info(in->format)->model != ET_MODEL_YUV);
}

/* Samples that `size` pixels are, with log2 subsampling `shift`. */
static int samples_of(int size, int shift)
{
    const int samples = (size + (1 << shift) / 2) >> shift;
    return samples < 1 ? 1 : samples;
}

static struct plane plane_for(int width, int across, int down, double deviation)
{
    return (struct plane){
        .width = width,
        .across = across,
        .down = down,
        .factor = (float)(deviation / sqrt(4 * 65535.0 / 12 * across * down)),
    };
}

static int configure(const struct et_setup *setup)
{
    const struct grain_params *p = setup->params;
    const struct et_image_info *in = &setup->in;
    const struct et_format_info *format = et_format_info(in->format);
    const double code = 1 << (format->depth - 8);
    struct state *state = setup->state;
    *state = (struct state){
        .format = in->format,
        .bytes = format->depth == 8,
        .max = (1 << format->depth) - 1,
        .seed = (uint32_t)p->seed,
        .hold = p->hold,
        .luma = plane_for(in->width, p->size, p->size, p->luma * code),
        .kernels = et_grain_kernels(format->depth, setup->cpu),
    };
    state->chroma = state->luma;
    if (format->model == ET_MODEL_YUV)
        state->chroma = plane_for(et_plane_width(in->format, 1, in->width),
                                  samples_of(p->size, format->chroma_x),
                                  samples_of(p->size, format->chroma_y), p->chroma * code);
    return 0;
}

/* A band first adds up the rows above its second one. */
static int band_rows(const void *state, int plane)
{
    const struct state *s = state;
    return 4 * (et_plane_is_chroma(s->format, plane) ? s->chroma.down : s->luma.down);
}

static size_t columns_of(const struct plane *plane)
{
    return (size_t)(plane->width + ET_GRAIN_SIZE + 15) & ~(size_t)15;
}

/* Noise of as many rows as are summed, and their sums. */
static size_t scratch_size(const void *state, int rows)
{
    const struct state *s = state;
    (void)rows;
    return columns_of(&s->luma) * (size_t)(s->luma.down + 1) * sizeof(int16_t);
}

/* The seed of a plane's pattern at a moment. */
static uint32_t pattern_of(const struct state *state, int plane, const struct et_moment *moment)
{
    const bool shared = et_format_info(state->format)->model == ET_MODEL_RGB;
    const double most = 9007199254740992.0; /* 2^53 */
    const double holds = state->hold > 0 ? floor(moment->time_s / state->hold) : 0;
    const int64_t time = state->hold > 0 ? (int64_t)(holds < -most  ? -most
                                                     : holds > most ? most
                                                                    : holds)
                                         : moment->pts;
    uint32_t key = et_hash_with(state->seed, shared ? 0 : (uint32_t)plane);
    key = et_hash_with(key, (uint32_t)time);
    return et_hash_with(key, (uint32_t)((uint64_t)time >> 32));
}

/* Rows of noise on their way. */
struct work {
    const struct state *state;
    const struct plane *plane;
    uint32_t pattern;
    int16_t *sums, *rows; /* of noise: row y at y mod plane->down */
};

/* Adds the noise of row `y` to the sums, and takes that of `down` rows above away. */
static void slide(const struct work *work, int y)
{
    const struct plane *plane = work->plane;
    work->state->kernels.slide(
        work->sums, work->rows + (size_t)(y % plane->down) * columns_of(plane),
        plane->width + plane->across - 1, et_hash_with(work->pattern, (uint32_t)y));
}

static void run_row(const struct work *work, int y, void *dst, const void *src)
{
    const struct state *state = work->state;
    const struct plane *plane = work->plane;
    if (plane->across == 1 && plane->down == 1) {
        state->kernels.noise(work->rows, plane->width, et_hash_with(work->pattern, (uint32_t)y));
        state->kernels.fine(dst, src, work->rows, plane->width, plane->factor, state->max);
        return;
    }
    slide(work, y + plane->down - 1); /* the last row of those that are summed */
    state->kernels.coarse(dst, src, work->sums, plane->across, plane->width, plane->factor,
                          state->max);
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int p = run->plane;
    const struct plane *plane =
        et_plane_is_chroma(state->format, p) ? &state->chroma : &state->luma;
    const bool is_kept = plane->factor == 0 || p >= et_format_color_planes(state->format);
    const struct work work = {
        .state = state,
        .plane = plane,
        .pattern = pattern_of(state, p, run->moment),
        .sums = run->scratch,
        .rows = (int16_t *)run->scratch + columns_of(plane),
    };
    if (!is_kept)
        memset(work.sums, 0, columns_of(plane) * (size_t)(plane->down + 1) * sizeof(*work.sums));
    for (int i = 0; i < plane->down - 1 && !is_kept; i++)
        slide(&work, run->first + i);
    for (int y = run->first; y < run->last; y++) {
        const void *src = et_image_row(run->in, p, y);
        void *dst = et_image_row(run->out, p, y);
        if (is_kept)
            memcpy(dst, src, (size_t)plane->width * (state->bytes ? 1 : 2));
        else
            run_row(&work, y, dst, src);
    }
}

static const struct et_param params[] = {
    ET_FLOAT(struct grain_params, luma, "Strength",
             "Standard deviation of the grain, in codes of 8 bits.", ET_UNIT_NONE, 0, 100, 0.5, 6),
    ET_FLOAT(struct grain_params, chroma, "Colour",
             "The same for chroma; RGB has grain without colour.", ET_UNIT_NONE, 0, 100, 0.5, 2),
    ET_FLOAT(struct grain_params, hold, "Hold",
             "Seconds for which a pattern stays; 0: each frame has its own.", ET_UNIT_NONE, 0, 3600,
             0.01, 0),
    ET_INT(struct grain_params, size, "Size", "Size of the grains.", ET_UNIT_PIXEL, 1,
           ET_GRAIN_SIZE, 1, 1),
    ET_INT(struct grain_params, seed, "Seed", "Chooses another pattern.", ET_UNIT_NONE, 0, 65535, 1,
           0),
};

const struct et_filter et_filter_grain = {
    .name = "grain",
    .label = "Grain",
    .help = "Adds noise as of film.",
    .group = ET_GROUP_SPATIAL,
    .example = "luma:14:chroma:5:size:2",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct grain_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .follows_time = true,
    .by_plane = true,
    .draws = true,
    .is_neutral = is_neutral,
    .configure = configure,
    .band_rows = band_rows,
    .scratch_size = scratch_size,
    .run = run,
};
