// SPDX-License-Identifier: MIT
#include "deep.h"

#include "program/words.h"

#include <math.h>

enum { WIDTH = 512, HEIGHT = 256, DEPTH = 12 };

static int depth_of(enum et_format format)
{
    return et_format_info(format)->depth;
}

void deep_colors(enum et_format format, struct image *in, struct image *deep)
{
    const struct et_image_info info = info_of(format, WIDTH, HEIGHT);
    const struct et_image_info deep_info = info_of(ET_FORMAT_I420P12, WIDTH, HEIGHT);
    image_create(in, &info, 0);
    image_create(deep, &deep_info, 0);
    image_fill(in, FILL_RANDOM, 7);
    for (int p = 0; p < 3; p++)
        for (int y = 0; y < HEIGHT >> (p > 0); y++)
            for (int x = 0; x < WIDTH >> (p > 0); x++)
                image_set(&deep->image, p, x, y,
                          image_get(&in->image, p, x, y) << (DEPTH - depth_of(format)));
}

double deep_difference(const struct et_image *is, const struct et_image *exact)
{
    const int depth = depth_of(is->info.format), most = (1 << depth) - 1;
    double worst = 0;
    for (int p = 0; p < 3; p++)
        for (int y = 0; y < HEIGHT >> (p > 0); y++)
            for (int x = 0; x < WIDTH >> (p > 0); x++) {
                const double code = image_get(exact, p, x, y) / (double)(1 << (DEPTH - depth));
                const int got = image_get(is, p, x, y);
                /* The most of 12 bits is 255.9 of 8: above, both are cut off. */
                worst = got == most && code > most ? worst : fmax(worst, fabs(code - got));
            }
    return worst;
}

double deep_bound(enum et_format format)
{
    return 0.5 + 0.5 / (1 << (DEPTH - depth_of(format))) + ET_WORDS_ERROR + 0.02;
}
