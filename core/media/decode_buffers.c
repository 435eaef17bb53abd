// SPDX-License-Identifier: MIT
#include "media/decode_buffers.h"

#include <libavcodec/avcodec.h>
#include <libavutil/imgutils.h>

#include "media/unpack.h"

enum { OVERREAD_BYTES = 128 }; /* below the last row, for kernels that read whole vectors */

static void buffer_release(void *opaque, uint8_t *data)
{
    struct et_buffer *buffer = opaque;

    (void)data;
    et_buffer_unref(&buffer);
}

size_t et_decode_layout(AVCodecContext *codec, enum et_format format, int width, int height,
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

int et_decode_get_buffer(AVCodecContext *codec, AVFrame *frame, int flags)
{
    struct et_decode_buffers *buffers = codec->opaque;
    enum et_format format = et_unpack_format(frame->format);
    ptrdiff_t stride[4];
    size_t offset[4];
    size_t bytes;
    struct et_buffer *buffer;

    if (format == ET_FORMAT_NONE) {
        atomic_store(&buffers->unsupported_format, frame->format);
        return AVERROR(ENOSYS);
    }
    if (!et_unpack_is_planar(frame->format)) /* libavcodec's own memory, until it is unpacked */
        return avcodec_default_get_buffer2(codec, frame, flags);
    bytes = et_decode_layout(codec, format, frame->width, frame->height, stride, offset);
    buffer = et_pool_get(buffers->pool, bytes);
    if (!buffer) {
        atomic_store(&buffers->starved, 1);
        return AVERROR(ENOMEM);
    }
    frame->buf[0] = av_buffer_create(et_buffer_data(buffer), bytes, buffer_release, buffer, 0);
    if (!frame->buf[0]) {
        et_buffer_unref(&buffer);
        return AVERROR(ENOMEM);
    }
    frame->opaque = buffers; /* marks memory of the pool; the buffer itself is that of buf[0] */
    frame->extended_data = frame->data;
    for (int plane = 0; plane < et_format_info(format)->planes; plane++) {
        frame->data[plane] = et_buffer_data(buffer) + offset[plane];
        frame->linesize[plane] = (int)stride[plane];
    }
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
static struct et_buffer *copy_frame(AVCodecContext *codec, AVFrame *frame, enum et_format format)
{
    const struct et_decode_buffers *buffers = codec->opaque;
    struct et_image to = {
        .info = {.format = format, .width = frame->width, .height = frame->height}};
    size_t offset[4];
    size_t bytes = et_decode_layout(codec, format, frame->width, frame->height, to.stride, offset);
    struct et_buffer *buffer = et_pool_get(buffers->pool, bytes);

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

struct et_buffer *et_decode_buffer_of(AVCodecContext *codec, AVFrame *frame, enum et_format format)
{
    /*
     * A picture with film grain has the properties of the one without, `opaque` too, but a buffer of
     * its own.
     */
    return frame->opaque ? et_buffer_ref(av_buffer_get_opaque(frame->buf[0]))
                         : copy_frame(codec, frame, format);
}
