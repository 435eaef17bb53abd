// SPDX-License-Identifier: MIT
/*
 * et_negotiate and et_converter_run for every format, odd sizes and threads, against double
 * precision: the standards' equations (shown.h), and chroma weighed by a triangle whose half width
 * is the distance of the new samples, from where H.273's figure 1 puts each (resample.h).
 */
#include "image.h"
#include "resample.h"
#include "shown.h"

#include "base/alloc.h"
#include "base/cpu.h"
#include "frame/frame.h"
#include "media/encode.h"

#include <math.h>
#include <string.h>

static const struct et_light light = {.mastering_nits = 4000, .content_nits = 1200};

/* The value of plane `p` of `in` where sample x, y of a plane subsampled by 2^shift lies. */
static double value_at(const struct et_image *in, int p, int x, int y, int shift,
                       enum et_siting siting)
{
    struct et_image_info target = in->info;
    target.format = ET_FORMAT_I420;
    target.color.siting = (uint8_t)siting;
    int spacing = 1 << shift;
    double across = shift ? resample_offset(&target, 1, 1) : 0;
    double down = shift ? resample_offset(&target, 1, 0) : 0;
    const struct resample_axis axes[2] = {
        {0, x * spacing + across, 1, (double)spacing / spacing_of(in->info.format, p, 1)},
        {0, y * spacing + down, 1, (double)spacing / spacing_of(in->info.format, p, 0)}};
    return resample_at(in, p, axes);
}

/* Y'CbCr in units, of the wanted colour, of pixel x, y where the planes alone do not give it. */
static void unified_at(const struct et_image *in, const struct et_image_info *out, int x, int y,
                       double yuv[3])
{
    const struct et_image_info *info = &in->info;
    const struct et_format_info *format = et_format_info(info->format);
    const bool tone = info->color.transfer != out->color.transfer;
    int colors = et_format_color_planes(info->format);
    double units[3] = {0, 0, 0}, alpha = 1, rgb[3];
    for (int p = 0; p < format->planes; p++) {
        double value = value_at(in, p, x, y, 0, ET_SITING_LEFT);
        if (p >= colors)
            alpha = value / ((1 << format->depth) - 1);
        else
            units[p] = shown_unit(info, p && format->model == ET_MODEL_YUV, value);
    }
    memcpy(yuv, units, sizeof(units));
    if (tone)
        shown_rgb(info, &light, units, rgb);
    else if (format->model == ET_MODEL_RGB)
        rgb[0] = units[2] * 255, rgb[1] = units[0] * 255, rgb[2] = units[1] * 255;
    if (tone || format->model == ET_MODEL_RGB) {
        double red = 0.2126, blue = 0.0722;
        if (out->color.matrix == 9)
            red = 0.2627, blue = 0.0593;
        if (out->color.matrix == 6)
            red = 0.299, blue = 0.114;
        for (int c = 0; c < 3; c++)
            rgb[c] /= 255;
        shown_yuv(red, blue, rgb, yuv);
    }
    for (int c = 0; c < 3; c++)
        yuv[c] *= alpha;
}

/* A picture of 12 bits in double precision would be exact; 1/16 of a code of 8 bits is far finer. */
static void unified_image(const struct et_image *in, const struct et_image_info *out,
                          struct image *unified)
{
    struct et_image_info info = in->info;
    info.format = ET_FORMAT_I444P16;
    info.color = out->color;
    image_create(unified, &info, 0);
    for (int y = 0; y < info.height; y++)
        for (int x = 0; x < info.width; x++) {
            double yuv[3];
            unified_at(in, out, x, y, yuv);
            for (int p = 0; p < 3; p++) {
                double black = out->color.full_range ? 0 : 4096;
                double unit = out->color.full_range ? 65535 : 219 * 256;
                if (p)
                    black = 32768, unit = out->color.full_range ? 65535 : 224 * 256;
                double code = floor(black + unit * yuv[p] + 0.5);
                image_set(&unified->image, p, x, y,
                          code < 0       ? 0
                          : code > 65535 ? 65535
                                         : (int)code);
            }
        }
}

/* Largest distance of a plane's samples from what they should be; dither adds up to a code. */
static double worst_of(const struct et_image *from, const struct et_image *out, int p)
{
    const struct et_image_info *info = &out->info;
    const struct et_format_info *format = et_format_info(from->info.format);
    const double max =
        info->color.full_range ? ((1 << format->depth) - 1) / 255.0 : 1 << (format->depth - 8);
    double worst = 0;
    for (int y = 0; y < et_plane_height(info->format, p, info->height); y++)
        for (int x = 0; x < et_plane_width(info->format, p, info->width); x++) {
            double middle = 1 << (format->depth - 1);
            double expected = 128;
            if (p && format->model == ET_MODEL_YUV)
                expected = 128 + (value_at(from, p, x, y, 1, info->color.siting) - middle) / max;
            else if (!p)
                expected = value_at(from, p, x, y, 0, ET_SITING_LEFT) / max;
            expected = expected > 255 ? 255 : expected;
            double error = fabs(image_get(out, p, x, y) - expected);
            worst = error > worst ? error : worst;
        }
    return worst;
}

