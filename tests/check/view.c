// SPDX-License-Identifier: MIT
/* et_view_render against double precision: within 1 code. */
#include "image.h"
#include "resample.h"

#include "base/alloc.h"
#include "base/cpu.h"
#include "frame/frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double to_unit(double code, const struct et_image_info *info, int chroma)
{
    int depth = et_format_info(info->format)->depth;
    double scale = 1 << (depth - 8), max = (1 << depth) - 1;
    if (chroma)
        return (code - 128 * scale) / (info->color.full_range ? max : 224 * scale);
    return info->color.full_range ? code / max : (code - 16 * scale) / (219 * scale);
}

static void expected_rgba(const struct et_image *in, int width, int height, int x, int y,
                          double rgb[4])
{
    const struct et_image_info *info = &in->info;
    const struct et_format_info *format = et_format_info(info->format);
    double planes[3] = {0, 0, 0}, alpha = 1;
    for (int p = 0; p < format->planes; p++) {
        bool chroma = et_plane_is_chroma(info->format, p);
        struct resample_axis axes[2] = {
            {0, x, (double)info->width / width,
             (double)info->width / width / spacing_of(info->format, p, 1)},
            {0, y, (double)info->height / height,
             (double)info->height / height / spacing_of(info->format, p, 0)}};
        axes[0].kernel = axes[0].step > 1;
        axes[1].kernel = axes[1].step > 1;
        double value = resample_at(in, p, axes);
        if (p >= et_format_color_planes(info->format))
            alpha = value / ((1 << format->depth) - 1);
        else
            planes[p] = to_unit(value, info, chroma && format->model == ET_MODEL_YUV);
    }
    if (format->model == ET_MODEL_RGB) {
        rgb[0] = planes[2], rgb[1] = planes[0], rgb[2] = planes[1];
    } else {
        double red = 0.2126, blue = 0.0722;
        int matrix = info->color.matrix;
        if (matrix == 5 || matrix == 6 || (matrix == 2 && info->height < 720))
            red = 0.299, blue = 0.114;
        if (matrix == 9)
            red = 0.2627, blue = 0.0593;
        double r = 2 * (1 - red) * planes[2], b = 2 * (1 - blue) * planes[1];
        rgb[0] = planes[0] + r;
        rgb[1] = planes[0] - (red * r + blue * b) / (1 - red - blue);
        rgb[2] = planes[0] + b;
    }
    rgb[3] = alpha;
    for (int c = 0; c < 4; c++)
        rgb[c] = rgb[c] < 0 ? 0 : rgb[c] > 1 ? 255 : rgb[c] * 255;
}

static void compare_view(struct et_engine *engine, const struct et_frame *frame, int width,
                         int height)
{
    ptrdiff_t stride = width * 4 + 24;
    uint8_t *rgba = malloc((size_t)stride * (size_t)height);
    memset(rgba, 0x77, (size_t)stride * (size_t)height);
    CHECK(!et_view_render(engine, frame, rgba, stride, width, height), "%s", et_error_message());
    for (int y = 0; y < height; y++) {
        const uint8_t *row = rgba + y * stride;
        for (int x = 0; x < width; x++) {
            double rgb[4];
            expected_rgba(&frame->image, width, height, x, y, rgb);
            for (int c = 0; c < 4; c++)
                CHECK(fabs(row[4 * x + c] - rgb[c]) < 1,
                      "%s %dx%d to %dx%d, channel %d at %d, %d: %d, not %g",
                      et_format_info(frame->image.info.format)->name, frame->image.info.width,
                      frame->image.info.height, width, height, c, x, y, row[4 * x + c], rgb[c]);
            CHECK(row[4 * x + 3] == 255 || et_format_info(frame->image.info.format)->alpha,
                  "alpha %d", row[4 * x + 3]);
        }
        for (int i = width * 4; i < stride; i++)
            CHECK(row[i] == 0x77, "wrote outside");
    }
    free(rgba);
}

void test_view(void)
{
    static const int sizes[][2] = {{53, 41}, {106, 82}, {20, 17}, {70, 11}, {1, 1}, {3, 90}};
    static const uint8_t matrices[] = {1, 5, 6, 9, 2};
    struct et_engine *engine = check_engine(1, et_cpu_available());
    struct et_pool *pool;
    CHECK(!et_pool_create(4, &pool), "no pool");
    for (int format = ET_FORMAT_GRAY8; format <= ET_FORMAT_GBRA16; format++)
        for (size_t s = 0; s < ET_COUNT(sizes); s++) {
            struct et_image_info info = info_of((enum et_format)format, 53, 41);
            info.color.matrix = matrices[(s + (size_t)format) % ET_COUNT(matrices)];
            info.color.full_range = s & 1;
            info.color.siting = (uint8_t)((s + (size_t)format) & 3);
            struct image image;
            image_create(&image, &info, 0);
            image_fill(&image, s & 2 ? FILL_RANDOM : FILL_SMOOTH, (uint32_t)s);
            struct et_frame *frame = image_to_frame(&image.image, pool);
            compare_view(engine, frame, sizes[s][0], sizes[s][1]);
            et_frame_unref(&frame);
            image_destroy(&image);
        }
    et_pool_close(&pool);
    et_engine_destroy(&engine);
}

void test_view_variants(void)
{
    struct et_pool *pool;
    CHECK(!et_pool_create(4, &pool), "no pool");
    struct et_image_info info = info_of(ET_FORMAT_I420P10, 333, 222);
    struct image image;
    image_create(&image, &info, 0);
    image_fill(&image, FILL_EXTREMES, 2);
    struct et_frame *frame = image_to_frame(&image.image, pool);
    for (int width = 1; width < 700; width += 37) {
        int height = 3 + (700 - width) / 2;
        size_t size = (size_t)(width * height * 4);
        uint8_t *expected = malloc(size), *rgba = malloc(size);
        for (int variant = 0; variant < 4; variant++) {
            struct et_engine *engine =
                check_engine(variant & 1 ? 2 : 0, variant & 2 ? et_cpu_available() : 0);
            CHECK(
                !et_view_render(engine, frame, variant ? rgba : expected, width * 4, width, height),
                "%s", et_error_message());
            CHECK(!variant || !memcmp(rgba, expected, size), "width %d: variant %d differs", width,
                  variant);
            et_engine_destroy(&engine);
        }
        free(expected);
        free(rgba);
    }
    struct et_engine *engine = check_engine(0, 0);
    uint8_t one[4];
    CHECK(et_view_render(engine, frame, one, 4, 0, 1) == ET_ERROR_ARGUMENT, "width 0");
    CHECK(et_view_render(engine, frame, one, 3, 1, 1) == ET_ERROR_ARGUMENT, "stride 3");
    CHECK(et_view_render(engine, frame, one, 4, 1, 16385) == ET_ERROR_ARGUMENT, "height 16385");
    int error = -1, n = 0;
    for (; error && n < 100; n++) {
        et_alloc_fail_after(n);
        error = et_view_render(engine, frame, one, 4, 1, 1);
        et_alloc_fail_after(-1);
        CHECK(!error || error == ET_ERROR_MEMORY, "allocation %d: error %d", n, error);
    }
    CHECK(n > 3 && n < 100, "%d allocations", n);
    et_engine_destroy(&engine);
    et_frame_unref(&frame);
    image_destroy(&image);
    et_pool_close(&pool);
}
