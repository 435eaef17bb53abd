// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_BENCH_H
#define ETALON_TESTS_BENCH_H

#include <etalon/etalon.h>

/*
 * The program behind `npm run bench`. `bench GROUP NAME FILE` runs one row of bench_rows.def for 60
 * frames and prints the CPU time of a frame; bench.js runs it as WebAssembly and natively beside
 * other programs. `bench kernels` compares C with SIMD128.
 */

struct et_pool;

enum { BENCH_WIDTH = 3840, BENCH_HEIGHT = 2160, BENCH_RAW_FRAMES = 16 };

/* A row of bench_rows.def. */
struct bench_row {
    const char *group, *name;
    const char *filter; /* "none": the group says what is done */
    enum et_format format;
    double values[20]; /* of the filter; else what the group's macro names */
    const char *chain; /* in place of both: settings of several filters; NULL: none */
};

/* Ends the program with the engine's message. */
_Noreturn void bench_fail(const char *what);

/* User and system time of the whole process so far, all its threads, in microseconds. */
double bench_cpu_us(void);

/* From here on the decoders' libraries run their C: no assembly, no SIMD kernels. Before any is opened. */
void bench_plain(void);

/* A 4K frame of the pool, its samples not filled. */
struct et_frame *bench_frame(struct et_pool *pool, enum et_format format);

/* The 16 frames of a file of raw 4K planes, the caller's. */
void bench_load_frames(const char *path, enum et_format format, struct et_pool *pool,
                       struct et_frame **frames);

/* The chain of a row; where a filter has a second input, a bitmap is it. */
struct et_chain *bench_chain(struct et_engine *engine, const struct bench_row *row);

/* Sets what is no number of the filter that was added last: a curve's points, a table of 33^3. */
void bench_set(struct et_chain *chain, const struct et_filter *filter);

/* Opens a file that is read into memory first; it stays there until the program ends. */
struct et_clip *bench_open_clip(struct et_engine *engine, const char *path);

/* Runs a row and prints {"usPerFrame":...,"bytes":...}; with `hash`, {"md5":...} of two frames instead. */
void bench_run(const struct bench_row *row, const char *path, int hash);

/* C against SIMD128 for the kernel rows whose filter's name holds `part`; a JSON object a line. */
void bench_kernels(const char *part);

/* What a changed setting of a row's chain costs before a frame is computed; a JSON object for each format. */
void bench_change(const struct bench_row *row);

#endif
