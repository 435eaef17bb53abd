// SPDX-License-Identifier: MIT
/* Exports into memory: the same bytes with any number of threads, readable again, errors of the sink. */
#include <stdlib.h>
#include <string.h>

#include "media.h"
#include "media/mux.h"

#define CLIP "4k/portrait_4k60.mp4"

struct memory_sink {
    uint8_t *bytes;
    int64_t size, capacity;
    int64_t written; /* in all writes together */
    int writes_left; /* then ET_ERROR_IO; -1: no end */
};

static int write_memory(void *opaque, int64_t position, const uint8_t *bytes, int size)
{
    struct memory_sink *sink = opaque;

    if (sink->writes_left == 0)
        return et_fail(ET_ERROR_IO, "the test's sink is full");
    if (sink->writes_left > 0)
        sink->writes_left--;
    if (position + size > sink->capacity) {
        int64_t capacity = (position + size) * 2;

        sink->bytes = realloc(sink->bytes, (size_t)capacity);
        memset(sink->bytes + sink->capacity, 0, (size_t)(capacity - sink->capacity));
        sink->capacity = capacity;
    }
    sink->written += size;
    memcpy(sink->bytes + position, bytes, (size_t)size);
    if (position + size > sink->size)
        sink->size = position + size;
    return 0;
}

static int64_t pending_memory(void *opaque)
{
    (void)opaque;
    return 0;
}

/* Exports a fixture with a chain of one adjust; returns the job's end. */
static int export_clip(const char *name, int threads, int append_only, int64_t from,
                       struct memory_sink *sink, struct et_export_result *result)
{
    struct et_engine *engine = check_engine(threads, ~0u);
    struct et_sink target = {.opaque = sink,
                             .write = write_memory,
                             .pending = pending_memory,
                             .append_only = append_only};
    struct et_export_options options = {
        .from = from,
        .to = INT64_MAX,
        .rate_control = ET_RATE_QUANTIZER,
        .quantizer = 26,
        .key_interval_s = 1,
        .copy_audio = 1,
        .threads = check_threads(threads),
    };
    const double contrast[] = {0, 1.2, 1, 1, 0};
    struct media_file file;
    struct et_clip *clip = NULL;
    struct et_chain *chain;
    struct et_job *job = NULL;
    int end = ET_ERROR_STATE;

    if (media_load(name, &file)) {
        struct et_reader reader = media_reader(&file);

        CHECK(et_clip_open(engine, &reader, 0, &clip) == 0, "%s", et_error_message());
        et_chain_create(engine, &chain);
        et_chain_add(chain, et_filter_find("adjust"), contrast, ET_COUNT(contrast));
        end = et_job_export(clip, chain, &target, &options, &job);
        if (end == 0)
            end = media_run(job, 100000);
        if (job && et_job_export_result(job))
            *result = *et_job_export_result(job);
        et_job_close(&job);
        et_clip_close(&clip);
        media_free(&file);
    }
    media_check_floor(engine);
    et_engine_destroy(&engine);
    return end;
}

static int64_t frames_in(struct memory_sink *sink)
{
    struct et_engine *engine = check_engine(0, ~0u);
    struct media_file file = {
        .name = "export", .bytes = sink->bytes, .size = sink->size, .fails_at = INT64_MAX};
    struct et_reader reader = media_reader(&file);
    struct et_clip *clip;
    char md5[33];
    int frames = et_clip_open(engine, &reader, 0, &clip);

    if (frames == 0)
        frames = media_hash_clip(clip, 0, md5);
    CHECK(frames > 0, "the export does not read back: %s", et_error_message());
    et_clip_close(&clip);
    et_engine_destroy(&engine);
    return frames;
}

void test_media_export(void)
{
    struct memory_sink alone = {.writes_left = -1}, threaded = {.writes_left = -1};
    struct memory_sink fragments = {.writes_left = -1};
    struct et_export_result first = {0}, second = {0};

    CHECK(export_clip(CLIP, 0, 0, INT64_MIN, &alone, &first) == ET_DONE, "%s", et_error_message());
    CHECK(first.frames > 0 && first.audio_packets > 0 && first.bytes == alone.size,
          "%lld frames, %lld audio packets, %lld bytes of %lld", (long long)first.frames,
          (long long)first.audio_packets, (long long)first.bytes, (long long)alone.size);
    CHECK(frames_in(&alone) == first.frames, "every frame reads back");
    CHECK(export_clip(CLIP, 3, 0, INT64_MIN, &threaded, &second) == ET_DONE, "%s",
          et_error_message());
    CHECK(alone.size == threaded.size && !memcmp(alone.bytes, threaded.bytes, (size_t)alone.size),
          "threads change the bytes");
    CHECK(export_clip(CLIP, 0, 1, INT64_MIN, &fragments, &second) == ET_DONE && second.fragmented,
          "%s", et_error_message());
    CHECK(frames_in(&fragments) == first.frames, "every frame of the fragments reads back");
    free(alone.bytes);
    free(threaded.bytes);
    free(fragments.bytes);
}

