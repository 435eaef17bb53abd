// SPDX-License-Identifier: MIT
#ifndef ETALON_API_API_H
#define ETALON_API_API_H

#include <stdint.h>

/* Keeps a function in the module and exports it. */
#define ET_EXPORT __attribute__((used, visibility("default")))

/*
 * What the WebAssembly module exports. Ids cross the boundary, not objects; 64-bit positions and
 * times cross as doubles, which hold integers exactly up to 2^53. A function returns a value >= 0
 * or a negative ET_ERROR_*; et_api_error_message() then has the sentence. A closed or unknown id
 * gives ET_ERROR_STATE. One engine per module; all calls on the thread that created it.
 *
 * The host gives five functions (core/api/host.js binds them to `Module.host`):
 *   read(reader, position, pointer, size)   bytes read into the heap, or a negative ET_ERROR_*
 *   interrupt(reader)                       1: give up what reads it; called now and then in long work
 *   write(sink, position, pointer, size)    0, or a negative ET_ERROR_*; the host copies the bytes
 *   pending(sink)                           bytes that are not yet written out
 *   readBack(sink, position, pointer, size) 0, or a negative ET_ERROR_*: fills the heap with what was written
 */

/* Memory of the module for arguments, 64-byte aligned; 0 when there is none. */
void *et_api_malloc(int size);
void et_api_free(void *pointer);

/* The sentence of the last failure, UTF-8. */
const char *et_api_error_message(void);

/* The registry, the formats and the error codes as JSON; static storage. */
const char *et_api_describe(void);

/* Creates the engine. `cpu`: mask of ET_CPU_*, -1 for all. */
int et_api_engine_create(int threads, int cpu, double cache_bytes);
int et_api_engine_destroy(void);

/*
 * Fills 9 doubles: clips, jobs, chains, frames held by JavaScript, frames alive, buffers lent, threads
 * leased; frames decoded so far; bytes of the heap in use.
 */
int et_api_counters(double *out);

/* Opens a clip on reader `reader` of the host; size -1: not known before its end. Returns its id. */
int et_api_clip_open(int reader, double size, int flags);

/*
 * What is known about the clip, as JSON:
 * { container, duration, video: { codec, profile, format, width, height, codedWidth, codedHeight,
 *   rotation, mirrored, sampleAspect: [n, d], frameRate: [n, d], timeBase: [n, d], start, duration,
 *   frameCount, indexed, color: { matrix, primaries, transfer, fullRange, siting, guessed } },
 *   audio: null | { codec, sampleRate, channels, timeBase, start, duration, track, tracks } }
 * with `duration` in seconds outside of `video` and `audio`, and ticks of the time base inside.
 * Returns a pointer valid until the clip is closed, or 0.
 */
const char *et_api_clip_info(int clip);
int et_api_clip_close(int clip);

/*
 * Fills `samples` doubles with the curve through points, see et_filter_curve(); `filter`: its place in the registry,
 * `count` doubles: the parameter's numbers.
 */
int et_api_filter_curve(int filter, int param, double *values, int samples, const double *numbers,
                        int count);

/*
 * Chains. `values`: one double per parameter in the order of the descriptor. The functions from
 * et_api_chain_list() on change the filter that was added last; `count` doubles are numbers, or for each
 * keyframe time in seconds, value, enum et_ease, x1, y1, x2, y2. For a list `all` doubles are those of
 * `count` keyframes, and behind them the numbers of each. `number`: enum et_region_number. `ends`: enum
 * et_clip_ends. `inner`: the second input's own chain, 0: none, which is taken over: its id is gone, also on
 * failure.
 */
int et_api_chain_create(void);
int et_api_chain_add(int chain, int filter, const double *values, int count);
int et_api_chain_list(int chain, int param, const double *values, int count);
int et_api_chain_text(int chain, int param, const char *text, int size); /* bytes of UTF-8 */
int et_api_chain_keys(int chain, int param, const double *values, int count);
int et_api_chain_list_keys(int chain, int param, int count, const double *values, int all);
int et_api_chain_region(int chain, int x, int y, int width, int height, int feather);
int et_api_chain_region_keys(int chain, int number, const double *values, int count);
int et_api_chain_enable(int chain, double from, double to);
int et_api_chain_still(int chain, int frame, int inner);
int et_api_chain_clip(int chain, int clip, double offset, int ends, int inner);

/* Lets the chain's colour programs run as tables, for previews, see et_chain_set_fast(). */
int et_api_chain_fast(int chain);

/*
 * Plans a chain for frames of a shape: format, width, height, matrix, primaries, transfer, full range,
 * siting. et_api_plan() then gives the plan as et_chain_plan() writes it, until the next one.
 */
int et_api_chain_plan(int chain, const double *shape);
const char *et_api_plan(void);
int et_api_chain_destroy(int chain);

/*
 * Jobs. They take the chain over: its id is gone, also on failure. chain 0: none. Times are in the
 * video's time base; they may have a fraction and are rounded to the nearest tick of the chain's frames.
 * `from` and `to` of -Infinity and Infinity are the ends of the clip.
 */
int et_api_job_frame_at(int clip, int chain, double pts);
int et_api_job_frames(int clip, int chain, double from, double to);

