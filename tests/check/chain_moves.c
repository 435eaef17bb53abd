// SPDX-License-Identifier: MIT
/* Lists and regions that follow keyframes: each frame is that of a chain whose list or region is as it is then. */
#include "chain_rig.h"

#include "base/alloc.h"
#include "chain/chain.h"
#include "frame/frame.h"
#include "single.h"

#include <math.h>
#include <string.h>

enum { FRAMES = 32, WARM = 13, WIDTH = 94, HEIGHT = 51, POINTS = 6, WEIGHTS = 5 };

/*
 * Adds filters to an empty chain, with keyframes (`now` is NULL) or with what these give at an
 * instant.
 */
typedef void add_filters(struct et_chain *chain, const struct et_instant *now,
                         struct et_frame *still);

/* ---- Keyframes ----------------------------------------------------------------------------------- */

/* Before frame WARM nothing moves, but that the region is hidden for two frames. */
#define AT(frame) ((WARM + (frame)) / 25.0)

static const struct et_key left[] = {
    {.time_s = AT(-6), .value = -12, .ease = ET_EASE_HOLD},
    {.time_s = AT(-4), .value = -200, .ease = ET_EASE_HOLD},
    {.time_s = AT(-2), .value = -12, .ease = ET_EASE_HOLD},
    {.time_s = AT(0), .value = -12, .ease = ET_EASE_LINEAR},
    {.time_s = AT(3), .value = -200, .ease = ET_EASE_LINEAR},
    {.time_s = AT(6), .value = 31, .ease = ET_EASE_BEZIER, .bezier = {0.2, -1, 0.7, 2}},
    {.time_s = AT(14), .value = 66, .ease = ET_EASE_HOLD},
    {.time_s = AT(17), .value = 12}};
static const struct et_key top[] = {{.time_s = AT(0), .value = 5, .ease = ET_EASE_HOLD},
                                    {.time_s = AT(8), .value = -7}};
static const struct et_key width[] = {{.time_s = AT(0), .value = 20, .ease = ET_EASE_LINEAR},
                                      {.time_s = AT(12.5), .value = 61}};
static const struct et_key feather[] = {{.time_s = AT(0), .value = 0, .ease = ET_EASE_LINEAR},
                                        {.time_s = AT(10), .value = 17}};
static const struct {
    const struct et_key *keys;
    size_t count;
} moves[ET_REGION_NUMBERS] = {
    {left, ET_COUNT(left)},       {top, ET_COUNT(top)}, {width, ET_COUNT(width)}, {NULL, 0},
    {feather, ET_COUNT(feather)},
};

static struct et_region region_at(const struct et_instant *now)
{
    int numbers[ET_REGION_NUMBERS] = {[ET_REGION_HEIGHT] = 33};
    for (int i = 0; i < ET_REGION_NUMBERS; i++)
        if (moves[i].count) {
            const double number = rig_key_value(moves[i].keys, moves[i].count, now);
            const int whole = (int)floor(number + 0.5);
            numbers[i] = i == ET_REGION_FEATHER && whole < 0 ? 0 : whole;
        }
    return (struct et_region){numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]};
}

static void set_region(struct et_chain *chain, const struct et_instant *now)
{
    const struct et_instant begin = et_instant_at(0);
    const struct et_region region = region_at(now ? now : &begin);
    CHECK(!et_chain_set_region(chain, &region), "%s", et_error_message());
    for (int i = 0; !now && i < ET_REGION_NUMBERS; i++)
        if (moves[i].count)
            CHECK(!et_chain_set_region_keys(chain, (enum et_region_number)i, moves[i].keys,
                                            moves[i].count),
                  "%s", et_error_message());
}

/* Sets a list of `length` numbers, of which there are three sets. */
static void set_list(struct et_chain *chain, size_t param, const double *numbers, size_t length,
                     const struct et_instant *now)
{
    struct et_key keys[] = {
        {.time_s = AT(0), .ease = ET_EASE_BEZIER, .bezier = {0.1, -0.6, 0.8, 1.7}},
        {.time_s = AT(9), .ease = ET_EASE_LINEAR},
        {.time_s = AT(17)}};
    double still[2 * POINTS];
    if (!now) {
        CHECK(!et_chain_set_list_keys(chain, param, keys, ET_COUNT(keys), numbers, length), "%s",
              et_error_message());
        return;
    }
    for (size_t n = 0; n < length; n++) {
        for (size_t k = 0; k < ET_COUNT(keys); k++)
            keys[k].value = numbers[k * length + n];
        still[n] = fmax(rig_key_value(keys, ET_COUNT(keys), now), 0);
        still[n] = fmin(still[n], length == WEIGHTS ? 1000 : 1);
    }
    CHECK(!et_chain_set_list(chain, param, still, length), "%s", et_error_message());
}

