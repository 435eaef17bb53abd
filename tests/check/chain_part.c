// SPDX-License-Identifier: MIT
/*
 * Analyses with a region, and every filter behind a crop, find and make what they do of a picture that
 * was cut out of the clip.
 */
#include "image.h"

#include "chain/chain.h"
#include "frame/frame.h"

#include <string.h>

enum { FRAMES = 4, MOST_VALUES = 24 };

static struct et_engine *engine;
static struct et_pool *pool;

/* The filter with its initial values; `second` is borrowed, NULL: none. */
static void add_filter(struct et_chain *chain, const struct et_filter *filter,
                       struct et_frame *second)
{
    double values[MOST_VALUES];
    for (size_t i = 0; i < filter->param_count; i++)
        values[i] = filter->params[i].initial;
    CHECK(!et_chain_add(chain, filter, values, filter->param_count), "%s", et_error_message());
    if (second)
        CHECK(!et_chain_set_still(chain, second, NULL), "%s", et_error_message());
}

static struct et_chain *make_chain(const struct et_filter *filter, const struct et_region *region,
                                   struct et_frame *second)
{
    struct et_chain *chain = NULL;
    CHECK(!et_chain_create(engine, &chain), "no chain");
    add_filter(chain, filter, second);
    if (region)
        CHECK(!et_chain_set_region(chain, region), "%s", et_error_message());
    return chain;
}

/* Sends all frames through a chain, which is destroyed. Returns 0 or the chain's error. */
static int send(struct et_chain *chain, struct et_frame *const in[FRAMES],
                struct et_frame *out[FRAMES])
{
    struct et_image_info info;
    int error = et_chain_configure(chain, &in[0]->image.info, &info), count = 0;
    memset(out, 0, FRAMES * sizeof(*out));
    for (int i = 0; i <= FRAMES && !error; i++) {
        if (i < FRAMES)
            error = et_chain_push(chain, in[i]);
        else
            et_chain_finish(chain);
        while (!error && (error = et_chain_step(chain, 1000)) > 0) {
            if (error == ET_FRAME && count < FRAMES)
                out[count++] = et_chain_take(chain);
            error = 0;
        }
    }
    et_chain_destroy(&chain);
    CHECK(error < 0 || count == FRAMES, "%d frames", count);
    return error;
}

static void drop(struct et_frame *frames[FRAMES])
{
    for (int i = 0; i < FRAMES; i++)
        et_frame_unref(&frames[i]);
}

/* A random frame, and the part of it that is `width` x `height` from `left`, `top` on. */
static void make_pair(struct et_image_info info, const struct et_region *part, int64_t pts,
                      struct et_frame **whole, struct et_frame **cut)
{
    struct image from, to;
    image_create(&from, &info, 0);
    image_fill(&from, pts % 3 ? FILL_RANDOM : FILL_SMOOTH, (uint32_t)pts + 1);
    info.width = part->width;
    info.height = part->height;
    image_create(&to, &info, 0);
    for (int p = 0; p < et_format_info(info.format)->planes; p++) {
        const bool fewer = et_plane_is_chroma(info.format, p);
        const int x0 = part->x >> (fewer ? et_format_info(info.format)->chroma_x : 0);
        const int y0 = part->y >> (fewer ? et_format_info(info.format)->chroma_y : 0);
        for (int y = 0; y < et_plane_height(info.format, p, info.height); y++)
            for (int x = 0; x < et_plane_width(info.format, p, info.width); x++)
                image_set(&to.image, p, x, y, image_get(&from.image, p, x0 + x, y0 + y));
    }
    *whole = image_to_frame(&from.image, pool);
    *cut = image_to_frame(&to.image, pool);
    image_destroy(&from);
    image_destroy(&to);
    (*whole)->pts = (*cut)->pts = pts;
    (*whole)->time_base = (*cut)->time_base = (struct et_rational){1, 25};
}

