// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_DECODE_BUFFERS_H
#define ETALON_MEDIA_DECODE_BUFFERS_H

#include <stdatomic.h>

#include "frame/frame.h"

struct AVCodecContext;
struct AVFrame;

/*
 * The memory that libavcodec decodes into: buffers of a frame pool. The `opaque` of the codec is one of
 * these. Frame threads ask for buffers, and say so where there is none or the format is not known.
 */
struct et_decode_buffers {
    struct et_pool *pool;
    atomic_int starved; /* a frame was asked for and none was free: decoders may go on without */
    atomic_int unsupported_format; /* that stopped decoding, AV_PIX_FMT_NONE: none */
};

/*
 * Lays out an image of a decoder's padded size: rows padded to 64 bytes and to what the decoder
 * asks for, room below for its over-reads. Returns the bytes of the whole.
 */
size_t et_decode_layout(struct AVCodecContext *codec, enum et_format format, int width, int height,
                        ptrdiff_t stride[4], size_t offset[4]);

/* AVCodecContext.get_buffer2. Any thread. */
int et_decode_get_buffer(struct AVCodecContext *codec, struct AVFrame *frame, int flags);

/*
 * The buffer of the pool in which the planes of a decoded frame lie, a new reference; a copy of those
 * that lie in the decoder's own memory, or are packed. NULL: none is free.
 */
struct et_buffer *et_decode_buffer_of(struct AVCodecContext *codec, struct AVFrame *frame,
                                      enum et_format format);

#endif
