// SPDX-License-Identifier: MIT
/* rotate and flip, sample by sample. */
#include "single.h"

static void source_of(int turn, int width, int height, int x, int y, int *in_x, int *in_y)
{
    *in_x = turn == 0 ? x : turn == 1 ? y : turn == 2 ? width - 1 - x : width - 1 - y;
    *in_y = turn == 0 ? y : turn == 1 ? height - 1 - x : turn == 2 ? height - 1 - y : x;
}

void test_rotate(void)
{
    for (int format = ET_FORMAT_GRAY8; format <= ET_FORMAT_GBRA16; format++)
        for (int turn = 0; turn < 4; turn++) {
            struct et_image_info info = info_of((enum et_format)format, 83, 37);
            struct image in, out;
            double value = turn;
            image_create(&in, &info, 0);
            image_fill(&in, FILL_RANDOM, 9);
            int error = filter_run(et_filter_find("rotate"), &value, &in, 0, 3, 0, &out);
            if (format == ET_FORMAT_I411 && turn % 2) { /* its counterpart is in no codec */
                CHECK(error == ET_ERROR_UNSUPPORTED, "I411 was turned");
                image_destroy(&in);
                continue;
            }
            CHECK(!error, "%s", et_error_message());
            const struct et_format_info *from = et_format_info(info.format);
            const struct et_format_info *to = et_format_info(out.image.info.format);
            CHECK(turn % 2 == 0 ||
                      (to->chroma_x == from->chroma_y && to->chroma_y == from->chroma_x &&
                       to->depth == from->depth && to->planes == from->planes),
                  "%s became %s", from->name, to->name);
            for (int p = 0; p < to->planes; p++) {
                int width = et_plane_width(info.format, p, info.width);
                int height = et_plane_height(info.format, p, info.height);
                for (int y = 0; y < (turn % 2 ? width : height); y++)
                    for (int x = 0; x < (turn % 2 ? height : width); x++) {
                        int in_x, in_y;
                        source_of(turn, width, height, x, y, &in_x, &in_y);
                        CHECK(image_get(&out.image, p, x, y) == image_get(&in.image, p, in_x, in_y),
                              "%s turn %d plane %d at %d, %d", from->name, turn, p, x, y);
                    }
            }
            image_destroy(&in);
            image_destroy(&out);
        }
}

void test_flip(void)
{
    for (int format = ET_FORMAT_GRAY8; format <= ET_FORMAT_GBRA16; format++)
        for (int vertical = 0; vertical < 2; vertical++) {
            struct et_image_info info = info_of((enum et_format)format, 83, 37);
            struct image in, out;
            double value = vertical;
            image_create(&in, &info, 0);
            image_fill(&in, FILL_RANDOM, 9);
            CHECK(!filter_run(et_filter_find("flip"), &value, &in, 0, 3, 0, &out), "%s",
                  et_error_message());
            for (int p = 0; p < et_format_info(info.format)->planes; p++) {
                int width = et_plane_width(info.format, p, info.width);
                int height = et_plane_height(info.format, p, info.height);
                for (int y = 0; y < height; y++)
                    for (int x = 0; x < width; x++)
                        CHECK(image_get(&out.image, p, x, y) ==
                                  image_get(&in.image, p, vertical ? x : width - 1 - x,
                                            vertical ? height - 1 - y : y),
                              "%s plane %d at %d, %d", et_format_info(info.format)->name, p, x, y);
            }
            image_destroy(&in);
            image_destroy(&out);
        }
}
