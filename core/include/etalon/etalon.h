// SPDX-License-Identifier: MIT
#ifndef ETALON_ETALON_H
#define ETALON_ETALON_H

/*
 * The public C interface: clips are opened on a reader, jobs decode, filter and encode in steps,
 * frames are counted references to planes. All functions are called on one thread, the engine
 * thread, unless their comment says otherwise.
 */

#include <etalon/error.h>
#include <etalon/filter.h>
#include <etalon/format.h>

struct et_engine;
struct et_clip;
struct et_chain;
struct et_job;

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

/* ---- Frames ------------------------------------------------------------------------------ */

struct et_rational {
    int num, den;
};

/*
 * How bright a picture's source is, in cd/m2, 0 where the stream does not say: the peak of the
 * display that it was mastered on (SMPTE ST 2086), the brightest pixel and the brightest mean of a
 * frame (CTA-861.3, MaxCLL and MaxFALL).
 */
struct et_light {
    int mastering_nits, content_nits, average_nits;
};

/*
 * A frame. Fields are read-only for whoever did not create it. Its planes stay where they are
 * until the last reference is gone.
 */
struct et_frame {
    struct et_image image;
    int64_t pts;      /* presentation time, in time_base */
    int64_t duration; /* in time_base; 0 when unknown */
    struct et_rational time_base;
    struct et_rational sample_aspect; /* width to height of a pixel; 0/1 when unknown */
    int key;                          /* 1: decoding can start here */
    int interlaced;                   /* 1: two fields of different times */
    int top_first;                    /* 1: the field of rows 0, 2, 4 ... is the earlier one */
    struct et_light light;            /* for tone mapping */
    int color_changed; /* 1: before any filter its colours were not those of et_clip_info() */
    const struct et_analysis *analysis; /* what the chain found out; NULL: nothing */
};

/*
 * What an analysis found in a frame: array i has counts[i] elements of the type that
 * filter->results[i] says. Lives as long as the frame.
 */
struct et_analysis {
    const struct et_filter *filter;
    size_t entry;                     /* its place in the chain, from 0 on */
    const struct et_analysis *before; /* of an analysis earlier in the chain; NULL: none */
    const size_t *counts;
    void *const *arrays;
};

/* Takes another reference. Any thread. Returns `frame`. */
struct et_frame *et_frame_ref(struct et_frame *frame);

/* Drops a reference and nulls the caller's pointer. Takes NULL. Any thread. */
void et_frame_unref(struct et_frame **frame);

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

/* ---- Chains ------------------------------------------------------------------------------ */

/* The registry: number of filters, the i-th (0-based), and one by name (NULL: no such filter). */
size_t et_filter_count(void);
const struct et_filter *et_filter_at(size_t index);
const struct et_filter *et_filter_find(const char *name);

/* Creates an empty chain, which leaves frames as they are. Returns 0 or ET_ERROR_MEMORY. */
int et_chain_create(struct et_engine *engine, struct et_chain **out);

/* Destroys a chain. Takes NULL. */
void et_chain_destroy(struct et_chain **chain);

/*
 * Appends a filter. `values` holds one number per parameter of its table, in the table's order
 * (a CHOICE as its index; for a LIST, which gets the numbers that it has at first, any). Returns 0,
 * ET_ERROR_ARGUMENT with a message that names value, parameter and range, or ET_ERROR_MEMORY.
 */
int et_chain_add(struct et_chain *chain, const struct et_filter *filter, const double *values,
                 size_t count);

/*
 * The functions below are about the filter that was added last. They copy what they are given, and
 * return 0, ET_ERROR_ARGUMENT, ET_ERROR_MEMORY, or ET_ERROR_STATE while the chain is empty. Whether
 * filter and setting fit together is said by the job: its first step may fail with ET_ERROR_ARGUMENT.
 */

