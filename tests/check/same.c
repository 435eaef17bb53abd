// SPDX-License-Identifier: MIT
/* Whether two images are the same, of every format: what lies between their rows does not count. */
#include "image.h"

#include "frame/frame.h"

enum { WIDTH = 33, HEIGHT = 9 };

/* One bit of a sample, and of the byte behind a row, which is none of the image's. */
static void check_plane(struct image *a, struct image *b, int plane)
{
    const char *name = et_format_info(a->image.info.format)->name;
    const int right = image_columns(&a->image, plane) - 1;
    const int below = et_plane_height(a->image.info.format, plane, HEIGHT) - 1;
    const int places[][2] = {{0, 0}, {right, 0}, {0, below}, {right, below}};
    for (size_t i = 0; i < ET_COUNT(places); i++) {
        const int x = places[i][0], y = places[i][1];
        const int sample = image_get(&b->image, plane, x, y);
        image_set(&b->image, plane, x, y, sample ^ 1);
        CHECK(!et_image_same(&a->image, &b->image), "%s: sample %d, %d of plane %d", name, x, y,
              plane);
        image_set(&b->image, plane, x, y, sample);
        CHECK(et_image_same(&a->image, &b->image), "%s: plane %d", name, plane);
    }
}

static void check_format(enum et_format format)
{
    struct et_image_info info = info_of(format, WIDTH, HEIGHT);
    struct image a, b;
    image_create(&a, &info, 0x5a);
    image_fill(&a, FILL_RANDOM, 1);
    image_copy(&b, &a, 0xa5);
    b.image.info.color.matrix = 9;
    CHECK(et_image_same(&a.image, &b.image), "%s: a copy", et_format_info(format)->name);
    for (int plane = 0; plane < et_format_info(format)->planes; plane++)
        check_plane(&a, &b, plane);
    for (int side = 0; side < 2; side++) {
        struct et_image part = a.image;
        *(side ? &part.info.width : &part.info.height) -= 1;
        CHECK(!et_image_same(&part, &a.image), "%s: another size", et_format_info(format)->name);
    }
    image_destroy(&a);
    image_destroy(&b);
}

void test_same(void)
{
    struct et_image_info info = info_of(ET_FORMAT_I420P10, WIDTH, HEIGHT);
    struct image a, b;
    for (int format = ET_FORMAT_NONE + 1; format < ET_FORMAT_COUNT; format++)
        check_format((enum et_format)format);
    image_create(&a, &info, 0);
    image_copy(&b, &a, 0);
    b.image.info.format = ET_FORMAT_I420P12;
    CHECK(!et_image_same(&a.image, &b.image), "formats that lie the same in memory");
    image_destroy(&a);
    image_destroy(&b);
}
