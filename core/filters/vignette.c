// SPDX-License-Identifier: MIT
/*
 * Vignette: light falls off towards the corners as behind a simple lens, by cos^4 of the angle at
 * which it arrives (the natural vignetting of optics). With d the distance from the centre, 1 where the
 * corners of a centred one are:
 *   f = cos(min(angle * d, 90 degrees))^4          backward: min(1 / f, 64)
 *   code = floor(black + (code - black) * f + 1/2)
 * chroma the same about its middle. Alpha is kept. With `dither` the 1/2 is (2 m + 1) / 128, with m the
 * entry of an 8 x 8 matrix (simd/dither.h), so that slow slopes do not show steps.
 *
 * All in single precision, without contraction; the cosine is its Taylor polynomial of t = angle^2, six
 * powers, which is off by less than 2e-8 up to 90 degrees.
 */
#include "base/math.h"
#include "simd/bank.h"
#include "simd/dither.h"
#include "simd/sample.h"

#include <etalon/filter.h>
#include <math.h>
#include <string.h>

enum mode { MODE_FORWARD, MODE_BACKWARD };
enum dither { DITHER_NONE, DITHER_ORDERED };

static const float most_squared = 2.4674011F; /* (pi / 2)^2 */
static const float most_factor = 64;

struct vignette_params {
    double angle, x, y;
    int mode, dither;
};

/* Where the samples of a plane lie: angle * d is the length of (x0 + x * x_step, y0 + y * y_step). */
struct plane {
    float x0, x_step, y0, y_step;
    float zero; /* code of black, or of no colour */
    int width;
};

/* What a row is made with. */
struct shade {
    const struct plane *plane;
    float y_squared;
    float rounding[ET_DITHER_SIZE]; /* added before the cut, by column */
    int max;
    bool backward;
};

typedef void shade_kernel(void *dst, const void *src, const struct shade *shade);

struct state {
    enum et_format format;
    bool bytes, backward, dithers;
    int max;
    struct plane luma, chroma;
    shade_kernel *shade;
};

/* ---- Plain C --------------------------------------------------------------------------------- */

static const float cosine_terms[] = {
    1.F / 479001600, -1.F / 3628800, 1.F / 40320, -1.F / 720, 1.F / 24, -1.F / 2, 1};
enum { COSINE_TERMS = 7 };

static inline float factor_at(const struct shade *shade, int x)
{
    const float across = shade->plane->x0 + (float)x * shade->plane->x_step;
    float squared = across * across + shade->y_squared, cosine = cosine_terms[0];
    squared = squared < most_squared ? squared : most_squared;
    for (int i = 1; i < COSINE_TERMS; i++)
        cosine = cosine * squared + cosine_terms[i];
    cosine *= cosine;
    cosine *= cosine;
    if (!shade->backward)
        return cosine;
    const float inverse = 1 / cosine;
    return inverse < most_factor ? inverse : most_factor;
}

static inline void shade_span(void *dst, const void *src, const struct shade *shade, int first,
                              bool bytes)
{
    const float zero = shade->plane->zero;
    for (int x = first; x < shade->plane->width; x++) {
        const float value = ((float)et_sample_get(src, x, bytes) - zero) * factor_at(shade, x);
        const float rounded = (value + zero) + shade->rounding[x & (ET_DITHER_SIZE - 1)];
        et_sample_put(dst, x, et_code_of(rounded, shade->max), bytes);
    }
}

static void shade_8_c(void *dst, const void *src, const struct shade *shade)
{
    shade_span(dst, src, shade, 0, true);
}

static void shade_16_c(void *dst, const void *src, const struct shade *shade)
{
    shade_span(dst, src, shade, 0, false);
}

/* ---- SIMD128: eight samples a step ----------------------------------------------------------- */

#if defined(__wasm_simd128__)

/* Factors of four samples from column x on. */
static inline v128_t factors_32(const struct shade *shade, int x)
{
    const v128_t columns =
        wasm_f32x4_make((float)x, (float)(x + 1), (float)(x + 2), (float)(x + 3));
    const v128_t across =
        wasm_f32x4_add(wasm_f32x4_splat(shade->plane->x0),
                       wasm_f32x4_mul(columns, wasm_f32x4_splat(shade->plane->x_step)));
    v128_t squared =
        wasm_f32x4_add(wasm_f32x4_mul(across, across), wasm_f32x4_splat(shade->y_squared));
    squared = wasm_f32x4_pmin(wasm_f32x4_splat(most_squared), squared);
    v128_t cosine = wasm_f32x4_splat(cosine_terms[0]);
    for (int i = 1; i < COSINE_TERMS; i++)
        cosine = wasm_f32x4_add(wasm_f32x4_mul(cosine, squared), wasm_f32x4_splat(cosine_terms[i]));
    cosine = wasm_f32x4_mul(cosine, cosine);
    cosine = wasm_f32x4_mul(cosine, cosine);
    if (!shade->backward)
        return cosine;
    return wasm_f32x4_pmin(wasm_f32x4_splat(most_factor),
                           wasm_f32x4_div(wasm_f32x4_splat(1), cosine));
}

static inline v128_t shaded_32(v128_t codes, const struct shade *shade, int x, int half)
{
    const v128_t zero = wasm_f32x4_splat(shade->plane->zero);
    const v128_t value =
        wasm_f32x4_mul(wasm_f32x4_sub(codes, zero), factors_32(shade, x + 4 * half));
    const v128_t rounding = wasm_v128_load(shade->rounding + 4 * half);
    return et_code_of_32(wasm_f32x4_add(wasm_f32x4_add(value, zero), rounding), shade->max);
}