static bool equal(const struct et_analysis *a, const struct et_analysis *b)
{
    for (size_t i = 0; i < a->filter->result_count; i++) {
        const size_t size = a->filter->results[i].type == ET_RESULT_F64 ? 8 : 4;
        if (a->counts[i] != b->counts[i] || memcmp(a->arrays[i], b->arrays[i], a->counts[i] * size))
            return false;
    }
    return true;
}

/* The region that is asked for, and what an analysis makes of it in I420. */
static const struct {
    struct et_region asked, seen;
} regions[] = {
    {{20, 10, 40, 30, 0}, {20, 10, 40, 30, 0}}, {{21, 11, 39, 29, 9}, {20, 10, 40, 30, 0}},
    {{-5, -9, 23, 30, 0}, {0, 0, 18, 22, 0}},   {{90, 50, 999, 999, 0}, {90, 50, 17, 19, 0}},
    {{33, 44, 1, 1, 0}, {32, 44, 2, 2, 0}},
};

/* With a second input, an analysis that takes one compares with it. */
static void check_analysis(const struct et_filter *filter, enum et_format format, size_t index,
                           bool compares)
{
    struct et_image_info info = info_of(format, 107, 69);
    const struct et_region *asked = &regions[index].asked, *seen = &regions[index].seen;
    struct et_frame *whole[FRAMES + 1], *cut[FRAMES + 1], *found[FRAMES], *wanted[FRAMES];
    info.color.matrix =
        format == ET_FORMAT_GBR8 ? 0 : 2; /* which a whole picture's height decides */
    for (int i = 0; i <= FRAMES; i++)
        make_pair(info, seen, i == 2 ? 1 : i, &whole[i], &cut[i]);
    whole[2]->pts = cut[2]->pts = 2;
    CHECK(!send(make_chain(filter, asked, compares ? whole[FRAMES] : NULL), whole, found), "%s",
          et_error_message());
    CHECK(!send(make_chain(filter, NULL, compares ? cut[FRAMES] : NULL), cut, wanted), "%s",
          et_error_message());
    for (int i = 0; i < FRAMES && !check_has_failed(); i++)
        CHECK(found[i]->image.data[0] == whole[i]->image.data[0] &&
                  equal(found[i]->analysis, wanted[i]->analysis),
              "%s of %s, region %zu, frame %d", filter->name, et_format_info(format)->name, index,
              i);
    drop(found);
    drop(wanted);
    for (int i = 0; i <= FRAMES; i++) {
        et_frame_unref(&whole[i]);
        et_frame_unref(&cut[i]);
    }
}

/* A region that moves to the right, and becomes narrow. */
static const struct et_key left[] = {{.time_s = 0, .value = 21, .ease = ET_EASE_LINEAR},
                                     {.time_s = 0.12, .value = 54}};
static const struct et_key narrow[] = {{.time_s = 0, .value = 39, .ease = ET_EASE_HOLD},
                                       {.time_s = 0.08, .value = 16}};

static struct et_chain *make_moving(const struct et_filter *filter, const struct et_key *keys,
                                    size_t count)
{
    struct et_chain *chain = make_chain(filter, &regions[1].asked, NULL);
    CHECK(!et_chain_set_region_keys(chain, ET_REGION_X, keys, count), "%s", et_error_message());
    CHECK(!et_chain_set_region_keys(chain, ET_REGION_WIDTH, narrow, ET_COUNT(narrow)), "%s",
          et_error_message());
    return chain;
}

static void check_moving(const struct et_filter *filter, enum et_format format)
{
    struct et_frame *whole[FRAMES], *cut[FRAMES], *found[FRAMES], *wanted[FRAMES];
    for (int i = 0; i < FRAMES; i++)
        make_pair(info_of(format, 107, 69), &regions[0].seen, i, &whole[i], &cut[i]);
    CHECK(!send(make_moving(filter, left, ET_COUNT(left)), whole, found), "%s", et_error_message());
    for (int i = 0; i < FRAMES && !check_has_failed(); i++) {
        struct et_region region = regions[1].asked;
        region.x = 21 + 11 * i;
        region.width = i < 2 ? 39 : 16;
        CHECK(!send(make_chain(filter, &region, NULL), whole, wanted), "%s", et_error_message());
        CHECK(equal(found[i]->analysis, wanted[i]->analysis), "%s of %s in motion, frame %d",
              filter->name, et_format_info(format)->name, i);
        drop(wanted);
    }
    drop(found);
    drop(whole);
    drop(cut);
}

