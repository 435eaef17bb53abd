// SPDX-License-Identifier: MIT
/* The encoder of a build that has none: without H.264, see codecs/selection.js. */
#include "media/encode.h"

int et_encoder_open(const struct et_image_info *info, struct et_rational sample_aspect, double rate,
                    const struct et_export_options *options, int threads, struct et_encoder **out)
{
    (void)info, (void)sample_aspect, (void)rate, (void)options, (void)threads;
    *out = NULL;
    return et_fail(ET_ERROR_UNSUPPORTED, "this build cannot encode h264 video");
}

void et_encoder_close(struct et_encoder **encoder)
{
    *encoder = NULL;
}

int et_encoder_parameters(const struct et_encoder *encoder, const uint8_t **bytes)
{
    (void)encoder;
    *bytes = NULL;
    return 0;
}

int et_encoder_encode(struct et_encoder *encoder, const struct et_frame *frame,
                      struct et_encoded *out)
{
    (void)encoder, (void)frame;
    *out = (struct et_encoded){0};
    return et_fail(ET_ERROR_UNSUPPORTED, "this build cannot encode h264 video");
}
