// SPDX-License-Identifier: MIT
/* Arena, allocation, math, threads, description, errors, the registry. */
#include "check.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/describe.h"
#include "base/math.h"
#include "base/threads.h"
#include "chain/plan.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

void test_arena(void)
{
    struct et_arena *arena = NULL;
    et_arena_destroy(&arena);
    CHECK(!et_arena_create(&arena), "%s", et_error_message());
    for (int i = 0; i < 200; i++) {
        size_t size = (size_t)check_random_below(5000);
        uint8_t *memory = et_arena_alloc(arena, size, 1 + (i & 7));
        CHECK(memory && (uintptr_t)memory % 64 == 0, "not aligned");
        for (size_t b = 0; b < size; b++)
            CHECK(memory[b] == 0, "not zeroed");
        memset(memory, 255, size);
    }
    CHECK(!et_arena_alloc(arena, SIZE_MAX / 2, 4), "an overflow was granted");
    CHECK(!et_arena_alloc(arena, SIZE_MAX, 1), "all memory was granted");
    CHECK(!et_alloc_zero(SIZE_MAX / 4, 8), "an overflow was granted");
    et_alloc_fail_after(0);
    CHECK(!et_arena_alloc(arena, 1, 1 << 20), "memory when there is none");
    struct et_arena *other;
    CHECK(et_arena_create(&other) == ET_ERROR_MEMORY && !other, "an arena when there is no memory");
    et_alloc_fail_after(-1);
    et_arena_destroy(&arena);
}

void test_arena_rewind(void)
{
    struct et_arena *arena = NULL;
    CHECK(!et_arena_create(&arena), "%s", et_error_message());
    et_arena_rewind(arena);
    for (int i = 0; i < 40; i++)
        CHECK(et_arena_alloc(arena, 1, 10000), "no memory");
    et_arena_rewind(arena);
    et_alloc_fail_after(0);
    for (int round = 0; round < 20; round++) {
        for (int left = 390000; left > 0;) {
            int size = 1 + check_random_below(left < 90000 ? left : 90000);
            uint8_t *memory = et_arena_alloc(arena, 1, (size_t)size);
            CHECK(memory && memory[0] == 0 && memory[size - 1] == 0, "%d bytes of what was kept",
                  size);
            if (memory)
                memset(memory, 255, (size_t)size);
            left -= (size + 63) & ~63;
        }
        et_arena_rewind(arena);
    }
    et_alloc_fail_after(-1);
    et_arena_destroy(&arena);
}

static void check_near(const char *name, double argument, double value, double expected)
{
    double error = fabs(value - expected) / (fabs(expected) > 1e-3 ? fabs(expected) : 1e-3);
    CHECK(error < 1e-13, "%s(%.17g) is %.17g, not %.17g", name, argument, value, expected);
}

void test_math(void)
{
    for (int i = -7000; i <= 7000; i++) {
        double x = i / 100.0 + 0.001;
        check_near("exp", x, et_exp(x), exp(x));
        check_near("sin", x, et_sin(x), sin(x));
        check_near("cos", x, et_cos(x), cos(x));
        double positive = exp(i / 20.0);
        check_near("log", positive, et_log(positive), log(positive));
        check_near("pow", x, et_pow(fabs(x), 2.2), pow(fabs(x), 2.2));
        check_near("pow", x, et_pow(fabs(x), 0.1), pow(fabs(x), 0.1));
    }
    CHECK(et_exp(0) == 1 && et_log(1) == 0 && et_pow(0, 0.5) == 0 && et_sin(0) == 0 &&
              et_cos(0) == 1,
          "ends");
    CHECK(et_exp(-1000) == 0 && et_exp(1000) > 1e300, "far ends");
    CHECK(et_round(2.5) == 3 && et_round(-2.5) == -2 && et_round(-0.4) == 0, "rounding");
    CHECK(et_clock_us() <= et_clock_us(), "time goes back");
}

enum { TASKS = 1000 };

struct counts {
    atomic_int calls[TASKS];
    atomic_int busy[65];
    atomic_int clashes;
};

static void count_call(void *context, int index, int worker)
{
    struct counts *counts = context;
    if (atomic_fetch_add(&counts->busy[worker], 1))
        atomic_fetch_add(&counts->clashes, 1);
    atomic_fetch_add(&counts->calls[index], 1);
    atomic_fetch_sub(&counts->busy[worker], 1);
}

