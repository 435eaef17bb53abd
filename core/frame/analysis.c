// SPDX-License-Identifier: MIT
/* Results of analyses: copied once, then counted, since they travel with several frames. */
#include "base/alloc.h"
#include "frame/frame.h"

#include <stdatomic.h>
#include <string.h>

/* The public part first; counts, pointers and elements follow in the same block. */
struct counted_analysis {
    struct et_analysis analysis;
    atomic_int references;
};

static size_t bytes_of(const struct et_analysis *analysis, size_t index)
{
    return analysis->counts[index] * (analysis->filter->results[index].type == ET_RESULT_F64
                                          ? sizeof(double)
                                          : sizeof(uint32_t));
}

static const struct et_analysis *analysis_ref(const struct et_analysis *analysis)
{
    if (analysis)
        atomic_fetch_add(&((struct counted_analysis *)(uintptr_t)analysis)->references, 1);
    return analysis;
}

void et_analysis_unref(const struct et_analysis **analysis)
{
    const struct et_analysis *leaving = *analysis;
    *analysis = NULL;
    while (leaving) {
        struct counted_analysis *counted = (struct counted_analysis *)(uintptr_t)leaving;
        if (atomic_fetch_sub(&counted->references, 1) > 1)
            return;
        leaving = counted->analysis.before;
        et_free(counted);
    }
}

static int analysis_create(const struct et_analysis *found, const struct et_analysis **out)
{
    const size_t kinds = found->filter->result_count;
    const size_t counts_at = et_align_up(sizeof(struct counted_analysis));
    const size_t arrays_at = counts_at + et_align_up(kinds * sizeof(size_t));
    size_t bytes = arrays_at + et_align_up(kinds * sizeof(void *));
    for (size_t i = 0; i < kinds; i++)
        bytes += et_align_up(bytes_of(found, i));
    uint8_t *block = et_alloc(bytes);
    if (!block)
        return et_fail(ET_ERROR_MEMORY, "no memory for the results of %s", found->filter->name);
    size_t *counts = (size_t *)(void *)(block + counts_at);
    void **arrays = (void **)(void *)(block + arrays_at);
    uint8_t *next = block + arrays_at + et_align_up(kinds * sizeof(void *));
    for (size_t i = 0; i < kinds; i++) {
        counts[i] = found->counts[i];
        arrays[i] = next;
        memcpy(next, found->arrays[i], bytes_of(found, i));
        next += et_align_up(bytes_of(found, i));
    }
    struct counted_analysis *counted = (struct counted_analysis *)(void *)block;
    counted->analysis = *found;
    counted->analysis.before = analysis_ref(found->before);
    counted->analysis.counts = counts;
    counted->analysis.arrays = arrays;
    atomic_init(&counted->references, 1);
    *out = &counted->analysis;
    return 0;
}

int et_frame_annotate(const struct et_frame *frame, const struct et_analysis *found,
                      struct et_frame **out)
{
    int error = et_frame_alias(frame, out);
    if (error)
        return error;
    const struct et_analysis *analysis = NULL;
    error = analysis_create(found, &analysis);
    if (error) {
        et_frame_unref(out);
        return error;
    }
    et_analysis_unref(&(*out)->analysis);
    (*out)->analysis = analysis;
    return 0;
}

void et_frame_copy_analysis(struct et_frame *to, const struct et_frame *from)
{
    const struct et_analysis *analysis = analysis_ref(from->analysis);
    et_analysis_unref(&to->analysis);
    to->analysis = analysis;
}
