// SPDX-License-Identifier: MIT
/* Playback for JavaScript. */
#include <etalon/etalon.h>
#include <string.h>

#include "api/api.h"
#include "api/handles.h"
#include "api/jobs.h"
#include "chain/chain.h"

ET_EXPORT int et_api_job_play(int clip, int chain, double from)
{
    struct et_clip *of;
    struct et_chain *through;
    struct et_job *job;
    int result = et_api_job_inputs(clip, chain, &of, &through);

    if (result == 0)
        result = et_job_play(of, through, (int64_t)from, &job);
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

    return object ? et_job_play_jump(object, (int64_t)pts) : ET_ERROR_STATE;
}

ET_EXPORT int et_api_job_apply(int clip, int chain)
{
    struct et_clip *of;
    struct et_chain *through;
    struct et_job *job;
    int result = et_api_job_inputs(clip, chain, &of, &through);

    if (result == 0)
        result = et_job_apply(of, through, &job);
    return result < 0 ? result : et_api_job_add(job);
}

ET_EXPORT int et_api_job_apply_push(int job, int frame)
{
    struct et_job *object = et_api_job(job);
    struct et_frame *pushed = object ? et_handle_get(ET_HANDLE_FRAME, frame) : NULL;

    return pushed ? et_job_apply_push(object, pushed) : ET_ERROR_STATE;
}

ET_EXPORT int et_api_job_packets(int clip, double from)
{
    struct et_clip *of = et_api_clip(clip);
    struct et_job *job;
    int result = of ? et_job_packets(of, (int64_t)from, &job) : ET_ERROR_STATE;

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

    return object ? et_job_packets_jump(object, (int64_t)pts, before) : ET_ERROR_STATE;
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
    result = et_job_packets_frame(object, (int64_t)pts, (int64_t)duration, key, &frame);
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

ET_EXPORT int et_api_chain_shape(int clip, int chain, double *out)
{
    const struct et_clip *of = et_api_clip(clip);
    struct et_chain *object = of ? et_handle_get(ET_HANDLE_CHAIN, chain) : NULL;
    struct et_image_info info;
    int result;

    if (!object)
        return ET_ERROR_STATE;
    result = et_chain_configure(object, &et_clip_info(of)->video.image, &info);
    if (result < 0)
        return result;
    out[0] = info.width;
    out[1] = info.height;
    out[2] = et_chain_frames_before(object) + et_chain_frames_after(object);
    out[3] = et_chain_outputs(object);
    return 0;
}
