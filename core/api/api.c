// SPDX-License-Identifier: MIT
#include "api/api.h"

#include <etalon/etalon.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "api/clip_json.h"
#include "api/handles.h"
#include "base/alloc.h"
#include "base/describe.h"
#include "frame/frame.h"

#define EXPORT __attribute__((used, visibility("default")))

/* Imports, see core/api/host.js. */
int et_host_read(int reader, double position, uint8_t *buffer, int size);
int et_host_write(int sink, double position, const uint8_t *bytes, int size);
double et_host_pending(int sink);

/* A clip with what JavaScript's side of it needs. */
struct open_clip {
    struct et_clip *clip;
    int reader;
    char *json;
};

/* A job with the host's id of its sink. */
struct open_job {
    struct et_job *job;
    int sink;
};

static struct et_engine *engine;
static uint8_t *view_rgba;
static size_t view_bytes;

EXPORT void *et_api_malloc(int size)
{
    return size > 0 ? et_alloc((size_t)size) : NULL;
}

EXPORT void et_api_free(void *pointer)
{
    et_free(pointer);
}

EXPORT const char *et_api_error_message(void)
{
    return et_error_message();
}

EXPORT const char *et_api_describe(void)
{
    return et_describe();
}

/* ---- Engine ------------------------------------------------------------------------------ */

EXPORT int et_api_engine_create(int threads, int cpu, double cache_bytes)
{
    struct et_engine_options options = {
        .threads = threads, .cpu = (unsigned)cpu, .cache_bytes = (size_t)cache_bytes};

    if (engine)
        return et_fail(ET_ERROR_STATE, "the module has an engine already");
    return et_engine_create(&options, &engine);
}

EXPORT int et_api_engine_destroy(void)
{
    et_free(view_rgba);
    view_rgba = NULL;
    view_bytes = 0;
    et_engine_destroy(&engine);
    return 0;
}

EXPORT int et_api_counters(int32_t *out)
{
    struct et_counters counters;

    if (!engine)
        return et_fail(ET_ERROR_STATE, "the engine is not created");
    et_engine_counters(engine, &counters);
    out[0] = counters.clips;
    out[1] = counters.jobs;
    out[2] = counters.chains;
    out[3] = et_handle_count(ET_HANDLE_FRAME);
    out[4] = counters.frames;
    out[5] = counters.buffers;
    out[6] = counters.threads_leased;
    out[7] = 0;
    return 0;
}

/* ---- Clips ------------------------------------------------------------------------------- */

static int read_host(void *opaque, int64_t position, uint8_t *buffer, int size)
{
    int got = et_host_read(((struct open_clip *)opaque)->reader, (double)position, buffer, size);

    return got < 0 ? et_fail(got, "reading %d bytes at %lld failed", size, (long long)position)
                   : got;
}

static void clip_free(struct open_clip *open)
{
    et_clip_close(&open->clip);
    free(open->json);
    free(open);
}

EXPORT int et_api_clip_open(int reader, double size, int flags)
{
    struct open_clip *open;
    struct et_reader source = {.read = read_host, .size = (int64_t)size};
    int result;

    if (!engine)
        return et_fail(ET_ERROR_STATE, "the engine is not created");
    open = calloc(1, sizeof(*open));
    if (!open)
        return et_fail(ET_ERROR_MEMORY, "no memory for a clip");
    open->reader = reader;
    source.opaque = open;
    result = et_clip_open(engine, &source, (unsigned)flags, &open->clip);
    if (result == 0) {
        open->json = et_clip_json(et_clip_info(open->clip));
        result = open->json ? et_handle_create(ET_HANDLE_CLIP, open)
                            : et_fail(ET_ERROR_MEMORY, "no memory for a clip");
    }
    if (result < 0)
        clip_free(open);
    return result;
}

EXPORT const char *et_api_clip_info(int clip)
{
    const struct open_clip *open = et_handle_get(ET_HANDLE_CLIP, clip);

    return open ? open->json : NULL;
}

EXPORT int et_api_clip_close(int clip)
{
    struct open_clip *open = et_handle_remove(ET_HANDLE_CLIP, clip);

    if (!open)
        return ET_ERROR_STATE;
    clip_free(open);
    return 0;
}

/* ---- Chains ------------------------------------------------------------------------------ */

EXPORT int et_api_chain_create(void)
{
    struct et_chain *chain;
    int result;

    if (!engine)
        return et_fail(ET_ERROR_STATE, "the engine is not created");
    result = et_chain_create(engine, &chain);
    if (result == 0)
        result = et_handle_create(ET_HANDLE_CHAIN, chain);
    if (result < 0)
        et_chain_destroy(&chain);
    return result;
}

