// SPDX-License-Identifier: MIT
#include "media/clip.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>

#include "base/alloc.h"
#include "base/engine.h"
#include "media/cache.h"
#include "media/h264_sps.h"
#include "media/unpack.h"

static struct et_rational rational(AVRational value)
{
    return (struct et_rational){value.num, value.den};
}

/*
 * Reads the turn and the mirroring that make frames upright from the stream's display matrix, as
 * FFmpeg's own tools do. Returns 0, or ET_ERROR_UNSUPPORTED for an angle between the quarters.
 */
static int read_display_matrix(struct et_clip *clip, const AVStream *stream)
{
    const AVPacketSideData *side =
        av_packet_side_data_get(stream->codecpar->coded_side_data,
                                stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
    const int32_t *matrix;
    double degrees;

    if (!side || side->size < 9 * sizeof(int32_t))
        return 0;
    matrix = (const int32_t *)(const void *)side->data;
    degrees = -av_display_rotation_get(matrix);
    if (degrees != degrees)
        return 0; /* a singular matrix says nothing */
    degrees += degrees < -1 ? 360 : 0;
    clip->turn = (int)((degrees + 45) / 90) & 3;
    if (degrees - 90 * clip->turn > 1 || 90 * clip->turn - degrees > 1)
        return et_fail(ET_ERROR_UNSUPPORTED,
                       "the picture is to be shown turned by %g degrees, and only quarters are "
                       "supported; open the clip without rotation to get the frames as coded",
                       degrees);
    if ((int64_t)matrix[0] * matrix[4] - (int64_t)matrix[1] * matrix[3] >= 0)
        return 0;
    clip->flip = clip->turn == 2 ? ET_FLIP_HORIZONTAL : ET_FLIP_VERTICAL;
    clip->turn = clip->turn & 1 ? 4 - clip->turn : 0;
    return 0;
}

/*
 * The bitstream's words as libavformat found them. It looks at pictures only where it must: H.264's
 * headers are read here, and those of HEVC and AV1 by opening their decoder.
 */
static struct et_color_words look_at_headers(const AVCodecParameters *codec, struct et_light *light)
{
    struct et_color_words words = et_color_words_of_parameters(codec);
    AVCodecContext *context;

    if (codec->codec_id == AV_CODEC_ID_H264)
        et_h264_sps_color(codec->extradata, codec->extradata_size, &words);
    if ((codec->codec_id != AV_CODEC_ID_HEVC && codec->codec_id != AV_CODEC_ID_AV1) ||
        codec->extradata_size < 1)
        return words;
    context = avcodec_alloc_context3(NULL);
    if (context && avcodec_parameters_to_context(context, codec) >= 0) {
        context->thread_count = 1;
        if (avcodec_open2(context, avcodec_find_decoder(codec->codec_id), NULL) >= 0) {
            words = (struct et_color_words){context->colorspace, context->color_primaries,
                                            context->color_trc, context->color_range,
                                            context->chroma_sample_location};
            if (context->nb_decoded_side_data > 0)
                *light = et_light_of_decoder(context);
        }
    }
    avcodec_free_context(&context);
    return words;
}

static void describe_video(struct et_clip *clip, const struct et_demux *demux)
{
    const AVStream *stream = demux->video;
    const AVCodecParameters *codec = stream->codecpar;
    struct et_video_info *video = &clip->info.video;
    const char *profile = avcodec_profile_name(codec->codec_id, codec->profile);
    enum et_format format = et_unpack_format(codec->format);
    AVRational rate = av_guess_frame_rate(demux->format, demux->video, NULL);
    AVRational aspect = av_guess_sample_aspect_ratio(demux->format, demux->video, NULL);

    video->codec = avcodec_get_name(codec->codec_id);
    video->profile = profile ? profile : "";
    video->coded_width = codec->width;
    video->coded_height = codec->height;
    video->rotation = clip->turn * 90;
    video->mirrored = clip->flip != ET_FLIP_NONE;
    video->image.format = clip->turn & 1 ? et_format_turned(format) : format;
    video->image.width = clip->turn & 1 ? codec->height : codec->width;
    video->image.height = clip->turn & 1 ? codec->width : codec->height;
    video->light = et_light_of_parameters(codec);
    video->image.color = et_color_decide(&(struct et_color_case){
        .format = format,
        .av_pixel_format = codec->format,
        .codec_id = codec->codec_id,
        .height = codec->height,
        .stream = look_at_headers(codec, &video->light),
        .container = demux->container_color,
    });
    video->image.color.peak_nits = et_light_peak(&video->light);
    if (clip->turn & 1)
        aspect = (AVRational){aspect.den, aspect.num};
    video->sample_aspect = rational(aspect.num > 0 && aspect.den > 0 ? aspect : (AVRational){0, 1});
    video->frame_rate = rational(rate);
    video->time_base = rational(stream->time_base);
    video->start = stream->start_time == AV_NOPTS_VALUE ? 0 : stream->start_time;
    video->duration = stream->duration == AV_NOPTS_VALUE ? 0 : stream->duration;
    video->frame_count = stream->nb_frames;
    video->indexed = demux->indexed;
}

static void describe_audio(struct et_clip *clip, const struct et_demux *demux)
{
    const AVStream *stream = demux->audio;
    struct et_audio_info *audio = &clip->info.audio;

    clip->info.has_audio = 1;
    for (int i = 0; i < (int)demux->format->nb_streams; i++) {
        if (demux->format->streams[i]->codecpar->codec_type != AVMEDIA_TYPE_AUDIO)
            continue;
        audio->track += i < stream->index;
        audio->tracks++;
    }
    audio->codec = avcodec_get_name(stream->codecpar->codec_id);
    audio->sample_rate = stream->codecpar->sample_rate;
    audio->channels = stream->codecpar->ch_layout.nb_channels;
    audio->time_base = rational(stream->time_base);
    audio->start = stream->start_time == AV_NOPTS_VALUE ? 0 : stream->start_time;
    audio->duration = stream->duration == AV_NOPTS_VALUE ? 0 : stream->duration;
}

/* What a first look can refuse: a clip that would fail at its first frame fails at open. */
static int check_video(const struct et_demux *demux)
{
    const AVCodecParameters *codec = demux->video->codecpar;

    if (!avcodec_find_decoder(codec->codec_id))
        return et_fail(ET_ERROR_UNSUPPORTED, "this build cannot decode %s video",
                       avcodec_get_name(codec->codec_id));
    if (codec->width < 1 || codec->height < 1)
        return et_fail(ET_ERROR_DATA, "the %s stream is too damaged to tell its size",
                       avcodec_get_name(codec->codec_id));
    if (codec->width > ET_SIDE_MOST || codec->height > ET_SIDE_MOST)
        return et_fail(ET_ERROR_UNSUPPORTED, "pictures of %d x %d are larger than %d x %d",
                       codec->width, codec->height, ET_SIDE_MOST, ET_SIDE_MOST);
    if (codec->format == AV_PIX_FMT_NONE)
        return et_fail(ET_ERROR_DATA,
                       "the %s stream is too damaged, or begins too late in the file, to tell its "
                       "pixel format",
                       avcodec_get_name(codec->codec_id));
    if (et_unpack_format(codec->format) == ET_FORMAT_NONE)
        return et_fail(ET_ERROR_UNSUPPORTED, "the pixel format of the %s stream is not supported",
                       avcodec_get_name(codec->codec_id));
    return 0;
}

static int open_clip(struct et_clip *clip, const struct et_reader *reader, unsigned flags)
{
    int result;

    if (reader->size == 0)
        return et_fail(ET_ERROR_DATA, "the source is empty");
    result = et_source_create(reader, &clip->source);
    if (result == 0)
        result = et_demux_open(clip->source, &clip->demux);
    if (result == 0)
        result = check_video(clip->demux);
    if (result < 0)
        return result;
    if (!(flags & ET_OPEN_NO_ROTATE)) {
        result = read_display_matrix(clip, clip->demux->video);
        if (result < 0)
            return result;
    }
    clip->info.container = clip->demux->format->iformat->name;
    clip->info.duration_s = clip->demux->format->duration > 0
                                ? (double)clip->demux->format->duration / AV_TIME_BASE
                                : 0;
    clip->info.has_video = 1;
    describe_video(clip, clip->demux);
    if (clip->demux->audio)
        describe_audio(clip, clip->demux);
    return 0;
}

int et_clip_open(struct et_engine *engine, const struct et_reader *reader, unsigned flags,
                 struct et_clip **out)
{
    struct et_clip *clip = et_alloc_zero(1, sizeof(*clip));
    int result;

    *out = clip;
    if (!clip)
        return et_fail(ET_ERROR_MEMORY, "no memory for a clip");
    clip->engine = engine;
    engine->clips++;
    result = open_clip(clip, reader, flags);
    if (result < 0)
        et_clip_close(out);
    return result;
}

void et_clip_close(struct et_clip **clip)
{
    if (!*clip)
        return;
    et_frame_unref(&(*clip)->last);
    et_cache_forget((*clip)->engine->cache, *clip);
    et_cursor_close(&(*clip)->cursor);
    et_demux_close(&(*clip)->demux);
    et_source_destroy(&(*clip)->source);
    (*clip)->engine->clips--;
    et_free(*clip);
    *clip = NULL;
}

const struct et_clip_info *et_clip_info(const struct et_clip *clip)
{
    return &clip->info;
}
