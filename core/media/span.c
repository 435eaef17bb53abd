// SPDX-License-Identifier: MIT
#include "media/span.h"

/* The first pts of a decoded frame of which all that comes out is at or behind `time`. */
static int64_t source_ceiling(const struct et_span *span, int64_t time)
{
    const int64_t by = span->job->outputs;

    if (time == INT64_MIN || time == INT64_MAX)
        return time;
    return time / by + (time % by > 0);
}

static int seek_lead(struct et_span *span)
{
    int result = 0;

    if (span->from != INT64_MIN)
        result = et_lead_seek(&span->lead, span->cursor, source_ceiling(span, span->from));
    span->state = ET_SPAN_LEAD;
    return result < 0 ? result : ET_MORE;
}

int et_span_open(struct et_span *span, struct et_job *job, int64_t from, int64_t to, int threads)
{
    struct et_clip *clip = job->clip;
    const int held = et_job_frames_held(job);
    int most = 0, result;

    *span = (struct et_span){.job = job, .from = from, .to = to};
    if (job->chain) {
        /* A frame just before the span may have outputs within it. */
        most = et_chain_frames_before(job->chain) + (job->outputs > 1);
        span->after = et_chain_frames_after(job->chain);
    }
    result = et_lead_init(&span->lead, clip, most, most);
    if (result < 0)
        return result;
    result = et_cursor_open(clip->engine, clip->source, &clip->demux, threads, held + most,
                            &span->cursor);
    return result < 0 ? result : 0;
}

/* The span's first frame is there, or the clip's end: do the frames before it suffice? */
static int lead_found(struct et_span *span, struct et_frame *frame, bool first_of_clip)
{
    if (!et_lead_suffices(&span->lead, first_of_clip || span->from == INT64_MIN)) {
        et_frame_unref(&frame);
        return seek_lead(span);
    }
    if (frame)
        et_lead_end(&span->lead, frame);
    et_job_filter_begin(span->job, span->lead.starts);
    span->state = ET_SPAN_SEND;
    return ET_MORE;
}

static int find_lead(struct et_span *span)
{
    struct et_frame *frame = NULL;
    int result = et_cursor_step(span->cursor, &frame);
    bool first_of_clip;

    span->job->damaged = et_cursor_damaged(span->cursor);
    if (result == ET_DONE) /* only the last frame's later outputs can lie in the span */
        return span->lead.count && span->job->outputs > 1 ? lead_found(span, NULL, false) : ET_DONE;
    if (result != ET_FRAME)
        return result;
    first_of_clip = et_cursor_at_first(span->cursor);
    if (frame->pts >= source_ceiling(span, span->to) && span->job->outputs == 1) {
        et_frame_unref(&frame);
        return ET_DONE;
    }
    if (frame->pts >= source_ceiling(span, span->from))
        return lead_found(span, frame, first_of_clip);
    et_lead_keep(&span->lead, frame, first_of_clip);
    return ET_MORE;
}

/* How far `pts` is between the ends of the span, as far as the clip says where they are. */
static double share_done(const struct et_span *span, int64_t pts)
{
    const struct et_video_info *video = &span->job->clip->info.video;
    const double outputs = span->job->outputs;
    double end = (double)video->start + (double)video->duration;
    double from = span->from == INT64_MIN ? (double)video->start : (double)span->from / outputs;
    double to = (double)span->to / outputs;

    if (video->duration > 0 && to > end)
        to = end;
    return to > from ? ((double)pts - from) / (to - from) : 0;
}

static int send_frame(struct et_span *span, struct et_frame **frame)
{
    int result;

    et_job_advance(span->job, share_done(span, (*frame)->pts));
    result = et_job_filter(span->job, frame);
    span->state = ET_SPAN_FILTER;
    return result < 0 ? result : ET_MORE;
}

static int end_of_clip(struct et_span *span)
{
    et_job_filter_finish(span->job);
    span->state = ET_SPAN_LAST;
    return ET_MORE;
}

static int decode(struct et_span *span)
{
    struct et_frame *frame = NULL;
    int result = et_cursor_step(span->cursor, &frame);

    span->job->damaged = et_cursor_damaged(span->cursor);
    if (result == ET_DONE)
        return end_of_clip(span);
    if (result != ET_FRAME)
        return result;
    if (frame->pts >= source_ceiling(span, span->to) && span->after-- == 0) {
        et_frame_unref(&frame);
        return ET_DONE;
    }
    return send_frame(span, &frame);
}

static int send_lead(struct et_span *span)
{
    struct et_frame *frame = et_lead_next(&span->lead);

    if (frame)
        return send_frame(span, &frame);
    span->state = ET_SPAN_DECODE;
    return ET_MORE;
}

static int filter(struct et_span *span, int budget_us)
{
    struct et_job *job = span->job;
    int result = et_job_filter_step(job, budget_us);

    if (result == ET_DONE) {
        if (span->state == ET_SPAN_LAST)
            return ET_DONE;
        span->state = ET_SPAN_SEND;
        return ET_MORE;
    }
    if (result != ET_FRAME)
        return result;
    if (job->ready->pts >= span->from && job->ready->pts < span->to)
        return ET_FRAME;
    result = job->ready->pts < span->from ? ET_MORE : ET_DONE;
    et_frame_unref(&job->ready);
    return result;
}

int et_span_step(struct et_span *span, int budget_us)
{
    switch (span->state) {
    case ET_SPAN_SEEK:
        return seek_lead(span);
    case ET_SPAN_LEAD:
        return find_lead(span);
    case ET_SPAN_SEND:
        return send_lead(span);
    case ET_SPAN_DECODE:
        return decode(span);
    default:
        return filter(span, budget_us);
    }
}

void et_span_close(struct et_span *span)
{
    et_lead_free(&span->lead);
    et_cursor_close(&span->cursor);
}
