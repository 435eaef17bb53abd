// SPDX-License-Identifier: MIT
/* Groups in tiles (chain/tiles.h) whose parameters change with time, and of which stages pass for a time. */
#include "chain_tiles.h"

#include "base/alloc.h"
#include "base/engine.h"
#include "chain/group.h"
#include "chain/stage.h"
#include "frame/frame.h"

#include <string.h>

enum {
    LINKS = 5,
    WIDTH = 3840,
    HEIGHT = 2160,
    FRAMES = 9,
};

/* A filter whose parameter goes from one value to another, in a second for each frame but the first. */
struct link {
    const char *name, *param;
    double from, to;
};

static const struct link chains[][LINKS] = {
    {{"gaussian_blur", "sigma", 1, 6},
     {"gaussian_blur", "sigma", 1, 6},
     {"gaussian_blur", "sigma", 6, 1},
     {"gaussian_blur", "sigma", 1, 6},
     {"gaussian_blur", "sigma", 1, 6}},
    {{"box_blur", "radius", 2, 10},
     {"box_blur", "radius", 10, 2},
     {"box_blur", "radius", 2, 10},
     {"box_blur", "radius", 2, 10},
     {"box_blur", "radius", 2, 10}},
    {{"gaussian_blur", "sigma", 0.5, 4},
     {"box_blur", "radius", 1, 8},
     {"bilateral", "range", 0.05, 0.3},
     {"deband", "range", 1, 24},
     {"unsharp", "amount", 0.5, 3}},
    {{"deband", "threshold", 0.01, 0.1},
     {"median", "radius", 1, 2},
     {"bilateral", "sigma", 2, 10},
     {"cas", "sharpness", 0, 1},
     {"gaussian_blur", "sigma", 6, 1}},
};

/* The filter in the middle of some is enabled for a time only. */
static struct et_chain *make_chain(struct et_engine *engine, const struct link *links,
                                   bool has_enable)
{
    struct et_chain *chain;
    CHECK(!et_chain_create(engine, &chain), "no chain");
    for (int i = 0; i < LINKS; i++) {
        const struct et_filter *filter = et_filter_find(links[i].name);
        const struct et_key keys[] = {{.time_s = 0, .value = links[i].from, .ease = ET_EASE_LINEAR},
                                      {.time_s = FRAMES - 1, .value = links[i].to}};
        double values[MOST_PARAMS];
        size_t p = 0;
        filter_initial(filter, values);
        while (strcmp(filter->params[p].key, links[i].param) != 0)
            p++;
        CHECK(!et_chain_add(chain, filter, values, filter->param_count), "%s", et_error_message());
        CHECK(!et_chain_set_keys(chain, p, keys, ET_COUNT(keys)), "%s", et_error_message());
        if (has_enable && i == LINKS / 2)
            CHECK(!et_chain_set_enable(chain, 2, 5), "%s", et_error_message());
    }
    return chain;
}

/*
 * What a frame's group moves, in frames of the input and the output: at most twice, as without keyframes.
 * Nothing is allocated for it.
 */
