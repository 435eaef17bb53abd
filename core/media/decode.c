// SPDX-License-Identifier: MIT
#include "media/decode.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/pixdesc.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/engine.h"
#include "media/cache.h"
#include "media/color.h"
#include "media/decode_buffers.h"
#include "media/references.h"
#include "media/unpack.h"

enum {
    HELD_BY_OTHERS = 4, /* frames on the way through a chain, to a view or an encoder */
    MOST_KEPT = 32,     /* beyond the level: pictures of a stream that breaks it, film grain */
};

struct et_decoder {
    AVCodecContext *codec;
    AVFrame *received;
    struct et_engine *engine;
    struct et_decode_buffers buffers;
    struct et_color_words container_color;
    int references, threads, delay, held; /* the sum of frames, beside HELD_BY_OTHERS */
};

static int open_codec(struct et_decoder *decoder, const AVCodec *codec,
                      const struct et_demux *demux, int threads)
{
    AVCodecContext *context = avcodec_alloc_context3(codec);
    int result;

    decoder->codec = context;
    if (!context)
        return et_fail(ET_ERROR_MEMORY, "no memory for a decoder");
    result = avcodec_parameters_to_context(context, demux->video->codecpar);
    if (result < 0)
        return et_av_fail(result, "opening the decoder");
    context->pkt_timebase = demux->video->time_base;
    context->opaque = &decoder->buffers;
    context->get_buffer2 = et_decode_get_buffer;
    context->flags |= AV_CODEC_FLAG_UNALIGNED; /* a cropping rectangle is taken exactly */
    context->thread_count = threads > 1 ? threads : 1;
    /* H.264: slice threads would change the concealment of damaged pictures. */
    context->thread_type =
        codec->id == AV_CODEC_ID_H264 ? FF_THREAD_FRAME : FF_THREAD_FRAME | FF_THREAD_SLICE;
    result = avcodec_open2(context, codec, NULL);
    return result < 0 ? et_av_fail(result, "opening the decoder") : 0;
}

/* Opens the codec, without threads where the machine has none to give at the moment. */
static int open_codec_somehow(struct et_decoder *decoder, const AVCodec *codec,
                              const struct et_demux *demux, int threads)
{
    int result = open_codec(decoder, codec, demux, threads);

    if (result >= 0 || threads <= 1)
        return result;
    avcodec_free_context(&decoder->codec);
    return open_codec(decoder, codec, demux, 1);
}

static int no_room(const struct et_decoder *decoder, size_t bytes, int count)
{
    const AVCodecContext *codec = decoder->codec;
    int most = decoder->threads - 1;
    char fits[64] = "not even without threads do they fit";

    while (most >= 0 &&
           et_pool_reserve(decoder->buffers.pool, bytes, count - decoder->threads + most) < 0)
        most--;
    if (most >= 0)
        snprintf(fits, sizeof(fits), "%d threads are the most that fit", most);
    return et_fail(ET_ERROR_MEMORY,
                   "%d frames of %d x %d need %lld MiB (%d for reference, %d for threads, %d in "
                   "reorder, %d for the chain, %d in use), which is not available; %s",
                   count, codec->width, codec->height, (long long)bytes * count >> 20,
                   decoder->references, decoder->threads, decoder->delay, decoder->held,
                   HELD_BY_OTHERS, fits);
}

/* Reserves what the decoder, its threads, the reorder delay and the users can hold at once. */
static int reserve(struct et_decoder *decoder)
{
    AVCodecContext *codec = decoder->codec;
    enum et_format format = et_unpack_format(codec->pix_fmt);
    int count =
        decoder->references + decoder->threads + decoder->delay + decoder->held + HELD_BY_OTHERS;
    int most = count + MOST_KEPT;
    ptrdiff_t stride[4];
    size_t offset[4];
    size_t bytes;

    et_pool_set_limit(decoder->buffers.pool, most);
    if (format == ET_FORMAT_NONE || codec->width < 1 || codec->height < 1)
        return 0; /* known with the first frame */
    bytes = et_decode_layout(codec, format, codec->width, codec->height, stride, offset);
    et_pool_set_limit(decoder->buffers.pool,
                      most + et_cache_capacity(decoder->engine->cache, bytes));
    if (et_pool_reserve(decoder->buffers.pool, bytes, count) == 0)
        return 0;
    return no_room(decoder, bytes, count);
}

int et_decoder_hold(struct et_decoder *decoder, int held)
{
    int before = decoder->held;
    int result;

    if (before == held)
        return 0;
    decoder->held = held;
    result = reserve(decoder);
    if (result < 0)
        decoder->held = before;
    return result;
}

int et_decoder_open(struct et_engine *engine, const struct et_demux *demux, enum et_decoder_use use,
                    int threads, int held, struct et_decoder **out)
{
    const AVCodecParameters *parameters = demux->video->codecpar;
    const AVCodec *codec = avcodec_find_decoder(parameters->codec_id);
    struct et_decoder *decoder;
    int result;

    *out = NULL;
    if (!codec)
        return et_fail(ET_ERROR_UNSUPPORTED, "this build cannot decode %s video",
                       avcodec_get_name(parameters->codec_id));
    decoder = et_alloc_zero(1, sizeof(*decoder));
    if (!decoder)
        return et_fail(ET_ERROR_MEMORY, "no memory for a decoder");
    decoder->engine = engine;
    decoder->references = use == ET_DECODE_ALL ? et_reference_frames(parameters) : 1;
    decoder->threads = threads;
    decoder->delay =
        use == ET_DECODE_ALL && parameters->video_delay > 0 ? parameters->video_delay : 0;
    decoder->held = held;
    decoder->container_color = demux->container_color;
    atomic_init(&decoder->buffers.unsupported_format, AV_PIX_FMT_NONE);
    decoder->received = av_frame_alloc();
    result = et_pool_create(0, &decoder->buffers.pool);
    if (result == 0)
        result = decoder->received ? open_codec_somehow(decoder, codec, demux, threads)
                                   : et_fail(ET_ERROR_MEMORY, "no memory for a decoder");
    if (result == 0) {
        et_pool_relieve(decoder->buffers.pool, et_cache_evict, engine->cache);
        result = reserve(decoder);
    }
    *out = decoder;
    if (result < 0)
        et_decoder_close(out);
    return result;
}

