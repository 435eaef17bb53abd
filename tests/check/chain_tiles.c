// SPDX-License-Identifier: MIT
/*
 * Groups that make one plane after another, in tiles where that is needed (chain/tiles.h): what the plan
 * says of five spatial filters, and that their samples are those of the filters one by one.
 */
#include "single.h"

#include "base/engine.h"
#include "base/threads.h"
#include "chain/group.h"
#include "frame/frame.h"

#include <stdlib.h>
#include <string.h>

enum {
    LINKS = 5,
    WIDTH = 3840,
    HEIGHT = 2160,
    CHAINS = 30,
    CHAINS_OF_SOAK = 1000,
    FRAMES = 2,
    ENGINES = 4, /* with no thread, with one ... */
};

/* A filter with a value for its first parameter; below 0: its initial one. */
struct link {
    const char *name;
    double value;
};

static const struct link chains[][LINKS] = {
    {{"gaussian_blur", 1},
     {"gaussian_blur", 1},
     {"gaussian_blur", 1},
     {"gaussian_blur", 1},
     {"gaussian_blur", 1}},
    {{"gaussian_blur", 4},
     {"gaussian_blur", 4},
     {"gaussian_blur", 4},
     {"gaussian_blur", 4},
     {"gaussian_blur", 4}},
    {{"box_blur", -1}, {"box_blur", -1}, {"box_blur", -1}, {"box_blur", -1}, {"box_blur", -1}},
    {{"bilateral", -1}, {"bilateral", -1}, {"bilateral", -1}, {"bilateral", -1}, {"bilateral", -1}},
    {{"deband", -1}, {"deband", -1}, {"deband", -1}, {"deband", -1}, {"deband", -1}},
    {{"gaussian_blur", -1}, {"box_blur", -1}, {"bilateral", -1}, {"deband", -1}, {"unsharp", -1}},
    {{"deband", -1}, {"median", -1}, {"bilateral", -1}, {"cas", -1}, {"gaussian_blur", 4}},
    {{"emboss", -1}, {"deband", -1}, {"box_blur", -1}, {"edge", -1}, {"pixelate", 15}},
};

static const enum et_format formats[] = {ET_FORMAT_I420, ET_FORMAT_I420P10, ET_FORMAT_I444,
                                         ET_FORMAT_I444P10};

static double bytes_of(const struct et_image_info *info)
{
    const struct et_format_info *format = et_format_info(info->format);
    double bytes = 0;
    for (int p = 0; p < format->planes; p++)
        bytes += (double)et_plane_width(info->format, p, info->width) *
                 et_plane_height(info->format, p, info->height) * format->bytes_per_pixel;
    return bytes;
}

static struct et_chain *make_chain(struct et_engine *engine, const struct link *links)
{
    struct et_chain *chain;
    CHECK(!et_chain_create(engine, &chain), "no chain");
    for (int i = 0; i < LINKS; i++) {
        const struct et_filter *filter = et_filter_find(links[i].name);
        double values[MOST_PARAMS];
        filter_initial(filter, values);
        if (links[i].value >= 0)
            values[0] = links[i].value;
        CHECK(!et_chain_add(chain, filter, values, filter->param_count), "%s", et_error_message());
    }
    return chain;
}

/* ---- Plans ------------------------------------------------------------------------------------ */

/* The last number of this name: the sum behind those of the stages. */
static double last_number(const char *json, const char *key)
{
    const char *found = NULL;
    for (const char *next = strstr(json, key); next; next = strstr(next + 1, key))
        found = next;
    CHECK(found, "no %s in %s", key, json);
    return found ? strtod(found + strlen(key), NULL) : 0;
}

/*
 * Plans five filters; returns the bytes of whole planes that they read and write, in frames of the input and
 * the output. A group's windows are as large as they may be at most.
 */
static double times_moved(struct et_engine *engine, const struct link *links,
                          const struct et_image_info *in, int *stages)
{
    struct et_chain *chain = make_chain(engine, links);
    char *json;
    CHECK(!et_chain_plan(chain, in, &json), "%s", et_error_message());
    const double moved =
        last_number(json, "\"bytesRead\":") + last_number(json, "\"bytesWritten\":");
    *stages = chain->groups[0].count;
    for (size_t i = 0; i < chain->stage_count; i = chain->groups[i].end) {
        const struct et_band_group *group = &chain->groups[i];
        size_t sum = 0;
        for (int k = 0; k < group->count - 1; k++) {
            CHECK(group->windows[k].bytes < 256 << 10, "%zu bytes", group->windows[k].bytes);
            sum += group->windows[k].bytes;
        }
        CHECK(sum <= 1 << 20, "%zu bytes", sum);
    }
    et_text_free(&json);
    et_chain_destroy(&chain);
    return moved / (2 * bytes_of(in));
}

