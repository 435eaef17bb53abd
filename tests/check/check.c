// SPDX-License-Identifier: MIT
/* Runs all tests, or those whose names contain the first argument; walks take a second, a filter's name. */
#include "check.h"
#include "poison.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/cpu.h"
#include "base/describe.h"
#include "frame/frame.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 5 }; /* failures printed for each test */

static const struct {
    const char *name;
    void (*run)(void);
} tests[] = {
#define CHECK_TEST(name) {#name, test_##name},
#include "tests.def"
#undef CHECK_TEST
};

static int failures; /* of the running test */
static const char *running = "";
static const char *filter_wanted;
static uint32_t random_state = 1;

void check_failed(const char *file, int line, const char *condition, const char *format, ...)
{
    if (++failures > SHOWN)
        return;
    va_list arguments;
    printf("%s: %s:%d: %s\n    ", running, file, line, condition);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(stdout);
}

bool check_has_failed(void)
{
    return failures > 0;
}

void check_seed(uint32_t seed)
{
    random_state = seed * 2654435761u + 1;
}

uint32_t check_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

int check_random_below(int limit)
{
    return (int)(check_random() % (uint32_t)limit);
}

int check_threads(int wanted)
{
#if defined(__EMSCRIPTEN__) && !defined(__EMSCRIPTEN_PTHREADS__)
    (void)wanted;
    return 0;
#else
    return wanted;
#endif
}

struct et_engine *check_engine(int threads, unsigned cpu)
{
    struct et_engine_options options = {
        .threads = check_threads(threads), .cpu = cpu, .cache_bytes = 1 << 26};
    struct et_engine *engine;
    if (et_engine_create(&options, &engine)) {
        printf("no engine: %s\n", et_error_message());
        exit(2);
    }
    return engine;
}

void check_open_engines(struct et_engine **engines, int count)
{
    for (int threads = 0; threads < count; threads++)
        engines[threads] = check_engine(threads, et_cpu_available());
}

void check_close_engines(struct et_engine **engines, int count)
{
    for (int i = 0; i < count; i++)
        et_engine_destroy(&engines[i]);
}

const char *check_filter_wanted(void)
{
    return filter_wanted;
}

#if defined(__EMSCRIPTEN__) && defined(HAVE_ASAN)
/* In WebAssembly the sanitizer reads no environment. */
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1:quarantine_size_mb=64:detect_leaks=1";
}
#endif

int main(int count, char **arguments)
{
    const char *wanted = count > 1 ? arguments[1] : "";
    filter_wanted = count > 2 ? arguments[2] : NULL;
    int passed = 0, failed = 0;
    et_describe(); /* its text stays */
    for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
        if (!strstr(tests[i].name, wanted))
            continue;
        int live = et_alloc_live(), frames = et_frame_count();
        const int64_t begun_us = et_clock_us();
        running = tests[i].name;
        failures = 0;
        check_seed(1);
        tests[i].run();
        CHECK(et_alloc_live() == live, "%d allocations are left", et_alloc_live() - live);
        CHECK(et_frame_count() == frames, "%d frames are left", et_frame_count() - frames);
        *(failures ? &failed : &passed) += 1;
        printf("%-32s %6.1f s  %s\n", running, (double)(et_clock_us() - begun_us) / 1e6,
               failures ? "FAILED" : "ok");
        fflush(stdout);
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed > 0;
}
