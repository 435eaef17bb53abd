// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_DECODE_H
#define ETALON_MEDIA_DECODE_H

#include <etalon/etalon.h>

#include "frame/frame.h"
#include "media/demux.h"

struct AVPacket;

/*
 * A decoder: libavcodec writing straight into buffers of a frame pool. Decoders that insist on
 * memory of their own (dav1d) cost one copy into the pool.
 */
struct et_decoder;

/*
 * Opens the decoder of the demuxer's video stream with `threads` threads of its own (0: none) and
 * reserves every buffer that it can hold at once, and `extra` more. Returns 0,
 * ET_ERROR_UNSUPPORTED (no such decoder in this build) or ET_ERROR_MEMORY, which names the sum.
 */
int et_decoder_open(const struct et_demux *demux, int threads, int extra, struct et_decoder **out);

/* Closes the decoder; frames that it gave stay valid. Takes NULL. */
void et_decoder_close(struct et_decoder **decoder);

/*
 * Gives a packet to the decoder, NULL at the end of the stream. Returns 0, ET_MORE when the decoder
 * must be emptied first (the packet was not taken), ET_ERROR_DATA for a packet that it refuses,
 * ET_ERROR_UNSUPPORTED or ET_ERROR_MEMORY.
 */
int et_decoder_send(struct et_decoder *decoder, const struct AVPacket *packet);

/*
 * Takes the next frame. Returns ET_FRAME with a frame that the caller owns, ET_MORE when the decoder wants
 * a packet, ET_DONE after the end, or a negative ET_ERROR_*.
 */
int et_decoder_receive(struct et_decoder *decoder, struct et_frame **out);

/* Forgets everything, to go on at another position. */
void et_decoder_flush(struct et_decoder *decoder);

#endif
