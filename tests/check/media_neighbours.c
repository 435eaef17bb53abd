// SPDX-License-Identifier: MIT
/*
 * Filters that read neighbours in time and make several frames of one, on clips: single frames and
 * spans are those of the whole clip.
 */
#include "filters.h"
#include "media.h"

#include <string.h>

enum { MOST_FRAMES = 400, SPANS = 12 };

static struct et_engine *engine;

struct made {
    int64_t pts, duration;
    char md5[33];
};

static struct et_chain *make_chain(void)
{
    const struct et_filter *const filters[] = {&check_filter_mean, &check_filter_thrice,
                                               &check_filter_mean};
    struct et_chain *chain;
    const double none = 0;

    CHECK(!et_chain_create(engine, &chain), "no chain");
    for (size_t i = 0; i < ET_COUNT(filters); i++)
        CHECK(!et_chain_add(chain, filters[i], &none, 0), "%s", et_error_message());
    CHECK(et_chain_outputs(chain) == 3, "%d outputs", et_chain_outputs(chain));
    return chain;
}

/* What a job makes, which is closed; `step` is what opening it returned. Stops after `most`. */
static int make_all(struct et_job *job, int step, struct made *made, int most)
{
    int count = 0;

    while (step >= 0 && count < most && (step = et_job_step(job, 8000)) > 0) {
        struct et_frame *frame = et_job_take_frame(job);

        if (frame) {
            made[count].pts = frame->pts;
            made[count].duration = frame->duration;
            media_hash_frame(frame, made[count].md5);
            count++;
        }
        et_frame_unref(&frame);
    }
    CHECK(step >= 0, "%s", et_error_message());
    et_job_close(&job);
    return count;
}

/* All frames of a span; stops after `most`. */
static int make_span(struct et_clip *clip, int64_t from, int64_t to, struct made *made, int most)
{
    struct et_job *job;
    int step = et_job_frames(clip, make_chain(), from, to, &job);

    return make_all(job, step, made, most);
}

/* The frames that a job for playing gives from now on are `count` or more of `all`, from `first` on. */
static void check_played(struct et_job *job, const char *name, const struct made *all, int count,
                         int first)
{
    static struct made played[MOST_FRAMES];
    int found = make_all(job, 0, played, count - first);

    CHECK(found == count - first, "%s: %d frames were played of %d", name, found, count - first);
    for (int i = 0; i < found && !check_has_failed(); i++)
        CHECK(played[i].pts == all[first + i].pts && !strcmp(played[i].md5, all[first + i].md5),
              "%s: from %d, frame %d that was played is another", name, first, first + i);
}

/* From any frame on, playing gives what a span does, to what the filters hold back at the end. */
static void check_playing(struct et_clip *clip, const char *name, const struct made *all, int count)
{
    for (int i = 0; i < SPANS && !check_has_failed(); i++) {
        int first = i == 0 ? 0 : check_random_below(count / 3) * 3;
        struct et_job *job;

        CHECK(!et_job_play(clip, make_chain(), all[first].pts / 3, &job), "%s", et_error_message());
        if (i % 3 == 2) /* which has no say: neighbours would be others */
            CHECK(!et_job_play_skip(job, 1), "%s", et_error_message());
        check_played(job, name, all, i == 0 || first + 30 > count ? count : first + 30, first);
    }
}

static void check_at(struct et_clip *clip, const char *name, int64_t at, const struct made *wanted)
{
    struct et_job *job;
    struct et_frame *frame = NULL;
    int step = et_job_frame_at(clip, make_chain(), at, &job);
    char md5[33] = "";

    while (step >= 0 && (step = et_job_step(job, 8000)) > 0 && step != ET_FRAME)
        ;
    if (step == ET_FRAME)
        frame = et_job_take_frame(job);
    CHECK(frame, "%s", et_error_message());
    if (frame)
        media_hash_frame(frame, md5);
    CHECK(frame && frame->pts == wanted->pts && frame->duration == wanted->duration &&
              !strcmp(md5, wanted->md5),
          "%s: %lld gave frame %lld instead of %lld, or another picture", name, (long long)at,
          frame ? (long long)frame->pts : -1, (long long)wanted->pts);
    et_frame_unref(&frame);
    et_job_close(&job);
}