/* Sets a LIST, parameter `param` of the table. */
int et_chain_set_list(struct et_chain *chain, size_t param, const double *values, size_t count);

/* How a value goes on to that of the next keyframe. */
enum et_ease {
    ET_EASE_HOLD,   /* stays until then; the only one for a CHOICE */
    ET_EASE_LINEAR, /* at an even pace */
    ET_EASE_BEZIER, /* CSS's cubic-bezier(x1, y1, x2, y2), x1 and x2 in 0 to 1 */
};

struct et_key {
    double time_s; /* of the clip */
    double value;
    enum et_ease ease;
    double bezier[4]; /* x1, y1, x2, y2 */
};

/*
 * Lets a parameter follow `count` keyframes in the order of their times; before the first and after
 * the last it has their values. Values are cut to the range, and rounded for an INT. Parameters that
 * are marked fixed take none.
 */
int et_chain_set_keys(struct et_chain *chain, size_t param, const struct et_key *keys,
                      size_t count);

/* A rectangle in pixels of the filter's input, 16384 at most; parts outside the image count for nothing. */
struct et_region {
    int x, y, width, height;
    int feather; /* pixels inside the rectangle over which the filter's effect rises to its whole */
};

/*
 * Limits a filter to a region: outside it the input shows unchanged. Only for filters whose output has
 * the shape of their input. An analysis sees the region alone, whose edges go outward to whole chroma
 * samples there, without a feather; a region outside the picture is an ET_ERROR_ARGUMENT of its job.
 */
int et_chain_set_region(struct et_chain *chain, const struct et_region *region);

/*
 * Limits a filter to the frames with from_s <= time < to_s, both rounded to ticks; -INFINITY and
 * INFINITY leave an end open. Other frames pass as they are. Only for filters whose output has the
 * shape of their input, and as many frames.
 */
int et_chain_set_enable(struct et_chain *chain, double from_s, double to_s);

/*
 * Where a second input comes from. `frame` gives the frame shown at `pts` (in `time_base`) of the
 * frame that is filtered, a new reference, and returns
 *   ET_FRAME with it in *out, ET_MORE: call again with the same time, ET_DONE: nothing is shown,
 *   so that the first input passes as it is, or a negative ET_ERROR_*.
 */
struct et_input {
    void *opaque;
    struct et_image_info info; /* the shape that most of its frames have */
    bool can_be_nothing;       /* `frame` may return ET_DONE */
    int (*frame)(void *opaque, int64_t pts, struct et_rational time_base, struct et_frame **out);
    void (*close)(void *opaque); /* when the chain does not need it any more */
};

/*
 * Sets a TEXT parameter of the filter that was added last, by its index, to `size` bytes. Returns 0,
 * ET_ERROR_ARGUMENT, ET_ERROR_STATE, or what the parameter's parse() returns.
 */
int et_chain_set_text(struct et_chain *chain, size_t index, const char *text, size_t size);

/* Sets the second input. Takes it over, also on failure. */
int et_chain_set_input(struct et_chain *chain, const struct et_input *input);

/* Sets one frame, of which it takes a reference, as the second input at all times. */
int et_chain_set_still(struct et_chain *chain, struct et_frame *frame);

/* What a second input shows before a clip's first frame and after its last. */
enum et_clip_ends { ET_CLIP_ENDS_HOLD, ET_CLIP_ENDS_NOTHING };

/*
 * Sets a clip as the second input: its frame at the same time plus `offset_s`, from a decoder of its
 * own, decoded in the steps of the job. The clip counts one job more until the chain is destroyed.
 */
int et_chain_set_clip(struct et_chain *chain, struct et_clip *clip, double offset_s,
                      enum et_clip_ends ends);

/*
 * Frames that the chain makes of each: 1, or the product of its filters' outputs_per_input. The
 * time base of the frames that leave it is that of its input, divided by this.
 */
int et_chain_outputs(const struct et_chain *chain);