static unsigned expected_conversions(const struct et_image_info *info)
{
    const struct et_format_info *format = et_format_info(info->format);
    unsigned conversions = 0;
    if (format->depth > 8)
        conversions |= ET_CONVERTED_DEPTH;
    if (format->model != ET_MODEL_YUV || format->chroma_x != 1 || format->chroma_y != 1)
        conversions |= ET_CONVERTED_CHROMA;
    if (info->width % 2 || info->height % 2)
        conversions |= ET_CONVERTED_PADDING;
    if (format->alpha)
        conversions |= ET_CONVERTED_ALPHA;
    if (format->model == ET_MODEL_RGB)
        conversions |= ET_CONVERTED_MATRIX;
    if (info->color.transfer >= 16)
        conversions |= ET_CONVERTED_TONE;
    return conversions;
}

static void check_color(const struct et_image_info *in, const struct et_image_info *out)
{
    bool tone = in->color.transfer >= 16;
    bool rgb = et_format_info(in->format)->model == ET_MODEL_RGB;
    int matrix = tone || (rgb && in->color.primaries != 9) ? 1 : rgb ? 9 : in->color.matrix;
    CHECK(out->color.matrix == matrix && out->color.transfer == (tone ? 13 : in->color.transfer) &&
              out->color.primaries == (tone ? 1 : in->color.primaries) &&
              out->color.full_range == (tone || rgb ? 0 : in->color.full_range),
          "%s of transfer %d has matrix %d, primaries %d, transfer %d, full range %d",
          et_format_info(in->format)->name, in->color.transfer, out->color.matrix,
          out->color.primaries, out->color.transfer, out->color.full_range);
}

static void compare_converted(const struct et_frame *in, const struct et_frame *out)
{
    const struct et_image_info *info = &in->image.info;
    unsigned conversions = expected_conversions(info);
    const bool unifies =
        conversions & (ET_CONVERTED_TONE | ET_CONVERTED_MATRIX | ET_CONVERTED_ALPHA);
    const bool dithers = conversions & (ET_CONVERTED_TONE | ET_CONVERTED_DEPTH);
    struct image unified = {.image = in->image};
    CHECK((out == in) == !conversions, "%s: copied for nothing",
          et_format_info(info->format)->name);
    CHECK(out->image.info.format == ET_FORMAT_I420 && out->pts == 77 &&
              out->image.info.width == info->width + info->width % 2 &&
              out->image.info.height == info->height + info->height % 2,
          "shape");
    check_color(info, &out->image.info);
    if (unifies)
        unified_image(&in->image, &out->image.info, &unified);
    for (int p = 0; p < 3; p++) {
        double worst = worst_of(&unified.image, &out->image, p);
        /* Rounding, or dither to one of two neighbours, and 1/8 for the steps before. */
        CHECK(worst <= (dithers ? 1 : 0.5) + (unifies ? 0.125 : 0.02),
              "%s, transfer %d, plane %d: %g off", et_format_info(info->format)->name,
              info->color.transfer, p, worst);
    }
    if (unifies)
        image_destroy(&unified);
}

/* Colours that formats take in turns; YUV has no identity matrix. */
static struct et_color color_of(int format, size_t n)
{
    static const struct et_color colors[] = {
        {.matrix = 1, .primaries = 1, .transfer = 1},
        {.matrix = 9, .primaries = 9, .transfer = 16},
        {.matrix = 9, .primaries = 9, .transfer = 14},
        {.matrix = 6, .primaries = 6, .transfer = 6, .full_range = 1},
        {.matrix = 9, .primaries = 9, .transfer = 18},
    };
    struct et_color color = colors[((size_t)format + n) % ET_COUNT(colors)];
    color.siting = (uint8_t)(((size_t)format + n) % (ET_SITING_BOTTOM + 1));
    if (et_format_info((enum et_format)format)->model == ET_MODEL_RGB)
        color.matrix = 0, color.primaries = color.primaries == 6 ? 1 : color.primaries;
    return color;
}

