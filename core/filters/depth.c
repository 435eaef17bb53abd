// SPDX-License-Identifier: MIT
/*
 * Another bit depth. A code becomes, in limited range, itself times 2^(out - in); in full range,
 * and in alpha always,
 *   (code - zero) * (2^out - 1) / (2^in - 1) + zero'
 * with zero the middle of chroma, 2^(depth - 1), and 0 in other planes; here to 1/4096 of a code.
 * Where the depth grows that is rounded, halves upward. Where it falls, `dither` says how:
 *   none             rounded, halves upward
 *   ordered          rounded up where the rest is more than 1 - (2 m + 1) / 128, with m of the
 *                    matrix in simd/dither.h at the sample's position in its plane
 *   error_diffusion  Floyd and Steinberg (1976): the rest goes to the samples not yet done, 7/16 to
 *                    the next in the row, 3/16, 5/16 and 1/16 to those below. The sixteenths that a
 *                    sample gets are added up and rounded once. What leaves the plane is dropped, and
 *                    the rest is cut to half a code where a code is cut to the range. With `scan` =
 *                    serpentine rows of odd number go from right to left.
 *
 * It is no step of colour programs: what becomes of a sample depends on its place, or on those before it.
 */
#include "base/range.h"
#include "simd/dither.h"
#include "simd/vector.h"

#include <etalon/filter.h>
#include <math.h>

enum dither { DITHER_NONE, DITHER_ORDERED, DITHER_ERROR_DIFFUSION };

enum {
    REST_BITS = 12, /* of a code */
    ONE = 1 << REST_BITS,
    FACTOR_BITS = 24,
};

struct depth_params {
    int bits, dither, scan;
};

static const int depths[] = {8, 10, 12, 16};

/* Codes of one kind of plane. */
struct scale {
    int zero_in, zero_out;
    int64_t factor;
};

struct state {
    enum et_format format; /* of the input */
    int width;
    int in_depth, out_depth, in_max, out_max;
    enum dither dither;
    bool serpentine;
    bool shifts; /* codes are only shifted down: limited range */
    struct scale color, chroma, alpha;
    void (*shift_row)(void *dst, const void *src, int width, const uint16_t *bias, int in_depth,
                      int out_depth);
};

/* A code of the input, in 1/ONE of the output's. */
static inline int scaled(const struct scale *scale, int code)
{
    const int64_t product = (code - scale->zero_in) * scale->factor;
    return (int)((product + (1 << (FACTOR_BITS - 1))) >> FACTOR_BITS) + scale->zero_out * ONE;
}

static inline int read_code(const void *row, int x, int max)
{
    const int code = max == 255 ? ((const uint8_t *)row)[x] : ((const uint16_t *)row)[x];
    return code > max ? max : code;
}

static inline void write_code(void *row, int x, int code, int max)
{
    if (max == 255)
        ((uint8_t *)row)[x] = (uint8_t)code;
    else
        ((uint16_t *)row)[x] = (uint16_t)code;
}

/* ---- Plain C --------------------------------------------------------------------------------- */

/* `thresholds`: what is added before the rest is cut off, for columns 0 to 7 of 8, in 1/ONE. */
static void round_row(const struct state *state, const struct scale *scale, void *dst,
                      const void *src, int width, const uint16_t *thresholds)
{
    for (int x = 0; x < width; x++) {
        const int value = scaled(scale, read_code(src, x, state->in_max));
        write_code(
            dst, x,
            et_clamp((value + thresholds[x % ET_DITHER_SIZE]) >> REST_BITS, 0, state->out_max),
            state->out_max);
    }
}

/*
 * `sixteenths`: what the row above left for each sample, replaced by what this row leaves for the
 * row below: the sample before has its sum complete when a sample is done.
 */
static void diffuse_row(const struct state *state, const struct scale *scale, void *dst,
                        const void *src, int width, bool backwards, int32_t *sixteenths)
{
    const int step = backwards ? -1 : 1;
    int x = backwards ? width - 1 : 0;
    int rest_before = 0, below_before = 0; /* what goes to the sample below the one before */
    for (int i = 0; i < width; i++, x += step) {
        const int left = sixteenths[x] + 7 * rest_before;
        const int value = scaled(scale, read_code(src, x, state->in_max)) + ((left + 8) >> 4);
        const int code = et_clamp((value + ONE / 2) >> REST_BITS, 0, state->out_max);
        const int rest = et_clamp(value - code * ONE, -ONE / 2, ONE / 2);
        write_code(dst, x, code, state->out_max);
        if (i)
            sixteenths[x - step] = below_before + 3 * rest;
        below_before = 5 * rest + rest_before;
        rest_before = rest;
    }
    sixteenths[x - step] = below_before;
}

static void shift_row_c(void *dst, const void *src, int width, const uint16_t *bias, int in_depth,
                        int out_depth)
{
    const int shift = in_depth - out_depth, max = (1 << in_depth) - 1;
    const int out_max = (1 << out_depth) - 1;
    for (int x = 0; x < width; x++) {
        const int code = (read_code(src, x, max) + bias[x % ET_DITHER_SIZE]) >> shift;
        write_code(dst, x, code > out_max ? out_max : code, out_max);
    }
}

/* ---- SIMD128 --------------------------------------------------------------------------------- */

#if defined(__wasm_simd128__)

