// SPDX-License-Identifier: MIT
/*
 * Relief: slopes that face the light get lighter, those that turn away from it darker.
 *   code = base + strength * (c * px + s * py),   (c, s) = (cos(angle), sin(angle)) / max(|cos|, |sin|)
 * with Prewitt's
 *   px = | -1 0 1 |   py = | -1 -1 -1 |
 *        | -1 0 1 |        |  0  0  0 |
 *        | -1 0 1 |        |  1  1  1 |
 * in codes. At 45 degrees and strength 1 that is the kernel -2 -1 0, -1 0 1, 0 1 2. `base` is the
 * sample itself, or middle grey; then chroma is neutral. The two factors are rounded to 1/4096 and
 * the sum once, halves upward; it is cut to the range of codes. Beyond its edges a plane goes on as
 * its edge. YUV: luma alone; RGB: each plane.
 */
#include "base/math.h"
#include "simd/sample.h"

#include <etalon/filter.h>
#include <math.h>
#include <string.h>

enum base { BASE_PICTURE, BASE_GREY };

enum {
    FACTOR_BITS = 12,      /* so that factors up to 5 fit 16 bits */
    MOST_VECTOR_BITS = 12, /* sums of three differences of more do not */
};

struct emboss_params {
    double angle, strength;
    int base;
};

/* What a row is made with. */
struct relief {
    int width, max;
    int across, down; /* factors of px and py, 1/4096 */
    int grey;         /* the base, or -1: the sample itself */
};

/* Rows above, own and below. */
typedef void relief_kernel(void *dst, const void *above, const void *own, const void *below,
                           const struct relief *relief);

struct state {
    enum et_format format;
    int depth, height;
    bool keeps_chroma;
    struct relief relief;
    relief_kernel *run;
};

/* ---- Plain C --------------------------------------------------------------------------------- */

static inline void relief_span(void *dst, const void *above, const void *own, const void *below,
                               int first, int last, const struct relief *relief, bool bytes)
{
    for (int x = first; x < last; x++) {
        const int left = et_nearest(x - 1, relief->width), right = et_nearest(x + 1, relief->width);
        const int rising = et_sample_get(below, right, bytes) - et_sample_get(above, left, bytes);
        const int falling = et_sample_get(above, right, bytes) - et_sample_get(below, left, bytes);
        const int px =
            rising + falling + et_sample_get(own, right, bytes) - et_sample_get(own, left, bytes);
        const int py =
            rising - falling + et_sample_get(below, x, bytes) - et_sample_get(above, x, bytes);
        const int base = relief->grey < 0 ? et_sample_get(own, x, bytes) : relief->grey;
        const int64_t slope = (int64_t)relief->across * px + (int64_t)relief->down * py;
        const int64_t code = base + ((slope + (1 << (FACTOR_BITS - 1))) >> FACTOR_BITS);
        et_sample_put(dst, x, code < 0 ? 0 : code > relief->max ? relief->max : (int)code, bytes);
    }
}

static void relief_8_c(void *dst, const void *above, const void *own, const void *below,
                       const struct relief *relief)
{
    relief_span(dst, above, own, below, 0, relief->width, relief, true);
}

static void relief_16_c(void *dst, const void *above, const void *own, const void *below,
                        const struct relief *relief)
{
    relief_span(dst, above, own, below, 0, relief->width, relief, false);
}

/* ---- SIMD128: eight samples a step ----------------------------------------------------------- */

#if defined(__wasm_simd128__)

static inline v128_t slope_32(v128_t gradients, v128_t factors)
{
    const v128_t half = wasm_i32x4_const_splat(1 << (FACTOR_BITS - 1));
    return wasm_i32x4_shr(wasm_i32x4_add(wasm_i32x4_dot_i16x8(gradients, factors), half),
                          FACTOR_BITS);
}

static inline void relief_simd128(void *dst, const void *above, const void *own, const void *below,
                                  const struct relief *relief, bool bytes)
{
    const v128_t zero = wasm_i16x8_const_splat(0), max = wasm_i16x8_splat((int16_t)relief->max);
    const v128_t grey = wasm_i16x8_splat((int16_t)relief->grey);
    const v128_t factors = wasm_i32x4_splat((int32_t)((uint32_t)relief->across & 0xFFFF) |
                                            (int32_t)((uint32_t)relief->down << 16));
    int x = 1;
    relief_span(dst, above, own, below, 0, 1, relief, bytes);
    for (; x <= relief->width - ET_SAMPLE_LANES - 1; x += ET_SAMPLE_LANES) {
        const v128_t rising = wasm_i16x8_sub(et_sample_load(below, x + 1, bytes),
                                             et_sample_load(above, x - 1, bytes));
        const v128_t falling = wasm_i16x8_sub(et_sample_load(above, x + 1, bytes),
                                              et_sample_load(below, x - 1, bytes));
        const v128_t middle =
            wasm_i16x8_sub(et_sample_load(own, x + 1, bytes), et_sample_load(own, x - 1, bytes));
        const v128_t centre =
            wasm_i16x8_sub(et_sample_load(below, x, bytes), et_sample_load(above, x, bytes));
        const v128_t px = wasm_i16x8_add(wasm_i16x8_add(rising, falling), middle);
        const v128_t py = wasm_i16x8_add(wasm_i16x8_sub(rising, falling), centre);
        const v128_t slope =
            wasm_i16x8_narrow_i32x4(slope_32(et_interleave_low_16(px, py), factors),
                                    slope_32(et_interleave_high_16(px, py), factors));
        const v128_t base = relief->grey < 0 ? et_sample_load(own, x, bytes) : grey;
        const v128_t code = wasm_i16x8_add_sat(base, slope);
        et_sample_store(dst, x, wasm_i16x8_min(wasm_i16x8_max(code, zero), max), bytes);
    }
    relief_span(dst, above, own, below, x, relief->width, relief, bytes);
}

