// SPDX-License-Identifier: MIT
/* Pictures as second inputs, through chains of their own: what the filter gets is what they make by themselves. */
#include "chain_rig.h"

#include "base/alloc.h"
#include "chain/chain.h"
#include "frame/frame.h"

#include <string.h>

enum { FRAMES = 4 };

/* Adds a filter with `first` as its first parameter and initial ones. */
static int add(struct et_chain *chain, const struct et_filter *filter, double first)
{
    double values[32] = {first};
    for (size_t i = 1; i < filter->param_count; i++)
        values[i] = filter->params[i].initial;
    return et_chain_add(chain, filter, values, filter->param_count);
}

/* Chains of second inputs. */
enum inner { SHIFTED, SCALED, KEYED, TIMED, GRAINY, NEIGHBOURS, MIRRORED, NEUTRAL, NESTED, INNERS };

/* Makes one; `still` is the second input of one in it. */
static int make_inner(enum inner inner, struct et_frame *still, struct et_chain **out)
{
    const struct et_key keys[] = {{.time_s = 0, .value = -20, .ease = ET_EASE_LINEAR},
                                  {.time_s = 0.2, .value = 20}};
    struct et_chain *deeper = NULL;
    int error = et_chain_create(rig_engine(), out);
    if (error)
        return error;
    switch (inner) {
    case SHIFTED:
        return add(*out, &check_filter_shift, 7);
    case SCALED:
        return add(*out, et_filter_find("scale"), 21);
    case KEYED:
        error = add(*out, &check_filter_shift, 7);
        return error ? error : et_chain_set_keys(*out, AMOUNT, keys, 2);
    case TIMED:
        error = add(*out, &check_filter_shift, 7);
        return error ? error : et_chain_set_enable(*out, 0.06, 0.1);
    case GRAINY:
        return add(*out, et_filter_find("grain"), 0.5);
    case NEIGHBOURS:
        error = add(*out, &check_filter_mean, 0);
        return error ? error : add(*out, &check_filter_thrice, 0);
    case MIRRORED:
        return add(*out, et_filter_find("flip"), 0);
    case NEUTRAL:
        return add(*out, et_filter_find("exposure"), 0);
    default:
        error = add(*out, &check_filter_second, 0);
        if (!error)
            error = make_inner(KEYED, still, &deeper);
        if (!error)
            return et_chain_set_still(*out, still, deeper);
        et_chain_destroy(&deeper);
        return error;
    }
}

/* A chain that shows `still`, through one of its own where `inner` is not NULL. */
static struct et_chain *make_outer(struct et_frame *still, struct et_chain *inner)
{
    struct et_chain *chain = rig_chain(&check_filter_second, NULL);
    CHECK(!et_chain_set_still(chain, still, inner), "%s", et_error_message());
    return chain;
}

/* What a chain makes of `frame` by itself at the time of `at`. */
static struct et_frame *make_by_hand(enum inner inner, struct et_frame *frame,
                                     const struct et_frame *at)
{
    struct et_chain *chain = NULL;
    struct et_image_info info;
    struct et_frame *alias = NULL, *made;
    int error = make_inner(inner, frame, &chain);
    CHECK(!error && !et_frame_alias(frame, &alias), "%s", et_error_message());
    alias->pts = at->pts;
    alias->time_base = at->time_base;
    error = et_chain_configure(chain, &frame->image.info, &info);
    CHECK(!error && !et_chain_push(chain, alias), "%s", et_error_message());
    et_chain_finish(chain);
    while ((error = et_chain_step(chain, 0)) == ET_MORE)
        ;
    CHECK(error == ET_FRAME, "%s", et_error_message());
    made = et_chain_take(chain);
    et_chain_destroy(&chain);
    et_frame_unref(&alias);
    return made;
}

