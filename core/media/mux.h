// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_MUX_H
#define ETALON_MEDIA_MUX_H

#include <etalon/etalon.h>

struct AVCodecParameters;
struct AVPacket;
struct AVStream;

/*
 * Writes MP4 to a sink. Positional sinks get one index, for which room is left in front of the media
 * data. Where it outgrows that, the media data moves back if the sink can be read, else the index goes
 * last. Append-only sinks get fragments. The same packets give the same bytes.
 */
struct et_mux;

struct et_mux_video {
    int width, height;
    struct et_color color;
    struct et_rational sample_aspect, time_base, frame_rate;
    const uint8_t *parameters; /* H.264 parameter sets, Annex B */
    int parameters_size;
};

/*
 * Opens a file with a video track and, unless `audio` is NULL, a track for that stream's packets.
 * `frames` and `audio_packets` are how many are expected, 0: not known; the room follows from them.
 * Returns 0, ET_ERROR_UNSUPPORTED (MP4 has no place for the audio codec), ET_ERROR_MEMORY, or what the sink returned.
 */
int et_mux_open(const struct et_sink *sink, const struct et_mux_video *video,
                const struct AVStream *audio, int64_t frames, int64_t audio_packets,
                struct et_mux **out);

/* Frees the muxer; a file that was not finished stays as it is. Takes NULL. */
void et_mux_close(struct et_mux **mux);

/* Writes one picture; times in the video time base. Returns 0 or a negative ET_ERROR_*. */
int et_mux_video_packet(struct et_mux *mux, const uint8_t *bytes, int size, int64_t pts,
                        int64_t duration, int key);

/* Writes one audio packet (borrowed), times in the audio stream's time base. Returns 0 or a negative ET_ERROR_*. */
int et_mux_audio_packet(struct et_mux *mux, const struct AVPacket *packet, int64_t shift);

/* Writes a part of what is held back and of the index. Returns ET_MORE, ET_DONE or a negative ET_ERROR_*. */
int et_mux_finish(struct et_mux *mux);

/* 1: the index is in front of the media data. Known once et_mux_finish() gave ET_DONE. */
int et_mux_faststart(const struct et_mux *mux);

/* Bytes of the file so far. */
int64_t et_mux_bytes(const struct et_mux *mux);

#endif
