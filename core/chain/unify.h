// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_UNIFY_H
#define ETALON_CHAIN_UNIFY_H

#include <etalon/etalon.h>

struct et_arena;
struct et_engine;

/*
 * Pictures whose colour must change, or that have RGB or alpha, as Y'CbCr 4:4:4 of 12 bits, for
 * chain/convert.h: light by color/to_srgb.h, where the transfers differ; alpha multiplies, so that
 * the picture lies on black; the target's matrix gives Y'CbCr. Subsampled chroma is brought to full
 * size from where its siting puts it. Single-precision sums in one order: the same bits on every
 * machine; within 1/8 of a code of 8 bits of double precision.
 */
struct et_unifier;

/*
 * Prepares for frames of shape `in` and the colour `wanted`, in the arena; `*out` is the shape of
 * the result. Returns 0, ET_ERROR_MEMORY or ET_ERROR_UNSUPPORTED. Engine thread.
 */
int et_unifier_create(struct et_arena *arena, struct et_engine *engine,
                      const struct et_image_info *in, const struct et_color *wanted,
                      struct et_image_info *out, struct et_unifier **unifier);

/* Fills `out`, an image of that shape. Returns 0, ET_ERROR_MEMORY or ET_ERROR_UNSUPPORTED. */
int et_unifier_run(struct et_unifier *unifier, const struct et_frame *in,
                   const struct et_image *out);

#endif
