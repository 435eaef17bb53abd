// SPDX-License-Identifier: MIT
/*
 * Contrast adaptive sharpening, as AMD published it (FidelityFX CAS 1.0, "no scaling"). With the 3 x 3
 * samples around e as parts of the largest code
 *   a b c
 *   d e f
 *   g h i
 *   mn = min(b, d, e, f, h) + min(a .. i),  mx = max(b, d, e, f, h) + max(a .. i)
 *   w  = sqrt(min(mn, 2 - mx) / mx) * -amount / (8 - 3 * sharpness)
 *   e' = (e + w * (b + d + f + h)) / (1 + 4 * w)
 * so that what has contrast already is sharpened less; AMD has no `amount`, which is 1 there. In single precision, rounded once to the nearest
 * code, halves to even, and cut. Beyond its edges a plane goes on as its edge. Luma, or red, green and
 * blue each by itself, as they are coded; chroma and alpha are kept.
 */
#include "base/range.h"
#include "simd/vector.h"

#include <etalon/filter.h>
#include <math.h>
#include <string.h>

struct cas_params {
    double sharpness, amount;
};

struct state {
    enum et_format format;
    int bytes_per_sample, max;
    float peak;
    void (*run)(void *dst, const void *const *rows, int width, float peak, int max);
};

/* Added to a number below 2^22, this leaves the nearest integer in the low bits. */
static const float magic = 12582912; /* 1.5 * 2^23 */
enum { MAGIC_BITS = 0x4B400000 };

/* ---- Plain C --------------------------------------------------------------------------------- */

static inline int get(const void *row, int x, int width, int max)
{
    x = et_nearest(x, width);
    int code = max > UINT8_MAX ? ((const uint16_t *)row)[x] : ((const uint8_t *)row)[x];
    return code > max ? max : code;
}

static inline int sharpen(const void *const *rows, int x, int width, float peak, int max)
{
    const int b = get(rows[0], x, width, max), d = get(rows[1], x - 1, width, max),
              e = get(rows[1], x, width, max), f = get(rows[1], x + 1, width, max),
              h = get(rows[2], x, width, max);
    const int a = get(rows[0], x - 1, width, max), c = get(rows[0], x + 1, width, max),
              g = get(rows[2], x - 1, width, max), i = get(rows[2], x + 1, width, max);
    const int low = et_smaller(et_smaller(et_smaller(b, d), et_smaller(f, h)), e);
    const int high = et_larger(et_larger(et_larger(b, d), et_larger(f, h)), e);
    const int mn = low + et_smaller(low, et_smaller(et_smaller(a, c), et_smaller(g, i)));
    const int mx = high + et_larger(high, et_larger(et_larger(a, c), et_larger(g, i)));
    const float room = (float)et_smaller(mn, 2 * max - mx) / (float)et_larger(mx, 1);
    const float weight = sqrtf(room) * peak;
    float value = ((float)(b + d + f + h) * weight + (float)e) / (4 * weight + 1) + magic;
    int32_t bits;
    memcpy(&bits, &value, sizeof(bits));
    bits -= MAGIC_BITS;
    return bits < 0 ? 0 : bits > max ? max : bits;
}

static void sharpen_8_part(uint8_t *dst, const void *const *rows, int width, float peak, int max,
                           int first, int last)
{
    for (int x = first; x < last; x++)
        dst[x] = (uint8_t)sharpen(rows, x, width, peak, max);
}

static void sharpen_16_part(uint16_t *dst, const void *const *rows, int width, float peak, int max,
                            int first, int last)
{
    for (int x = first; x < last; x++)
        dst[x] = (uint16_t)sharpen(rows, x, width, peak, max);
}

static void sharpen_8_c(void *dst, const void *const *rows, int width, float peak, int max)
{
    sharpen_8_part(dst, rows, width, peak, max, 0, width);
}

static void sharpen_16_c(void *dst, const void *const *rows, int width, float peak, int max)
{
    sharpen_16_part(dst, rows, width, peak, max, 0, width);
}

/* ---- SIMD128: 8 samples a step, between those at the ends -------------------------------------- */

#if defined(__wasm_simd128__)

enum { STEP = 8 };

