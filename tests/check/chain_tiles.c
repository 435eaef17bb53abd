// SPDX-License-Identifier: MIT
/*
 * Groups that make one plane after another, in tiles where that is needed (chain/tiles.h): their samples are
 * those of the filters one by one, with regions that move and second inputs too.
 */
#include "chain_tiles.h"

#include "base/engine.h"
#include "base/threads.h"
#include "chain/group.h"
#include "frame/frame.h"

#include <stdlib.h>
#include <string.h>

enum {
    LINKS = TILE_LINKS,
    CHAINS = 30,
    CHAINS_OF_SOAK = 1000,
    FRAMES = 2,
    ENGINES = 4, /* with no thread, with one ... */
};

struct made {
    struct et_frame *frames[FRAMES];
    int tiles;  /* of the group with the most of them */
    int groups; /* of chain/tiles.h */
};

static void make(struct et_chain *chain, struct et_frame *const *frames, int count, int filling,
                 struct made *made)
{
    const int strips = et_threads_workers(chain->engine->threads) + 1;
    *made = (struct made){.tiles = 0};
    memset(chain->windows, filling, (size_t)strips * chain->windows_stride);
    for (int i = 0; i < count; i++) {
        int result;
        CHECK(!et_chain_push(chain, frames[i]), "%s", et_error_message());
        while ((result = et_chain_step(chain, 0)) == ET_MORE)
            ;
        CHECK(result == ET_FRAME, "%s", et_error_message());
        made->frames[i] = et_chain_take(chain);
    }
    for (size_t i = 0; i < chain->stage_count; i = chain->groups[i].end) {
        const struct et_band_group *group = &chain->groups[i];
        made->groups += group->own_scratch;
        made->tiles = group->tiles > made->tiles ? group->tiles : made->tiles;
    }
}

static void drop(struct made *made)
{
    for (int i = 0; i < FRAMES; i++)
        et_frame_unref(&made->frames[i]);
}

/* What is in the chains that are compared, and the picture that they get. */
struct picture {
    struct {
        const struct et_filter *filter;
        double values[MOST_PARAMS];
        bool has_keys;    /* the first parameter changes with time */
        double key_value; /* and is this in the end */
        bool has_region;
        struct et_region region;
        double region_x;         /* that its left edge has in the end */
        struct et_frame *second; /* NULL: there is no second input */
    } links[LINKS];
    int count;
    struct et_image_info in;
    size_t window_most;
    int frames; /* at most FRAMES */
};

/* Of the filter added last: a region that stays, or goes to another place. */
static void set_region(struct et_chain *chain, const struct et_region *region, double x)
{
    const struct et_key keys[] = {{.time_s = 0, .value = region->x},
                                  {.time_s = FRAMES - 1, .value = x}};
    CHECK(!et_chain_set_region(chain, region), "%s", et_error_message());
    if (x != region->x)
        CHECK(!et_chain_set_region_keys(chain, ET_REGION_X, keys, FRAMES), "%s",
              et_error_message());
}

static struct et_chain *picture_chain(struct et_engine *engine, const struct picture *picture,
                                      bool alone)
{
    struct et_image_info out;
    struct et_chain *chain;
    CHECK(!et_chain_create(engine, &chain), "no chain");
    chain->alone = alone;
    chain->window_most = picture->window_most;
    for (int i = 0; i < picture->count; i++) {
        const struct et_key keys[] = {{.time_s = 0, .value = picture->links[i].values[0]},
                                      {.time_s = FRAMES - 1, .value = picture->links[i].key_value}};
        CHECK(!et_chain_add(chain, picture->links[i].filter, picture->links[i].values,
                            picture->links[i].filter->param_count),
              "%s", et_error_message());
        if (picture->links[i].has_keys)
            CHECK(!et_chain_set_keys(chain, 0, keys, FRAMES), "%s", et_error_message());
        if (picture->links[i].has_region)
            set_region(chain, &picture->links[i].region, picture->links[i].region_x);
        if (picture->links[i].second)
            CHECK(!et_chain_set_still(chain, picture->links[i].second, NULL), "%s",
                  et_error_message());
    }
    CHECK(!et_chain_configure(chain, &picture->in, &out), "%s", et_error_message());
    return chain;
}

