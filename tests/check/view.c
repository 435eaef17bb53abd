// SPDX-License-Identifier: MIT
/* et_view_render against double precision: within 1 code. */
#include "image.h"
#include "resample.h"
#include "shown.h"

#include "base/alloc.h"
#include "base/cpu.h"
#include "frame/frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct et_light light = {.mastering_nits = 1000, .content_nits = 640};

/* What a pixel of the view comes from: three planes in units, and alpha of 0 to 255. */
static void units_at(const struct et_image *in, int width, int height, int x, int y,
                     double planes[3], double *rgba_alpha)
{
    const struct et_image_info *info = &in->info;
    const struct et_format_info *format = et_format_info(info->format);
    double alpha = 1;
    planes[0] = planes[1] = planes[2] = 0;
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
            planes[p] = shown_unit(info, chroma && format->model == ET_MODEL_YUV, value);
    }
    *rgba_alpha = alpha < 0 ? 0 : alpha > 1 ? 255 : alpha * 255;
}

/*
 * Whether a channel is within 1 code of what the planes give, or of what they give moved by the
 * rounding of the two passes to 14 bits: near the edge of BT.709's gamut a dark component is the
 * small difference of large ones.
 */
static bool is_near(const struct et_image_info *info, const double planes[3], int channel, int got)
{
    const double step = 1.0 / (1 << 14);
    double rgb[3], least = 255, most = 0;
    shown_rgb(info, &light, planes, rgb);
    if (fabs(got - rgb[channel]) < 1)
        return true;
    for (int corner = 0; corner < 8; corner++) {
        double moved[3];
        for (int p = 0; p < 3; p++)
            moved[p] = planes[p] + (corner >> p & 1 ? step : -step);
        shown_rgb(info, &light, moved, rgb);
        least = fmin(least, rgb[channel]);
        most = fmax(most, rgb[channel]);
    }
    return info->color.transfer >= 14 && got > least - 1 && got < most + 1;
}

static void compare_view(struct et_engine *engine, const struct et_frame *frame, int width,
                         int height)
{
    const struct et_image_info *info = &frame->image.info;
    ptrdiff_t stride = width * 4 + 24;
    uint8_t *rgba = malloc((size_t)stride * (size_t)height);
    memset(rgba, 0x77, (size_t)stride * (size_t)height);
    CHECK(!et_view_render(engine, frame, rgba, stride, width, height), "%s", et_error_message());
    for (int y = 0; y < height; y++) {
        const uint8_t *row = rgba + y * stride;
        for (int x = 0; x < width; x++) {
            double planes[3], rgb[3], alpha;
            units_at(&frame->image, width, height, x, y, planes, &alpha);
            shown_rgb(info, &light, planes, rgb);
            for (int c = 0; c < 3; c++)
                CHECK(is_near(info, planes, c, row[4 * x + c]),
                      "%s %dx%d to %dx%d, channel %d at %d, %d: %d, not %g",
                      et_format_info(info->format)->name, info->width, info->height, width, height,
                      c, x, y, row[4 * x + c], rgb[c]);
            CHECK(fabs(row[4 * x + 3] - alpha) < 1 &&
                      (row[4 * x + 3] == 255 || et_format_info(info->format)->alpha),
                  "alpha %d, not %g", row[4 * x + 3], alpha);
        }
        for (int i = width * 4; i < stride; i++)
            CHECK(row[i] == 0x77, "wrote outside");
    }
    free(rgba);
}

void test_view(void)
{
    static const int sizes[][2] = {{53, 41}, {106, 82}, {20, 17}, {70, 11}, {1, 1}, {3, 90}};
    static const struct et_color colors[] = {
        {.matrix = 1, .primaries = 1, .transfer = 1},
        {.matrix = 9, .primaries = 9, .transfer = 16},
        {.matrix = 5, .primaries = 5, .transfer = 6},
        {.matrix = 9, .primaries = 9, .transfer = 18},
        {.matrix = 2, .primaries = 2, .transfer = 2},
        {.matrix = 9, .primaries = 9, .transfer = 14},
        {.matrix = 7, .primaries = 7, .transfer = 7},
        {.matrix = 4, .primaries = 1, .transfer = 13},
        {.matrix = 1, .primaries = 12, .transfer = 13},
        {.matrix = 8, .primaries = 1, .transfer = 1},
        {.matrix = 6, .primaries = 6, .transfer = 6},
    };
    struct et_engine *engine = check_engine(1, et_cpu_available());
    struct et_pool *pool;
    CHECK(!et_pool_create(4, &pool), "no pool");
    for (int format = ET_FORMAT_GRAY8; format <= ET_FORMAT_GBRA16; format++)
        for (size_t s = 0; s < ET_COUNT(sizes); s++) {
            struct et_image_info info = info_of((enum et_format)format, 53, 41);
            info.color = colors[(s + (size_t)format) % ET_COUNT(colors)];
            info.color.full_range = s & 1;
            info.color.siting = (uint8_t)((s + (size_t)format) % (ET_SITING_BOTTOM + 1));
            struct image image;
            image_create(&image, &info, 0);
            image_fill(&image, s & 2 ? FILL_RANDOM : FILL_SMOOTH, (uint32_t)s);
            struct et_frame *frame = image_to_frame(&image.image, pool);
            frame->light = light;
            compare_view(engine, frame, sizes[s][0], sizes[s][1]);
            et_frame_unref(&frame);
            image_destroy(&image);
        }
    et_pool_close(&pool);
    et_engine_destroy(&engine);
}

