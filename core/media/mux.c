// SPDX-License-Identifier: MIT
#include "media/mux.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/common.h>
#include <libavutil/mem.h>
#include <string.h>

#include "base/alloc.h"
#include "media/demux.h"
#include "media/mux_index.h"

enum {
    BUFFER_BYTES = 1 << 20,
    TABLELESS_BYTES = 4 << 10, /* more than the index without its tables */
    UNKNOWN_BYTES = 64 << 10,  /* where the number of samples is not known */
    MOST_ROOM_BYTES =
        64 << 20, /* the source's duration, which the room follows from, may be a lie */
    /* The most that the tables of the index hold for a sample: stts, stss, stsz, stsc, co64. */
    VIDEO_SAMPLE_BYTES = 8 + 4 + 4 + 12 + 8,
    AUDIO_SAMPLE_BYTES = 8 + 4 + 12 + 8,
};

struct et_mux {
    struct et_mux_file file;
    AVFormatContext *format;
    AVIOContext *avio;
    AVPacket *packet;
    AVStream *video, *audio;
    AVRational video_time_base, audio_time_base; /* of the packets that come in */
};

/* The sink's own error where it gave one, since its message is the useful one. */
static int mux_fail(const struct et_mux *mux, int averror)
{
    return mux->file.error < 0 ? mux->file.error : et_av_fail(averror, "writing the MP4 file");
}

static int add_video(struct et_mux *mux, const struct et_mux_video *video)
{
    AVStream *stream = avformat_new_stream(mux->format, NULL);
    AVCodecParameters *codec;

    if (!stream)
        return AVERROR(ENOMEM);
    mux->video = stream;
    mux->video_time_base = (AVRational){video->time_base.num, video->time_base.den};
    stream->time_base = mux->video_time_base;
    stream->avg_frame_rate = (AVRational){video->frame_rate.num, video->frame_rate.den};
    codec = stream->codecpar;
    codec->codec_type = AVMEDIA_TYPE_VIDEO;
    codec->codec_id = AV_CODEC_ID_H264;
    codec->format = AV_PIX_FMT_YUV420P;
    codec->width = video->width;
    codec->height = video->height;
    codec->color_space = video->color.matrix;
    codec->color_primaries = video->color.primaries;
    codec->color_trc = video->color.transfer;
    codec->color_range = video->color.full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    if (video->sample_aspect.num > 0 && video->sample_aspect.den > 0) {
        codec->sample_aspect_ratio =
            (AVRational){video->sample_aspect.num, video->sample_aspect.den};
        stream->sample_aspect_ratio = codec->sample_aspect_ratio;
    }
    codec->extradata = av_mallocz((size_t)video->parameters_size + AV_INPUT_BUFFER_PADDING_SIZE);
    if (!codec->extradata)
        return AVERROR(ENOMEM);
    memcpy(codec->extradata, video->parameters, (size_t)video->parameters_size);
    codec->extradata_size = video->parameters_size;
    return 0;
}

static int add_audio(struct et_mux *mux, const AVStream *audio)
{
    int result;

    mux->audio = avformat_new_stream(mux->format, NULL);
    if (!mux->audio)
        return AVERROR(ENOMEM);
    result = avcodec_parameters_copy(mux->audio->codecpar, audio->codecpar);
    mux->audio->codecpar->codec_tag = 0; /* the source's container chose it, not MP4 */
    mux->audio_time_base = audio->time_base;
    mux->audio->time_base = audio->time_base;
    return result;
}

static int write_header(struct et_mux *mux)
{
    AVDictionary *options = NULL;
    int result;

    if (mux->file.sink.append_only)
        av_dict_set(&options, "movflags", "frag_keyframe+delay_moov+default_base_moof", 0);
    else
        av_dict_set_int(&options, "moov_size", mux->file.reserved, 0);
    result = avformat_write_header(mux->format, &options);
    av_dict_free(&options);
    if (result >= 0)
        mux->file.state = ET_MUX_MEDIA;
    return result;
}

static int open_mux(struct et_mux *mux, const struct et_mux_video *video, const AVStream *audio)
{
    uint8_t *buffer = av_malloc(BUFFER_BYTES);
    int result;

    if (buffer)
        mux->avio = avio_alloc_context(buffer, BUFFER_BYTES, 1, &mux->file, NULL, et_mux_file_write,
                                       mux->file.sink.append_only ? NULL : et_mux_file_seek);
    if (!mux->avio) {
        av_free(buffer);
        return et_fail(ET_ERROR_MEMORY, "no memory for a muxer");
    }
    mux->packet = av_packet_alloc();
    result = avformat_alloc_output_context2(&mux->format, NULL, "mp4", NULL);
    if (!mux->packet || result < 0)
        return et_fail(ET_ERROR_MEMORY, "no memory for a muxer");
    mux->format->pb = mux->avio;
    mux->format->flags |= AVFMT_FLAG_BITEXACT | AVFMT_FLAG_CUSTOM_IO;
    if (audio && avformat_query_codec(mux->format->oformat, audio->codecpar->codec_id,
                                      FF_COMPLIANCE_NORMAL) != 1)
        return et_fail(ET_ERROR_UNSUPPORTED, "MP4 has no place for %s sound; export without sound",
                       avcodec_get_name(audio->codecpar->codec_id));
    result = add_video(mux, video);
    if (result >= 0 && audio)
        result = add_audio(mux, audio);
    if (result >= 0)
        result = write_header(mux);
    return result < 0 ? mux_fail(mux, result) : 0;
}

