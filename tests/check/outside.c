// SPDX-License-Identifier: MIT
/* Frames from outside: what is refused, what is guessed, interleaved samples. */
#include "image.h"
#include "media.h"

#include <string.h>

static const struct et_frame usual = {
    .image.info = {.format = ET_FORMAT_I420,
                   .width = 7,
                   .height = 5,
                   .color = {.matrix = 1, .primaries = 1, .transfer = 1, .siting = 1}},
    .duration = 40,
    .time_base = {1, 1000},
    .sample_aspect = {1, 1},
};

/* ---- What is said about a frame --------------------------------------------------------------- */

static void check_refused(const struct et_frame *like, const char *what)
{
    struct et_frame *frame = NULL;

    CHECK(et_frame_make(like, &frame) == ET_ERROR_ARGUMENT && !frame, "%s", what);
    CHECK(et_error_message()[0], "%s is refused without a word", what);
    et_frame_unref(&frame);
}

#define REFUSED(field, value)                                                                      \
    do {                                                                                           \
        struct et_frame like = usual;                                                              \
        like.field = value;                                                                        \
        check_refused(&like, #field " = " #value);                                                 \
    } while (0)

void test_outside_facts(void)
{
    struct et_engine *engine = check_engine(0, 0);

    REFUSED(image.info.format, ET_FORMAT_NONE);
    REFUSED(image.info.format, ET_FORMAT_RGBA);
    REFUSED(image.info.format, ET_FORMAT_COUNT);
    REFUSED(image.info.format, (enum et_format) - 1);
    REFUSED(image.info.width, 0);
    REFUSED(image.info.width, -1);
    REFUSED(image.info.width, ET_SIDE_MOST + 1);
    REFUSED(image.info.width, INT32_MAX);
    REFUSED(image.info.height, 0);
    REFUSED(image.info.height, INT32_MIN);
    REFUSED(image.info.height, ET_SIDE_MOST + 1);
    REFUSED(image.info.color.full_range, 3);
    REFUSED(image.info.color.siting, 255);
    REFUSED(time_base.num, 0);
    REFUSED(time_base.den, 0);
    REFUSED(time_base.den, -1000);
    REFUSED(pts, INT64_MIN);
    REFUSED(pts, INT64_MAX);
    REFUSED(duration, -1);
    REFUSED(duration, INT64_MAX);
    REFUSED(sample_aspect.num, -1);
    for (int format = ET_FORMAT_NONE + 1; format < ET_FORMAT_COUNT; format++) {
        struct et_frame like = usual, *frame = NULL;

        like.image.info.format = (enum et_format)format;
        if (format == ET_FORMAT_RGBA)
            continue;
        CHECK(et_frame_make(&like, &frame) == 0, "%s", et_error_message());
        CHECK(frame->pts == 0 && frame->duration == 40 && frame->key &&
                  frame->time_base.den == 1000,
              "format %d", format);
        et_frame_unref(&frame);
    }
    media_check_floor(engine);
    et_engine_destroy(&engine);
}

static struct et_color color_of(enum et_format format, int height, struct et_color said)
{
    struct et_frame like = usual, *frame = NULL;
    struct et_color color = {0};

    like.image.info.format = format;
    like.image.info.height = height;
    like.image.info.color = said;
    CHECK(et_frame_make(&like, &frame) == 0, "%s", et_error_message());
    if (frame)
        color = frame->image.info.color;
    et_frame_unref(&frame);
    return color;
}

static void check_color(struct et_color color, struct et_color expected)
{
    CHECK(!memcmp(&color, &expected, sizeof(color)),
          "matrix %d, primaries %d, transfer %d, range %d, siting %d, guessed %d", color.matrix,
          color.primaries, color.transfer, color.full_range, color.siting, color.guessed);
}

void test_outside_colors(void)
{
    const struct et_color nothing = {2, 2, 2, 2, 0, 0, 0};

    check_color(color_of(ET_FORMAT_I420, 480, nothing), (struct et_color){6, 6, 6, 0, 1, 31, 0});
    check_color(color_of(ET_FORMAT_I420, 720, nothing), (struct et_color){1, 1, 1, 0, 1, 31, 0});
    check_color(color_of(ET_FORMAT_GBR8, 480, nothing), (struct et_color){0, 1, 13, 1, 0, 6, 0});
    check_color(color_of(ET_FORMAT_GBRA8, 480, (struct et_color){0, 12, 13, 0, 0, 0, 0}),
                (struct et_color){0, 12, 13, 0, 0, 0, 0});
    check_color(color_of(ET_FORMAT_I420P10, 480, (struct et_color){2, 2, 16, 1, 3, 0, 0}),
                (struct et_color){9, 9, 16, 1, 3, 3, 0});
    check_color(color_of(ET_FORMAT_I444, 480, (struct et_color){5, 5, 6, 1, 0, 0, 0}),
                (struct et_color){5, 5, 6, 1, 0, 0, 0});
}

static void check_samples(enum et_format format)
{
    struct et_frame like = usual, *frame = NULL;
    const struct et_format_info *info = et_format_info(format);
    const int most = (1 << info->depth) - 1;

    like.image.info.format = format;
    CHECK(et_frame_make(&like, &frame) == 0, "%s", et_error_message());
    for (int plane = 0; plane < info->planes; plane++)
        for (int y = 0; y < et_plane_height(format, plane, like.image.info.height); y++)
            for (int x = 0; x < et_plane_width(format, plane, like.image.info.width); x++)
                image_set(&frame->image, plane, x, y, most);
    CHECK(et_frame_check_samples(frame) == 0, "%s: %s", info->name, et_error_message());
    for (int plane = 0; plane < info->planes && info->depth > 8 && info->depth < 16; plane++) {
        const int x = et_plane_width(format, plane, like.image.info.width) - 1;
        const int y = et_plane_height(format, plane, like.image.info.height) - 1;

        image_set(&frame->image, plane, x, y, most + 1);
        CHECK(et_frame_check_samples(frame) == ET_ERROR_ARGUMENT, "%s: plane %d", info->name,
              plane);
        image_set(&frame->image, plane, x, y, 0);
    }
    et_frame_unref(&frame);
}

void test_outside_samples(void)
{
    for (int format = ET_FORMAT_NONE + 1; format < ET_FORMAT_COUNT; format++)
        if (format != ET_FORMAT_RGBA)
            check_samples((enum et_format)format);
}

/* ---- Interleaved samples ---------------------------------------------------------------------- */

enum { MOST_BYTES = 4 * 67 * 9 };

static struct et_frame *frame_of(enum et_format format, int width, int height)
{
    struct et_frame like = usual, *frame = NULL;

    like.image.info.format = format;
    like.image.info.width = width;
    like.image.info.height = height;
    CHECK(et_frame_make(&like, &frame) == 0, "%s", et_error_message());
    return frame;
}

static void check_pixels(enum et_packing packing, int width, int height)
{
    static uint8_t from[MOST_BYTES], back[MOST_BYTES + 1];
    const bool blue_first = packing == ET_PACKING_BGRA || packing == ET_PACKING_BGRX;
    const bool alpha = packing == ET_PACKING_RGBA || packing == ET_PACKING_BGRA;
    const int order[] = {1, blue_first ? 0 : 2, blue_first ? 2 : 0, 3};
    const size_t size = (size_t)width * (size_t)height * 4;
    struct et_frame *frame = frame_of(et_packing_format(packing), width, height);

    for (size_t i = 0; i < size; i++)
        from[i] = (uint8_t)check_random();
    CHECK(et_frame_unpack(frame, packing, from, size) == 0, "%s", et_error_message());
    for (int plane = 0; plane < (alpha ? 4 : 3); plane++)
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                CHECK(image_get(&frame->image, plane, x, y) ==
                          from[4 * (y * width + x) + order[plane]],
                      "%s: plane %d at %d, %d", et_packing_name(packing), plane, x, y);
    memset(back, 7, sizeof(back));
    CHECK(et_frame_pack(frame, back, (ptrdiff_t)width * 4) == 0, "%s", et_error_message());
    for (size_t i = 0; i < size; i++) {
        const size_t at = blue_first && i % 4 % 2 == 0 ? i ^ 2 : i;

        CHECK(back[i] == (i % 4 == 3 && !alpha ? 255 : from[at]), "%s: byte %zu",
              et_packing_name(packing), i);
    }
    CHECK(back[size] == 7, "%s: it wrote behind the pixels", et_packing_name(packing));
    CHECK(et_frame_unpack(frame, packing, from, size - 1) == ET_ERROR_ARGUMENT, "too few bytes");
    CHECK(et_frame_unpack(frame, ET_PACKING_NV12, from, size) == ET_ERROR_ARGUMENT, "not NV12");
    CHECK(et_frame_pack(frame, back, (ptrdiff_t)width * 4 - 1) == ET_ERROR_ARGUMENT, "stride");
    et_frame_unref(&frame);
}

static void check_pairs(int width, int height)
{
    static uint8_t from[MOST_BYTES];
    const int across = (width + 1) / 2, down = (height + 1) / 2;
    const size_t size = (size_t)across * (size_t)down * 2;
    struct et_frame *frame = frame_of(ET_FORMAT_I420, width, height);

    for (size_t i = 0; i < size; i++)
        from[i] = (uint8_t)check_random();
    CHECK(et_frame_unpack(frame, ET_PACKING_NV12, from, size) == 0, "%s", et_error_message());
    for (int plane = 1; plane < 3; plane++)
        for (int y = 0; y < down; y++)
            for (int x = 0; x < across; x++)
                CHECK(image_get(&frame->image, plane, x, y) ==
                          from[2 * (y * across + x) + plane - 1],
                      "plane %d at %d, %d", plane, x, y);
    CHECK(et_frame_unpack(frame, ET_PACKING_RGBA, from, size) == ET_ERROR_ARGUMENT, "not RGBA");
    CHECK(et_frame_unpack(frame, ET_PACKING_NV12, from, size + 2) == ET_ERROR_ARGUMENT, "size");
    CHECK(et_frame_pack(frame, from, (ptrdiff_t)width * 4) == ET_ERROR_UNSUPPORTED, "no RGB");
    et_frame_unref(&frame);
}

void test_outside_packings(void)
{
    check_seed(11);
    for (int width = 1; width <= 67; width += 3) {
        for (int packing = ET_PACKING_RGBA; packing < ET_PACKING_COUNT; packing++)
            check_pixels((enum et_packing)packing, width, 1 + width % 9);
        check_pairs(width, 1 + width % 9);
    }
    CHECK(et_packing_format(ET_PACKING_COUNT) == ET_FORMAT_NONE, "there is one more packing");
    CHECK(et_packing_name((enum et_packing) - 1)[0] == '\0', "there is one less");
}
