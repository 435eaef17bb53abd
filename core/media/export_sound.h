// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_EXPORT_SOUND_H
#define ETALON_MEDIA_EXPORT_SOUND_H

#include <libavutil/rational.h>

#include "media/clip.h"
#include "media/mux.h"

/*
 * The sound of an export: packets that touch the span are copied to the muxer as the video's cursor
 * meets them. Those met before the first frame is encoded wait in memory. Where they are more than
 * 16 MB, in a file that has all of its sound in front, none is kept and a demuxer apart reads the
 * sound again beside the video.
 */
struct et_export_sound {
    struct et_clip *clip;
    AVRational video;   /* time base of the frames that are encoded, and of the times here */
    int64_t from, to;   /* as et_job_frames() */
    struct et_mux *mux; /* NULL until et_export_sound_begin() */
    int64_t base;       /* becomes 0 in the file */
    int64_t packets;    /* written */
    int ended;          /* a packet behind the span was met */

    struct AVPacket **early;
    int early_count, early_capacity;
    int64_t early_bytes;
    int too_early; /* they were too many */

    struct et_demux *apart;
    struct AVPacket *packet; /* of that demuxer; read, but not yet written while it is not empty */
};

/* Takes a packet of the cursor, see et_cursor_want_audio(); `opaque` is the sound. */
int et_export_sound_take(void *opaque, const struct AVPacket *packet);

/*
 * Goes on with a muxer, in whose file `base` becomes 0: writes what waits. Returns 0 or a negative
 * ET_ERROR_*.
 */
int et_export_sound_begin(struct et_export_sound *sound, struct et_mux *mux, int64_t base);

/*
 * Reads a packet apart. Returns ET_MORE, ET_DONE when there is none before `until`, or a negative
 * ET_ERROR_*.
 */
int et_export_sound_step(struct et_export_sound *sound, int64_t until);

/* Whether sound is read apart, by et_export_sound_step(). */
int et_export_sound_is_apart(const struct et_export_sound *sound);

/* Frees what the sound holds. */
void et_export_sound_close(struct et_export_sound *sound);

#endif
