// SPDX-License-Identifier: MIT
#include "media/lookup.h"

#include "base/engine.h"
#include "base/threads.h"
#include "media/cache.h"

enum state { LOOK_UP, DECODE };

void et_lookup_begin(struct et_lookup *lookup, struct et_job *job, int64_t target)
{
    lookup->job = job;
    lookup->target = target;
    lookup->state = LOOK_UP;
}

/* Takes the clip's cursor over from another job, which looks its frame up anew when it goes on. */
static void own_cursor(struct et_lookup *lookup)
{
    struct et_clip *clip = lookup->job->clip;

    if (clip->owner != lookup->job) {
        clip->owner = lookup->job;
        lookup->state = LOOK_UP;
    }
}

/* After a failure frames may be missing behind `last`: the next job begins with a new cursor. */
static int give_up(struct et_clip *clip, int error)
{
    et_frame_unref(&clip->last);
    clip->ended = 0;
    et_cursor_close(&clip->cursor);
    return error;
}

static int look_up(struct et_lookup *lookup, struct et_frame **out)
{
    struct et_clip *clip = lookup->job->clip;
    int held = et_job_frames_held(lookup->job);
    int result;

    *out = et_cache_get(clip->engine->cache, clip, lookup->target, &lookup->until);
    if (*out)
        return ET_FRAME;
    if (clip->cursor)
        result = et_cursor_hold(clip->cursor, held);
    else
        result = et_cursor_open(clip->engine, clip->source, &clip->demux,
                                et_threads_workers(clip->engine->threads), held, &clip->cursor);
    if (result < 0)
        return result;
    lookup->state = DECODE;
    if (clip->last && lookup->target >= clip->last->pts &&
        (clip->ended || et_cursor_is_near(clip->cursor, clip->last->pts, lookup->target)))
        return ET_MORE;
    et_frame_unref(&clip->last);
    clip->ended = 0;
    result = et_cursor_seek(clip->cursor, lookup->target);
    return result < 0 ? give_up(clip, result) : ET_MORE;
}

/* Makes `frame` (taken over) the last one, and keeps the one before, whose span is known now. */
static void move_on(struct et_clip *clip, struct et_frame *frame)
{
    int64_t until = frame ? frame->pts : INT64_MAX;

    if (clip->last)
        et_cache_put(clip->engine->cache, clip, clip->last,
                     clip->last_is_first ? INT64_MIN : clip->last->pts, until);
    if (!frame)
        return;
    et_frame_unref(&clip->last);
    clip->last = frame;
    clip->last_is_first = et_cursor_at_first(clip->cursor);
}

static int decode(struct et_lookup *lookup, struct et_frame **out)
{
    struct et_clip *clip = lookup->job->clip;
    struct et_frame *frame = NULL;
    struct et_frame *before;
    int result;

    lookup->until = INT64_MAX;
    if (clip->ended) {
        *out = et_frame_ref(clip->last);
        return ET_FRAME;
    }
    result = et_cursor_step(clip->cursor, &frame);
    lookup->job->damaged = et_cursor_damaged(clip->cursor);
    if (result == ET_DONE) {
        if (!clip->last)
            return et_job_no_frame(lookup->job);
        clip->ended = 1;
        move_on(clip, NULL);
        *out = et_frame_ref(clip->last);
        return ET_FRAME;
    }
    if (result < 0)
        return give_up(clip, result);
    if (result != ET_FRAME)
        return result;
    before = clip->last ? et_frame_ref(clip->last) : NULL;
    move_on(clip, frame);
    if (frame->pts <= lookup->target) {
        et_frame_unref(&before);
        return ET_MORE;
    }
    *out = before ? before : et_frame_ref(frame);
    lookup->until = before ? frame->pts : INT64_MIN;
    return ET_FRAME;
}

int et_lookup_step(struct et_lookup *lookup, struct et_frame **out)
{
    own_cursor(lookup);
    return lookup->state == LOOK_UP ? look_up(lookup, out) : decode(lookup, out);
}
