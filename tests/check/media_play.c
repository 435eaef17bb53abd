// SPDX-License-Identifier: MIT
/* Jobs for playing: frames from any place, left out and jumped over, are those of decoding everything. */
#include <stdlib.h>
#include <string.h>

#include "media.h"

enum { MOST_FRAMES = 300, STARTS = 6 };

struct shown {
    int64_t pts;
    int key;
    char md5[33];
};

static struct shown all[MOST_FRAMES];
static int count;

static const char *const names[] = {"cut/bbb_2s.mp4", "cut/bbb_2s.ts",
                                    "conf/cros-codecs/test-25fps.vp9", "hdr/hlg10-color-test.mp4",
                                    "cut/hdr10_av1_500ms.mp4"};

static void note(struct et_frame *frame, struct shown *into)
{
    into->pts = frame->pts;
    into->key = frame->key;
    media_hash_frame(frame, into->md5);
}

/* The next frame of a job in `into`. Returns ET_FRAME, ET_DONE or the error. */
static int next(struct et_job *job, struct shown *into)
{
    int step;

    while ((step = et_job_step(job, 8000)) == ET_MORE)
        ;
    if (step == ET_FRAME) {
        struct et_frame *frame = et_job_take_frame(job);

        note(frame, into);
        et_frame_unref(&frame);
    }
    return step;
}

static void decode_all(struct et_clip *clip)
{
    struct et_job *job;

    count = 0;
    if (et_job_frames(clip, NULL, INT64_MIN, INT64_MAX, &job) < 0)
        return;
    while (count < MOST_FRAMES && next(job, &all[count]) == ET_FRAME)
        count++;
    et_job_close(&job);
}

static int find(int64_t pts)
{
    for (int i = 0; i < count; i++)
        if (all[i].pts == pts)
            return i;
    return -1;
}

/* Frames of `job` are those from `first` on, one after another, or with gaps where it may skip. */
static int check_frames(struct et_job *job, int first, int may_skip, int most)
{
    struct shown frame;
    int at = first - 1, given = 0;

    while (given < most && next(job, &frame) == ET_FRAME) {
        int found = find(frame.pts);

        CHECK(found > at && (may_skip || found == at + 1), "frame %d behind %d", found, at);
        CHECK(found >= 0 && !strcmp(frame.md5, all[found].md5), "frame %d differs", found);
        if (check_has_failed())
            break;
        at = found;
        given++;
    }
    return given;
}

static void check_starts(struct et_clip *clip)
{
    for (int i = 0; i < STARTS && !check_has_failed(); i++) {
        int first = i == 0 ? 0 : i == 1 ? count - 1 : check_random_below(count);
        int64_t from = all[first].pts + (first + 1 < count && i % 2 ? 1 : 0);
        struct et_job *job;

        if (i == 0)
            from -= 1000; /* before the first frame it is the first */
        if (first + 1 < count && all[first + 1].pts <= from)
            from = all[first].pts;
        CHECK(et_job_play(clip, NULL, from, &job) == 0, "%s", et_error_message());
        CHECK(check_frames(job, first, 0, 12) == (count - first < 12 ? count - first : 12),
              "from %lld: %s", (long long)from, et_error_message());
        et_job_close(&job);
    }
}

/* With and without leaving frames out, and back: what comes is right. */
static int check_skipping(struct et_clip *clip)
{
    struct et_job *job;
    int given;

    CHECK(et_job_play(clip, NULL, all[0].pts, &job) == 0, "%s", et_error_message());
    given = check_frames(job, 0, 0, 10);
    CHECK(et_job_play_skip(job, 1) == 0, "%s", et_error_message());
    given += check_frames(job, given, 1, 30);
    CHECK(et_job_play_skip(job, 0) == 0, "%s", et_error_message());
    given += check_frames(job, given, 1, MOST_FRAMES);
    et_job_close(&job);
    return given;
}

/* Jumps land at the next key frame, or say that there is none. */
static void check_jumps(struct et_clip *clip)
{
    for (int i = 0; i < 4 && !check_has_failed(); i++) {
        int wanted = 2 + check_random_below(count - 2), key = wanted, result;
        struct et_job *job;
        struct shown frame;

        while (key < count && !all[key].key)
            key++;
        CHECK(et_job_play(clip, NULL, all[0].pts, &job) == 0, "%s", et_error_message());
        CHECK(next(job, &frame) == ET_FRAME, "%s", et_error_message());
        result = et_job_play_jump(job, all[wanted].pts);
        CHECK(result == 0 || result == 1, "%d", result);
        if (et_clip_info(clip)->video.indexed)
            CHECK(result == (key < count), "%d: the key frame is %d of %d", result, key, count);
        if (result == 1 && key < count)
            CHECK(check_frames(job, key, 0, 5) > 0, "%s", et_error_message());
        else if (result == 0)
            check_frames(job, 1, 0, 3);
        et_job_close(&job);
    }
}

