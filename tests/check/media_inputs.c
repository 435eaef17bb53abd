// SPDX-License-Identifier: MIT
/*
 * Clips as second inputs, through chains of their own: each frame is that which a job for single frames gives of the
 * second clip with that chain, along the first one and in any order.
 */
#include "filters.h"
#include "media.h"

#include "frame/frame.h"

#include <math.h>

enum { FRAMES = 12, JUMPS = 6 };

static struct et_engine *engine;

/* Chains of second inputs, or none. */
enum inner { NONE, FLIPPED, KEYED, NEIGHBOURS, FIELDS, NESTED, INNERS };

static void add(struct et_chain *chain, const struct et_filter *filter, double first)
{
    double values[16] = {first};

    for (size_t i = 1; i < filter->param_count; i++)
        values[i] = filter->params[i].initial;
    CHECK(!et_chain_add(chain, filter, values, filter->param_count), "%s", et_error_message());
}

/* Adds a filter that shows a clip through a chain. */
static void add_second(struct et_chain *chain, struct et_clip *clip, double offset_s,
                       enum et_clip_ends ends, struct et_chain *inner)
{
    add(chain, &check_filter_second, 0);
    CHECK(!et_chain_set_clip(chain, clip, offset_s, ends, inner), "%s", et_error_message());
}

static struct et_chain *make_inner(enum inner inner, struct et_clip *clip)
{
    const struct et_key keys[] = {{.time_s = 0, .value = -40, .ease = ET_EASE_LINEAR},
                                  {.time_s = 3, .value = 40}};
    struct et_chain *chain = NULL;

    if (inner == NONE)
        return NULL;
    CHECK(!et_chain_create(engine, &chain), "no chain");
    if (inner == FLIPPED)
        add(chain, et_filter_find("flip"), 0);
    if (inner == KEYED) {
        add(chain, &check_filter_shift, 0);
        CHECK(!et_chain_set_keys(chain, 0, keys, 2), "%s", et_error_message());
        CHECK(!et_chain_set_enable(chain, 0.2, INFINITY), "%s", et_error_message());
    }
    if (inner == NEIGHBOURS || inner == FIELDS)
        add(chain, &check_filter_mean, 0);
    if (inner == FIELDS)
        add(chain, &check_filter_thrice, 0);
    if (inner == NESTED)
        add_second(chain, clip, 0.12, ET_CLIP_ENDS_HOLD, make_inner(FIELDS, clip));
    return chain;
}

/* What a job of single frames makes at `pts`; NULL with a failed check when there is none. */
static struct et_frame *frame_at(struct et_clip *clip, struct et_chain *chain, int64_t pts)
{
    struct et_frame *frame = NULL;
    struct et_job *job;
    int step = et_job_frame_at(clip, chain, pts, &job);

    while (step >= 0 && (step = et_job_step(job, 8000)) > 0 && step != ET_FRAME)
        ;
    if (step == ET_FRAME)
        frame = et_job_take_frame(job);
    CHECK(frame, "%s", et_error_message());
    et_job_close(&job);
    return frame;
}

/* `out` shows `second`, as check_filter_second does. */
static bool shows(const struct et_image *out, const struct et_image *second)
{
    for (int p = 0; p < 3; p++)
        for (int y = 0; y < et_plane_height(out->info.format, p, out->info.height); y++)
            for (int x = 0; x < et_plane_width(out->info.format, p, out->info.width); x++) {
                int width = et_plane_width(second->info.format, p, second->info.width);
                int height = et_plane_height(second->info.format, p, second->info.height);

                if (out->data[p][y * out->stride[p] + x] !=
                    second->data[p][y % height * second->stride[p] + x % width])
                    return false;
            }
    return true;
}

/* A second input, and where it ends. */
struct second {
    struct et_clip *clip;
    double offset_s, end_s;
    enum et_clip_ends ends;
    enum inner inner;
};