static void relief_8_simd128(void *dst, const void *above, const void *own, const void *below,
                             const struct relief *relief)
{
    relief_simd128(dst, above, own, below, relief, true);
}

static void relief_16_simd128(void *dst, const void *above, const void *own, const void *below,
                              const struct relief *relief)
{
    relief_simd128(dst, above, own, below, relief, false);
}

#endif

/* ---- The filter ------------------------------------------------------------------------------ */

static relief_kernel *kernel_for(int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128 && depth <= MOST_VECTOR_BITS)
        return depth == 8 ? relief_8_simd128 : relief_16_simd128;
#else
    (void)cpu;
#endif
    return depth == 8 ? relief_8_c : relief_16_c;
}

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct emboss_params *p = params;
    (void)in;
    return p->base == BASE_PICTURE && p->strength == 0;
}

static int configure(const struct et_setup *setup)
{
    const struct emboss_params *p = setup->params;
    const struct et_format_info *format = et_format_info(setup->in.format);
    const int depth = format->depth, max = (1 << depth) - 1;
    const double angle = p->angle * (ET_PI / 180), cosine = et_cos(angle), sine = et_sin(angle);
    const double larger = fabs(cosine) > fabs(sine) ? fabs(cosine) : fabs(sine);
    const double one = p->strength * (1 << FACTOR_BITS) / larger;
    /* Middle grey of either range is the middle of its black and white. */
    const int grey = setup->in.color.full_range ? 1 << (depth - 1) : 251 << (depth - 8) >> 1;
    *(struct state *)setup->state = (struct state){
        .format = setup->in.format,
        .depth = depth,
        .height = setup->in.height,
        .keeps_chroma = p->base == BASE_PICTURE,
        .relief = {.width = setup->in.width,
                   .max = max,
                   .across = et_round(cosine * one),
                   .down = et_round(sine * one),
                   .grey = p->base == BASE_GREY ? grey : -1},
        .run = kernel_for(depth, setup->cpu),
    };
    return 0;
}

static bool is_relief(const struct state *state, int plane)
{
    return plane == 0 || (et_format_info(state->format)->model == ET_MODEL_RGB &&
                          plane < et_format_color_planes(state->format));
}

static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const int halo = is_relief(state, plane) ? 1 : 0;
    *in_first = first - halo;
    *in_last = last + halo;
}

static bool columns_needed(const void *state, int plane, int *reach, int *unit)
{
    *reach = is_relief(state, plane) ? 1 : 0;
    *unit = 1;
    return true;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane, width = et_plane_width(state->format, plane, run->in->info.width);
    const bool is_color = plane < et_format_color_planes(state->format);
    const bool bytes = state->depth == 8;
    const uint8_t *src = run->in->data[plane];
    const ptrdiff_t stride = run->in->stride[plane];
    for (int y = run->first; y < run->last; y++) {
        void *dst = et_image_row(run->out, plane, y);
        if (is_relief(state, plane))
            state->run(dst, src + et_nearest(y - 1, state->height) * stride, src + y * stride,
                       src + et_nearest(y + 1, state->height) * stride, &state->relief);
        else if (is_color && !state->keeps_chroma)
            et_sample_fill(dst, width, 1 << (state->depth - 1), bytes);
        else
            memcpy(dst, src + y * stride, (size_t)width * (bytes ? 1 : 2));
    }
}

static const char *const base_names[] = {"picture", "grey"};

static const struct et_param params[] = {
    ET_FLOAT(struct emboss_params, angle, "Angle",
             "Where brightness rises to, clockwise from the right.", ET_UNIT_DEGREE, -360, 360, 1,
             45),
    ET_FLOAT(struct emboss_params, strength, "Strength", "How deep the relief is.", ET_UNIT_NONE, 0,
             5, 0.05, 1),
    ET_CHOICE(struct emboss_params, base, "On", "What the relief is laid on.", base_names,
              BASE_PICTURE),
};

const struct et_filter et_filter_emboss = {
    .name = "emboss",
    .label = "Emboss",
    .help = "Makes a relief of the picture, lit from one side.",
    .group = ET_GROUP_SPATIAL,
    .example = "strength:2:base:grey",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct emboss_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .by_plane = true,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .columns_needed = columns_needed,
    .run = run,
};
