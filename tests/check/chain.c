// SPDX-License-Identifier: MIT
/* Chains: planning, neutral filters, bands on threads, errors, memory that runs out. */
#include "image.h"

#include "base/alloc.h"
#include "base/cpu.h"
#include "base/engine.h"
#include "chain/chain.h"
#include "frame/frame.h"

#include <string.h>

struct link {
    const char *name;
    double values[5];
};

static int add_all(struct et_chain *chain, const struct link *links, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct et_filter *filter = et_filter_find(links[i].name);
        int error = et_chain_add(chain, filter, links[i].values, filter->param_count);
        if (error)
            return error;
    }
    return 0;
}

/* Sends `frame` through a chain of `links`; the caller owns *out. Returns 0 or the first error. */
static int send(struct et_engine *engine, const struct link *links, size_t count,
                struct et_frame *frame, int budget_us, struct et_frame **out, int *steps)
{
    struct et_chain *chain = NULL;
    struct et_image_info shape;
    *out = NULL;
    *steps = 0;
    int error = et_chain_create(engine, &chain);
    if (!error)
        error = add_all(chain, links, count);
    if (!error)
        error = et_chain_configure(chain, &frame->image.info, &shape);
    if (!error)
        error = et_chain_push(chain, frame);
    while (!error && (error = et_chain_step(chain, budget_us)) == ET_MORE) {
        CHECK(!et_chain_take(chain), "a frame before the end");
        error = 0;
        ++*steps;
    }
    if (error == ET_FRAME) {
        error = 0;
        *out = et_chain_take(chain);
        CHECK(*out && !memcmp(&(*out)->image.info, &shape, sizeof(shape)),
              "another shape than planned");
    }
    et_chain_destroy(&chain);
    return error;
}

static struct et_frame *make_frame(struct et_pool *pool, enum et_format format, int width,
                                   int height)
{
    struct et_image_info info = info_of(format, width, height);
    struct image image;
    image_create(&image, &info, 0);
    image_fill(&image, FILL_RANDOM, 3);
    struct et_frame *frame = image_to_frame(&image.image, pool);
    image_destroy(&image);
    frame->pts = 1234;
    frame->time_base = (struct et_rational){1, 600};
    return frame;
}

static const struct link mixed[] = {
    {"adjust", {0.1, 1.2, 0.8, 1, 20}},
    {"gaussian_blur", {1.5}},
    {"scale", {333, 0, 2}},
    {"gaussian_blur", {9}},
    {"rotate", {1}},
};

void test_chain_threads(void)
{
    struct et_pool *pool;
    CHECK(!et_pool_create(8, &pool), "no pool");
    struct et_frame *frame = make_frame(pool, ET_FORMAT_I420, 1401, 1033), *expected = NULL, *out;
    for (int threads = 0; threads <= 3; threads++)
        for (int budget_us = 0; budget_us <= 1000000; budget_us += 1000000) {
            struct et_engine *engine = check_engine(threads, et_cpu_available());
            int steps;
            CHECK(!send(engine, mixed, ET_COUNT(mixed), frame, budget_us, &out, &steps), "%s",
                  et_error_message());
            CHECK(budget_us ? steps < 3 : steps > 3, "%d steps within %d us", steps, budget_us);
            CHECK(out->pts == 1234 && out->time_base.den == 600, "properties are lost");
            CHECK(out->image.info.height == 333, "height %d", out->image.info.height);
            if (expected) {
                const char *difference = image_difference(&expected->image, &out->image);
                CHECK(!difference, "%d threads: %s", threads, difference);
                et_frame_unref(&out);
            } else {
                expected = out;
            }
            et_engine_destroy(&engine);
        }
    et_frame_unref(&expected);
    et_frame_unref(&frame);
    et_pool_close(&pool);
}

