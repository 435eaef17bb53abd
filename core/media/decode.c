// SPDX-License-Identifier: MIT
#include "media/decode.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/engine.h"
#include "media/cache.h"
#include "media/color.h"
#include "media/references.h"
#include "media/unpack.h"

enum {
    HELD_BY_OTHERS = 4,  /* frames on the way through a chain, to a view or an encoder */
    MOST_KEPT = 32,      /* beyond the level: pictures of a stream that breaks it, film grain */
    OVERREAD_BYTES = 128 /* below the last row, for kernels that read whole vectors */
};

struct et_decoder {
    AVCodecContext *codec;
    AVFrame *received;
    struct et_engine *engine;
    struct et_pool *pool;
    struct et_color_words container_color;
    int references, threads, delay, held; /* the sum of frames, beside HELD_BY_OTHERS */
    atomic_int starved; /* a frame was asked for and none was free: decoders may go on without */
    int unsupported_format; /* the pixel format that stopped decoding, AV_PIX_FMT_NONE: none */
};

static void buffer_release(void *opaque, uint8_t *data)
{
    struct et_buffer *buffer = opaque;

    (void)data;
    et_buffer_unref(&buffer);
}

/*
 * Lays out an image of a decoder's padded size: rows padded to 64 bytes and to what the decoder
 * asks for, room below for its over-reads. Returns the bytes of the whole.
 */
static size_t decoder_layout(AVCodecContext *codec, enum et_format format, int width, int height,
                             ptrdiff_t stride[4], size_t offset[4])
{
    int align[AV_NUM_DATA_POINTERS];
    struct et_image_info info = {.format = format};
    size_t bytes = 0;

    avcodec_align_dimensions2(codec, &width, &height, align);
    info.width = width;
    info.height = height;
    for (int plane = 0; plane < et_format_info(format)->planes; plane++) {
        size_t row = (size_t)et_plane_width(format, plane, info.width) *
                     et_format_info(format)->bytes_per_pixel;
        size_t unit = (size_t)align[plane] > ET_ROW_ALIGN ? (size_t)align[plane] : ET_ROW_ALIGN;

        row = (row + unit - 1) / unit * unit;
        stride[plane] = (ptrdiff_t)row;
        offset[plane] = bytes;
        bytes += row * (size_t)(et_plane_height(format, plane, info.height) + 1);
    }
    return bytes + OVERREAD_BYTES;
}

/* AVCodecContext.get_buffer2: called by frame threads too. */
static int get_buffer(AVCodecContext *codec, AVFrame *frame, int flags)
{
    struct et_decoder *decoder = codec->opaque;
    enum et_format format = et_unpack_format(frame->format);
    ptrdiff_t stride[4];
    size_t offset[4];
    size_t bytes;
    struct et_buffer *buffer;

    if (format == ET_FORMAT_NONE) {
        decoder->unsupported_format = frame->format;
        return AVERROR(ENOSYS);
    }
    if (!et_unpack_is_planar(frame->format)) /* libavcodec's own memory, until it is unpacked */
        return avcodec_default_get_buffer2(codec, frame, flags);
    bytes = decoder_layout(codec, format, frame->width, frame->height, stride, offset);
    buffer = et_pool_get(decoder->pool, bytes);
    if (!buffer) {
        atomic_store(&decoder->starved, 1);
        return AVERROR(ENOMEM);
    }
    frame->buf[0] = av_buffer_create(et_buffer_data(buffer), bytes, buffer_release, buffer, 0);
    if (!frame->buf[0]) {
        et_buffer_unref(&buffer);
        return AVERROR(ENOMEM);
    }
    frame->opaque = buffer;
    frame->extended_data = frame->data;
    for (int plane = 0; plane < et_format_info(format)->planes; plane++) {
        frame->data[plane] = et_buffer_data(buffer) + offset[plane];
        frame->linesize[plane] = (int)stride[plane];
    }
    return 0;
}

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
    context->opaque = decoder;
    context->get_buffer2 = get_buffer;
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

    while (most >= 0 && et_pool_reserve(decoder->pool, bytes, count - decoder->threads + most) < 0)
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

    et_pool_set_limit(decoder->pool, most);
    if (format == ET_FORMAT_NONE || codec->width < 1 || codec->height < 1)
        return 0; /* known with the first frame */
    bytes = decoder_layout(codec, format, codec->width, codec->height, stride, offset);
    et_pool_set_limit(decoder->pool, most + et_cache_capacity(decoder->engine->cache, bytes));
    if (et_pool_reserve(decoder->pool, bytes, count) == 0)
        return 0;
    return no_room(decoder, bytes, count);
}