static void add(struct et_chain *chain, const char *name)
{
    const struct et_filter *filter = et_filter_find(name);
    double values[MOST_PARAMS];
    filter_initial(filter, values);
    CHECK(!et_chain_add(chain, filter, values, filter->param_count), "%s", et_error_message());
}

/* ---- Chains -------------------------------------------------------------------------------------- */

static const double points[3][2 * POINTS] = {
    {0, 0, 0.2, 0.1, 0.4, 0.55, 0.6, 0.6, 0.8, 0.9, 1, 1},
    {0, 0.2, 0.1, 0.4, 0.5, 0.5, 0.55, 0.7, 0.9, 0.75, 1, 0.9},
    {0, 0, 0.2, 0.2, 0.4, 0.4, 0.6, 0.6, 0.8, 0.8, 1, 1}}; /* neutral */

static void add_curves(struct et_chain *chain, const struct et_instant *now, struct et_frame *still)
{
    (void)still;
    add(chain, "curves");
    set_list(chain, 0, points[0], 2 * POINTS, now);
    set_list(chain, 2, points[1], 4, now); /* of any 4 */
}

/* Fused with neighbours. */
static void add_grade(struct et_chain *chain, const struct et_instant *now, struct et_frame *still)
{
    const double contrast[] = {0, 1.3, 1, 1, 0};
    CHECK(!et_chain_add(chain, et_filter_find("adjust"), contrast, ET_COUNT(contrast)), "%s",
          et_error_message());
    add_curves(chain, now, still);
}

static void add_blend(struct et_chain *chain, const struct et_instant *now, struct et_frame *still)
{
    static const double weights[3][WEIGHTS] = {
        {0, 0.5, 3, 0, 0}, {1, 5, 900, 0, 70}, {2, 0.5, 0, 4, 0}};
    (void)still;
    add(chain, "temporal_blend");
    set_list(chain, 0, weights[0], WEIGHTS, now);
}

static void add_blur(struct et_chain *chain, const struct et_instant *now, struct et_frame *still)
{
    (void)still;
    add(chain, "gaussian_blur");
    set_region(chain, now);
}

/* A colour program of its own, between two others. */
static void add_program(struct et_chain *chain, const struct et_instant *now,
                        struct et_frame *still)
{
    (void)still;
    const double exposure = 0.4, levels[] = {0.1, 0.9, 1.4, 0, 1, 0};
    CHECK(!et_chain_add(chain, et_filter_find("exposure"), &exposure, 1), "%s", et_error_message());
    CHECK(!et_chain_add(chain, et_filter_find("levels"), levels, ET_COUNT(levels)), "%s",
          et_error_message());
    set_region(chain, now);
    CHECK(!et_chain_add(chain, et_filter_find("exposure"), &exposure, 1), "%s", et_error_message());
}

/* A group, whose second and third filter have a region. */
static void add_group(struct et_chain *chain, const struct et_instant *now, struct et_frame *still)
{
    add_blur(chain, now, still);
    add(chain, "unsharp");
    add(chain, "emboss");
    set_region(chain, now);
    add(chain, "box_blur");
    set_region(chain, now);
}

static void add_carry(struct et_chain *chain, const struct et_instant *now, struct et_frame *still)
{
    (void)still;
    CHECK(!et_chain_add(chain, &check_filter_carry, NULL, 0), "%s", et_error_message());
    set_region(chain, now);
}

static void add_overlay(struct et_chain *chain, const struct et_instant *now,
                        struct et_frame *still)
{
    add(chain, "overlay");
    CHECK(!et_chain_set_still(chain, still, NULL), "%s", et_error_message());
    set_region(chain, now);
}

/* ---- Frames -------------------------------------------------------------------------------------- */

/* Frames `first` to `last` - 1 of the clip. */
struct span {
    int first, last;
};

static void drain(struct et_chain *chain, int *next, struct et_frame **out)
{
    int result;
    while ((result = et_chain_step(chain, 1000)) > 0) {
        struct et_frame *frame = result == ET_FRAME ? et_chain_take(chain) : NULL;
        if (frame && out)
            out[*next] = frame;
        else
            et_frame_unref(&frame);
        *next += result == ET_FRAME;
    }
    CHECK(result == ET_DONE, "frame %d: %s", *next, et_error_message());
}

