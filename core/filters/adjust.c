// SPDX-License-Identifier: MIT
/*
 * Brightness, contrast, saturation, gamma and hue, of luma and chroma; RGB is brought to those of
 * BT.709, or of BT.601 below 720 rows, and back.
 *
 * Luma. With Y the code, black and range those of the format (8 bits: 16 and 219, full range 0 and
 * 255; deeper: times 2^(depth - 8), full range 2^depth - 1):
 *   y  = (Y - black) / range
 *   y1 = (y - 1/2) * contrast + 1/2 + brightness
 *   y2 = y1                              where gamma is 1: below black and above white are kept
 *      = max(y1, 0) ^ (1 / gamma)        else
 *   Y' = clamp(round(black + range * y2), 0, 2^depth - 1)
 * Where gamma is 1 that is Y' = clamp((Y * scale + offset) >> 16) with scale = round(contrast *
 * 2^16) and offset rounded alike, halves upward, or at 8 bits what simd/level.h computes, which is
 * several times faster; else it is a table with an entry for each code, computed in double precision.
 *
 * Chroma, about its middle code m = 2^(depth - 1), turned by the hue's angle h:
 *   Cb' = m + saturation * ((Cb - m) cos h - (Cr - m) sin h)
 *   Cr' = m + saturation * ((Cb - m) sin h + (Cr - m) cos h)
 * with the two factors rounded to 1/2^16, one rounding, halves upward, and a clamp; at 8 bits, where
 * hue is 0, by simd/level.h too. Alpha is kept.
 *
 * Beside filters that are steps of a colour program (<etalon/program.h>), and for RGB, it is such steps
 * itself, on y, and on chroma from -1/2 to 1/2 about 0: nothing is rounded or clamped before the end.
 *
 * Within 1 code of these formulas in double precision at every depth.
 */
#include "base/arena.h"
#include "base/math.h"
#include "base/range.h"
#include "simd/level.h"
#include "simd/vector.h"

#include <etalon/filter.h>
#include <math.h>
#include <string.h>

struct adjust_params {
    double brightness, contrast, saturation, gamma, hue;
};

enum { FRACTION_BITS = 16 };

/* out = (own * sample + other * sample of the other chroma plane + offset) >> FRACTION_BITS */
struct mix {
    int32_t own, other;
    int64_t offset; /* beyond 32 bits in a format of more than 12 only */
};

struct state {
    int max; /* largest code */
    int bytes_per_sample;
    bool keeps_luma, keeps_chroma;
    struct mix luma, cb, cr;
    et_level_run *run_level; /* 8 bits: luma where gamma is 1, chroma where hue is 0 */
    struct et_level luma_level, chroma_level;
    bool levels_chroma;
    const uint16_t *luma_table; /* NULL where gamma is 1 */
    void (*run_luma)(void *dst, const void *src, int width, struct mix mix, int max);
    void (*run_chroma)(void *dst, const void *src, const void *partner, int width, struct mix mix,
                       int max);
};

/* ---- Plain C --------------------------------------------------------------------------------- */

static void luma_16_c(void *dst, const void *src, int width, struct mix mix, int max)
{
    const uint16_t *restrict in = src;
    uint16_t *restrict out = dst;
    const int offset = (int)mix.offset;
    for (int x = 0; x < width; x++) {
        int code = in[x] > max ? max : in[x];
        out[x] = (uint16_t)et_clamp((code * mix.own + offset) >> FRACTION_BITS, 0, max);
    }
}

/* More than 12 bits: a product of a code and a factor of up to 4 does not fit 32 bits. */
static void luma_deep_c(void *dst, const void *src, int width, struct mix mix, int max)
{
    const uint16_t *restrict in = src;
    uint16_t *restrict out = dst;
    for (int x = 0; x < width; x++) {
        int64_t code = in[x] > max ? max : in[x];
        int64_t value = (code * mix.own + mix.offset) >> FRACTION_BITS;
        out[x] = (uint16_t)(value < 0 ? 0 : value > max ? max : value);
    }
}

static void chroma_8_c(void *dst, const void *src, const void *partner, int width, struct mix mix,
                       int max)
{
    const uint8_t *restrict own = src, *restrict other = partner;
    uint8_t *restrict out = dst;
    const int offset = (int)mix.offset;
    for (int x = 0; x < width; x++) {
        int sum = own[x] * mix.own + other[x] * mix.other + offset;
        out[x] = (uint8_t)et_clamp(sum >> FRACTION_BITS, 0, max);
    }
}

