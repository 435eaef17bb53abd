// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_DEMUX_H
#define ETALON_MEDIA_DEMUX_H

#include <etalon/etalon.h>

#include "media/color.h"
#include "media/source.h"

struct AVFormatContext;
struct AVPacket;
struct AVStream;

/* A container being read: libavformat on a source, with the streams that Etalon uses picked. */
struct et_demux {
    struct AVIOContext *avio;
    struct AVFormatContext *format;
    struct et_source *source;
    struct AVStream *video;                /* never NULL once opened */
    struct AVStream *audio;                /* NULL: none */
    struct et_color_words container_color; /* of the video, its bitstream not looked at */
    int indexed; /* the container knows its key frames and can seek to them */
    int bisects; /* not indexed, but a place can be found by the times of its packets */
    int timed;   /* packets carry timestamps; raw streams have none */
    int error;   /* of the reader since the last seek, which may look like the end */
};

/*
 * Opens the container and finds its streams: the first video stream that is not a cover picture,
 * and libavformat's best audio stream. Returns 0, ET_ERROR_DATA, ET_ERROR_UNSUPPORTED, ET_ERROR_IO or ET_ERROR_MEMORY.
 */
int et_demux_open(struct et_source *source, struct et_demux **out);

/* Closes the container. Takes NULL. */
void et_demux_close(struct et_demux **demux);

/*
 * Reads the next packet of the video stream, or of the audio stream when `with_audio`. Returns
 * ET_MORE with the packet filled, ET_DONE at the end, or a negative ET_ERROR_*.
 */
int et_demux_read(struct et_demux *demux, int with_audio, struct AVPacket *packet);

/*
 * Moves to the last key frame whose timestamp is at or before `timestamp` (video time base); where the
 * demuxer `bisects`, to a packet before it that need not be a key frame. Returns 0, or
 * ET_ERROR_UNSUPPORTED when the container cannot.
 */
int et_demux_seek(struct et_demux *demux, int64_t timestamp);

/* Timestamp of the index's last key frame at or before `timestamp`; INT64_MIN when it has none. */
int64_t et_demux_key_before(const struct et_demux *demux, int64_t timestamp);

/*
 * Moves to the index's first key frame whose timestamp there (often a decoding time) is at or after
 * `timestamp`. Returns 1, 0 when it has none, and nothing has changed, or ET_ERROR_UNSUPPORTED.
 */
int et_demux_seek_after(struct et_demux *demux, int64_t timestamp);

/* Turns an AVERROR into an ET_ERROR_* with the message "`what`: <reason>". */
int et_av_fail(int averror, const char *what);

#endif
