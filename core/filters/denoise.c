// SPDX-License-Identifier: MIT
/*
 * Noise reduction in time and space. Each sample is drawn toward others that differ little from it,
 * first toward those at its place in the two frames before and the two behind, then toward those
 * around it in what that gave:
 *   pull(d) = sign(d) max(0, min(|d|, reach - |d|))
 *   r = x + round(sum of pull(x_k - x) over the four frames / 5)
 *   y = r + round(sum of pull(r_n - r) over the samples left, right, above and below / 5)
 * `pull` is the two-part redescending influence of robust statistics (Hampel et al., Robust
 * Statistics, 1986): up to half of `reach` a neighbour counts fully, so that the sum is the plain
 * mean of the five, beyond it less and less, and from `reach` on, an edge or a movement, not at all.
 * 1 / 5 is 6554 / 32768; halves round upward.
 *
 * The strengths are on the scale of FFmpeg's hqdn3d, whose initial values they have; reach is twice
 * the strength in space and 1.9 times it in time, in codes at 8 bits, with which noise and detail that
 * are left come close to that filter's at these values. hqdn3d remembers all earlier frames; this
 * filter sees five, so that a frame is the same whether one seeks to it or plays, and removes at
 * most four fifths of the noise twice. Planes of luma, and of RGB, have the luma's strengths; alpha
 * stays. Neighbours are samples of the plane: in subsampled chroma they are farther apart.
 * Beyond the edges the nearest row or column counts, beyond the ends of the clip the nearest frame.
 */
#include "base/alloc.h"
#include "base/math.h"
#include "simd/vector.h"

#include <etalon/filter.h>
#include <string.h>

enum { FRAMES_AROUND = 2, AROUND = 4 };
enum { SHARE_BITS = 15, SHARE = 6554, ROUND = 1 << (SHARE_BITS - 1) };

/* So that four pulls of half of it of the largest (63 codes) fit into signed 8-bit lanes, and 256 times them into 16. */
enum { MOST_IN_TIME = 33, MOST_IN_SPACE = 30 };

/* Rows of scratch: three of samples drawn in time, each with room at its sides. */
enum { RING = 3, SIDE = 64 };

struct denoise_params {
    double luma_spatial, chroma_spatial, luma_temporal, chroma_temporal;
};

/* Draws `width` samples toward those of the four other rows. `dst` is none of the rows. */
typedef void average(void *dst, const void *middle, const void *const *around, int width,
                     int reach);

struct reach {
    int spatial, temporal; /* in codes of the format's depth */
};

struct state {
    enum et_format format;
    struct reach luma, chroma;
    average *average;
    ptrdiff_t row_bytes; /* of a row of scratch */
};

static inline int pull(int difference, int reach)
{
    const int size = difference < 0 ? -difference : difference;
    const int part = size < reach - size ? size : reach - size;
    return part < 0 ? 0 : difference < 0 ? -part : part;
}

#if defined(__wasm_simd128__)

static inline v128_t less_8(v128_t a, v128_t b)
{
    return wasm_u8x16_sub_sat(a, b);
}

static inline v128_t less_16(v128_t a, v128_t b)
{
    return wasm_u16x8_sub_sat(a, b);
}

static inline v128_t smaller_8(v128_t a, v128_t b)
{
    return wasm_u8x16_min(a, b);
}

static inline v128_t smaller_16(v128_t a, v128_t b)
{
    return wasm_u16x8_min(a, b);
}

static inline v128_t add_8(v128_t a, v128_t b)
{
    return wasm_i8x16_add(a, b);
}

static inline v128_t add_16(v128_t a, v128_t b)
{
    return wasm_i16x8_add(a, b);
}

static inline v128_t splat_8(int value)
{
    return wasm_i8x16_splat((int8_t)value);
}

static inline v128_t splat_16(int value)
{
    return wasm_i16x8_splat((int16_t)value);
}

/* A fifth of up - down. */
static inline v128_t share_16(v128_t up, v128_t down)
{
    return wasm_i16x8_q15mulr_sat(wasm_i16x8_sub(up, down), wasm_i16x8_const_splat(SHARE));
}

static inline v128_t share_8(v128_t up, v128_t down)
{
    const v128_t sum = wasm_i8x16_sub(up, down);
    const v128_t fifth = wasm_i16x8_const_splat(SHARE);
    return wasm_i8x16_narrow_i16x8(
        wasm_i16x8_q15mulr_sat(wasm_i16x8_extend_low_i8x16(sum), fifth),
        wasm_i16x8_q15mulr_sat(wasm_i16x8_extend_high_i8x16(sum), fifth));
}

#endif

#define ET_TEMPLATE "filters/denoise_kernels.h"
#include "simd/each_sample.h"

static average *average_of(int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return depth == 8 ? average_8_simd128 : average_16_simd128;
#else
    (void)cpu;
#endif
    return depth == 8 ? average_8_c : average_16_c;
}

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct denoise_params *p = params;
    const bool chroma = et_format_info(in->format)->model == ET_MODEL_YUV;
    return p->luma_spatial == 0 && p->luma_temporal == 0 &&
           (!chroma || (p->chroma_spatial == 0 && p->chroma_temporal == 0));
}

