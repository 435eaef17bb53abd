// SPDX-License-Identifier: MIT
/* The job that hands out packets for a decoder of the browser, and takes its frames, for JavaScript. */
#include <etalon/etalon.h>
#include <string.h>

#include "api/api.h"
#include "api/handles.h"
#include "api/objects.h"
#include "media/ticks.h"

ET_EXPORT int et_api_job_packets(int clip, double from)
{
    struct et_clip *of = et_api_clip(clip);
    struct et_job *job;
    int result = of ? et_job_packets(of, et_ticks_of_double(from), &job) : ET_ERROR_STATE;

    return result < 0 ? result : et_api_job_add(job);
}

ET_EXPORT int et_api_job_packet(int job, double *out)
{
    const struct et_job *object = et_api_job(job);
    const struct et_packet *packet = object ? et_job_packet(object) : NULL;

    memset(out, 0, 8 * sizeof(*out));
    if (!object)
        return ET_ERROR_STATE;
    if (!packet)
        return et_fail(ET_ERROR_STATE, "no packet waits");
    out[0] = (double)(uintptr_t)packet->data;
    out[1] = packet->size;
    out[2] = (double)packet->pts;
    out[3] = (double)packet->duration;
    out[4] = packet->key;
    return 0;
}

ET_EXPORT int et_api_job_packets_codec(int job, double *out)
{
    const struct et_job *object = et_api_job(job);
    const char *name = NULL;
    const uint8_t *extra = NULL;
    int size = object ? et_job_packets_codec(object, &name, &extra) : ET_ERROR_STATE;

    out[0] = (double)(uintptr_t)name;
    out[1] = (double)(uintptr_t)extra;
    out[2] = size;
    return size < 0 ? size : 0;
}

ET_EXPORT int et_api_job_packets_jump(int job, double pts, int before)
{
    struct et_job *object = et_api_job(job);

    return object ? et_job_packets_jump(object, et_ticks_of_double(pts), before) : ET_ERROR_STATE;
}

ET_EXPORT int et_api_job_packets_like(int job, int frame)
{
    struct et_job *object = et_api_job(job);
    const struct et_frame *model = object ? et_handle_get(ET_HANDLE_FRAME, frame) : NULL;

    return model ? et_job_packets_like(object, model) : ET_ERROR_STATE;
}

ET_EXPORT int et_api_job_packets_frame(int job, double pts, double duration, int key)
{
    struct et_job *object = et_api_job(job);
    struct et_frame *frame;
    int result;

    if (!object)
        return ET_ERROR_STATE;
    result = et_job_packets_frame(object, et_ticks_of_double(pts), et_ticks_of_double(duration),
                                  key, &frame);
    if (result == 0)
        result = et_handle_create(ET_HANDLE_FRAME, frame);
    if (result < 0)
        et_frame_unref(&frame);
    return result;
}

ET_EXPORT int et_api_job_packets_pairs(int job, double *out)
{
    struct et_job *object = et_api_job(job);
    uint8_t *pairs = NULL;
    int row = object ? et_job_packets_pairs(object, &pairs) : ET_ERROR_STATE;

    out[0] = (double)(uintptr_t)pairs;
    out[1] = row;
    return row < 0 ? row : 0;
}

ET_EXPORT int et_api_job_packets_split(int job, int frame)
{
    struct et_job *object = et_api_job(job);
    const struct et_frame *filled = object ? et_handle_get(ET_HANDLE_FRAME, frame) : NULL;

    return filled ? et_job_packets_split(object, filled) : ET_ERROR_STATE;
}
