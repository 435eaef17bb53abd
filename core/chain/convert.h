// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_CONVERT_H
#define ETALON_CHAIN_CONVERT_H

#include "frame/frame.h"

struct et_engine;

/*
 * The frame as a video encoder takes it: I420 of 8 bits with even sides. Deeper samples are
 * dithered by an 8 x 8 ordered matrix; other chroma is averaged over the pixels that share a
 * sample, repeated where there are fewer, or made neutral for GRAY; an odd side is continued by its
 * last column or row; alpha is left out.
 *
 * `*out` is a new reference to `in` when nothing was to be done, else a frame of `pool`, with the
 * properties of `in`; the caller owns it. `*conversions` says what was done (ET_CONVERTED_*).
 * Returns 0, ET_ERROR_MEMORY, or ET_ERROR_UNSUPPORTED for RGB; on failure *out is NULL. Engine
 * thread.
 */
int et_convert_for_encoder(struct et_engine *engine, struct et_pool *pool,
                           const struct et_frame *in, struct et_frame **out, unsigned *conversions);

/* What et_convert_for_encoder() would do to frames of this shape. */
unsigned et_conversions_for_encoder(const struct et_image_info *in);

#endif
