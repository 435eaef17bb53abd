// SPDX-License-Identifier: MIT
/*
 * Film grain: noise whose values are nearly normal, added to the codes.
 *   white noise   the sum of the four bytes of a hash of seed, time, plane, row and column, less its
 *                 mean: a deviation of sqrt(4 * 65535 / 12) = 147.8, none beyond 3.45 of these
 *   size          sums of size x size of them, so that grains hang together over that many pixels;
 *                 fewer samples in a subsampled plane
 *   code          floor(code + sum * factor + 1/2) in single precision, with the factor that makes
 *                 the deviation `luma` or `chroma` codes of 8 bits
 * A value depends on its position alone: any bands in any order give the same. Planes of RGB get one
 * and the same noise. Alpha is kept.
 *
 * Every frame has its own pattern, chosen by its time stamp; with `hold` a pattern stays for as many
 * seconds.
 */
#include "simd/hash.h"
#include "simd/sample.h"

#include <etalon/filter.h>
#include <math.h>
#include <string.h>

enum { MOST_SIZE = 16, MEAN_OF_BYTES = 510 };

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

/* Adds, or takes away where `sign` is -1, the white noise of a row to the sums of `count` columns. */
typedef void noise_kernel(int32_t *sums, int count, uint32_t row_key, int sign);

/* Adds the sums of `plane->across` columns each to a row. */
typedef void grain_kernel(void *dst, const void *src, const int32_t *sums,
                          const struct plane *plane, int max);

struct state {
    enum et_format format;
    bool bytes;
    int max;
    uint32_t seed;
    double hold;
    struct plane luma, chroma;
    noise_kernel *add_noise;
    grain_kernel *add_grain;
};

/* ---- Plain C --------------------------------------------------------------------------------- */

static inline void noise_span(int32_t *sums, int first, int count, uint32_t row_key, int sign)
{
    for (int x = first; x < count; x++) {
        const uint32_t hash = et_hash_32(row_key + (uint32_t)x);
        const uint32_t pairs = (hash & 0x00FF00FF) + (hash >> 8 & 0x00FF00FF);
        sums[x] += sign * ((int32_t)((pairs & 0xFFFF) + (pairs >> 16)) - MEAN_OF_BYTES);
    }
}

static void noise_c(int32_t *sums, int count, uint32_t row_key, int sign)
{
    noise_span(sums, 0, count, row_key, sign);
}

static inline void grain_span(void *dst, const void *src, const int32_t *sums,
                              const struct plane *plane, int first, int max, bool bytes)
{
    for (int x = first; x < plane->width; x++) {
        int32_t sum = 0;
        for (int i = 0; i < plane->across; i++)
            sum += sums[x + i];
        const float code = (float)et_sample_get(src, x, bytes) + (float)sum * plane->factor;
        et_sample_put(dst, x, et_code_of(code + 0.5F, max), bytes);
    }
}

static void grain_8_c(void *dst, const void *src, const int32_t *sums, const struct plane *plane,
                      int max)
{
    grain_span(dst, src, sums, plane, 0, max, true);
}

static void grain_16_c(void *dst, const void *src, const int32_t *sums, const struct plane *plane,
                       int max)
{
    grain_span(dst, src, sums, plane, 0, max, false);
}

/* ---- SIMD128: four or eight samples a step --------------------------------------------------- */

#if defined(__wasm_simd128__)

static void noise_simd128(int32_t *sums, int count, uint32_t row_key, int sign)
{
    const v128_t signs = wasm_i32x4_splat(sign), mean = wasm_i32x4_const_splat(MEAN_OF_BYTES);
    v128_t keys = wasm_i32x4_add(wasm_i32x4_splat((int32_t)row_key), wasm_i32x4_const(0, 1, 2, 3));
    int x = 0;
    for (; x <= count - 4; x += 4) {
        const v128_t hash = et_hash_32x4(keys);
        const v128_t bytes =
            wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(hash));
        const v128_t noise = wasm_i32x4_mul(wasm_i32x4_sub(bytes, mean), signs);
        wasm_v128_store(sums + x, wasm_i32x4_add(wasm_v128_load(sums + x), noise));
        keys = wasm_i32x4_add(keys, wasm_i32x4_const_splat(4));
    }
    noise_span(sums, x, count, row_key, sign);
}

static inline v128_t grained_32(v128_t codes, const int32_t *sums, const struct plane *plane,
                                int max)
{
    v128_t sum = wasm_v128_load(sums);
    for (int i = 1; i < plane->across; i++)
        sum = wasm_i32x4_add(sum, wasm_v128_load(sums + i));
    const v128_t grain =
        wasm_f32x4_mul(wasm_f32x4_convert_i32x4(sum), wasm_f32x4_splat(plane->factor));
    return et_code_of_32(wasm_f32x4_add(wasm_f32x4_add(codes, grain), wasm_f32x4_const_splat(0.5F)),
                         max);
}

