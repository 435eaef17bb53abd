/* SPDX-License-Identifier: BSD-2-Clause */
/* How a test names a function, calls it and its reference, and reports. */

#ifndef CHECKASM_TEST_H
#define CHECKASM_TEST_H

#include <checkasm/checkasm.h>

#define CHECKASM_PRINTF(string, first) __attribute__((format(printf, string, first)))

/*
 * Whether the function is to be checked under the name. Remembers it as the reference where no flag is
 * set; returns the reference where it is another function than the reference, and 0 otherwise.
 */
CheckasmKey checkasm_check_key(CheckasmKey func, const char *name, ...) CHECKASM_PRINTF(2, 3);

/* Marks the function as wrong. Returns whether details are to be printed: for its first failure. */
int checkasm_fail_func(const char *message, ...) CHECKASM_PRINTF(1, 2);

/* Closes a group of functions: prints how many were right since the last group. */
void checkasm_report(const char *name, ...) CHECKASM_PRINTF(1, 2);

/* Whether functions are to be timed. */
int checkasm_bench_func(void);

/* Number of calls to time next, 0 when there are enough; `which` is 0 for the reference, 1 for the new. */
int checkasm_bench_calls(int which);

static CheckasmKey checkasm_key_ref, checkasm_key_new;

#define check_func(func, ...) \
    (checkasm_key_ref = checkasm_check_key(checkasm_key_new = (CheckasmKey) (func), __VA_ARGS__))
#define declare_func(ret, ...) typedef ret func_type(__VA_ARGS__)
#define call_ref(...) ((func_type *) checkasm_key_ref)(__VA_ARGS__)
#define call_new(...) ((func_type *) checkasm_key_new)(__VA_ARGS__)
#define fail() checkasm_fail_func("%s:%d", __FILE__, __LINE__)
#define report checkasm_report

/* Among the arguments of bench_new: a and b by turns, where a call changes what it reads. */
#define alternate(a, b) ((call_index & 1) ? (b) : (a))

#define bench_new(...)                                                                          \
    do {                                                                                        \
        for (int which = !checkasm_bench_func(); which < 2; which++) {                          \
            func_type *const timed = (func_type *) (which ? checkasm_key_new : checkasm_key_ref); \
            int calls;                                                                          \
            while ((calls = checkasm_bench_calls(which)))                                       \
                for (int call_index = 0; call_index < calls; call_index++)                      \
                    timed(__VA_ARGS__);                                                         \
        }                                                                                       \
    } while (0)

#endif /* CHECKASM_TEST_H */
