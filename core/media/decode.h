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

/* Which packets a decoder is going to get. */
enum et_decoder_use { ET_DECODE_ALL, ET_DECODE_KEY_FRAMES };

/*
 * Opens the decoder of the demuxer's video stream with `threads` threads of its own (0: none) and
 * reserves every frame that it and its users can hold at once: references, one a thread, those
 * waiting to be put in order, `held` by a chain, and 4. Beyond these the engine's cache gives frames
 * back. With ET_DECODE_KEY_FRAMES there are no references and no order to wait for. Returns 0,
 * ET_ERROR_UNSUPPORTED (no such decoder in this build) or ET_ERROR_MEMORY, which names the sum and the
 * most threads that would fit.
 */
int et_decoder_open(struct et_engine *engine, const struct et_demux *demux, enum et_decoder_use use,
                    int threads, int held, struct et_decoder **out);

/*
 * Makes the sum again for a chain that holds `held` frames. Returns 0 or ET_ERROR_MEMORY as
 * et_decoder_open(), after which the decoder goes on with what it has.
 */
int et_decoder_hold(struct et_decoder *decoder, int held);

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

/* Whether the decoder leaves out frames to which no other refers, where it can tell them. */
void et_decoder_skip(struct et_decoder *decoder, int skip);

/* Forgets everything, to go on at another position. */
void et_decoder_flush(struct et_decoder *decoder);

#endif
