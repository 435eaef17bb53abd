// SPDX-License-Identifier: MIT
/* Frames that JavaScript brings along, and the job that filters them. */
#include <etalon/etalon.h>
#include <limits.h>
#include <math.h>

#include "api/api.h"
#include "api/handles.h"
#include "api/objects.h"

enum {
    FORMAT,
    WIDTH,
    HEIGHT,
    MATRIX,
    PRIMARIES,
    TRANSFER,
    RANGE,
    SITING,
    PTS,
    DURATION,
    BASE_NUM,
    BASE_DEN,
    ASPECT_NUM,
    ASPECT_DEN,
    INTERLACED,
    TOP_FIRST,
    FACTS
};

/* What a number may be at most, from 0 on, before it goes into a narrower type. */
static const struct {
    const char *name;
    double most;
} bounds[FACTS] = {
    [FORMAT] = {"format", ET_FORMAT_COUNT - 1},
    [WIDTH] = {"width", ET_SIDE_MOST},
    [HEIGHT] = {"height", ET_SIDE_MOST},
    [MATRIX] = {"matrix", UINT8_MAX},
    [PRIMARIES] = {"primaries", UINT8_MAX},
    [TRANSFER] = {"transfer", UINT8_MAX},
    [RANGE] = {"range", 2},
    [SITING] = {"siting", ET_SITING_BOTTOM},
    [PTS] = {"time", 1LL << 53},
    [DURATION] = {"duration", 1LL << 53},
    [BASE_NUM] = {"numerator of the time base", INT_MAX},
    [BASE_DEN] = {"denominator of the time base", INT_MAX},
    [ASPECT_NUM] = {"numerator of the sample aspect", INT_MAX},
    [ASPECT_DEN] = {"denominator of the sample aspect", INT_MAX},
    [INTERLACED] = {"interlaced", 1},
    [TOP_FIRST] = {"top field first", 1},
};

static int check_facts(const double *facts)
{
    for (int i = 0; i < FACTS; i++) {
        const double least = i == PTS ? -bounds[i].most : 0;

        if (!(facts[i] >= least && facts[i] <= bounds[i].most) || floor(facts[i]) != facts[i])
            return et_fail(ET_ERROR_ARGUMENT, "%s %g is no whole number from %.0f to %.0f",
                           bounds[i].name, facts[i], least, bounds[i].most);
    }
    return 0;
}

static struct et_frame frame_like(const double *facts)
{
    return (struct et_frame){
        .image.info = {.format = (enum et_format)(int)facts[FORMAT],
                       .width = (int)facts[WIDTH],
                       .height = (int)facts[HEIGHT],
                       .color = {.matrix = (uint8_t)facts[MATRIX],
                                 .primaries = (uint8_t)facts[PRIMARIES],
                                 .transfer = (uint8_t)facts[TRANSFER],
                                 .full_range = (uint8_t)facts[RANGE],
                                 .siting = (uint8_t)facts[SITING]}},
        .pts = (int64_t)facts[PTS],
        .duration = (int64_t)facts[DURATION],
        .time_base = {(int)facts[BASE_NUM], (int)facts[BASE_DEN]},
        .sample_aspect = {(int)facts[ASPECT_NUM], (int)facts[ASPECT_DEN]},
        .interlaced = facts[INTERLACED] != 0,
        .top_first = facts[TOP_FIRST] != 0,
    };
}

ET_EXPORT int et_api_frame_make(int job, const double *facts)
{
    struct et_job *object = job ? et_api_job(job) : NULL;
    struct et_frame *frame = NULL;
    struct et_frame like;
    int result = check_facts(facts);

    if (job && !object)
        return ET_ERROR_STATE;
    if (result < 0)
        return result;
    like = frame_like(facts);
    result = object ? et_job_stream_frame(object, &like, &frame) : et_frame_make(&like, &frame);
    if (result == 0)
        result = et_handle_create(ET_HANDLE_FRAME, frame);
    if (result < 0)
        et_frame_unref(&frame);
    return result;
}

ET_EXPORT int et_api_frame_unpack(int frame, int packing, const uint8_t *samples, int size)
{
    const struct et_frame *object = et_handle_get(ET_HANDLE_FRAME, frame);
    int result = object ? et_api_check_count(size) : ET_ERROR_STATE;

    return result < 0 ? result
                      : et_frame_unpack(object, (enum et_packing)packing, samples, (size_t)size);
}

ET_EXPORT int et_api_frame_check_samples(int frame)
{
    const struct et_frame *object = et_handle_get(ET_HANDLE_FRAME, frame);

    return object ? et_frame_check_samples(object) : ET_ERROR_STATE;
}

ET_EXPORT int et_api_job_stream(int chain)
{
    struct et_chain *through;
    struct et_job *job;
    int result;

    if (!et_api_engine())
        return et_fail(ET_ERROR_STATE, "the engine is not created");
    result = et_api_take_chain(chain, &through);
    if (result == 0)
        result = et_job_stream(et_api_engine(), through, &job);
    return result < 0 ? result : et_api_job_add(job);
}

ET_EXPORT int et_api_job_stream_push(int job, int frame)
{
    struct et_job *object = et_api_job(job);
    struct et_frame *pushed = object ? et_handle_get(ET_HANDLE_FRAME, frame) : NULL;

    return pushed ? et_job_stream_push(object, pushed) : ET_ERROR_STATE;
}

ET_EXPORT int et_api_job_stream_finish(int job)
{
    struct et_job *object = et_api_job(job);

    return object ? et_job_stream_finish(object) : ET_ERROR_STATE;
}