void test_threads(void)
{
    static struct counts counts;
    for (int workers = 0; workers <= check_threads(4); workers++) {
        struct et_threads *threads;
        CHECK(!et_threads_create(workers, check_threads(5), &threads), "%s", et_error_message());
        CHECK(et_threads_workers(threads) == workers, "%d workers", et_threads_workers(threads));
        for (int round = 0; round < 300; round++) {
            int count = round < 5 ? round : check_random_below(round < 290 ? 20 : TASKS);
            memset(&counts, 0, sizeof(counts));
            et_threads_run(threads, count, count_call, &counts);
            for (int i = 0; i < TASKS; i++)
                CHECK(atomic_load(&counts.calls[i]) == (i < count), "index %d of %d: %d calls", i,
                      count, atomic_load(&counts.calls[i]));
            CHECK(!atomic_load(&counts.clashes), "two tasks at a time had one worker's number");
        }
        int most = check_threads(5);
        int first = et_threads_lease(threads, 3), second = et_threads_lease(threads, 64);
        CHECK(first + second == most && !et_threads_lease(threads, 1), "%d and %d were lent", first,
              second);
        et_threads_release(threads, second);
        CHECK(et_threads_leased(threads) == first, "%d are lent", et_threads_leased(threads));
        et_threads_release(threads, first);
        et_threads_destroy(&threads);
    }
    struct et_threads *threads;
    CHECK(et_threads_create(65, 0, &threads) == ET_ERROR_ARGUMENT && !threads, "65 workers");
    if (!check_threads(1))
        CHECK(et_threads_create(1, 0, &threads) == ET_ERROR_UNSUPPORTED,
              "a thread without threads");
}

void test_describe(void)
{
    const char *text = et_describe();
    CHECK(text && text == et_describe(), "no description");
    for (size_t i = 0; i < et_filter_count(); i++)
        CHECK(strstr(text, et_filter_at(i)->name), "%s is not described", et_filter_at(i)->name);
    CHECK(strstr(text, "\"I420P10\"") && strstr(text, "RANGE_UNSUPPORTED"),
          "formats or errors are missing");
}

void test_errors(void)
{
    static const struct {
        int code;
        const char *name;
    } errors[] = {
#define ERROR_ROW(name, code, help) {code, #name},
        ET_ERRORS(ERROR_ROW)
#undef ERROR_ROW
            {0, "UNKNOWN"},
        {-1000, "UNKNOWN"},
    };
    for (size_t i = 0; i < ET_COUNT(errors); i++) {
        const int code = errors[i].code;
        CHECK(!strcmp(et_error_name(code), errors[i].name), "%d is %s", code, et_error_name(code));
        CHECK(et_fail(code, "error %d", code) == code, "another code than %d", code);
        CHECK(atoi(et_error_message() + strlen("error ")) == code, "%s", et_error_message());
    }
    et_fail(ET_ERROR_DATA, "%600d", 1);
    CHECK(strlen(et_error_message()) == 511, "%zu bytes of 600", strlen(et_error_message()));
}

/* What every descriptor must say, so that sliders, documentation and tests can be made from it. */
void test_registry(void)
{
    for (size_t i = 0; i < et_filter_count(); i++) {
        const struct et_filter *filter = et_filter_at(i);
        CHECK(et_filter_find(filter->name) == filter, "%s is not found", filter->name);
        CHECK(*filter->label && *filter->help &&
                  (filter->program || (filter->run && filter->configure)) &&
                  (filter->run_models != 0) == (filter->program && filter->run),
              "%s is not complete", filter->name);
        CHECK(filter->param_count <= 20 && filter->models, "%s", filter->name);
        CHECK(filter->frames_before >= 0 && filter->frames_before <= ET_NEIGHBOURS_MAX &&
                  filter->frames_after >= 0 && filter->frames_after <= ET_NEIGHBOURS_MAX,
              "%s: neighbours", filter->name);
        for (size_t p = 0; p < filter->param_count; p++) {
            const struct et_param *param = &filter->params[p];
            CHECK(*param->key && *param->label && *param->help, "%s: parameter %zu", filter->name,
                  p);
            CHECK(param->min < param->max && param->step > 0 && param->initial >= param->min &&
                      param->initial <= param->max,
                  "%s: range of %s", filter->name, param->key);
            CHECK(param->offset + (param->type == ET_PARAM_FLOAT ? sizeof(double) : sizeof(int)) <=
                      filter->params_size,
                  "%s: place of %s", filter->name, param->key);
            CHECK((param->type == ET_PARAM_CHOICE || param->type == ET_PARAM_TEXT) ==
                      !!param->choices,
                  "%s: choices of %s", filter->name, param->key);
            CHECK(!param->curve || (param->type == ET_PARAM_LIST && param->fewest >= 4 &&
                                    !(param->fewest % 2 || param->most % 2)),
                  "%s: points of %s", filter->name, param->key);
        }
    }
}