static void check_inner(enum inner inner, struct et_frame *still)
{
    struct et_chain *own = NULL;
    CHECK(!make_inner(inner, still, &own), "%s", et_error_message());
    struct et_chain *chain = make_outer(still, own);
    for (int i = 0; i < FRAMES && !check_has_failed(); i++) {
        struct et_frame *in = rig_frame(info_of(ET_FORMAT_I420, 70, 50), i);
        struct et_frame *second = make_by_hand(inner, still, in);
        struct et_chain *by_hand = make_outer(second, NULL);
        int error;
        struct et_frame *out = rig_send(chain, in, &error);
        CHECK(out, "%s", et_error_message());
        struct et_frame *expected = rig_send(by_hand, in, &error);
        CHECK(out && et_image_same(&out->image, &expected->image), "chain %d, frame %d: another",
              inner, i);
        et_frame_unref(&out);
        et_frame_unref(&expected);
        et_frame_unref(&second);
        et_frame_unref(&in);
        et_chain_destroy(&by_hand);
    }
    et_chain_destroy(&chain);
}

/* Interleaved pixels mirrored as the filter does to planes. */
static void check_pixels(void)
{
    struct et_frame *still = rig_frame(info_of(ET_FORMAT_RGBA, 13, 7), 2);
    struct et_frame *in = rig_frame(info_of(ET_FORMAT_I420, 52, 7), 1);
    struct et_chain *own[2] = {NULL, NULL};
    int error = make_inner(MIRRORED, NULL, &own[0]);
    CHECK(!error && !make_inner(NEUTRAL, NULL, &own[1]), "%s", et_error_message());
    for (int k = 0; k < 2; k++) {
        struct et_chain *chain = make_outer(still, own[k]);
        struct et_frame *out = rig_send(chain, in, &error);
        CHECK(out, "%s", et_error_message());
        for (int y = 0; out && y < 7; y++)
            for (int x = 0; x < 52; x++) {
                const int from = k ? x : 4 * (12 - x / 4) + x % 4;
                CHECK(image_get(&out->image, 0, x, y) == image_get(&still->image, 0, from, y),
                      "chain %d: x %d y %d", k, x, y);
            }
        et_frame_unref(&out);
        et_chain_destroy(&chain);
    }
    et_frame_unref(&still);
    et_frame_unref(&in);
}

void test_chain_input_chains(void)
{
    for (int threads = 0; threads < 4; threads += 3) {
        rig_begin(threads);
        struct et_frame *still = rig_frame(info_of(ET_FORMAT_I420, 34, 22), 9);
        for (enum inner inner = SHIFTED; inner < INNERS; inner++)
            check_inner(inner, still);
        check_pixels();
        et_frame_unref(&still);
        rig_end();
    }
}

/* ---- Filters that follow the time say so ------------------------------------------------------- */

/* What a filter makes of a frame at a time; NULL where it takes something else. */
static struct et_frame *make_at(const struct et_filter *filter, struct et_frame *frame, int64_t pts)
{
    struct et_chain *chain = NULL;
    struct et_image_info info;
    struct et_frame *made = NULL;
    frame->pts = pts;
    CHECK(!et_chain_create(rig_engine(), &chain) &&
              !add(chain, filter, filter->param_count ? filter->params[0].initial : 0),
          "%s", et_error_message());
    if (filter->inputs == 2) {
        struct et_frame *second = rig_frame(frame->image.info, 99);
        CHECK(!et_chain_set_still(chain, second, NULL), "%s", et_error_message());
        et_frame_unref(&second);
    }
    int result = et_chain_configure(chain, &frame->image.info, &info);
    if (!result)
        result = et_chain_push(chain, frame);
    et_chain_finish(chain);
    while (!result && (result = et_chain_step(chain, 0)) == ET_MORE)
        result = 0;
    if (result == ET_FRAME)
        made = et_chain_take(chain);
    CHECK(made, "%s: %s", filter->name, et_error_message());
    et_chain_destroy(&chain);
    return made;
}

void test_chain_input_times(void)
{
    rig_begin(0);
    for (size_t i = 0; i < et_filter_count(); i++) {
        const struct et_filter *filter = et_filter_at(i);
        struct et_frame *frame = rig_frame(info_of(ET_FORMAT_I420, 64, 48), 5);
        for (int64_t pts = 1; pts < 60; pts += 7) {
            struct et_frame *first = make_at(filter, frame, 0),
                            *other = make_at(filter, frame, pts);
            CHECK(filter->follows_time || filter->result_count || !first || !other ||
                      et_image_same(&first->image, &other->image),
                  "%s follows the time and does not say so", filter->name);
            et_frame_unref(&first);
            et_frame_unref(&other);
        }
        et_frame_unref(&frame);
    }
    rig_end();
}

