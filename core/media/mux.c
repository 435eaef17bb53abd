// SPDX-License-Identifier: MIT
#include "media/mux.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/common.h>
#include <libavutil/intreadwrite.h>
#include <libavutil/mem.h>
#include <stdlib.h>
#include <string.h>

#include "media/demux.h"
#include "media/index.h"

enum {
    BUFFER_BYTES = 1 << 20,
    MOVE_BYTES = 1 << 20,      /* media data moved in one step */
    FREE_BYTES = 8,            /* the smallest free box */
    TABLELESS_BYTES = 4 << 10, /* more than the index without its tables */
    UNKNOWN_BYTES = 64 << 10,  /* where the number of samples is not known */
    /* The most that the tables of the index hold for a sample: stts, stss, stsz, stsc, co64. */
    VIDEO_SAMPLE_BYTES = 8 + 4 + 4 + 12 + 8,
    AUDIO_SAMPLE_BYTES = 8 + 4 + 12 + 8,
};

struct et_mux {
    struct et_sink sink;
    AVFormatContext *format;
    AVIOContext *avio;
    AVPacket *packet;
    AVStream *video, *audio;
    AVRational video_time_base, audio_time_base; /* of the packets that come in */
    int64_t position, bytes;
    int error; /* what the sink returned; libavformat keeps only EIO */
    int header_written;

    /* Of a positional sink: room for the index is left in front of the media data. */
    int64_t reserved, index_position;
    enum { WRITING, TRAILER, INDEX, MOVE, FINISHED } state;
    int capturing; /* what is written now belongs to the index */
    struct et_index index;
    int64_t distance,
        move_end; /* the media data moves so far; what is before move_end is yet to move */
    uint8_t *moving;
    int faststart;
};

static int put(struct et_mux *mux, int64_t position, const uint8_t *bytes, int size)
{
    int result = mux->sink.write(mux->sink.opaque, position, bytes, size);

    if (result < 0)
        return result;
    if (position + size > mux->bytes)
        mux->bytes = position + size;
    return 0;
}

static int sink_write(void *opaque, const uint8_t *bytes, int size)
{
    struct et_mux *mux = opaque;
    int result = mux->capturing
                     ? et_index_write(&mux->index, mux->position - mux->index_position, bytes, size)
                     : put(mux, mux->position, bytes, size);

    if (result < 0) {
        mux->error = result;
        return AVERROR(EIO);
    }
    mux->position += size;
    return size;
}

static int64_t sink_seek(void *opaque, int64_t offset, int whence)
{
    struct et_mux *mux = opaque;

    if (whence == AVSEEK_SIZE)
        return mux->bytes;
    if (whence != SEEK_SET)
        return AVERROR(EINVAL);
    /* The header's only seek leaves the room; the trailer comes back to it to write the index. */
    if (!mux->header_written)
        mux->index_position = offset - mux->reserved;
    else if (mux->state == TRAILER && offset == mux->index_position)
        mux->capturing = 1;
    return mux->position = offset;
}

/* The sink's own error where it gave one, since its message is the useful one. */
static int mux_fail(const struct et_mux *mux, int averror)
{
    return mux->error < 0 ? mux->error : et_av_fail(averror, "writing the MP4 file");
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

    if (mux->sink.append_only)
        av_dict_set(&options, "movflags", "frag_keyframe+delay_moov+default_base_moof", 0);
    else
        av_dict_set_int(&options, "moov_size", mux->reserved, 0);
    result = avformat_write_header(mux->format, &options);
    av_dict_free(&options);
    mux->header_written = result >= 0;
    return result;
}

static int open_mux(struct et_mux *mux, const struct et_mux_video *video, const AVStream *audio)
{
    uint8_t *buffer = av_malloc(BUFFER_BYTES);
    int result;

    if (buffer)
        mux->avio = avio_alloc_context(buffer, BUFFER_BYTES, 1, mux, NULL, sink_write,
                                       mux->sink.append_only ? NULL : sink_seek);
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
    int64_t most = INT32_MAX / 2;
    int64_t bytes = frames > 0 ? TABLELESS_BYTES : UNKNOWN_BYTES;

    if (frames > 0 && frames < most / VIDEO_SAMPLE_BYTES)
        bytes += frames * VIDEO_SAMPLE_BYTES;
    if (audio_packets > 0 && audio_packets < most / AUDIO_SAMPLE_BYTES)
        bytes += audio_packets * AUDIO_SAMPLE_BYTES;
    return bytes;
}

