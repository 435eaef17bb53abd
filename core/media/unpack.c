// SPDX-License-Identifier: MIT
#include "media/unpack.h"

#include <libavutil/frame.h>
#include <libavutil/intreadwrite.h>
#include <libavutil/pixdesc.h>

enum {
    REFUSED = AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BAYER | AV_PIX_FMT_FLAG_FLOAT |
              AV_PIX_FMT_FLAG_XYZ,
    COLORS_OF_PALETTE = 4, /* B, G, R, A: bytes of a native little-endian word */
};

/* How a component's samples are read from a row. */
struct component {
    int first, step; /* bytes; bits where each sample is one bit */
    int shift, depth;
    bool big_endian;
};

static int model_of(const AVPixFmtDescriptor *format)
{
    int colors = format->nb_components - !!(format->flags & AV_PIX_FMT_FLAG_ALPHA);

    if (format->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL))
        return ET_MODEL_RGB;
    return colors < 3 ? ET_MODEL_GRAY : ET_MODEL_YUV;
}

enum et_format et_unpack_format(int av_pixel_format)
{
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(av_pixel_format);
    struct et_format_info like = {0};

    if (!format || format->flags & REFUSED || !format->nb_components ||
        (format->flags & AV_PIX_FMT_FLAG_BITSTREAM && format->comp[0].depth != 1) ||
        (format->flags & AV_PIX_FMT_FLAG_BITSTREAM && format->nb_components != 1))
        return ET_FORMAT_NONE;
    like.model = (enum et_model)model_of(format);
    like.depth = (uint8_t)(format->comp[0].depth < 8 ? 8 : format->comp[0].depth);
    like.chroma_x = format->log2_chroma_w;
    like.chroma_y = format->log2_chroma_h;
    like.alpha = !!(format->flags & AV_PIX_FMT_FLAG_ALPHA);
    return et_format_find(&like);
}

/* Red, green and blue lie in planes 2, 0 and 1; everything else in its own order. */
static int plane_of(enum et_format format, int component)
{
    static const uint8_t planes_of_rgb[4] = {2, 0, 1, 3};

    return et_format_info(format)->model == ET_MODEL_RGB ? planes_of_rgb[component] : component;
}

bool et_unpack_is_planar(int av_pixel_format)
{
    const AVPixFmtDescriptor *from = av_pix_fmt_desc_get(av_pixel_format);
    enum et_format format = et_unpack_format(av_pixel_format);
    const struct et_format_info *to = et_format_info(format);

    if (format == ET_FORMAT_NONE || from->nb_components != to->planes ||
        from->flags & (AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM))
        return false;
    for (int i = 0; i < from->nb_components; i++) {
        const AVComponentDescriptor *component = &from->comp[i];

        if (component->plane != plane_of(format, i) || component->step != to->bytes_per_pixel ||
            component->offset || component->shift || component->depth != to->depth)
            return false;
    }
    return to->depth == 8 || !(from->flags & AV_PIX_FMT_FLAG_BE);
}

/* Repeats a value's bits until they fill 8, so that the largest becomes 255. */
static unsigned fill_byte(unsigned value, int depth)
{
    unsigned filled = 0;

    for (int shift = 8 - depth; shift > -depth; shift -= depth)
        filled |= shift >= 0 ? value << shift : value >> -shift;
    return filled;
}

static void unpack_bits(uint8_t *dst, const uint8_t *src, int width, unsigned zero)
{
    for (int x = 0; x < width; x++)
        dst[x] = (uint8_t)((src[x >> 3] >> (7 - (x & 7)) & 1) ^ zero ? 255 : 0);
}

static void unpack_bytes(uint8_t *restrict dst, const uint8_t *restrict src, int width, int step)
{
    for (int x = 0; x < width; x++)
        dst[x] = src[(ptrdiff_t)x * step];
}

static unsigned read_word(const uint8_t *at, const struct component *component)
{
    int bits = component->shift + component->depth;

    if (bits <= 8)
        return *at;
    if (bits <= 16)
        return component->big_endian ? AV_RB16(at) : AV_RL16(at);
    return component->big_endian ? AV_RB32(at) : AV_RL32(at);
}

/* What is not bytes as they are: words, shifted values, values of less than 8 bits. */
static void unpack_words(void *dst, const uint8_t *src, int width,
                         const struct component *component)
{
    const unsigned mask = (1u << component->depth) - 1;

    for (int x = 0; x < width; x++) {
        unsigned value = read_word(src + (ptrdiff_t)x * component->step, component);

        value = value >> component->shift & mask;
        if (component->depth > 8)
            ((uint16_t *)dst)[x] = (uint16_t)value;
        else
            ((uint8_t *)dst)[x] = (uint8_t)fill_byte(value, component->depth);
    }
}

static struct component component_of(const AVPixFmtDescriptor *format, int index)
{
    const AVComponentDescriptor *from = &format->comp[index];
    struct component component = {.first = from->offset,
                                  .step = from->step,
                                  .shift = from->shift,
                                  .depth = from->depth,
                                  .big_endian = format->flags & AV_PIX_FMT_FLAG_BE};

    /* Libavutil gives a byte of a big-endian word by the offset of its word. */
    if (component.big_endian && component.shift + component.depth <= 8)
        component.first++;
    return component;
}

static void unpack_component(const AVFrame *frame, const AVPixFmtDescriptor *format, int index,
                             const struct et_image *to)
{
    const struct component component = component_of(format, index);
    const int source = format->comp[index].plane;
    const int plane = plane_of(to->info.format, index);
    const int width = et_plane_width(to->info.format, plane, to->info.width);
    const int height = et_plane_height(to->info.format, plane, to->info.height);

    for (int y = 0; y < height; y++) {
        const uint8_t *src = frame->data[source] + (ptrdiff_t)y * frame->linesize[source];
        uint8_t *dst = et_image_row(to, plane, y);

        if (format->flags & AV_PIX_FMT_FLAG_BITSTREAM)
            unpack_bits(dst, src, width, frame->format == AV_PIX_FMT_MONOWHITE);
        else if (component.depth == 8 && !component.shift)
            unpack_bytes(dst, src + component.first, width, component.step);
        else
            unpack_words(dst, src + component.first, width, &component);
    }
}

/* The palette's words are native, alpha in the highest byte. */
static void unpack_palette(const AVFrame *frame, const struct et_image *to)
{
    static const uint8_t planes[COLORS_OF_PALETTE] = {1, 0, 2, 3};
    const uint32_t *colors = (const uint32_t *)frame->data[1];

    for (int color = 0; color < COLORS_OF_PALETTE; color++)
        for (int y = 0; y < to->info.height; y++) {
            const uint8_t *src = frame->data[0] + (ptrdiff_t)y * frame->linesize[0];
            uint8_t *dst = to->data[planes[color]] + y * to->stride[planes[color]];

            for (int x = 0; x < to->info.width; x++)
                dst[x] = (uint8_t)(colors[src[x]] >> 8 * color);
        }
}

void et_unpack(const AVFrame *frame, const struct et_image *to)
{
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);

    if (format->flags & AV_PIX_FMT_FLAG_PAL) {
        unpack_palette(frame, to);
        return;
    }
    for (int i = 0; i < format->nb_components; i++)
        unpack_component(frame, format, i, to);
}
