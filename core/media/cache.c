// SPDX-License-Identifier: MIT
#include "media/cache.h"

#include "base/engine.h"

size_t et_frame_bytes(const struct et_frame *frame)
{
    const struct et_image_info *info = &frame->image.info;
    size_t bytes = 0;

    for (int plane = 0; plane < et_format_info(info->format)->planes; plane++)
        bytes += (size_t)frame->image.stride[plane] *
                 (size_t)et_plane_height(info->format, plane, info->height);
    return bytes;
}

static void drop(struct et_cached *entry, struct et_engine *engine)
{
    engine->cache_used -= et_frame_bytes(entry->frame);
    et_frame_unref(&entry->frame);
}

/* The entry to use next: an empty one, else the one unused for longest; NULL: there is none. */
static struct et_cached *oldest(struct et_cache *cache, int occupied_only)
{
    struct et_cached *found = NULL;

    for (int i = 0; i < cache->most; i++) {
        struct et_cached *entry = &cache->entries[i];

        if (!entry->frame) {
            if (!occupied_only)
                return entry;
            continue;
        }
        if (!found || entry->used < found->used)
            found = entry;
    }
    return found;
}

void et_cache_put(struct et_cache *cache, struct et_engine *engine, struct et_frame *frame,
                  int64_t from, int64_t until)
{
    size_t bytes = et_frame_bytes(frame);
    struct et_cached *entry;

    for (int i = 0; i < ET_CACHE_FRAMES; i++) {
        if (cache->entries[i].frame && cache->entries[i].frame->pts == frame->pts) {
            cache->entries[i].until = until;
            if (from < cache->entries[i].from)
                cache->entries[i].from = from; /* it is known now to be the first */
            return;
        }
    }
    if (bytes > engine->cache_bytes)
        return;
    while (engine->cache_used + bytes > engine->cache_bytes) {
        entry = oldest(cache, 1);
        if (!entry)
            return; /* other clips hold the cache; theirs is not touched */
        drop(entry, engine);
    }
    entry = oldest(cache, 0);
    if (!entry)
        return;
    if (entry->frame)
        drop(entry, engine);
    entry->frame = et_frame_ref(frame);
    entry->from = from;
    entry->until = until;
    entry->used = ++cache->clock;
    engine->cache_used += bytes;
}

struct et_frame *et_cache_get(struct et_cache *cache, int64_t pts)
{
    for (int i = 0; i < ET_CACHE_FRAMES; i++) {
        struct et_cached *entry = &cache->entries[i];

        if (entry->frame && entry->from <= pts && pts < entry->until) {
            entry->used = ++cache->clock;
            return et_frame_ref(entry->frame);
        }
    }
    return NULL;
}

void et_cache_clear(struct et_cache *cache, struct et_engine *engine)
{
    for (int i = 0; i < ET_CACHE_FRAMES; i++) {
        if (cache->entries[i].frame)
            drop(&cache->entries[i], engine);
    }
}
