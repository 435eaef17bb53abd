// SPDX-License-Identifier: MIT
/* Jobs for JavaScript: frames, thumbnails, exports. */
#include <etalon/etalon.h>
#include <math.h>
#include <string.h>

#include "api/api.h"
#include "api/handles.h"
#include "api/objects.h"
#include "base/alloc.h"
#include "media/ticks.h"

/* Imports, see core/api/host.js. */
int et_host_write(int sink, double position, const uint8_t *bytes, int size);
double et_host_pending(int sink);
int et_host_read_back(int sink, double position, uint8_t *buffer, int size);

/* The nearest tick of what comes out of a chain, halves upward; `value` is in the clip's time base. */
static int64_t output_ticks(const struct et_chain *chain, double value)
{
    const double scaled = value * (chain ? et_chain_outputs(chain) : 1), whole = floor(scaled);

    return et_ticks_of_double(scaled - whole >= 0.5 ? whole + 1 : whole);
}

int et_api_take_chain(int chain, struct et_chain **out)
{
    *out = chain ? et_handle_remove(ET_HANDLE_CHAIN, chain) : NULL;
    return chain && !*out ? ET_ERROR_STATE : 0;
}

int et_api_job_inputs(int clip, int chain, struct et_clip **clip_out, struct et_chain **chain_out)
{
    int result = et_api_take_chain(chain, chain_out);

    if (result < 0)
        return result;
    *clip_out = et_api_clip(clip);
    if (*clip_out)
        return 0;
    et_chain_destroy(chain_out);
    return ET_ERROR_STATE;
}

int et_api_job_add(struct et_job *job)
{
    int result = et_handle_create(ET_HANDLE_JOB, job);

    if (result < 0)
        et_job_close(&job);
    return result;
}

int et_api_check_count(int count)
{
    return count < 0 ? et_fail(ET_ERROR_ARGUMENT, "%d values are none", count) : 0;
}

struct et_job *et_api_job(int job)
{
    return et_handle_get(ET_HANDLE_JOB, job);
}

static int job_start(int clip, int chain, double from, double to, int all)
{
    struct et_clip *of;
    struct et_chain *through;
    struct et_job *job;
    int result = et_api_job_inputs(clip, chain, &of, &through);

    if (result < 0)
        return result;
    result = all ? et_job_frames(of, through, output_ticks(through, from),
                                 output_ticks(through, to), &job)
                 : et_job_frame_at(of, through, output_ticks(through, from), &job);
    return result < 0 ? result : et_api_job_add(job);
}

ET_EXPORT int et_api_job_frame_at(int clip, int chain, double pts)
{
    return job_start(clip, chain, pts, 0, 0);
}

ET_EXPORT int et_api_job_frames(int clip, int chain, double from, double to)
{
    return job_start(clip, chain, from, to, 1);
}

ET_EXPORT int et_api_job_thumbnails(int clip, int chain, const double *times, int count)
{
    struct et_clip *of;
    struct et_chain *through;
    struct et_job *job;
    int64_t *whole;
    int result = et_api_check_count(count);

    if (result == 0)
        result = et_api_job_inputs(clip, chain, &of, &through);
    if (result < 0)
        return result;
    whole = et_alloc_zero((size_t)count + 1, sizeof(*whole));
    if (!whole) {
        et_chain_destroy(&through);
        return et_fail(ET_ERROR_MEMORY, "no memory for a job");
    }
    for (int i = 0; i < count; i++)
        whole[i] = et_ticks_of_double(times[i]);
    result = et_job_thumbnails(of, through, whole, (size_t)count, &job);
    et_free(whole);
    return result < 0 ? result : et_api_job_add(job);
}

/* A sink's `opaque` is the host's id of it. */
static int sink_id(void *opaque)
{
    return (int)(intptr_t)opaque;
}

static int write_host(void *opaque, int64_t position, const uint8_t *bytes, int size)
{
    int result = et_host_write(sink_id(opaque), (double)position, bytes, size);

    return result < 0
               ? et_fail(result, "writing %d bytes at %lld failed", size, (long long)position)
               : 0;
}

static int read_back_host(void *opaque, int64_t position, uint8_t *bytes, int size)
{
    int result = et_host_read_back(sink_id(opaque), (double)position, bytes, size);

    return result < 0
               ? et_fail(result, "reading back %d bytes at %lld failed", size, (long long)position)
               : 0;
}

static int64_t pending_host(void *opaque)
{
    return (int64_t)et_host_pending(sink_id(opaque));
}

ET_EXPORT int et_api_job_export(int clip, int chain, int sink, const double *options)
{
    struct et_export_options chosen = {
        .rate_control = options[2] != 0 ? ET_RATE_BITRATE : ET_RATE_QUANTIZER,
        .quantizer = (int)options[3],
        .bitrate = (int64_t)options[4],
        .key_interval_s = options[5],
        .copy_audio = options[6] != 0,
        .strict = options[7] != 0,
        .threads = (int)options[9],
    };
    struct et_sink target = {.opaque = (void *)(intptr_t)sink,
                             .write = write_host,
                             .pending = pending_host,
                             .append_only = options[8] != 0,
                             .read = options[10] != 0 ? read_back_host : NULL};
    struct et_clip *of;
    struct et_chain *through;
    struct et_job *job;
    int result = et_api_job_inputs(clip, chain, &of, &through);

    if (result < 0)
        return result;
    chosen.from = output_ticks(through, options[0]);
    chosen.to = output_ticks(through, options[1]);
    result = et_job_export(of, through, &target, &chosen, &job);
    return result < 0 ? result : et_api_job_add(job);
}

ET_EXPORT int et_api_job_step(int job, int budget_us)
{
    struct et_job *stepped = et_api_job(job);

    return stepped ? et_job_step(stepped, budget_us) : ET_ERROR_STATE;
}

ET_EXPORT int et_api_job_take_frame(int job)
{
    struct et_job *from = et_api_job(job);
    struct et_frame *frame = from ? et_job_take_frame(from) : NULL;
    int result;

    if (!frame)
        return et_fail(ET_ERROR_STATE, "no frame waits");
    result = et_handle_create(ET_HANDLE_FRAME, frame);
    if (result < 0)
        et_frame_unref(&frame);
    return result;
}

ET_EXPORT int et_api_job_status(int job, double *out)
{
    const struct et_job *asked = et_api_job(job);
    const struct et_export_result *result;

    memset(out, 0, 12 * sizeof(*out));
    if (!asked)
        return ET_ERROR_STATE;
    out[0] = et_job_progress(asked);
    out[1] = (double)et_job_frames_done(asked);
    out[2] = (double)et_job_damaged(asked);
    result = et_job_export_result(asked);
    if (!result)
        return 0;
    out[3] = (double)result->bytes;
    out[4] = (double)result->audio_packets;
    out[5] = result->width;
    out[6] = result->height;
    out[7] = result->conversions;
    out[8] = result->fragmented;
    out[9] = result->faststart;
    return 0;
}

ET_EXPORT int et_api_job_close(int job)
{
    struct et_job *closed = et_handle_remove(ET_HANDLE_JOB, job);

    if (!closed)
        return ET_ERROR_STATE;
    et_job_close(&closed);
    return 0;
}
