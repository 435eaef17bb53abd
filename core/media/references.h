// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_REFERENCES_H
#define ETALON_MEDIA_REFERENCES_H

struct AVCodecParameters;

/*
 * The most frames that a decoder may keep for reference, the one being decoded included: H.264
 * Annex A.3.1 (MaxDpbMbs by level), HEVC Annex A.4.2 (MaxLumaPs by level), 3 for VP8, 8 for VP9 and AV1;
 * none for codecs of key frames alone, 2 for MPEG-1 to MPEG-4 and their kin, 16 for a level or codec
 * that is not known.
 */
int et_reference_frames(const struct AVCodecParameters *codec);

#endif
