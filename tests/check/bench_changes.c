// SPDX-License-Identifier: MIT
/*
 * CPU time from a changed setting to a chain that is ready for a 4K frame, one thread: what a slider
 * waits for before anything is computed; DESIGN allows 4 ms. Prints JSON, a chain and format a line:
 *   {"name":"curves","format":"I420","ms":0.41}
 */
#include "bench.h"

#include "base/cpu.h"
#include "base/engine.h"
#include "chain/chain.h"

#include <stdio.h>

enum { ROUNDS = 7 };

static const enum et_format formats[] = {ET_FORMAT_I420, ET_FORMAT_I422P10, ET_FORMAT_I444P12,
                                         ET_FORMAT_GBR16};

static double time_change(struct et_engine *engine, const struct bench_row *row,
                          const struct et_image_info *info)
{
    double best = 1e12;
    for (int round = 0; round < ROUNDS; round++) {
        struct et_chain *chain = bench_chain(engine, row);
        struct et_image_info out_info;
        const double start = bench_cpu_us();
        if (et_chain_configure(chain, info, &out_info))
            bench_fail(row->name);
        const double time = bench_cpu_us() - start;
        best = time < best ? time : best;
        et_chain_destroy(&chain);
    }
    return best;
}

void bench_change(const struct bench_row *row)
{
    const struct et_engine_options options = {
        .threads = 0, .cpu = et_cpu_available(), .cache_bytes = 0};
    struct et_engine *engine;
    if (et_engine_create(&options, &engine))
        bench_fail("engine");
    for (size_t i = 0; i < ET_COUNT(formats); i++) {
        const struct et_image_info info = {.format = formats[i],
                                           .width = BENCH_WIDTH,
                                           .height = BENCH_HEIGHT,
                                           .color = {.matrix = 1, .siting = ET_SITING_LEFT}};
        printf("{\"name\":\"%s\",\"format\":\"%s\",\"ms\":%.2f}\n", row->name,
               et_format_info(formats[i])->name, time_change(engine, row, &info) / 1000);
        fflush(stdout);
    }
    et_engine_destroy(&engine);
}
