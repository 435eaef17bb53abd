// SPDX-License-Identifier: LGPL-2.1-or-later
#ifndef ETALON_FILTERS_DEINTERLACE_H
#define ETALON_FILTERS_DEINTERLACE_H

#include <stdbool.h>

/*
 * Rows around a missing row y of one plane. Fields alternate: the rows next to y are of the field
 * that is kept; rows y, y - 2, y + 2 are of the other field, which was seen once before and once
 * after the kept one. Where a row is outside the plane, another one inside stands for it.
 */
struct et_field_rows {
    const void *kept[4];     /* rows y - 3, y - 1, y + 1, y + 3 of the frame at hand */
    const void *previous[2]; /* rows y - 1, y + 1 of the frame before it */
    const void *next[2];     /* rows y - 1, y + 1 of the frame behind it */
    const void *before[5];   /* rows y - 4, y - 2, y, y + 2, y + 4 when last seen */
    const void *after[5];    /* the same rows when next seen */
};

/*
 * Makes `width` samples of the missing row, codes 0 to `max`. Reads `width` samples of each row,
 * which need no alignment; `dst` is none of them.
 */
typedef void et_field_kernel(void *dst, const struct et_field_rows *rows, int width, int max);

struct et_field_kernels {
    et_field_kernel *line;         /* in the middle of the plane */
    et_field_kernel *edge_checked; /* near its top and bottom, rows y - 2 and y + 2 are there */
    et_field_kernel *edge;         /* at its top and bottom */
    et_field_kernel *alone;        /* from the kept field only */
};

/* The kernels for samples of `depth` bits. yadif has no `alone` of its own: NULL. */
struct et_field_kernels et_bwdif_kernels(int depth, unsigned cpu);
struct et_field_kernels et_yadif_kernels(int depth, unsigned cpu);

#endif
