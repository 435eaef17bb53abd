// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_ENCODE_H
#define ETALON_MEDIA_ENCODE_H

#include <etalon/etalon.h>

#include "chain/convert.h"

/*
 * The H.264 encoder: openh264, called directly. Deterministic: constant slices chosen from the
 * picture's height, no load balancing, no frame skipping, CAVLC, so that the same frames give the same bytes with
 * any number of threads.
 */
struct et_encoder;

/* What it takes: I420 with even sides and the transfers of SDR. */
extern const struct et_accepts et_encoder_accepts;

/* One encoded picture. The bytes belong to the encoder and stay valid until its next call. */
struct et_encoded {
    const uint8_t *bytes; /* Annex B */
    int size;             /* 0: the encoder gave nothing */
    int key;
};

/*
 * Opens an encoder for I420 frames of shape `info` (even width and height) at about `rate` frames
 * per second, with at most `threads` threads. Returns 0, ET_ERROR_ARGUMENT, ET_ERROR_MEMORY or
 * ET_ERROR_UNSUPPORTED (openh264 takes 16 x 16 to 36,864 macroblocks, level 5.2).
 */
int et_encoder_open(const struct et_image_info *info, struct et_rational sample_aspect, double rate,
                    const struct et_export_options *options, int threads, struct et_encoder **out);

/* Closes an encoder. Takes NULL. */
void et_encoder_close(struct et_encoder **encoder);

/* The parameter sets as Annex B, valid until the encoder is closed. Returns their size. */
int et_encoder_parameters(const struct et_encoder *encoder, const uint8_t **bytes);

/* Encodes a frame. Returns 0, or ET_ERROR_UNSUPPORTED after which the encoder can only be closed. */
int et_encoder_encode(struct et_encoder *encoder, const struct et_frame *frame,
                      struct et_encoded *out);

#endif
