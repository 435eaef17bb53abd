// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_SECOND_H
#define ETALON_FILTERS_SECOND_H

#include "filters/overlay_reader.h"
#include "program/rows.h"

/*
 * One plane of the first input, of the second one's channels: `zero` + the sum of factor[c] * channel
 * c. Chroma that has fewer samples than there are pixels is made of what pixels give, or, `by_sample`,
 * of the second one's samples, which lie in the same places.
 */
struct et_second_plane {
    float factor[3], zero;
    bool by_sample;
    bool direct; /* the second one's plane of the same number, as it is */
};

/*
 * A second input of the first one's size, whatever its format and colour description, as rows of
 * samples of the first one's planes. Colours are brought over as they are in the signal (no
 * primaries or transfers are converted); alpha that the first one does not have is dropped, and
 * alpha that the second one does not have is opaque.
 *
 * Chroma is interpolated and averaged as in a colour program (<etalon/program.h>), unless both have it
 * in the same places and it is made of chroma alone. In single precision, rounded once, to nearest,
 * halves to even: within 0.501 of a code of 8 to 12 bits, 0.55 of 16.
 */
struct et_second {
    struct et_pixel_reader base, second;
    struct et_second_plane plane[3];
    et_row_store *store;
};

/*
 * Prepares for the two inputs of `setup`, of which the first one may be a part across. Returns 0, ET_ERROR_ARGUMENT where the sizes differ (`filter`
 * is named in the message), or ET_ERROR_UNSUPPORTED: a colour matrix that is none.
 */
int et_second_init(struct et_second *second, const char *filter, const struct et_setup *setup);

/* For et_filter's columns_needed(): what is interpolated or averaged reaches across. */
void et_second_columns(const struct et_second *second, int plane, int *reach, int *unit);

/* The part of the second input that lies beside a part of the first one, `left` pixels from its edge. */
struct et_image et_second_part(const struct et_second *second, const struct et_image *image,
                               int left);

/* Bytes of scratch, 64-byte aligned, that et_second_row() takes. */
size_t et_second_scratch(const struct et_second *second);

/* Row `y` of plane `plane` of the first one's format: in the image itself or in `scratch`. Any thread. */
const void *et_second_row(const struct et_second *second, const struct et_image *image, int plane,
                          int y, void *scratch);

#endif