static void chroma_16_c(void *dst, const void *src, const void *partner, int width, struct mix mix,
                        int max)
{
    const uint16_t *restrict own = src, *restrict other = partner;
    uint16_t *restrict out = dst;
    const int offset = (int)mix.offset;
    for (int x = 0; x < width; x++) {
        int own_code = own[x] > max ? max : own[x], other_code = other[x] > max ? max : other[x];
        int sum = own_code * mix.own + other_code * mix.other + offset;
        out[x] = (uint16_t)et_clamp(sum >> FRACTION_BITS, 0, max);
    }
}

static void chroma_deep_c(void *dst, const void *src, const void *partner, int width,
                          struct mix mix, int max)
{
    const uint16_t *restrict own = src, *restrict other = partner;
    uint16_t *restrict out = dst;
    for (int x = 0; x < width; x++) {
        int64_t own_code = own[x] > max ? max : own[x];
        int64_t other_code = other[x] > max ? max : other[x];
        int64_t value = (own_code * mix.own + other_code * mix.other + mix.offset) >> FRACTION_BITS;
        out[x] = (uint16_t)(value < 0 ? 0 : value > max ? max : value);
    }
}

static void table_8(uint8_t *dst, const uint8_t *src, int width, const uint16_t *table)
{
    for (int x = 0; x < width; x++)
        dst[x] = (uint8_t)table[src[x]];
}

static void table_16(uint16_t *dst, const uint16_t *src, int width, const uint16_t *table, int max)
{
    for (int x = 0; x < width; x++)
        dst[x] = table[src[x] > max ? max : src[x]];
}

/* ---- SIMD128: 16 samples a step, the rest in C ---------------------------------------------- */

#if defined(__wasm_simd128__)

enum { STEP = 16 };

/* Eight codes through the luma formula, narrowed to 16 bits, not clamped to the depth. */
static inline v128_t luma_step(v128_t codes, v128_t scale, v128_t offset)
{
    v128_t lo = wasm_i32x4_mul(wasm_u32x4_extend_low_u16x8(codes), scale);
    v128_t hi = wasm_i32x4_mul(wasm_u32x4_extend_high_u16x8(codes), scale);
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(lo, offset), FRACTION_BITS),
                                   wasm_i32x4_shr(wasm_i32x4_add(hi, offset), FRACTION_BITS));
}

static void luma_16_simd128(void *dst, const void *src, int width, struct mix mix, int max)
{
    const v128_t scale = wasm_i32x4_splat(mix.own), offset = wasm_i32x4_splat((int)mix.offset);
    const v128_t most = wasm_i16x8_splat((int16_t)max), zero = wasm_i16x8_const_splat(0);
    int x = 0;
    for (; x <= width - STEP / 2; x += STEP / 2) {
        v128_t codes = wasm_u16x8_min(wasm_v128_load((const uint16_t *)src + x), most);
        v128_t values = luma_step(codes, scale, offset);
        wasm_v128_store((uint16_t *)dst + x, wasm_i16x8_min(wasm_i16x8_max(values, zero), most));
    }
    luma_16_c((uint16_t *)dst + x, (const uint16_t *)src + x, width - x, mix, max);
}

/*
 * A factor has 19 bits and a sign; products of 16 bits by 16 are the fast ones, so it is taken
 * apart: factor = 256 * high + low, 0 <= low < 256. The own and the other sample are a pair.
 */
struct factors {
    v128_t high, low, offset;
};

static struct factors take_apart(struct mix mix)
{
    const int own_low = mix.own & 255, other_low = mix.other & 255;
    const int own_high = (mix.own - own_low) / 256, other_high = (mix.other - other_low) / 256;
    return (struct factors){
        wasm_i32x4_splat((int)((uint32_t)own_high & 0xFFFF) | (int)((uint32_t)other_high << 16)),
        wasm_i32x4_splat(own_low | other_low << 16), wasm_i32x4_splat((int)mix.offset)};
}

static inline v128_t mix_pairs(v128_t pairs, struct factors factors)
{
    v128_t sum = wasm_i32x4_shl(wasm_i32x4_dot_i16x8(pairs, factors.high), 8);
    sum = wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(pairs, factors.low));
    return wasm_i32x4_shr(wasm_i32x4_add(sum, factors.offset), FRACTION_BITS);
}

static inline v128_t chroma_step(v128_t own, v128_t other, struct factors factors)
{
    return wasm_i16x8_narrow_i32x4(mix_pairs(et_interleave_low_16(own, other), factors),
                                   mix_pairs(et_interleave_high_16(own, other), factors));
}

