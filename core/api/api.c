// SPDX-License-Identifier: MIT
#include "api/api.h"

#include <etalon/etalon.h>
#include <malloc.h>

#include "api/clip_json.h"
#include "api/handles.h"
#include "api/objects.h"
#include "base/alloc.h"
#include "base/describe.h"
#include "media/clip.h"

/* Imports, see core/api/host.js. */
int et_host_read(int reader, double position, uint8_t *buffer, int size);
int et_host_interrupt(int reader);

/* A clip with what JavaScript's side of it needs. */
struct open_clip {
    struct et_clip *clip;
    int reader;
    char *json;
};

static struct et_engine *engine;

ET_EXPORT void *et_api_malloc(int size)
{
    return size > 0 ? et_alloc((size_t)size) : NULL;
}

ET_EXPORT void et_api_free(void *pointer)
{
    et_free(pointer);
}

ET_EXPORT const char *et_api_error_message(void)
{
    return et_error_message();
}

ET_EXPORT const char *et_api_describe(void)
{
    return et_describe();
}

/* ---- Engine ------------------------------------------------------------------------------ */

ET_EXPORT int et_api_engine_create(int threads, int cpu, double cache_bytes)
{
    struct et_engine_options options = {
        .threads = threads, .cpu = (unsigned)cpu, .cache_bytes = (size_t)cache_bytes};

    if (engine)
        return et_fail(ET_ERROR_STATE, "the module has an engine already");
    return et_engine_create(&options, &engine);
}

ET_EXPORT int et_api_engine_destroy(void)
{
    et_rendered_free();
    et_plan_free();
    et_engine_destroy(&engine);
    return 0;
}

struct et_engine *et_api_engine(void)
{
    return engine;
}

ET_EXPORT int et_api_counters(double *out)
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
    out[7] = (double)counters.frames_decoded;
    out[8] = (double)(unsigned)mallinfo().uordblks; /* an int, of up to 4 GiB */
    return 0;
}

/* ---- Clips ------------------------------------------------------------------------------- */

static int interrupt_host(void *opaque)
{
    return et_host_interrupt(((struct open_clip *)opaque)->reader);
}

static int read_host(void *opaque, int64_t position, uint8_t *buffer, int size)
{
    int got = et_host_read(((struct open_clip *)opaque)->reader, (double)position, buffer, size);

    return got < 0 ? et_fail(got, "reading %d bytes at %lld failed", size, (long long)position)
                   : got;
}

static void clip_free(struct open_clip *open)
{
    et_clip_close(&open->clip);
    et_free(open->json);
    et_free(open);
}

ET_EXPORT int et_api_clip_open(int reader, double size, int flags)
{
    struct open_clip *open;
    struct et_reader source = {
        .read = read_host, .size = (int64_t)size, .interrupt = interrupt_host};
    int result;

    if (!engine)
        return et_fail(ET_ERROR_STATE, "the engine is not created");
    open = et_alloc_zero(1, sizeof(*open));
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

struct et_clip *et_api_clip(int clip)
{
    const struct open_clip *open = et_handle_get(ET_HANDLE_CLIP, clip);

    return open ? open->clip : NULL;
}

ET_EXPORT const char *et_api_clip_info(int clip)
{
    const struct open_clip *open = et_handle_get(ET_HANDLE_CLIP, clip);

    return open ? open->json : NULL;
}

ET_EXPORT int et_api_clip_close(int clip)
{
    struct open_clip *open = et_handle_get(ET_HANDLE_CLIP, clip);

    if (!open)
        return ET_ERROR_STATE;
    if (open->clip->jobs > 0)
        return et_fail(ET_ERROR_STATE, "%d jobs of the clip are open", open->clip->jobs);
    et_handle_remove(ET_HANDLE_CLIP, clip);
    clip_free(open);
    return 0;
}
