// SPDX-License-Identifier: MIT
#ifndef ETALON_ERROR_H
#define ETALON_ERROR_H

/*
 * Error codes. Functions that return `int` return a value >= 0 on success and one of these
 * (all negative) on failure; the thread then holds a sentence about it, see et_error_message().
 *
 * ET_ERRORS is the one list: `describe` prints it and the codes that JavaScript throws
 * (`EtalonError.code`, which adds `CRASHED`) are generated from it.
 */
#define ET_ERRORS(X)                                                                               \
    X(ARGUMENT, -1, "An argument is outside what the function accepts.")                           \
    X(MEMORY, -2, "Memory for the request is not available.")                                      \
    X(UNSUPPORTED, -3, "The input is valid, and this build cannot handle it.")                     \
    X(RANGE_UNSUPPORTED, -4, "The server does not answer range requests.")                         \
    X(DATA, -5, "The input is not a media file, or is too damaged to use.")                        \
    X(IO, -6, "Reading or writing failed.")                                                        \
    X(ABORTED, -7, "The caller stopped the work.")                                                 \
    X(STATE, -8, "The object is closed, or not in a state that allows the call.")

enum et_error {
#define ET_ERROR_ENTRY(name, code, help) ET_ERROR_##name = code,
    ET_ERRORS(ET_ERROR_ENTRY)
#undef ET_ERROR_ENTRY
};

/*
 * Records a sentence about the failure that is being returned, and returns `code`, so that
 * `return et_fail(ET_ERROR_ARGUMENT, "width %d is outside 1 to 16384", width);` is one line.
 * The text is kept per thread and cut at 511 bytes. Any thread.
 */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
int et_fail(int code, const char *format, ...);

/* The sentence recorded last on this thread; "" when there was none. Valid until the next one. */
const char *et_error_message(void);

/* The name of a code without its prefix ("ARGUMENT"), or "UNKNOWN". Static storage. */
const char *et_error_name(int code);

#endif
