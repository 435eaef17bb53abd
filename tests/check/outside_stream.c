// SPDX-License-Identifier: MIT
/* The job that filters frames from outside one by one: against a clip of the same frames, its states, other shapes, no memory. */
#include "base/alloc.h"
#include "chain_rig.h"
#include "media.h"

#include <string.h>

enum { MOST_FRAMES = 40 };

struct made {
    int64_t pts, duration;
    struct et_rational base;
    char md5[33];
};

/* A filter with one setting, the others as they are at first. */
struct setting {
    const char *name;
    size_t param;
    double value;
};

static struct et_chain *chain_of(struct et_engine *engine, struct setting setting)
{
    const struct et_filter *filter = et_filter_find(setting.name);
    double values[32] = {0};
    struct et_chain *chain = NULL;

    for (size_t i = 0; i < filter->param_count; i++)
        values[i] = filter->params[i].initial;
    values[setting.param] = setting.value;
    CHECK(et_chain_create(engine, &chain) == 0 &&
              et_chain_add(chain, filter, values, filter->param_count) == 0,
          "%s", et_error_message());
    return chain;
}

static int note(struct et_job *job, struct made *made)
{
    struct et_frame *frame = et_job_take_frame(job);

    *made = (struct made){frame->pts, frame->duration, frame->time_base, ""};
    media_hash_frame(frame, made->md5);
    et_frame_unref(&frame);
    return 1;
}

/* Takes what comes until the job wants something or ends; adds to the list. Returns the last step. */
static int drain(struct et_job *job, struct made *list, int *count)
{
    int step = ET_MORE;

    while (step == ET_MORE || step == ET_FRAME) {
        step = et_job_step(job, 1000);
        if (step == ET_FRAME && *count < MOST_FRAMES)
            *count += note(job, &list[*count]);
    }
    return step;
}

static void check_equal(const struct made *a, int count_a, const struct made *b, int count_b,
                        const char *what)
{
    CHECK(count_a == count_b, "%s: %d frames for %d", what, count_a, count_b);
    for (int i = 0; i < count_a && i < count_b && !check_has_failed(); i++)
        CHECK(a[i].pts == b[i].pts && a[i].duration == b[i].duration &&
                  a[i].base.num == b[i].base.num && a[i].base.den == b[i].base.den &&
                  !strcmp(a[i].md5, b[i].md5),
              "%s: frame %d at %lld is not that at %lld", what, i, (long long)a[i].pts,
              (long long)b[i].pts);
}

/* Frames of a clip, copied to frames of the job, come out as et_job_frames() gives them. */
static void check_filter(struct et_engine *engine, struct et_clip *clip, struct setting setting)
{
    const char *name = setting.name;
    static struct made wanted[MOST_FRAMES], made[MOST_FRAMES];
    const int most = 9;
    int count_wanted = 0, count = 0, pushed = 0, step;
    struct et_job *plain, *frames, *stream;

    CHECK(et_job_frames(clip, NULL, INT64_MIN, INT64_MAX, &plain) == 0, "%s", et_error_message());
    CHECK(et_job_frames(clip, chain_of(engine, setting), INT64_MIN, INT64_MAX, &frames) == 0, "%s",
          et_error_message());
    CHECK(et_job_stream(engine, chain_of(engine, setting), &stream) == 0, "%s", et_error_message());
    while (pushed < most && ((step = et_job_step(plain, 8000)) == ET_MORE || step == ET_FRAME)) {
        struct et_frame *decoded, *frame = NULL;

        if (step == ET_MORE)
            continue;
        decoded = et_job_take_frame(plain);
        CHECK(et_job_stream_frame(stream, decoded, &frame) == 0, "%s", et_error_message());
        for (int p = 0; p < 3; p++)
            for (int y = 0;
                 y < et_plane_height(decoded->image.info.format, p, decoded->image.info.height);
                 y++)
                memcpy(et_image_row(&frame->image, p, y), et_image_row(&decoded->image, p, y),
                       (size_t)et_plane_width(decoded->image.info.format, p,
                                              decoded->image.info.width));
        CHECK(et_job_stream_push(stream, frame) == 0, "%s", et_error_message());
        et_frame_unref(&frame);
        et_frame_unref(&decoded);
        pushed++;
        CHECK(et_job_stream_finish(stream) == ET_ERROR_STATE, "it has work to do first");
        CHECK(drain(stream, made, &count) == ET_WANT_FRAME, "%s", et_error_message());
    }
    CHECK(pushed == most && count > 0, "%s: %d frames of %d", name, count, pushed);
    while (count_wanted < count &&
           ((step = et_job_step(frames, 8000)) == ET_MORE || step == ET_FRAME))
        count_wanted += step == ET_FRAME ? note(frames, &wanted[count_wanted]) : 0;
    check_equal(made, count, wanted, count_wanted, name);
    CHECK(et_job_stream_finish(stream) == 0 && drain(stream, made, &count) == ET_DONE, "%s",
          et_error_message());
    CHECK(count % pushed == 0, "%s: %d frames of %d", name, count, pushed);
    et_job_close(&plain);
    et_job_close(&frames);
    et_job_close(&stream);
}