/* `times`: `count` doubles, rising; read before the function returns. See et_job_thumbnails(). */
int et_api_job_thumbnails(int clip, int chain, const double *times, int count);

/* Sound, see et_job_samples(); `from` and `to` in seconds. */
int et_api_job_samples(int clip, int track, double from, double to, int stereo);

/* Playing, see et_job_play() and what follows it. */
int et_api_job_play(int clip, int chain, double from);
int et_api_job_play_skip(int job, int skip);
int et_api_job_play_jump(int job, double pts);
int et_api_job_apply(int clip, int chain, int upright);
int et_api_job_apply_push(int job, int frame);

/* Frames from anywhere, see et_job_stream() and what follows it. */
int et_api_job_stream(int chain);
int et_api_job_stream_push(int job, int frame);
int et_api_job_stream_finish(int job);

/* Packets, see et_job_packets() and what follows it. The frame's id is returned; the caller closes it. */
int et_api_job_packets(int clip, double from);
int et_api_job_packets_jump(int job, double pts, int before);
int et_api_job_packets_like(int job, int frame);
int et_api_job_packets_frame(int job, double pts, double duration, int key);

/* Fills 2 doubles: pointer to memory for interleaved chroma of such a frame, bytes of a row; and takes it apart. */
int et_api_job_packets_pairs(int job, double *out);
int et_api_job_packets_split(int job, int frame);

/* Fills 8 doubles about the packet that waits: pointer, bytes, pts, duration, key, 0, 0, 0. */
int et_api_job_packet(int job, double *out);

/* Fills 3 doubles: pointer to the codec's name, pointer to its extra data, bytes of that. */
int et_api_job_packets_codec(int job, double *out);

/*
 * Fills 5 doubles about what a chain makes of the clip's frames: width, height, neighbours in time that
 * it reads, frames that it makes of each; and how many of its colour programs run as tables.
 */
int et_api_chain_shape(int clip, int chain, double *out);

/* Fills 40 doubles about the block that waits: position, rate, channels, samples; from 4 on a pointer for each channel. */
int et_api_job_samples_block(int job, double *out);

/*
 * `options`: from, to, rate control (0 quantizer, 1 bitrate), quantizer, bits per second,
 * key interval in seconds, copy audio, strict, append only, threads, readable.
 */
int et_api_job_export(int clip, int chain, int sink, const double *options);

/*
 * Returns an enum et_step: 0 done, 1 more, 2 a frame waits, 3 let the sink drain, 4 a packet waits, 5 it wants
 * a frame.
 */
int et_api_job_step(int job, int budget_us);

/* The id of the frame that waits. The caller closes it. */
int et_api_job_take_frame(int job);

/*
 * Fills 12 doubles: progress, frames done, damaged packets, and of an export: bytes, audio packets,
 * width, height, conversions (ET_CONVERTED_*), fragmented, faststart, 0, 0.
 */
int et_api_job_status(int job, double *out);
int et_api_job_close(int job);

/*
 * Fills 40 doubles: 0 format, 1 width, 2 height, 3 planes, 4 pts, 5 duration, 6 and 7 time base,
 * 8 and 9 sample aspect, 10 key, 11 matrix, 12 primaries, 13 transfer, 14 full range, 15 siting,
 * 16 guessed, 17 interlaced, 18 top field first, 19 what painting converts (ET_CONVERTED_*); from 20 on, for each of 4 planes: pointer, stride in bytes, bytes of a row, rows;
 * 36 whether its colours changed since the clip's start.
 */
int et_api_frame_info(int frame, double *out);
int et_api_frame_close(int frame);

/*
 * What analysis `index` (from 0 on, the chain's last first) found in a frame: filter, entry of the chain, and for
 * each of its arrays pointer and elements. Returns 1, or 0 when there are no more.
 */
int et_api_frame_analysis(int frame, int index, double *out);

/* Whether two frames have one format, one size and the same samples: 1 or 0. */
int et_api_frame_same(int frame, int other);

/*
 * Makes a frame for JavaScript to fill, of a stream job's memory or (0) of its own, see et_frame_make(). `facts`, 16 whole
 * numbers: format, width, height, matrix, primaries, transfer, full range (2: not said), siting (0: not said), pts,
 * duration, numerator and denominator of time base and sample aspect, interlaced, top field first. Returns its id.
 */
int et_api_frame_make(int job, const double *facts);

/* Fills it from interleaved samples, see et_frame_unpack(); `packing`: enum et_packing. */
int et_api_frame_unpack(int frame, int packing, const uint8_t *samples, int size);

/* To be called once its planes are written, see et_frame_check_samples(). */
int et_api_frame_check_samples(int frame);

/* Writes a frame of GBR8 or GBRA8 as R, G, B, A in its size, where et_api_rendered() gives them. */
int et_api_frame_pack(int frame);

/* A frame of sRGB pixels, rows of width * 4 bytes of R, G, B, A. Returns its id. */
int et_api_frame_from_rgba(const uint8_t *pixels, int width, int height);

/* Paints the frame as et_view_render() does, into a buffer of the engine. Returns 0 or an error. */
int et_api_frame_render(int frame, int width, int height);

/* The pixels of the last et_api_frame_render() or et_api_frame_pack(): rows of width * 4 bytes, valid until the next one. */
const uint8_t *et_api_rendered(void);

#endif