int et_mux_open(const struct et_sink *sink, const struct et_mux_video *video,
                const struct AVStream *audio, int64_t frames, int64_t audio_packets,
                struct et_mux **out)
{
    struct et_mux *mux = calloc(1, sizeof(*mux));
    int result;

    *out = mux;
    if (!mux)
        return et_fail(ET_ERROR_MEMORY, "no memory for a muxer");
    mux->sink = *sink;
    mux->reserved = index_room(frames, audio_packets);
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
    et_index_clear(&(*mux)->index);
    free((*mux)->moving);
    free(*mux);
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
    return result < 0 ? mux_fail(mux, result) : mux->error;
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

/* ---- The end of the file ----------------------------------------------------------------- */

static int free_box(struct et_mux *mux, int64_t position, int64_t size)
{
    uint8_t header[FREE_BYTES] = {0, 0, 0, 0, 'f', 'r', 'e', 'e'};

    AV_WB32(header, (uint32_t)size);
    return put(mux, position, header, FREE_BYTES);
}

/* Lets libavformat write all but the index, which is captured. */
static int write_trailer(struct et_mux *mux)
{
    int result;

    mux->state = TRAILER;
    result = av_write_trailer(mux->format);
    avio_flush(mux->avio);
    if (mux->error < 0)
        return mux->error;
    if (mux->avio->error < 0)
        return mux_fail(mux, mux->avio->error);
    /* libavformat fails, too, where the index outgrows its room; then it is whole all the same. */
    if (result < 0 && et_index_box_size(&mux->index) == 0)
        return mux_fail(mux, result);
    mux->state = mux->sink.append_only ? FINISHED : INDEX;
    return ET_MORE;
}

/* The index at the end, where it has no place in front. */
static int index_last(struct et_mux *mux)
{
    int result = put(mux, mux->bytes, mux->index.bytes, (int)et_index_box_size(&mux->index));

    if (result == 0)
        result = free_box(mux, mux->index_position, mux->reserved);
    mux->state = FINISHED;
    return result < 0 ? result : ET_MORE;
}

static int index_first(struct et_mux *mux, int64_t size)
{
    int result = put(mux, mux->index_position, mux->index.bytes, (int)size);

    mux->faststart = 1;
    mux->state = FINISHED;
    return result < 0 ? result : ET_MORE;
}

/* Finds a place for the index: its room, or room made by moving the media data, or the end. */
static int place_index(struct et_mux *mux)
{
    int64_t size = et_index_box_size(&mux->index);
    int64_t distance = size + FREE_BYTES - mux->reserved;

    if (distance <= 0) /* libavformat filled the rest of the room with a free box */
        return index_first(mux, mux->reserved);
    if (!mux->sink.read || et_index_shift(&mux->index, distance) < 0)
        return index_last(mux);
    mux->moving = malloc(MOVE_BYTES);
    if (!mux->moving)
        return et_fail(ET_ERROR_MEMORY, "no memory to move the media data");
    mux->distance = distance;
    mux->move_end = mux->bytes;
    mux->state = MOVE;
    return ET_MORE;
}

/* Moves the last piece of the media data that is not moved yet. */
static int move_piece(struct et_mux *mux)
{
    int64_t start = mux->index_position + mux->reserved;
    int64_t left = mux->move_end - start;
    int size = left < MOVE_BYTES ? (int)left : MOVE_BYTES;
    int result;

    if (left == 0) {
        int64_t box = et_index_box_size(&mux->index);

        result = free_box(mux, mux->index_position + box, FREE_BYTES);
        return result < 0 ? result : index_first(mux, box);
    }
    mux->move_end -= size;
    result = mux->sink.read(mux->sink.opaque, mux->move_end, mux->moving, size);
    if (result == 0)
        result = put(mux, mux->move_end + mux->distance, mux->moving, size);
    return result < 0 ? result : ET_MORE;
}

int et_mux_finish(struct et_mux *mux)
{
    switch (mux->state) {
    case INDEX:
        return place_index(mux);
    case MOVE:
        return move_piece(mux);
    case FINISHED:
        return ET_DONE;
    default:
        return write_trailer(mux);
    }
}

int et_mux_faststart(const struct et_mux *mux)
{
    return mux->faststart;
}

int64_t et_mux_bytes(const struct et_mux *mux)
{
    return mux->bytes;
}
