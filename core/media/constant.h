// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_CONSTANT_H
#define ETALON_MEDIA_CONSTANT_H

#include <etalon/etalon.h>

/* Whether samples of both are to be read alike: matrix, primaries, transfer and range. */
bool et_colors_equal(const struct et_color *a, const struct et_color *b);

/*
 * A file says once how large its pictures are and how their colours are to be read. Returns 0 where
 * `frame` is as `first` says it, or ET_ERROR_UNSUPPORTED with what changes and when.
 */
int et_check_constant(const struct et_image_info *first, const struct et_frame *frame);

#endif