static void check_span(struct et_clip *clip, const char *name, const struct made *all, int first,
                       int last)
{
    static struct made part[MOST_FRAMES];
    int found = make_span(clip, all[first].pts, all[last].pts, part, MOST_FRAMES);

    CHECK(found == last - first, "%s: %d frames from %d to %d", name, found, first, last);
    for (int i = 0; i < found && found == last - first; i++)
        CHECK(part[i].pts == all[first + i].pts && !strcmp(part[i].md5, all[first + i].md5),
              "%s: from %d to %d, frame %d is another", name, first, last, first + i);
}

/* Looks at one frame in `every`, in a random order of directions. */
static void check_clip(const char *name, int most, int every, size_t cache_bytes)
{
    static struct made all[MOST_FRAMES];
    const struct et_engine_options options = {
        .threads = check_threads(1), .cpu = ~0u, .cache_bytes = cache_bytes};
    struct media_file file;
    struct et_clip *clip = NULL;
    int count = 0;

    CHECK(!et_engine_create(&options, &engine), "%s", et_error_message());
    if (media_load(name, &file)) {
        struct et_reader reader = media_reader(&file);

        CHECK(!et_clip_open(engine, &reader, 0, &clip), "%s", et_error_message());
        count = make_span(clip, INT64_MIN, INT64_MAX, all, most);
        CHECK(count == most || count % 3 == 0, "%s: %d frames", name, count);
    }
    for (int i = 0; i < count && !check_has_failed(); i += 1 + check_random_below(2 * every - 1)) {
        int frame = check_random() & 1 ? i : count - 1 - i;
        int between = frame + 1 < count && all[frame + 1].pts > all[frame].pts + 1;

        check_at(clip, name, all[frame].pts + (between ? check_random_below(2) : 0), &all[frame]);
    }
    if (count > 0 && count < most)
        check_playing(clip, name, all, count);
    for (int i = 0; i < SPANS && count > 0 && !check_has_failed(); i++) {
        int first = i ? check_random_below(count - 1) : 0;
        int last = first + 1 + check_random_below(count - 1 - first < 9 ? count - 1 - first : 9);

        check_span(clip, name, all, first, last);
    }
    et_clip_close(&clip);
    media_free(&file);
    media_check_floor(engine);
    et_engine_destroy(&engine);
}

void test_media_neighbours(void)
{
    check_clip("conf/cros-codecs/bear.h265", MOST_FRAMES, 1, 1 << 26);
    check_clip("conf/vp8/vp80-00-comprehensive-002.ivf", MOST_FRAMES, 2, 0);
    check_clip("conf/cros-codecs/test-25fps-interlaced.h264", 90, 5, 1 << 20);
    check_clip("cut/bbb_2s.mp4", 36, 12, 1 << 26);
}

/* Behind a jump to a key frame, nothing is made of the frames that lack neighbours. */
void test_media_jump(void)
{
    enum { LEFT_OUT = 3, MADE = 30 };
    static struct made played[MADE], all[MADE];
    struct media_file file;
    struct et_clip *clip;

    engine = check_engine(1, ~0u);
    clip =
        media_open("cut/bbb_2s.mp4", engine, &file); /* frame 90 of 122 is the second key frame */
    if (clip) {
        const struct et_video_info *video = &et_clip_info(clip)->video;
        int64_t frame = video->time_base.den / 60 / video->time_base.num;
        struct et_job *job;
        int found;

        CHECK(!et_job_play(clip, make_chain(), video->start, &job), "%s", et_error_message());
        CHECK(et_job_play_jump(job, video->start + 60 * frame) == 1, "no jump");
        found = make_all(job, 0, played, MADE);
        CHECK(found == MADE, "%d frames behind a jump", found);
        CHECK(played[0].pts > 3 * (video->start + 90 * frame), "made without neighbours");
        CHECK(played[0].pts <= 3 * (video->start + (90 + LEFT_OUT) * frame), "too many left out");
        found = make_span(clip, played[0].pts, played[MADE - 1].pts + 1, all, MADE);
        CHECK(found == MADE, "%d frames in the span", found);
        for (int i = 0; i < found; i++)
            CHECK(played[i].pts == all[i].pts && !strcmp(played[i].md5, all[i].md5),
                  "frame %d behind a jump is another", i);
    }
    et_clip_close(&clip);
    media_free(&file);
    media_check_floor(engine);
    et_engine_destroy(&engine);
}