/* Four samples; all values are 32-bit integers, as is the result, which is not cut yet. */
static inline v128_t sharpen_four(v128_t mn, v128_t mx, v128_t cross, v128_t middle, v128_t peak,
                                  v128_t twice_max)
{
    v128_t room = wasm_i32x4_min(mn, wasm_i32x4_sub(twice_max, mx));
    v128_t most = wasm_i32x4_max(mx, wasm_i32x4_const_splat(1));
    v128_t part = wasm_f32x4_div(wasm_f32x4_convert_i32x4(room), wasm_f32x4_convert_i32x4(most));
    v128_t weight = wasm_f32x4_mul(wasm_f32x4_sqrt(part), peak);
    v128_t sum = wasm_f32x4_add(wasm_f32x4_mul(wasm_f32x4_convert_i32x4(cross), weight),
                                wasm_f32x4_convert_i32x4(middle));
    v128_t weights = wasm_f32x4_add(wasm_f32x4_mul(wasm_f32x4_const_splat(4), weight),
                                    wasm_f32x4_const_splat(1));
    v128_t value = wasm_f32x4_add(wasm_f32x4_div(sum, weights), wasm_f32x4_splat(magic));
    return wasm_i32x4_sub(value, wasm_i32x4_const_splat(MAGIC_BITS));
}

struct around {
    v128_t a, b, c, d, e, f, g, h, i; /* eight samples each, 16 bits */
};

/* Eight samples, cut below 0 only: narrowed without a sign. */
static inline v128_t sharpen_eight(struct around s, v128_t peak, v128_t twice_max)
{
    v128_t low =
        wasm_u16x8_min(wasm_u16x8_min(wasm_u16x8_min(s.b, s.d), wasm_u16x8_min(s.f, s.h)), s.e);
    v128_t high =
        wasm_u16x8_max(wasm_u16x8_max(wasm_u16x8_max(s.b, s.d), wasm_u16x8_max(s.f, s.h)), s.e);
    v128_t lowest =
        wasm_u16x8_min(wasm_u16x8_min(wasm_u16x8_min(s.a, s.c), wasm_u16x8_min(s.g, s.i)), low);
    v128_t highest =
        wasm_u16x8_max(wasm_u16x8_max(wasm_u16x8_max(s.a, s.c), wasm_u16x8_max(s.g, s.i)), high);
#define EXTEND(half, v) wasm_u32x4_extend_##half##_u16x8(v)
#define HALF(half)                                                                                 \
    sharpen_four(wasm_i32x4_add(EXTEND(half, low), EXTEND(half, lowest)),                          \
                 wasm_i32x4_add(EXTEND(half, high), EXTEND(half, highest)),                        \
                 wasm_i32x4_add(wasm_i32x4_add(EXTEND(half, s.b), EXTEND(half, s.d)),              \
                                wasm_i32x4_add(EXTEND(half, s.f), EXTEND(half, s.h))),             \
                 EXTEND(half, s.e), peak, twice_max)
    return wasm_u16x8_narrow_i32x4(HALF(low), HALF(high));
#undef HALF
#undef EXTEND
}

static void sharpen_8_simd128(void *dst, const void *const *rows, int width, float peak, int max)
{
    const uint8_t *above = rows[0], *here = rows[1], *below = rows[2];
    const v128_t peaks = wasm_f32x4_splat(peak), twice_max = wasm_i32x4_splat(2 * max);
    int x = 1;
    sharpen_8_part(dst, rows, width, peak, max, 0, 1);
    for (; x + STEP < width; x += STEP) {
        struct around s = {
            wasm_u16x8_load8x8(above + x - 1), wasm_u16x8_load8x8(above + x),
            wasm_u16x8_load8x8(above + x + 1), wasm_u16x8_load8x8(here + x - 1),
            wasm_u16x8_load8x8(here + x),      wasm_u16x8_load8x8(here + x + 1),
            wasm_u16x8_load8x8(below + x - 1), wasm_u16x8_load8x8(below + x),
            wasm_u16x8_load8x8(below + x + 1),
        };
        v128_t values =
            wasm_u16x8_min(sharpen_eight(s, peaks, twice_max), wasm_i16x8_const_splat(UINT8_MAX));
        wasm_v128_store64_lane((uint8_t *)dst + x, wasm_u8x16_narrow_i16x8(values, values), 0);
    }
    sharpen_8_part(dst, rows, width, peak, max, x, width);
}

