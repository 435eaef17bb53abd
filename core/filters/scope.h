// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_SCOPE_H
#define ETALON_FILTERS_SCOPE_H

#include <etalon/filter.h>

/* Counts by column and level of a row after another: what waveform and parade are made of. */
enum { ET_SCOPE_LEVEL_BITS = 8, ET_SCOPE_LEVELS = 1 << ET_SCOPE_LEVEL_BITS };

struct et_scope {
    int columns;
    int shift; /* from a code to its level */
    bool bytes;
};

/* At most as many columns as the image has pixels across. */
struct et_scope et_scope_of(const struct et_image_info *info, int columns);

/* Elements of the array: ET_SCOPE_LEVELS for each column. */
size_t et_scope_size(const struct et_scope *scope);

/* Counts a row of `width` samples, which is as wide as the picture. Any thread. */
void et_scope_count(const struct et_scope *scope, const void *row, int width, uint32_t *counts);

/* The parameter. */
#define ET_SCOPE_COLUMNS(params)                                                                   \
    ET_FIXED_INT(params, columns, "Columns",                                                       \
                 "Columns that the picture's width is cut into; at most one for each pixel.",      \
                 ET_UNIT_NONE, 1, 4096, 1, 256)

#endif
