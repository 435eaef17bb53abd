// SPDX-License-Identifier: MIT
/* crop and pad, sample by sample; chroma at odd places against a bicubic in double precision. */
#include "resample.h"
#include "single.h"

#include <math.h>

static const enum et_format formats[] = {
    ET_FORMAT_GRAY8,    ET_FORMAT_GRAYA16, ET_FORMAT_I410,   ET_FORMAT_I411,  ET_FORMAT_I420,
    ET_FORMAT_I422P10,  ET_FORMAT_I440P12, ET_FORMAT_I444,   ET_FORMAT_I420A, ET_FORMAT_I420P16,
    ET_FORMAT_I422AP16, ET_FORMAT_GBR8,    ET_FORMAT_GBRA12,
};

/* The input's plane at a pixel of the whole picture: a sample, or between four by four of them. */
static void check_sample(const struct image *in, const struct image *out, int plane, int x, int y,
                         double at_x, double at_y, const char *what)
{
    const struct et_image_info *info = &in->image.info;
    const int depth = et_format_info(info->format)->depth, max = (1 << depth) - 1;
    const struct resample_axis axes[2] = {{1, at_x, 1, 1}, {1, at_y, 1, 1}};
    double expected = resample_at(&in->image, plane, axes);
    const double place_x =
        (at_x - resample_offset(info, plane, 1)) / spacing_of(info->format, plane, 1);
    const double place_y =
        (at_y - resample_offset(info, plane, 0)) / spacing_of(info->format, plane, 0);
    const bool between = floor(place_x) != place_x || floor(place_y) != place_y;
    /* Rounded once to 14 bits and once to the depth; at 16 bits either pass cuts overshoot off. */
    const double bound = !between ? 0 : depth == 8 ? 0.6 : depth <= 12 ? 1.6 : max / 3500.0;
    const int got = image_get(&out->image, plane, x, y);
    expected = expected < 0 ? 0 : expected > max ? max : expected;
    CHECK(fabs(got - expected) <= bound + 1e-6, "%s %s plane %d at %d, %d: %d, not %g", what,
          et_format_info(info->format)->name, plane, x, y, got, expected);
}

static void make_input(struct image *in, enum et_format format, int width, int height, int siting)
{
    struct et_image_info info = info_of(format, width, height);
    info.color.siting = (uint8_t)siting;
    image_create(in, &info, 0);
    image_fill(in, FILL_RANDOM, 5);
    if (et_format_info(format)->depth < 16)
        return;
    for (int p = 0; p < et_format_info(format)->planes; p++) /* where no pass cuts overshoot off */
        for (int y = 0; y < et_plane_height(format, p, height); y++)
            for (int x = 0; x < et_plane_width(format, p, width); x++)
                image_set(&in->image, p, x, y, 16384 + image_get(&in->image, p, x, y) / 2);
}

void test_crop(void)
{
    static const struct {
        double values[4];
        int width, height, x, y;
    } cases[] = {
        {{40, 20, 8, 4}, 40, 20, 8, 4},    {{31, 17, 5, 3}, 31, 17, 5, 3},
        {{1, 1, 7, 9}, 1, 1, 7, 9},        {{60, 0, 9999, 9999}, 60, 37, 23, 0},
        {{9999, 12, -1, 2}, 83, 12, 0, 2}, {{43, 17, -1, -1}, 43, 17, 20, 10},
    };
    const struct et_filter *crop = et_filter_find("crop");
    for (size_t f = 0; f < ET_COUNT(formats); f++)
        for (size_t c = 0; c < ET_COUNT(cases); c++) {
            struct image in, out;
            make_input(&in, formats[f], 83, 37, (int)(c & 3));
            CHECK(!filter_run(crop, cases[c].values, &in, 0, 3, 0, &out), "%s", et_error_message());
            const struct et_format_info *format = et_format_info(formats[f]);
            int place_x = cases[c].x, place_y = cases[c].y;
            if (cases[c].values[0] == 43) /* in the middle, at a whole chroma sample */
                place_x = place_x >> format->chroma_x << format->chroma_x,
                place_y = place_y >> format->chroma_y << format->chroma_y;
            CHECK(out.image.info.width == cases[c].width &&
                      out.image.info.height == cases[c].height,
                  "case %zu: %dx%d", c, out.image.info.width, out.image.info.height);
            for (int p = 0; p < format->planes; p++)
                for (int y = 0; y < et_plane_height(formats[f], p, cases[c].height); y++)
                    for (int x = 0; x < et_plane_width(formats[f], p, cases[c].width); x++)
                        check_sample(&in, &out, p, x, y,
                                     x * spacing_of(formats[f], p, 1) +
                                         resample_offset(&in.image.info, p, 1) + place_x,
                                     y * spacing_of(formats[f], p, 0) +
                                         resample_offset(&in.image.info, p, 0) + place_y,
                                     "crop");
            image_destroy(&in);
            image_destroy(&out);
        }
}

