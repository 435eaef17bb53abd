// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_CODECS_H
#define ETALON_MEDIA_CODECS_H

#include "base/json.h"

/*
 * Writes what this build decodes, encodes and opens: the key codecs ("all", "free" or names of
 * codecs/selection.js), and the keys decoders, audioDecoders, encoders and
 * demuxers, arrays of FFmpeg's names.
 */
void et_codecs_describe(struct et_json *json);

#endif
