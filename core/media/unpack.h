// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_UNPACK_H
#define ETALON_MEDIA_UNPACK_H

#include <etalon/etalon.h>

struct AVFrame;

/*
 * Pixels that a decoder packs (rgb24, bgra, rgb48be, yuyv422, nv12, p010, pal8, ...) as planes of
 * Etalon's. Libavutil's table says where each component lies, so that every format which it can
 * describe is read: integers of 1 to 16 bits, in bytes or in words of either order.
 */

/*
 * The format whose planes hold every component of an enum AVPixelFormat without loss: more bits
 * stay as they are, fewer than 8 are repeated to fill 8, a palette gives GBRA8. ET_FORMAT_NONE for
 * floating point, Bayer patterns, XYZ, hardware surfaces, and packed bits of more than one
 * component.
 */
enum et_format et_unpack_format(int av_pixel_format);

/* Whether planes of that AVPixelFormat are those of the format above, so that nothing is to be done. */
bool et_unpack_is_planar(int av_pixel_format);

/* Writes the components of `frame` into the planes of `to`, which has the frame's size and its format. */
void et_unpack(const struct AVFrame *frame, const struct et_image *to);

#endif