void test_chain_tile_keys_plan(void)
{
    static const enum et_format formats[] = {ET_FORMAT_I420, ET_FORMAT_I420P10};
    for (int threads = 0; threads < 4; threads += 3)
        for (size_t c = 0; c < ET_COUNT(chains); c++)
            for (size_t f = 0; f < ET_COUNT(formats); f++) {
                struct et_engine *engine = check_engine(threads, 0);
                const struct et_image_info in = info_of(formats[f], WIDTH, HEIGHT);
                struct et_chain *chain = make_chain(engine, chains[c], false);
                struct et_image_info out;
                struct et_pool *pool;
                int tiled = 0;
                CHECK(!et_pool_create(1, &pool), "no pool");
                CHECK(!et_chain_configure(chain, &in, &out), "%s", et_error_message());
                for (int i = 0; i < FRAMES; i++) {
                    struct et_frame *frame = tile_frame(pool, &in, i);
                    struct et_band_group *group = &chain->groups[0];
                    et_alloc_fail_after(0);
                    for (int k = 0; k < LINKS; k++) {
                        const int way = et_stage_prepare(chain, &chain->stages[k], frame);
                        CHECK(way == ET_STAGE_RUN, "chain %zu, %s at %d s: way %d", c,
                              chains[c][k].name, i, way);
                    }
                    et_group_plan(chain, 0, (1u << LINKS) - 1, group);
                    CHECK(!et_alloc_failed(), "chain %zu needs memory at %d s", c, i);
                    et_alloc_fail_after(-1);
                    tiled += group->tiles > 1;
                    CHECK(group->count == LINKS && group->times_read + 1 <= 4,
                          "chain %zu, %s, %d threads, %d s: %d stages, read %.2f times", c,
                          et_format_info(formats[f])->name, threads, i, group->count,
                          group->times_read);
                    et_frame_unref(&frame);
                }
                CHECK(tiled > 0 || f == 0 || c == 0, "chain %zu is never in tiles", c);
                et_pool_close(&pool);
                et_chain_destroy(&chain);
                et_engine_destroy(&engine);
            }
}

/* The frames of a chain. Returns how many of them are made in tiles. */
static int make(struct et_chain *chain, struct et_pool *pool, const struct et_image_info *info,
                struct et_frame *made[FRAMES])
{
    struct et_image_info out;
    int tiled = 0;
    CHECK(!et_chain_configure(chain, info, &out), "%s", et_error_message());
    for (int i = 0; i < FRAMES; i++) {
        struct image image;
        image_create(&image, info, 0);
        image_fill(&image, FILL_RANDOM, (uint32_t)i);
        struct et_frame *frame = image_to_frame(&image.image, pool);
        image_destroy(&image);
        frame->pts = i;
        frame->time_base = (struct et_rational){1, 1};
        CHECK(!et_chain_push(chain, frame), "%s", et_error_message());
        int result;
        while ((result = et_chain_step(chain, 0)) == ET_MORE)
            ;
        CHECK(result == ET_FRAME, "%s", et_error_message());
        made[i] = et_chain_take(chain);
        tiled += chain->groups[0].tiles > 1 && chain->groups[0].end == LINKS;
        et_frame_unref(&frame);
    }
    et_chain_destroy(&chain);
    return tiled;
}

/*
 * The same samples as with a frame behind each stage, also where a stage is enabled for a time. Small pictures
 * are in tiles where windows are small.
 */
void test_chain_tile_keys(void)
{
    const struct et_image_info in = info_of(ET_FORMAT_I420P10, 1601, 75);
    for (int threads = 0; threads < 2; threads++)
        for (size_t c = 0; c < ET_COUNT(chains) && !check_has_failed(); c++) {
            struct et_engine *engine = check_engine(threads, ~0u);
            struct et_frame *expected[FRAMES], *found[FRAMES];
            struct et_chain *alone = make_chain(engine, chains[c], c & 1);
            struct et_chain *chain = make_chain(engine, chains[c], c & 1);
            struct et_pool *pool;
            CHECK(!et_pool_create(2 * FRAMES, &pool), "no pool");
            alone->alone = true;
            chain->window_most =
                c % 3 ? 100000 : 60000; /* what still is too few bytes for whole rows */
            make(alone, pool, &in, expected);
            const int tiled = make(chain, pool, &in, found);
            CHECK(tiled > 2, "chain %zu: %d frames in tiles", c, tiled);
            for (int i = 0; i < FRAMES; i++) {
                const char *difference = image_difference(&expected[i]->image, &found[i]->image);
                CHECK(!difference, "chain %zu, %d threads, frame %d: %s", c, threads, i,
                      difference);
                et_frame_unref(&expected[i]);
                et_frame_unref(&found[i]);
            }
            et_pool_close(&pool);
            et_engine_destroy(&engine);
        }
}
