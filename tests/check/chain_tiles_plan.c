// SPDX-License-Identifier: MIT
/* Groups of chain/tiles.h: what the plan says that five spatial filters read and write. */
#include "chain_tiles.h"

#include "base/engine.h"
#include "chain/group.h"
#include "frame/frame.h"

#include <stdlib.h>
#include <string.h>

const struct tile_link tile_chains[TILE_CHAINS][TILE_LINKS] = {
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

const enum et_format tile_formats[TILE_FORMATS] = {ET_FORMAT_I420, ET_FORMAT_I420P10,
                                                   ET_FORMAT_I444, ET_FORMAT_I444P10};

double tile_bytes_of(const struct et_image_info *info)
{
    const struct et_format_info *format = et_format_info(info->format);
    double bytes = 0;
    for (int p = 0; p < format->planes; p++)
        bytes += (double)et_plane_width(info->format, p, info->width) *
                 et_plane_height(info->format, p, info->height) * format->bytes_per_pixel;
    return bytes;
}

struct et_frame *tile_frame(struct et_pool *pool, const struct et_image_info *info, int second)
{
    struct et_frame *frame;
    CHECK(!et_frame_create(pool, info, &frame), "%s", et_error_message());
    frame->pts = second;
    frame->time_base = (struct et_rational){1, 1};
    return frame;
}

void tile_values(const struct tile_link *link, double values[MOST_PARAMS])
{
    filter_initial(et_filter_find(link->name), values);
    if (link->value >= 0)
        values[0] = link->value;
}

static struct et_chain *make_chain(struct et_engine *engine, const struct tile_link *links)
{
    struct et_chain *chain;
    CHECK(!et_chain_create(engine, &chain), "no chain");
    for (int i = 0; i < TILE_LINKS; i++) {
        const struct et_filter *filter = et_filter_find(links[i].name);
        double values[MOST_PARAMS];
        tile_values(&links[i], values);
        CHECK(!et_chain_add(chain, filter, values, filter->param_count), "%s", et_error_message());
    }
    return chain;
}

/* The last number of this name: the sum behind those of the stages. */
static double last_number(const char *json, const char *key)
{
    const char *found = NULL;
    for (const char *next = strstr(json, key); next; next = strstr(next + 1, key))
        found = next;
    CHECK(found, "no %s in %s", key, json);
    return found ? strtod(found + strlen(key), NULL) : 0;
}

double tile_bytes_moved(const char *json)
{
    return last_number(json, "\"bytesRead\":") + last_number(json, "\"bytesWritten\":");
}

int tile_check_windows(const struct et_chain *chain)
{
    for (size_t i = 0; i < chain->stage_count; i = chain->groups[i].end) {
        const struct et_band_group *group = &chain->groups[i];
        size_t sum = 0;
        for (int k = 0; k < group->count - 1; k++) {
            CHECK(group->windows[k].bytes < 256 << 10, "%zu bytes", group->windows[k].bytes);
            sum += group->windows[k].bytes;
        }
        CHECK(sum <= 1 << 20, "%zu bytes", sum);
    }
    return chain->groups[0].count;
}

/*
 * Plans five filters; returns the bytes of whole planes that they read and write, in frames of the input and
 * the output.
 */
static double times_moved(struct et_engine *engine, const struct tile_link *links,
                          const struct et_image_info *in, int *stages)
{
    struct et_chain *chain = make_chain(engine, links);
    char *json;
    CHECK(!et_chain_plan(chain, in, &json), "%s", et_error_message());
    const double moved = tile_bytes_moved(json);
    *stages = tile_check_windows(chain);
    et_text_free(&json);
    et_chain_destroy(&chain);
    return moved / (2 * tile_bytes_of(in));
}

/* At most twice the input and the output: here nearly once. */
void test_chain_tile_plan(void)
{
    for (int threads = 0; threads < 4; threads += 1 + (threads > 0)) {
        struct et_engine *engine = check_engine(threads, 0);
        for (size_t c = 0; c < TILE_CHAINS; c++)
            for (size_t f = 0; f < TILE_FORMATS; f++) {
                const struct et_image_info in = info_of(tile_formats[f], TILE_WIDTH, TILE_HEIGHT);
                int stages;
                const double moved = times_moved(engine, tile_chains[c], &in, &stages);
                CHECK(stages == TILE_LINKS && moved >= 1 && moved <= 1.2,
                      "from %s on, %s, %d threads: %d stages, %.2f times", tile_chains[c]->name,
                      et_format_info(in.format)->name, check_threads(threads) + 1, stages, moved);
            }
        et_engine_destroy(&engine);
    }
}

/* Filters that reach further: how often five of them move the input and the output on one thread. */
static const struct {
    struct tile_link link;
    double most[2]; /* of 8 and of 10 bits, 4:2:0 */
} far[] = {
    {{"gaussian_blur", 8}, {1, 1}},   {{"gaussian_blur", 20}, {1, 1}},
    {{"gaussian_blur", 50}, {1, 5}},  {{"box_blur", 10}, {1, 1.04}},
    {{"box_blur", 20}, {1.06, 2.19}}, {{"box_blur", 50}, {5, 5}}, /* 5: a frame lies behind each */
    {{"bilateral", 16}, {1.09, 2.2}},
};

void test_chain_tile_far(void)
{
    struct et_engine *engine = check_engine(0, 0);
    for (size_t i = 0; i < ET_COUNT(far); i++)
        for (int deep = 0; deep < 2; deep++) {
            const struct tile_link link = far[i].link,
                                   links[TILE_LINKS] = {link, link, link, link, link};
            const struct et_image_info in =
                info_of(deep ? ET_FORMAT_I420P10 : ET_FORMAT_I420, TILE_WIDTH, TILE_HEIGHT);
            int stages;
            const double moved = times_moved(engine, links, &in, &stages);
            CHECK(moved <= far[i].most[deep], "five %s of %g, %d bits: %.2f times, %d stages",
                  link.name, link.value, deep ? 10 : 8, moved, stages);
        }
    et_engine_destroy(&engine);
}