static struct reach reach_of(double spatial, double temporal, int depth)
{
    const int unit = 1 << (depth - 8);
    return (struct reach){et_round(2 * spatial * unit), et_round(1.9 * temporal * unit)};
}

static int configure(const struct et_setup *setup)
{
    const struct denoise_params *params = setup->params;
    const struct et_format_info *format = et_format_info(setup->in.format);
    const size_t unit = format->bytes_per_pixel;
    struct state *state = setup->state;
    *state = (struct state){
        .format = setup->in.format,
        .luma = reach_of(params->luma_spatial, params->luma_temporal, format->depth),
        .chroma = reach_of(params->chroma_spatial, params->chroma_temporal, format->depth),
        .average = average_of(format->depth, setup->cpu),
        .row_bytes = (ptrdiff_t)et_align_up((size_t)setup->in.width * unit) + 2 * SIDE,
    };
    return 0;
}

static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    (void)state, (void)plane;
    *in_first = first - 1;
    *in_last = last + 1;
}

static size_t scratch_size(const void *state, int rows)
{
    (void)rows;
    return RING * (size_t)((const struct state *)state)->row_bytes;
}

/* Draws row y in time, into its place in the ring, and repeats its ends beside it. */
static uint8_t *draw_in_time(const struct et_run *run, int y, int width, int reach)
{
    const struct state *state = run->state;
    const size_t unit = et_format_info(state->format)->bytes_per_pixel;
    const size_t bytes = (size_t)width * unit;
    uint8_t *row = (uint8_t *)run->scratch + (y % RING) * state->row_bytes + SIDE;
    const void *rows[2 * FRAMES_AROUND + 1];
    for (int i = 0; i <= 2 * FRAMES_AROUND; i++)
        rows[i] = et_image_row(run->frames[i], run->plane, y);
    const void *around[AROUND] = {rows[0], rows[1], rows[3], rows[4]};
    state->average(row, rows[FRAMES_AROUND], around, width, reach);
    memcpy(row - unit, row, unit);
    memcpy(row + bytes, row + bytes - unit, unit);
    return row;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane;
    const int width = et_plane_width(state->format, plane, run->in->info.width);
    const int height = et_plane_height(state->format, plane, run->in->info.height);
    const size_t unit = et_format_info(state->format)->bytes_per_pixel;
    const bool chroma =
        et_format_info(state->format)->model == ET_MODEL_YUV && (plane == 1 || plane == 2);
    const struct reach *reach = chroma ? &state->chroma : &state->luma;
    if (plane >= et_format_color_planes(state->format)) {
        for (int y = run->first; y < run->last; y++)
            memcpy(et_image_row(run->out, plane, y), et_image_row(run->in, plane, y),
                   (size_t)width * unit);
        return;
    }
    uint8_t *above = draw_in_time(run, run->first > 0 ? run->first - 1 : 0, width, reach->temporal);
    uint8_t *row = run->first > 0 ? draw_in_time(run, run->first, width, reach->temporal) : above;
    for (int y = run->first; y < run->last; y++) {
        uint8_t *below = y + 1 < height ? draw_in_time(run, y + 1, width, reach->temporal) : row;
        const void *around[AROUND] = {row - unit, row + unit, above, below};
        state->average(et_image_row(run->out, plane, y), row, around, width, reach->spatial);
        above = row;
        row = below;
    }
}

static const struct et_param params[] = {
    ET_FLOAT(struct denoise_params, luma_spatial, "Luma in space",
             "Differences of neighbours in luma up to this, in codes at 8 bits, are evened out.",
             ET_UNIT_NONE, 0, MOST_IN_SPACE, 0.5, 4),
    ET_FLOAT(struct denoise_params, chroma_spatial, "Chroma in space", "The same of chroma.",
             ET_UNIT_NONE, 0, MOST_IN_SPACE, 0.5, 3),
    ET_FLOAT(struct denoise_params, luma_temporal, "Luma in time",
             "Differences from frame to frame in luma up to about this are evened out.",
             ET_UNIT_NONE, 0, MOST_IN_TIME, 0.5, 6),
    ET_FLOAT(struct denoise_params, chroma_temporal, "Chroma in time", "The same of chroma.",
             ET_UNIT_NONE, 0, MOST_IN_TIME, 0.5, 4.5),
};

const struct et_filter et_filter_denoise = {
    .name = "denoise",
    .label = "Denoise",
    .help = "Evens out noise in time and space, and keeps edges and movement.",
    .group = ET_GROUP_TEMPORAL,
    .example = "luma_spatial:12:chroma_spatial:9:luma_temporal:18:chroma_temporal:14",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct denoise_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .frames_before = FRAMES_AROUND,
    .frames_after = FRAMES_AROUND,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .scratch_size = scratch_size,
    .run = run,
};
