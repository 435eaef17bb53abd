// SPDX-License-Identifier: MIT
/*
 * Groups of chain/tiles.h whose stages have a region or a second input: what the plan says that they read
 * and write, and that frames allocate nothing, where the region moves too.
 */
#include "chain_tiles.h"

#include "base/alloc.h"
#include "base/engine.h"
#include "chain/group.h"
#include "chain/stage.h"
#include "frame/frame.h"

#include <string.h>

enum { LINKS = TILE_LINKS, FRAMES = 7, WARM = 4 };

enum { WHOLE, REGION };

/* A filter, and whether it has a region. */
struct link {
    struct tile_link link;
    int part;
};

static const struct link chains[][LINKS] = {
    {{{"gaussian_blur", 4}, REGION},
     {{"gaussian_blur", 4}, REGION},
     {{"gaussian_blur", 4}, REGION},
     {{"gaussian_blur", 4}, REGION},
     {{"gaussian_blur", 4}, REGION}},
    {{{"gaussian_blur", -1}, REGION},
     {{"box_blur", -1}, WHOLE},
     {{"bilateral", -1}, REGION},
     {{"deband", -1}, WHOLE},
     {{"unsharp", -1}, REGION}},
    {{{"gaussian_blur", 4}, WHOLE},
     {{"overlay", 100}, WHOLE},
     {{"box_blur", -1}, REGION},
     {{"deband", -1}, WHOLE},
     {{"unsharp", -1}, WHOLE}},
    {{{"crossfade", -1}, WHOLE},
     {{"gaussian_blur", 4}, WHOLE},
     {{"wipe", -1}, WHOLE},
     {{"box_blur", -1}, WHOLE},
     {{"overlay", 40}, REGION}},
    {{{"median", -1}, WHOLE},
     {{"mask", -1}, WHOLE},
     {{"deband", -1}, REGION},
     {{"bilateral", -1}, WHOLE},
     {{"overlay", 0}, WHOLE}},
};

/* A second input of which the shape alone counts. */
static int no_frame(void *opaque, int64_t pts, struct et_rational time_base, struct et_frame **out)
{
    (void)opaque;
    (void)pts;
    (void)time_base;
    (void)out;
    return ET_DONE;
}

static void no_close(void *opaque)
{
    (void)opaque;
}

/* Progress that is neither 0 nor 1, for a filter of which the chain would leave nothing otherwise. */
static void set_progress(const struct et_filter *filter, double *values)
{
    for (size_t p = 0; p < filter->param_count; p++)
        if (!strcmp(filter->params[p].key, "progress"))
            values[p] = 0.4;
        else if (!strcmp(filter->params[p].key, "by"))
            values[p] = filter->params[p].max;
}

static void add_region(struct et_chain *chain, const struct et_image_info *in, bool moves)
{
    const struct et_region region = {in->width / 5, in->height / 6, in->width / 2, in->height / 2,
                                     in->height / 50};
    const struct et_key across[] = {{.time_s = 0, .value = region.x, .ease = ET_EASE_LINEAR},
                                    {.time_s = FRAMES - 1, .value = region.x + in->width / 3}};
    const struct et_key down[] = {
        {.time_s = 0, .value = -region.height / 2, .ease = ET_EASE_LINEAR},
        {.time_s = FRAMES - 1, .value = in->height * 4 / 5}};
    CHECK(!et_chain_set_region(chain, &region), "%s", et_error_message());
    if (!moves)
        return;
    CHECK(!et_chain_set_region_keys(chain, ET_REGION_X, across, ET_COUNT(across)) &&
              !et_chain_set_region_keys(chain, ET_REGION_Y, down, ET_COUNT(down)),
          "%s", et_error_message());
}

