// SPDX-License-Identifier: MIT
/* Pixels of every format that libavutil describes, unpacked, against its own reader of components. */
#include "image.h"

#include "media/unpack.h"

#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
#include <stdlib.h>

enum { WIDTH = 38, HEIGHT = 6 }; /* divisible by 2, not by 4: chroma that is rounded up */

static void fill(AVFrame *frame)
{
    for (int i = 0; i < AV_NUM_DATA_POINTERS && frame->buf[i]; i++)
        for (size_t b = 0; b < frame->buf[i]->size; b++)
            frame->buf[i]->data[b] = (uint8_t)check_random();
}

/* Values of less than 8 bits, so that the least becomes 0, the largest 255, and those between follow. */
static int widened(int value, int depth)
{
    const int most = (1 << depth) - 1;
    return depth >= 8 ? value : depth == 1 ? value * 255 : (value * 255 * 2 + most) / (2 * most);
}

static void compare_component(const AVFrame *frame, const AVPixFmtDescriptor *format, int c,
                              const struct et_image *image)
{
    /* Components are R, G, B; bytes of a palette's little-endian words B, G, R. */
    static const int planes_of_rgb[4] = {2, 0, 1, 3}, planes_of_palette[4] = {1, 0, 2, 3};
    const bool palette = format->flags & AV_PIX_FMT_FLAG_PAL;
    const bool rgb = format->flags & AV_PIX_FMT_FLAG_RGB;
    const int plane = palette ? planes_of_palette[c] : rgb ? planes_of_rgb[c] : c;
    const int depth = palette ? 8 : format->comp[c].depth;
    /* Eight bits of fewer are repeated bits, which may be one off the nearest value. */
    const int bound = depth < 8 && depth > 1;
    uint16_t line[WIDTH];
    for (int y = 0; y < et_plane_height(image->info.format, plane, HEIGHT); y++) {
        const int width = et_plane_width(image->info.format, plane, WIDTH);
        av_read_image_line2(line, (const uint8_t **)frame->data, frame->linesize, format, 0, y,
                            palette ? 0 : c, width, 0, 2);
        for (int x = 0; x < width; x++) {
            int expected = palette ? frame->data[1][4 * line[x] + c] : widened(line[x], depth);
            if (frame->format == AV_PIX_FMT_MONOWHITE)
                expected = 255 - expected;
            int got = image_get(image, plane, x, y);
            CHECK(abs(got - expected) <= bound, "%s component %d at %d, %d: %d, not %d",
                  format->name, c, x, y, got, expected);
        }
    }
}

static void check_format(int av, const AVPixFmtDescriptor *format)
{
    AVFrame *frame = av_frame_alloc();
    struct et_image_info info = info_of(et_unpack_format(av), WIDTH, HEIGHT);
    struct image image;
    frame->format = av;
    frame->width = WIDTH;
    frame->height = HEIGHT;
    CHECK(av_frame_get_buffer(frame, 0) == 0, "%s: no frame", format->name);
    fill(frame);
    image_create(&image, &info, 0x5A);
    et_unpack(frame, &image.image);
    CHECK(image_guards_hold(&image), "%s wrote outside", format->name);
    int components = format->flags & AV_PIX_FMT_FLAG_PAL ? 4 : format->nb_components;
    for (int c = 0; c < components; c++)
        compare_component(frame, format, c, &image.image);
    image_destroy(&image);
    av_frame_free(&frame);
}

void test_unpack(void)
{
    int packed = 0, planar = 0;
    for (int av = 0; av < AV_PIX_FMT_NB; av++) {
        const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(av);
        if (!format || et_unpack_format(av) == ET_FORMAT_NONE)
            continue;
        if (et_unpack_is_planar(av))
            planar++;
        else
            packed++;
        check_format(av, format);
    }
    CHECK(planar > 50 && packed > 60, "%d planar and %d packed formats", planar, packed);
    CHECK(et_unpack_format(AV_PIX_FMT_NONE) == ET_FORMAT_NONE, "no format");
    CHECK(et_unpack_format(AV_PIX_FMT_BAYER_RGGB16LE) == ET_FORMAT_NONE, "Bayer");
    CHECK(et_unpack_format(AV_PIX_FMT_GBRPF32LE) == ET_FORMAT_NONE, "floating point");
    CHECK(et_unpack_is_planar(AV_PIX_FMT_YUVA444P16LE) && !et_unpack_is_planar(AV_PIX_FMT_NV12),
          "planar");
}
