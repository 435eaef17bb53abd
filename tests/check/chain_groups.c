// SPDX-License-Identifier: MIT
/*
 * Chains whose stages work band by band against the same chains with a frame behind each stage: the
 * same samples, for any number of threads, whatever the windows held before.
 */
#include "single.h"

#include "base/engine.h"
#include "base/threads.h"
#include "chain/group.h"
#include "frame/frame.h"

#include <stdlib.h>
#include <string.h>

enum {
    CHAINS = 40,
    CHAINS_OF_SOAK = 600,
    MOST_LINKS = 6,
    FRAMES = 3,
    MOST_OUT = 8 * FRAMES,
    ENGINES = 4, /* with no thread, with one ... */
    MOST_PIXELS = 400 * 400
};

struct link {
    const struct et_filter *filter;
    double values[MOST_PARAMS];
    bool has_region, has_enable, has_keys;
    struct et_region region;
    double key_value; /* of the first parameter that takes keyframes */
};

struct plan {
    struct link links[MOST_LINKS];
    int count;
    struct et_image_info in, second;
};

/* The second input of all filters that have one: a frame for each of the first's, the last but one missing. */
static struct et_frame *seconds[FRAMES];
static bool second_waits, second_is_missing;

static int second_at(void *opaque, int64_t pts, struct et_rational time_base, struct et_frame **out)
{
    const int64_t index = pts * time_base.num / time_base.den;
    (void)opaque;
    second_waits = !second_waits; /* every other time it has yet to be decoded */
    if (second_waits)
        return ET_MORE;
    if (second_is_missing && index == FRAMES - 2)
        return ET_DONE;
    *out = et_frame_ref(seconds[index < FRAMES ? index : FRAMES - 1]);
    return ET_FRAME;
}

/* ---- Random chains ---------------------------------------------------------------------------- */

static double random_value(const struct et_param *param)
{
    const double part = check_random_below(1001) / 1000.0;
    const double span = param->max - param->min;
    if (check_random_below(3) == 0)
        return param->initial;
    /* Sizes and radii: more of the small ones. */
    const double value = param->min + span * (span > 20 ? part * part * part * part : part);
    return param->type == ET_PARAM_FLOAT ? value : (double)(int)value;
}

static struct link random_link(const struct et_image_info *in)
{
    struct link link = {0};
    link.filter = et_filter_at((size_t)check_random_below((int)et_filter_count()));
    for (size_t p = 0; p < link.filter->param_count; p++)
        link.values[p] = random_value(&link.filter->params[p]);
    link.has_region = check_random_below(5) == 0;
    link.region = (struct et_region){.x = check_random_below(in->width),
                                     .y = check_random_below(in->height),
                                     .width = 1 + check_random_below(in->width),
                                     .height = 1 + check_random_below(in->height),
                                     .feather = check_random_below(9)};
    link.has_enable = check_random_below(6) == 0;
    link.has_keys = check_random_below(5) == 0;
    return link;
}

static void close_second(void *opaque)
{
    (void)opaque;
}

/* Keyframes of the first parameter that takes them; of all, and neutral at first, with a second input. */
static int set_keys(struct et_chain *chain, struct link *link)
{
    const bool second = link->filter->inputs == 2;
    int error = 0;
    for (size_t p = 0; p < link->filter->param_count && !error; p++) {
        const struct et_param *param = &link->filter->params[p];
        if (param->fixed || param->type != ET_PARAM_FLOAT)
            continue;
        const struct et_key keys[] = {{.time_s = 0, .value = second ? 0 : link->values[p]},
                                      {.time_s = 2, .value = second ? param->max : param->initial},
                                      {.time_s = 3, .value = link->values[p]}};
        error = et_chain_set_keys(chain, p, keys, ET_COUNT(keys));
        if (!second)
            return error;
    }
    return error;
}

