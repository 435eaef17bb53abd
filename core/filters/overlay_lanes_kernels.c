// SPDX-License-Identifier: MIT
/* From samples to R', G', B' in 16 bits and back; see overlay_lanes.h. */
#include "filters/overlay_lanes.h"

#include "simd/fir_kernels.h"
#include "simd/sample.h"

enum { BIAS = 1 << 15, ROOM = ET_LANES_ROOM };

/* ---- Plain C --------------------------------------------------------------------------------- */

static inline void between_span(uint16_t *chroma, const void *above, const void *below,
                                int quarters, int shift, int first, int count, bool bytes)
{
    for (int i = first; i < count; i++)
        chroma[i] = (uint16_t)((et_sample_get(above, i, bytes) * (4 - quarters) +
                                et_sample_get(below, i, bytes) * quarters)
                               << shift);
}

static void between_8_c(uint16_t *chroma, const void *above, const void *below, int quarters,
                        int shift, int count)
{
    between_span(chroma, above, below, quarters, shift, 0, count, true);
}

static void between_16_c(uint16_t *chroma, const void *above, const void *below, int quarters,
                         int shift, int count)
{
    between_span(chroma, above, below, quarters, shift, 0, count, false);
}

static inline int average(int a, int b)
{
    return (a + b + 1) >> 1;
}

/* Chroma at pixel `i`. */
static inline int chroma_at(const uint16_t *samples, int i, enum et_lanes_across across)
{
    if (across == ET_LANES_FULL)
        return samples[i];
    const int here = samples[i / 2];
    const bool odd = i & 1;
    if (across == ET_LANES_COSITED)
        return odd ? average(here, samples[i / 2 + 1]) : here;
    return average(here, average(here, samples[odd ? i / 2 + 1 : i / 2 - 1]));
}

/* Twice a component, cut to 0 to ET_LANES_ONE. */
static inline int16_t component(int half)
{
    return et_saturate_16(half < 0 ? 0 : 2 * half);
}

static inline void open_span(int16_t *rgb, const void *luma, const uint16_t *const chroma[2],
                             enum et_lanes_across across, const struct et_lanes_matrix *m,
                             int first, int count, bool bytes)
{
    for (int i = first; i < count; i++) {
        const int code = (int16_t)(et_sample_get(luma, i, bytes) << m->shift);
        const int y = et_lanes_product((int16_t)(code - m->zero), m->luma);
        const int cb = chroma_at(chroma[0], i, across) - BIAS;
        const int cr = chroma_at(chroma[1], i, across) - BIAS;
        rgb[i] = component(et_saturate_16(y + et_lanes_product(cr, m->red_cr)));
        rgb[ROOM + i] =
            component(et_saturate_16(et_saturate_16(y + et_lanes_product(cb, m->green_cb)) +
                                     et_lanes_product(cr, m->green_cr)));
        rgb[2 * ROOM + i] = component(et_saturate_16(y + et_lanes_product(cb, m->blue_cb)));
    }
}

static void open_8_c(int16_t *rgb, const void *luma, const uint16_t *const chroma[2],
                     enum et_lanes_across across, const struct et_lanes_matrix *matrix, int count)
{
    open_span(rgb, luma, chroma, across, matrix, 0, count, true);
}

static void open_16_c(int16_t *rgb, const void *luma, const uint16_t *const chroma[2],
                      enum et_lanes_across across, const struct et_lanes_matrix *matrix, int count)
{
    open_span(rgb, luma, chroma, across, matrix, 0, count, false);
}

/* A byte as 0 to ET_LANES_ONE. */
static inline int16_t part_of(uint8_t byte)
{
    return (int16_t)((byte << 8 | byte) >> 1);
}

static void open_rgba_span(struct et_lanes_row *row, const uint8_t *rgba, int opacity, int first,
                           int count)
{
    for (int i = first; i < count; i++) {
        for (int c = 0; c < 3; c++)
            row->source[c][i] = part_of(rgba[4 * i + c]);
        row->cover[i] = (int16_t)et_lanes_product(part_of(rgba[4 * i + 3]), opacity);
    }
}

static void open_rgba_c(struct et_lanes_row *row, const uint8_t *rgba, int opacity, int count)
{
    open_rgba_span(row, rgba, opacity, 0, count);
}

static inline void add_span(void *dst, const void *src, const int16_t *changes, int shift,
                            int first, int count, bool bytes)
{
    for (int i = first; i < count; i++) {
        const int code = (int16_t)(et_sample_get(src, i, bytes) << shift);
        const int sum = et_saturate_16(et_saturate_16(code + changes[i]) + (1 << (shift - 1)));
        const int out = sum >> shift;
        et_sample_put(dst, i, out < 0 ? 0 : out, bytes);
    }
}

