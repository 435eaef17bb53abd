// SPDX-License-Identifier: MIT
/*
 * One row, 60 frames. The CPU time of a frame is that of the process when frame 60 is done less that
 * when frame 12 is done, over 48: start, compilation and the first frames cancel. V8 compiles beside the
 * first frames, for seconds where a decoder is large: it gets more of them, a decoder a whole clip.
 */
#include "bench.h"

#include "base/cpu.h"
#include "base/engine.h"
#include "chain/chain.h"
#include "frame/frame.h"
#include "media/encode.h"

#include <libavutil/md5.h>
#include <libavutil/mem.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST = 12,
    LAST = 60,
#if defined(__EMSCRIPTEN__)
    WARM = 24, /* frames more before these, so that V8 has compiled what they run */
#else
    WARM = 0,
#endif
    HELD = 16, /* frames that a filter in time may hold */
    STEP_US = 8000,
    QUANTIZER = 26,
    KEY_INTERVAL_S = 2,
};

struct measure {
    int frames;
    double first_us;
    double aside_us; /* of the time since then, what is not the row's */
    int64_t bytes;   /* that an encoder wrote */
};

/* Counts a frame. Returns whether it was the last one, having printed. */
static bool frame_done(struct measure *measure)
{
    measure->frames++;
    if (measure->frames == FIRST) {
        measure->first_us = bench_cpu_us();
        measure->aside_us = 0;
    }
    if (measure->frames < LAST)
        return false;
    printf("{\"usPerFrame\":%.1f,\"bytes\":%lld}\n",
           (bench_cpu_us() - measure->first_us - measure->aside_us) / (LAST - FIRST),
           (long long)measure->bytes);
    return true;
}

/* ---- Raw frames in -------------------------------------------------------------------------- */

/*
 * A raw frame as a decoder hands it over: in a buffer of a pool, written just now, so that its end is
 * in the cache. The copy is put aside, as the reading is that ffmpeg's row does with the filter `null`.
 */
static struct et_frame *arrived(struct et_pool *pool, const struct et_frame *raw,
                                struct measure *measure)
{
    const double start_us = bench_cpu_us();
    const struct et_image *from = &raw->image;
    struct et_frame *frame = bench_frame(pool, from->info.format);
    frame->time_base = raw->time_base;
    for (int p = 0; p < et_format_info(from->info.format)->planes; p++)
        memcpy(frame->image.data[p], from->data[p],
               (size_t)from->stride[p] *
                   (size_t)et_plane_height(from->info.format, p, from->info.height));
    measure->aside_us += bench_cpu_us() - start_us;
    return frame;
}

/* The next frame of what was pushed; NULL: the chain wants another one first. */
static struct et_frame *next_frame(struct et_chain *chain)
{
    int result = et_chain_step(chain, 1 << 30);
    if (result != ET_FRAME && result != ET_DONE)
        bench_fail("filter");
    return et_chain_take(chain);
}

static void push_frame(struct et_chain *chain, struct et_frame *frame)
{
    if (et_chain_push(chain, frame))
        bench_fail("filter");
}

static void run_filter(struct et_engine *engine, const struct bench_row *row, struct et_pool *pool,
                       struct et_frame **frames)
{
    struct measure measure = {.frames = -WARM};
    struct et_chain *chain = bench_chain(engine, row);
    struct et_image_info out_info;
    bool done = false;
    if (et_chain_configure(chain, &frames[0]->image.info, &out_info))
        bench_fail(row->name);
    for (int i = 0; !done; i = (i + 1) % BENCH_RAW_FRAMES) {
        struct et_frame *in = arrived(pool, frames[i], &measure), *out;
        push_frame(chain, in);
        et_frame_unref(&in);
        while ((out = next_frame(chain)))
            et_frame_unref(&out);
        done = frame_done(&measure);
    }
    et_chain_destroy(&chain);
}

static void hash_frames(struct et_chain *chain, struct AVMD5 *sum)
{
    struct et_frame *out;
    while ((out = next_frame(chain))) {
        const struct et_image_info *info = &out->image.info;
        const struct et_format_info *format = et_format_info(info->format);
        for (int p = 0; p < format->planes; p++)
            for (int y = 0; y < et_plane_height(info->format, p, info->height); y++)
                av_md5_update(sum, out->image.data[p] + y * out->image.stride[p],
                              (size_t)(et_plane_width(info->format, p, info->width) *
                                       format->bytes_per_pixel));
        et_frame_unref(&out);
    }
}

static void hash_filter(struct et_engine *engine, const struct bench_row *row,
                        struct et_frame **frames)
{
    struct et_chain *chain = bench_chain(engine, row);
    struct et_image_info info;
    struct AVMD5 *sum = av_md5_alloc();
    uint8_t digest[16];
    if (!sum || et_chain_configure(chain, &frames[0]->image.info, &info))
        bench_fail(row->name);
    av_md5_init(sum);
    for (int i = 0; i < 2; i++) {
        push_frame(chain, frames[i]);
        hash_frames(chain, sum);
    }
    et_chain_finish(chain);
    hash_frames(chain, sum);
    av_md5_final(sum, digest);
    printf("{\"md5\":\"");
    for (int i = 0; i < 16; i++)
        printf("%02x", digest[i]);
    printf("\"}\n");
    av_free(sum);
    et_chain_destroy(&chain);
}