static int add_link(struct et_chain *chain, struct link *link, const struct et_image_info *second)
{
    const struct et_input input = {
        .info = *second, .can_be_nothing = true, .frame = second_at, .close = close_second};
    int error = et_chain_add(chain, link->filter, link->values, link->filter->param_count);
    if (!error && link->filter->inputs == 2)
        error = et_chain_set_input(chain, &input);
    if (!error && link->has_region)
        error = et_chain_set_region(chain, &link->region);
    if (!error && link->has_enable)
        error = et_chain_set_enable(chain, 1, 2);
    if (!error && link->has_keys)
        error = set_keys(chain, link);
    return error;
}

static struct et_chain *make_chain(struct et_engine *engine, struct plan *plan, bool alone)
{
    struct et_chain *chain;
    struct et_image_info out;
    int error = et_chain_create(engine, &chain);
    if (!error)
        chain->alone = alone;
    for (int i = 0; !error && i < plan->count; i++)
        error = add_link(chain, &plan->links[i], &plan->second);
    if (!error)
        error = et_chain_configure(chain, &plan->in, &out);
    for (size_t i = 0; !error && i < chain->stage_count; i++)
        if ((int64_t)chain->stages[i].out.width * chain->stages[i].out.height > MOST_PIXELS)
            error = ET_ERROR_UNSUPPORTED;
    if (error)
        et_chain_destroy(&chain);
    return chain;
}

/* Adds filters that can be had one behind another, for a random format and size. */
static void random_plan(struct et_engine *engine, struct plan *plan)
{
    const enum et_format format =
        (enum et_format)(ET_FORMAT_NONE + 1 + check_random_below(ET_FORMAT_COUNT - 1));
    static const enum et_format second_formats[] = {ET_FORMAT_I420, ET_FORMAT_I444P10,
                                                    ET_FORMAT_RGBA};
    memset(plan, 0, sizeof(*plan));
    plan->in = info_of(format, 1 + check_random_below(150), 1 + check_random_below(300));
    plan->in.color.siting = (uint8_t)check_random_below(7);
    plan->second = info_of(second_formats[check_random_below(ET_COUNT(second_formats))],
                           plan->in.width, plan->in.height);
    for (int tries = 0; tries < 40 && plan->count < MOST_LINKS; tries++) {
        plan->links[plan->count++] = random_link(&plan->in);
        struct et_chain *chain = make_chain(engine, plan, true);
        if (!chain)
            plan->count--;
        et_chain_destroy(&chain);
    }
}

/* ---- Comparison ------------------------------------------------------------------------------- */

struct made {
    struct et_frame *frames[MOST_OUT];
    int count;
    int groups; /* of more than one stage */
};

static void step_all(struct et_chain *chain, struct made *made)
{
    int result;
    while ((result = et_chain_step(chain, 0)) != ET_DONE) {
        CHECK(result >= 0, "%s", et_error_message());
        if (result < 0)
            return;
        if (result == ET_FRAME && made->count < MOST_OUT)
            made->frames[made->count++] = et_chain_take(chain);
    }
}

static void make(struct et_engine *engine, struct plan *plan, struct et_frame **frames, bool alone,
                 int filling, struct made *made)
{
    struct et_chain *chain = make_chain(engine, plan, alone);
    const size_t strips = (size_t)et_threads_workers(engine->threads) + 1;
    memset(made, 0, sizeof(*made));
    second_waits = false;
    CHECK(chain, "%s", et_error_message());
    memset(chain->windows, filling, strips * chain->windows_stride);
    for (int i = 0; i < FRAMES; i++) {
        CHECK(!et_chain_push(chain, frames[i]), "%s", et_error_message());
        step_all(chain, made);
        for (size_t k = 0; k < chain->stage_count; k++)
            made->groups += chain->groups[k].count > 1;
    }
    et_chain_finish(chain);
    step_all(chain, made);
    et_chain_destroy(&chain);
}

static void drop(struct made *made)
{
    for (int i = 0; i < made->count; i++)
        et_frame_unref(&made->frames[i]);
}

static const char *text_of(const struct plan *plan)
{
    static char text[400];
    text[0] = 0;
    for (int i = 0; i < plan->count; i++) {
        strcat(text, " ");
        strcat(text, plan->links[i].filter->name);
        strcat(text, plan->links[i].has_region ? "[region]" : "");
        strcat(text, plan->links[i].has_enable ? "[enable]" : "");
        strcat(text, plan->links[i].has_keys ? "[keys]" : "");
    }
    return text;
}