/* Frames of the play job, filtered one by one, are those of et_job_frames() with the chain. */
static void check_apply(struct et_engine *engine, struct et_clip *clip)
{
    const double sigma = 3;
    struct et_chain *chains[2];
    struct et_job *play, *apply, *frames;

    for (int i = 0; i < 2; i++) {
        CHECK(et_chain_create(engine, &chains[i]) == 0, "%s", et_error_message());
        CHECK(et_chain_add(chains[i], et_filter_find("gaussian_blur"), &sigma, 1) == 0, "%s",
              et_error_message());
    }
    CHECK(et_job_play(clip, NULL, all[3].pts, &play) == 0, "%s", et_error_message());
    CHECK(et_job_apply(clip, chains[0], false, &apply) == 0, "%s", et_error_message());
    CHECK(et_job_frames(clip, chains[1], all[3].pts, INT64_MAX, &frames) == 0, "%s",
          et_error_message());
    for (int i = 0; i < 3 && !check_has_failed(); i++) {
        struct shown wanted, made;
        struct et_frame *frame;

        while (et_job_step(play, 8000) == ET_MORE)
            ;
        frame = et_job_take_frame(play);
        CHECK(frame && et_job_apply_push(apply, frame) == 0, "%s", et_error_message());
        et_frame_unref(&frame);
        CHECK(next(apply, &made) == ET_FRAME && next(frames, &wanted) == ET_FRAME, "%s",
              et_error_message());
        CHECK(made.pts == wanted.pts && !strcmp(made.md5, wanted.md5), "frame %d differs", i);
    }
    CHECK(et_job_step(apply, 8000) == ET_ERROR_STATE, "a frame came of nothing");
    et_job_close(&play);
    et_job_close(&apply);
    et_job_close(&frames);
}

static void check_packets(struct et_clip *clip)
{
    struct et_job *job;
    struct et_frame *model, *frame = NULL;
    const char *name;
    const uint8_t *extra;
    int packets = 0, step;
    int result = et_job_packets(clip, all[0].pts, &job);

    if (!et_clip_info(clip)->video.indexed) {
        CHECK(result == ET_ERROR_UNSUPPORTED, "%d", result);
        return;
    }
    CHECK(result == 0, "%s", et_error_message());
    if (result < 0)
        return;
    CHECK(et_job_packets_codec(job, &name, &extra) >= 0 && strlen(name) > 2, "%s", name);
    CHECK(et_job_packets_frame(job, 0, 0, 0, &frame) == ET_ERROR_STATE, "no model was given");
    while ((step = et_job_step(job, 8000)) > 0) {
        const struct et_packet *packet = step == ET_WANT_DECODE ? et_job_packet(job) : NULL;

        if (!packet)
            continue;
        CHECK(packets > 0 || packet->key, "it begins without a key frame");
        CHECK(packet->size > 0 && packet->duration >= 0, "packet %d", packets);
        packets++;
    }
    CHECK(step == ET_DONE && packets >= count, "%d packets for %d frames", packets, count);
    CHECK(et_job_packets_jump(job, all[0].pts, 1) == 1, "%s", et_error_message());
    CHECK(et_job_step(job, 8000) == ET_WANT_DECODE && et_job_packet(job)->key, "%s",
          et_error_message());
    CHECK(et_job_packets_jump(job, INT64_C(1) << 50, 0) == 0, "there is no key frame");
    model = media_frame_at(clip, all[0].pts);
    CHECK(et_job_packets_like(job, model) == 0, "%s", et_error_message());
    CHECK(et_job_packets_frame(job, 7, 0, 1, &frame) == 0, "%s", et_error_message());
    CHECK(frame->pts == 7 && frame->duration == model->duration && frame->key == 1 &&
              !memcmp(&frame->image.info, &model->image.info, sizeof(model->image.info)),
          "the frame is not like its model");
    et_job_close(&job);
    et_frame_unref(&frame);
    et_frame_unref(&model);
}

void test_media_play(void)
{
    struct et_engine *engine = check_engine(check_threads(2), ~0u);
    int left_out = 0;

    for (size_t i = 0; i < ET_COUNT(names) && !check_has_failed(); i++) {
        struct media_file file;
        struct et_reader reader;
        struct et_clip *clip = NULL;

        if (!media_load(names[i], &file))
            continue;
        reader = media_reader(&file);
        CHECK(et_clip_open(engine, &reader, ET_OPEN_NO_ROTATE, &clip) == 0, "%s: %s", names[i],
              et_error_message());
        decode_all(clip);
        CHECK(count > 5, "%s: %d frames", names[i], count);
        check_starts(clip);
        left_out += count - check_skipping(clip);
        check_jumps(clip);
        check_apply(engine, clip);
        check_packets(clip);
        et_clip_close(&clip);
        media_free(&file);
        CHECK(!check_has_failed(), "%s", names[i]);
        media_check_floor(engine);
    }
    CHECK(left_out > 0, "no decoder left any frame out");
    et_engine_destroy(&engine);
}