static void add_8_c(void *dst, const void *src, const int16_t *changes, int shift, int count)
{
    add_span(dst, src, changes, shift, 0, count, true);
}

static void add_16_c(void *dst, const void *src, const int16_t *changes, int shift, int count)
{
    add_span(dst, src, changes, shift, 0, count, false);
}

/* ---- SIMD128: eight samples a step, the rest in C --------------------------------------------- */

#if defined(__wasm_simd128__)

static inline void between(uint16_t *chroma, const void *above, const void *below, int quarters,
                           int shift, int count, bool bytes)
{
    const v128_t upper = wasm_i16x8_splat((int16_t)(4 - quarters));
    const v128_t lower = wasm_i16x8_splat((int16_t)quarters);
    int i = 0;
    for (; i <= count - 8; i += 8) {
        const v128_t sum = wasm_i16x8_add(wasm_i16x8_mul(et_sample_load(above, i, bytes), upper),
                                          wasm_i16x8_mul(et_sample_load(below, i, bytes), lower));
        wasm_v128_store(chroma + i, wasm_i16x8_shl(sum, (uint32_t)shift));
    }
    between_span(chroma, above, below, quarters, shift, i, count, bytes);
}

static void between_8_simd128(uint16_t *chroma, const void *above, const void *below, int quarters,
                              int shift, int count)
{
    between(chroma, above, below, quarters, shift, count, true);
}

static void between_16_simd128(uint16_t *chroma, const void *above, const void *below, int quarters,
                               int shift, int count)
{
    between(chroma, above, below, quarters, shift, count, false);
}

/* Chroma at sixteen pixels, of which the first is an even one, less its middle. */
static inline void chroma_sixteen(const uint16_t *samples, int i, enum et_lanes_across across,
                                  v128_t chroma[2])
{
    const v128_t bias = wasm_i16x8_const_splat(INT16_MIN);
    if (across == ET_LANES_FULL) {
        chroma[0] = wasm_v128_xor(wasm_v128_load(samples + i), bias);
        chroma[1] = wasm_v128_xor(wasm_v128_load(samples + i + 8), bias);
        return;
    }
    samples += i / 2;
    const v128_t here = wasm_v128_load(samples);
    v128_t even = here, odd = wasm_u16x8_avgr(here, wasm_v128_load(samples + 1));
    if (across == ET_LANES_MIDWAY) {
        even = wasm_u16x8_avgr(here, wasm_u16x8_avgr(here, wasm_v128_load(samples - 1)));
        odd = wasm_u16x8_avgr(here, odd);
    }
    even = wasm_v128_xor(even, bias);
    odd = wasm_v128_xor(odd, bias);
    chroma[0] = et_interleave_low_16(even, odd);
    chroma[1] = et_interleave_high_16(even, odd);
}

static inline v128_t product(v128_t values, int16_t factor)
{
    return wasm_i16x8_q15mulr_sat(values, wasm_i16x8_splat(factor));
}

static inline v128_t component_eight(v128_t half)
{
    half = wasm_i16x8_max(half, wasm_i16x8_const_splat(0));
    return wasm_i16x8_add_sat(half, half);
}

static inline void open(int16_t *rgb, const void *luma, const uint16_t *const chroma[2],
                        enum et_lanes_across across, const struct et_lanes_matrix *matrix,
                        int count, bool bytes)
{
    const struct et_lanes_matrix m = *matrix; /* which stores do not change */
    const v128_t zero = wasm_i16x8_splat(m.zero);
    const uint16_t *const row_cb = chroma[0], *const row_cr = chroma[1];
    int i = 0;
    for (; i <= count - 16; i += 16) {
        v128_t cb[2], cr[2];
        chroma_sixteen(row_cb, i, across, cb);
        chroma_sixteen(row_cr, i, across, cr);
        for (int k = 0; k < 2; k++) {
            const int x = i + 8 * k;
            const v128_t code = wasm_i16x8_shl(et_sample_load(luma, x, bytes), (uint32_t)m.shift);
            const v128_t y = product(wasm_i16x8_sub(code, zero), m.luma);
            const v128_t less_blue = wasm_i16x8_add_sat(y, product(cb[k], m.green_cb));
            wasm_v128_store(rgb + x,
                            component_eight(wasm_i16x8_add_sat(y, product(cr[k], m.red_cr))));
            wasm_v128_store(rgb + ROOM + x, component_eight(wasm_i16x8_add_sat(
                                                less_blue, product(cr[k], m.green_cr))));
            wasm_v128_store(rgb + 2 * ROOM + x,
                            component_eight(wasm_i16x8_add_sat(y, product(cb[k], m.blue_cb))));
        }
    }
    open_span(rgb, luma, chroma, across, matrix, i, count, bytes);
}

