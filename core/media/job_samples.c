// SPDX-License-Identifier: MIT
/* The job that hands out sound. It reads the container anew, and of it the sound track alone. */
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/mathematics.h>
#include <math.h>
#include <string.h>

#include "media/job.h"
#include "media/sample_store.h"
#include "media/sound.h"
#include "media/ticks.h"

enum { FIRST_STEP_BACK_S = 2 };

/*
 * Decoded before the first sample that is wanted and thrown away: Opus asks for 80 ms, an MP3 frame
 * may refer to 9 frames before it, AAC overlaps its neighbour.
 */
#define PREROLL_S 0.3

struct samples_job {
    struct et_job job;
    struct et_demux *demux;
    struct et_sound *sound;
    AVStream *stream;
    AVPacket *packet;
    int packet_waits, ended; /* the decoder was full; it was told of the end */

    double from_s, to_s;
    int seconds_back; /* how far before `from_s` reading began */
    int settled;      /* a block at or before `from_s` has come, or reading began at the start */
    int fresh;        /* nothing was read since the container was opened */

    struct et_sound_block block; /* decoded, of which `taken` samples are stored already */
    int taken, has_block;

    struct et_sample_store store;
    int ready; /* what is stored was handed out */
};

/* The sample nearest to a time, at a rate. */
static int64_t sample_at(double seconds, int rate)
{
    return et_ticks_of_double(floor(seconds * rate + 0.5));
}

/* ---- Opening and seeking ----------------------------------------------------------------- */

static int pick_track(struct samples_job *samples, int track)
{
    AVFormatContext *format = samples->demux->format;
    int count = 0;

    samples->stream = track < 0 ? samples->demux->audio : NULL;
    for (unsigned i = 0; i < format->nb_streams; i++) {
        if (format->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO && count++ == track)
            samples->stream = format->streams[i];
    }
    if (!samples->stream && count == 0)
        return et_fail(ET_ERROR_ARGUMENT, "the clip has no sound");
    if (!samples->stream)
        return et_fail(ET_ERROR_ARGUMENT, "sound track %d is outside 0 to %d", track, count - 1);
    for (unsigned i = 0; i < format->nb_streams; i++)
        format->streams[i]->discard = AVDISCARD_ALL;
    samples->stream->discard = AVDISCARD_DEFAULT;
    samples->demux->audio = samples->stream;
    return 0;
}

/* Reads from the first packet, by a fresh demuxer: not every container can be rewound. */
static int start_over(struct samples_job *samples, int track)
{
    int result;

    et_demux_close(&samples->demux);
    result = et_demux_open(samples->job.clip->source, &samples->demux);
    if (result == 0)
        result = pick_track(samples, track);
    samples->seconds_back = 0;
    samples->settled = 1;
    samples->fresh = 1;
    return result;
}

/* The track's number in the demuxer at hand. */
static int track_of(const struct samples_job *samples)
{
    const AVFormatContext *format = samples->demux->format;
    int track = 0;

    for (int i = 0; i < samples->stream->index; i++)
        track += format->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
    return track;
}

/*
 * Begins `seconds` and the preroll before `from_s`, by the index of the track itself where it has one,
 * else by that of the video. Where that is not possible: at the start.
 */
static int seek(struct samples_job *samples, int seconds)
{
    AVFormatContext *format = samples->demux->format;
    const AVStream *by = samples->stream;
    double place_s = samples->from_s - seconds - PREROLL_S;
    int64_t timestamp;

    samples->packet_waits = 0;
    samples->ended = 0;
    samples->has_block = 0;
    if (samples->packet)
        av_packet_unref(samples->packet);
    if (samples->demux->indexed && avformat_index_get_entries_count(by) == 0)
        by = samples->demux->video;
    timestamp = av_rescale_q(sample_at(place_s, 1000), (AVRational){1, 1000}, by->time_base);
    if ((by->start_time != AV_NOPTS_VALUE && timestamp <= by->start_time) ||
        av_seek_frame(format, by->index, timestamp, AVSEEK_FLAG_BACKWARD) < 0)
        return samples->fresh ? 0 : start_over(samples, track_of(samples));
    samples->demux->error = 0;
    samples->seconds_back = seconds;
    samples->settled = 0;
    return 0;
}

static int open_track(struct samples_job *samples, int track)
{
    int result = start_over(samples, track);

    if (result == 0 && samples->from_s > 0)
        result = seek(samples, 0);
    if (result < 0)
        return result;
    samples->packet = av_packet_alloc();
    if (!samples->packet)
        return et_fail(ET_ERROR_MEMORY, "no memory for sound");
    return et_sound_open(samples->stream, &samples->sound);
}

/* ---- Blocks ------------------------------------------------------------------------------ */