void test_outside_stream(void)
{
    static const struct setting settings[] = {
        {"gaussian_blur", 0, 2}, {"denoise", 0, 4}, {"temporal_blend", 0, 0}, {"deinterlace", 1, 0},
        {"deinterlace", 1, 1},   {"scale", 0, 50},  {"rotate", 0, 1}};
    struct et_engine *engine = check_engine(check_threads(2), ~0u);
    struct media_file file;
    struct et_reader reader;
    struct et_clip *clip = NULL;

    if (!media_load("conf/cros-codecs/test-25fps.vp9", &file))
        return;
    reader = media_reader(&file);
    CHECK(et_clip_open(engine, &reader, 0, &clip) == 0, "%s", et_error_message());
    for (size_t i = 0; i < ET_COUNT(settings) && !check_has_failed(); i++)
        check_filter(engine, clip, settings[i]);
    et_clip_close(&clip);
    media_free(&file);
    media_check_floor(engine);
    et_engine_destroy(&engine);
}

/* Random frames of a shape, from a time on, through a job; the last step is returned. */
static int feed(struct et_job *job, struct et_image_info info, int64_t first, int frames,
                struct made *list, int *count)
{
    int step = ET_WANT_FRAME;

    for (int i = 0; i < frames; i++) {
        struct et_frame *frame = rig_frame(info, first + i);

        CHECK(et_job_stream_push(job, frame) == 0, "%s", et_error_message());
        et_frame_unref(&frame);
        step = drain(job, list, count);
    }
    return step;
}

/* What one shape and then another give together is what each gives by itself. */
static void check_shapes(struct setting setting)
{
    const char *name = setting.name;
    const struct et_image_info shapes[] = {info_of(ET_FORMAT_I420, 33, 17),
                                           info_of(ET_FORMAT_I444P10, 20, 21)};
    static struct made together[MOST_FRAMES], apart[MOST_FRAMES];
    int count_together = 0, count_apart = 0;
    struct et_job *job;

    CHECK(et_job_stream(rig_engine(), chain_of(rig_engine(), setting), &job) == 0, "no job");
    for (int i = 0; i < 2; i++)
        CHECK(feed(job, shapes[i], 10 * i, 4, together, &count_together) == ET_WANT_FRAME, "%s: %s",
              name, et_error_message());
    CHECK(et_job_stream_finish(job) == 0 && drain(job, together, &count_together) == ET_DONE, "%s",
          et_error_message());
    et_job_close(&job);
    for (int i = 0; i < 2; i++) {
        CHECK(et_job_stream(rig_engine(), chain_of(rig_engine(), setting), &job) == 0, "no job");
        feed(job, shapes[i], 10 * i, 4, apart, &count_apart);
        CHECK(et_job_stream_finish(job) == 0 && drain(job, apart, &count_apart) == ET_DONE, "%s",
              et_error_message());
        et_job_close(&job);
    }
    check_equal(together, count_together, apart, count_apart, name);
}