static void compare(const struct plan *plan, const struct made *expected, const struct made *found,
                    int threads)
{
    CHECK(found->count == expected->count, "%d frames, %d expected", found->count, expected->count);
    for (int i = 0; i < expected->count && i < found->count && !check_has_failed(); i++) {
        const struct et_frame *a = expected->frames[i], *b = found->frames[i];
        const char *difference = image_difference(&a->image, &b->image);
        CHECK(!difference && a->pts == b->pts && a->interlaced == b->interlaced,
              "%s %dx%d, %d threads:%s: frame %d: %s", et_format_info(plan->in.format)->name,
              plan->in.width, plan->in.height, threads, text_of(plan), i,
              difference ? difference : "its properties");
    }
}

static void make_frames(struct et_pool *pool, const struct et_image_info *info,
                        struct et_frame **frames)
{
    for (int i = 0; i < FRAMES; i++) {
        struct image image;
        image_create(&image, info, 0);
        image_fill(&image, i == 1 ? FILL_EXTREMES : FILL_RANDOM, (uint32_t)i);
        frames[i] = image_to_frame(&image.image, pool);
        image_destroy(&image);
        frames[i]->pts = i;
        frames[i]->time_base = (struct et_rational){1, 1};
        frames[i]->interlaced = frames[i]->top_first = i & 1;
    }
}

/* Makes a plan's frames in groups, with up to 3 threads, and alone. Returns how many groups there were. */
static int check_plan(struct et_engine *const *engines, struct plan *plan)
{
    struct et_frame *frames[FRAMES];
    struct made expected, found;
    struct et_pool *pool;
    int groups = 0;
    CHECK(!et_pool_create(2 * FRAMES, &pool), "no pool");
    make_frames(pool, &plan->in, frames);
    make_frames(pool, &plan->second, seconds);
    make(engines[0], plan, frames, true, 0, &expected);
    CHECK(!expected.groups, "stages that are to be alone are not");
    for (int threads = 0; threads < ENGINES && !check_has_failed(); threads++) {
        make(engines[threads], plan, frames, false, 0x11 + 0x5B * threads, &found);
        compare(plan, &expected, &found, threads);
        groups += found.groups;
        drop(&found);
    }
    drop(&expected);
    for (int k = 0; k < FRAMES; k++) {
        et_frame_unref(&frames[k]);
        et_frame_unref(&seconds[k]);
    }
    et_pool_close(&pool);
    return groups;
}

void test_chain_groups(void)
{
    struct et_engine *engines[ENGINES];
    const int chains = getenv("ETALON_SOAK") ? CHAINS_OF_SOAK : CHAINS;
    int groups = 0, with_second = 0;
    check_open_engines(engines, ENGINES);
    for (int i = 0; i < chains && !check_has_failed(); i++) {
        static struct plan plan;
        check_seed((uint32_t)i + 1);
        random_plan(engines[0], &plan);
        second_is_missing = i & 1;
        for (int k = 1; k < plan.count; k++)
            with_second += plan.links[k].filter->inputs == 2;
        groups += check_plan(engines, &plan);
    }
    CHECK(groups > 3 * chains, "%d groups", groups);
    CHECK(with_second > chains / 10, "%d filters with a second input", with_second);
    check_close_engines(engines, ENGINES);
}

