// SPDX-License-Identifier: MIT
#include "filters/scope.h"

struct et_scope et_scope_of(const struct et_image_info *info, int columns)
{
    const int depth = et_format_info(info->format)->depth;
    return (struct et_scope){.columns = columns < info->width ? columns : info->width,
                             .shift = depth - ET_SCOPE_LEVEL_BITS,
                             .bytes = depth == 8};
}

size_t et_scope_size(const struct et_scope *scope)
{
    return (size_t)scope->columns * ET_SCOPE_LEVELS;
}

void et_scope_count(const struct et_scope *scope, const void *row, int width, uint32_t *counts)
{
    const int columns = scope->columns, shift = scope->shift;
    int x = 0;
    for (int column = 0; column < columns; column++, counts += ET_SCOPE_LEVELS) {
        /* The first sample of the next column: x * columns / width > column. */
        const int end = (int)(((int64_t)(column + 1) * width + columns - 1) / columns);
        if (scope->bytes)
            for (; x < end; x++)
                counts[((const uint8_t *)row)[x]]++;
        else
            for (; x < end; x++) {
                const int level = ((const uint16_t *)row)[x] >> shift;
                counts[level < ET_SCOPE_LEVELS ? level : ET_SCOPE_LEVELS - 1]++;
            }
    }
}
