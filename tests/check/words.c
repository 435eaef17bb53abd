// SPDX-License-Identifier: MIT
/* Programs in words of 16 bits against the same ones in float, which program.c holds against double. */
#include "deep.h"
#include "single.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "chain/params.h"
#include "color/cube.h"
#include "program/choice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *filter;
    double values[MOST_PARAMS];
    bool is_words[2]; /* of 8 and 10 bits: near enough to float */
} cases[] = {
    {"exposure", {0.3}, {true, true}},
    {"exposure", {-2}, {true, true}},
    {"white_balance", {5500, 0}, {true, false}},
    {"white_balance", {9000, -40}, {true, true}},
    {"white_balance", {2500, 30}, {false, false}},
    {"levels", {0.05, 0.9, 1.2, 0, 1, 0}, {true, true}},
    {"color_wheels",
     {0.05, 0, 0, 1, 1.1, 1, 1, 1, 1.1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1},
     {true, true}},
    {"color_wheels",
     {0, 0, 0, 1, 1, 1, 1, 1, 1, 1.4, 1, 1.2, 0.9, 1.1, 0.1, 0.02, -0.02, 0.8, 1.2, 1},
     {true, true}},
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

static double worst_of(size_t index, const struct image *in, const struct image *deep)
{
    const struct et_filter *filter = et_filter_find(cases[index].filter);
    struct image out, exact;
    CHECK(!filter_run(filter, cases[index].values, in, 0, 0, 0, &out), "%s", et_error_message());
    CHECK(!filter_run(filter, cases[index].values, deep, 0, 0, 0, &exact), "%s",
          et_error_message());
    const double worst = deep_difference(&out.image, &exact.image);
    image_destroy(&out);
    image_destroy(&exact);
    return worst;
}

/* All of 170,000 random colours are within a code of what 12 bits give, which are never words. */
static void check_words(enum et_format format)
{
    struct image in, deep;
    deep_colors(format, &in, &deep);
    for (size_t i = 0; i < ET_COUNT(cases); i++) {
        const double worst = worst_of(i, &in, &deep);
        const bool words = is_words(i, &in.image.info);
        CHECK(words == cases[i].is_words[format == ET_FORMAT_I420P10], "%s, case %zu, %s: words %d",
              cases[i].filter, i, et_format_info(format)->name, words);
        CHECK(worst <= deep_bound(format), "%s, case %zu: %g of a code off", cases[i].filter, i,
              worst);
        if (getenv("ETALON_WORST"))
            printf("%s, %s: %g, words %d\n", cases[i].filter, et_format_info(format)->name, worst,
                   words);
    }
    image_destroy(&in);
    image_destroy(&deep);
}

/* The words of a .cube's entries are made once, when its text is read, and are those of any table. */
void test_words_kept(void)
{
    enum { SIZE = 5, ENTRIES = SIZE * SIZE * SIZE };
    const struct et_filter *filter = et_filter_find("lut3d");
    const struct et_image_info info = info_of(ET_FORMAT_I420, 64, 64);
    char text[64 * (ENTRIES + 1)];
    int length = snprintf(text, sizeof(text), "LUT_3D_SIZE %d\n", SIZE);
    check_seed(8);
    for (int i = 0; i < ENTRIES; i++)
        length += snprintf(text + length, sizeof(text) - (size_t)length, "%g %g %g\n",
                           check_random_below(1000) / 999.0, check_random_below(1000) / 900.0,
                           check_random_below(1000) / 999.0 - 0.1);
    void *parsed;
    CHECK(!et_cube_parse(text, (size_t)length, &parsed), "%s", et_error_message());
    const struct et_cube *cube = parsed;
    int16_t words[ENTRIES][4];
    const struct et_table_words made = et_table_words_of(cube->entries_3d, ENTRIES, words);
    CHECK(made.unit == cube->words_3d.unit && made.zero == cube->words_3d.zero &&
              !memcmp(words, cube->words_3d.entries, sizeof(words)),
          "other words");
    struct et_program_choice choice;
    struct et_arena *arena;
    CHECK(!et_arena_create(&arena), "no arena");
    const struct et_program_part part = {
        .filter = filter, .params = &parsed, .in = info, .out = info};
    const struct et_program_parts parts = {.parts = &part, .count = 1};
    CHECK(!et_program_choose(&choice, &parts, arena, 0), "%s", et_error_message());
    CHECK(choice.word_kernels && choice.words.count == 1, "not in words");
    CHECK(choice.words.steps[0].entries == cube->words_3d.entries, "words are made anew");
    et_arena_destroy(&arena);
    et_free(parsed);
}

void test_words(void)
{
    for (size_t i = 0; i < ET_COUNT(formats); i++)
        check_words(formats[i]);
}
