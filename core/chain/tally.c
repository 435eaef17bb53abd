// SPDX-License-Identifier: MIT
/* What an analysis adds up: arrays for each thread, merged once a frame is done. */
#include "base/arena.h"
#include "chain/plan.h"
#include "frame/frame.h"

#include <string.h>

static size_t element_size(const struct et_result *result)
{
    return result->type == ET_RESULT_F64 ? sizeof(double) : sizeof(uint32_t);
}

int et_tally_init(struct et_tally *tally, const struct et_stage *stage, int threads)
{
    const struct et_filter *filter = stage->filter;
    const size_t kinds = filter->result_count;
    tally->counts = et_arena_alloc(stage->arena, kinds, sizeof(*tally->counts));
    tally->arrays = et_arena_alloc(stage->arena, kinds * (size_t)threads, sizeof(*tally->arrays));
    if (!tally->counts || !tally->arrays)
        return et_fail(ET_ERROR_MEMORY, "no memory for the results of %s", filter->name);
    for (size_t i = 0; i < kinds; i++)
        tally->counts[i] = filter->result_size(stage->state, i);
    for (size_t i = 0; i < kinds * (size_t)threads; i++) {
        tally->arrays[i] = et_arena_alloc(stage->arena, tally->counts[i % kinds],
                                          element_size(&filter->results[i % kinds]));
        if (!tally->arrays[i])
            return et_fail(ET_ERROR_MEMORY, "no memory for the results of %s", filter->name);
    }
    return 0;
}

void et_tally_clear(struct et_tally *tally, const struct et_filter *filter, int threads)
{
    const size_t kinds = filter->result_count;
    for (size_t i = 0; i < kinds * (size_t)threads; i++)
        memset(tally->arrays[i], 0,
               tally->counts[i % kinds] * element_size(&filter->results[i % kinds]));
}

static void sum_u32(const struct et_tally *tally, const struct et_filter *filter, void *const *into,
                    void *const *from)
{
    for (size_t i = 0; i < filter->result_count; i++) {
        if (filter->results[i].type != ET_RESULT_U32)
            continue;
        uint32_t *sums = into[i];
        const uint32_t *more = from[i];
        for (size_t k = 0; k < tally->counts[i]; k++)
            sums[k] += more[k];
    }
}

int et_tally_finish(struct et_tally *tally, const struct et_stage *stage, int threads,
                    const struct et_frame *frame, struct et_frame **out)
{
    const struct et_filter *filter = stage->filter;
    const size_t kinds = filter->result_count;
    for (int thread = 1; thread < threads; thread++) {
        void *const *from = tally->arrays + kinds * (size_t)thread;
        if (filter->merge)
            filter->merge(stage->state, tally->arrays, from);
        else
            sum_u32(tally, filter, tally->arrays, from);
    }
    if (filter->finish)
        filter->finish(stage->state, tally->arrays);
    const struct et_analysis found = {filter, stage->index, frame->analysis, tally->counts,
                                      tally->arrays};
    return et_frame_annotate(frame, &found, out);
}
