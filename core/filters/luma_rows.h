// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_LUMA_ROWS_H
#define ETALON_FILTERS_LUMA_ROWS_H

#include <etalon/filter.h>

/*
 * Rows of luma: the first plane of GRAY and YUV; of RGB the sum of its planes by the matrix of the
 * colour description, in RGB's own range, to nearest.
 */
struct et_luma_rows {
    enum et_format format;
    int width;
    bool sums;          /* RGB */
    uint32_t factor[3]; /* of G, B, R, in 1/65536; together 65536 */
};

/* Prepares. Returns 0 or ET_ERROR_UNSUPPORTED: a colour matrix that is none. */
int et_luma_rows_init(struct et_luma_rows *rows, const struct et_image_info *info);

/* Bytes of scratch that a row takes; it is a multiple of 64. */
size_t et_luma_rows_scratch(const struct et_luma_rows *rows);

/* Row `y`, in the image itself or in `scratch`. Any thread. */
const void *et_luma_row(const struct et_luma_rows *rows, const struct et_image *image, int y,
                        void *scratch);

#endif