void et_decoder_close(struct et_decoder **decoder)
{
    if (!*decoder)
        return;
    av_frame_free(&(*decoder)->received);
    avcodec_free_context(&(*decoder)->codec);
    et_pool_close(&(*decoder)->buffers.pool);
    et_free(*decoder);
    *decoder = NULL;
}

static int no_free_frame(void)
{
    return et_fail(ET_ERROR_MEMORY, "no frame is free to decode into: close frames that are held");
}

static int decode_failed(const struct et_decoder *decoder, int averror)
{
    enum AVPixelFormat format = atomic_load(&decoder->buffers.unsupported_format);

    if (format != AV_PIX_FMT_NONE)
        return et_fail(ET_ERROR_UNSUPPORTED, "the pixel format %s is not supported",
                       av_get_pix_fmt_name(format));
    return et_av_fail(averror, "decoding a packet");
}

int et_decoder_send(struct et_decoder *decoder, const AVPacket *packet)
{
    int result;

    if (packet && packet->size == 0) /* Theora's and MOV's way to say that the picture stays */
        return 0;
    result = avcodec_send_packet(decoder->codec, packet);
    if (atomic_load(&decoder->buffers.starved))
        return no_free_frame();
    if (result == AVERROR(EAGAIN))
        return ET_MORE;
    if (result < 0 && result != AVERROR_EOF)
        return decode_failed(decoder, result);
    return 0;
}

static struct et_color frame_color(const struct et_decoder *decoder, const AVFrame *frame,
                                   enum et_format format)
{
    return et_color_decide(&(struct et_color_case){
        .format = format,
        .av_pixel_format = frame->format,
        .codec_id = decoder->codec->codec_id,
        .height = frame->height,
        .stream = et_color_words_of_frame(frame),
        .container = decoder->container_color,
    });
}

static int wrap_frame(struct et_decoder *decoder, AVFrame *frame, struct et_frame **out)
{
    enum et_format format = et_unpack_format(frame->format);
    struct et_buffer *buffer;
    int result;

    if (format == ET_FORMAT_NONE) {
        atomic_store(&decoder->buffers.unsupported_format, frame->format);
        return decode_failed(decoder, AVERROR(ENOSYS));
    }
    if (frame->width > ET_SIDE_MOST || frame->height > ET_SIDE_MOST)
        return et_fail(ET_ERROR_UNSUPPORTED, "a picture of %d x %d is larger than %d x %d",
                       frame->width, frame->height, ET_SIDE_MOST, ET_SIDE_MOST);
    buffer = et_decode_buffer_of(decoder->codec, frame, format);
    if (!buffer)
        return et_fail(ET_ERROR_MEMORY, "no free frame of %d x %d", frame->width, frame->height);
    result = et_frame_wrap(buffer, out);
    et_buffer_unref(&buffer);
    if (result < 0)
        return result;
    (*out)->image.info.format = format;
    (*out)->image.info.width = frame->width;
    (*out)->image.info.height = frame->height;
    (*out)->image.info.color = frame_color(decoder, frame, format);
    (*out)->light = et_light_of_frame(frame);
    (*out)->image.info.color.peak_nits = et_light_peak(&(*out)->light);
    for (int plane = 0; plane < et_format_info(format)->planes; plane++) {
        (*out)->image.data[plane] = frame->data[plane];
        (*out)->image.stride[plane] = frame->linesize[plane];
    }
    (*out)->pts =
        frame->best_effort_timestamp == AV_NOPTS_VALUE ? INT64_MIN : frame->best_effort_timestamp;
    (*out)->duration = frame->duration;
    (*out)->time_base.num = decoder->codec->pkt_timebase.num;
    (*out)->time_base.den = decoder->codec->pkt_timebase.den;
    (*out)->sample_aspect.num = frame->sample_aspect_ratio.num;
    (*out)->sample_aspect.den = frame->sample_aspect_ratio.den;
    (*out)->key = (frame->flags & AV_FRAME_FLAG_KEY) != 0;
    (*out)->interlaced = (frame->flags & AV_FRAME_FLAG_INTERLACED) != 0;
    (*out)->top_first = (frame->flags & AV_FRAME_FLAG_TOP_FIELD_FIRST) != 0;
    return 0;
}

int et_decoder_receive(struct et_decoder *decoder, struct et_frame **out)
{
    int result = avcodec_receive_frame(decoder->codec, decoder->received);

    *out = NULL;
    if (atomic_load(&decoder->buffers.starved)) {
        av_frame_unref(decoder->received);
        return no_free_frame();
    }
    if (result == AVERROR(EAGAIN))
        return ET_MORE;
    if (result == AVERROR_EOF)
        return ET_DONE;
    if (result < 0)
        return decode_failed(decoder, result);
    result = wrap_frame(decoder, decoder->received, out);
    av_frame_unref(decoder->received);
    return result < 0 ? result : ET_FRAME;
}

void et_decoder_skip(struct et_decoder *decoder, int skip)
{
    decoder->codec->skip_frame = skip ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
}

void et_decoder_flush(struct et_decoder *decoder)
{
    avcodec_flush_buffers(decoder->codec);
}
