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