EXPORT int et_api_chain_add(int chain, int filter, const double *values, int count)
{
    struct et_chain *object = et_handle_get(ET_HANDLE_CHAIN, chain);

    if (!object)
        return ET_ERROR_STATE;
    if (filter < 0 || (size_t)filter >= et_filter_count() || count < 0)
        return et_fail(ET_ERROR_ARGUMENT, "there is no filter %d", filter);
    return et_chain_add(object, et_filter_at((size_t)filter), values, (size_t)count);
}

EXPORT int et_api_chain_destroy(int chain)
{
    struct et_chain *object = et_handle_remove(ET_HANDLE_CHAIN, chain);

    et_chain_destroy(&object);
    return 0;
}

/* ---- Jobs -------------------------------------------------------------------------------- */

static int64_t ticks(double value)
{
    const double limit = 9007199254740992.0; /* 2^53 */

    if (value != value)
        return 0;
    return value <= -limit ? INT64_MIN : value >= limit ? INT64_MAX : (int64_t)value;
}

/* Finds the clip and takes the chain from its id. Returns 0 or ET_ERROR_STATE, the chain destroyed. */
static int job_inputs(int clip, int chain, struct et_clip **clip_out, struct et_chain **chain_out)
{
    const struct open_clip *open;

    *chain_out = NULL;
    if (chain) {
        *chain_out = et_handle_remove(ET_HANDLE_CHAIN, chain);
        if (!*chain_out)
            return ET_ERROR_STATE;
    }
    open = et_handle_get(ET_HANDLE_CLIP, clip);
    if (!open) {
        et_chain_destroy(chain_out);
        return ET_ERROR_STATE;
    }
    *clip_out = open->clip;
    return 0;
}

static int job_handle(struct open_job *open, int result)
{
    if (result == 0)
        result = et_handle_create(ET_HANDLE_JOB, open);
    if (result < 0) {
        et_job_close(&open->job);
        free(open);
    }
    return result;
}

static int job_start(int clip, int chain, double from, double to, int all)
{
    struct et_clip *of;
    struct et_chain *through;
    struct open_job *open;
    int result = job_inputs(clip, chain, &of, &through);

    if (result < 0)
        return result;
    open = calloc(1, sizeof(*open));
    if (!open) {
        et_chain_destroy(&through);
        return et_fail(ET_ERROR_MEMORY, "no memory for a job");
    }
    result = all ? et_job_frames(of, through, ticks(from), ticks(to), &open->job)
                 : et_job_frame_at(of, through, ticks(from), &open->job);
    return job_handle(open, result);
}

EXPORT int et_api_job_frame_at(int clip, int chain, double pts)
{
    return job_start(clip, chain, pts, 0, 0);
}

EXPORT int et_api_job_frames(int clip, int chain, double from, double to)
{
    return job_start(clip, chain, from, to, 1);
}

static int write_host(void *opaque, int64_t position, const uint8_t *bytes, int size)
{
    int result =
        et_host_write(((struct open_job *)opaque)->sink, (double)position, bytes, size);

    return result < 0 ? et_fail(result, "writing %d bytes at %lld failed", size, (long long)position)
                      : 0;
}

static int64_t pending_host(void *opaque)
{
    return (int64_t)et_host_pending(((struct open_job *)opaque)->sink);
}

EXPORT int et_api_job_export(int clip, int chain, int sink, const double *options)
{
    struct et_export_options chosen = {
        .from = ticks(options[0]),
        .to = ticks(options[1]),
        .rate_control = options[2] != 0 ? ET_RATE_BITRATE : ET_RATE_QUANTIZER,
        .quantizer = (int)options[3],
        .bitrate = (int64_t)options[4],
        .key_interval_s = options[5],
        .copy_audio = options[6] != 0,
        .strict = options[7] != 0,
        .threads = (int)options[9],
    };
    struct et_sink target = {
        .write = write_host, .pending = pending_host, .append_only = options[8] != 0};
    struct et_clip *of;
    struct et_chain *through;
    struct open_job *open;
    int result = job_inputs(clip, chain, &of, &through);

    if (result < 0)
        return result;
    open = calloc(1, sizeof(*open));
    if (!open) {
        et_chain_destroy(&through);
        return et_fail(ET_ERROR_MEMORY, "no memory for a job");
    }
    open->sink = sink;
    target.opaque = open;
    return job_handle(open, et_job_export(of, through, &target, &chosen, &open->job));
}

