// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_SOUND_H
#define ETALON_MEDIA_SOUND_H

#include <stdint.h>

struct AVChannelLayout;
struct AVPacket;
struct AVStream;

/*
 * A decoder of one sound stream. Whatever the codec gives becomes floats, nominally -1 to 1: integer
 * samples of b bits are divided by 2^(b-1), those of 8 bits less 128 before. What a container marks
 * as padding (an encoder's delay) is cut off.
 */
struct et_sound;

/* What the decoder gave last. */
struct et_sound_block {
    int64_t position; /* of its first sample, in samples of `rate` on the clip's clock */
    int count, rate, channels;
    const struct AVChannelLayout *layout;
};

/*
 * Opens the decoder of a stream. Returns 0, ET_ERROR_UNSUPPORTED (no such decoder in this build, or
 * more than 32 channels) or ET_ERROR_MEMORY.
 */
int et_sound_open(const struct AVStream *stream, struct et_sound **out);

/* Closes the decoder. Takes NULL. */
void et_sound_close(struct et_sound **sound);

/*
 * Gives a packet to the decoder, NULL at the end of the stream. Returns 0, ET_MORE when the decoder
 * must be emptied first (the packet was not taken), ET_ERROR_DATA for a packet that it refuses, or ET_ERROR_MEMORY.
 */
int et_sound_send(struct et_sound *sound, const struct AVPacket *packet);

/*
 * Takes the next block, which stays until the next call. Blocks follow one another without a gap
 * while the stream's times agree to 10 ms or two of its ticks: containers round times, samples do
 * not. Returns ET_FRAME, ET_MORE when the decoder wants a packet, ET_DONE after the end, or a negative ET_ERROR_*.
 */
int et_sound_receive(struct et_sound *sound, struct et_sound_block *out);

/*
 * Writes samples `first` to `first` + `count` - 1 of the last block, one array per channel. Returns
 * 0, or ET_ERROR_UNSUPPORTED for a kind of sample that is not known.
 */
int et_sound_copy(const struct et_sound *sound, int first, int count, float *const *planes);

/* Forgets everything, to go on at another position. */
void et_sound_flush(struct et_sound *sound);

#endif