void test_media_export_full(void)
{
    for (int writes = 0; writes < 3; writes++) {
        struct memory_sink sink = {.writes_left = writes};
        struct et_export_result result;
        int end = export_clip(CLIP, 0, 1, INT64_MIN, &sink, &result);

        CHECK(end == ET_ERROR_IO && strstr(et_error_message(), "full"), "a full sink gave %d: %s",
              end, et_error_message());
        free(sink.bytes);
    }
}

/* A span that begins before the clip holds all of it, each audio packet once. */
void test_media_export_from_before(void)
{
    struct memory_sink whole = {.writes_left = -1}, before = {.writes_left = -1};
    struct et_export_result first = {0}, second = {0};

    CHECK(export_clip("cut/bbb_2s.mp4", 0, 0, INT64_MIN, &whole, &first) == ET_DONE, "%s",
          et_error_message());
    CHECK(export_clip("cut/bbb_2s.mp4", 0, 0, -1000000, &before, &second) == ET_DONE, "%s",
          et_error_message());
    CHECK(first.frames == second.frames && first.audio_packets == second.audio_packets,
          "%lld frames and %lld packets instead of %lld and %lld", (long long)second.frames,
          (long long)second.audio_packets, (long long)first.frames, (long long)first.audio_packets);
    free(whole.bytes);
    free(before.bytes);
}

/* A source that claims to be long costs room in the file, up to a limit, and neither memory nor writes. */
void test_media_export_room(void)
{
    enum { MOST_ROOM = 64 << 20, SLACK = 16 << 10 };
    static const int64_t claims[] = {0, 1, 100000, 30000000}; /* frames */
    struct media_file stream;

    if (!media_load("conf/cros-codecs/64x64-I.h264", &stream))
        return;
    for (size_t i = 0; i < ET_COUNT(claims); i++) {
        struct memory_sink sink = {.writes_left = -1};
        const struct et_sink target = {
            .opaque = &sink, .write = write_memory, .pending = pending_memory};
        const struct et_mux_video video = {.width = 64,
                                           .height = 64,
                                           .time_base = {1, 25},
                                           .frame_rate = {25, 1},
                                           .parameters = stream.bytes,
                                           .parameters_size = (int)stream.size};
        struct et_mux *mux;
        int result = et_mux_open(&target, &video, NULL, claims[i], 0, &mux);

        CHECK(result == 0, "%s", et_error_message());
        if (result == 0)
            result = et_mux_video_packet(mux, stream.bytes, (int)stream.size, 0, 1, 1);
        while (result >= 0 && (result = et_mux_finish(mux)) == ET_MORE)
            ;
        CHECK(result == ET_DONE && et_mux_faststart(mux), "%lld frames: %d, %s",
              (long long)claims[i], result, et_error_message());
        CHECK(sink.written <= 2 * stream.size + SLACK, "%lld frames: %lld bytes were written",
              (long long)claims[i], (long long)sink.written);
        CHECK(sink.size <= MOST_ROOM + 2 * stream.size + SLACK, "%lld frames: a file of %lld bytes",
              (long long)claims[i], (long long)sink.size);
        et_mux_close(&mux);
        CHECK(frames_in(&sink) == 1, "%lld frames: one was written", (long long)claims[i]);
        free(sink.bytes);
    }
    media_free(&stream);
}

/* Options out of range are refused with words, before anything is written. */
void test_media_export_refused(void)
{
    static const struct {
        int64_t bitrate;
        double key_interval_s;
        int64_t to;
    } wrong[] = {{0, 2, 9}, {9999, 2, 9}, {INT64_C(1) << 40, 2, 9}, {100000, 0, 9}, {100000, 2, 0}};
    struct et_engine *engine = check_engine(0, ~0u);
    struct memory_sink sink = {.writes_left = -1};
    const struct et_sink target = {
        .opaque = &sink, .write = write_memory, .pending = pending_memory};
    struct media_file file;
    struct et_clip *clip = NULL;

    if (media_load("conf/cros-codecs/64x64-I.h264", &file)) {
        struct et_reader reader = media_reader(&file);

        CHECK(!et_clip_open(engine, &reader, 0, &clip), "%s", et_error_message());
    }
    for (size_t i = 0; clip && i < ET_COUNT(wrong); i++) {
        const struct et_export_options options = {.to = wrong[i].to,
                                                  .rate_control = ET_RATE_BITRATE,
                                                  .bitrate = wrong[i].bitrate,
                                                  .key_interval_s = wrong[i].key_interval_s};
        struct et_job *job;
        int result = et_job_export(clip, NULL, &target, &options, &job);

        CHECK(result == ET_ERROR_ARGUMENT && !job && et_error_message()[0], "case %zu: %d", i,
              result);
        et_job_close(&job);
    }
    CHECK(sink.written == 0, "%lld bytes were written", (long long)sink.written);
    et_clip_close(&clip);
    media_free(&file);
    media_check_floor(engine);
    et_engine_destroy(&engine);
}
