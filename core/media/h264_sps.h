// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_H264_SPS_H
#define ETALON_MEDIA_H264_SPS_H

#include "media/color.h"

/*
 * What H.264's sequence parameter set says of colour (ITU-T H.264, 7.3.2.1.1 and E.1.1), without a
 * decoder: libavcodec reads it with the first picture only, a clip's facts are asked for before.
 */

/*
 * Reads the colour of the first set in `extradata`, an avcC record or Annex B. Returns 1 with the
 * words that it says, or 0 where there is no set that can be read; then `words` stays.
 */
int et_h264_sps_color(const uint8_t *extradata, int size, struct et_color_words *words);

/*
 * Writes a siting (enum et_siting) into the set at the front of Annex B parameter sets, whose VUI
 * says none, and stores the result in `out`, which has room for `size` + 8 bytes; the other sets
 * follow unchanged. Returns the bytes written, or 0 where that is not to be done: no such set, no
 * VUI, or a siting that is said.
 */
int et_h264_sps_set_siting(const uint8_t *parameters, int size, int siting, uint8_t *out);

#endif
