// SPDX-License-Identifier: MIT
/*
 * Edges: luma shows how steep the picture is, chroma is neutral; in RGB each plane shows its own.
 *   sobel   code = black + floor(scale * sqrt(gx^2 + gy^2)), cut at white, with Sobel's
 *             gx = | -1 0 1 |   gy = | -1 -2 -1 |
 *                  | -2 0 2 |        |  0  0  0 |
 *                  | -1 0 1 |        |  1  2  1 |
 *           in codes; the sum of squares is exact and is rounded to single precision, as are its root
 *           and the product. Beyond its edges a plane goes on as its edge.
 *   canny   thin lines, see edge_canny.c; `low` and `high` are parts of the largest code.
 */
#include "filters/edge.h"

#include "base/math.h"
#include "simd/sample.h"

#include <math.h>
#include <string.h>

enum mode { MODE_SOBEL, MODE_CANNY };

enum { MOST_VECTOR_BITS = 12 }; /* gradients of more do not fit 16 bits */

struct edge_params {
    int mode;
    double scale, low, high;
    int reach;
};

/* A row of Sobel's magnitudes from the rows above, own and below; columns 1 to width - 2. */
typedef void sobel_kernel(void *dst, const void *above, const void *own, const void *below,
                          const struct et_edge_plane *plane, float scale);

struct state {
    enum et_format format;
    enum mode mode;
    float scale;
    bool bytes;
    struct et_canny canny;
    sobel_kernel *sobel;
};

/* ---- Plain C --------------------------------------------------------------------------------- */

/* The code at column x, whose neighbours are columns `left` and `right`. */
static inline int sobel_at(const void *above, const void *own, const void *below, int left, int x,
                           int right, const struct et_edge_plane *plane, float scale, bool bytes)
{
    const int64_t gx = et_sample_get(above, right, bytes) - et_sample_get(above, left, bytes) +
                       2 * (et_sample_get(own, right, bytes) - et_sample_get(own, left, bytes)) +
                       et_sample_get(below, right, bytes) - et_sample_get(below, left, bytes);
    const int64_t gy = et_sample_get(below, left, bytes) - et_sample_get(above, left, bytes) +
                       2 * (et_sample_get(below, x, bytes) - et_sample_get(above, x, bytes)) +
                       et_sample_get(below, right, bytes) - et_sample_get(above, right, bytes);
    /* The root of a float in double precision, rounded to float, is the float's own root. */
    const float root = (float)sqrt((double)(float)(gx * gx + gy * gy));
    const float value = root * scale, most = (float)(plane->white - plane->black);
    return plane->black + (int)(value < most ? value : most);
}

static inline void sobel_span(void *dst, const void *above, const void *own, const void *below,
                              int first, int last, const struct et_edge_plane *plane, float scale,
                              bool bytes)
{
    for (int x = first; x < last; x++) {
        const int left = et_nearest(x - 1, plane->width), right = et_nearest(x + 1, plane->width);
        et_sample_put(dst, x, sobel_at(above, own, below, left, x, right, plane, scale, bytes),
                      bytes);
    }
}

static void sobel_8_c(void *dst, const void *above, const void *own, const void *below,
                      const struct et_edge_plane *plane, float scale)
{
    sobel_span(dst, above, own, below, 0, plane->width, plane, scale, true);
}

static void sobel_16_c(void *dst, const void *above, const void *own, const void *below,
                       const struct et_edge_plane *plane, float scale)
{
    sobel_span(dst, above, own, below, 0, plane->width, plane, scale, false);
}

/* ---- SIMD128: eight samples a step ----------------------------------------------------------- */

#if defined(__wasm_simd128__)

/* Four codes above black from pairs of gx and gy. */
static inline v128_t magnitude_32(v128_t gradients, v128_t scale, v128_t most)
{
    const v128_t squares = wasm_i32x4_dot_i16x8(gradients, gradients);
    const v128_t root = wasm_f32x4_sqrt(wasm_f32x4_convert_i32x4(squares));
    const v128_t value = wasm_f32x4_floor(wasm_f32x4_pmin(most, wasm_f32x4_mul(root, scale)));
    /* At 2^23 the low bits of a float are those of the integer. */
    const v128_t shifted = wasm_f32x4_add(value, wasm_f32x4_const_splat(8388608.0F));
    return wasm_v128_and(shifted, wasm_i32x4_const_splat(0x7FFFFF));
}