/* The same frames with a frame behind each stage, and in groups with each number of threads. */
static struct made compare(struct et_engine *const *engines, const struct picture *picture)
{
    struct made expected, found = {0};
    struct et_frame *frames[FRAMES];
    struct et_pool *pool;
    int groups = 0, tiles = 0;
    CHECK(!et_pool_create(FRAMES, &pool), "no pool");
    for (int i = 0; i < picture->frames; i++) {
        struct image image;
        image_create(&image, &picture->in, 0);
        image_fill(&image, i ? FILL_SMOOTH : FILL_RANDOM, (uint32_t)i + 1);
        frames[i] = image_to_frame(&image.image, pool);
        frames[i]->pts = i;
        frames[i]->time_base = (struct et_rational){1, 1};
        image_destroy(&image);
    }
    struct et_chain *chain = picture_chain(engines[0], picture, true);
    make(chain, frames, picture->frames, 0, &expected);
    et_chain_destroy(&chain);
    CHECK(!expected.groups, "stages that are to be alone are not");
    for (int threads = 0; threads < ENGINES && !check_has_failed(); threads++) {
        chain = picture_chain(engines[threads], picture, false);
        make(chain, frames, picture->frames, 0x11 + 0x5B * threads, &found);
        et_chain_destroy(&chain);
        for (int i = 0; i < picture->frames; i++) {
            const char *difference =
                image_difference(&expected.frames[i]->image, &found.frames[i]->image);
            CHECK(!difference, "%s %dx%d, %s to %s, %d threads, %d tiles: frame %d: %s",
                  et_format_info(picture->in.format)->name, picture->in.width, picture->in.height,
                  picture->links[0].filter->name, picture->links[picture->count - 1].filter->name,
                  threads, found.tiles, i, difference);
        }
        groups += found.groups;
        tiles = found.tiles > tiles ? found.tiles : tiles;
        drop(&found);
    }
    drop(&expected);
    for (int i = 0; i < picture->frames; i++)
        et_frame_unref(&frames[i]);
    et_pool_close(&pool);
    return (struct made){.groups = groups, .tiles = tiles};
}

/* The chains above, on low pictures that are as wide as those or wider, and odd. */
void test_chain_tiles(void)
{
    static const struct {
        enum et_format format;
        int width, height;
    } pictures[] = {{ET_FORMAT_I420P10, 3839, 157}, {ET_FORMAT_I422, 4097, 131}};
    struct et_engine *engines[ENGINES];
    check_open_engines(engines, ENGINES);
    for (size_t c = 0; c < TILE_CHAINS; c++)
        for (size_t p = 0; p < ET_COUNT(pictures) && !check_has_failed(); p++) {
            struct picture picture = {
                .count = LINKS,
                .in = info_of(pictures[p].format, pictures[p].width, pictures[p].height),
                .window_most = ET_WINDOW_MOST,
                .frames = 1};
            for (int i = 0; i < LINKS; i++) {
                picture.links[i].filter = et_filter_find(tile_chains[c][i].name);
                tile_values(&tile_chains[c][i], picture.links[i].values);
            }
            compare(engines, &picture);
        }
    check_close_engines(engines, ENGINES);
}

/* A value that lies near the lower end where a parameter is a size or a radius. */
static double random_value(const struct et_param *param)
{
    const double part = check_random_below(1001) / 1000.0, span = param->max - param->min;
    const double value = param->min + span * (span > 20 ? part * part * part * part : part);
    if (check_random_below(4) == 0)
        return param->initial;
    if (param->unit == ET_UNIT_PIXEL && param->min < -1000) /* where something lies */
        return check_random_below(300) - 100;
    return param->type == ET_PARAM_FLOAT ? value : (double)(int)value;
}