static inline void shade_simd128(void *dst, const void *src, const struct shade *shade, bool bytes)
{
    int x = 0;
    for (; x <= shade->plane->width - ET_SAMPLE_LANES; x += ET_SAMPLE_LANES) {
        const v128_t low = shaded_32(et_sample_load_float(src, x, bytes, false), shade, x, 0);
        const v128_t high = shaded_32(et_sample_load_float(src, x, bytes, true), shade, x, 1);
        et_sample_store_32(dst, x, low, high, bytes);
    }
    shade_span(dst, src, shade, x, bytes);
}

static void shade_8_simd128(void *dst, const void *src, const struct shade *shade)
{
    shade_simd128(dst, src, shade, true);
}

static void shade_16_simd128(void *dst, const void *src, const struct shade *shade)
{
    shade_simd128(dst, src, shade, false);
}

#endif

/* ---- The filter ------------------------------------------------------------------------------ */

static shade_kernel *kernel_for(int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return depth == 8 ? shade_8_simd128 : shade_16_simd128;
#else
    (void)cpu;
#endif
    return depth == 8 ? shade_8_c : shade_16_c;
}

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    (void)in;
    return ((const struct vignette_params *)params)->angle == 0;
}

/* A plane with log2 subsampling `shift_x` and `shift_y`. */
static struct plane place(const struct et_setup *setup, int shift_x, int shift_y, double zero)
{
    const struct vignette_params *p = setup->params;
    const struct et_image_info *in = &setup->in;
    const double width = in->width, height = in->height;
    const double scale = p->angle * (ET_PI / 180) / (0.5 * sqrt(width * width + height * height));
    const double x = 0.5 + et_siting_offset(in->color.siting, true, shift_x) - p->x * width;
    const double y = 0.5 + et_siting_offset(in->color.siting, false, shift_y) - p->y * height;
    return (struct plane){.x0 = (float)(x * scale),
                          .x_step = (float)(scale * (1 << shift_x)),
                          .y0 = (float)(y * scale),
                          .y_step = (float)(scale * (1 << shift_y)),
                          .zero = (float)zero,
                          .width = shift_x ? et_plane_width(in->format, 1, in->width) : in->width};
}

static int configure(const struct et_setup *setup)
{
    const struct vignette_params *p = setup->params;
    const struct et_format_info *format = et_format_info(setup->in.format);
    const int depth = format->depth;
    const double black = setup->in.color.full_range ? 0 : 16 << (depth - 8);
    struct state *state = setup->state;
    *state = (struct state){
        .format = setup->in.format,
        .bytes = depth == 8,
        .backward = p->mode == MODE_BACKWARD,
        .dithers = p->dither == DITHER_ORDERED,
        .max = (1 << depth) - 1,
        .luma = place(setup, 0, 0, black),
        .shade = kernel_for(depth, setup->cpu),
    };
    state->chroma = format->model == ET_MODEL_YUV
                        ? place(setup, format->chroma_x, format->chroma_y, 1 << (depth - 1))
                        : state->luma;
    return 0;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int p = run->plane;
    struct shade shade = {
        .plane = et_plane_is_chroma(state->format, p) ? &state->chroma : &state->luma,
        .max = state->max,
        .backward = state->backward,
    };
    for (int y = run->first; y < run->last; y++) {
        const float down = shade.plane->y0 + (float)y * shade.plane->y_step;
        const uint8_t *matrix = et_dither_matrix[y & (ET_DITHER_SIZE - 1)];
        const void *src = et_image_row(run->in, p, y);
        void *dst = et_image_row(run->out, p, y);
        shade.y_squared = down * down;
        for (int i = 0; i < ET_DITHER_SIZE; i++)
            shade.rounding[i] = state->dithers ? (float)(2 * matrix[i] + 1) / 128 : 0.5F;
        if (p < et_format_color_planes(state->format))
            state->shade(dst, src, &shade);
        else
            memcpy(dst, src, (size_t)shade.plane->width * (state->bytes ? 1 : 2));
    }
}

static const char *const mode_names[] = {"forward", "backward"};
static const char *const dither_names[] = {"none", "ordered"};

static const struct et_param params[] = {
    ET_FLOAT(struct vignette_params, angle, "Angle",
             "Of the lens, at the corners: 0 changes nothing, 90 makes them black.", ET_UNIT_DEGREE,
             0, 90, 1, 36),
    ET_FLOAT(struct vignette_params, x, "Centre across", "0 is the left edge, 1 the right one.",
             ET_UNIT_NONE, 0, 1, 0.01, 0.5),
    ET_FLOAT(struct vignette_params, y, "Centre down", "0 is the top edge, 1 the bottom one.",
             ET_UNIT_NONE, 0, 1, 0.01, 0.5),
    ET_CHOICE(struct vignette_params, mode, "Mode",
              "Darkens the corners, or lightens them as much.", mode_names, MODE_FORWARD),
    ET_CHOICE(struct vignette_params, dither, "Dither", "Hides steps in slow slopes.", dither_names,
              DITHER_ORDERED),
};

const struct et_filter et_filter_vignette = {
    .name = "vignette",
    .label = "Vignette",
    .help = "Darkens the corners as a lens does, or takes that back.",
    .group = ET_GROUP_SPATIAL,
    .example = "angle:55",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct vignette_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .by_plane = true,
    .draws = true,
    .is_neutral = is_neutral,
    .configure = configure,
    .run = run,
};
