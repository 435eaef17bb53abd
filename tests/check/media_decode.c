// SPDX-License-Identifier: MIT
/* Decoding against native FFmpeg's hashes, seeking, and counters. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "media.h"
#include "media/clip.h"

enum {
    MOST_BYTES = 300000,
    MOST_PIXELS = 1280 * 720,
    SEEKS = 20,
    MOST_FRAMES = 300,
};

static struct et_engine *engine;

static struct et_clip *open_file(struct media_file *file)
{
    struct et_reader reader = media_reader(file);
    struct et_clip *clip = NULL;

    CHECK(et_clip_open(engine, &reader, 0, &clip) == 0, "%s: %s", file->name, et_error_message());
    return clip;
}

static void visit_hash(const struct media_row *row)
{
    struct media_file file;
    struct et_clip *clip;
    char md5[33];

    if (!media_load(row->name, &file))
        return;
    clip = open_file(&file);
    if (clip) {
        int frames = media_hash_clip(clip, row->first, md5);

        CHECK(frames > 0, "%s: %s", row->name, et_error_message());
        CHECK(!strcmp(md5, row->md5), "%s: %s instead of %s", row->name, md5, row->md5);
    }
    et_clip_close(&clip);
    media_free(&file);
    media_check_floor(engine);
}

void test_media_hashes(void)
{
    engine = check_engine(0, ~0u);
    media_rows(MOST_BYTES, MOST_PIXELS, visit_hash);
    et_engine_destroy(&engine);
}

void test_media_hashes_threads(void)
{
    if (!check_threads(1))
        return;
    engine = check_engine(3, ~0u);
    media_rows(MOST_BYTES, MOST_PIXELS, visit_hash);
    et_engine_destroy(&engine);
}

struct decoded {
    int64_t pts;
    char md5[33];
};

static int decode_all(struct et_clip *clip, struct decoded *all)
{
    struct et_job *job;
    int count = 0, step = et_job_frames(clip, NULL, INT64_MIN, INT64_MAX, &job);

    while (step >= 0 && (step = et_job_step(job, 8000)) > 0) {
        struct et_frame *frame = et_job_take_frame(job);

        if (frame && count < MOST_FRAMES) {
            all[count].pts = frame->pts;
            media_hash_frame(frame, all[count].md5);
            count++;
        }
        et_frame_unref(&frame);
    }
    et_job_close(&job);
    return count;
}

/* Frames at random times, times between frames, before the first and after the last. */
static void visit_seek(const struct media_row *row)
{
    static struct decoded all[MOST_FRAMES];
    struct media_file file;
    struct et_clip *clip;
    int count;

    if (!media_load(row->name, &file))
        return;
    clip = open_file(&file);
    count = clip ? decode_all(clip, all) : 0;
    for (int i = 0; i < SEEKS && count > 0 && !check_has_failed(); i++) {
        int wanted = check_random_below(count);
        int between = wanted + 1 < count && all[wanted + 1].pts > all[wanted].pts + 1;
        int64_t at = all[wanted].pts + (between ? check_random_below(2) : 0);
        struct et_frame *frame;
        char md5[33] = "";

        if (i == 0)
            at = all[wanted = 0].pts - 1000;
        if (i == 1)
            at = all[wanted = count - 1].pts + 1000000;
        frame = media_frame_at(clip, at);
        if (frame)
            media_hash_frame(frame, md5);
        CHECK(frame && frame->pts == all[wanted].pts && !strcmp(md5, all[wanted].md5),
              "%s: seek %d to %lld gave frame %lld instead of %lld", row->name, i, (long long)at,
              frame ? (long long)frame->pts : -1, (long long)all[wanted].pts);
        et_frame_unref(&frame);
    }
    et_clip_close(&clip);
    media_free(&file);
    media_check_floor(engine);
}

void test_media_seeks(void)
{
    engine = check_engine(0, ~0u);
    media_rows(MOST_BYTES, MOST_PIXELS, visit_seek);
    et_engine_destroy(&engine);
}

/* A time behind the place where a file was cut off shows the last frame that can be decoded. */
void test_media_truncated(void)
{
    static struct decoded all[MOST_FRAMES];
    struct media_file file;
    struct et_clip *clip;
    struct et_frame *frame;
    int count;

    engine = check_engine(0, ~0u);
    if (media_load("hdr/hlg10-color-test.mp4", &file)) {
        file.size = file.size * 2 / 3;
        clip = open_file(&file);
        count = clip ? decode_all(clip, all) : 0;
        CHECK(count > 0, "nothing is left of the clip");
        frame = count ? media_frame_at(clip, et_clip_info(clip)->video.duration) : NULL;
        CHECK(frame && frame->pts == all[count - 1].pts, "frame %lld instead of %lld",
              frame ? (long long)frame->pts : -1, count ? (long long)all[count - 1].pts : -1);
        et_frame_unref(&frame);
        et_clip_close(&clip);
        media_free(&file);
    }
    media_check_floor(engine);
    et_engine_destroy(&engine);
}

