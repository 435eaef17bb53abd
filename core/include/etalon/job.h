// SPDX-License-Identifier: MIT
#ifndef ETALON_JOB_H
#define ETALON_JOB_H

/* Jobs decode, filter and encode in steps. Part of <etalon/etalon.h>. */

#include <etalon/chain.h>

struct et_job;

/* What et_job_step() asks for. */
enum et_step {
    ET_DONE = 0,        /* finished; close the job */
    ET_MORE = 1,        /* call again */
    ET_FRAME = 2,       /* a frame waits in et_job_take_frame() */
    ET_WANT_WRITE = 3,  /* let the sink's queue drain, then call again */
    ET_WANT_DECODE = 4, /* a packet waits in et_job_packet() */
    ET_WANT_FRAME = 5,  /* give et_job_stream_push() the next one, or et_job_stream_finish() */
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
 * own. Its times, and those of its jumps, are in the video's time base, whatever the chain makes.
 * Without a chain they are as decoded, not turned; with one (for filters that read neighbours in
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
 * upright, unless `upright` says that frames come so, sends it through the chain and ends in ET_FRAME; then
 * the next may be pushed. Filters that read neighbours in time get the frame itself in their place, and of
 * several frames made of one the first is handed out. Takes the chain over, also on failure; NULL: none.
 */
int et_job_apply(struct et_clip *clip, struct et_chain *chain, bool upright, struct et_job **out);
int et_job_apply_push(struct et_job *job, struct et_frame *frame);

/*
 * A job that filters frames from anywhere, no clip needed: each et_job_stream_push() gives it the next one in the order
 * of their times (a reference is taken), ET_FRAME hands out what the chain makes, ET_WANT_FRAME asks for the next
 * one, and et_job_stream_finish() says that none follows, upon which frames that filters held back to read behind them come
 * out, and ET_DONE. What comes out is what et_job_frames() gives of a clip of these frames. A frame of another
 * shape begins anew: no filter reads across it. Takes the chain over, also on failure; NULL: none.
 * Returns 0 or ET_ERROR_MEMORY.
 */
int et_job_stream(struct et_engine *engine, struct et_chain *chain, struct et_job **out);

/*
 * Returns 0, ET_ERROR_STATE (it has work to do first, or was finished) or ET_ERROR_ARGUMENT (the frame's time lies
 * before that of the last one). The caller keeps its reference.
 */
int et_job_stream_push(struct et_job *job, struct et_frame *frame);

/* Returns 0, or ET_ERROR_STATE where it has work to do first; doing it twice changes nothing. */
int et_job_stream_finish(struct et_job *job);

/*
 * et_frame_make() from memory that the job keeps for the next frames; frames stay valid when it is closed.
 * Also ET_ERROR_STATE where the job is of another kind.
 */
int et_job_stream_frame(struct et_job *job, const struct et_frame *like, struct et_frame **out);

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
    int64_t bitrate;       /* bits per second, for ET_RATE_BITRATE, 1e4 to 1e9 */
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
 * must stay valid until the job is closed. Takes the chain over, also on failure. Returns 0,
 * ET_ERROR_ARGUMENT (an option is out of range), ET_ERROR_UNSUPPORTED or ET_ERROR_MEMORY.
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

#endif
