// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_COLOR_H
#define ETALON_MEDIA_COLOR_H

#include <etalon/etalon.h>

struct AVCodecContext;
struct AVCodecParameters;
struct AVFrame;

/*
 * Which colour a picture has. Matrix, primaries, transfer, range and siting are found one by one:
 *
 *   1. The bitstream's word, where it says one: VUI (H.264, HEVC), sequence headers (AV1, VP9's
 *      matrix and range, MPEG-2, MPEG-4, VC-1), frame headers (ProRes, DNxHR), JPEG's APP markers,
 *      PNG's chunks, and what a codec's format means by itself (VP8 and MJPEG are BT.601, yuvj is
 *      full range). It was made with the pictures; a container's is often added by a later tool, and
 *      ffmpeg, ffprobe and Chromium's decoders of H.264 read it in this order, too.
 *   2. The container's: colr of MP4 and QuickTime, Colour of Matroska and WebM, MXF's descriptors.
 *   3. A guess, which is marked in et_color.guessed:
 *        matrix     that of the primaries or of PQ and HLG (BT.2020), else by size
 *        primaries  those of the matrix, of PQ and HLG (BT.2020), else by size; RGB: BT.709
 *        transfer   that of the primaries: BT.2020, BT.709, SMPTE 170M or 240M; RGB: sRGB
 *        range      limited
 *        siting     left
 *      By size: SMPTE 170M below 720 rows, BT.709 from there, as browsers do.
 *
 * RGB has no matrix to guess and is full range unless the container says limited: encoders leave
 * their default in the bitstream's flag, and players do not heed it. HEVC, MPEG-2, AV1 and VP9 say
 * limited range by saying nothing, so a container cannot make it full. VP8's "clamping type", which
 * libavcodec hands on as a range, is not one (RFC 6386, 9.2): VP8 says none.
 */

/* One speaker's words: libavutil's enums; unspecified where it says nothing. */
struct et_color_words {
    int matrix, primaries, transfer, range, siting;
};

/* What a container, and what a decoded picture says. */
struct et_color_words et_color_words_of_parameters(const struct AVCodecParameters *parameters);
struct et_color_words et_color_words_of_frame(const struct AVFrame *frame);

/* A picture and what is said about it. */
struct et_color_case {
    enum et_format format;
    int av_pixel_format, codec_id, height;
    struct et_color_words stream, container;
};

/* Decides by the rules above. */
struct et_color et_color_decide(const struct et_color_case *of);

/* How bright the source is, by the side data of frames or of streams; zeros where they do not say. */
struct et_light et_light_of_frame(const struct AVFrame *frame);
struct et_light et_light_of_parameters(const struct AVCodecParameters *parameters);
struct et_light et_light_of_decoder(const struct AVCodecContext *decoder);

/* What of it is `peak_nits` of a picture's colour: the greatest content light level, else the mastering display's peak. */
uint16_t et_light_peak(const struct et_light *light);

#endif