/* Room for the index of so many samples, if each were a chunk of its own with a duration of its own. */
static int64_t index_room(int64_t frames, int64_t audio_packets)
{
    int64_t bytes = frames > 0 ? TABLELESS_BYTES : UNKNOWN_BYTES;

    if (frames > 0)
        bytes += FFMIN(frames, MOST_ROOM_BYTES) * VIDEO_SAMPLE_BYTES;
    if (audio_packets > 0)
        bytes += FFMIN(audio_packets, MOST_ROOM_BYTES) * AUDIO_SAMPLE_BYTES;
    return FFMIN(bytes, MOST_ROOM_BYTES);
}

int et_mux_open(const struct et_sink *sink, const struct et_mux_video *video,
                const struct AVStream *audio, int64_t frames, int64_t audio_packets,
                struct et_mux **out)
{
    struct et_mux *mux = et_alloc_zero(1, sizeof(*mux));
    int result;

    *out = mux;
    if (!mux)
        return et_fail(ET_ERROR_MEMORY, "no memory for a muxer");
    mux->file.sink = *sink;
    mux->file.reserved = sink->append_only ? 0 : index_room(frames, audio_packets);
    result = open_mux(mux, video, audio);
    if (result < 0)
        et_mux_close(out);
    return result;
}

void et_mux_close(struct et_mux **mux)
{
    if (!*mux)
        return;
    av_packet_free(&(*mux)->packet);
    avformat_free_context((*mux)->format);
    if ((*mux)->avio)
        av_freep(&(*mux)->avio->buffer);
    avio_context_free(&(*mux)->avio);
    et_mux_file_clear(&(*mux)->file);
    et_free(*mux);
    *mux = NULL;
}

static int write_packet(struct et_mux *mux, AVStream *stream, AVRational from)
{
    int result;

    av_packet_rescale_ts(mux->packet, from, stream->time_base);
    mux->packet->stream_index = stream->index;
    mux->packet->pos = -1;
    result = av_interleaved_write_frame(mux->format, mux->packet);
    av_packet_unref(mux->packet);
    return result < 0 ? mux_fail(mux, result) : mux->file.error;
}

int et_mux_video_packet(struct et_mux *mux, const uint8_t *bytes, int size, int64_t pts,
                        int64_t duration, int key)
{
    if (av_new_packet(mux->packet, size) < 0)
        return et_fail(ET_ERROR_MEMORY, "no memory for a packet");
    memcpy(mux->packet->data, bytes, (size_t)size);
    mux->packet->pts = pts;
    mux->packet->dts = pts;
    mux->packet->duration = duration;
    mux->packet->flags = key ? AV_PKT_FLAG_KEY : 0;
    return write_packet(mux, mux->video, mux->video_time_base);
}

int et_mux_audio_packet(struct et_mux *mux, const AVPacket *packet, int64_t shift)
{
    if (av_packet_ref(mux->packet, packet) < 0)
        return et_fail(ET_ERROR_MEMORY, "no memory for a packet");
    if (mux->packet->pts != AV_NOPTS_VALUE)
        mux->packet->pts = av_sat_sub64(mux->packet->pts, shift);
    if (mux->packet->dts != AV_NOPTS_VALUE)
        mux->packet->dts = av_sat_sub64(mux->packet->dts, shift);
    return write_packet(mux, mux->audio, mux->audio_time_base);
}

/* Lets libavformat write all but the index, which is captured. */
static int write_trailer(struct et_mux *mux)
{
    int result;

    mux->file.state = ET_MUX_TRAILER;
    result = av_write_trailer(mux->format);
    avio_flush(mux->avio);
    if (mux->file.error < 0)
        return mux->file.error;
    if (mux->avio->error < 0)
        return mux_fail(mux, mux->avio->error);
    /* libavformat fails, too, where the index outgrows its room; then it is whole all the same. */
    if (result < 0 && et_index_box_size(&mux->file.index) == 0)
        return mux_fail(mux, result);
    mux->file.state = mux->file.sink.append_only ? ET_MUX_FINISHED : ET_MUX_INDEX;
    return ET_MORE;
}

int et_mux_finish(struct et_mux *mux)
{
    return mux->file.state == ET_MUX_MEDIA ? write_trailer(mux)
                                           : et_mux_file_place_index(&mux->file);
}

int et_mux_faststart(const struct et_mux *mux)
{
    return mux->file.faststart;
}

int64_t et_mux_bytes(const struct et_mux *mux)
{
    return mux->file.bytes;
}