/* A frame that is shown by its matrix, or by way of light. */
static struct et_frame *variant_frame(struct et_pool *pool, int transfer)
{
    struct et_image_info info = info_of(ET_FORMAT_I420P10, 333, 222);
    struct image image;
    info.color.transfer = (uint8_t)transfer;
    image_create(&image, &info, 0);
    image_fill(&image, FILL_EXTREMES, 2);
    struct et_frame *frame = image_to_frame(&image.image, pool);
    image_destroy(&image);
    return frame;
}

static void compare_variants(const struct et_frame *frame)
{
    for (int width = 1; width < 700; width += 61) {
        int height = 3 + (700 - width) / 2;
        size_t size = (size_t)(width * height * 4);
        uint8_t *expected = malloc(size), *rgba = malloc(size);
        for (int variant = 0; variant < (et_cpu_available() ? 4 : 2); variant++) {
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
}

static void fail_allocations(const struct et_frame *frame)
{
    struct et_engine *engine = check_engine(0, 0);
    uint8_t one[4];
    int error = -1, n = 0;
    for (; error && n < 100; n++) {
        et_alloc_fail_after(n);
        error = et_view_render(engine, frame, one, 4, 1, 1);
        et_alloc_fail_after(-1);
        CHECK(!error || error == ET_ERROR_MEMORY, "allocation %d: error %d", n, error);
    }
    CHECK(n > 1 && n < 100, "%d allocations", n - 1);
    et_engine_destroy(&engine);
}

/* What no equation of color/standard.h has. */
static void refuse(struct et_engine *engine, struct et_frame *frame, struct et_color color)
{
    uint8_t one[4];
    frame->image.info.color = color;
    CHECK(et_view_render(engine, frame, one, 4, 1, 1) == ET_ERROR_UNSUPPORTED,
          "matrix %d, primaries %d, transfer %d", color.matrix, color.primaries, color.transfer);
}

void test_view_variants(void)
{
    static const int transfers[] = {1, 16, 18, 4};
    struct et_engine *engine = check_engine(0, 0);
    struct et_pool *pool;
    CHECK(!et_pool_create(4, &pool), "no pool");
    for (size_t t = 0; t < ET_COUNT(transfers); t++) {
        struct et_frame *frame = variant_frame(pool, transfers[t]);
        compare_variants(frame);
        fail_allocations(frame);
        et_frame_unref(&frame);
    }
    struct et_frame *frame = variant_frame(pool, 1);
    uint8_t one[4];
    CHECK(et_view_render(engine, frame, one, 4, 0, 1) == ET_ERROR_ARGUMENT, "width 0");
    CHECK(et_view_render(engine, frame, one, 3, 1, 1) == ET_ERROR_ARGUMENT, "stride 3");
    CHECK(et_view_render(engine, frame, one, 4, 1, 16385) == ET_ERROR_ARGUMENT, "height 16385");
    refuse(engine, frame, (struct et_color){.matrix = 10, .primaries = 9, .transfer = 14});
    refuse(engine, frame, (struct et_color){.matrix = 14, .primaries = 9, .transfer = 16});
    refuse(engine, frame, (struct et_color){.matrix = 10, .primaries = 1, .transfer = 1});
    refuse(engine, frame, (struct et_color){.matrix = 1, .primaries = 10, .transfer = 1});
    refuse(engine, frame, (struct et_color){.matrix = 1, .primaries = 1, .transfer = 9});
    et_frame_unref(&frame);
    et_pool_close(&pool);
    et_engine_destroy(&engine);
}