/* A filter that is neutral at first, behind another one: its second input is that of the frame at hand. */
void test_chain_group_second(void)
{
    static const char *const names[] = {"crossfade", "wipe", "overlay"};
    struct et_engine *engines[ENGINES];
    check_open_engines(engines, ENGINES);
    second_is_missing = false;
    for (size_t i = 0; i < ET_COUNT(names); i++) {
        static struct plan plan;
        const struct et_image_info info = info_of(ET_FORMAT_I420, 150, 130);
        plan = (struct plan){.count = 2, .in = info, .second = info};
        plan.links[0].filter = et_filter_find("unsharp");
        plan.links[1].filter = et_filter_find(names[i]);
        plan.links[1].has_keys = true;
        for (int k = 0; k < plan.count; k++)
            filter_initial(plan.links[k].filter, plan.links[k].values);
        if (plan.links[1].filter->params[0].type ==
            ET_PARAM_CHOICE) /* by `progress`, not by time */
            plan.links[1].values[0] = 1;
        CHECK(check_plan(engines, &plan) > 0, "unsharp and %s are no group", names[i]);
    }
    check_close_engines(engines, ENGINES);
}

/* ---- Plans ------------------------------------------------------------------------------------ */

static double number_in(const char *json, const char *key)
{
    const char *found = strstr(json, key), *next;
    for (next = found; next; next = strstr(next + 1, key)) /* the sums come behind the stages */
        found = next;
    CHECK(found, "no %s in %s", key, json);
    return found ? strtod(found + strlen(key), NULL) : 0;
}

/* Plans a chain of blurs, with another filter in the middle; the caller frees *json. */
static struct et_chain *plan_blurs(struct et_engine *engine, enum et_format format, double sigma,
                                   const char *middle, double value, char **json)
{
    const struct et_image_info in = info_of(format, 3840, 2160);
    const double small = 1;
    struct et_chain *chain;
    CHECK(!et_chain_create(engine, &chain), "no chain");
    for (int i = 0; i < 5; i++) {
        const struct et_filter *filter =
            et_filter_find(i == 2 && middle ? middle : "gaussian_blur");
        const double *values = i == 2 && middle ? &value : i == 3 ? &sigma : &small;
        CHECK(!et_chain_add(chain, filter, values, 1), "%s", et_error_message());
    }
    CHECK(!et_chain_plan(chain, &in, json), "%s", et_error_message());
    return chain;
}

void test_chain_group_plan(void)
{
    static const enum et_format formats[] = {ET_FORMAT_I420, ET_FORMAT_I420P10, ET_FORMAT_I444};
    const double samples[] = {1.5, 3, 3};
    for (int threads = 0; threads < 4; threads += 3) {
        struct et_engine *engine = check_engine(threads, 0);
        struct et_chain *chain;
        char *json;
        for (size_t i = 0; i < ET_COUNT(formats); i++) {
            const double frame = 3840.0 * 2160 * samples[i];
            chain = plan_blurs(engine, formats[i], 1, NULL, 0, &json);
            const struct et_band_group *group = &chain->groups[0];
            size_t bytes = 0;
            CHECK(group->count == 5, "%d stages of 5 are one group", group->count);
            for (int k = 0; k < group->count - 1; k++) {
                CHECK(group->windows[k].bytes < 256 << 10, "%zu bytes", group->windows[k].bytes);
                bytes += group->windows[k].bytes;
            }
            CHECK(bytes <= 1 << 20, "%zu bytes", bytes);
            const double moved =
                number_in(json, "\"bytesRead\":") + number_in(json, "\"bytesWritten\":");
            CHECK(moved >= 2 * frame && moved <= 2.1 * frame, "%g bytes of frames of %g", moved,
                  frame);
            et_text_free(&json);
            et_chain_destroy(&chain);
        }
        /* The widest blur does not join, and a flip ends a group where it goes upward. */
        chain = plan_blurs(engine, ET_FORMAT_I420, 200, NULL, 0, &json);
        CHECK(chain->groups[0].count == 3, "%d stages", chain->groups[0].count);
        et_text_free(&json);
        et_chain_destroy(&chain);
        for (int direction = 0; direction < 2; direction++) {
            chain = plan_blurs(engine, ET_FORMAT_I420, 1, "flip", direction, &json);
            CHECK(chain->groups[0].count == (direction ? 2 : 5), "%d stages",
                  chain->groups[0].count);
            CHECK(!direction || chain->groups[2].count == 3, "%d stages", chain->groups[2].count);
            et_text_free(&json);
            et_chain_destroy(&chain);
        }
        et_engine_destroy(&engine);
    }
}
