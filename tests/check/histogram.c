// SPDX-License-Identifier: MIT
/* histogram against a plain count. */
#include "single.h"

#include <string.h>

enum { BINS = 4096, ARRAYS = 7 };

/* Places of the planes' arrays among luma, cb, cr, red, green, blue, alpha. */
static int array_of(enum et_format format, int plane)
{
    static const int rgb[] = {4, 5, 3};
    const struct et_format_info *info = et_format_info(format);
    if (info->alpha && plane == info->planes - 1)
        return 6;
    return info->model == ET_MODEL_RGB ? rgb[plane] : plane;
}

/* The arrays, one after another, as the filter's results are; returns how many numbers there are. */
static size_t count_plainly(const struct et_image *image, uint32_t counts[ARRAYS * BINS])
{
    const struct et_format_info *format = et_format_info(image->info.format);
    const int bins = format->depth > 12 ? BINS : 1 << format->depth;
    size_t size = 0;
    for (int array = 0; array < ARRAYS; array++)
        for (int p = 0; p < format->planes; p++) {
            if (array_of(image->info.format, p) != array)
                continue;
            memset(counts + size, 0, (size_t)bins * sizeof(*counts));
            for (int y = 0; y < et_plane_height(image->info.format, p, image->info.height); y++)
                for (int x = 0; x < et_plane_width(image->info.format, p, image->info.width); x++)
                    counts[size + (size_t)(image_get(image, p, x, y) * bins >> format->depth)]++;
            size += (size_t)bins;
        }
    return size;
}

void test_histogram(void)
{
    static uint32_t expected[ARRAYS * BINS];
    for (int format = ET_FORMAT_GRAY8; format < ET_FORMAT_RGBA; format++)
        for (enum fill fill = FILL_RANDOM; fill < FILL_COUNT; fill++) {
            struct et_image_info info = info_of((enum et_format)format, 67, 45);
            struct image in, out;
            double value = 0;
            image_create(&in, &info, 0);
            image_fill(&in, fill, 3);
            CHECK(!filter_run(et_filter_find("histogram"), &value, &in, 0, 5, 0, &out), "%s",
                  et_error_message());
            size_t size = count_plainly(&in.image, expected);
            CHECK((size_t)out.image.info.width == size * sizeof(*expected), "%s: %d bytes, not %zu",
                  et_format_info(info.format)->name, out.image.info.width,
                  size * sizeof(*expected));
            CHECK(!memcmp(out.image.data[0], expected, size * sizeof(*expected)), "%s, fill %d",
                  et_format_info(info.format)->name, fill);
            image_destroy(&in);
            image_destroy(&out);
        }
}