static void chroma_8_simd128(void *dst, const void *src, const void *partner, int width,
                             struct mix mix, int max)
{
    const struct factors factors = take_apart(mix);
    int x = 0;
    for (; x <= width - STEP; x += STEP) {
        v128_t own = wasm_v128_load((const uint8_t *)src + x);
        v128_t other = wasm_v128_load((const uint8_t *)partner + x);
        v128_t left = chroma_step(wasm_u16x8_extend_low_u8x16(own),
                                  wasm_u16x8_extend_low_u8x16(other), factors);
        v128_t right = chroma_step(wasm_u16x8_extend_high_u8x16(own),
                                   wasm_u16x8_extend_high_u8x16(other), factors);
        wasm_v128_store((uint8_t *)dst + x, wasm_u8x16_narrow_i16x8(left, right));
    }
    chroma_8_c((uint8_t *)dst + x, (const uint8_t *)src + x, (const uint8_t *)partner + x,
               width - x, mix, max);
}

static void chroma_16_simd128(void *dst, const void *src, const void *partner, int width,
                              struct mix mix, int max)
{
    const struct factors factors = take_apart(mix);
    const v128_t most = wasm_i16x8_splat((int16_t)max), zero = wasm_i16x8_const_splat(0);
    int x = 0;
    for (; x <= width - STEP / 2; x += STEP / 2) {
        v128_t own = wasm_u16x8_min(wasm_v128_load((const uint16_t *)src + x), most);
        v128_t other = wasm_u16x8_min(wasm_v128_load((const uint16_t *)partner + x), most);
        v128_t values = chroma_step(own, other, factors);
        wasm_v128_store((uint16_t *)dst + x, wasm_i16x8_min(wasm_i16x8_max(values, zero), most));
    }
    chroma_16_c((uint16_t *)dst + x, (const uint16_t *)src + x, (const uint16_t *)partner + x,
                width - x, mix, max);
}

#endif

/* ---- Set-up ---------------------------------------------------------------------------------- */

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct adjust_params *p = params;
    bool keeps_luma = p->brightness == 0 && p->contrast == 1 && p->gamma == 1;
    bool keeps_chroma = p->saturation == 1 && p->hue == 0;
    return keeps_luma && (keeps_chroma || et_format_info(in->format)->model == ET_MODEL_GRAY);
}

/* y1 at y = 0. */
static double lift_of(const struct adjust_params *p)
{
    return 0.5 - 0.5 * p->contrast + p->brightness;
}

static int64_t fixed(double value)
{
    return (int64_t)floor(value * (1 << FRACTION_BITS) + 0.5);
}

static int configure_luma(const struct et_setup *setup, struct state *state, int depth)
{
    const struct adjust_params *p = setup->params;
    bool full = setup->in.color.full_range;
    double black = full ? 0 : 16 << (depth - 8);
    double range = full ? state->max : 219 << (depth - 8);
    double lift = lift_of(p);
    if (p->gamma == 1) {
        double offset = black + range * lift - p->contrast * black;
        if (depth == 8)
            state->luma_level = et_level_of(p->contrast, offset);
        state->luma =
            (struct mix){.own = (int32_t)fixed(p->contrast), .offset = fixed(offset + 0.5)};
        return 0;
    }
    uint16_t *table = et_arena_alloc(setup->arena, (size_t)state->max + 1, sizeof(*table));
    if (!table)
        return et_fail(ET_ERROR_MEMORY, "no memory for the luma table");
    for (int code = 0; code <= state->max; code++) {
        double y = (code - black) / range * p->contrast + lift;
        double value = black + range * et_pow(y, 1 / p->gamma);
        table[code] = (uint16_t)(value >= state->max ? state->max : et_round(value));
    }
    state->luma_table = table;
    return 0;
}

static void configure_chroma(const struct adjust_params *p, struct state *state)
{
    double angle = p->hue * (ET_PI / 180);
    int32_t along = (int32_t)fixed(p->saturation * et_cos(angle));
    int32_t across = (int32_t)fixed(p->saturation * et_sin(angle));
    int64_t middle = (state->max + 1) / 2, half = 1 << (FRACTION_BITS - 1);
    int64_t level = middle * (1 << FRACTION_BITS) + half;
    state->levels_chroma = state->bytes_per_sample == 1 && p->hue == 0;
    if (state->levels_chroma)
        state->chroma_level = et_level_of(p->saturation, 128 - 128 * p->saturation);
    state->cb = (struct mix){along, -across, level - middle * (along - across)};
    state->cr = (struct mix){along, across, level - middle * (along + across)};
}

static void choose_kernels(struct state *state, int depth, unsigned cpu)
{
    if (depth > 12) {
        state->run_luma = luma_deep_c;
        state->run_chroma = chroma_deep_c;
        return;
    }
    bool bytes = state->bytes_per_sample == 1;
    state->run_level = et_level_kernel(cpu);
    state->run_luma = luma_16_c;
    state->run_chroma = bytes ? chroma_8_c : chroma_16_c;
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128) {
        state->run_luma = luma_16_simd128;
        state->run_chroma = bytes ? chroma_8_simd128 : chroma_16_simd128;
    }