/* A pixel that was wide is high after a quarter turn, also where other filters share its bands. */
void test_chain_aspect(void)
{
    static const struct link turns[] = {
        {"gaussian_blur", {1}}, {"rotate", {1}},          {"rotate", {2}},
        {"gaussian_blur", {1}}, {"rotate", {3}},          {"scale", {128, 48, 1, 1}},
        {"scale", {99, 33, 1}}, {"scale", {11, 0, 1, 1}},
    };
    /* Picture kept: 64 x 48 of 4:3 is 16:9, which 128 x 48 is with pixels of 2:3; 11 x 4 is not quite 99 x 33. */
    static const struct et_rational expected[] = {{4, 3}, {4, 3}, {3, 4}, {3, 4}, {3, 4},
                                                  {4, 3}, {2, 3}, {2, 3}, {8, 11}};
    struct et_engine *engine = check_engine(0, et_cpu_available());
    struct et_pool *pool;
    CHECK(!et_pool_create(8, &pool), "no pool");
    struct et_frame *frame = make_frame(pool, ET_FORMAT_I420, 64, 48), *out;
    frame->sample_aspect = (struct et_rational){4, 3};
    for (size_t count = 0; count <= ET_COUNT(turns); count++) {
        int steps;
        CHECK(!send(engine, turns, count, frame, 1000, &out, &steps), "%s", et_error_message());
        CHECK(out->sample_aspect.num == expected[count].num &&
                  out->sample_aspect.den == expected[count].den,
              "%d:%d after %zu filters", out->sample_aspect.num, out->sample_aspect.den, count);
        et_frame_unref(&out);
    }
    et_frame_unref(&frame);
    et_pool_close(&pool);
    et_engine_destroy(&engine);
}

void test_chain_neutral(void)
{
    static const struct link neutral[] = {
        {"adjust", {0, 1, 1, 1, 0}}, {"gaussian_blur", {0}}, {"scale", {0, 0, 1}},
        {"scale", {40, 30, 2}},      {"rotate", {0}},
    };
    struct et_engine *engine = check_engine(0, et_cpu_available());
    struct et_pool *pool;
    CHECK(!et_pool_create(8, &pool), "no pool");
    struct et_frame *frame = make_frame(pool, ET_FORMAT_I422P10, 40, 30), *out;
    int steps;
    for (size_t count = 0; count <= ET_COUNT(neutral); count++) {
        CHECK(!send(engine, neutral, count, frame, 0, &out, &steps), "%s", et_error_message());
        CHECK(out == frame, "%zu neutral filters made a new frame", count);
        et_frame_unref(&out);
    }
    et_frame_unref(&frame);
    et_pool_close(&pool);
    et_engine_destroy(&engine);
}

void test_chain_reuse(void)
{
    struct et_engine *engine = check_engine(2, et_cpu_available());
    struct et_chain *chain;
    struct et_pool *pool;
    struct et_image_info out_info;
    CHECK(!et_pool_create(8, &pool), "no pool");
    CHECK(!et_chain_create(engine, &chain), "no chain");
    CHECK(!add_all(chain, mixed, ET_COUNT(mixed)), "%s", et_error_message());
    for (int round = 0; round < 6; round++) {
        struct et_frame *frame =
            make_frame(pool, round & 1 ? ET_FORMAT_I444P10 : ET_FORMAT_GRAY8, 90 + round / 2, 70);
        CHECK(!et_chain_configure(chain, &frame->image.info, &out_info), "%s", et_error_message());
        CHECK(!et_chain_push(chain, frame), "%s", et_error_message());
        if (round % 3 == 1) { /* pushed, begun and left there */
            (void)et_chain_step(chain, 0);
            CHECK(et_chain_push(chain, frame) == ET_ERROR_STATE, "a push in the middle of work");
            et_chain_restart(chain, true);
        } else {
            int result = ET_MORE;
            while (result == ET_MORE)
                result = et_chain_step(chain, 100);
            CHECK(result == ET_FRAME, "%d in place of a frame", result);
            struct et_frame *out = et_chain_take(chain);
            CHECK(out && !et_chain_take(chain), "not exactly one frame");
            CHECK(et_chain_step(chain, 0) == ET_DONE, "more than one frame");
            et_frame_unref(&out);
        }
        et_frame_unref(&frame);
    }
    struct et_frame *other = make_frame(pool, ET_FORMAT_I420, 8, 8);
    CHECK(et_chain_push(chain, other) == ET_ERROR_STATE, "a frame of another shape was taken");
    et_frame_unref(&other);
    et_chain_destroy(&chain);
    et_pool_close(&pool);
    struct et_counters counters;
    et_engine_counters(engine, &counters);
    CHECK(!counters.chains && !counters.buffers, "%d chains, %d buffers are left", counters.chains,
          counters.buffers);
    et_engine_destroy(&engine);
}

