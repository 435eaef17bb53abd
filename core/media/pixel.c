// SPDX-License-Identifier: MIT
#include "media/pixel.h"

#include <libavutil/pixfmt.h>

static const struct {
    int av;
    enum et_format format;
} pixel_formats[] = {
    {AV_PIX_FMT_GRAY8, ET_FORMAT_GRAY8},         {AV_PIX_FMT_GRAY10LE, ET_FORMAT_GRAY10},
    {AV_PIX_FMT_GRAY12LE, ET_FORMAT_GRAY12},     {AV_PIX_FMT_YUV420P, ET_FORMAT_I420},
    {AV_PIX_FMT_YUVJ420P, ET_FORMAT_I420},       {AV_PIX_FMT_YUV422P, ET_FORMAT_I422},
    {AV_PIX_FMT_YUVJ422P, ET_FORMAT_I422},       {AV_PIX_FMT_YUV440P, ET_FORMAT_I440},
    {AV_PIX_FMT_YUVJ440P, ET_FORMAT_I440},       {AV_PIX_FMT_YUV444P, ET_FORMAT_I444},
    {AV_PIX_FMT_YUVJ444P, ET_FORMAT_I444},       {AV_PIX_FMT_YUV420P10LE, ET_FORMAT_I420P10},
    {AV_PIX_FMT_YUV422P10LE, ET_FORMAT_I422P10}, {AV_PIX_FMT_YUV440P10LE, ET_FORMAT_I440P10},
    {AV_PIX_FMT_YUV444P10LE, ET_FORMAT_I444P10}, {AV_PIX_FMT_YUV420P12LE, ET_FORMAT_I420P12},
    {AV_PIX_FMT_YUV422P12LE, ET_FORMAT_I422P12}, {AV_PIX_FMT_YUV440P12LE, ET_FORMAT_I440P12},
    {AV_PIX_FMT_YUV444P12LE, ET_FORMAT_I444P12}, {AV_PIX_FMT_GBRP, ET_FORMAT_GBR8},
    {AV_PIX_FMT_GBRP10LE, ET_FORMAT_GBR10},      {AV_PIX_FMT_GBRP12LE, ET_FORMAT_GBR12},
};

enum et_format et_pixel_format(int av_pixel_format)
{
    for (size_t i = 0; i < ET_COUNT(pixel_formats); i++) {
        if (pixel_formats[i].av == av_pixel_format)
            return pixel_formats[i].format;
    }
    return ET_FORMAT_NONE;
}

int et_pixel_full_range(int av_pixel_format)
{
    return av_pixel_format == AV_PIX_FMT_YUVJ420P || av_pixel_format == AV_PIX_FMT_YUVJ422P ||
           av_pixel_format == AV_PIX_FMT_YUVJ440P || av_pixel_format == AV_PIX_FMT_YUVJ444P;
}

static enum et_siting siting_of(int location)
{
    switch (location) {
    case AVCHROMA_LOC_LEFT:
        return ET_SITING_LEFT;
    case AVCHROMA_LOC_CENTER:
        return ET_SITING_CENTER;
    case AVCHROMA_LOC_TOPLEFT:
        return ET_SITING_TOP_LEFT;
    default:
        return ET_SITING_UNSPECIFIED;
    }
}

struct et_color et_pixel_color(enum et_format format, int av_pixel_format, int height, int matrix,
                               int primaries, int transfer, int range, int location)
{
    int rgb = et_format_info(format)->model == ET_MODEL_RGB;
    int standard = height < 720 ? AVCOL_SPC_SMPTE170M : AVCOL_SPC_BT709;
    struct et_color color = {.siting = (uint8_t)siting_of(location)};

    if (rgb) {
        matrix = AVCOL_SPC_RGB;
        if (range == AVCOL_RANGE_UNSPECIFIED)
            range = AVCOL_RANGE_JPEG;
    } else if (matrix == AVCOL_SPC_UNSPECIFIED || matrix == AVCOL_SPC_RGB) {
        matrix = standard;
        color.guessed |= ET_GUESSED_MATRIX;
    }
    if (primaries == AVCOL_PRI_UNSPECIFIED || primaries == AVCOL_PRI_RESERVED0) {
        primaries = matrix == AVCOL_SPC_BT2020_NCL ? AVCOL_PRI_BT2020 : standard;
        color.guessed |= ET_GUESSED_PRIMARIES;
    }
    if (transfer == AVCOL_TRC_UNSPECIFIED || transfer == AVCOL_TRC_RESERVED0) {
        transfer = standard;
        color.guessed |= ET_GUESSED_TRANSFER;
    }
    if (et_pixel_full_range(av_pixel_format)) {
        range = AVCOL_RANGE_JPEG;
    } else if (range == AVCOL_RANGE_UNSPECIFIED) {
        range = AVCOL_RANGE_MPEG;
        color.guessed |= ET_GUESSED_RANGE;
    }
    color.matrix = (uint8_t)matrix;
    color.primaries = (uint8_t)primaries;
    color.transfer = (uint8_t)transfer;
    color.full_range = range == AVCOL_RANGE_JPEG;
    return color;
}