/* Stores what it can of the decoded block. */
static int store_block(struct samples_job *samples)
{
    const int count =
        et_sample_store_add(&samples->store, samples->sound, &samples->block, samples->taken);

    if (count < 0)
        return count;
    samples->taken += count;
    samples->has_block = samples->taken < samples->block.count;
    return ET_MORE;
}

/* Hands out what is stored. */
static int give(struct samples_job *samples)
{
    et_sample_store_finish(&samples->store);
    samples->ready = 1;
    samples->job.frames_done += samples->store.samples.count;
    return ET_FRAME;
}

/* Cuts the decoded block to the span. Returns 1 when it ends the job. */
static int trim(struct samples_job *samples)
{
    struct et_sound_block *block = &samples->block;
    int64_t from = sample_at(samples->from_s, block->rate);
    int64_t to = sample_at(samples->to_s, block->rate);
    int64_t end = block->position + block->count;

    if (block->position >= to)
        return 1;
    samples->taken = from >= end              ? block->count
                     : from > block->position ? (int)(from - block->position)
                                              : 0;
    if (to < end)
        block->count = (int)(to - block->position);
    samples->has_block = samples->taken < block->count;
    return 0;
}

/* ---- The job ----------------------------------------------------------------------------- */

static int feed(struct samples_job *samples)
{
    int result;

    if (!samples->packet_waits) {
        av_packet_unref(samples->packet);
        samples->fresh = 0;
        result = et_demux_read(samples->demux, 1, samples->packet);
        if (result < 0)
            return result;
        if (result == ET_MORE && samples->packet->stream_index != samples->stream->index)
            return ET_MORE;
        samples->ended = result == ET_DONE;
    }
    result = et_sound_send(samples->sound, samples->ended ? NULL : samples->packet);
    samples->packet_waits = result == ET_MORE;
    if (result == ET_ERROR_DATA) {
        samples->job.damaged++;
        return ET_MORE;
    }
    return result < 0 ? result : ET_MORE;
}

/*
 * The first block after a seek tells whether reading began early enough; else it begins earlier, and
 * ET_MORE is the answer. Returns 0 when the block is good.
 */
static int settle(struct samples_job *samples, int met)
{
    int seconds = samples->seconds_back ? samples->seconds_back * 4 : FIRST_STEP_BACK_S;
    int result;

    const struct et_sound_block *block = &samples->block;

    if (samples->settled || (met && block->position <= sample_at(samples->from_s, block->rate))) {
        samples->settled = 1;
        return 0;
    }
    et_sound_flush(samples->sound);
    result = seek(samples, seconds);
    return result < 0 ? result : ET_MORE;
}

static int receive(struct samples_job *samples)
{
    int result = et_sound_receive(samples->sound, &samples->block);
    int again;

    if (result == ET_ERROR_DATA) {
        samples->job.damaged++;
        return ET_MORE;
    }
    if (result == ET_MORE)
        return feed(samples);
    if (result < 0)
        return result;
    again = settle(samples, result == ET_FRAME);
    if (again)
        return again;
    if (result == ET_FRAME && !trim(samples))
        return ET_MORE;
    samples->has_block = 0;
    return samples->store.samples.count > 0 ? give(samples) : ET_DONE;
}

static int samples_step(struct et_job *job, int budget_us)
{
    struct samples_job *samples = (struct samples_job *)job;

    (void)budget_us;
    if (samples->ready) {
        samples->ready = 0;
        samples->store.samples.count = 0;
    }
    if (samples->has_block)
        return et_sample_store_fits(&samples->store, &samples->block, samples->taken)
                   ? store_block(samples)
                   : give(samples);
    if (samples->store.samples.count == ET_STORED_SAMPLES)
        return give(samples);
    return receive(samples);
}

static void samples_close(struct et_job *job)
{
    struct samples_job *samples = (struct samples_job *)job;

    et_sound_close(&samples->sound);
    av_packet_free(&samples->packet);
    et_demux_close(&samples->demux);
    et_sample_store_close(&samples->store);
}

static const struct et_job_kind samples_kind = {samples_step, samples_close};

int et_job_samples(struct et_clip *clip, int track, double from_s, double to_s, int stereo,
                   struct et_job **out)
{
    int result = et_job_create(clip, NULL, &samples_kind, sizeof(struct samples_job), out);
    struct samples_job *samples = (struct samples_job *)*out;

    if (result < 0)
        return result;
    samples->from_s = from_s;
    samples->to_s = to_s;
    result = et_sample_store_open(&samples->store, stereo);
    if (result == 0)
        result = open_track(samples, track);
    if (result < 0)
        et_job_close(out);
    return result;
}

const struct et_samples *et_job_samples_block(const struct et_job *job)
{
    const struct samples_job *samples = (const struct samples_job *)job;

    return job->kind == &samples_kind && samples->ready ? &samples->store.samples : NULL;
}
