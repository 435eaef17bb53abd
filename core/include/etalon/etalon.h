// SPDX-License-Identifier: MIT
#ifndef ETALON_ETALON_H
#define ETALON_ETALON_H

/*
 * The public C interface: clips are opened on a reader, jobs decode, filter and encode in steps,
 * frames are counted references to planes. All functions are called on one thread, the engine
 * thread, unless their comment says otherwise.
 */

#include <etalon/chain.h>
#include <etalon/error.h>
#include <etalon/filter.h>
#include <etalon/format.h>
#include <etalon/frame.h>
#include <etalon/job.h>

struct et_engine;
struct et_clip;

/* ---- Engine ------------------------------------------------------------------------------ */

struct et_engine_options {
    int threads;        /* threads that bands and codecs may use beside the caller's, 0 to 64 */
    unsigned cpu;       /* ET_CPU_* mask; kernels outside it are not used */
    size_t cache_bytes; /* decoded frames kept for stepping and seeking, over all clips */
};

/* Creates an engine with all its pool threads. Returns 0, ET_ERROR_ARGUMENT or ET_ERROR_MEMORY. */
int et_engine_create(const struct et_engine_options *options, struct et_engine **out);

/* Destroys an engine. Its clips, jobs and frames must be gone. Takes NULL. */
void et_engine_destroy(struct et_engine **engine);

/* What the engine holds at the moment; all zero but the last when everything is closed. */
struct et_counters {
    int clips, jobs, chains;
    int frames;             /* frames that callers hold */
    int buffers;            /* frame buffers in use by anyone, the cache included */
    int threads_leased;     /* threads lent to codecs */
    int64_t frames_decoded; /* by all decoders since the engine was created; it only grows */
};
void et_engine_counters(const struct et_engine *engine, struct et_counters *out);

/* ---- Clips ------------------------------------------------------------------------------- */

/*
 * Where bytes come from. `read` fills `buffer` with up to `size` bytes from `position` on and
 * returns how many (0: end of the source), or a negative ET_ERROR_*. Called on the engine thread.
 */
struct et_reader {
    void *opaque;
    int (*read)(void *opaque, int64_t position, uint8_t *buffer, int size);
    int64_t size; /* bytes, exact; -1: not known before `read` returns 0 */

    /* Called now and then in work that reads little and takes long; not 0: give it up. NULL: no. */
    int (*interrupt)(void *opaque);
};

struct et_video_info {
    const char *codec;             /* FFmpeg's name: "h264" */
    const char *profile;           /* "" when unknown */
    struct et_image_info image;    /* as handed out: upright, cropped */
    int coded_width, coded_height; /* before rotation */
    int rotation;                  /* degrees clockwise that were applied: 0, 90, 180, 270 */
    int mirrored;                  /* 1: after the rotation they were mirrored, too */
    struct et_light light;         /* as the container or the first pictures say */
    struct et_rational sample_aspect, frame_rate, time_base;
    int64_t start, duration; /* in time_base; duration 0 when unknown */
    int64_t frame_count;     /* 0 when the container does not say */
    int indexed;             /* 1: the container knows its key frames */
};

struct et_audio_info {
    const char *codec;
    int sample_rate, channels;
    struct et_rational time_base;
    int64_t start, duration;
    int track, tracks; /* its number among the file's sound tracks, and how many there are */
};

struct et_clip_info {
    const char *container; /* FFmpeg's name of the demuxer: "mov,mp4,m4a,3gp,3g2,mj2" */
    double duration_s;     /* 0 when unknown */
    int has_video, has_audio;
    struct et_video_info video;
    struct et_audio_info audio;
};

enum { ET_OPEN_NO_ROTATE = 1 }; /* hand frames out as coded, whatever the display matrix says */

/*
 * Opens a clip: probes the container, finds the streams, opens no decoder yet. The reader's
 * opaque pointer must stay valid until the clip is closed. Returns 0, ET_ERROR_DATA,
 * ET_ERROR_UNSUPPORTED (no video stream; a codec this build cannot decode), ET_ERROR_IO or
 * ET_ERROR_MEMORY; on failure nothing is kept.
 */
int et_clip_open(struct et_engine *engine, const struct et_reader *reader, unsigned flags,
                 struct et_clip **out);

/* Closes a clip whose jobs are closed; frames taken from it stay valid. Takes NULL. */
void et_clip_close(struct et_clip **clip);

/* Facts about the clip; valid until it is closed. */
const struct et_clip_info *et_clip_info(const struct et_clip *clip);

/* ---- View -------------------------------------------------------------------------------- */

/*
 * Paints a frame into `rgba`, `width` x `height` pixels of R, G, B, A bytes, rows
 * `stride` bytes apart: scaled, and converted to sRGB as browsers show BT.601 and BT.709. A is the
 * frame's alpha, by which R, G and B are not multiplied; 255 where it has none.
 * Returns 0, ET_ERROR_ARGUMENT, ET_ERROR_MEMORY, or ET_ERROR_UNSUPPORTED.
 */
int et_view_render(struct et_engine *engine, const struct et_frame *frame, uint8_t *rgba,
                   ptrdiff_t stride, int width, int height);

/*
 * What painting a frame of this shape takes away beside its size, as a mask: ET_CONVERTED_DEPTH for
 * more than 8 bits, ET_CONVERTED_TONE where light makes the picture SDR.
 */
unsigned et_view_conversions(const struct et_image_info *info);

#endif