/* `out`, made of a frame with a second input, shows what it has to. */
static void check_out(const struct second *second, const struct et_frame *plain,
                      const struct et_frame *out)
{
    const struct et_video_info *video = &et_clip_info(second->clip)->video;
    const double tick_s = (double)video->time_base.num / video->time_base.den;
    const double time_s =
        (double)out->pts * out->time_base.num / out->time_base.den + second->offset_s;
    struct et_chain *inner = make_inner(second->inner, second->clip);
    const int outputs = inner ? et_chain_outputs(inner) : 1;
    struct et_frame *shown =
        frame_at(second->clip, inner, (int64_t)floor(time_s * outputs / tick_s + 0.5));
    const bool outside = time_s < (double)video->start * tick_s || time_s >= second->end_s;

    if (second->ends == ET_CLIP_ENDS_NOTHING && outside)
        CHECK(et_image_same(&out->image, &plain->image), "%g s: not as it was", time_s);
    else
        CHECK(shown && shows(&out->image, &shown->image), "%d, %g s: another frame", second->inner,
              time_s);
    et_frame_unref(&shown);
}

static struct et_chain *make_outer(const struct second *second)
{
    struct et_chain *chain;

    CHECK(!et_chain_create(engine, &chain), "no chain");
    add_second(chain, second->clip, second->offset_s, second->ends,
               make_inner(second->inner, second->clip));
    return chain;
}

static int64_t pts_of(const struct et_clip *clip, int frame)
{
    const struct et_rational base = et_clip_info(clip)->video.time_base;

    return frame * base.den / 25 / base.num;
}

/* Along the clip, and then in any order through one chain. */
static void check_second(struct et_clip *clip, struct et_clip *other, double offset_s,
                         enum et_clip_ends ends, enum inner inner)
{
    const struct et_video_info *video = &et_clip_info(other)->video;
    const double start_s = (double)video->start * video->time_base.num / video->time_base.den;
    const struct second second = {other, offset_s, start_s + 10 /* 250 frames, 25 a second */, ends,
                                  inner};
    struct et_job *job;
    int step =
        et_job_frames(clip, make_outer(&second), pts_of(clip, 1), pts_of(clip, FRAMES), &job);
    int frames = 0;

    while (step >= 0 && (step = et_job_step(job, 8000)) > 0) {
        struct et_frame *out = et_job_take_frame(job);
        struct et_frame *plain = out ? media_frame_at(clip, out->pts) : NULL;

        if (out)
            check_out(&second, plain, out);
        frames += out != NULL;
        et_frame_unref(&out);
        et_frame_unref(&plain);
    }
    CHECK(step == ET_DONE && frames >= FRAMES - 1, "%d frames, %s", frames, et_error_message());
    et_job_close(&job);

    step = et_job_apply(clip, make_outer(&second), false, &job);
    for (int i = 0; step >= 0 && i < JUMPS && !check_has_failed(); i++) {
        struct et_frame *plain =
            media_frame_at(clip, pts_of(clip, (int)check_random_below(FRAMES)));
        struct et_frame *out;

        step = et_job_apply_push(job, plain);
        while (step >= 0 && (step = et_job_step(job, 8000)) > 0 && step != ET_FRAME)
            ;
        out = et_job_take_frame(job);
        CHECK(out, "%s", et_error_message());
        if (out)
            check_out(&second, plain, out);
        et_frame_unref(&out);
        et_frame_unref(&plain);
    }
    et_job_close(&job);
}

static void check_second_clips(int threads)
{
    struct media_file file, other_file;
    struct et_clip *clip, *other;

    engine = check_engine(threads, ~0u);
    clip = media_open("conf/vp8/vp80-00-comprehensive-001.ivf", engine, &file);
    other = media_open("conf/cros-codecs/test-25fps.vp9", engine, &other_file);
    for (enum inner inner = NONE; clip && other && inner < INNERS; inner++) {
        check_second(clip, other, -0.3, ET_CLIP_ENDS_HOLD, inner);
        check_second(clip, other, 9.5, ET_CLIP_ENDS_NOTHING, inner);
        if (threads)
            continue;
        check_second(clip, other, 3.33, ET_CLIP_ENDS_NOTHING, inner);
        check_second(clip, other, -0.3, ET_CLIP_ENDS_NOTHING, inner);
        check_second(clip, other, 9.6, ET_CLIP_ENDS_HOLD, inner);
        check_second(clip, clip, 0.2, ET_CLIP_ENDS_HOLD, inner); /* with itself */
    }
    et_clip_close(&other);
    et_clip_close(&clip);
    media_free(&other_file);
    media_free(&file);
    media_check_floor(engine);
    et_engine_destroy(&engine);
}

void test_media_second_clip(void)
{
    check_second_clips(0);
    check_second_clips(2);
}