/*
 * Plans the chain for input of shape `in` and writes the plan as JSON, which the caller frees with
 * free(): { input, output: shapes, outputs, framesBefore, framesAfter, stages: [{ entry, filter,
 * fused: [{ entry, filter }], operations: [name], input, output, order: "any" | "topDown" | "wholeFrame", bands, outputs, framesBefore, framesAfter,
 * inputs, keyframes: [key], region: null | { x, y, width, height, feather }, enable: null | { from, to }
 * (null: open), bytesRead, bytesWritten }], removed: [{ entry, filter }] }, where a shape is
 * { format, width, height }, `entry` is the place in the chain, bytes are those for one frame of input,
 * and what was removed is neutral. A stage that is a colour program lists the entries fused in it, the
 * first of which is its `entry`, and what is left of their steps for each pixel: "affine", "curves",
 * "table", "points". Returns 0 or what a job would fail with.
 */
int et_chain_plan(struct et_chain *chain, const struct et_image_info *in, char **json);

/* ---- Jobs -------------------------------------------------------------------------------- */

/* What et_job_step() asks for. */
enum et_step {
    ET_DONE = 0,        /* finished; close the job */
    ET_MORE = 1,        /* call again */
    ET_FRAME = 2,       /* a frame waits in et_job_take_frame() */
    ET_WANT_WRITE = 3,  /* let the sink's queue drain, then call again */
    ET_WANT_DECODE = 4, /* a packet waits in et_job_packet() */
};

/*
 * Times of jobs are those of the frames that they hand out: in the video's time base, divided by
 * et_chain_outputs() of the chain.
 */

/*
 * A job that ends in one frame: the last one at or before `pts`; the first frame when there is none
 * before. It is the frame that et_job_frames() gives, whatever neighbours its filters read. It keeps
 * the clip's interactive decoder warm, so that stepping forward decodes one frame. Takes the chain
 * over, also on failure; NULL: none.
 */
int et_job_frame_at(struct et_clip *clip, struct et_chain *chain, int64_t pts, struct et_job **out);

/*
 * A job that hands out every frame with from <= pts < to, in order, from a decoder of its own.
 * INT64_MIN and INT64_MAX mean the ends of the clip. Takes the chain over, also on failure.
 */
int et_job_frames(struct et_clip *clip, struct et_chain *chain, int64_t from, int64_t to,
                  struct et_job **out);

/*
 * A job for playing: hands out the frame shown at `from` and those behind it, from a decoder of its
 * own. Its times, and those of its jumps, are in the video's time base, whatever the chain makes. Without a chain they are as decoded, not turned; with one (for filters that read neighbours in
 * time), as et_job_frames() gives them. Takes the chain over, also on failure.
 */
int et_job_play(struct et_clip *clip, struct et_chain *chain, int64_t from, struct et_job **out);

/*
 * Whether the job leaves out frames to which no other refers, from the next packet on (decoders that
 * cannot tell leave none out, and a chain that reads neighbours needs them all). Returns 0 or
 * ET_ERROR_STATE.
 */
int et_job_play_skip(struct et_job *job, int skip);

/*
 * Goes on at the first key frame at or after `pts`, which lies ahead; a chain that reads frames before
 * one makes nothing of as many. Returns 1; 0 when there is none, and it goes on where it is; or a
 * negative ET_ERROR_*.
 */
int et_job_play_jump(struct et_job *job, int64_t pts);

/*
 * A job that filters single frames: turns what et_job_apply_push() gives it (a reference is taken)
 * upright, sends it through the chain and ends in ET_FRAME; then the next may be pushed. Filters that
 * read neighbours in time get the frame itself in their place, and of several frames made of one
 * the first is handed out. Takes the chain over, also on failure; NULL: none.
 */
int et_job_apply(struct et_clip *clip, struct et_chain *chain, struct et_job **out);
int et_job_apply_push(struct et_job *job, struct et_frame *frame);

