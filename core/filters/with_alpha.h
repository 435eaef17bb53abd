// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_WITH_ALPHA_H
#define ETALON_FILTERS_WITH_ALPHA_H

#include <etalon/filter.h>

/*
 * The shape of an image that gets alpha where it has none. Returns 0, or ET_ERROR_UNSUPPORTED where no
 * such format has alpha; the message names `filter`.
 */
int et_info_with_alpha(const char *filter, const struct et_image_info *in,
                       struct et_image_info *out);

#endif
