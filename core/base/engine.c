// SPDX-License-Identifier: MIT
#include "base/engine.h"

#include <libavutil/log.h>

#include "base/alloc.h"
#include "base/threads.h"
#include "chain/texts.h"
#include "color/tables.h"
#include "frame/frame.h"
#include "media/cache.h"

enum {
    MAX_THREADS = 64,
    CODECS_AT_ONCE = 2, /* each may be lent as many threads as the engine has */
};

int et_engine_create(const struct et_engine_options *options, struct et_engine **out)
{
    struct et_engine *engine;
    int result;

    *out = NULL;
    av_log_set_level(AV_LOG_QUIET); /* the library never prints */
    if (options->threads < 0 || options->threads > MAX_THREADS)
        return et_fail(ET_ERROR_ARGUMENT, "threads %d is outside 0 to %d", options->threads,
                       MAX_THREADS);
    engine = et_alloc_zero(1, sizeof(*engine));
    if (!engine)
        return et_fail(ET_ERROR_MEMORY, "no memory for the engine");
    engine->cpu = options->cpu;
    result =
        et_threads_create(options->threads, options->threads * CODECS_AT_ONCE, &engine->threads);
    if (result == 0)
        result = et_cache_create(options->cache_bytes, &engine->cache);
    *out = engine;
    if (result < 0)
        et_engine_destroy(out);
    return result;
}

void et_engine_destroy(struct et_engine **engine)
{
    if (!*engine)
        return;
    et_cache_destroy(&(*engine)->cache);
    et_color_cache_destroy(&(*engine)->colors);
    et_texts_destroy(&(*engine)->texts);
    et_threads_destroy(&(*engine)->threads);
    et_free(*engine);
    *engine = NULL;
}

void et_engine_counters(const struct et_engine *engine, struct et_counters *out)
{
    out->clips = engine->clips;
    out->jobs = engine->jobs;
    out->chains = engine->chains;
    out->frames = et_frame_count();
    out->buffers = et_pool_lent();
    out->threads_leased = et_threads_leased(engine->threads);
    out->frames_decoded = engine->frames_decoded;
}
