// SPDX-License-Identifier: MIT
/* et_convert_for_encoder: every format, odd sizes, against the mean in double precision. */
#include "image.h"

#include "chain/convert.h"

#include <math.h>

/* The mean of the samples that one sample of the output stands for, in 8-bit codes. */
static double mean_at(const struct et_image *in, int p, int x, int y)
{
    const struct et_format_info *format = et_format_info(in->info.format);
    if (p >= et_format_color_planes(in->info.format))
        return 128;
    int width = et_plane_width(in->info.format, p, in->info.width);
    int height = et_plane_height(in->info.format, p, in->info.height);
    int across = p && !format->chroma_x ? 2 : 1, down = p && !format->chroma_y ? 2 : 1;
    int spread_x = p && format->chroma_x > 1, spread_y = p && format->chroma_y > 1;
    double sum = 0;
    for (int j = 0; j < down; j++)
        for (int i = 0; i < across; i++) {
            int xx = (x >> spread_x) * across + i, yy = (y >> spread_y) * down + j;
            sum += image_get(in, p, xx < width ? xx : width - 1, yy < height ? yy : height - 1);
        }
    return sum / (across * down) / (1 << (format->depth - 8));
}

static void compare_converted(const struct et_frame *in, const struct et_frame *out)
{
    const struct et_image_info *info = &out->image.info;
    const int depth = et_format_info(in->image.info.format)->depth;
    for (int p = 0; p < 3; p++)
        for (int y = 0; y < et_plane_height(info->format, p, info->height); y++)
            for (int x = 0; x < et_plane_width(info->format, p, info->width); x++) {
                double expected = mean_at(&in->image, p, x, y);
                int got = image_get(&out->image, p, x, y);
                /* Dither moves a value to one of its two neighbours; 255 stays when it is above. */
                double bound = depth > 8 ? 1 : 0.5;
                if (expected > 255)
                    expected = 255;
                CHECK(fabs(got - expected) <= bound, "%s plane %d at %d, %d: %d, not %g",
                      et_format_info(in->image.info.format)->name, p, x, y, got, expected);
            }
}

void test_convert(void)
{
    static const int sizes[][2] = {{1, 1}, {34, 18}, {35, 17}, {64, 33}, {131, 70}};
    struct et_pool *pool;
    CHECK(!et_pool_create(4, &pool), "no pool");
    for (int format = ET_FORMAT_GRAY8; format <= ET_FORMAT_GBRA16; format++)
        for (size_t s = 0; s < ET_COUNT(sizes); s++)
            for (int threads = 0; threads < 3; threads += 2) {
                struct et_engine *engine = check_engine(threads, 0);
                struct et_image_info info =
                    info_of((enum et_format)format, sizes[s][0], sizes[s][1]);
                struct image image;
                image_create(&image, &info, 0);
                image_fill(&image, s & 1 ? FILL_RANDOM : FILL_EXTREMES, 8);
                struct et_frame *frame = image_to_frame(&image.image, pool), *out;
                frame->pts = 77;
                unsigned conversions;
                int error = et_convert_for_encoder(engine, pool, frame, &out, &conversions);
                const struct et_format_info *f = et_format_info(info.format);
                if (f->model == ET_MODEL_RGB) {
                    CHECK(error == ET_ERROR_UNSUPPORTED && !out, "RGB was converted");
                } else {
                    CHECK(!error, "%s", et_error_message());
                    bool odd = info.width % 2 || info.height % 2;
                    unsigned expected =
                        (f->depth > 8 ? ET_CONVERTED_DEPTH : 0) | (odd ? ET_CONVERTED_PADDING : 0) |
                        (f->alpha ? ET_CONVERTED_ALPHA : 0) |
                        (f->chroma_x == 1 && f->chroma_y == 1 ? 0 : ET_CONVERTED_CHROMA);
                    CHECK(conversions == expected, "%s: conversions %u", f->name, conversions);
                    CHECK((out == frame) == !expected, "%s: copied for nothing", f->name);
                    CHECK(out->image.info.format == ET_FORMAT_I420 && out->pts == 77 &&
                              out->image.info.width % 2 == 0 && out->image.info.height % 2 == 0,
                          "shape");
                    compare_converted(frame, out);
                }
                et_frame_unref(&out);
                et_frame_unref(&frame);
                image_destroy(&image);
                et_engine_destroy(&engine);
            }
    et_pool_close(&pool);
}

/* The mean over 8 x 8 dithered samples is the value, but for the codes that 8 bits cannot hold. */
void test_dither(void)
{
    struct et_engine *engine = check_engine(0, 0);
    struct et_pool *pool;
    CHECK(!et_pool_create(4, &pool), "no pool");
    for (int code = 0; code < 4080; code += 13) {
        struct et_image_info info = info_of(ET_FORMAT_I420P12, 16, 16);
        struct image image;
        image_create(&image, &info, 0);
        for (int y = 0; y < 16; y++)
            for (int x = 0; x < 16; x++)
                image_set(&image.image, 0, x, y, code);
        struct et_frame *frame = image_to_frame(&image.image, pool), *out;
        unsigned conversions;
        CHECK(!et_convert_for_encoder(engine, pool, frame, &out, &conversions), "%s",
              et_error_message());
        int sum = 0;
        for (int y = 0; y < 8; y++)
            for (int x = 0; x < 8; x++)
                sum += image_get(&out->image, 0, x, y);
        CHECK(sum == code * 4, "code %d: the mean is %g", code, sum / 64.0 * 16);
        et_frame_unref(&out);
        et_frame_unref(&frame);
        image_destroy(&image);
    }
    et_pool_close(&pool);
    et_engine_destroy(&engine);
}