void test_convert(void)
{
    static const int sizes[][2] = {{1, 1}, {34, 18}, {35, 17}, {64, 33}, {131, 40}};
    struct et_pool *pool;
    CHECK(!et_pool_create(4, &pool), "no pool");
    for (int format = ET_FORMAT_GRAY8; format <= ET_FORMAT_GBRA16; format++)
        for (size_t s = 0; s < ET_COUNT(sizes); s++) {
            struct et_engine *engine = check_engine(s & 1 ? 2 : 0, s & 2 ? et_cpu_available() : 0);
            struct et_image_info info = info_of((enum et_format)format, sizes[s][0], sizes[s][1]);
            struct image image;
            struct et_converter *converter;
            struct et_frame *out;
            info.color = color_of(format, s);
            image_create(&image, &info, 0);
            image_fill(&image, s & 1 ? FILL_RANDOM : FILL_SMOOTH, 8);
            struct et_frame *frame = image_to_frame(&image.image, pool);
            frame->pts = 77;
            frame->light = light;
            CHECK(!et_converter_create(engine, &et_encoder_accepts, &converter), "no converter");
            CHECK(!et_converter_run(converter, pool, frame, &out), "%s", et_error_message());
            compare_converted(frame, out);
            et_frame_unref(&out);
            et_frame_unref(&frame);
            image_destroy(&image);
            et_converter_destroy(&converter);
            et_engine_destroy(&engine);
        }
    et_pool_close(&pool);
}

/* Any threads, SIMD or C: the same bytes; failing allocations leave nothing. */
void test_convert_variants(void)
{
    static const enum et_format formats[] = {ET_FORMAT_I422P10, ET_FORMAT_GBRA12,
                                             ET_FORMAT_I420AP10, ET_FORMAT_I410};
    struct et_pool *pool;
    CHECK(!et_pool_create(8, &pool), "no pool");
    for (size_t f = 0; f < ET_COUNT(formats); f++) {
        struct et_image_info info = info_of(formats[f], 259, 131);
        struct et_frame *expected = NULL;
        struct image image;
        info.color = color_of((int)formats[f], f);
        info.color.transfer = f < 2 ? 16 : 1;
        image_create(&image, &info, 0);
        image_fill(&image, FILL_RANDOM, 3);
        struct et_frame *frame = image_to_frame(&image.image, pool);
        for (int variant = 0; variant < (et_cpu_available() ? 4 : 2); variant++) {
            struct et_engine *engine =
                check_engine(variant & 1 ? 3 : 0, variant & 2 ? et_cpu_available() : 0);
            struct et_converter *converter;
            struct et_frame *out = NULL;
            int error = -1;
            CHECK(!et_converter_create(engine, &et_encoder_accepts, &converter), "no converter");
            for (int n = 0; error && n < 100; n++) {
                et_alloc_fail_after(variant ? -1 : n);
                error = et_converter_run(converter, pool, frame, &out);
                et_alloc_fail_after(-1);
                CHECK(!error || (error == ET_ERROR_MEMORY && !out), "allocation %d: %d", n, error);
            }
            CHECK(!expected || !image_difference(&expected->image, &out->image),
                  "variant %d differs", variant);
            et_converter_destroy(&converter);
            et_engine_destroy(&engine);
            if (!expected)
                expected = out;
            else
                et_frame_unref(&out);
        }
        et_frame_unref(&expected);
        et_frame_unref(&frame);
        image_destroy(&image);
    }
    et_pool_close(&pool);
}

/* The mean over 8 x 8 dithered samples is the value, but for the codes that 8 bits cannot hold. */
void test_dither(void)
{
    struct et_engine *engine = check_engine(0, 0);
    struct et_converter *converter;
    struct et_pool *pool;
    CHECK(!et_pool_create(4, &pool), "no pool");
    CHECK(!et_converter_create(engine, &et_encoder_accepts, &converter), "no converter");
    for (int code = 0; code < 4080; code += 13) {
        struct et_image_info info = info_of(ET_FORMAT_I420P12, 16, 16);
        struct image image;
        image_create(&image, &info, 0);
        for (int y = 0; y < 16; y++)
            for (int x = 0; x < 16; x++)
                image_set(&image.image, 0, x, y, code);
        struct et_frame *frame = image_to_frame(&image.image, pool), *out;
        CHECK(!et_converter_run(converter, pool, frame, &out), "%s", et_error_message());
        int sum = 0;
        for (int y = 0; y < 8; y++)
            for (int x = 0; x < 8; x++)
                sum += image_get(&out->image, 0, x, y);
        CHECK(sum == code * 4, "code %d: the mean is %g", code, sum / 64.0 * 16);
        et_frame_unref(&out);
        et_frame_unref(&frame);
        image_destroy(&image);
    }
    et_converter_destroy(&converter);
    et_pool_close(&pool);
    et_engine_destroy(&engine);
}
