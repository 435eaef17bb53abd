// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_CURSOR_H
#define ETALON_MEDIA_CURSOR_H

#include <etalon/etalon.h>

#include "media/decode.h"

struct AVPacket;

/*
 * A cursor hands out a clip's frames in the order of their times, from any place on. It owns a
 * demuxer and a decoder. Frames that decode wrongly after a seek (the leading pictures of an open
 * GOP) are dropped, and the cursor goes back one key frame further where the place needs them.
 */
struct et_cursor;

/*
 * Opens a cursor at the start of the source. Takes over `*demux` when it is not NULL (and nulls
 * it), else opens the container again. `threads` are asked for; the engine grants what it has. `held`
 * frames are a chain's, see et_decoder_open(). Returns 0 or what et_demux_open() and et_decoder_open()
 * return.
 */
int et_cursor_open(struct et_engine *engine, struct et_source *source, struct et_demux **demux,
                   int threads, int held, struct et_cursor **out);

/* Makes room for a chain that holds `held` frames. Returns 0 or ET_ERROR_MEMORY. */
int et_cursor_hold(struct et_cursor *cursor, int held);

/* Closes a cursor; frames that it gave stay valid. Takes NULL. */
void et_cursor_close(struct et_cursor **cursor);

/*
 * Goes to `pts`: the frames that follow begin with one at or before it, if the clip has any. In a
 * container without an index whose packets have times, a key frame before it is looked for, first
 * half a second before `pts` and then twice as far each time, by et_cursor_step(), which reads packets
 * without decoding them; any other container is decoded from its start. Returns 0 or a negative
 * ET_ERROR_*.
 */
int et_cursor_seek(struct et_cursor *cursor, int64_t pts);

/*
 * 1: a seek would not save decoding, because from `from` to `to` there is no key frame, or, in a
 * container that does not know its key frames, because it is not far.
 */
int et_cursor_is_near(const struct et_cursor *cursor, int64_t from, int64_t to);

/*
 * Decodes at most one packet. Returns ET_FRAME with a frame that the caller owns, ET_MORE, ET_DONE
 * at the end, or a negative ET_ERROR_*.
 */
int et_cursor_step(struct et_cursor *cursor, struct et_frame **out);

/* Whether frames are left out to which no other refers, from the next packet on. Untimed streams, whose frames are numbered, keep them. */
void et_cursor_skip(struct et_cursor *cursor, int skip);

/*
 * Goes on at the first key frame at or after `pts`: by the index, or by passing packets over where the
 * container has none. Returns 1; 0 when there is no such key frame or no way to it, and nothing has
 * changed; or a negative ET_ERROR_*.
 */
int et_cursor_jump(struct et_cursor *cursor, int64_t pts);

/* Whether the frame that came last is the clip's first. */
int et_cursor_at_first(const struct et_cursor *cursor);

/* Packets that the decoder refused so far. */
int64_t et_cursor_damaged(const struct et_cursor *cursor);

/*
 * Has audio packets handed to `take` as they are met; `take` borrows the packet and returns 0 or a
 * negative ET_ERROR_*, which et_cursor_step() passes on. NULL says that reading goes to another
 * place, so that packets come again: those of before are to be forgotten. After ET_DONE, or instead
 * of decoding on, et_cursor_step_audio() reads what is left of them.
 */
void et_cursor_want_audio(struct et_cursor *cursor,
                          int (*take)(void *context, const struct AVPacket *packet), void *context);

/* Reads one packet without decoding. Returns ET_MORE, ET_DONE or a negative ET_ERROR_*. */
int et_cursor_step_audio(struct et_cursor *cursor);

/* The cursor's demuxer. */
const struct et_demux *et_cursor_demux(const struct et_cursor *cursor);

#endif