/* At most twice the input and the output: here nearly once. */
void test_chain_tile_plan(void)
{
    for (int threads = 0; threads < 4; threads += 1 + (threads > 0)) {
        struct et_engine *engine = check_engine(threads, 0);
        for (size_t c = 0; c < ET_COUNT(chains); c++)
            for (size_t f = 0; f < ET_COUNT(formats); f++) {
                const struct et_image_info in = info_of(formats[f], WIDTH, HEIGHT);
                int stages;
                const double moved = times_moved(engine, chains[c], &in, &stages);
                CHECK(stages == LINKS && moved >= 1 && moved <= 1.2,
                      "from %s on, %s, %d threads: %d stages, %.2f times", chains[c]->name,
                      et_format_info(in.format)->name, check_threads(threads) + 1, stages, moved);
            }
        et_engine_destroy(&engine);
    }
}

/* Filters that reach further: how often five of them move the input and the output on one thread. */
static const struct {
    struct link link;
    double most[2]; /* of 8 and of 10 bits, 4:2:0 */
} far[] = {
    {{"gaussian_blur", 8}, {1, 1.07}}, {{"gaussian_blur", 12}, {1.09, 2.17}},
    {{"gaussian_blur", 20}, {5, 5}}, /* 5: a frame lies behind each filter */
    {{"box_blur", 10}, {1, 1.04}},     {{"box_blur", 20}, {1.06, 2.19}},
    {{"box_blur", 50}, {5, 5}},        {{"bilateral", 16}, {1.09, 2.2}},
};

void test_chain_tile_far(void)
{
    struct et_engine *engine = check_engine(0, 0);
    for (size_t i = 0; i < ET_COUNT(far); i++)
        for (int deep = 0; deep < 2; deep++) {
            const struct link link = far[i].link, links[LINKS] = {link, link, link, link, link};
            const struct et_image_info in =
                info_of(deep ? ET_FORMAT_I420P10 : ET_FORMAT_I420, WIDTH, HEIGHT);
            int stages;
            const double moved = times_moved(engine, links, &in, &stages);
            CHECK(moved <= far[i].most[deep], "five %s of %g, %d bits: %.2f times, %d stages",
                  link.name, link.value, deep ? 10 : 8, moved, stages);
        }
    et_engine_destroy(&engine);
}

/* ---- Samples ---------------------------------------------------------------------------------- */

struct made {
    struct et_frame *frames[FRAMES];
    int tiles;  /* of the group with the most of them */
    int groups; /* that make one plane after another */
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
        made->groups += group->by_plane;
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
    } links[LINKS];
    int count;
    struct et_image_info in;
    size_t window_most;
    int frames; /* at most FRAMES */
};

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
    for (size_t c = 0; c < ET_COUNT(chains); c++)
        for (size_t p = 0; p < ET_COUNT(pictures) && !check_has_failed(); p++) {
            struct picture picture = {
                .count = LINKS,
                .in = info_of(pictures[p].format, pictures[p].width, pictures[p].height),
                .window_most = ET_WINDOW_MOST,
                .frames = 1};
            for (int i = 0; i < LINKS; i++) {
                picture.links[i].filter = et_filter_find(chains[c][i].name);
                filter_initial(picture.links[i].filter, picture.links[i].values);
                if (chains[c][i].value >= 0)
                    picture.links[i].values[0] = chains[c][i].value;
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
    return param->type == ET_PARAM_FLOAT ? value : (double)(int)value;
}

/* Small pictures of any format, whose windows are allowed so few bytes that they are cut into tiles. */
void test_chain_tiles_random(void)
{
    const int wanted = getenv("ETALON_SOAK") ? CHAINS_OF_SOAK : CHAINS;
    struct et_engine *engines[ENGINES];
    int groups = 0, tiled = 0;
    check_open_engines(engines, ENGINES);
    for (int i = 0; i < wanted && !check_has_failed(); i++) {
        check_seed((uint32_t)i + 1);
        struct picture picture = {.count = 2 + check_random_below(LINKS - 1),
                                  .window_most = 12000 + (size_t)check_random_below(30000),
                                  .frames = FRAMES};
        enum et_format format;
        do
            format = (enum et_format)(ET_FORMAT_NONE + 1 + check_random_below(ET_FORMAT_COUNT - 1));
        while (et_format_info(format)->model == ET_MODEL_RGBA);
        picture.in = info_of(format, 300 + check_random_below(900), 1 + check_random_below(120));
        for (int k = 0; k < picture.count; k++) {
            const struct et_filter *filter;
            do
                filter = et_filter_at((size_t)check_random_below((int)et_filter_count()));
            while (!filter->by_plane || (i % 4 && !filter->columns_needed));
            picture.links[k].filter = filter;
            for (size_t p = 0; p < filter->param_count; p++)
                picture.links[k].values[p] = random_value(&filter->params[p]);
            picture.links[k].has_keys = !filter->params[0].fixed && check_random_below(3) == 0;
            picture.links[k].key_value = random_value(&filter->params[0]);
        }
        const struct made made = compare(engines, &picture);
        groups += made.groups;
        tiled += made.tiles > 1;
    }
    CHECK(groups > wanted, "%d groups", groups);
    CHECK(tiled > wanted / 4, "%d chains in tiles", tiled);
    check_close_engines(engines, ENGINES);
}
