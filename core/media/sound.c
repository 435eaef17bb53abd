// SPDX-License-Identifier: MIT
#include "media/sound.h"

#include <etalon/etalon.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/mathematics.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "media/demux.h"

enum { TOLERANCE_MS = 10 };

#define LAST_POSITION (INT64_C(1) << 53)

struct et_sound {
    AVCodecContext *codec;
    AVFrame *frame;
    AVRational time_base;
    int64_t next; /* position behind the last block; INT64_MIN: none since the start or a flush */
    int next_rate;
};

static int open_codec(struct et_sound *sound, const AVStream *stream, const AVCodec *codec)
{
    int result;

    sound->time_base = stream->time_base;
    sound->next = INT64_MIN;
    sound->frame = av_frame_alloc();
    sound->codec = avcodec_alloc_context3(codec);
    if (!sound->frame || !sound->codec)
        return et_fail(ET_ERROR_MEMORY, "no memory for a sound decoder");
    result = avcodec_parameters_to_context(sound->codec, stream->codecpar);
    if (result < 0)
        return et_av_fail(result, "opening the sound decoder");
    sound->codec->pkt_timebase = stream->time_base;
    sound->codec->thread_count = 1;
    result = avcodec_open2(sound->codec, codec, NULL);
    return result < 0 ? et_av_fail(result, "opening the sound decoder") : 0;
}

int et_sound_open(const AVStream *stream, struct et_sound **out)
{
    const AVCodec *codec = avcodec_find_decoder(stream->codecpar->codec_id);
    int result;

    *out = NULL;
    if (!codec)
        return et_fail(ET_ERROR_UNSUPPORTED, "this build cannot decode %s sound",
                       avcodec_get_name(stream->codecpar->codec_id));
    *out = et_alloc_zero(1, sizeof(**out));
    if (!*out)
        return et_fail(ET_ERROR_MEMORY, "no memory for a sound decoder");
    result = open_codec(*out, stream, codec);
    if (result < 0)
        et_sound_close(out);
    return result;
}

void et_sound_close(struct et_sound **sound)
{
    if (!*sound)
        return;
    av_frame_free(&(*sound)->frame);
    avcodec_free_context(&(*sound)->codec);
    et_free(*sound);
    *sound = NULL;
}

int et_sound_send(struct et_sound *sound, const AVPacket *packet)
{
    int result;

    if (packet && packet->size == 0)
        return 0;
    result = avcodec_send_packet(sound->codec, packet);
    if (result == AVERROR(EAGAIN))
        return ET_MORE;
    if (result < 0 && result != AVERROR_EOF)
        return et_av_fail(result, "decoding sound");
    return 0;
}

/*
 * The block's place: where the stream says, unless it goes on from the block before. A time that a
 * double does not hold counts as missing.
 */
static int64_t position_of(const struct et_sound *sound, const AVFrame *frame)
{
    AVRational samples = {1, frame->sample_rate};
    int64_t tolerance = (int64_t)frame->sample_rate * TOLERANCE_MS / 1000;
    int64_t ticks = av_rescale_q(2, sound->time_base, samples);
    int64_t said;

    if (frame->best_effort_timestamp == AV_NOPTS_VALUE)
        return sound->next == INT64_MIN ? 0 : sound->next;
    said = av_rescale_q(frame->best_effort_timestamp, sound->time_base, samples);
    if (said < -LAST_POSITION || said > LAST_POSITION)
        return sound->next == INT64_MIN ? 0 : sound->next;
    if (sound->next == INT64_MIN || sound->next_rate != frame->sample_rate)
        return said;
    if (ticks > tolerance)
        tolerance = ticks;
    return llabs(said - sound->next) <= tolerance ? sound->next : said;
}

int et_sound_receive(struct et_sound *sound, struct et_sound_block *out)
{
    AVFrame *frame = sound->frame;
    int result = avcodec_receive_frame(sound->codec, frame);

    if (result == AVERROR(EAGAIN))
        return ET_MORE;
    if (result == AVERROR_EOF)
        return ET_DONE;
    if (result < 0)
        return et_av_fail(result, "decoding sound");
    if (frame->sample_rate < 1 || frame->ch_layout.nb_channels < 1)
        return et_fail(ET_ERROR_DATA, "the sound is too damaged to tell its rate");
    if (frame->ch_layout.nb_channels > ET_MOST_CHANNELS)
        return et_fail(ET_ERROR_UNSUPPORTED, "%d channels of sound are more than %d",
                       frame->ch_layout.nb_channels, ET_MOST_CHANNELS);
    *out = (struct et_sound_block){
        .position = position_of(sound, frame),
        .count = frame->nb_samples,
        .rate = frame->sample_rate,
        .channels = frame->ch_layout.nb_channels,
        .layout = &frame->ch_layout,
    };
    sound->next = out->position + out->count;
    sound->next_rate = out->rate;
    return ET_FRAME;
}

/* A sample as a float. Every 2^-n is one, so that only the rounding of 32 and 64 bits to 24 is any. */
static float sample_at(const void *samples, enum AVSampleFormat format, size_t at)
{
    switch (format) {
    case AV_SAMPLE_FMT_U8:
        return (float)(((const uint8_t *)samples)[at] - 128) * (1.0f / 128);
    case AV_SAMPLE_FMT_S16:
        return (float)((const int16_t *)samples)[at] * (1.0f / 32768);
    case AV_SAMPLE_FMT_S32:
        return (float)((const int32_t *)samples)[at] * (1.0f / 2147483648.0f);
    case AV_SAMPLE_FMT_S64:
        return (float)((const int64_t *)samples)[at] * (1.0f / 9223372036854775808.0f);
    case AV_SAMPLE_FMT_FLT:
        return ((const float *)samples)[at];
    default:
        return (float)((const double *)samples)[at];
    }
}

int et_sound_copy(const struct et_sound *sound, int first, int count, float *const *planes)
{
    const AVFrame *frame = sound->frame;
    enum AVSampleFormat format = av_get_packed_sample_fmt(frame->format);
    int planar = av_sample_fmt_is_planar(frame->format);
    int channels = frame->ch_layout.nb_channels;

    if (format < AV_SAMPLE_FMT_U8 || (format > AV_SAMPLE_FMT_DBL && format != AV_SAMPLE_FMT_S64))
        return et_fail(ET_ERROR_UNSUPPORTED, "sound samples of kind %d are not known", format);
    for (int channel = 0; channel < channels; channel++) {
        const void *samples = frame->extended_data[planar ? channel : 0];
        size_t at = planar ? (size_t)first : (size_t)(first * channels + channel);
        size_t step = planar ? 1 : (size_t)channels;

        for (int i = 0; i < count; i++, at += step)
            planes[channel][i] = sample_at(samples, format, at);
    }
    return 0;
}

void et_sound_flush(struct et_sound *sound)
{
    avcodec_flush_buffers(sound->codec);
    sound->next = INT64_MIN;
}
