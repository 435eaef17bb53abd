/* SPDX-License-Identifier: BSD-2-Clause */

#define _POSIX_C_SOURCE 199309L /* clock_gettime */

#include <checkasm/test.h>
#include <checkasm/utils.h>

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MAX_FUNCTIONS 8192
#define BENCH_NS 4000000 /* of each function */

typedef struct Function {
    char name[64];
    CheckasmKey ref;
    CheckasmKey checked; /* the function that was compared with `ref` last */
    int failed;
    double ns[2]; /* least time of a call: of the reference, of the new one */
} Function;

static struct {
    Function functions[MAX_FUNCTIONS];
    int count;
    Function *current;
    const CheckasmCpuInfo *cpu; /* NULL while the references are told */
    const char *function_prefix;
    int bench;
    uint64_t random;
    int checked, failed;             /* in all */
    int group_checked, group_failed; /* since the last report */
    struct { int calls; double start, spent; } timing;
} state;

static double now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

/* xorshift64* */
int checkasm_rand(void)
{
    state.random ^= state.random >> 12;
    state.random ^= state.random << 25;
    state.random ^= state.random >> 27;
    return state.random * UINT64_C(0x2545F4914F6CDD1D) >> 33;
}

static Function *find_function(const char *name)
{
    for (int i = 0; i < state.count; i++)
        if (!strcmp(state.functions[i].name, name))
            return &state.functions[i];
    if (state.count == MAX_FUNCTIONS) {
        fprintf(stderr, "checkasm: more than %d functions\n", MAX_FUNCTIONS);
        exit(1);
    }
    strcpy(state.functions[state.count].name, name);
    return &state.functions[state.count++];
}

CheckasmKey checkasm_check_key(CheckasmKey func, const char *name, ...)
{
    char full[sizeof(state.current->name)];
    va_list args;

    va_start(args, name);
    vsnprintf(full, sizeof(full), name, args);
    va_end(args);
    if (!func || (state.function_prefix && strncmp(full, state.function_prefix, strlen(state.function_prefix))))
        return 0;

    Function *const f = find_function(full);
    if (!state.cpu) {
        f->ref = func;
        return 0;
    }
    if (func == f->ref || func == f->checked)
        return 0;
    f->checked    = func;
    state.current = f;
    state.checked++;
    state.group_checked++;
    return f->ref;
}

int checkasm_fail_func(const char *message, ...)
{
    va_list args;

    if (state.current->failed)
        return 0;
    state.current->failed = 1;
    state.failed++;
    state.group_failed++;
    printf("FAILED: %s_%s: ", state.current->name, state.cpu->suffix);
    va_start(args, message);
    vprintf(message, args);
    va_end(args);
    putchar('\n');
    return 1;
}

void checkasm_report(const char *name, ...)
{
    char full[64];
    va_list args;

    if (!state.group_checked)
        return;
    va_start(args, name);
    vsnprintf(full, sizeof(full), name, args);
    va_end(args);
    printf(" - %-24s %4d of %d right\n", full, state.group_checked - state.group_failed, state.group_checked);
    state.group_checked = state.group_failed = 0;
}

int checkasm_bench_func(void)
{
    return state.bench;
}

int checkasm_bench_calls(int which)
{
    double *const best = &state.current->ns[which];

    if (state.timing.calls) {
        const double spent = now_ns() - state.timing.start;

        if (!*best || spent / state.timing.calls < *best)
            *best = spent / state.timing.calls;
        state.timing.spent += spent;
        /* Runs get longer until the clock can time them. */
        if (spent < BENCH_NS / 10)
            state.timing.calls *= 2;
        if (!state.bench || state.timing.spent > BENCH_NS) {
            state.timing.calls = 0;
            state.timing.spent = 0;
            return 0;
        }
    } else {
        state.timing.calls = 1;
        *best = 0;
    }
    state.timing.start = now_ns();
    return state.timing.calls;
}

#define DEFINE_CHECK(type, print)                                                               \
CHECKASM_DECLARE_CHECK(checkasm_check_impl_ ## type, type)                                      \
{                                                                                               \
    const int right = align_w > 1 ? CHECKASM_ROUND(w, align_w) : w;                             \
    const int lower = align_h > 1 ? CHECKASM_ROUND(h, align_h) : h;                             \
                                                                                                \
    for (int y = -padding; y < lower + padding; y++) {                                          \
        const type *const row1 = (const type *) ((const char *) buf1 + y * stride1);            \
        const type *const row2 = (const type *) ((const char *) buf2 + y * stride2);            \
                                                                                                \
        for (int x = -padding; x < right + padding; x++) {                                      \
            const int inside = x >= 0 && x < w && y >= 0 && y < h;                              \
            const int alignment = !inside && x >= 0 && x < right && y >= 0 && y < lower;        \
                                                                                                \
            if (alignment || row1[x] == row2[x])                                                \
                continue;                                                                       \
            return checkasm_fail_func("%s of %dx%d at %d, %d is " print ", not " print " (%s:%d)", \
                                      buf_name, w, h, x, y, row2[x], row1[x], file, line);      \
        }                                                                                       \
    }                                                                                           \
    return 0;                                                                                   \
}
DEFINE_CHECK(int8_t, "%d")
DEFINE_CHECK(int16_t, "%d")
DEFINE_CHECK(int32_t, "%" PRId32)
DEFINE_CHECK(uint8_t, "%u")
DEFINE_CHECK(uint16_t, "%u")
DEFINE_CHECK(uint32_t, "%" PRIu32)

static void print_times(void)
{
    for (int i = 0; i < state.count; i++) {
        const Function *const f = &state.functions[i];

        if (f->ns[1])
            printf("%-40s %10.1f ns %10.1f ns %6.2f\n", f->name, f->ns[0], f->ns[1], f->ns[0] / f->ns[1]);
    }
}

static void run_tests(const CheckasmConfig *config, CheckasmCpu flags, const char *prefix, uint64_t seed)
{
    config->set_cpu_flags(flags);
    for (const CheckasmTest *test = config->tests; test->func; test++) {
        if (strncmp(test->name, prefix, strlen(prefix)))
            continue;
        /* A test alone sees what it sees among all. xorshift needs a state that is not 0. */
        state.random = seed * UINT64_C(0x9E3779B97F4A7C15) | 1;
        test->func();
    }
}

int checkasm_main(CheckasmConfig *config, int argc, const char *argv[])
{
    const char *test_prefix = "";
    uint64_t seed = 1;

    for (int i = 1; i < argc; i++) {
        if (!strncmp(argv[i], "--test=", 7))
            test_prefix = argv[i] + 7;
        else if (!strncmp(argv[i], "--function=", 11))
            state.function_prefix = argv[i] + 11;
        else if (!strcmp(argv[i], "--bench"))
            state.bench = 1;
        else
            seed = strtoull(argv[i], NULL, 10);
    }

    run_tests(config, 0, test_prefix, seed);
    CheckasmCpu flags = 0;
    for (state.cpu = config->cpu_flags; state.cpu->flag; state.cpu++) {
        if (!(config->cpu & state.cpu->flag))
            continue;
        flags |= state.cpu->flag;
        printf("%s:\n", state.cpu->name);
        run_tests(config, flags, test_prefix, seed);
    }

    if (state.bench)
        print_times();
    if (!state.failed)
        printf("checkasm: all %d tests passed\n", state.checked);
    else
        printf("checkasm: %d of %d tests failed\n", state.failed, state.checked);
    return state.failed || !state.checked;
}