/* A packet of the video track; `pts` and `duration` in its time base. */
struct et_packet {
    const uint8_t *data;
    int size;
    int64_t pts, duration;
    int key;
};

/*
 * A job that hands out packets for a decoder of the host, from the key frame at or before `from` on:
 * ET_WANT_DECODE says that one waits in et_job_packet(). Returns 0, ET_ERROR_UNSUPPORTED (the container
 * has no index, the codec no name), ET_ERROR_IO or ET_ERROR_MEMORY.
 */
int et_job_packets(struct et_clip *clip, int64_t from, struct et_job **out);

/* The packet of the last ET_WANT_DECODE, valid until the next step; NULL when none waits. */
const struct et_packet *et_job_packet(const struct et_job *job);

/*
 * The codec as RFC 6381 writes it, and its extra data as the container has it; both live as long as
 * the job. Returns the bytes of the extra data, or ET_ERROR_STATE.
 */
int et_job_packets_codec(const struct et_job *job, const char **name, const uint8_t **extra);

/*
 * Goes on with the first key frame at or after `pts`, or, with `before`, the last one at or before it.
 * Returns 1; 0 when there is none; or a negative ET_ERROR_*.
 */
int et_job_packets_jump(struct et_job *job, int64_t pts, int before);

/* Frames of the host's decoder are of the shape, colour and time base of this one. */
int et_job_packets_like(struct et_job *job, const struct et_frame *frame);

/*
 * A frame of that shape for the host to fill, which the caller owns. `duration` 0: that of the model.
 * Returns 0, ET_ERROR_STATE (no model was given) or ET_ERROR_MEMORY.
 */
int et_job_packets_frame(struct et_job *job, int64_t pts, int64_t duration, int key,
                         struct et_frame **out);

/*
 * Memory for the chroma of a frame of NV12, Cb and Cr in turn, beside an I420 frame of the job whose luma
 * the host fills itself. It stays where it is until the job is closed. Returns the bytes of a row, whose
 * number is that of the frame's chroma, ET_ERROR_STATE (the frames are not I420) or ET_ERROR_MEMORY.
 */
int et_job_packets_pairs(struct et_job *job, uint8_t **out);

/* Takes the pairs apart, into the chroma of a frame of the job. Returns 0 or ET_ERROR_STATE. */
int et_job_packets_split(struct et_job *job, const struct et_frame *frame);

enum { ET_MOST_CHANNELS = 32 };

/* Samples of sound, nominally -1 to 1. They stay where they are until the job's next step. */
struct et_samples {
    const float *planes[ET_MOST_CHANNELS];
    int channels, rate, count;
    int64_t position; /* of the first one, in samples of `rate` on the clip's clock */
};

/*
 * A job that hands out the sound from `from_s` to before `to_s`, seconds on the clip's clock that are
 * rounded to the nearest sample (infinities: the ends), in blocks of at most 8192 samples, from a
 * decoder of its own: ET_FRAME says that a block waits in et_job_samples_block(). `track` counts the
 * file's sound tracks, -1: the one of et_clip_info(). `stereo`: mixed down (or up) to two channels,
 * else all of them.
 * Returns 0, ET_ERROR_ARGUMENT (there is no such track), ET_ERROR_UNSUPPORTED (no decoder for it),
 * ET_ERROR_IO or ET_ERROR_MEMORY.
 */
int et_job_samples(struct et_clip *clip, int track, double from_s, double to_s, int stereo,
                   struct et_job **out);

/* The block of the last ET_FRAME; NULL when none waits. */
const struct et_samples *et_job_samples_block(const struct et_job *job);

/*
 * A job that hands out one frame near each of `count` times (rising, in the video's time base), the
 * times copied: the key frame at or before it, or, in a container without an index, the nearest one
 * that reading finds. Nothing but these frames is decoded, from a decoder of its own without threads.
 * A time near which nothing can be decoded gives no frame: et_job_frames_done() counts times. Filters
 * that read neighbours in time get the frame itself in their place. Takes the chain over, also on
 * failure. Returns 0, ET_ERROR_ARGUMENT or ET_ERROR_MEMORY.
 */
