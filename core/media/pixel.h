// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_PIXEL_H
#define ETALON_MEDIA_PIXEL_H

#include <etalon/etalon.h>

/* Etalon's format for an enum AVPixelFormat, ET_FORMAT_NONE where there is none. */
enum et_format et_pixel_format(int av_pixel_format);

/* 1 for the yuvj formats, which say full range by their name. */
int et_pixel_full_range(int av_pixel_format);

/*
 * Colour from what the stream says; libavcodec has put the bitstream's word above the container's.
 * What neither says is guessed and marked: up to 719 rows BT.601, above BT.709, limited range.
 * The arguments are libavutil's enums AVColorSpace, AVColorPrimaries, AVColorTransferCharacteristic,
 * AVColorRange and AVChromaLocation.
 */
struct et_color et_pixel_color(enum et_format format, int av_pixel_format, int height, int matrix,
                               int primaries, int transfer, int range, int location);

#endif