static inline void sobel_simd128(void *dst, const void *above, const void *own, const void *below,
                                 const struct et_edge_plane *plane, float scale, bool bytes)
{
    const v128_t most = wasm_f32x4_splat((float)(plane->white - plane->black));
    const v128_t factor = wasm_f32x4_splat(scale);
    const v128_t black = wasm_i16x8_splat((int16_t)plane->black);
    int x = plane->width < 1 ? 0 : 1;
    sobel_span(dst, above, own, below, 0, x, plane, scale, bytes);
    for (; x <= plane->width - ET_SAMPLE_LANES - 1; x += ET_SAMPLE_LANES) {
        const v128_t above_left = et_sample_load(above, x - 1, bytes);
        const v128_t above_right = et_sample_load(above, x + 1, bytes);
        const v128_t below_left = et_sample_load(below, x - 1, bytes);
        const v128_t below_right = et_sample_load(below, x + 1, bytes);
        const v128_t middle =
            wasm_i16x8_sub(et_sample_load(own, x + 1, bytes), et_sample_load(own, x - 1, bytes));
        const v128_t centre =
            wasm_i16x8_sub(et_sample_load(below, x, bytes), et_sample_load(above, x, bytes));
        const v128_t rising = wasm_i16x8_sub(below_right, above_left);
        const v128_t falling = wasm_i16x8_sub(above_right, below_left);
        const v128_t gx =
            wasm_i16x8_add(wasm_i16x8_add(rising, falling), wasm_i16x8_shl(middle, 1));
        const v128_t gy =
            wasm_i16x8_add(wasm_i16x8_sub(rising, falling), wasm_i16x8_shl(centre, 1));
        const v128_t low = magnitude_32(et_interleave_low_16(gx, gy), factor, most);
        const v128_t high = magnitude_32(et_interleave_high_16(gx, gy), factor, most);
        et_sample_store(dst, x, wasm_i16x8_add(wasm_i16x8_narrow_i32x4(low, high), black), bytes);
    }
    sobel_span(dst, above, own, below, x, plane->width, plane, scale, bytes);
}

static void sobel_8_simd128(void *dst, const void *above, const void *own, const void *below,
                            const struct et_edge_plane *plane, float scale)
{
    sobel_simd128(dst, above, own, below, plane, scale, true);
}

static void sobel_16_simd128(void *dst, const void *above, const void *own, const void *below,
                             const struct et_edge_plane *plane, float scale)
{
    sobel_simd128(dst, above, own, below, plane, scale, false);
}

#endif

/* ---- The filter ------------------------------------------------------------------------------ */

static sobel_kernel *sobel_for(int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128 && depth <= MOST_VECTOR_BITS)
        return depth == 8 ? sobel_8_simd128 : sobel_16_simd128;
#else
    (void)cpu;
#endif
    return depth == 8 ? sobel_8_c : sobel_16_c;
}

static int configure(const struct et_setup *setup)
{
    const struct edge_params *p = setup->params;
    const int depth = et_format_info(setup->in.format)->depth, max = (1 << depth) - 1;
    const bool full = setup->in.color.full_range;
    *(struct state *)setup->state = (struct state){
        .format = setup->in.format,
        .mode = (enum mode)p->mode,
        .scale = (float)p->scale,
        .bytes = depth == 8,
        .canny = {.plane = {.width = setup->in.width,
                            .height = setup->in.height,
                            .depth = depth,
                            .black = full ? 0 : 16 << (depth - 8),
                            .white = full ? max : 235 << (depth - 8)},
                  .low = et_round(p->low * max),
                  .high = et_round(p->high * max),
                  .reach = p->reach,
                  .smooth = et_canny_smooth(depth, setup->cpu)},
        .sobel = sobel_for(depth, setup->cpu),
    };
    return 0;
}