static void shift_row_simd128(void *dst, const void *src, int width, const uint16_t *bias,
                              int in_depth, int out_depth)
{
    const int shift = in_depth - out_depth;
    const v128_t max = wasm_i16x8_splat((int16_t)((1 << in_depth) - 1));
    const v128_t out_max = wasm_i16x8_splat((int16_t)((1 << out_depth) - 1));
    const v128_t added = wasm_v128_load(bias);
    int x = 0;
    for (; x <= width - ET_DITHER_SIZE; x += ET_DITHER_SIZE) {
        v128_t codes = wasm_u16x8_min(wasm_v128_load((const uint16_t *)src + x), max);
        codes = wasm_u16x8_min(wasm_u16x8_shr(wasm_u16x8_add_sat(codes, added), shift), out_max);
        if (out_depth == 8)
            wasm_v128_store64_lane((uint8_t *)dst + x, wasm_u8x16_narrow_i16x8(codes, codes), 0);
        else
            wasm_v128_store((uint16_t *)dst + x, codes);
    }
    const int bytes = out_depth == 8 ? 1 : 2;
    shift_row_c((uint8_t *)dst + x * bytes, (const uint16_t *)src + x, width - x, bias, in_depth,
                out_depth);
}

#endif

/* ---- Set-up ---------------------------------------------------------------------------------- */

static int bits_of(const void *params)
{
    return depths[((const struct depth_params *)params)->bits];
}

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    return et_format_info(in->format)->depth == bits_of(params);
}

static int output_info(const void *params, const struct et_image_info *in,
                       struct et_image_info *out)
{
    *out = *in;
    out->format = et_format_of_depth(in->format, bits_of(params));
    if (out->format == ET_FORMAT_NONE)
        return et_fail(ET_ERROR_UNSUPPORTED, "there is no format as %s of %d bits",
                       et_format_info(in->format)->name, bits_of(params));
    return 0;
}

static struct scale scale_of(const struct state *state, bool full, bool chroma)
{
    const double ratio = full ? (double)state->out_max / state->in_max
                              : (double)(state->out_max + 1) / (state->in_max + 1);
    return (struct scale){chroma ? (state->in_max + 1) / 2 : 0,
                          chroma ? (state->out_max + 1) / 2 : 0,
                          (int64_t)floor(ratio * ((int64_t)1 << (FACTOR_BITS + REST_BITS)) + 0.5)};
}

static int configure(const struct et_setup *setup)
{
    const struct depth_params *params = setup->params;
    const int in_depth = et_format_info(setup->in.format)->depth, out_depth = bits_of(params);
    const bool full = setup->in.color.full_range;
    struct state *state = setup->state;
    *state = (struct state){
        .format = setup->in.format,
        .width = setup->in.width,
        .in_depth = in_depth,
        .out_depth = out_depth,
        .in_max = (1 << in_depth) - 1,
        .out_max = (1 << out_depth) - 1,
        .dither = in_depth > out_depth ? (enum dither)params->dither : DITHER_NONE,
        .serpentine = params->scan == 0,
        .shifts = !full && in_depth > out_depth,
        .shift_row = shift_row_c,
    };
#if defined(__wasm_simd128__)
    if (setup->cpu & ET_CPU_SIMD128)
        state->shift_row = shift_row_simd128;
#endif
    state->color = scale_of(state, full, false);
    state->chroma = scale_of(state, full, true);
    state->alpha = scale_of(state, true, false);
    return 0;
}

static size_t scratch_size(const void *state, int rows)
{
    (void)rows;
    return (size_t)((const struct state *)state)->width * sizeof(int32_t);
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane, width = et_plane_width(state->format, plane, state->width);
    const bool alpha = plane >= et_format_color_planes(state->format);
    const bool chroma = plane > 0 && et_format_info(state->format)->model == ET_MODEL_YUV;
    const struct scale *scale = alpha ? &state->alpha : chroma ? &state->chroma : &state->color;
    const int shift = state->in_depth - state->out_depth;
    for (int y = run->first; y < run->last; y++) {
        void *dst = et_image_row(run->out, plane, y);
        const void *src = et_image_row(run->in, plane, y);
        uint16_t thresholds[ET_DITHER_SIZE], bias[ET_DITHER_SIZE];
        if (state->dither == DITHER_ERROR_DIFFUSION) {
            diffuse_row(state, scale, dst, src, width, state->serpentine && y & 1, run->scratch);
            continue;
        }
        for (int i = 0; i < ET_DITHER_SIZE; i++) {
            const int entry = et_dither_matrix[y % ET_DITHER_SIZE][i];
            thresholds[i] = state->dither == DITHER_ORDERED
                                ? (uint16_t)((2 * entry + 1) * (ONE / 128))
                                : ONE / 2;
            bias[i] = state->shifts ? (uint16_t)(thresholds[i] >> (REST_BITS - shift)) : 0;
        }
        if (state->shifts && !alpha)
            state->shift_row(dst, src, width, bias, state->in_depth, state->out_depth);
        else
            round_row(state, scale, dst, src, width, thresholds);
    }
}

static const char *const bits_names[] = {"8", "10", "12", "16"};
static const char *const dither_names[] = {"none", "ordered", "error_diffusion"};
static const char *const scan_names[] = {"serpentine", "left_to_right"};

static const struct et_param params[] = {
    ET_FIXED_CHOICE(struct depth_params, bits, "Bits", "Bits of a sample.", bits_names, 0),
    ET_CHOICE(struct depth_params, dither, "Dither", "How samples are rounded where bits are lost.",
              dither_names, DITHER_ERROR_DIFFUSION),
    ET_CHOICE(struct depth_params, scan, "Scan",
              "Way of error diffusion through the rows; serpentine turns after each.", scan_names,
              0),
};

const struct et_filter et_filter_depth = {
    .name = "depth",
    .label = "Bit depth",
    .help = "Changes the number of bits of a sample, with dither.",
    .group = ET_GROUP_COLOR,
    .example = "bits:8:dither:ordered",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct depth_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_TOP_DOWN,
    .is_neutral = is_neutral,
    .output_info = output_info,
    .configure = configure,
    .scratch_size = scratch_size,
    .run = run,
};