void test_chain_errors(void)
{
    struct et_engine *engine = check_engine(0, 0);
    struct et_chain *chain;
    struct et_image_info rgb = info_of(ET_FORMAT_RGBA, 16, 16), out;
    const struct et_filter *adjust = et_filter_find("adjust"), *scale = et_filter_find("scale");
    double values[5] = {0, 1, 1, 1, 0}, not_a_number = values[0];
    not_a_number /= values[0];
    CHECK(!et_chain_create(engine, &chain), "no chain");

    CHECK(et_chain_add(chain, adjust, values, 4) == ET_ERROR_ARGUMENT, "4 values were taken");
    values[1] = 4.5;
    CHECK(et_chain_add(chain, adjust, values, 5) == ET_ERROR_ARGUMENT, "contrast 4.5 was taken");
    CHECK(!strcmp(et_error_message(), "adjust: contrast 4.5 is outside 0 to 4"), "%s",
          et_error_message());
    values[1] = not_a_number;
    CHECK(et_chain_add(chain, adjust, values, 5) == ET_ERROR_ARGUMENT, "NaN was taken");
    values[1] = 1e300 * 1e300;
    CHECK(et_chain_add(chain, adjust, values, 5) == ET_ERROR_ARGUMENT, "infinity was taken");
    double size[4] = {10.5, 0, 1, 0};
    CHECK(et_chain_add(chain, scale, size, 4) == ET_ERROR_ARGUMENT, "width 10.5 was taken");
    CHECK(strstr(et_error_message(), "10.5"), "%s", et_error_message());

    values[1] = 1.1;
    CHECK(!et_chain_add(chain, adjust, values, 5), "%s", et_error_message());
    CHECK(et_chain_configure(chain, &rgb, &out) == ET_ERROR_UNSUPPORTED,
          "RGBA was taken by adjust");
    CHECK(!strcmp(et_error_message(), "adjust does not take RGBA"), "%s", et_error_message());
    rgb.format = ET_FORMAT_I420;
    CHECK(!et_chain_configure(chain, &rgb, &out), "%s", et_error_message());
    size[0] = 16384;
    CHECK(!et_chain_add(chain, scale, size, 4), "%s", et_error_message());
    rgb.width = 4;
    CHECK(et_chain_configure(chain, &rgb, &out) == ET_ERROR_ARGUMENT,
          "a height of 65536 was taken");
    CHECK(!et_filter_find("none") && !et_filter_at(et_filter_count()),
          "a filter that is not there");
    et_chain_destroy(&chain);
    et_chain_destroy(&chain);
    et_engine_destroy(&engine);
}

void test_chain_memory(void)
{
    struct et_engine *engine = check_engine(1, et_cpu_available());
    struct et_pool *pool;
    CHECK(!et_pool_create(8, &pool), "no pool");
    struct et_frame *frame = make_frame(pool, ET_FORMAT_I420, 64, 48), *out;
    int steps, error = -1, n = 0;
    for (; error && n < 1000; n++) {
        int live = et_alloc_live(), frames = et_frame_count();
        et_alloc_fail_after(n);
        error = send(engine, mixed, ET_COUNT(mixed), frame, 1000, &out, &steps);
        et_alloc_fail_after(-1);
        CHECK(!error || error == ET_ERROR_MEMORY, "allocation %d: error %d", n, error);
        et_frame_unref(&out);
        CHECK(et_alloc_live() == live && et_frame_count() == frames,
              "allocation %d: something is left", n);
    }
    CHECK(n > 20 && n < 1000, "%d allocations", n);
    et_frame_unref(&frame);
    et_pool_close(&pool);
    et_engine_destroy(&engine);
}