#else
    (void)cpu;
#endif
}

static int configure(const struct et_setup *setup)
{
    const struct adjust_params *p = setup->params;
    const struct et_format_info *format = et_format_info(setup->in.format);
    struct state *state = setup->state;
    *state = (struct state){
        .max = (1 << format->depth) - 1,
        .bytes_per_sample = format->bytes_per_pixel,
        .keeps_luma = p->brightness == 0 && p->contrast == 1 && p->gamma == 1,
        .keeps_chroma = p->saturation == 1 && p->hue == 0,
    };
    choose_kernels(state, format->depth, setup->cpu);
    configure_chroma(p, state);
    return configure_luma(setup, state, format->depth);
}

static void run_luma_row(const struct state *state, void *dst, const void *src, int width)
{
    if (state->luma_table) {
        if (state->bytes_per_sample == 1)
            table_8(dst, src, width, state->luma_table);
        else
            table_16(dst, src, width, state->luma_table, state->max);
    } else if (state->bytes_per_sample == 1) {
        state->run_level(dst, src, width, state->luma_level);
    } else {
        state->run_luma(dst, src, width, state->luma, state->max);
    }
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane, other = 3 - plane;
    const int width = et_plane_width(run->in->info.format, plane, run->in->info.width);
    const struct mix mix = plane == 1 ? state->cb : state->cr;
    const bool is_alpha = plane >= et_format_color_planes(run->in->info.format);
    for (int y = run->first; y < run->last; y++) {
        void *dst = run->out->data[plane] + y * run->out->stride[plane];
        const void *src = run->in->data[plane] + y * run->in->stride[plane];
        if (is_alpha || (plane == 0 ? state->keeps_luma : state->keeps_chroma)) {
            memcpy(dst, src, (size_t)width * (size_t)state->bytes_per_sample);
        } else if (plane == 0) {
            run_luma_row(state, dst, src, width);
        } else if (state->levels_chroma) {
            state->run_level(dst, src, width, state->chroma_level);
        } else {
            const void *partner = run->in->data[other] + y * run->in->stride[other];
            state->run_chroma(dst, src, partner, width, mix, state->max);
        }
    }
}

/* ---- As steps of a program ------------------------------------------------------------------- */

static double raise(const void *context, double y)
{
    return y > 0 ? et_pow(y, 1 / ((const struct adjust_params *)context)->gamma) : 0;
}

static int program(const struct et_setup *setup, struct et_program *program)
{
    const struct adjust_params *p = setup->params;
    const struct et_curve gamma[3] = {{p->gamma == 1 ? NULL : raise, p}};
    const double angle = p->hue * (ET_PI / 180);
    const double along = p->saturation * et_cos(angle), across = p->saturation * et_sin(angle);
    const double rows[3][4] = {
        {p->contrast, 0, 0, lift_of(p)}, {0, along, -across}, {0, across, along}};
    int error = et_program_affine(program, ET_SPACE_YUV, rows);
    return error ? error
                 : et_program_steep_curves(program, ET_SPACE_YUV, gamma, (const double[3]){0});
}

static const struct et_param params[] = {
    ET_FLOAT(struct adjust_params, brightness, "Brightness",
             "Added to luma, where 1 is the step from black to white.", ET_UNIT_NONE, -1, 1, 0.01,
             0),
    ET_FLOAT(struct adjust_params, contrast, "Contrast", "Factor for luma about middle grey.",
             ET_UNIT_NONE, 0, 4, 0.01, 1),
    ET_FLOAT(struct adjust_params, saturation, "Saturation",
             "Factor for chroma; 0 gives black and white.", ET_UNIT_NONE, 0, 4, 0.01, 1),
    ET_FLOAT(struct adjust_params, gamma, "Gamma",
             "Luma is raised to 1 / gamma; above 1 lightens the middle.", ET_UNIT_NONE, 0.1, 10,
             0.01, 1),
    ET_FLOAT(struct adjust_params, hue, "Hue", "Angle by which chroma is turned.", ET_UNIT_DEGREE,
             -180, 180, 1, 0),
};

const struct et_filter et_filter_adjust = {
    .name = "adjust",
    .label = "Adjust",
    .help = "Changes brightness, contrast, saturation, gamma and hue.",
    .group = ET_GROUP_COLOR,
    .example = "contrast:1.3:saturation:1.5:gamma:1.2:hue:10",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct adjust_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .run_models = ET_MODELS_GRAY | ET_MODELS_YUV,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .program = program,
    .configure = configure,
    .run = run,
};
