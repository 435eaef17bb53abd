// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_CURSOR_SEEK_H
#define ETALON_MEDIA_CURSOR_SEEK_H

#include "media/cursor.h"

/* The inside of a cursor, for cursor.c, which reads on, and cursor_seek.c, which goes to other places. */
struct et_cursor {
    struct et_engine *engine;
    struct et_source *source;
    struct et_demux *demux;
    struct et_decoder *decoder;
    struct AVPacket *packet;
    int packet_waits; /* the decoder was full when it was offered */
    int ended;        /* the decoder was told of the end */
    int granted;      /* threads of the lease */

    int64_t frame_ticks; /* duration of a frame where the stream does not say, at least 1 */
    int64_t last;   /* pts of the frame that came last, INT64_MIN: none since the start or a seek */
    int from_start; /* reading began at the first packet */
    int64_t given;  /* frames handed out since the start or a seek */
    int64_t decoded; /* frames decoded since the start, which number those of untimed streams */

    int seeking;  /* until the first frame that is kept */
    int scanning; /* packets are passed over until a key frame comes */
    int jumping;  /* packets are passed over until a key frame at or after `jump` comes */
    int64_t jump;
    int64_t target;  /* where the seek goes */
    int64_t lead;    /* how far before the target scanning began; 0: it did not */
    int64_t sought;  /* where the demuxer was sent last, at or before the target */
    int64_t key_pts; /* of the key frame at which reading began; INT64_MIN: not met yet */
    int64_t key_dts;
    int64_t tried; /* key frame of the attempt before, INT64_MAX: none */

    int64_t damaged;
    int (*take_audio)(void *context, const struct AVPacket *packet);
    void *audio_context;
};

/* Forgets what was on its way; what follows comes from another place. */
void et_cursor_start_over(struct et_cursor *cursor, int from_start);

/*
 * Reads on from the key frame before the one where reading began, or from the start when there is
 * none. A place from which no packet came has its key frame in the index alone.
 */
int et_cursor_go_back(struct et_cursor *cursor);

/*
 * Begins to look for a key frame twice as far before the target as the time before. Places behind
 * the end count as the end. The start needs no key frame.
 */
int et_cursor_look_before(struct et_cursor *cursor);

/*
 * Passes a packet over, or ends scanning with it: at a key frame that is not behind the target and was
 * not tried. Returns 1: decode it, 0: it is passed over, or a negative ET_ERROR_*.
 */
int et_cursor_scan(struct et_cursor *cursor);

/* Passes a packet over, or ends jumping with it. Returns 1: decode it, 0: it is passed over. */
int et_cursor_land(struct et_cursor *cursor);

/*
 * Decides about the first frames after a seek. Returns 1: keep, 0: drop, or a negative ET_ERROR_*
 * of the seek to an earlier key frame.
 */
int et_cursor_settle(struct et_cursor *cursor, const struct et_frame *frame);

#endif