/* values: width and height of the canvas. */
static void run_view(struct et_engine *engine, const struct bench_row *row, struct et_pool *pool,
                     struct et_frame **frames)
{
    struct measure measure = {.frames = -WARM};
    int width = (int)row->values[0], height = (int)row->values[1];
    uint8_t *rgba = malloc((size_t)width * (size_t)height * 4);
    bool done = false;
    for (int i = 0; !done; i = (i + 1) % BENCH_RAW_FRAMES) {
        struct et_frame *in = arrived(pool, frames[i], &measure);
        if (!rgba || et_view_render(engine, in, rgba, width * 4, width, height))
            bench_fail("view");
        et_frame_unref(&in);
        done = frame_done(&measure);
    }
    free(rgba);
}

static struct et_export_options export_options(void)
{
    return (struct et_export_options){
        .from = INT64_MIN,
        .to = INT64_MAX,
        .rate_control = ET_RATE_QUANTIZER,
        .quantizer = QUANTIZER,
        .key_interval_s = KEY_INTERVAL_S,
        .threads = 1,
    };
}

static void run_encode(struct et_frame **frames)
{
    const struct et_export_options options = export_options();
    struct measure measure = {.frames = -WARM};
    struct et_encoder *encoder;
    bool done = false;
    if (et_encoder_open(&frames[0]->image.info, (struct et_rational){1, 1}, 60, &options, 1,
                        &encoder))
        bench_fail("encoder");
    for (int i = 0; !done; i++) {
        struct et_frame *frame = frames[i % BENCH_RAW_FRAMES];
        struct et_encoded encoded;
        frame->pts = i;
        if (et_encoder_encode(encoder, frame, &encoded))
            bench_fail("encode");
        measure.bytes += measure.frames < 0 ? 0 : encoded.size;
        done = frame_done(&measure);
    }
    et_encoder_close(&encoder);
}

/* ---- A clip in ------------------------------------------------------------------------------ */

static void decode_clip(struct et_engine *engine, const char *path, struct measure *measure)
{
    struct et_clip *clip = bench_open_clip(engine, path);
    struct et_job *job;
    if (et_job_frames(clip, NULL, INT64_MIN, INT64_MAX, &job))
        bench_fail("decode");
    for (int frames = 0; frames < LAST;) {
        int step = et_job_step(job, STEP_US);
        if (step <= 0)
            bench_fail("the clip has fewer than 60 frames");
        if (step != ET_FRAME)
            continue;
        struct et_frame *frame = et_job_take_frame(job);
        et_frame_unref(&frame);
        frame_done(measure);
        frames++;
    }
    et_job_close(&job);
    et_clip_close(&clip);
}

static void run_decode(struct et_engine *engine, const char *path)
{
    struct measure measure = {.frames = WARM ? -LAST : 0};
    while (measure.frames < LAST)
        decode_clip(engine, path, &measure);
}

static int write_away(void *opaque, int64_t position, const uint8_t *bytes, int size)
{
    (void)position, (void)bytes;
    ((struct measure *)opaque)->bytes += size;
    return 0;
}

static int64_t nothing_pending(void *opaque)
{
    (void)opaque;
    return 0;
}

static void run_export(struct et_engine *engine, const struct bench_row *row, const char *path)
{
    const struct et_export_options options = export_options();
    struct measure measure = {0};
    const struct et_sink sink = {
        .opaque = &measure, .write = write_away, .pending = nothing_pending};
    struct et_clip *clip = bench_open_clip(engine, path);
    struct et_job *job;
    bool done = false;
    if (et_job_export(clip, bench_chain(engine, row), &sink, &options, &job))
        bench_fail("export");
    while (!done) {
        int step = et_job_step(job, STEP_US);
        if (step <= 0)
            bench_fail("the clip has fewer than 60 frames");
        if (et_job_frames_done(job) > measure.frames)
            done = frame_done(&measure);
    }
    et_job_close(&job);
    et_clip_close(&clip);
}

void bench_run(const struct bench_row *row, const char *path, int hash)
{
    const struct et_engine_options options = {.cpu = et_cpu_available()};
    bool decodes = !strcmp(row->group, "decode"), exports = !strcmp(row->group, "export");
    struct et_frame *frames[BENCH_RAW_FRAMES] = {0};
    struct et_engine *engine;
    struct et_pool *pool;
    if (et_engine_create(&options, &engine) || et_pool_create(BENCH_RAW_FRAMES + HELD, &pool))
        bench_fail("engine");
    if (!decodes && !exports)
        bench_load_frames(path, row->format, pool, frames);
    if (decodes)
        run_decode(engine, path);
    else if (exports)
        run_export(engine, row, path);
    else if (hash)
        hash_filter(engine, row, frames);
    else if (!strcmp(row->group, "encode"))
        run_encode(frames);
    else if (!strcmp(row->group, "view"))
        run_view(engine, row, pool, frames);
    else
        run_filter(engine, row, pool, frames);
    for (int i = 0; i < BENCH_RAW_FRAMES; i++)
        et_frame_unref(&frames[i]);
    et_pool_close(&pool);
    et_engine_destroy(&engine);
}
