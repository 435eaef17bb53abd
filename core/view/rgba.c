// SPDX-License-Identifier: MIT
/* The matrix from planes to RGB; see rgba.h for the arithmetic. */
#include "view/rgba.h"

#include "base/math.h"
#include "color/middle.h"
#include "simd/fir.h"
#include "simd/vector.h"

#include <etalon/filter.h>

/* ---- Matrix ---------------------------------------------------------------------------------- */

int et_rgba_matrix_init(struct et_rgba_matrix *matrix, const struct et_format_info *format,
                        const struct et_color *color, int height)
{
    const struct et_middle_scale scale = et_middle_scale_of(format, color->full_range);
    double rows[3][3];
    int error = et_planes_to_rgb(format, color, height, rows);
    if (error)
        return error;
    for (int c = 0; c < 3; c++) {
        double bias = 1 << (ET_RGBA_BITS - 1);
        for (int p = 0; p < 3; p++) {
            int factor = et_round(rows[c][p] * 255 / scale.unit[p] * (1 << ET_RGBA_BITS));
            matrix->factors[c][p] = (int16_t)factor;
            bias -= factor * scale.zero[p];
        }
        matrix->factors[c][3] = 0;
        matrix->bias[c] = et_round(bias);
    }
    return 0;
}

/* ---- Plain C --------------------------------------------------------------------------------- */

static inline uint8_t channel_of(const struct et_rgba_matrix *matrix, int channel, int p0, int p1,
                                 int p2)
{
    const int16_t *factors = matrix->factors[channel];
    int value = (factors[0] * p0 + factors[1] * p1 + factors[2] * p2 + matrix->bias[channel]) >>
                ET_RGBA_BITS;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static void rgba_row_c(uint8_t *dst, const int16_t *const planes[3], int width,
                       const struct et_rgba_matrix *matrix)
{
    for (int x = 0; x < width; x++) {
        int p0 = planes[0][x], p1 = planes[1][x], p2 = planes[2][x];
        dst[4 * x] = channel_of(matrix, 0, p0, p1, p2);
        dst[4 * x + 1] = channel_of(matrix, 1, p0, p1, p2);
        dst[4 * x + 2] = channel_of(matrix, 2, p0, p1, p2);
        dst[4 * x + 3] = 255;
    }
}

/* ---- SIMD128: 8 pixels a step ---------------------------------------------------------------- */

#if defined(__wasm_simd128__)

enum { STEP = 8 };

struct pixels {
    v128_t p01_lo, p01_hi; /* planes 0 and 1, sample by sample */
    v128_t p2_lo, p2_hi;   /* plane 2 and 0 */
};

/* Eight values of a channel, not clamped to 8 bits. */
static inline v128_t channel_simd128(struct pixels pixels, const struct et_rgba_matrix *matrix,
                                     int channel)
{
    v128_t factors_01 = wasm_v128_load32_splat(&matrix->factors[channel][0]);
    v128_t factors_2 = wasm_v128_load32_splat(&matrix->factors[channel][2]);
    v128_t bias = wasm_v128_load32_splat(&matrix->bias[channel]);
    v128_t lo = wasm_i32x4_add(wasm_i32x4_dot_i16x8(pixels.p01_lo, factors_01),
                               wasm_i32x4_dot_i16x8(pixels.p2_lo, factors_2));
    v128_t hi = wasm_i32x4_add(wasm_i32x4_dot_i16x8(pixels.p01_hi, factors_01),
                               wasm_i32x4_dot_i16x8(pixels.p2_hi, factors_2));
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(lo, bias), ET_RGBA_BITS),
                                   wasm_i32x4_shr(wasm_i32x4_add(hi, bias), ET_RGBA_BITS));
}

static void rgba_row_simd128(uint8_t *dst, const int16_t *const planes[3], int width,
                             const struct et_rgba_matrix *matrix)
{
    if (width < STEP) {
        rgba_row_c(dst, planes, width, matrix);
        return;
    }
    const v128_t zero = wasm_i16x8_const_splat(0), opaque = wasm_i16x8_const_splat(255);
    for (int x = 0; x < width;) {
        v128_t p0 = wasm_v128_load(planes[0] + x), p1 = wasm_v128_load(planes[1] + x);
        v128_t p2 = wasm_v128_load(planes[2] + x);
        struct pixels pixels = {et_interleave_low_16(p0, p1), et_interleave_high_16(p0, p1),
                                et_interleave_low_16(p2, zero), et_interleave_high_16(p2, zero)};
        /* Bytes R0 to R7 B0 to B7, and G0 to G7 A0 to A7. */
        v128_t red_blue = wasm_u8x16_narrow_i16x8(channel_simd128(pixels, matrix, 0),
                                                  channel_simd128(pixels, matrix, 2));
        v128_t green_alpha = wasm_u8x16_narrow_i16x8(channel_simd128(pixels, matrix, 1), opaque);
        v128_t red_green = et_interleave_low_8(red_blue, green_alpha);
        v128_t blue_alpha = et_interleave_high_8(red_blue, green_alpha);
        wasm_v128_store(dst + 4 * x, et_interleave_low_16(red_green, blue_alpha));
        wasm_v128_store(dst + 4 * x + 16, et_interleave_high_16(red_green, blue_alpha));
        x += STEP;
        if (x < width && x > width - STEP) /* the last step ends at the width */
            x = width - STEP;
    }
}

#endif

et_rgba_row *et_rgba_kernel(unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return rgba_row_simd128;
#else
    (void)cpu;
#endif
    return rgba_row_c;
}