/* A format of some models. */
static enum et_format random_format(unsigned models)
{
    enum et_format format;
    do
        format = (enum et_format)(ET_FORMAT_NONE + 1 + check_random_below(ET_FORMAT_COUNT - 1));
    while (!(models & 1u << et_format_info(format)->model));
    return format;
}

/* Whether a chain of any tiles may have it: filters that make alpha want a format that has it. */
static bool can_be_linked(const struct et_filter *filter, enum et_format format, bool in_tiles)
{
    struct et_format_info wanted = *et_format_info(format);
    wanted.alpha = 1;
    return (filter->by_plane || filter->columns_needed) && (filter->columns_needed || !in_tiles) &&
           (!filter->output_info || et_format_find(&wanted) != ET_FORMAT_NONE);
}

static void choose_link(struct picture *picture, int k, bool in_tiles, struct et_pool *pool)
{
    const struct et_filter *filter;
    const int width = picture->in.width, height = picture->in.height;
    do
        filter = et_filter_at((size_t)check_random_below((int)et_filter_count()));
    while (!can_be_linked(filter, picture->in.format, in_tiles));
    picture->links[k].filter = filter;
    for (size_t p = 0; p < filter->param_count; p++)
        picture->links[k].values[p] = random_value(&filter->params[p]);
    picture->links[k].has_keys = !filter->params[0].fixed && check_random_below(3) == 0;
    picture->links[k].key_value = random_value(&filter->params[0]);
    picture->links[k].has_region = !filter->output_info && check_random_below(3) == 0;
    picture->links[k].region = (struct et_region){
        check_random_below(width) - width / 4, check_random_below(height) - height / 4,
        1 + check_random_below(width), 1 + check_random_below(height), check_random_below(9)};
    picture->links[k].region_x = check_random_below(width) - width / 4;
    picture->links[k].second = NULL;
    if (filter->second_models) {
        const struct et_image_info info =
            info_of(random_format(filter->second_models), width, height);
        struct image image;
        image_create(&image, &info, 0);
        image_fill(&image, FILL_RANDOM, (uint32_t)k + 77);
        picture->links[k].second = image_to_frame(&image.image, pool);
        image_destroy(&image);
    }
}

/* Small pictures of any format, whose windows are allowed so few bytes that they are cut into tiles. */
void test_chain_tiles_random(void)
{
    const int wanted = getenv("ETALON_SOAK") ? CHAINS_OF_SOAK : CHAINS;
    struct et_engine *engines[ENGINES];
    struct et_pool *pool;
    int groups = 0, tiled = 0;
    CHECK(!et_pool_create(LINKS, &pool), "no pool");
    check_open_engines(engines, ENGINES);
    for (int i = 0; i < wanted && !check_has_failed(); i++) {
        check_seed((uint32_t)i + 1);
        struct picture picture = {.count = 2 + check_random_below(LINKS - 1),
                                  .window_most = 8000 + (size_t)check_random_below(24000),
                                  .frames = FRAMES};
        const enum et_format format = random_format(ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB);
        picture.in = info_of(format, 300 + check_random_below(900), 1 + check_random_below(120));
        for (int k = 0; k < picture.count; k++)
            choose_link(&picture, k, i % 4 > 0, pool);
        const struct made made = compare(engines, &picture);
        groups += made.groups;
        tiled += made.tiles > 1;
        for (int k = 0; k < picture.count; k++)
            et_frame_unref(&picture.links[k].second);
    }
    CHECK(groups > wanted, "%d groups", groups);
    CHECK(tiled > wanted / 4, "%d chains in tiles", tiled);
    check_close_engines(engines, ENGINES);
    et_pool_close(&pool);
}
