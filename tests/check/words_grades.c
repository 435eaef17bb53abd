// SPDX-License-Identifier: MIT
/* Grades of several filters, as one program, in words of 16 bits and in float. */
#include "chain_rig.h"
#include "deep.h"
#include "single.h"

#include "chain/plan.h"
#include "frame/frame.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { TABLE = 9, TABLE_TEXT = 40 * TABLE * TABLE * TABLE };

static double random_between(double least, double most)
{
    return least + (most - least) * check_random_below(10001) / 10000;
}

/* A table whose corners are moved, and a wave in it. */
static size_t write_table(char *text)
{
    const double turn = random_between(-0.1, 0.1), wave = random_between(-0.03, 0.03);
    int size = snprintf(text, TABLE_TEXT, "LUT_3D_SIZE %d\n", TABLE);
    for (int i = 0; i < TABLE * TABLE * TABLE; i++) {
        const double r = i % TABLE / (TABLE - 1.0), g = i / TABLE % TABLE / (TABLE - 1.0);
        const double b = i / TABLE / TABLE / (TABLE - 1.0), w = wave * ((i % 3) - 1);
        size += snprintf(text + size, (size_t)(TABLE_TEXT - size), "%.5f %.5f %.5f\n",
                         r + turn * (g - b) + w, g + turn * (b - r) - w, b + turn * (r - g));
    }
    return (size_t)size;
}

/* Adds the filter of a number with mild settings. */
static void add_random(struct et_chain *chain, int number, const char *table, size_t table_size)
{
    static const char *const names[] = {"exposure", "white_balance", "color_wheels",
                                        "curves",   "lut3d",         "levels"};
    const struct et_filter *filter = et_filter_find(names[number]);
    double values[MOST_PARAMS];
    filter_initial(filter, values);
    const double points[] = {0, random_between(0, 0.1), 0.4, random_between(0.3, 0.5),
                             1, random_between(0.9, 1)};
    if (number == 0)
        values[0] = random_between(-0.5, 0.5);
    else if (number == 1)
        values[0] = random_between(4500, 8500);
    else if (number == 2)
        values[1] = random_between(-0.03, 0.03), values[4] = random_between(0.9, 1.1);
    else if (number == 5)
        values[0] = random_between(0, 0.05), values[1] = random_between(0.9, 1);
    CHECK(!et_chain_add(chain, filter, values, filter->param_count), "%s", et_error_message());
    if (number == 3)
        CHECK(!et_chain_set_list(chain, (size_t)check_random_below(4), points, ET_COUNT(points)),
              "%s", et_error_message());
    if (number == 4)
        CHECK(!et_chain_set_text(chain, 0, table, table_size), "%s", et_error_message());
}

/* What a chain makes of both, built alike. */
static double worst_of_grade(struct et_frame *const in[2], uint32_t seed, const char *table,
                             size_t table_size)
{
    struct et_frame *out[2];
    int error;
    for (int i = 0; i < 2; i++) {
        struct et_chain *chain = NULL;
        check_seed(seed);
        CHECK(!et_chain_create(rig_engine(), &chain), "no chain");
        for (int left = 2 + check_random_below(5); left > 0; left--)
            add_random(chain, check_random_below(6), table, table_size);
        out[i] = rig_send(chain, in[i], &error);
        CHECK(out[i] && chain->stage_count == 1, "%zu stages: %s", chain->stage_count,
              et_error_message());
        et_chain_destroy(&chain);
    }
    const double worst =
        out[0] && out[1] ? deep_difference(&out[0]->image, &out[1]->image) : INFINITY;
    et_frame_unref(&out[0]);
    et_frame_unref(&out[1]);
    return worst;
}

/* Random grades of two to six filters that are one program: within a code, as one filter is. */
static void check_grades(enum et_format format)
{
    static char text[TABLE_TEXT];
    struct image in, deep;
    struct et_pool *pool;
    deep_colors(format, &in, &deep);
    CHECK(!et_pool_create(2, &pool), "no pool");
    struct et_frame *frames[2] = {image_to_frame(&in.image, pool),
                                  image_to_frame(&deep.image, pool)};
    for (uint32_t seed = 1; seed <= 16; seed++) {
        check_seed(seed);
        const size_t size = write_table(text);
        const double worst = worst_of_grade(frames, seed, text, size);
        CHECK(worst <= deep_bound(format), "%s, grade %u: %g of a code off",
              et_format_info(format)->name, seed, worst);
        if (getenv("ETALON_WORST"))
            printf("%s, grade %u: %g\n", et_format_info(format)->name, seed, worst);
    }
    et_frame_unref(&frames[0]);
    et_frame_unref(&frames[1]);
    image_destroy(&in);
    image_destroy(&deep);
    et_pool_close(&pool);
}

void test_words_grades(void)
{
    rig_begin(0);
    check_grades(ET_FORMAT_I420);
    check_grades(ET_FORMAT_I420P10);
    rig_end();
}

/* Operations without end: what one filter can do, twenty can, in one pass. */
void test_program_long(void)
{
    static const double values[] = {1.02, 0.99, 1.05, 3, 0.02, 0.03, 0.01};
    const struct et_filter *filter = et_filter_find("css");
    struct image in, deep;
    struct et_pool *pool;
    struct et_frame *out[2];
    rig_begin(0);
    deep_colors(ET_FORMAT_I420, &in, &deep);
    CHECK(!et_pool_create(2, &pool), "no pool");
    for (int i = 0; i < 2; i++) {
        struct et_frame *frame = image_to_frame(i ? &deep.image : &in.image, pool);
        struct et_chain *chain = rig_chain(filter, values);
        int error;
        for (int k = 1; k < 20; k++)
            CHECK(!et_chain_add(chain, filter, values, filter->param_count), "%s",
                  et_error_message());
        out[i] = rig_send(chain, frame, &error);
        CHECK(out[i] && chain->stage_count == 1, "%zu stages: %s", chain->stage_count,
              et_error_message());
        et_chain_destroy(&chain);
        et_frame_unref(&frame);
    }
    if (out[0] && out[1]) {
        const double off = deep_difference(&out[0]->image, &out[1]->image);
        CHECK(off <= deep_bound(ET_FORMAT_I420), "%g of a code off", off);
    }
    et_frame_unref(&out[0]);
    et_frame_unref(&out[1]);
    image_destroy(&in);
    image_destroy(&deep);
    et_pool_close(&pool);
    rig_end();
}