/* Sends a span through a chain, which is destroyed; without `out` nothing is allocated once it is warm. */
static void send(struct et_chain *chain, struct et_frame *const in[FRAMES], struct span span,
                 struct et_frame **out)
{
    struct et_image_info shape;
    int next = span.first;
    CHECK(!et_chain_configure(chain, &in[0]->image.info, &shape), "%s", et_error_message());
    for (int i = span.first; i < span.last && !check_has_failed(); i++) {
        if (i == WARM && !out)
            et_alloc_fail_after(0);
        CHECK(!et_chain_push(chain, in[i]), "%s", et_error_message());
        drain(chain, &next, out);
    }
    et_chain_finish(chain);
    drain(chain, &next, out);
    et_alloc_fail_after(-1);
    et_chain_destroy(&chain);
    CHECK(next == span.last, "frame %d is missing", next);
}

static struct et_chain *make(add_filters *add_to, const struct et_instant *now,
                             struct et_frame *still)
{
    struct et_chain *chain = NULL;
    CHECK(!et_chain_create(rig_engine(), &chain), "no chain");
    add_to(chain, now, still);
    return chain;
}

static void drop(struct et_frame *frames[FRAMES])
{
    for (int i = 0; i < FRAMES; i++)
        et_frame_unref(&frames[i]);
}

/* A chain, and how many frames it reads before and after each. */
struct example {
    const char *name;
    add_filters *add_to;
    int reach;
};

static void check_frames(const struct example *example, enum et_format format, int threads)
{
    const struct span all = {0, FRAMES};
    const int reach = example->reach;
    struct et_frame *in[FRAMES], *out[FRAMES] = {0}, *wanted[FRAMES] = {0};
    rig_begin(threads);
    struct et_frame *still = rig_frame(info_of(ET_FORMAT_RGBA, 40, 30), 1);
    for (int i = 0; i < FRAMES; i++)
        in[i] = rig_frame(info_of(format, WIDTH, HEIGHT), i);
    send(make(example->add_to, NULL, still), in, all, NULL);
    send(make(example->add_to, NULL, still), in, all, out);
    for (int i = reach; i < FRAMES - reach && !check_has_failed(); i++) {
        const struct et_instant now = et_instant_of(i, in[i]->time_base);
        const struct span around = {i - reach, i + reach + 1};
        send(make(example->add_to, &now, still), in, around, wanted);
        const char *difference = image_difference(&out[i]->image, &wanted[i]->image);
        CHECK(!difference, "%s of %s, %d threads, frame %d: %s", example->name,
              et_format_info(format)->name, threads, i, difference);
        drop(wanted);
    }
    drop(out);
    drop(in);
    et_frame_unref(&still);
    rig_end();
}

static const enum et_format formats[] = {ET_FORMAT_I420, ET_FORMAT_I422P10, ET_FORMAT_GBR16};

void test_chain_list_keys(void)
{
    static const struct example examples[] = {
        {"curves", add_curves, 0}, {"grade", add_grade, 0}, {"temporal_blend", add_blend, 4}};
    for (size_t i = 0; i < ET_COUNT(examples); i++)
        for (size_t f = 0; f < ET_COUNT(formats); f++)
            check_frames(&examples[i], formats[f], f == 1 ? 2 : 0);
}

void test_chain_region_keys(void)
{
    static const struct example examples[] = {
        {"gaussian_blur", add_blur, 0}, {"levels", add_program, 0}, {"group", add_group, 0},
        {"overlay", add_overlay, 0},    {"carry", add_carry, 0},
    };
    for (size_t i = 0; i < ET_COUNT(examples); i++)
        for (size_t f = 0; f < ET_COUNT(formats); f++)
            if (f == 0 || examples[i].add_to != add_carry) /* which is for 8 bits */
                check_frames(&examples[i], formats[f], (i + f) % 2 ? 2 : 0);
}

/* While the region lies outside the picture, its filter passes the frames themselves. */
void test_chain_region_hidden(void)
{
    struct et_frame *in[FRAMES], *out[FRAMES];
    int hidden = 0;
    rig_begin(0);
    for (int i = 0; i < FRAMES; i++)
        in[i] = rig_frame(info_of(ET_FORMAT_I420, WIDTH, HEIGHT), i);
    send(make(add_blur, NULL, NULL), in, (struct span){0, FRAMES}, out);
    for (int i = 0; i < FRAMES; i++) {
        const struct et_instant now = et_instant_of(i, in[i]->time_base);
        const struct et_region region = region_at(&now);
        const bool is_hidden = region.x + region.width <= 0 || region.x >= WIDTH;
        CHECK((out[i] == in[i]) == is_hidden, "frame %d, region at %d", i, region.x);
        hidden += is_hidden;
    }
    CHECK(hidden > 2 && hidden < WARM, "%d frames are hidden", hidden);
    drop(out);
    drop(in);
    rig_end();
}