/* Whether sample `x` of a plane stands for any of pixels `first` to `last` - 1. */
static bool stands_for(int x, int spacing, int first, int last)
{
    return (x + 1) * spacing > first && x * spacing < last;
}

static void check_padded(const struct image *in, const struct image *out, int place_x, int place_y,
                         const int codes[4])
{
    const struct et_image_info *from = &in->image.info, *to = &out->image.info;
    for (int p = 0; p < et_format_info(from->format)->planes; p++) {
        const int step_x = spacing_of(from->format, p, 1), step_y = spacing_of(from->format, p, 0);
        for (int y = 0; y < et_plane_height(to->format, p, to->height); y++)
            for (int x = 0; x < et_plane_width(to->format, p, to->width); x++) {
                if (stands_for(x, step_x, place_x, place_x + from->width) &&
                    stands_for(y, step_y, place_y, place_y + from->height))
                    check_sample(in, out, p, x, y,
                                 x * step_x + resample_offset(from, p, 1) - place_x,
                                 y * step_y + resample_offset(from, p, 0) - place_y, "pad");
                else
                    CHECK(image_get(&out->image, p, x, y) == codes[p],
                          "%s plane %d at %d, %d: %d, not %d", et_format_info(from->format)->name,
                          p, x, y, image_get(&out->image, p, x, y), codes[p]);
            }
    }
}

void test_pad(void)
{
    static const double places[][2] = {{8, 4}, {5, 3}, {0, 9999}, {-1, -1}, {7, 2}};
    const struct et_filter *pad = et_filter_find("pad");
    for (size_t f = 0; f < ET_COUNT(formats); f++)
        for (size_t c = 0; c < ET_COUNT(places); c++) {
            const struct et_format_info *format = et_format_info(formats[f]);
            const int unit = 1 << (format->depth - 8);
            struct image in, out;
            make_input(&in, formats[f], 45, 31, (int)(c & 3));
            /* White, half clear: of every matrix and model. */
            const double values[] = {70, 50, 0, places[c][0], places[c][1], 1, 1, 1, 0.5};
            CHECK(!filter_run(pad, values, &in, 0, 3, 0, &out), "%s", et_error_message());
            int x = (int)fmin(places[c][0], 25), y = (int)fmin(places[c][1], 19);
            if (x < 0)
                x = 25 / 2 >> format->chroma_x << format->chroma_x,
                y = 19 / 2 >> format->chroma_y << format->chroma_y;
            const int chroma = format->model == ET_MODEL_YUV ? 128 * unit : 235 * unit;
            int codes[4] = {235 * unit, chroma, chroma, 0};
            if (format->alpha)
                codes[format->planes - 1] = 1 << (format->depth - 1);
            check_padded(&in, &out, x, y, codes);
            image_destroy(&in);
            image_destroy(&out);
        }
}

void test_pad_aspect(void)
{
    static const struct {
        int width, height, wanted_width, wanted_height;
        double aspect;
        int out_width, out_height;
    } cases[] = {
        {1080, 1920, 0, 0, 16.0 / 9, 3413, 1920}, {1920, 1080, 0, 0, 1, 1920, 1920},
        {1920, 800, 0, 0, 16.0 / 9, 1920, 1080},  {640, 480, 1280, 720, 0, 1280, 720},
        {640, 480, 100, 0, 0, 640, 480},          {640, 480, 1000, 0, 2, 1000, 500},
    };
    const struct et_filter *pad = et_filter_find("pad");
    for (size_t c = 0; c < ET_COUNT(cases); c++) {
        const struct {
            int width, height;
            double aspect;
            int x, y;
            double color[4];
        } params = {cases[c].wanted_width, cases[c].wanted_height, cases[c].aspect, 0, 0, {0}};
        struct et_image_info in = info_of(ET_FORMAT_I420, cases[c].width, cases[c].height), out;
        CHECK(!pad->output_info(&params, &in, &out), "%s", et_error_message());
        CHECK(out.width == cases[c].out_width && out.height == cases[c].out_height,
              "case %zu: %dx%d", c, out.width, out.height);
    }
    const struct {
        int width, height;
        double aspect;
        int x, y;
        double color[4];
    } thin = {0, 0, 100, 0, 0, {0}};
    struct et_image_info in = info_of(ET_FORMAT_I420, 64, 1000), out;
    CHECK(pad->output_info(&thin, &in, &out) == ET_ERROR_ARGUMENT, "a width of 100000");
}
