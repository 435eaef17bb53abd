// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_PIXEL_H
#define ETALON_MEDIA_PIXEL_H

#include <etalon/etalon.h>

/* Etalon's format for an enum AVPixelFormat, ET_FORMAT_NONE where there is none. */
enum et_format et_pixel_format(int av_pixel_format);

#endif
