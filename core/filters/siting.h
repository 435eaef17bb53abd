// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_SITING_H
#define ETALON_FILTERS_SITING_H

#include <etalon/filter.h>

/* How an image is moved as a whole: mirrored first, then its axes change places. */
struct et_mirror {
    bool across, down; /* left becomes right, top becomes bottom */
    bool turned;       /* across becomes down */
};

/*
 * The siting (enum et_siting) of chroma samples that were moved with an image `in`. Chroma that was
 * co-sited to the left may come to lie to the right, which has no name, and where a side is odd its
 * lone samples come to the other side: then it is the nearest that there is, at most a pixel off.
 */
uint8_t et_siting_moved(const struct et_image_info *in, const struct et_mirror *mirror);

#endif
