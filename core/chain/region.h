// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_REGION_H
#define ETALON_CHAIN_REGION_H

#include "chain/plan.h"

/*
 * A region's weights. A sample at distance d pixels from the rectangle's nearest edge, measured from
 * where it sits (chroma by its siting), has the weight min(d / feather, 1) if it lies inside, else 0;
 * the output is (filtered * weight + input * (1 - weight)), rounded, with weights of 14 bits.
 */

/* The numbers of a region, as parameters of a struct et_region. */
extern const struct et_param et_region_params[ET_REGION_NUMBERS];

/* Makes room for the weights of every plane, in `arena`. Returns 0 or ET_ERROR_MEMORY. */
int et_region_init(struct et_mask masks[4], const struct et_image_info *info,
                   struct et_arena *arena);

/* Computes the weights. Returns false where all are 0: the region lies outside the picture. */
bool et_region_set(struct et_mask masks[4], const struct et_region *region,
                   const struct et_image_info *info);

/* Mixes rows `first` to `last` - 1 of a plane of `out`, which are filtered, with those of `in`. */
void et_region_mix(const struct et_mask *mask, const struct et_image *in,
                   const struct et_image *out, int plane, int first, int last);

#endif