/* ---- What is refused, and memory that runs out ------------------------------------------------- */

static int nest(struct et_frame *still, int deep, struct et_chain **out)
{
    struct et_chain *inner = NULL;
    int error = deep ? nest(still, deep - 1, &inner) : 0;
    if (!error)
        error = et_chain_create(rig_engine(), out);
    if (!error)
        error = add(*out, &check_filter_second, 0);
    if (!error)
        return et_chain_set_still(*out, still, inner);
    et_chain_destroy(&inner);
    return error;
}

void test_chain_input_refused(void)
{
    rig_begin(0);
    struct et_frame *still = rig_frame(info_of(ET_FORMAT_I420, 34, 22), 9);
    struct et_chain *chain = NULL, *inner = NULL;
    CHECK(!nest(still, 4, &chain), "%s", et_error_message());
    et_chain_destroy(&chain);
    CHECK(nest(still, 5, &chain) == ET_ERROR_ARGUMENT &&
              !strcmp(et_error_message(), "chains of second inputs lie more than 4 deep"),
          "%s", et_error_message());
    et_chain_destroy(&chain);

    chain = rig_chain(&check_filter_second, NULL);
    inner = rig_chain(&check_filter_count, NULL);
    CHECK(et_chain_set_still(chain, still, inner) == ET_ERROR_ARGUMENT &&
              strstr(et_error_message(), "nobody would see its results"),
          "%s", et_error_message());
    inner = rig_chain(&check_filter_second, NULL);
    CHECK(et_chain_set_still(chain, still, inner) == ET_ERROR_ARGUMENT &&
              !strcmp(et_error_message(), "second needs a second input"),
          "%s", et_error_message());
    et_chain_destroy(&chain);
    et_frame_unref(&still);
    rig_end();
}

/* Sends a frame through a chain with pixels through a chain with a picture through a chain. */
static int everything(struct et_frame *in, struct et_frame *pixels, struct et_frame *still)
{
    struct et_chain *chain = NULL, *inner = NULL, *deeper = NULL;
    struct et_frame *out = NULL;
    int error = make_inner(GRAINY, NULL, &deeper);
    if (!error)
        error = make_inner(MIRRORED, NULL, &inner);
    if (!error)
        error = add(inner, et_filter_find("overlay"), 0);
    if (!error) {
        error = et_chain_set_still(inner, still, deeper);
        deeper = NULL;
    }
    if (!error)
        error = et_chain_create(rig_engine(), &chain);
    if (!error)
        error = add(chain, &check_filter_second, 0);
    if (!error) {
        error = et_chain_set_still(chain, pixels, inner);
        inner = NULL;
    }
    if (!error)
        out = rig_send(chain, in, &error);
    et_frame_unref(&out);
    et_chain_destroy(&chain);
    et_chain_destroy(&inner);
    et_chain_destroy(&deeper);
    return error;
}

void test_chain_input_memory(void)
{
    rig_begin(1);
    struct et_frame *in = rig_frame(info_of(ET_FORMAT_I420, 64, 48), 12);
    struct et_frame *pixels = rig_frame(info_of(ET_FORMAT_RGBA, 9, 5), 1);
    struct et_frame *still = rig_frame(info_of(ET_FORMAT_I420, 9, 5), 1);
    int error = everything(in, pixels, still), n = 0; /* buffers keep memory for who comes again */
    CHECK(!error, "%s", et_error_message());
    for (error = -1; error && n < 1000; n++) {
        int live = et_alloc_live(), frames = et_frame_count();
        et_alloc_fail_after(n);
        error = everything(in, pixels, still);
        et_alloc_fail_after(-1);
        CHECK(!error || error == ET_ERROR_MEMORY, "allocation %d: error %d, %s", n, error,
              et_error_message());
        CHECK(et_alloc_live() == live && et_frame_count() == frames,
              "allocation %d: something is left", n);
    }
    CHECK(n > 20 && n < 1000, "%d allocations", n);
    et_frame_unref(&in);
    et_frame_unref(&pixels);
    et_frame_unref(&still);
    rig_end();
}
