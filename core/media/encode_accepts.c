// SPDX-License-Identifier: MIT
/* What the encoder takes: known in builds without one too, where exports end in UNSUPPORTED. */
#include "media/encode.h"

static const enum et_format formats[] = {ET_FORMAT_I420};

/* H.273's SDR transfers: all but the logarithms, PQ, SMPTE 428-1 and HLG. */
static const uint8_t transfers[] = {1, 2, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15};

const struct et_accepts et_encoder_accepts = {
    .name = "the H.264 encoder",
    .formats = formats,
    .format_count = ET_COUNT(formats),
    .transfers = transfers,
    .transfer_count = ET_COUNT(transfers),
    .even_sides = true,
};
