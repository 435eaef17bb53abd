// SPDX-License-Identifier: MIT
/*
 * CPU time of filters, view and conversion on one thread, C against SIMD128: the kernels that are
 * not 1.2 times their C are to go. Prints JSON, a row a line:
 *   {"name":"gaussian_blur","case":"sigma 2","format":"I420","variant":"c","ms":21.3,
 *    "nsPerPixel":2.57}
 * Pixels are those of the 4K input.
 */
#include "bench.h"

#include "base/cpu.h"
#include "base/engine.h"
#include "chain/chain.h"
#include "frame/frame.h"
#include "media/encode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 7 };

struct row {
    const char *name, *label;
    enum et_format format;
    double values[20];
};

static const struct row rows[] = {
#define ROW(group, name, filter, format, reference, note, ...)
#define CHAIN(group, name, format, reference, note, settings)
#define KERNEL(label, filter, format, ...) {#filter, label, ET_FORMAT_##format, {__VA_ARGS__}},
#define NATIVE(filter, reference, note)
#include "bench_rows.def"
#undef ROW
#undef CHAIN
#undef KERNEL
#undef NATIVE
    {"view", "to 1280x720", ET_FORMAT_I420, {1280, 720}},
    {"view", "to 1920x1080", ET_FORMAT_I420P10, {1920, 1080}},
    {"view", "to 3840x2160", ET_FORMAT_I420, {3840, 2160}},
    {"convert", "for the encoder", ET_FORMAT_I420P10, {0}},
    {"convert", "for the encoder", ET_FORMAT_I422, {0}},
    {"convert", "for the encoder", ET_FORMAT_I444P12, {0}},
};

static struct et_frame *make_frame(struct et_pool *pool, enum et_format format)
{
    const int max = (1 << et_format_info(format)->depth) - 1;
    struct et_frame *frame = bench_frame(pool, format);
    uint32_t noise = 1;
    for (int p = 0; p < et_format_info(format)->planes; p++)
        for (int y = 0; y < et_plane_height(format, p, BENCH_HEIGHT); y++)
            for (int x = 0; x < et_plane_width(format, p, BENCH_WIDTH); x++) {
                noise = noise * 1664525 + 1013904223;
                uint8_t *sample = frame->image.data[p] + y * frame->image.stride[p];
                int value = (int)(((unsigned)(x + y) + (noise >> 27)) & (unsigned)max);
                if (max > 255)
                    ((uint16_t *)sample)[x] = (uint16_t)value;
                else
                    sample[x] = (uint8_t)value;
            }
    return frame;
}

/* Microseconds of one round, not counting what is set up once. */
static double time_chain(struct et_engine *engine, const struct row *row, struct et_frame *frame)
{
    struct bench_row filter = {.name = row->name, .filter = row->name};
    memcpy(filter.values, row->values, sizeof(filter.values));
    struct et_chain *chain = bench_chain(engine, &filter);
    struct et_image_info out_info;
    double best = 1e12;
    if (et_chain_configure(chain, &frame->image.info, &out_info))
        bench_fail(row->name);
    for (int round = 0; round < ROUNDS; round++) {
        double start = bench_cpu_us();
        int result = et_chain_push(chain, frame), frames = 0;
        while (!result && (result = et_chain_step(chain, 1 << 30)) == ET_FRAME) {
            struct et_frame *out = et_chain_take(chain);
            et_frame_unref(&out);
            result = 0;
            frames++;
        }
        if (result)
            bench_fail(row->name);
        double time = bench_cpu_us() - start;
        best = frames && time < best ? time : best; /* none: the chain waits for neighbours */
    }
    et_chain_destroy(&chain);
    return best;
}

static double time_view(struct et_engine *engine, const struct row *row, struct et_frame *frame)
{
    int width = (int)row->values[0], height = (int)row->values[1];
    uint8_t *rgba = malloc((size_t)(width * height * 4));
    double best = 1e12;
    for (int round = 0; round < ROUNDS; round++) {
        double start = bench_cpu_us();
        if (!rgba || et_view_render(engine, frame, rgba, width * 4, width, height))
            bench_fail(row->name);
        double time = bench_cpu_us() - start;
        best = time < best ? time : best;
    }
    free(rgba);
    return best;
}

static double time_convert(struct et_engine *engine, struct et_pool *pool, const struct row *row,
                           struct et_frame *frame)
{
    double best = 1e12;
    struct et_converter *converter;
    if (et_converter_create(engine, &et_encoder_accepts, &converter))
        bench_fail(row->name);
    for (int round = 0; round < ROUNDS; round++) {
        struct et_frame *out;
        double start = bench_cpu_us();
        if (et_converter_run(converter, pool, frame, &out))
            bench_fail(row->name);
        double time = bench_cpu_us() - start;
        et_frame_unref(&out);
        best = time < best ? time : best;
    }
    et_converter_destroy(&converter);
    return best;
}

static void bench_row(const struct row *row, unsigned cpu, struct et_pool *pool,
                      struct et_frame *frame)
{
    const struct et_engine_options options = {.threads = 0, .cpu = cpu, .cache_bytes = 0};
    struct et_engine *engine;
    if (et_engine_create(&options, &engine))
        bench_fail("engine");
    double time = !strcmp(row->name, "view")      ? time_view(engine, row, frame)
                  : !strcmp(row->name, "convert") ? time_convert(engine, pool, row, frame)
                                                  : time_chain(engine, row, frame);
    printf("{\"name\":\"%s\",\"case\":\"%s\",\"format\":\"%s\",\"variant\":\"%s\",\"ms\":%.2f,"
           "\"nsPerPixel\":%.3f}\n",
           row->name, row->label, et_format_info(row->format)->name, cpu ? "simd128" : "c",
           time / 1000, time * 1000 / ((double)BENCH_WIDTH * BENCH_HEIGHT));
    fflush(stdout);
    et_engine_destroy(&engine);
}

void bench_kernels(const char *part)
{
    struct et_pool *pool;
    if (et_pool_create(4, &pool))
        bench_fail("pool");
    for (size_t i = 0; i < ET_COUNT(rows); i++) {
        if (!strstr(rows[i].name, part))
            continue;
        struct et_frame *frame = make_frame(pool, rows[i].format);
        bench_row(&rows[i], 0, pool, frame);
        if (et_cpu_available())
            bench_row(&rows[i], et_cpu_available(), pool, frame);
        et_frame_unref(&frame);
    }
    et_pool_close(&pool);
}
