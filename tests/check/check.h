// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_CHECK_H
#define ETALON_TESTS_CHECK_H

#include <etalon/etalon.h>
#include <stdbool.h>

/*
 * The harness: a test is a function `void test_<name>(void)` and one line in tests.def. It fails
 * when one of its CHECKs does; the first few are printed.
 */
#define CHECK(condition, ...)                                                                      \
    do {                                                                                           \
        if (!(condition))                                                                          \
            check_failed(__FILE__, __LINE__, #condition, __VA_ARGS__);                             \
    } while (0)

#define CHECK_TEST(name) void test_##name(void);
#include "tests.def"
#undef CHECK_TEST

/* Counts a failure of the running test, and prints the first few. */
#if defined(__GNUC__)
__attribute__((format(printf, 4, 5)))
#endif
void check_failed(const char *file, int line, const char *condition, const char *format, ...);

/* True when the running test has failed; long walks stop then. */
bool check_has_failed(void);

/* The filter that a walk over the registry is limited to; NULL: none. */
const char *check_filter_wanted(void);

/* Random bits, the same in every run; check_seed() starts a sequence. */
void check_seed(uint32_t seed);
uint32_t check_random(void);
int check_random_below(int limit);

/* Threads that this build can give an engine, at most `wanted`. */
int check_threads(int wanted);

/* An engine, or a failed check and exit. */
struct et_engine *check_engine(int threads, unsigned cpu);

/* Engines with no thread, with one and so on, of all that the CPU can; and their end. */
void check_open_engines(struct et_engine **engines, int count);
void check_close_engines(struct et_engine **engines, int count);

#endif
