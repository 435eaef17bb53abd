// SPDX-License-Identifier: MIT
/* Filters of chroma on grey pictures, which are those of neutral chroma. */
#include "single.h"

#include "base/cpu.h"

#include <string.h>

static const enum et_format greys[] = {ET_FORMAT_GRAY8,   ET_FORMAT_GRAY10, ET_FORMAT_GRAY12,
                                       ET_FORMAT_GRAY16,  ET_FORMAT_GRAYA8, ET_FORMAT_GRAYA10,
                                       ET_FORMAT_GRAYA12, ET_FORMAT_GRAYA16};
static const enum et_format colors[] = {ET_FORMAT_I444,     ET_FORMAT_I444P10, ET_FORMAT_I444P12,
                                        ET_FORMAT_I444P16,  ET_FORMAT_I444A,   ET_FORMAT_I444AP10,
                                        ET_FORMAT_I444AP12, ET_FORMAT_I444AP16};

/* The grey picture with chroma. */
static void make_neutral(const struct image *grey, struct image *color, enum et_format format)
{
    struct et_image_info info = grey->image.info;
    const int middle = 1 << (et_format_info(format)->depth - 1);
    info.format = format;
    image_create(color, &info, 0);
    for (int p = 0; p < et_format_info(format)->planes; p++)
        for (int y = 0; y < info.height; y++)
            for (int x = 0; x < info.width; x++)
                image_set(&color->image, p, x, y,
                          p == 1 || p == 2 ? middle : image_get(&grey->image, p == 3, x, y));
}

void test_grey_key(void)
{
    /* Red, green, blue, similarity, blend, despill: partly clear, all clear, opaque. */
    static const double cases[][6] = {
        {0.5, 0.62, 0.5, 0.01, 0.2, 1}, {0.5, 0.5, 0.5, 0.1, 0.1, 0.5}, {0, 1, 0, 0.1, 0.05, 0}};
    const struct et_filter *key = et_filter_find("chroma_key");
    for (size_t f = 0; f < ET_COUNT(greys); f++)
        for (size_t c = 0; c < ET_COUNT(cases); c++) {
            const struct et_image_info info = info_of(greys[f], 21, 9);
            const int max = (1 << et_format_info(greys[f])->depth) - 1;
            struct image in, neutral, out, wanted;
            image_create(&in, &info, 0);
            image_fill(&in, FILL_RANDOM, (uint32_t)f);
            for (int x = 0; x < 21 && et_format_info(greys[f])->alpha; x++)
                image_set(&in.image, 1, x, 0, max);
            make_neutral(&in, &neutral, colors[f]);
            CHECK(!filter_run(key, cases[c], &in, et_cpu_available(), 0, 0, &out), "%s",
                  et_error_message());
            CHECK(!filter_run(key, cases[c], &neutral, et_cpu_available(), 0, 0, &wanted), "%s",
                  et_error_message());
            for (int y = 0; y < 9; y++)
                for (int x = 0; x < 21; x++) {
                    CHECK(image_get(&out.image, 0, x, y) == image_get(&in.image, 0, x, y),
                          "luma of %s", et_format_info(greys[f])->name);
                    CHECK(image_get(&out.image, 1, x, y) == image_get(&wanted.image, 3, x, y),
                          "%s, case %zu: %d, not %d", et_format_info(greys[f])->name, c,
                          image_get(&out.image, 1, x, y), image_get(&wanted.image, 3, x, y));
                }
            const int alpha = image_get(&out.image, 1, 0, 0);
            CHECK(c == 0 ? alpha > 0 && alpha < max : alpha == (c == 2 ? max : 0), "case %zu: %d",
                  c, alpha);
            image_destroy(&in);
            image_destroy(&neutral);
            image_destroy(&out);
            image_destroy(&wanted);
        }
}

void test_grey_scope(void)
{
    for (size_t f = 0; f < ET_COUNT(greys); f++) {
        const struct et_image_info info = info_of(greys[f], 21, 9);
        struct image in, out;
        static const double nothing[1];
        uint32_t counts[256];
        image_create(&in, &info, 0);
        image_fill(&in, FILL_RANDOM, (uint32_t)f);
        CHECK(!filter_run(et_filter_find("vectorscope"), nothing, &in, 0, 7, 0, &out), "%s",
              et_error_message());
        for (int cr = 0; cr < 256; cr++)
            for (int cb = 0; cb < 256; cb++) {
                memcpy(counts, out.image.data[0] + 1024 * cr, sizeof(counts));
                CHECK(counts[cb] == (cr == 128 && cb == 128 ? 21 * 9 : 0), "%s: %u at %d %d",
                      et_format_info(greys[f])->name, counts[cb], cb, cr);
            }
        image_destroy(&in);
        image_destroy(&out);
    }
}