int et_job_thumbnails(struct et_clip *clip, struct et_chain *chain, const int64_t *times,
                      size_t count, struct et_job **out);

/*
 * Where bytes go. `write` takes `size` bytes for `position` and returns 0 or a negative
 * ET_ERROR_*; it copies what it keeps. `pending` says how many bytes are not yet written out. `read`
 * gives `size` bytes that were written, and returns 0 or a negative ET_ERROR_*; NULL: the sink cannot
 * be read.
 */
struct et_sink {
    void *opaque;
    int (*write)(void *opaque, int64_t position, const uint8_t *bytes, int size);
    int64_t (*pending)(void *opaque);
    int append_only; /* 1: positions only grow, so the file is written as fragments */
    int (*read)(void *opaque, int64_t position, uint8_t *bytes, int size);
};

enum et_rate_control { ET_RATE_QUANTIZER, ET_RATE_BITRATE };

struct et_export_options {
    int64_t from, to; /* as et_job_frames() */
    enum et_rate_control rate_control;
    int quantizer;         /* H.264 QP, 12 to 51; lower is better */
    int64_t bitrate;       /* bits per second, for ET_RATE_BITRATE */
    double key_interval_s; /* longest distance between key frames, seconds, 0.1 to 60 */
    int copy_audio;        /* 1: copy the audio packets; 0: no sound */
    int strict;            /* 1: fail with ET_ERROR_UNSUPPORTED instead of converting pixels */
    int threads;           /* threads asked for, for decoder and encoder together */
};

struct et_export_result {
    int64_t frames, bytes, audio_packets;
    int width, height;
    unsigned conversions; /* ET_CONVERTED_* */
    int fragmented;
    int faststart; /* 1: one index, in front of the media data */
};

enum {
    ET_CONVERTED_DEPTH = 1,   /* to 8 bits, with ordered dither */
    ET_CONVERTED_CHROMA = 2,  /* to 4:2:0 */
    ET_CONVERTED_PADDING = 4, /* an odd width or height was padded by its last column or row */
    ET_CONVERTED_ALPHA = 8,   /* the picture lies on black */
    ET_CONVERTED_MATRIX = 16, /* RGB to Y'CbCr */
    ET_CONVERTED_TONE = 32,   /* PQ, HLG and the like to SDR, as a view shows them */
};

/*
 * A job that decodes, filters, encodes H.264 and writes MP4 to a sink. The sink's opaque pointer
 * must stay valid until the job is closed. Takes the chain over, also on failure.
 */
int et_job_export(struct et_clip *clip, struct et_chain *chain, const struct et_sink *sink,
                  const struct et_export_options *options, struct et_job **out);

/*
 * Does a little work: at most one packet, one encoder call, or bands for `budget_us`
 * microseconds. Returns an enum et_step, or a negative ET_ERROR_*, after which the job can only be closed.
 */
int et_job_step(struct et_job *job, int budget_us);

/* The frame of the last ET_FRAME, which the caller now owns; NULL when there is none. */
struct et_frame *et_job_take_frame(struct et_job *job);

/* Progress from 0 to 1, never falling; and frames finished so far. */
double et_job_progress(const struct et_job *job);
int64_t et_job_frames_done(const struct et_job *job);

/* Packets that the decoder refused and that were passed over so far. */
int64_t et_job_damaged(const struct et_job *job);

/* What an export wrote; complete once it is ET_DONE. NULL for other jobs. */
const struct et_export_result *et_job_export_result(const struct et_job *job);

/* Ends a job, finished or not, and frees what it holds. Takes NULL. */
void et_job_close(struct et_job **job);

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
