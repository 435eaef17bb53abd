// SPDX-License-Identifier: MIT
#include "media/references.h"

#include <etalon/filter.h>
#include <libavcodec/avcodec.h>

enum { MAX_DPB = 16 };

/* H.264 Table A-1: level times 10, MaxDpbMbs. */
static const struct {
    int level, macroblocks;
} h264_levels[] = {
    {10, 396},    {11, 900},    {12, 2376},   {13, 2376},   {20, 2376},   {21, 4752},  {22, 8100},
    {30, 8100},   {31, 18000},  {32, 20480},  {40, 32768},  {41, 32768},  {42, 34816}, {50, 110400},
    {51, 184320}, {52, 184320}, {60, 696320}, {61, 696320}, {62, 696320},
};

/* HEVC Table A.8: level times 30, MaxLumaPs. */
static const struct {
    int level;
    int64_t luma_samples;
} hevc_levels[] = {
    {30, 36864},     {60, 122880},    {63, 245760},    {90, 552960},   {93, 983040},
    {120, 2228224},  {123, 2228224},  {150, 8912896},  {153, 8912896}, {156, 8912896},
    {180, 35651584}, {183, 35651584}, {186, 35651584},
};

static int h264_references(const AVCodecParameters *codec)
{
    int macroblocks = ((codec->width + 15) / 16) * ((codec->height + 15) / 16);

    for (size_t i = 0; i < ET_COUNT(h264_levels); i++) {
        if (h264_levels[i].level == codec->level && macroblocks > 0) {
            int frames = h264_levels[i].macroblocks / macroblocks;

            return (frames < 1 ? 1 : frames > MAX_DPB ? MAX_DPB : frames) + 1;
        }
    }
    return MAX_DPB + 1;
}

static int hevc_references(const AVCodecParameters *codec)
{
    int64_t samples = (int64_t)codec->width * codec->height;

    for (size_t i = 0; i < ET_COUNT(hevc_levels); i++) {
        int64_t most = hevc_levels[i].luma_samples;

        if (hevc_levels[i].level != codec->level)
            continue;
        if (samples <= most / 4)
            break;
        return (samples <= most / 2 ? 12 : samples <= most * 3 / 4 ? 8 : 6) + 1;
    }
    return MAX_DPB + 1;
}

static bool is_intra_only(enum AVCodecID codec)
{
    const AVCodecDescriptor *descriptor = avcodec_descriptor_get(codec);

    return descriptor && descriptor->props & AV_CODEC_PROP_INTRA_ONLY;
}

int et_reference_frames(const AVCodecParameters *codec)
{
    switch (codec->codec_id) {
    case AV_CODEC_ID_H264:
        return h264_references(codec);
    case AV_CODEC_ID_HEVC:
        return hevc_references(codec);
    case AV_CODEC_ID_VP8:
        return 3 + 1;
    case AV_CODEC_ID_VP9:
        return 8 + 1;
    case AV_CODEC_ID_AV1:
        return 1; /* dav1d keeps its references in memory of its own */
    case AV_CODEC_ID_MPEG1VIDEO:
    case AV_CODEC_ID_MPEG2VIDEO:
    case AV_CODEC_ID_MPEG4:
    case AV_CODEC_ID_MSMPEG4V2:
    case AV_CODEC_ID_MSMPEG4V3:
    case AV_CODEC_ID_WMV1:
    case AV_CODEC_ID_WMV2:
    case AV_CODEC_ID_WMV3:
    case AV_CODEC_ID_VC1:
    case AV_CODEC_ID_H263:
    case AV_CODEC_ID_H263P:
    case AV_CODEC_ID_FLV1:
    case AV_CODEC_ID_THEORA:
        return 2 + 1;
    case AV_CODEC_ID_QTRLE:
    case AV_CODEC_ID_PNG:
    case AV_CODEC_ID_FFV1:
        return 1 + 1; /* what did not change, or was lost, is taken from the frame before */
    default:
        return is_intra_only(codec->codec_id) ? 1 : MAX_DPB + 1;
    }
}