static bool is_drawn(const struct state *state, int plane)
{
    return plane == 0 || (et_format_info(state->format)->model == ET_MODEL_RGB &&
                          plane < et_format_color_planes(state->format));
}

static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct state *s = state;
    const int halo = !is_drawn(s, plane) ? 0 : s->mode == MODE_CANNY ? et_canny_halo(&s->canny) : 1;
    *in_first = first - halo;
    *in_last = last + halo;
}

static bool columns_needed(const void *state, int plane, int *reach, int *unit)
{
    const struct state *s = state;
    *reach = is_drawn(s, plane) ? 1 : 0;
    *unit = 1;
    return s->mode == MODE_SOBEL;
}

static int band_rows(const void *state, int plane)
{
    const struct state *s = state;
    return s->mode == MODE_CANNY && is_drawn(s, plane) ? 2 * et_canny_halo(&s->canny) : 1;
}

static size_t scratch_size(const void *state, int rows)
{
    const struct state *s = state;
    return s->mode == MODE_CANNY ? et_canny_scratch(&s->canny, rows) : 0;
}

/* Alpha is kept, chroma is neutral. */
static void run_other(const struct et_run *run, const struct state *state)
{
    const int plane = run->plane, depth = state->canny.plane.depth;
    const int width = et_plane_width(state->format, plane, run->in->info.width);
    for (int y = run->first; y < run->last; y++) {
        void *dst = et_image_row(run->out, plane, y);
        if (plane >= et_format_color_planes(state->format))
            memcpy(dst, et_image_row(run->in, plane, y), (size_t)width * (state->bytes ? 1 : 2));
        else
            et_sample_fill(dst, width, 1 << (depth - 1), state->bytes);
    }
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const uint8_t *src = run->in->data[run->plane];
    const ptrdiff_t stride = run->in->stride[run->plane], out_stride = run->out->stride[run->plane];
    const struct et_edge_plane *plane = &state->canny.plane;
    if (!is_drawn(state, run->plane)) {
        run_other(run, state);
        return;
    }
    if (state->mode == MODE_CANNY) {
        et_canny_run(&state->canny, src, stride, run->out->data[run->plane], out_stride, run->first,
                     run->last, run->scratch);
        return;
    }
    for (int y = run->first; y < run->last; y++)
        state->sobel(run->out->data[run->plane] + y * out_stride,
                     src + et_nearest(y - 1, plane->height) * stride, src + y * stride,
                     src + et_nearest(y + 1, plane->height) * stride, plane, state->scale);
}

static const char *const mode_names[] = {"sobel", "canny"};

static const struct et_param params[] = {
    ET_CHOICE(struct edge_params, mode, "Method",
              "How steep the picture is, or thin lines along its edges.", mode_names, MODE_SOBEL),
    ET_FLOAT(struct edge_params, scale, "Strength", "Factor for what sobel shows.", ET_UNIT_NONE, 0,
             16, 0.1, 1),
    ET_FLOAT(struct edge_params, low, "Low threshold",
             "Steepness from which canny follows an edge, as a part of the range.", ET_UNIT_NONE, 0,
             1, 0.01, 0.08),
    ET_FLOAT(struct edge_params, high, "High threshold",
             "Steepness from which canny begins an edge, as a part of the range.", ET_UNIT_NONE, 0,
             1, 0.01, 0.2),
    ET_INT(struct edge_params, reach, "Reach",
           "How far canny follows an edge from where it begins.", ET_UNIT_PIXEL, 1, 64, 1, 16),
};

const struct et_filter et_filter_edge = {
    .name = "edge",
    .label = "Edges",
    .help = "Draws the edges of the picture on black.",
    .group = ET_GROUP_SPATIAL,
    .example = "mode:canny",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct edge_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .by_plane = true,
    .draws = true,
    .configure = configure,
    .rows_needed = rows_needed,
    .columns_needed = columns_needed,
    .band_rows = band_rows,
    .scratch_size = scratch_size,
    .run = run,
};