int et_decoder_hold(struct et_decoder *decoder, int held)
{
    if (decoder->held == held)
        return 0;
    decoder->held = held;
    return reserve(decoder);
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
    decoder = calloc(1, sizeof(*decoder));
    if (!decoder)
        return et_fail(ET_ERROR_MEMORY, "no memory for a decoder");
    decoder->engine = engine;
    decoder->references = use == ET_DECODE_ALL ? et_reference_frames(parameters) : 1;
    decoder->threads = threads;
    decoder->delay =
        use == ET_DECODE_ALL && parameters->video_delay > 0 ? parameters->video_delay : 0;
    decoder->held = held;
    decoder->container_color = demux->container_color;
    decoder->unsupported_format = AV_PIX_FMT_NONE;
    decoder->received = av_frame_alloc();
    result = et_pool_create(0, &decoder->pool);
    if (result == 0)
        result = decoder->received ? open_codec_somehow(decoder, codec, demux, threads)
                                   : et_fail(ET_ERROR_MEMORY, "no memory for a decoder");
    if (result == 0) {
        et_pool_relieve(decoder->pool, et_cache_evict, engine->cache);
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
    et_pool_close(&(*decoder)->pool);
    free(*decoder);
    *decoder = NULL;
}

static int no_free_frame(void)
{
    return et_fail(ET_ERROR_MEMORY, "no frame is free to decode into: close frames that are held");
}

static int decode_failed(const struct et_decoder *decoder, int averror)
{
    if (decoder->unsupported_format != AV_PIX_FMT_NONE)
        return et_fail(ET_ERROR_UNSUPPORTED, "the pixel format %s is not supported",
                       av_get_pix_fmt_name(decoder->unsupported_format));
    return et_av_fail(averror, "decoding a packet");
}

int et_decoder_send(struct et_decoder *decoder, const AVPacket *packet)
{
    int result = avcodec_send_packet(decoder->codec, packet);

    if (atomic_load(&decoder->starved))
        return no_free_frame();
    if (result == AVERROR(EAGAIN))
        return ET_MORE;
    if (result < 0 && result != AVERROR_EOF)
        return decode_failed(decoder, result);
    return 0;
}

/* The samples of a frame, planes as they are, to planes in a buffer of the pool. */
static void copy_planes(const AVFrame *frame, const struct et_image *to)
{
    const enum et_format format = to->info.format;

    for (int plane = 0; plane < et_format_info(format)->planes; plane++) {
        int row_bytes =
            et_plane_width(format, plane, frame->width) * et_format_info(format)->bytes_per_pixel;

        av_image_copy_plane(to->data[plane], (int)to->stride[plane], frame->data[plane],
                            frame->linesize[plane], row_bytes,
                            et_plane_height(format, plane, frame->height));
    }
}

/*
 * A buffer of the pool with the samples of a frame that lies in the decoder's own memory, or is
 * packed.
 */
static struct et_buffer *copy_frame(struct et_decoder *decoder, AVFrame *frame,
                                    enum et_format format)
{
    struct et_image to = {
        .info = {.format = format, .width = frame->width, .height = frame->height}};
    size_t offset[4];
    size_t bytes =
        decoder_layout(decoder->codec, format, frame->width, frame->height, to.stride, offset);
    struct et_buffer *buffer = et_pool_get(decoder->pool, bytes);

    if (!buffer)
        return NULL;
    for (int plane = 0; plane < et_format_info(format)->planes; plane++)
        to.data[plane] = et_buffer_data(buffer) + offset[plane];
    if (et_unpack_is_planar(frame->format))
        copy_planes(frame, &to);
    else
        et_unpack(frame, &to);
    for (int plane = 0; plane < et_format_info(format)->planes; plane++) {
        frame->data[plane] = to.data[plane];
        frame->linesize[plane] = (int)to.stride[plane];
    }
    return buffer;
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
        decoder->unsupported_format = frame->format;
        return decode_failed(decoder, AVERROR(ENOSYS));
    }
    buffer = frame->opaque ? et_buffer_ref(frame->opaque) : copy_frame(decoder, frame, format);
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
    if (atomic_load(&decoder->starved)) {
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