static void sharpen_16_simd128(void *dst, const void *const *rows, int width, float peak, int max)
{
    const uint16_t *above = rows[0], *here = rows[1], *below = rows[2];
    const v128_t peaks = wasm_f32x4_splat(peak), twice_max = wasm_i32x4_splat(2 * max);
    const v128_t most = wasm_i16x8_splat((int16_t)max);
    int x = 1;
    sharpen_16_part(dst, rows, width, peak, max, 0, 1);
    for (; x + STEP < width; x += STEP) {
        const uint16_t *from[] = {above + x - 1, above + x, above + x + 1,
                                  here + x - 1,  here + x,  here + x + 1,
                                  below + x - 1, below + x, below + x + 1};
        v128_t v[9];
        for (int k = 0; k < 9; k++)
            v[k] = wasm_u16x8_min(wasm_v128_load(from[k]), most);
        struct around s = {v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8]};
        wasm_v128_store((uint16_t *)dst + x,
                        wasm_u16x8_min(sharpen_eight(s, peaks, twice_max), most));
    }
    sharpen_16_part(dst, rows, width, peak, max, x, width);
}

#endif

/* ---- Set-up ---------------------------------------------------------------------------------- */

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    (void)in;
    return ((const struct cas_params *)params)->amount == 0;
}

static int configure(const struct et_setup *setup)
{
    const struct et_format_info *format = et_format_info(setup->in.format);
    const struct cas_params *p = setup->params;
    struct state *state = setup->state;
    *state = (struct state){
        .format = setup->in.format,
        .bytes_per_sample = format->bytes_per_pixel,
        .max = (1 << format->depth) - 1,
        .peak = (float)(-p->amount / (8 - 3 * p->sharpness)),
        .run = format->depth == 8 ? sharpen_8_c : sharpen_16_c,
    };
#if defined(__wasm_simd128__)
    if (setup->cpu & ET_CPU_SIMD128)
        state->run = format->depth == 8 ? sharpen_8_simd128 : sharpen_16_simd128;
#endif
    return 0;
}

static bool keeps(const struct state *state, int plane)
{
    return plane >= et_format_color_planes(state->format) ||
           (plane > 0 && et_format_info(state->format)->model == ET_MODEL_YUV);
}

static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    int halo = keeps(state, plane) ? 0 : 1;
    *in_first = first - halo;
    *in_last = last + halo;
}

static bool columns_needed(const void *state, int plane, int *reach, int *unit)
{
    *reach = keeps(state, plane) ? 0 : 1;
    *unit = 1;
    return true;
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const int plane = run->plane;
    const ptrdiff_t stride = run->in->stride[plane];
    const int width = et_plane_width(state->format, plane, run->in->info.width);
    const int height = et_plane_height(state->format, plane, run->in->info.height);
    for (int y = run->first; y < run->last; y++) {
        const uint8_t *here = run->in->data[plane] + y * stride;
        uint8_t *dst = et_image_row(run->out, plane, y);
        if (keeps(state, plane)) {
            memcpy(dst, here, (size_t)width * (size_t)state->bytes_per_sample);
            continue;
        }
        const void *rows[] = {y > 0 ? here - stride : here, here,
                              y < height - 1 ? here + stride : here};
        state->run(dst, rows, width, state->peak, state->max);
    }
}

static const struct et_param params[] = {
    ET_FLOAT(struct cas_params, sharpness, "Sharpness",
             "From the least that the method gives to its most.", ET_UNIT_NONE, 0, 1, 0.05, 0.5),
    ET_FLOAT(struct cas_params, amount, "Amount", "Part of that; 0 changes nothing.", ET_UNIT_NONE,
             0, 1, 0.05, 1),
};

const struct et_filter et_filter_cas = {
    .name = "cas",
    .label = "Contrast adaptive sharpen",
    .help = "Sharpens soft detail, and less what has contrast already.",
    .group = ET_GROUP_SPATIAL,
    .example = "sharpness:1",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct cas_params),
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
