// SPDX-License-Identifier: MIT
#include "media/flow.h"

#include "base/engine.h"
#include "base/threads.h"

int et_flow_open(struct et_flow *flow, struct et_job *job, bool filters, int64_t from, int held)
{
    struct et_clip *clip = job->clip;
    const int before = filters && job->chain ? et_chain_frames_before(job->chain) : 0;
    int result;

    *flow = (struct et_flow){.job = job, .filters = filters, .from = from};
    result = et_lead_init(&flow->lead, clip, before + 1, before);
    if (result < 0)
        return result;
    result = et_cursor_open(clip->engine, clip->source, &clip->demux,
                            et_threads_workers(clip->engine->threads),
                            et_job_frames_held(job) + before + 1 + held, &flow->cursor);
    return result < 0 ? result : et_lead_seek(&flow->lead, flow->cursor, from);
}

int et_flow_seek(struct et_flow *flow, int64_t from)
{
    flow->from = from;
    flow->state = ET_FLOW_FIND;
    et_lead_drop(&flow->lead);
    return et_lead_seek(&flow->lead, flow->cursor, from);
}

int et_flow_jump(struct et_flow *flow, int64_t pts)
{
    int result = et_cursor_jump(flow->cursor, pts);

    if (result <= 0)
        return result;
    et_lead_drop(&flow->lead);
    et_job_filter_begin(flow->job, false); /* frames that lack neighbours only serve as such */
    flow->first = INT64_MIN;
    flow->state = ET_FLOW_GIVE;
    return 1;
}

/* Hands out a frame (taken over), or sends it through the job's chains. */
static int give(struct et_flow *flow, struct et_frame *frame)
{
    struct et_job *job = flow->job;
    int result;

    if (!flow->filters) {
        job->ready = frame;
        return ET_FRAME;
    }
    flow->state = ET_FLOW_FILTER;
    result = et_job_filter(job, &frame);
    return result < 0 ? result : ET_MORE;
}

/* The first frame behind `from` is there, or the end (NULL): do those before it suffice? */
static int found(struct et_flow *flow, struct et_frame *frame)
{
    struct et_lead *lead = &flow->lead;
    const struct et_frame *shown;
    int result;

    if (!et_lead_suffices(lead, lead->count == 0)) {
        et_frame_unref(&frame);
        result = et_lead_seek(lead, flow->cursor, flow->from);
        return result < 0 ? result : ET_MORE;
    }
    shown = lead->count ? lead->frames[lead->count - 1] : frame;
    if (!shown)
        return ET_DONE;
    flow->first = shown->pts * flow->job->outputs;
    if (frame)
        et_lead_end(lead, frame);
    et_job_filter_begin(flow->job, lead->starts);
    flow->state = ET_FLOW_GIVE;
    return ET_MORE;
}

static int find(struct et_flow *flow)
{
    struct et_frame *frame = NULL;
    int result = et_cursor_step(flow->cursor, &frame);

    if (result == ET_DONE)
        return found(flow, NULL);
    if (result != ET_FRAME)
        return result;
    if (frame->pts > flow->from)
        return found(flow, frame);
    et_lead_keep(&flow->lead, frame, et_cursor_at_first(flow->cursor));
    return ET_MORE;
}

static int go_on(struct et_flow *flow)
{
    struct et_frame *frame = et_lead_next(&flow->lead);
    int result = frame ? ET_FRAME : et_cursor_step(flow->cursor, &frame);

    if (result == ET_DONE && flow->filters) { /* the chain may hold frames back */
        et_job_filter_finish(flow->job);
        flow->state = ET_FLOW_FINISH;
        return ET_MORE;
    }
    return result == ET_FRAME ? give(flow, frame) : result;
}

static int filter(struct et_flow *flow, int budget_us)
{
    struct et_job *job = flow->job;
    int result = et_job_filter_step(job, budget_us);

    if (result == ET_DONE && flow->state == ET_FLOW_FILTER) {
        flow->state = ET_FLOW_GIVE;
        return ET_MORE;
    }
    if (result != ET_FRAME || job->ready->pts >= flow->first)
        return result;
    et_frame_unref(&job->ready); /* of neighbours that end a sequence of another shape */
    return ET_MORE;
}

int et_flow_step(struct et_flow *flow, int budget_us)
{
    switch (flow->state) {
    case ET_FLOW_FIND:
        return find(flow);
    case ET_FLOW_GIVE:
        return go_on(flow);
    default:
        return filter(flow, budget_us);
    }
}

void et_flow_close(struct et_flow *flow)
{
    et_lead_free(&flow->lead);
    et_cursor_close(&flow->cursor);
}