/* `still` NULL: second inputs are RGBA of the picture's size that is never read. Adds up their bytes. */
static struct et_chain *make_chain(struct et_engine *engine, const struct link *links,
                                   const struct et_image_info *in, struct et_frame *still,
                                   bool moves, double *seconds)
{
    struct et_chain *chain;
    CHECK(!et_chain_create(engine, &chain), "no chain");
    for (int i = 0; i < LINKS; i++) {
        const struct et_filter *filter = et_filter_find(links[i].link.name);
        struct et_input input = {.info = info_of(ET_FORMAT_RGBA, in->width, in->height),
                                 .frame = no_frame,
                                 .close = no_close};
        double values[MOST_PARAMS];
        tile_values(&links[i].link, values);
        set_progress(filter, values);
        CHECK(!et_chain_add(chain, filter, values, filter->param_count), "%s", et_error_message());
        if (links[i].part == REGION)
            add_region(chain, in, moves);
        if (filter->second_models && still)
            CHECK(!et_chain_set_still(chain, still, NULL), "%s", et_error_message());
        else if (filter->second_models)
            CHECK(!et_chain_set_input(chain, &input), "%s", et_error_message());
        *seconds += filter->second_models ? tile_bytes_of(&input.info) : 0;
    }
    return chain;
}

/* Second inputs are read once; what is read and written beside them is at most twice the input and the output: here nearly once. */
void test_chain_tile_parts(void)
{
    for (int threads = 0; threads < 4; threads += 1 + (threads > 0)) {
        struct et_engine *engine = check_engine(threads, 0);
        for (size_t c = 0; c < ET_COUNT(chains); c++)
            for (size_t f = 0; f < TILE_FORMATS; f++) {
                const struct et_image_info in = info_of(tile_formats[f], TILE_WIDTH, TILE_HEIGHT);
                double seconds = 0;
                struct et_chain *chain = make_chain(engine, chains[c], &in, NULL, false, &seconds);
                char *json;
                CHECK(!et_chain_plan(chain, &in, &json), "%s", et_error_message());
                const double moved = tile_bytes_moved(json) - seconds;
                const double frames = moved / (tile_bytes_of(&in) + tile_bytes_of(&chain->out));
                tile_check_windows(chain);
                CHECK(frames >= 1 && frames <= 1.2, "chain %zu, %s, %d threads: %.2f times", c,
                      et_format_info(in.format)->name, check_threads(threads) + 1, frames);
                et_text_free(&json);
                et_chain_destroy(&chain);
            }
        et_engine_destroy(&engine);
    }
}

/* Wherever a region lies, for the frame's plan nothing is allocated. */
void test_chain_tile_region_plan(void)
{
    for (int threads = 0; threads < 4; threads += 3)
        for (size_t c = 0; c < 2; c++)
            for (size_t f = 0; f < TILE_FORMATS; f++) {
                struct et_engine *engine = check_engine(threads, 0);
                const struct et_image_info in = info_of(tile_formats[f], TILE_WIDTH, TILE_HEIGHT);
                double seconds = 0;
                struct et_chain *chain = make_chain(engine, chains[c], &in, NULL, true, &seconds);
                struct et_image_info out;
                struct et_pool *pool;
                CHECK(!et_pool_create(1, &pool), "no pool");
                CHECK(!et_chain_configure(chain, &in, &out), "%s", et_error_message());
                for (int i = 0; i < FRAMES; i++) {
                    struct et_frame *frame = tile_frame(pool, &in, i);
                    const struct et_band_group *group = &chain->groups[0];
                    et_alloc_fail_after(0);
                    for (int k = 0; k < LINKS; k++) {
                        const int way = et_stage_prepare(chain, &chain->stages[k], frame);
                        CHECK(way == ET_STAGE_RUN, "chain %zu, stage %d at %d s: way %d", c, k, i,
                              way);
                    }
                    et_group_plan(chain, 0, (1u << LINKS) - 1, &chain->groups[0]);
                    CHECK(!et_alloc_failed(), "chain %zu needs memory at %d s", c, i);
                    et_alloc_fail_after(-1);
                    CHECK(group->count == LINKS && group->times_read + 1 <= 4,
                          "chain %zu, %s, %d threads, %d s: %d stages, read %.2f times", c,
                          et_format_info(in.format)->name, threads, i, group->count,
                          group->times_read);
                    et_frame_unref(&frame);
                }
                et_pool_close(&pool);
                et_chain_destroy(&chain);
                et_engine_destroy(&engine);
            }
}

