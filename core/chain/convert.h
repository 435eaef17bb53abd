// SPDX-License-Identifier: MIT
#ifndef ETALON_CHAIN_CONVERT_H
#define ETALON_CHAIN_CONVERT_H

#include "frame/frame.h"

struct et_engine;

/* What an encoder takes. Its frames have no alpha. */
struct et_accepts {
    const char *name; /* for messages: "the H.264 encoder" */
    const enum et_format
        *formats; /* the one that others are converted to comes first: YUV, 8 bits */
    size_t format_count;
    const uint8_t *transfers; /* H.273's numbers; light of others is tone-mapped to SDR */
    size_t transfer_count;
    bool even_sides; /* width and height are multiples of 2 */
};

/*
 * What frames of shape `in` become for an encoder, and which conversions (ET_CONVERTED_*) that
 * takes. Whatever needs none stays: range, primaries, matrix and transfer are for the encoder to
 * signal.
 *
 *   tone     PQ, HLG and other transfers that it does not take: to sRGB's curve and primaries,
 *            matrix BT.709, limited range, exactly as a view shows them (color/to_srgb.h).
 *   matrix   RGB to Y'CbCr of limited range, by the matrix of its primaries: BT.2020, BT.601, else
 *            BT.709; primaries and transfer stay.
 *   alpha    The picture lies on black.
 *   chroma   To the encoder's subsampling, weighed by distance from where the siting puts the
 *            samples to where the new ones lie: left, or midway where 4:2:2 was. GRAY gets neutral
 *            chroma.
 *   depth    To 8 bits; an 8 x 8 ordered matrix (Bayer, 1973) dithers: the mean over it is the value.
 *   padding  An odd side is continued by its last column or row.
 */
void et_negotiate(const struct et_accepts *accepts, const struct et_image_info *in,
                  struct et_image_info *out, unsigned *conversions);

/* Names of conversions for a message, comma between. Static storage of the calling thread's. */
const char *et_conversion_names(unsigned conversions);

/* A converter keeps what it has computed for one shape of frames. Engine thread. */
struct et_converter;

/* Makes a converter for an encoder. Returns 0 or ET_ERROR_MEMORY. */
int et_converter_create(struct et_engine *engine, const struct et_accepts *accepts,
                        struct et_converter **out);

/* Takes NULL. */
void et_converter_destroy(struct et_converter **converter);

/*
 * The frame as the encoder takes it. `*out` is a new reference to `in` when nothing was to be done,
 * else a frame of `pool`, which lends one more for the time of the call where light, RGB or alpha is
 * converted; it has the properties of `in`; the caller owns it. Returns 0, ET_ERROR_MEMORY, or
 * ET_ERROR_UNSUPPORTED (color/to_srgb.h; RGBA); on failure *out is NULL.
 */
int et_converter_run(struct et_converter *converter, struct et_pool *pool,
                     const struct et_frame *in, struct et_frame **out);

#endif
