// SPDX-License-Identifier: MIT
/* Jobs that play for JavaScript, and those that take its frames. */
#include <etalon/etalon.h>

#include "api/api.h"
#include "api/handles.h"
#include "api/objects.h"
#include "media/ticks.h"

ET_EXPORT int et_api_job_play(int clip, int chain, double from)
{
    struct et_clip *of;
    struct et_chain *through;
    struct et_job *job;
    int result = et_api_job_inputs(clip, chain, &of, &through);

    if (result == 0)
        result = et_job_play(of, through, et_ticks_of_double(from), &job);
    return result < 0 ? result : et_api_job_add(job);
}

ET_EXPORT int et_api_job_play_skip(int job, int skip)
{
    struct et_job *object = et_api_job(job);

    return object ? et_job_play_skip(object, skip) : ET_ERROR_STATE;
}

ET_EXPORT int et_api_job_play_jump(int job, double pts)
{
    struct et_job *object = et_api_job(job);

    return object ? et_job_play_jump(object, et_ticks_of_double(pts)) : ET_ERROR_STATE;
}

ET_EXPORT int et_api_job_apply(int clip, int chain, int upright)
{
    struct et_clip *of;
    struct et_chain *through;
    struct et_job *job;
    int result = et_api_job_inputs(clip, chain, &of, &through);

    if (result == 0)
        result = et_job_apply(of, through, upright != 0, &job);
    return result < 0 ? result : et_api_job_add(job);
}

ET_EXPORT int et_api_job_apply_push(int job, int frame)
{
    struct et_job *object = et_api_job(job);
    struct et_frame *pushed = object ? et_handle_get(ET_HANDLE_FRAME, frame) : NULL;

    return pushed ? et_job_apply_push(object, pushed) : ET_ERROR_STATE;
}
