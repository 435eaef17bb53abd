// SPDX-License-Identifier: MIT
/* Programs in words of 16 bits against the same ones in float, which program.c holds against double. */
#include "single.h"

#include "base/arena.h"
#include "chain/params.h"
#include "program/choice.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { WIDTH = 512, HEIGHT = 256 };

static const struct {
    const char *filter;
    double values[MOST_PARAMS];
    bool is_words[2]; /* of 8 and 10 bits: near enough to float */
} cases[] = {
    {"exposure", {0.3}, {true, true}},
    {"exposure", {-2}, {true, true}},
    {"white_balance", {5500, 0}, {true, false}},
    {"white_balance", {9000, -40}, {true, false}},
    {"white_balance", {2500, 30}, {false, false}},
    {"levels", {0.05, 0.9, 1.2, 0, 1, 0}, {true, true}},
    {"color_wheels", {0.05, 0, 0, 1, 1.1, 1, 1, 1, 1.1, 1, 0}, {true, true}},
    {"color_wheels", {0.1, 0.02, -0.02, 0.8, 1.2, 1, 1.2, 0.9, 1.1, 1.4, 1}, {true, true}},
    {"channel_mixer", {0.8, 0.2, 0, 0.01, -0.1, 1.1, 0, 0, 0.3, 0.3, 0.4, -0.02}, {false, false}},
    {"css", {1.1, 1.2, 0.7, 30, 0.2, 0.3, 0.1}, {true, true}},
};

static const enum et_format formats[] = {ET_FORMAT_I420, ET_FORMAT_I420P10};

/* Whether a case is run in words at all. */
static bool is_words(size_t index, const struct et_image_info *info)
{
    const struct et_filter *filter = et_filter_find(cases[index].filter);
    struct et_program_choice choice;
    struct et_arena *arena;
    CHECK(!et_arena_create(&arena), "no arena");
    void *params = et_arena_alloc(arena, 1, filter->params_size);
    CHECK(!et_params_fill(filter, cases[index].values, filter->param_count, params), "%s",
          et_error_message());
    const struct et_program_part part = {
        .filter = filter, .params = params, .in = *info, .out = *info};
    const struct et_program_parts parts = {.parts = &part, .count = 1};
    CHECK(!et_program_choose(&choice, &parts, arena, 0), "%s", et_error_message());
    const bool words = choice.word_kernels != NULL;
    et_arena_destroy(&arena);
    return words;
}

/* What 12 bits give, which are never words, to the codes that are the same colours. */
static double worst_of(size_t index, const struct image *in, const struct image *deep)
{
    const struct et_filter *filter = et_filter_find(cases[index].filter);
    const int depth = et_format_info(in->image.info.format)->depth, most = (1 << depth) - 1;
    struct image out, exact;
    double worst = 0;
    CHECK(!filter_run(filter, cases[index].values, in, 0, 0, 0, &out), "%s", et_error_message());
    CHECK(!filter_run(filter, cases[index].values, deep, 0, 0, 0, &exact), "%s",
          et_error_message());
    for (int p = 0; p < 3; p++)
        for (int y = 0; y < HEIGHT >> (p > 0); y++)
            for (int x = 0; x < WIDTH >> (p > 0); x++) {
                const double code = image_get(&exact.image, p, x, y) / (double)(1 << (12 - depth));
                const int is = image_get(&out.image, p, x, y);
                /* The most of 12 bits is 255.9 of 8: above, both are cut off. */
                worst = is == most && code > most ? worst : fmax(worst, fabs(code - is));
            }
    image_destroy(&out);
    image_destroy(&exact);
    return worst;
}

/*
 * All of 170,000 random colours within a code, illegal ones among them. To a half for rounding, and
 * a half of one for that of 12 bits, comes what words may be off by where they are tried, and 0.02: of
 * these colours not one in a thousand is tried.
 */
static void check_words(enum et_format format)
{
    const int extra = 12 - et_format_info(format)->depth;
    struct et_image_info info = info_of(format, WIDTH, HEIGHT);
    struct et_image_info deep_info = info_of(ET_FORMAT_I420P12, WIDTH, HEIGHT);
    struct image in, deep;
    image_create(&in, &info, 0);
    image_create(&deep, &deep_info, 0);
    image_fill(&in, FILL_RANDOM, 7);
    for (int p = 0; p < 3; p++)
        for (int y = 0; y < HEIGHT >> (p > 0); y++)
            for (int x = 0; x < WIDTH >> (p > 0); x++)
                image_set(&deep.image, p, x, y, image_get(&in.image, p, x, y) << extra);
    for (size_t i = 0; i < ET_COUNT(cases); i++) {
        const double worst = worst_of(i, &in, &deep);
        const bool words = is_words(i, &info);
        CHECK(words == cases[i].is_words[extra == 2], "%s, case %zu, %s: words %d", cases[i].filter,
              i, et_format_info(format)->name, words);
        CHECK(worst <= 0.5 + 0.5 / (1 << extra) + ET_WORDS_ERROR + 0.02,
              "%s, case %zu: %g of a code off", cases[i].filter, i, worst);
        if (getenv("ETALON_WORST"))
            printf("%s, %s: %g, words %d\n", cases[i].filter, et_format_info(format)->name, worst,
                   words);
    }
    image_destroy(&in);
    image_destroy(&deep);
}

void test_words(void)
{
    for (size_t i = 0; i < ET_COUNT(formats); i++)
        check_words(formats[i]);
}
