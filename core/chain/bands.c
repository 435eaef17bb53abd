// SPDX-License-Identifier: MIT
/* Frames on their way through a planned chain, band by band. */
#include "base/clock.h"
#include "base/engine.h"
#include "base/threads.h"
#include "chain/plan.h"
#include "frame/frame.h"

#include <string.h>

/* Bands for each thread between two looks at the clock. */
enum { BANDS_PER_THREAD = 2 };

void et_chain_drop(struct et_chain *chain)
{
    et_frame_unref(&chain->source);
    et_frame_unref(&chain->target);
    chain->stage = chain->stage_count;
    chain->band = 0;
}

static bool fits(const struct et_chain *chain, const struct et_frame *frame)
{
    const struct et_image_info *in = &frame->image.info;
    return chain->arena && chain->in.format == in->format && chain->in.width == in->width &&
           chain->in.height == in->height &&
           !memcmp(&chain->in.color, &in->color, sizeof(in->color));
}

int et_chain_push(struct et_chain *chain, struct et_frame *frame)
{
    if (!fits(chain, frame))
        return et_fail(ET_ERROR_STATE, "the chain is not planned for a frame of %dx%d %s",
                       frame->image.info.width, frame->image.info.height,
                       et_format_info(frame->image.info.format)->name);
    et_chain_drop(chain);
    chain->source = et_frame_ref(frame);
    chain->stage = 0;
    return 0;
}

static void run_band(void *context, int index, int worker)
{
    const struct et_chain *chain = context;
    const struct et_stage *stage = &chain->stages[chain->stage];
    const struct et_band *band = &stage->bands[chain->band + index];
    struct et_run run = {
        .state = stage->state,
        .in = &chain->source->image,
        .out = &chain->target->image,
        .plane = band->plane,
        .first = band->first,
        .last = band->last,
        .scratch = chain->scratch + (size_t)worker * chain->scratch_stride,
    };
    stage->filter->run(&run);
}

/* Runs the next bands of the stage at work, and goes on to the next stage after its last one. */
static int run_group(struct et_chain *chain)
{
    const struct et_stage *stage = &chain->stages[chain->stage];
    if (!chain->target) {
        int error = et_frame_create(chain->pool, &stage->out, &chain->target);
        if (error)
            return error;
        et_frame_copy_properties(chain->target, chain->source);
    }
    int workers = et_threads_workers(chain->engine->threads);
    int group = workers ? BANDS_PER_THREAD * (workers + 1) : 1;
    if (group > stage->band_count - chain->band)
        group = stage->band_count - chain->band;
    et_threads_run(chain->engine->threads, group, run_band, chain);
    chain->band += group;
    if (chain->band == stage->band_count) {
        et_frame_unref(&chain->source);
        chain->source = chain->target;
        chain->target = NULL;
        chain->stage++;
        chain->band = 0;
    }
    return 0;
}

int et_chain_step(struct et_chain *chain, int budget_us)
{
    int64_t until = et_clock_us() + budget_us;
    while (chain->source && chain->stage < chain->stage_count) {
        int error = run_group(chain);
        if (error) {
            et_chain_drop(chain);
            return error;
        }
        if (chain->stage < chain->stage_count && et_clock_us() >= until)
            return ET_MORE;
    }
    return ET_DONE;
}

struct et_frame *et_chain_take(struct et_chain *chain)
{
    if (chain->stage < chain->stage_count)
        return NULL;
    struct et_frame *frame = chain->source;
    chain->source = NULL;
    return frame;
}