/* Out of the picture at a keyframe, and between two. */
static void check_moved_out(const struct et_filter *filter)
{
    const struct et_key out[] = {{.time_s = 0, .value = 21, .ease = ET_EASE_LINEAR},
                                 {.time_s = 100, .value = 107}};
    const struct et_key beyond[] = {
        {.time_s = 0, .value = 21, .ease = ET_EASE_BEZIER, .bezier = {0.5, 90, 0.5, 90}},
        {.time_s = 0.12, .value = 54}};
    struct et_frame *whole[FRAMES], *cut[FRAMES], *found[FRAMES];
    for (int i = 0; i < FRAMES; i++)
        make_pair(info_of(ET_FORMAT_I420, 107, 69), &regions[0].seen, i, &whole[i], &cut[i]);
    CHECK(send(make_moving(filter, out, 2), whole, found) == ET_ERROR_ARGUMENT && !found[0],
          "%s begins", filter->name);
    CHECK(strstr(et_error_message(), "16 x 29 at 107, 11, lies outside"), "%s", et_error_message());
    CHECK(send(make_moving(filter, beyond, 2), whole, found) == ET_ERROR_ARGUMENT,
          "%s sees what there is not", filter->name);
    CHECK(strstr(et_error_message(), "lies outside"), "%s", et_error_message());
    drop(found);
    drop(whole);
    drop(cut);
}

static void check_refused(const struct et_filter *filter)
{
    const struct et_region outside = {107, 0, 5, 5, 0}, all = {0, 0, 107, 69, 0};
    struct et_frame *whole[FRAMES], *cut[FRAMES], *found[FRAMES];
    for (int i = 0; i < FRAMES; i++)
        make_pair(info_of(ET_FORMAT_I420, 107, 69), &regions[0].seen, i, &whole[i], &cut[i]);
    CHECK(send(make_chain(filter, &outside, NULL), whole, found) == ET_ERROR_ARGUMENT,
          "%s counts what there is not", filter->name);
    CHECK(strstr(et_error_message(), "5 x 5 at 107, 0, lies outside"), "%s", et_error_message());
    if (filter->second_models) {
        CHECK(send(make_chain(filter, &all, cut[0]), whole, found) == ET_ERROR_ARGUMENT,
              "compared");
        CHECK(strstr(et_error_message(), "is 40 x 30 and the picture 107 x 69"), "%s",
              et_error_message());
    }
    drop(whole);
    drop(cut);
}

void test_chain_part(void)
{
    static const enum et_format formats[] = {ET_FORMAT_I420, ET_FORMAT_I420P10, ET_FORMAT_I444,
                                             ET_FORMAT_GBR8};
    for (int threads = 0; threads < 3; threads += 2) {
        engine = check_engine(threads, ~0u);
        CHECK(!et_pool_create(64, &pool), "no pool");
        for (size_t i = 0; i < et_filter_count() && !check_has_failed(); i++) {
            const struct et_filter *filter = et_filter_at(i);
            if (!filter->result_count)
                continue;
            for (size_t r = 0; r < ET_COUNT(regions); r++) {
                for (size_t f = 0; f < 2; f++)
                    check_analysis(filter, formats[f], r, filter->second_models && r != 2);
                for (size_t f = 2; f < ET_COUNT(formats) && r == 0; f++)
                    check_analysis(filter, formats[f], r, filter->second_models);
            }
            check_moving(filter, formats[i % 3]);
            check_refused(filter);
            check_moved_out(filter);
        }
        et_pool_close(&pool);
        et_engine_destroy(&engine);
    }
}

/* ---- Behind a crop ---------------------------------------------------------------------------- */

static struct et_chain *make_crop(const struct et_region *part)
{
    const double values[] = {part->width, part->height, part->x, part->y};
    struct et_chain *chain = NULL;
    CHECK(!et_chain_create(engine, &chain), "no chain");
    CHECK(!et_chain_add(chain, et_filter_find("crop"), values, 4), "%s", et_error_message());
    return chain;
}

