// SPDX-License-Identifier: MIT
#include "color/middle.h"

#include <string.h>

#include "color/standard.h"
#include "simd/fir.h"

struct et_middle_scale et_middle_scale_of(const struct et_format_info *format, bool full_range)
{
    const double codes = 1 << format->depth, scale = 1 << (ET_MIDDLE_BITS - 8);
    const double full = (codes - 1) / codes * (1 << ET_MIDDLE_BITS);
    const double black = full_range ? 0 : 16 * scale, middle = 128 * scale;
    const double luma = full_range ? full : 219 * scale, chroma = full_range ? full : 224 * scale;
    if (format->model == ET_MODEL_RGB)
        return (struct et_middle_scale){{black, black, black}, {luma, luma, luma}};
    return (struct et_middle_scale){{black, middle, middle}, {luma, chroma, chroma}};
}

int et_planes_to_rgb(const struct et_format_info *format, const struct et_color *color, int height,
                     double rows[3][3])
{
    static const double of_gbr[3][3] = {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}};
    static const double of_gray[3][3] = {{1, 0, 0}, {1, 0, 0}, {1, 0, 0}};
    if (format->model == ET_MODEL_YUV)
        return et_matrix_to_rgb(color, height, rows);
    memcpy(rows, format->model == ET_MODEL_RGB ? of_gbr : of_gray, sizeof(of_gbr));
    return 0;
}
