// SPDX-License-Identifier: MIT
/* Programs in words of 16 bits against the same ones in float, which program.c holds against double. */
#include "single.h"

#include "program/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { WIDTH = 512, HEIGHT = 256, EXTRA_BITS = 4 };

static const struct {
    const char *filter;
    double values[MOST_PARAMS];
} cases[] = {
    {"exposure", {0.3}},
    {"exposure", {-2}},
    {"white_balance", {5500, 0}},
    {"white_balance", {9000, -40}},
    {"white_balance", {2500, 30}},
    {"levels", {0.05, 0.9, 1.2, 0, 1, 0}},
    {"color_wheels", {0.05, 0, 0, 1, 1.1, 1, 1, 1, 1.1, 1, 0}},
    {"color_wheels", {0.1, 0.02, -0.02, 0.8, 1.2, 1, 1.2, 0.9, 1.1, 1.4, 1}},
    {"channel_mixer", {0.8, 0.2, 0, 0.01, -0.1, 1.1, 0, 0, 0.3, 0.3, 0.4, -0.02}},
    {"css", {1.1, 1.2, 0.7, 30, 0.2, 0.3, 0.1}},
};

/* What 12 bits give, which are never words, to the codes of 8 that are the same colours. */
static double worst_of(size_t index, const struct image *in, const struct image *deep)
{
    const struct et_filter *filter = et_filter_find(cases[index].filter);
    struct image out, exact;
    double worst = 0;
    CHECK(!filter_run(filter, cases[index].values, in, 0, 0, 0, &out), "%s", et_error_message());
    CHECK(!filter_run(filter, cases[index].values, deep, 0, 0, 0, &exact), "%s",
          et_error_message());
    for (int p = 0; p < 3; p++)
        for (int y = 0; y < HEIGHT >> (p > 0); y++)
            for (int x = 0; x < WIDTH >> (p > 0); x++) {
                const double code = image_get(&exact.image, p, x, y) / (double)(1 << EXTRA_BITS);
                const int is = image_get(&out.image, p, x, y);
                /* The most of 12 bits is 255.9 of 8: above, both are cut off. */
                worst = is == UINT8_MAX && code > UINT8_MAX ? worst : fmax(worst, fabs(code - is));
            }
    image_destroy(&out);
    image_destroy(&exact);
    return worst;
}

/*
 * All of 170,000 random colours within a code, illegal ones among them. To a half for rounding, and
 * a 32nd for that of 12 bits, comes what words may be off by where they are tried, and 0.02: of
 * these colours not one in a thousand is tried.
 */
void test_words(void)
{
    struct et_image_info info = info_of(ET_FORMAT_I420, WIDTH, HEIGHT);
    struct et_image_info deep_info = info_of(ET_FORMAT_I420P12, WIDTH, HEIGHT);
    struct image in, deep;
    image_create(&in, &info, 0);
    image_create(&deep, &deep_info, 0);
    image_fill(&in, FILL_RANDOM, 7);
    for (int p = 0; p < 3; p++)
        for (int y = 0; y < HEIGHT >> (p > 0); y++)
            for (int x = 0; x < WIDTH >> (p > 0); x++)
                image_set(&deep.image, p, x, y, image_get(&in.image, p, x, y) << EXTRA_BITS);
    for (size_t i = 0; i < ET_COUNT(cases); i++) {
        const double worst = worst_of(i, &in, &deep);
        CHECK(worst <= 0.5 + 0.03125 + ET_WORDS_ERROR + 0.02, "%s, case %zu: %g of a code off",
              cases[i].filter, i, worst);
        if (getenv("ETALON_WORST"))
            printf("%s %g\n", cases[i].filter, worst);
    }
    image_destroy(&in);
    image_destroy(&deep);
}