/* Parts that begin at no multiple of a vector, and end with the picture or in it: whole samples of I420 too. */
static const struct et_region parts[] = {{22, 10, 67, 45, 0}, {38, 6, 69, 63, 0}};

/* The planes of a crop are the picture's own; they stay when the picture goes. */
static void check_shared(enum et_format format, const struct et_region *part)
{
    struct et_frame *whole[FRAMES], *cut[FRAMES], *found[FRAMES];
    const struct et_format_info *shape = et_format_info(format);
    for (int i = 0; i < FRAMES; i++)
        make_pair(info_of(format, 107, 69), part, i, &whole[i], &cut[i]);
    CHECK(!send(make_crop(part), whole, found), "%s", et_error_message());
    for (int i = 0; i < FRAMES; i++) {
        for (int p = 0; p < shape->planes; p++) {
            const bool fewer = et_plane_is_chroma(format, p);
            const int x = part->x >> (fewer ? shape->chroma_x : 0);
            const int y = part->y >> (fewer ? shape->chroma_y : 0);
            CHECK(found[i]->image.data[p] == whole[i]->image.data[p] +
                                                 y * whole[i]->image.stride[p] +
                                                 x * shape->bytes_per_pixel,
                  "plane %d of %s was copied", p, shape->name);
        }
        et_frame_unref(&whole[i]);
        const char *difference = image_difference(&found[i]->image, &cut[i]->image);
        CHECK(!difference, "%s: %s", shape->name, difference);
        CHECK(found[i]->pts == i, "a crop has another time");
    }
    drop(found);
    drop(cut);
}

/* What a filter makes of a part that shares its planes, with other pixels around it. */
static void check_behind_crop(const struct et_filter *filter, enum et_format format,
                              const struct et_region *part)
{
    struct et_frame *whole[FRAMES], *cut[FRAMES], *found[FRAMES], *wanted[FRAMES];
    for (int i = 0; i < FRAMES; i++)
        make_pair(info_of(format, 107, 69), part, i, &whole[i], &cut[i]);
    struct et_frame *second = filter->inputs == 2 ? cut[FRAMES - 1] : NULL;
    struct et_chain *chain = make_crop(part);
    add_filter(chain, filter, second);
    const int error = send(chain, whole, found);
    CHECK(send(make_chain(filter, NULL, second), cut, wanted) == error, "%s", et_error_message());
    for (int i = 0; i < FRAMES && !error && !check_has_failed(); i++) {
        const char *difference = image_difference(&found[i]->image, &wanted[i]->image);
        CHECK(!difference, "%s of %s behind a crop, frame %d: %s", filter->name,
              et_format_info(format)->name, i, difference);
        CHECK(!filter->result_count || equal(found[i]->analysis, wanted[i]->analysis),
              "%s of %s behind a crop, frame %d", filter->name, et_format_info(format)->name, i);
    }
    drop(found);
    drop(wanted);
    drop(whole);
    drop(cut);
}

void test_chain_crop(void)
{
    static const enum et_format formats[] = {ET_FORMAT_I420, ET_FORMAT_I420P10, ET_FORMAT_I444A,
                                             ET_FORMAT_GBR8, ET_FORMAT_GRAY16};
    for (int threads = 0; threads < 3; threads += 2) {
        engine = check_engine(threads, ~0u);
        CHECK(!et_pool_create(64, &pool), "no pool");
        for (size_t f = 0; f < ET_COUNT(formats); f++)
            for (size_t r = 0; r < ET_COUNT(parts); r++) {
                const enum et_model model = et_format_info(formats[f])->model;
                check_shared(formats[f], &parts[r]);
                for (size_t i = 0; i < et_filter_count() && !check_has_failed(); i++)
                    if (et_filter_at(i)->models & 1u << model)
                        check_behind_crop(et_filter_at(i), formats[f], &parts[r]);
            }
        et_pool_close(&pool);
        et_engine_destroy(&engine);
    }
}