static inline void grain_simd128(void *dst, const void *src, const int32_t *sums,
                                 const struct plane *plane, int max, bool bytes)
{
    int x = 0;
    for (; x <= plane->width - ET_SAMPLE_LANES; x += ET_SAMPLE_LANES) {
        const v128_t low =
            grained_32(et_sample_load_float(src, x, bytes, false), sums + x, plane, max);
        const v128_t high =
            grained_32(et_sample_load_float(src, x, bytes, true), sums + x + 4, plane, max);
        et_sample_store_32(dst, x, low, high, bytes);
    }
    grain_span(dst, src, sums, plane, x, max, bytes);
}

static void grain_8_simd128(void *dst, const void *src, const int32_t *sums,
                            const struct plane *plane, int max)
{
    grain_simd128(dst, src, sums, plane, max, true);
}

static void grain_16_simd128(void *dst, const void *src, const int32_t *sums,
                             const struct plane *plane, int max)
{
    grain_simd128(dst, src, sums, plane, max, false);
}

#endif

/* ---- The filter ------------------------------------------------------------------------------ */

static void choose_kernels(struct state *state, unsigned cpu)
{
    state->add_noise = noise_c;
    state->add_grain = state->bytes ? grain_8_c : grain_16_c;
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128) {
        state->add_noise = noise_simd128;
        state->add_grain = state->bytes ? grain_8_simd128 : grain_16_simd128;
    }
#else
    (void)cpu;
#endif
}

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
    };
    state->chroma = state->luma;
    if (format->model == ET_MODEL_YUV)
        state->chroma = plane_for(et_plane_width(in->format, 1, in->width),
                                  samples_of(p->size, format->chroma_x),
                                  samples_of(p->size, format->chroma_y), p->chroma * code);
    choose_kernels(state, setup->cpu);
    return 0;
}

/* A band first adds up the rows above its second one. */
static int band_rows(const void *state, int plane)
{
    const struct state *s = state;
    return 4 * (et_plane_is_chroma(s->format, plane) ? s->chroma.down : s->luma.down);
}

static size_t scratch_size(const void *state, int rows)
{
    const struct state *s = state;
    (void)rows;
    return (size_t)(s->luma.width + MOST_SIZE) * sizeof(int32_t);
}

/* The seed of a plane's pattern at a moment. */
static uint32_t pattern_of(const struct state *state, int plane, const struct et_moment *moment)
{
    const bool shared = et_format_info(state->format)->model == ET_MODEL_RGB;
    const int64_t time =
        state->hold > 0 ? (int64_t)floor(moment->time_s / state->hold) : moment->pts;
    uint32_t key = et_hash_with(state->seed, shared ? 0 : (uint32_t)plane);
    key = et_hash_with(key, (uint32_t)time);
    return et_hash_with(key, (uint32_t)((uint64_t)time >> 32));
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int p = run->plane;
    const struct plane *plane =
        et_plane_is_chroma(state->format, p) ? &state->chroma : &state->luma;
    const bool is_kept = plane->factor == 0 || p >= et_format_color_planes(state->format);
    const uint32_t pattern = pattern_of(state, p, run->moment);
    const int columns = plane->width + plane->across - 1;
    int32_t *sums = run->scratch;
    if (!is_kept) {
        memset(sums, 0, (size_t)columns * sizeof(*sums));
        for (int i = 0; i < plane->down - 1; i++)
            state->add_noise(sums, columns, et_hash_with(pattern, (uint32_t)(run->first + i)), 1);
    }
    for (int y = run->first; y < run->last; y++) {
        const void *src = run->in->data[p] + y * run->in->stride[p];
        void *dst = run->out->data[p] + y * run->out->stride[p];
        if (is_kept) {
            memcpy(dst, src, (size_t)plane->width * (state->bytes ? 1 : 2));
            continue;
        }
        const int next = y + plane->down - 1; /* the last row of those that are summed */
        state->add_noise(sums, columns, et_hash_with(pattern, (uint32_t)next), 1);
        state->add_grain(dst, src, sums, plane, state->max);
        if (plane->down > 1)
            state->add_noise(sums, columns, et_hash_with(pattern, (uint32_t)y), -1);
        else
            memset(sums, 0, (size_t)columns * sizeof(*sums));
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
    ET_INT(struct grain_params, size, "Size", "Size of the grains.", ET_UNIT_PIXEL, 1, MOST_SIZE, 1,
           1),
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
    .draws = true,
    .is_neutral = is_neutral,
    .configure = configure,
    .band_rows = band_rows,
    .scratch_size = scratch_size,
    .run = run,
};
