// SPDX-License-Identifier: MIT
/* Frames from outside: what is refused, what is guessed, interleaved samples; and the job that filters them one by one. */
#include "base/alloc.h"
#include "chain_rig.h"
#include "media.h"

#include <string.h>

static const struct et_frame usual = {
    .image.info = {.format = ET_FORMAT_I420,
                   .width = 7,
                   .height = 5,
                   .color = {.matrix = 1, .primaries = 1, .transfer = 1, .siting = 1}},
    .duration = 40,
    .time_base = {1, 1000},
    .sample_aspect = {1, 1},
};

/* ---- What is said about a frame --------------------------------------------------------------- */

static void check_refused(const struct et_frame *like, const char *what)
{
    struct et_frame *frame = NULL;

    CHECK(et_frame_make(like, &frame) == ET_ERROR_ARGUMENT && !frame, "%s", what);
    CHECK(et_error_message()[0], "%s is refused without a word", what);
    et_frame_unref(&frame);
}

#define REFUSED(field, value)                                                                      \
    do {                                                                                           \
        struct et_frame like = usual;                                                              \
        like.field = value;                                                                        \
        check_refused(&like, #field " = " #value);                                                 \
    } while (0)

void test_outside_facts(void)
{
    struct et_engine *engine = check_engine(0, 0);

    REFUSED(image.info.format, ET_FORMAT_NONE);
    REFUSED(image.info.format, ET_FORMAT_RGBA);
    REFUSED(image.info.format, ET_FORMAT_COUNT);
    REFUSED(image.info.format, (enum et_format) - 1);
    REFUSED(image.info.width, 0);
    REFUSED(image.info.width, -1);
    REFUSED(image.info.width, ET_SIDE_MOST + 1);
    REFUSED(image.info.width, INT32_MAX);
    REFUSED(image.info.height, 0);
    REFUSED(image.info.height, INT32_MIN);
    REFUSED(image.info.height, ET_SIDE_MOST + 1);
    REFUSED(image.info.color.full_range, 3);
    REFUSED(image.info.color.siting, 255);
    REFUSED(time_base.num, 0);
    REFUSED(time_base.den, 0);
    REFUSED(time_base.den, -1000);
    REFUSED(pts, INT64_MIN);
    REFUSED(pts, INT64_MAX);
    REFUSED(duration, -1);
    REFUSED(duration, INT64_MAX);
    REFUSED(sample_aspect.num, -1);
    for (int format = ET_FORMAT_NONE + 1; format < ET_FORMAT_COUNT; format++) {
        struct et_frame like = usual, *frame = NULL;

        like.image.info.format = (enum et_format)format;
        if (format == ET_FORMAT_RGBA)
            continue;
        CHECK(et_frame_make(&like, &frame) == 0, "%s", et_error_message());
        CHECK(frame->pts == 0 && frame->duration == 40 && frame->key &&
                  frame->time_base.den == 1000,
              "format %d", format);
        et_frame_unref(&frame);
    }
    media_check_floor(engine);
    et_engine_destroy(&engine);
}

static struct et_color color_of(enum et_format format, int height, struct et_color said)
{
    struct et_frame like = usual, *frame = NULL;
    struct et_color color = {0};

    like.image.info.format = format;
    like.image.info.height = height;
    like.image.info.color = said;
    CHECK(et_frame_make(&like, &frame) == 0, "%s", et_error_message());
    if (frame)
        color = frame->image.info.color;
    et_frame_unref(&frame);
    return color;
}

static void check_color(struct et_color color, struct et_color expected)
{
    CHECK(!memcmp(&color, &expected, sizeof(color)),
          "matrix %d, primaries %d, transfer %d, range %d, siting %d, guessed %d", color.matrix,
          color.primaries, color.transfer, color.full_range, color.siting, color.guessed);
}

void test_outside_colors(void)
{
    const struct et_color nothing = {2, 2, 2, 2, 0, 0, 0};

    check_color(color_of(ET_FORMAT_I420, 480, nothing), (struct et_color){6, 6, 6, 0, 1, 31, 0});
    check_color(color_of(ET_FORMAT_I420, 720, nothing), (struct et_color){1, 1, 1, 0, 1, 31, 0});
    check_color(color_of(ET_FORMAT_GBR8, 480, nothing), (struct et_color){0, 1, 13, 1, 0, 6, 0});
    check_color(color_of(ET_FORMAT_GBRA8, 480, (struct et_color){0, 12, 13, 0, 0, 0, 0}),
                (struct et_color){0, 12, 13, 0, 0, 0, 0});
    check_color(color_of(ET_FORMAT_I420P10, 480, (struct et_color){2, 2, 16, 1, 3, 0, 0}),
                (struct et_color){9, 9, 16, 1, 3, 3, 0});
    check_color(color_of(ET_FORMAT_I444, 480, (struct et_color){5, 5, 6, 1, 0, 0, 0}),
                (struct et_color){5, 5, 6, 1, 0, 0, 0});
}

static void check_samples(enum et_format format)
{
    struct et_frame like = usual, *frame = NULL;
    const struct et_format_info *info = et_format_info(format);
    const int most = (1 << info->depth) - 1;

    like.image.info.format = format;
    CHECK(et_frame_make(&like, &frame) == 0, "%s", et_error_message());
    for (int plane = 0; plane < info->planes; plane++)
        for (int y = 0; y < et_plane_height(format, plane, like.image.info.height); y++)
            for (int x = 0; x < et_plane_width(format, plane, like.image.info.width); x++)
                image_set(&frame->image, plane, x, y, most);
    CHECK(et_frame_check_samples(frame) == 0, "%s: %s", info->name, et_error_message());
    for (int plane = 0; plane < info->planes && info->depth > 8 && info->depth < 16; plane++) {
        const int x = et_plane_width(format, plane, like.image.info.width) - 1;
        const int y = et_plane_height(format, plane, like.image.info.height) - 1;

        image_set(&frame->image, plane, x, y, most + 1);
        CHECK(et_frame_check_samples(frame) == ET_ERROR_ARGUMENT, "%s: plane %d", info->name,
              plane);
        image_set(&frame->image, plane, x, y, 0);
    }
    et_frame_unref(&frame);
}

void test_outside_samples(void)
{
    for (int format = ET_FORMAT_NONE + 1; format < ET_FORMAT_COUNT; format++)
        if (format != ET_FORMAT_RGBA)
            check_samples((enum et_format)format);
}

/* ---- Interleaved samples ---------------------------------------------------------------------- */

enum { MOST_BYTES = 4 * 67 * 9 };

static struct et_frame *frame_of(enum et_format format, int width, int height)
{
    struct et_frame like = usual, *frame = NULL;

    like.image.info.format = format;
    like.image.info.width = width;
    like.image.info.height = height;
    CHECK(et_frame_make(&like, &frame) == 0, "%s", et_error_message());
    return frame;
}

static void check_pixels(enum et_packing packing, int width, int height)
{
    static uint8_t from[MOST_BYTES], back[MOST_BYTES + 1];
    const bool blue_first = packing == ET_PACKING_BGRA || packing == ET_PACKING_BGRX;
    const bool alpha = packing == ET_PACKING_RGBA || packing == ET_PACKING_BGRA;
    const int order[] = {1, blue_first ? 0 : 2, blue_first ? 2 : 0, 3};
    const size_t size = (size_t)width * (size_t)height * 4;
    struct et_frame *frame = frame_of(et_packing_format(packing), width, height);

    for (size_t i = 0; i < size; i++)
        from[i] = (uint8_t)check_random();
    CHECK(et_frame_unpack(frame, packing, from, size) == 0, "%s", et_error_message());
    for (int plane = 0; plane < (alpha ? 4 : 3); plane++)
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                CHECK(image_get(&frame->image, plane, x, y) ==
                          from[4 * (y * width + x) + order[plane]],
                      "%s: plane %d at %d, %d", et_packing_name(packing), plane, x, y);
    memset(back, 7, sizeof(back));
    CHECK(et_frame_pack(frame, back, (ptrdiff_t)width * 4) == 0, "%s", et_error_message());
    for (size_t i = 0; i < size; i++) {
        const size_t at = blue_first && i % 4 % 2 == 0 ? i ^ 2 : i;

        CHECK(back[i] == (i % 4 == 3 && !alpha ? 255 : from[at]), "%s: byte %zu",
              et_packing_name(packing), i);
    }
    CHECK(back[size] == 7, "%s: it wrote behind the pixels", et_packing_name(packing));
    CHECK(et_frame_unpack(frame, packing, from, size - 1) == ET_ERROR_ARGUMENT, "too few bytes");
    CHECK(et_frame_unpack(frame, ET_PACKING_NV12, from, size) == ET_ERROR_ARGUMENT, "not NV12");
    CHECK(et_frame_pack(frame, back, (ptrdiff_t)width * 4 - 1) == ET_ERROR_ARGUMENT, "stride");
    et_frame_unref(&frame);
}

static void check_pairs(int width, int height)
{
    static uint8_t from[MOST_BYTES];
    const int across = (width + 1) / 2, down = (height + 1) / 2;
    const size_t size = (size_t)across * (size_t)down * 2;
    struct et_frame *frame = frame_of(ET_FORMAT_I420, width, height);

    for (size_t i = 0; i < size; i++)
        from[i] = (uint8_t)check_random();
    CHECK(et_frame_unpack(frame, ET_PACKING_NV12, from, size) == 0, "%s", et_error_message());
    for (int plane = 1; plane < 3; plane++)
        for (int y = 0; y < down; y++)
            for (int x = 0; x < across; x++)
                CHECK(image_get(&frame->image, plane, x, y) ==
                          from[2 * (y * across + x) + plane - 1],
                      "plane %d at %d, %d", plane, x, y);
    CHECK(et_frame_unpack(frame, ET_PACKING_RGBA, from, size) == ET_ERROR_ARGUMENT, "not RGBA");
    CHECK(et_frame_unpack(frame, ET_PACKING_NV12, from, size + 2) == ET_ERROR_ARGUMENT, "size");
    CHECK(et_frame_pack(frame, from, (ptrdiff_t)width * 4) == ET_ERROR_UNSUPPORTED, "no RGB");
    et_frame_unref(&frame);
}

void test_outside_packings(void)
{
    check_seed(11);
    for (int width = 1; width <= 67; width += 3) {
        for (int packing = ET_PACKING_RGBA; packing < ET_PACKING_COUNT; packing++)
            check_pixels((enum et_packing)packing, width, 1 + width % 9);
        check_pairs(width, 1 + width % 9);
    }
    CHECK(et_packing_format(ET_PACKING_COUNT) == ET_FORMAT_NONE, "there is one more packing");
    CHECK(et_packing_name((enum et_packing) - 1)[0] == '\0', "there is one less");
}

/* ---- The job ---------------------------------------------------------------------------------- */

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
    CHECK(et_job_stream_frame(job, &usual, &made_frame) == ET_ERROR_STATE && !made_frame, "ended");
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
