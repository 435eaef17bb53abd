// SPDX-License-Identifier: MIT
#ifndef ETALON_VIEW_RGBA_H
#define ETALON_VIEW_RGBA_H

#include <etalon/format.h>

/*
 * From three rows of middle samples (14 bits, simd/fir.h) to R, G, B, A bytes:
 *   channel = clamp((m0 * p0 + m1 * p1 + m2 * p2 + bias) >> 19, 0, 255),   A = 255
 * The factors are the real ones rounded to 1 / 2^19 of a middle sample, the bias holds the offsets
 * and a half. Exact in 32 bits; within 1 code of double precision.
 */
enum { ET_RGBA_BITS = 19 };

struct et_rgba_matrix {
    int16_t factors[3][4]; /* of R, G, B: for planes 0, 1, 2, and 0 */
    int32_t bias[3];
};

/*
 * The matrix for a format and its colour; `height` as in et_matrix_to_rgb(). For GRAY the planes are
 * luma and two that count nothing; for RGB they are G, B and R. Returns 0 or ET_ERROR_UNSUPPORTED.
 */
int et_rgba_matrix_init(struct et_rgba_matrix *matrix, const struct et_format_info *format,
                        const struct et_color *color, int height);

/* Converts `width` pixels. The planes may be the same row. Any alignment. */
typedef void et_rgba_row(uint8_t *dst, const int16_t *const planes[3], int width,
                         const struct et_rgba_matrix *matrix);

/* The kernel of `cpu`, a mask of ET_CPU_*. */
et_rgba_row *et_rgba_kernel(unsigned cpu);

#endif