static void open_8_simd128(int16_t *rgb, const void *luma, const uint16_t *const chroma[2],
                           enum et_lanes_across across, const struct et_lanes_matrix *matrix,
                           int count)
{
    open(rgb, luma, chroma, across, matrix, count, true);
}

static void open_16_simd128(int16_t *rgb, const void *luma, const uint16_t *const chroma[2],
                            enum et_lanes_across across, const struct et_lanes_matrix *matrix,
                            int count)
{
    open(rgb, luma, chroma, across, matrix, count, false);
}

/* Four pixels, each byte beside itself: red and green, blue and alpha. */
static inline void part_four(const uint8_t *rgba, v128_t *red_green, v128_t *blue_alpha)
{
    const v128_t bytes = wasm_v128_load(rgba);
    const v128_t low = et_interleave_low_8(bytes, bytes), high = et_interleave_high_8(bytes, bytes);
    const v128_t even = et_interleave_low_16(low, high), odd = et_interleave_high_16(low, high);
    *red_green = wasm_u16x8_shr(et_interleave_low_16(even, odd), 1);
    *blue_alpha = wasm_u16x8_shr(et_interleave_high_16(even, odd), 1);
}

static void open_rgba_simd128(struct et_lanes_row *row, const uint8_t *rgba, int opacity, int count)
{
    int i = 0;
    for (; i <= count - 8; i += 8) {
        v128_t red_green[2], blue_alpha[2];
        part_four(rgba + 4 * (ptrdiff_t)i, &red_green[0], &blue_alpha[0]);
        part_four(rgba + 4 * (ptrdiff_t)i + 16, &red_green[1], &blue_alpha[1]);
        wasm_v128_store(row->source[0] + i, wasm_i64x2_shuffle(red_green[0], red_green[1], 0, 2));
        wasm_v128_store(row->source[1] + i, wasm_i64x2_shuffle(red_green[0], red_green[1], 1, 3));
        wasm_v128_store(row->source[2] + i, wasm_i64x2_shuffle(blue_alpha[0], blue_alpha[1], 0, 2));
        wasm_v128_store(
            row->cover + i,
            product(wasm_i64x2_shuffle(blue_alpha[0], blue_alpha[1], 1, 3), (int16_t)opacity));
    }
    open_rgba_span(row, rgba, opacity, i, count);
}

static inline void add(void *dst, const void *src, const int16_t *changes, int shift, int count,
                       bool bytes)
{
    const v128_t half = wasm_i16x8_splat((int16_t)(1 << (shift - 1)));
    int i = 0;
    for (; i <= count - 8; i += 8) {
        const v128_t code = wasm_i16x8_shl(et_sample_load(src, i, bytes), (uint32_t)shift);
        v128_t sum = wasm_i16x8_add_sat(code, wasm_v128_load(changes + i));
        sum = wasm_i16x8_max(wasm_i16x8_add_sat(sum, half), wasm_i16x8_const_splat(0));
        et_sample_store(dst, i, wasm_u16x8_shr(sum, (uint32_t)shift), bytes);
    }
    add_span(dst, src, changes, shift, i, count, bytes);
}

static void add_8_simd128(void *dst, const void *src, const int16_t *changes, int shift, int count)
{
    add(dst, src, changes, shift, count, true);
}

static void add_16_simd128(void *dst, const void *src, const int16_t *changes, int shift, int count)
{
    add(dst, src, changes, shift, count, false);
}

#endif

struct et_lanes_kernels et_lanes_kernels(int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return depth == 8 ? (struct et_lanes_kernels){between_8_simd128, open_8_simd128,
                                                      add_8_simd128, open_rgba_simd128}
                          : (struct et_lanes_kernels){between_16_simd128, open_16_simd128,
                                                      add_16_simd128, open_rgba_simd128};
#else
    (void)cpu;
#endif
    return depth == 8 ? (struct et_lanes_kernels){between_8_c, open_8_c, add_8_c, open_rgba_c}
                      : (struct et_lanes_kernels){between_16_c, open_16_c, add_16_c, open_rgba_c};
}
