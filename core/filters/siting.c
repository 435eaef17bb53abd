// SPDX-License-Identifier: MIT
#include "filters/siting.h"

#include "simd/bank.h"

#include <math.h>

/* In halves of the way to the last pixel that shares a chroma sample. */
enum { FIRST, MIDDLE, LAST };

/* The nearest place that has a name: across none is last. */
static int nearest(double offset, int shift, int most)
{
    const double halves = offset * 2 / ((1 << shift) - 1);
    const int place = (int)floor(halves + 0.5);
    return place < 0 ? 0 : place > most ? most : place;
}

uint8_t et_siting_moved(const struct et_image_info *in, const struct et_mirror *mirror)
{
    static const uint8_t names[2][3] = {
        {ET_SITING_TOP_LEFT, ET_SITING_LEFT, ET_SITING_BOTTOM_LEFT},
        {ET_SITING_TOP, ET_SITING_CENTER, ET_SITING_BOTTOM},
    };
    const struct et_format_info *format = et_format_info(in->format);
    const int siting = in->color.siting;
    const int size[2] = {in->width, in->height};
    int shift[2] = {format->chroma_x, format->chroma_y};
    double offset[2];
    for (int axis = 0; axis < 2; axis++) {
        const double last = ((size[axis] - 1) >> shift[axis]) << shift[axis]; /* chroma sample */
        offset[axis] = et_siting_offset(siting, axis == 0, shift[axis]);
        if (axis == 0 ? mirror->across : mirror->down)
            offset[axis] = size[axis] - 1 - (last + offset[axis]);
    }
    if (mirror->turned) {
        const double across = offset[0];
        const int shift_x = shift[0];
        offset[0] = offset[1];
        offset[1] = across;
        shift[0] = shift[1];
        shift[1] = shift_x;
    }
    /* Along a side that is not subsampled a siting says nothing: there it stays the usual one. */
    const int across = shift[0] ? nearest(offset[0], shift[0], MIDDLE) : FIRST;
    const int down = shift[1] ? nearest(offset[1], shift[1], LAST) : MIDDLE;
    const bool same = et_siting_offset(siting, true, shift[0]) ==
                          et_siting_offset(names[across][down], true, shift[0]) &&
                      et_siting_offset(siting, false, shift[1]) ==
                          et_siting_offset(names[across][down], false, shift[1]);
    return same ? (uint8_t)siting : names[across][down];
}