static void check_states(void)
{
    struct et_frame *frames[] = {rig_frame(info_of(ET_FORMAT_I420, 9, 9), 5),
                                 rig_frame(info_of(ET_FORMAT_I420, 9, 9), 4)};
    struct made made[MOST_FRAMES];
    int count = 0;
    struct et_frame *made_frame = NULL;
    struct et_job *job;

    CHECK(et_job_stream(rig_engine(), NULL, &job) == 0, "%s", et_error_message());
    CHECK(et_job_step(job, 0) == ET_WANT_FRAME, "it has nothing to do");
    CHECK(et_job_stream_push(job, frames[0]) == 0, "%s", et_error_message());
    CHECK(et_job_stream_push(job, frames[0]) == ET_ERROR_STATE, "it has a frame already");
    CHECK(drain(job, made, &count) == ET_WANT_FRAME && count == 1 && made[0].pts == 5, "%d frames",
          count);
    CHECK(et_job_stream_push(job, frames[1]) == ET_ERROR_ARGUMENT, "time went back");
    CHECK(et_job_stream_push(job, frames[0]) == 0, "the same time is none that goes back");
    CHECK(drain(job, made, &count) == ET_WANT_FRAME && count == 2, "%d frames", count);
    CHECK(et_job_stream_finish(job) == 0 && et_job_stream_finish(job) == 0, "%s",
          et_error_message());
    CHECK(et_job_stream_push(job, frames[0]) == ET_ERROR_STATE, "it was finished");
    CHECK(drain(job, made, &count) == ET_DONE && count == 2, "%d frames", count);
    CHECK(et_job_stream_frame(job, frames[0], &made_frame) == ET_ERROR_STATE && !made_frame,
          "ended");
    CHECK(et_job_step(job, 0) == ET_DONE, "it has ended");
    et_job_close(&job);

    CHECK(et_job_stream(rig_engine(), chain_of(rig_engine(), (struct setting){"denoise", 0, 4}),
                        &job) == 0,
          "no job");
    CHECK(et_job_stream_finish(job) == 0 && et_job_step(job, 0) == ET_DONE, "nothing came");
    et_job_close(&job);

    /* A chain that fails leaves a job that can only be closed; frames at work go with it. */
    CHECK(et_job_stream(rig_engine(), chain_of(rig_engine(), (struct setting){"crossfade", 1, 0.5}),
                        &job) == 0,
          "no job");
    CHECK(et_job_stream_push(job, frames[0]) == 0, "%s", et_error_message());
    CHECK(drain(job, made, &count) == ET_ERROR_ARGUMENT, "it has no second input");
    CHECK(et_job_stream_push(job, frames[0]) == ET_ERROR_STATE, "it failed");
    et_job_close(&job);
    CHECK(et_job_stream(rig_engine(), chain_of(rig_engine(), (struct setting){"nlmeans", 0, 3}),
                        &job) == 0,
          "no job");
    CHECK(et_job_stream_push(job, frames[0]) == 0, "%s", et_error_message());
    et_job_close(&job);
    et_frame_unref(&frames[0]);
    et_frame_unref(&frames[1]);
}

/* Every allocation fails once: an error, and nothing is left. */
static void check_memory(void)
{
    const struct et_image_info info = info_of(ET_FORMAT_I420, 33, 17);
    struct et_frame *from = rig_frame(info, 0);
    int failed = 1;

    for (int n = 0; failed && !check_has_failed(); n++) {
        struct et_chain *chain = chain_of(rig_engine(), (struct setting){"temporal_blend", 0, 0});
        struct et_frame *frame = NULL;
        struct et_job *job = NULL;
        struct made made[4];
        int count = 0, result;

        et_alloc_fail_after(n);
        result = et_job_stream(rig_engine(), chain, &job);
        if (result == 0)
            result = et_job_stream_frame(job, from, &frame);
        if (result == 0)
            result = et_job_stream_push(job, frame);
        while (result == 0)
            result = et_job_step(job, 1000) == ET_MORE ? 0 : 1;
        failed = et_alloc_failed();
        et_alloc_fail_after(-1);
        CHECK(result == 1 || result == ET_ERROR_MEMORY, "allocation %d: %d", n, result);
        et_frame_unref(&frame);
        if (job)
            drain(job, made, &count);
        et_job_close(&job);
    }
    et_frame_unref(&from);
}

void test_outside_sequences(void)
{
    rig_begin(0);
    check_shapes((struct setting){"temporal_blend", 0, 0});
    check_shapes((struct setting){"deinterlace", 1, 1});
    check_shapes((struct setting){"gaussian_blur", 0, 2});
    check_states();
    check_memory();
    media_check_floor(rig_engine());
    rig_end();
}
