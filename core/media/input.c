// SPDX-License-Identifier: MIT
/* A clip as the second input of a filter: the frame shown at a time, decoded in steps. */
#include <libavutil/common.h>
#include <libavutil/mathematics.h>
#include <math.h>

#include "base/alloc.h"
#include "base/engine.h"
#include "base/threads.h"
#include "media/clip.h"
#include "media/job.h"

struct clip_input {
    struct et_clip *clip;
    struct et_chain *upright; /* NULL: nothing to turn */
    struct et_cursor *cursor; /* of its own; NULL before the first frame is asked for */
    double offset_s;
    enum et_clip_ends ends;

    /* The frame that was decoded last but one is shown until the last one is. */
    struct et_frame *last, *next;
    bool last_is_first, ended;
    int64_t sought; /* where the cursor was sent */

    struct et_frame *shown; /* `last`, upright; NULL: not made yet */
    bool turning;
};

static int64_t target_of(const struct clip_input *input, int64_t pts, struct et_rational base)
{
    const struct et_rational own = input->clip->info.video.time_base;
    const int64_t offset = (int64_t)floor(input->offset_s * own.den / own.num + 0.5);
    const int64_t same =
        av_rescale_q(pts, (AVRational){base.num, base.den}, (AVRational){own.num, own.den});

    return av_sat_add64(same, offset);
}

/* Makes `frame` (taken over; NULL: none yet) the last one. */
static void move_on(struct clip_input *input, struct et_frame *frame)
{
    et_frame_unref(&input->last);
    et_frame_unref(&input->shown);
    input->last = frame;
    input->last_is_first = false;
    input->turning = false;
    if (input->upright)
        et_chain_restart(input->upright, true);
}

/* Whether reading on from here leads to the target. */
static bool is_near(const struct clip_input *input, int64_t target)
{
    if (!input->last)
        return target >= input->sought;
    if (target < input->last->pts)
        return input->last_is_first;
    return input->ended || et_cursor_is_near(input->cursor, input->last->pts, target);
}

static int go_near(struct clip_input *input, int64_t target)
{
    struct et_clip *clip = input->clip;
    int result = 0;

    if (input->cursor && is_near(input, target))
        return 0;
    if (!input->cursor)
        result = et_cursor_open(clip->engine, clip->source, &clip->demux,
                                et_threads_workers(clip->engine->threads), 2, &input->cursor);
    move_on(input, NULL);
    et_frame_unref(&input->next);
    input->ended = false;
    input->sought = target;
    return result < 0 ? result : et_cursor_seek(input->cursor, target);
}

/* Returns ET_FRAME once `last` is the frame to show, ET_MORE, or a negative ET_ERROR_*. */
static int find(struct clip_input *input, int64_t target)
{
    struct et_frame *frame = NULL;
    int result;

    if (input->next && input->next->pts <= target) {
        move_on(input, input->next);
        input->next = NULL;
    }
    if (input->last && (input->ended || input->next || input->last->pts > target))
        return ET_FRAME;
    result = et_cursor_step(input->cursor, &frame);
    if (result == ET_DONE) {
        input->ended = true;
        return input->last ? ET_FRAME
                           : et_fail(ET_ERROR_DATA, "no frame of the second input can be decoded");
    }
    if (result != ET_FRAME)
        return result;
    if (input->last && frame->pts > target) {
        input->next = frame;
        return ET_MORE;
    }
    move_on(input, frame);
    input->last_is_first = et_cursor_at_first(input->cursor);
    return ET_MORE;
}

/* Turns `last` upright. Returns ET_FRAME, ET_MORE, or a negative ET_ERROR_*. */
static int turn(struct clip_input *input)
{
    struct et_image_info out;
    int result;

    if (!input->upright) {
        input->shown = et_frame_ref(input->last);
        return ET_FRAME;
    }
    if (!input->turning) {
        result = et_chain_configure(input->upright, &input->last->image.info, &out);
        if (result == 0)
            et_chain_restart(input->upright, true);
        if (result == 0)
            result = et_chain_push(input->upright, input->last);
        input->turning = result == 0;
        return result < 0 ? result : ET_MORE;
    }
    result = et_chain_step(input->upright, 0);
    if (result != ET_FRAME)
        return result;
    input->turning = false;
    input->shown = et_chain_take(input->upright);
    return ET_FRAME;
}

static bool shows_nothing(const struct clip_input *input, int64_t target)
{
    const struct et_frame *last = input->last;

    return input->ends == ET_CLIP_ENDS_NOTHING &&
           (target < last->pts || (input->ended && target >= last->pts + last->duration));
}

static int clip_frame(void *opaque, int64_t pts, struct et_rational time_base,
                      struct et_frame **out)
{
    struct clip_input *input = opaque;
    const int64_t target = target_of(input, pts, time_base);
    int result = go_near(input, target);

    if (result == 0)
        result = find(input, target);
    if (result != ET_FRAME)
        return result;
    if (shows_nothing(input, target))
        return ET_DONE;
    if (!input->shown)
        result = turn(input);
    if (result == ET_FRAME)
        *out = et_frame_ref(input->shown);
    return result;
}

static void clip_close(void *opaque)
{
    struct clip_input *input = opaque;

    move_on(input, NULL);
    et_frame_unref(&input->next);
    et_chain_destroy(&input->upright);
    et_cursor_close(&input->cursor);
    input->clip->jobs--;
    et_free(input);
}

int et_chain_set_clip(struct et_chain *chain, struct et_clip *clip, double offset_s,
                      enum et_clip_ends ends)
{
    struct clip_input *input;
    struct et_input bound = {.info = clip->info.video.image,
                             .can_be_nothing = ends == ET_CLIP_ENDS_NOTHING,
                             .frame = clip_frame,
                             .close = clip_close};
    int result = 0;

    if (!(fabs(offset_s) <= 1e9))
        return et_fail(ET_ERROR_ARGUMENT, "an offset of %g s is outside -1e9 to 1e9", offset_s);
    input = et_alloc_zero(1, sizeof(*input));
    if (!input)
        return et_fail(ET_ERROR_MEMORY, "no memory for a second input");
    input->clip = clip;
    input->offset_s = offset_s;
    input->ends = ends;
    clip->jobs++;
    if (clip->turn || clip->flip != ET_FLIP_NONE)
        result = et_upright_chain(clip, &input->upright);
    if (result < 0) {
        clip_close(input);
        return result;
    }
    bound.opaque = input;
    return et_chain_set_input(chain, &bound);
}
