// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_EDGE_H
#define ETALON_FILTERS_EDGE_H

#include <etalon/filter.h>

/* One plane on which edges are drawn. */
struct et_edge_plane {
    int width, height, depth;
    int black, white; /* codes of no edge, and of the strongest that is shown */
};

enum { ET_SMOOTH_REACH = 2 };

/* Smooths columns `first` to `last` - 1 of the row `at`, ET_SMOOTH_REACH or more from the plane's edges. */
typedef void et_smooth_kernel(uint16_t *dst, const uint8_t *at, ptrdiff_t stride, int first,
                              int last);

/* That of samples of `depth` bits, for `cpu`, a mask of ET_CPU_*. */
et_smooth_kernel *et_canny_smooth(int depth, unsigned cpu);

/* Canny's detector; see edge_canny.c. */
struct et_canny {
    struct et_edge_plane plane;
    int low, high; /* gradients above these are edges that are followed, and edges by themselves */
    int reach;     /* steps from a sample to one of eight around it that an edge is followed */
    et_smooth_kernel *smooth;
};

/* Rows beyond a band, on each side, that its output depends on. */
int et_canny_halo(const struct et_canny *canny);

/* Bytes of scratch for a band of at most `rows` rows; start it at a multiple of 8 bytes. */
size_t et_canny_scratch(const struct et_canny *canny, int rows);

/* Rows `first` to `last` - 1. Any thread; equal output for any split into bands. */
void et_canny_run(const struct et_canny *canny, const uint8_t *src, ptrdiff_t src_stride,
                  uint8_t *dst, ptrdiff_t dst_stride, int first, int last, void *scratch);

#endif
