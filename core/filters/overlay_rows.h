// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_OVERLAY_ROWS_H
#define ETALON_FILTERS_OVERLAY_ROWS_H

#include "filters/overlay.h"
#include "filters/overlay_reader.h"
#include "program/rows.h"

/*
 * Overlays of any two formats and any blend mode, in rows of single precision. What a pixel of the
 * second input does to a plane of the base is two numbers: the base's sample b becomes
 * b + paint - cover * b. In a plane with fewer samples than pixels both are averaged.
 */
struct et_overlay_rows {
    const struct et_overlay *overlay;
    struct et_pixel_reader base, second;
    float source[3]
                [4]; /* channels of the second input, and 1, to `normal`: the base's planes in codes
                           above `black`; else: R'G'B' of 0 to 1 */
    bool scales;     /* `source` has but factors of the channels themselves */
    bool within;     /* R'G'B' of the second input are 0 to 1 */
    float black[3];  /* codes of the base's planes for black */
    float alpha;     /* from the second input's alpha to 0 to 1, times the opacity */
    float own_alpha, base_alpha; /* from alpha to 0 to 1 */
    float to_rgb[3][4];          /* codes of the base's planes, and 1, to R'G'B' */
    float back[3][4];            /* changes of R'G'B' to those of the base's planes, in codes */
    et_blend_kernel *blend;      /* NULL: normal */
    et_row_store *store;
};

/*
 * Works out the sums; `overlay` has to outlive this. Returns 0 or ET_ERROR_UNSUPPORTED: a colour
 * matrix that is none.
 */
int et_overlay_rows_init(struct et_overlay_rows *rows, const struct et_overlay *overlay,
                         const struct et_image_info *base, const struct et_image_info *second,
                         unsigned cpu);

/* Bytes of scratch memory, and a run of a joint filter. */
size_t et_overlay_rows_scratch(const struct et_overlay_rows *rows);
void et_overlay_rows_run(const struct et_overlay_rows *rows, const struct et_run *run);

#endif