/* Whoever holds more frames than the pool lends gets ET_ERROR_MEMORY, not a wrong frame. */
void test_media_held(void)
{
    enum { MOST_HELD = 200, CACHE_BYTES = 1 << 20 };
    const struct et_engine_options options = {.cpu = ~0u, .cache_bytes = CACHE_BYTES};
    static struct decoded all[MOST_FRAMES];
    struct et_frame *held[MOST_HELD] = {0};
    struct media_file file;
    struct et_clip *clip;
    int count, refused = 0;

    CHECK(et_engine_create(&options, &engine) == 0, "%s", et_error_message());
    if (!media_load("conf/cros-codecs/test-25fps-interlaced.h264", &file))
        return;
    clip = open_file(&file);
    count = clip ? decode_all(clip, all) : 0;
    for (int i = 0; i < MOST_HELD && i < count && !refused; i++) {
        struct et_job *job;
        int step = et_job_frame_at(clip, NULL, all[i].pts, &job);

        while (step >= 0 && (step = et_job_step(job, 8000)) > 0 && step != ET_FRAME)
            ;
        held[i] = step == ET_FRAME ? et_job_take_frame(job) : NULL;
        et_job_close(&job);
        refused = step < 0;
        CHECK(!refused || step == ET_ERROR_MEMORY, "frame %d: %d, %s", i, step, et_error_message());
        CHECK(refused || held[i]->pts == all[i].pts, "frame %d is another", i);
    }
    CHECK(refused, "%d frames could be held", MOST_HELD);
    for (int i = 0; i < MOST_HELD; i++)
        et_frame_unref(&held[i]);
    if (count > 0) {
        held[0] = media_frame_at(clip, all[count - 1].pts);
        CHECK(held[0] && held[0]->pts == all[count - 1].pts, "and then all is well again");
        et_frame_unref(&held[0]);
    }
    et_clip_close(&clip);
    media_free(&file);
    media_check_floor(engine);
    et_engine_destroy(&engine);
}

/* A chain for which there is no memory is refused each time it is asked for, and taken once there is. */
void test_media_reserved(void)
{
    enum { HELD = 60 };
    struct media_file file;
    struct et_clip *clip;

    engine = check_engine(0, ~0u);
    if (!media_load("conf/cros-codecs/bear.h265", &file))
        return;
    clip = open_file(&file);
    if (clip) {
        struct et_frame *frame = media_frame_at(clip, 0);

        et_frame_unref(&frame);
        for (int i = 0; i < 3; i++) {
            int result;

            et_alloc_fail_after(2);
            result = et_cursor_hold(clip->cursor, HELD);
            et_alloc_fail_after(-1);
            CHECK(result == ET_ERROR_MEMORY, "time %d: %d", i, result);
        }
        CHECK(et_cursor_hold(clip->cursor, HELD) == 0, "%s", et_error_message());
    }
    et_clip_close(&clip);
    media_free(&file);
    media_check_floor(engine);
    et_engine_destroy(&engine);
}

/* Pictures wider than a frame can be: VP9's header, and that of IVF around it, say 20000. */
void test_media_too_large(void)
{
    enum { WIDTH = 20000, IVF_WIDTH = 12, PICTURE = 44, WIDTH_BIT = 36, WIDTH_BITS = 16 };
    struct media_file file;
    struct et_clip *clip = NULL;

    engine = check_engine(0, ~0u);
    if (media_load("conf/cros-codecs/test-25fps.vp9", &file)) {
        struct et_reader reader = media_reader(&file);

        file.bytes[IVF_WIDTH] = WIDTH & 255;
        file.bytes[IVF_WIDTH + 1] = WIDTH >> 8;
        for (int i = 0; i < WIDTH_BITS; i++) {
            uint8_t *byte = &file.bytes[PICTURE + (WIDTH_BIT + i) / 8];
            int bit = 7 - (WIDTH_BIT + i) % 8;

            *byte =
                (uint8_t)((*byte & ~(1 << bit)) | ((WIDTH - 1) >> (WIDTH_BITS - 1 - i) & 1) << bit);
        }
        CHECK(et_clip_open(engine, &reader, 0, &clip) == ET_ERROR_UNSUPPORTED &&
                  strstr(et_error_message(), "20000"),
              "%s", et_error_message());
        et_clip_close(&clip);
        media_free(&file);
    }
    media_check_floor(engine);
    et_engine_destroy(&engine);
}
