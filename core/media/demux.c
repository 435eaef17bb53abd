// SPDX-License-Identifier: MIT
#include "media/demux.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

#include "base/alloc.h"

int et_av_fail(int averror, const char *what)
{
    char reason[AV_ERROR_MAX_STRING_SIZE] = "";
    int code = ET_ERROR_DATA;

    av_strerror(averror, reason, sizeof(reason));
    if (averror == AVERROR(ENOMEM))
        code = ET_ERROR_MEMORY;
    else if (averror == AVERROR(EIO))
        code = ET_ERROR_IO;
    else if (averror == AVERROR(ENOSYS) || averror == AVERROR_PATCHWELCOME)
        code = ET_ERROR_UNSUPPORTED;
    return et_fail(code, "%s: %s", what, reason);
}

/* A clip is one file: containers that name other files get none. */
static int refuse_open(AVFormatContext *format, AVIOContext **avio, const char *url, int flags,
                       AVDictionary **options)
{
    (void)format, (void)url, (void)flags, (void)options;
    *avio = NULL;
    return AVERROR(EPERM);
}

/* Says what a file without a video stream has instead. */
static int no_video(const AVFormatContext *format)
{
    for (unsigned i = 0; i < format->nb_streams; i++) {
        const AVCodecParameters *codec = format->streams[i]->codecpar;

        if (codec->codec_type == AVMEDIA_TYPE_AUDIO)
            return et_fail(ET_ERROR_UNSUPPORTED, "the file has no video stream, only %s sound",
                           avcodec_get_name(codec->codec_id));
    }
    return et_fail(ET_ERROR_UNSUPPORTED, "the file has no video stream");
}

/* The first video stream that is not a cover picture, NULL when there is none. */
static AVStream *first_video(const AVFormatContext *format)
{
    for (unsigned i = 0; i < format->nb_streams; i++) {
        AVStream *stream = format->streams[i];

        if (stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
            !(stream->disposition & AV_DISPOSITION_ATTACHED_PIC))
            return stream;
    }
    return NULL;
}

static int pick_streams(struct et_demux *demux)
{
    AVFormatContext *format = demux->format;
    int audio;

    demux->video = first_video(format);
    if (!demux->video)
        return no_video(format);
    audio = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, demux->video->index, NULL, 0);
    if (audio >= 0)
        demux->audio = format->streams[audio];
    for (unsigned i = 0; i < format->nb_streams; i++) {
        AVStream *stream = format->streams[i];

        if (stream != demux->video && stream != demux->audio)
            stream->discard = AVDISCARD_ALL;
    }
    demux->timed = !(format->iformat->flags & AVFMT_NOTIMESTAMPS);
    demux->indexed = demux->timed && !(format->iformat->flags & AVFMT_GENERIC_INDEX) &&
                     !(format->iformat->flags & AVFMT_TS_DISCONT) &&
                     avformat_index_get_entries_count(demux->video) > 0;
    demux->bisects =
        demux->timed && !demux->indexed && (format->iformat->flags & AVFMT_TS_DISCONT) != 0;
    return 0;
}

static int open_container(struct et_demux *demux)
{
    const struct et_reader *reader = et_source_reader(demux->source);
    int result;

    demux->format = avformat_alloc_context();
    if (!demux->format)
        return et_fail(ET_ERROR_MEMORY, "no memory for a demuxer");
    demux->format->pb = demux->avio;
    demux->format->io_open = refuse_open;
    demux->format->interrupt_callback = (AVIOInterruptCB){reader->interrupt, reader->opaque};
    /* Of a stream, what lies behind the index or at the end would only be met by reading it all. */
    if (reader->size < 0)
        demux->format->flags |= AVFMT_FLAG_IGNIDX;
    result = avformat_open_input(&demux->format, NULL, NULL, NULL);
    if (result >= 0) {
        const AVStream *video = first_video(demux->format);

        if (video)
            demux->container_color = et_color_words_of_parameters(video->codecpar);
        result = avformat_find_stream_info(demux->format, NULL);
    }
    if (et_source_error(demux->source) < 0)
        return et_source_error(demux->source);
    if (result == AVERROR(EIO))
        result =
            AVERROR_INVALIDDATA; /* no read failed: libavformat says so of a file that ends early */
    if (result < 0)
        return et_av_fail(result, "the file is not a video that Etalon can read");
    return pick_streams(demux);
}

int et_demux_open(struct et_source *source, struct et_demux **out)
{
    struct et_demux *demux = et_alloc_zero(1, sizeof(*demux));
    int result;

    *out = demux;
    if (!demux)
        return et_fail(ET_ERROR_MEMORY, "no memory for a demuxer");
    demux->source = source;
    et_source_clear_error(source);
    result = et_source_avio_open(source, &demux->avio);
    if (result == 0)
        result = open_container(demux);
    if (result < 0)
        et_demux_close(out);
    return result;
}

void et_demux_close(struct et_demux **demux)
{
    if (!*demux)
        return;
    avformat_close_input(&(*demux)->format);
    et_source_avio_close(&(*demux)->avio);
    et_free(*demux);
    *demux = NULL;
}

int et_demux_read(struct et_demux *demux, int with_audio, AVPacket *packet)
{
    for (;;) {
        int result;

        et_source_clear_error(demux->source); /* another demuxer's */
        result = av_read_frame(demux->format, packet);
        if (et_source_error(demux->source) < 0)
            demux->error = et_source_error(demux->source);
        if (result == AVERROR(EAGAIN))
            continue;
        if (result < 0 && demux->error < 0)
            return demux->error;
        if (result == AVERROR(ENOMEM))
            return et_av_fail(result, "reading a packet");
        if (result < 0)
            return ET_DONE; /* a broken tail ends the clip where it breaks */
        if (packet->stream_index == demux->video->index ||
            (with_audio && demux->audio && packet->stream_index == demux->audio->index))
            return ET_MORE;
        av_packet_unref(packet);
    }
}

int et_demux_seek(struct et_demux *demux, int64_t timestamp)
{
    demux->error = 0;
    if ((!demux->indexed && !demux->bisects) ||
        av_seek_frame(demux->format, demux->video->index, timestamp, AVSEEK_FLAG_BACKWARD) < 0)
        return et_fail(ET_ERROR_UNSUPPORTED, "the container cannot seek to %lld",
                       (long long)timestamp);
    return 0;
}

int64_t et_demux_key_before(const struct et_demux *demux, int64_t timestamp)
{
    int index = av_index_search_timestamp(demux->video, timestamp, AVSEEK_FLAG_BACKWARD);
    const AVIndexEntry *entry = index < 0 ? NULL : avformat_index_get_entry(demux->video, index);

    return entry ? entry->timestamp : INT64_MIN;
}

int et_demux_seek_after(struct et_demux *demux, int64_t timestamp)
{
    const int64_t far = INT64_C(1) << 52;
    int index = demux->indexed ? av_index_search_timestamp(demux->video, timestamp, 0) : -1;
    const AVIndexEntry *key = index < 0 ? NULL : avformat_index_get_entry(demux->video, index);
    const AVIndexEntry *next;
    int result;

    if (!key)
        return 0;
    /* Demuxers seek by presentation times, which are later: just before the key frame behind this one. */
    index = av_index_search_timestamp(demux->video, key->timestamp + 1, 0);
    next = index < 0 ? NULL : avformat_index_get_entry(demux->video, index);
    result = et_demux_seek(demux, next ? next->timestamp - 1 : far);
    return result < 0 ? result : 1;
}