/* Once a chain is warm, a frame takes no memory, in any of its bands. */
void test_chain_tile_memory(void)
{
    const struct et_image_info in = info_of(ET_FORMAT_I420, 1601, 75);
    const struct et_image_info rgba = info_of(ET_FORMAT_RGBA, 1601, 75);
    int tiled = 0;
    for (int threads = 0; threads < 2; threads++)
        for (size_t c = 0; c < ET_COUNT(chains); c++) {
            struct et_engine *engine = check_engine(threads, ~0u);
            struct et_image_info out;
            struct et_pool *pool;
            double seconds = 0;
            CHECK(!et_pool_create(2, &pool), "no pool");
            struct et_frame *still = tile_frame(pool, &rgba, 0);
            struct et_chain *chain = make_chain(engine, chains[c], &in, still, true, &seconds);
            chain->window_most = 95000;
            CHECK(!et_chain_configure(chain, &in, &out), "%s", et_error_message());
            for (int i = 0; i < FRAMES; i++) {
                struct et_frame *frame = tile_frame(pool, &in, i), *made;
                int result;
                if (i == WARM)
                    et_alloc_fail_after(0);
                CHECK(!et_chain_push(chain, frame), "%s", et_error_message());
                while ((result = et_chain_step(chain, 0)) == ET_MORE)
                    ;
                CHECK(result == ET_FRAME, "%s", et_error_message());
                made = et_chain_take(chain);
                et_frame_unref(&made);
                et_frame_unref(&frame);
                tiled += chain->groups[0].tiles > 1;
            }
            CHECK(!et_alloc_failed(), "chain %zu needs memory, %d threads", c, threads);
            et_alloc_fail_after(-1);
            et_chain_destroy(&chain);
            et_frame_unref(&still);
            et_pool_close(&pool);
            et_engine_destroy(&engine);
        }
    CHECK(tiled > FRAMES, "%d frames in tiles", tiled);
}

/* Nor does an analysis, whatever part it sees; what it hands out is memory of its frame. */
void test_chain_analysis_region(void)
{
    const struct et_image_info in = info_of(ET_FORMAT_I420P10, 641, 363);
    struct et_engine *engine = check_engine(1, ~0u);
    int analyses = 0;
    for (size_t f = 0; f < et_filter_count(); f++) {
        const struct et_filter *filter = et_filter_at(f);
        double values[MOST_PARAMS];
        struct et_image_info out;
        struct et_chain *chain;
        struct et_pool *pool;
        if (!filter->result_count)
            continue;
        filter_initial(filter, values);
        CHECK(!et_pool_create(1, &pool), "no pool");
        CHECK(!et_chain_create(engine, &chain) &&
                  !et_chain_add(chain, filter, values, filter->param_count),
              "%s", et_error_message());
        add_region(chain, &in, true);
        CHECK(!et_chain_configure(chain, &in, &out), "%s", et_error_message());
        for (int i = 0; i < FRAMES; i++) {
            struct et_frame *frame = tile_frame(pool, &in, i);
            et_alloc_fail_after(0);
            const int way = et_stage_prepare(chain, &chain->stages[0], frame);
            CHECK(way == ET_STAGE_RUN && !et_alloc_failed(), "%s at %d s: way %d", filter->name, i,
                  way);
            et_alloc_fail_after(-1);
            et_frame_unref(&frame);
        }
        et_chain_destroy(&chain);
        et_pool_close(&pool);
        analyses++;
    }
    CHECK(analyses > 5, "%d analyses", analyses);
    et_engine_destroy(&engine);
}