EXPORT int et_api_job_step(int job, int budget_us)
{
    const struct open_job *open = et_handle_get(ET_HANDLE_JOB, job);

    return open ? et_job_step(open->job, budget_us) : ET_ERROR_STATE;
}

EXPORT int et_api_job_take_frame(int job)
{
    const struct open_job *open = et_handle_get(ET_HANDLE_JOB, job);
    struct et_frame *frame = open ? et_job_take_frame(open->job) : NULL;
    int result;

    if (!frame)
        return et_fail(ET_ERROR_STATE, "no frame waits");
    result = et_handle_create(ET_HANDLE_FRAME, frame);
    if (result < 0)
        et_frame_unref(&frame);
    return result;
}

EXPORT int et_api_job_status(int job, double *out)
{
    const struct open_job *open = et_handle_get(ET_HANDLE_JOB, job);
    const struct et_export_result *result;

    memset(out, 0, 12 * sizeof(*out));
    if (!open)
        return ET_ERROR_STATE;
    out[0] = et_job_progress(open->job);
    out[1] = (double)et_job_frames_done(open->job);
    out[2] = (double)et_job_damaged(open->job);
    result = et_job_export_result(open->job);
    if (!result)
        return 0;
    out[3] = (double)result->bytes;
    out[4] = (double)result->audio_packets;
    out[5] = result->width;
    out[6] = result->height;
    out[7] = result->conversions;
    out[8] = result->fragmented;
    return 0;
}

EXPORT int et_api_job_close(int job)
{
    struct open_job *open = et_handle_remove(ET_HANDLE_JOB, job);

    if (!open)
        return ET_ERROR_STATE;
    et_job_close(&open->job);
    free(open);
    return 0;
}

/* ---- Frames ------------------------------------------------------------------------------ */

EXPORT int et_api_frame_info(int frame, double *out)
{
    const struct et_frame *object = et_handle_get(ET_HANDLE_FRAME, frame);
    const struct et_image_info *info;
    const struct et_format_info *format;

    if (!object)
        return ET_ERROR_STATE;
    info = &object->image.info;
    format = et_format_info(info->format);
    memset(out, 0, 40 * sizeof(*out));
    out[0] = info->format;
    out[1] = info->width;
    out[2] = info->height;
    out[3] = format->planes;
    out[4] = (double)object->pts;
    out[5] = (double)object->duration;
    out[6] = object->time_base.num;
    out[7] = object->time_base.den;
    out[8] = object->sample_aspect.num;
    out[9] = object->sample_aspect.den;
    out[10] = object->key;
    out[11] = info->color.matrix;
    out[12] = info->color.primaries;
    out[13] = info->color.transfer;
    out[14] = info->color.full_range;
    out[15] = info->color.siting;
    out[16] = info->color.guessed;
    for (int plane = 0; plane < format->planes; plane++) {
        double *fields = out + 20 + plane * 4;

        fields[0] = (double)(uintptr_t)object->image.data[plane];
        fields[1] = (double)object->image.stride[plane];
        fields[2] = et_plane_width(info->format, plane, info->width) * format->bytes_per_pixel;
        fields[3] = et_plane_height(info->format, plane, info->height);
    }
    return 0;
}

EXPORT int et_api_frame_close(int frame)
{
    struct et_frame *object = et_handle_remove(ET_HANDLE_FRAME, frame);

    if (!object)
        return ET_ERROR_STATE;
    et_frame_unref(&object);
    return 0;
}

EXPORT int et_api_frame_render(int frame, int width, int height)
{
    const struct et_frame *object = et_handle_get(ET_HANDLE_FRAME, frame);
    const int most = 16384;
    size_t bytes;

    if (!object)
        return ET_ERROR_STATE;
    if (width < 1 || width > most || height < 1 || height > most)
        return et_fail(ET_ERROR_ARGUMENT, "a view of %d x %d is outside 1 x 1 to %d x %d", width,
                       height, most, most);
    bytes = (size_t)width * (size_t)height * 4;
    if (bytes > view_bytes) {
        et_free(view_rgba);
        view_bytes = 0;
        view_rgba = et_alloc(bytes);
        if (!view_rgba)
            return et_fail(ET_ERROR_MEMORY, "no memory for a view of %d x %d", width, height);
        view_bytes = bytes;
    }
    return et_view_render(engine, object, view_rgba, (ptrdiff_t)width * 4, width, height);
}

EXPORT const uint8_t *et_api_rendered(void)
{
    return view_rgba;
}
