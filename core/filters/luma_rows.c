// SPDX-License-Identifier: MIT
#include "filters/luma_rows.h"

#include "base/alloc.h"
#include "base/math.h"
#include "color/matrix3.h"
#include "color/standard.h"

int et_luma_rows_init(struct et_luma_rows *rows, const struct et_image_info *info)
{
    double to_rgb[3][3], from_rgb[3][3];
    *rows = (struct et_luma_rows){.format = info->format, .width = info->width};
    if (et_format_info(info->format)->model != ET_MODEL_RGB)
        return 0;
    int error = et_matrix_to_rgb(&info->color, info->height, to_rgb);
    if (error)
        return error;
    et_matrix3_invert((const double(*)[3])to_rgb, from_rgb);
    rows->sums = true;
    rows->factor[1] = (uint32_t)et_round(from_rgb[0][2] * 65536);
    rows->factor[2] = (uint32_t)et_round(from_rgb[0][0] * 65536);
    rows->factor[0] = 65536 - rows->factor[1] - rows->factor[2];
    return 0;
}

size_t et_luma_rows_scratch(const struct et_luma_rows *rows)
{
    return rows->sums ? et_align_up((size_t)rows->width * sizeof(uint16_t)) : 0;
}

const void *et_luma_row(const struct et_luma_rows *rows, const struct et_image *image, int y,
                        void *scratch)
{
    const uint8_t *planes[3];
    const uint32_t *factor = rows->factor;
    if (!rows->sums)
        return et_image_row(image, 0, y);
    for (int p = 0; p < 3; p++)
        planes[p] = et_image_row(image, p, y);
    if (et_format_info(rows->format)->depth == 8) {
        for (int x = 0; x < rows->width; x++)
            ((uint8_t *)scratch)[x] =
                (uint8_t)((factor[0] * planes[0][x] + factor[1] * planes[1][x] +
                           factor[2] * planes[2][x] + 32768) >>
                          16);
        return scratch;
    }
    const uint16_t *green = (const void *)planes[0], *blue = (const void *)planes[1];
    const uint16_t *red = (const void *)planes[2];
    for (int x = 0; x < rows->width; x++)
        ((uint16_t *)scratch)[x] =
            (uint16_t)((factor[0] * green[x] + factor[1] * blue[x] + factor[2] * red[x] + 32768) >>
                       16);
    return scratch;
}
