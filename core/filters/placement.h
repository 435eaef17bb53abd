// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_PLACEMENT_H
#define ETALON_FILTERS_PLACEMENT_H

#include "simd/sampler.h"

#include <etalon/filter.h>

/*
 * Images that are moved, scaled and turned as a whole: transform, rotate, stabilize. Points are
 * stepped in 1/2^32 of a sample of the plane, which after 16384 steps in each direction is off by
 * 2^-18 at most, and rounded to 1/1024. Where the image shrinks, the mean of n x m points in the
 * area of a sample stands for one, with n and m the steps between neighbouring pixels, rounded up: 8
 * at most, smaller images alias.
 */

/*
 * Pixel (x, y) of the output shows the input's point (xx x + xy y + x0, yx x + yy y + y0); pixel
 * centres are at whole numbers.
 */
struct et_affine {
    double xx, xy, x0;
    double yx, yy, y0;
};

/* Cosine and sine of degrees; of quarters exactly. */
void et_turn_of(double degrees, double *cosine, double *sine);

/*
 * The affine map that leaves point (fixed_x, fixed_y) of the input at (to_x, to_y), scaled and then
 * turned clockwise.
 */
struct et_affine et_affine_about(double fixed_x, double fixed_y, double to_x, double to_y,
                                 double scale_x, double scale_y, double degrees);

/* Where the samples of an output plane lie in the input plane, in 1/2^32 of its samples. */
struct et_placement {
    int width, height;              /* of the input plane */
    int out_width;                  /* samples of an output row */
    int64_t x, y;                   /* of output sample 0, 0 */
    int64_t x_across, y_across;     /* from one output sample to the next in its row */
    int64_t x_down, y_down;         /* from one output row to the next */
    int points_across, points_down; /* points that are averaged for an output sample */
};

/* The placement of plane `plane`; sitings of chroma are those of `in` and `out`. */
struct et_placement et_placement_of(const struct et_affine *affine, const struct et_image_info *in,
                                    const struct et_image_info *out, int plane);

/* Rows of the input plane that output rows `first` to `last` - 1 need, at least one. */
void et_placement_rows(const struct et_placement *placement, const struct et_sampler *sampler,
                       int first, int last, int *in_first, int *in_last);

/* Row `y` of the output. `outside` as in et_sampled. Any thread. */
void et_placement_row(const struct et_placement *placement, const struct et_sampler *sampler,
                      const uint8_t *data, ptrdiff_t stride, int outside, int y, void *dst);

/* What is shown beyond an image's edges. */
enum et_edge { ET_EDGE_TRANSPARENT, ET_EDGE_BLACK, ET_EDGE_CLAMP };

/* Names of the choices: ET_KERNEL_BILINEAR and ET_KERNEL_BICUBIC, and enum et_edge. Static storage. */
extern const char *const et_point_kernel_names[2], *const et_edge_names[3];

/* The parameters `kernel` and `edge`, ints of the filter's struct; `initial` of the latter. */
#define ET_POINT_KERNEL(params)                                                                    \
    ET_CHOICE(params, kernel, "Kernel", "From soft to sharp: bilinear, bicubic.",                  \
              et_point_kernel_names, ET_KERNEL_BICUBIC)
#define ET_EDGE(params, initial)                                                                   \
    ET_CHOICE(params, edge, "Edge", "What is shown beyond the image's edges.", et_edge_names,      \
              initial)

/*
 * The code beyond the edges of a plane, or -1: the edge goes on. Transparent is alpha 0, with the
 * colours of the edge so that the rim does not darken; where the format has no alpha it is black.
 */
int et_edge_code(enum et_edge edge, const struct et_image_info *info, int plane);

#endif
