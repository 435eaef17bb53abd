// SPDX-License-Identifier: MIT
/*
 * Memory that runs out: opening, seeking, thumbnails, sound and an export of a small clip with the n-th
 * allocation failing, for every n. Whatever fails says so, and nothing stays behind.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/cpu.h"
#include "media.h"

enum { SINK_BYTES = 1 << 20, MOST_ALLOCATIONS = 20000 };

/* A file in memory, which can be read again. */
struct output {
    uint8_t bytes[SINK_BYTES];
    int64_t size;
};

static struct output exported, dropped;

static int write_output(void *opaque, int64_t position, const uint8_t *bytes, int size)
{
    struct output *output = opaque;

    if (position + size > SINK_BYTES)
        return et_fail(ET_ERROR_IO, "%lld bytes are too many", (long long)position + size);
    memcpy(output->bytes + position, bytes, (size_t)size);
    if (position + size > output->size)
        output->size = position + size;
    return 0;
}

static int64_t pending_output(void *opaque)
{
    (void)opaque;
    return 0;
}

/* Runs a job to its end and closes it; `result` is what making it returned. */
static int run(struct et_job *job, int result)
{
    while (result >= 0 && (result = et_job_step(job, 8000)) > 0) {
        struct et_frame *frame = et_job_take_frame(job);

        et_frame_unref(&frame);
    }
    et_job_close(&job);
    return result;
}

static int make_chain(struct et_engine *engine, struct et_chain **chain)
{
    static const char *const names[] = {"adjust", "gaussian_blur"};
    int result = et_chain_create(engine, chain);

    for (size_t i = 0; i < ET_COUNT(names) && result == 0; i++) {
        const struct et_filter *filter = et_filter_find(names[i]);
        double values[16];

        for (size_t k = 0; k < filter->param_count; k++)
            values[k] = filter->params[k].initial;
        result = et_chain_add(*chain, filter, values, filter->param_count);
    }
    if (result < 0)
        et_chain_destroy(chain);
    return result;
}

static int export_clip(struct et_clip *clip, struct et_engine *engine, struct output *output)
{
    const struct et_sink sink = {
        .opaque = output, .write = write_output, .pending = pending_output};
    const struct et_export_options options = {.from = INT64_MIN,
                                              .to = INT64_MAX,
                                              .rate_control = ET_RATE_BITRATE,
                                              .bitrate = 100000,
                                              .key_interval_s = 1,
                                              .copy_audio = 1};
    struct et_chain *chain;
    struct et_job *job = NULL;
    int result = make_chain(engine, &chain);

    output->size = 0;
    memset(output->bytes, 0, sizeof(output->bytes));
    if (result < 0)
        return result;
    result = et_job_export(clip, chain, &sink, &options, &job);
    return run(job, result);
}

/* All of it, up to the first failure. */
static int use_clip(struct et_clip *clip, struct et_engine *engine, struct output *output)
{
    const struct et_video_info *video = &et_clip_info(clip)->video;
    const int64_t late = video->start + video->duration / 2 + 1;
    struct et_job *job = NULL;
    struct et_chain *chain;
    int result = make_chain(engine, &chain);

    if (result < 0)
        return result;
    result = et_job_frame_at(clip, chain, late, &job);
    result = run(job, result);
    for (int i = 0; i < 2 && result == 0; i++) { /* back, and the cached one again */
        result = et_job_frame_at(clip, NULL, video->start, &job);
        result = run(job, result);
    }
    if (result == 0) {
        result = et_job_thumbnails(clip, NULL, &late, 1, &job);
        result = run(job, result);
    }
    if (result == 0) {
        result = et_job_play(clip, NULL, video->start, &job);
        result = run(job, result);
    }
    return result < 0 ? result : export_clip(clip, engine, output);
}

static int scenario(struct media_file *file, struct output *output)
{
    const struct et_engine_options options = {.cpu = et_cpu_available(), .cache_bytes = 1 << 20};
    struct et_reader reader = media_reader(file);
    struct et_engine *engine = NULL;
    struct et_clip *clip = NULL;
    int result = et_engine_create(&options, &engine);

    if (result == 0)
        result = et_clip_open(engine, &reader, 0, &clip);
    if (result == 0)
        result = use_clip(clip, engine, output);
    et_clip_close(&clip);
    if (engine)
        media_check_floor(engine);
    et_engine_destroy(&engine);
    return result;
}

/* Lets allocations fail from the n-th on, for every n. */
static void fail_each(struct media_file *file)
{
    const int live = et_alloc_live();
    int failures = 0, n = 0, failed = 1;

    for (; n < MOST_ALLOCATIONS && failed && !check_has_failed(); n++) {
        int result;

        et_alloc_fail_after(n);
        result = scenario(file, &dropped);
        failed = et_alloc_failed();
        et_alloc_fail_after(-1);
        CHECK(result == 0 || (result == ET_ERROR_MEMORY && et_error_message()[0]),
              "%s: %d where allocation %d fails: %s", file->name, result, n, et_error_message());
        CHECK(result == 0 || failed, "%s: %s, and no allocation failed", file->name,
              et_error_message());
        CHECK(et_alloc_live() == live, "%s: %d allocations are left where number %d fails",
              file->name, et_alloc_live() - live, n);
        failures += result < 0;
    }
    CHECK(failures > 100 && !failed, "%s: %d failures in %d runs", file->name, failures, n);
}

/* A raw stream, and the indexed file that it is exported to. */
void test_media_memory(void)
{
    struct media_file file, again = {.name = "its export", .fails_at = INT64_MAX};

    if (!media_load("conf/cros-codecs/64x64-I-P-B-P.h264", &file))
        return;
    CHECK(scenario(&file, &exported) == 0, "%s", et_error_message());
    again.bytes = exported.bytes;
    again.size = exported.size;
    fail_each(&file);
    fail_each(&again);
    media_free(&file);
}
