// SPDX-License-Identifier: MIT
#include "media/cache.h"

#include <limits.h>
#include <pthread.h>

#include "base/alloc.h"
#include "frame/frame.h"

enum {
    MOST_FRAMES = 1024
}; /* small pictures; a walk over all is still nothing beside decoding one */

struct cached {
    const struct et_clip *clip;
    struct et_frame *frame; /* NULL: the entry is free */
    int64_t from, until;
    size_t bytes;
    uint64_t used; /* value of the clock at the last use */
};

struct et_cache {
    pthread_mutex_t lock;
    size_t limit, bytes;
    uint64_t clock;
    struct cached entries[MOST_FRAMES];
};

int et_cache_create(size_t limit, struct et_cache **out)
{
    struct et_cache *cache = et_alloc_zero(1, sizeof(*cache));

    *out = cache;
    if (!cache)
        return et_fail(ET_ERROR_MEMORY, "no memory for the frame cache");
    cache->limit = limit;
    pthread_mutex_init(&cache->lock, NULL);
    return 0;
}

static void drop(struct et_cache *cache, struct cached *entry)
{
    cache->bytes -= entry->bytes;
    et_frame_unref(&entry->frame);
}

static void discard(struct et_cache *cache, struct cached *entry)
{
    cache->bytes -= entry->bytes;
    et_frame_discard(&entry->frame);
}

void et_cache_destroy(struct et_cache **cache)
{
    if (!*cache)
        return;
    for (int i = 0; i < MOST_FRAMES; i++)
        if ((*cache)->entries[i].frame)
            drop(*cache, &(*cache)->entries[i]);
    pthread_mutex_destroy(&(*cache)->lock);
    et_free(*cache);
    *cache = NULL;
}

int et_cache_capacity(const struct et_cache *cache, size_t bytes)
{
    size_t frames = bytes ? cache->limit / bytes : 0;

    return frames < MOST_FRAMES ? (int)frames : MOST_FRAMES;
}

/* The entry unused for longest; NULL: there is none. */
static struct cached *oldest(struct et_cache *cache)
{
    struct cached *found = NULL;

    for (int i = 0; i < MOST_FRAMES; i++) {
        struct cached *entry = &cache->entries[i];

        if (entry->frame && (!found || entry->used < found->used))
            found = entry;
    }
    return found;
}

/* An entry for `bytes` more, made free where none is. `bytes` is at most the limit. */
static struct cached *make_room(struct et_cache *cache, size_t bytes)
{
    while (cache->bytes + bytes > cache->limit)
        drop(cache, oldest(cache));
    for (int i = 0; i < MOST_FRAMES; i++)
        if (!cache->entries[i].frame)
            return &cache->entries[i];
    drop(cache, oldest(cache));
    return make_room(cache, bytes);
}

static struct cached *find(struct et_cache *cache, const struct et_clip *clip, int64_t pts)
{
    for (int i = 0; i < MOST_FRAMES; i++) {
        struct cached *entry = &cache->entries[i];

        if (entry->frame && entry->clip == clip && entry->frame->pts == pts)
            return entry;
    }
    return NULL;
}

void et_cache_put(struct et_cache *cache, const struct et_clip *clip, struct et_frame *frame,
                  int64_t from, int64_t until)
{
    size_t bytes = et_frame_memory(frame);
    struct cached *entry;

    if (bytes > cache->limit)
        return;
    pthread_mutex_lock(&cache->lock);
    entry = find(cache, clip, frame->pts);
    if (entry) {
        entry->until = until;
        if (from < entry->from)
            entry->from = from; /* it is known now to be the first */
    } else {
        entry = make_room(cache, bytes);
        *entry = (struct cached){clip, et_frame_ref(frame), from, until, bytes, 0};
        cache->bytes += bytes;
    }
    entry->used = ++cache->clock;
    pthread_mutex_unlock(&cache->lock);
}

struct et_frame *et_cache_get(struct et_cache *cache, const struct et_clip *clip, int64_t pts,
                              int64_t *until)
{
    struct et_frame *frame = NULL;

    pthread_mutex_lock(&cache->lock);
    for (int i = 0; i < MOST_FRAMES && !frame; i++) {
        struct cached *entry = &cache->entries[i];

        if (entry->frame && entry->clip == clip && entry->from <= pts && pts < entry->until) {
            entry->used = ++cache->clock;
            frame = et_frame_ref(entry->frame);
            *until = entry->until;
        }
    }
    pthread_mutex_unlock(&cache->lock);
    return frame;
}

void et_cache_forget(struct et_cache *cache, const struct et_clip *clip)
{
    pthread_mutex_lock(&cache->lock);
    for (int i = 0; i < MOST_FRAMES; i++)
        if (cache->entries[i].frame && cache->entries[i].clip == clip)
            drop(cache, &cache->entries[i]);
    pthread_mutex_unlock(&cache->lock);
}

int et_cache_evict(void *context, const struct et_pool *pool)
{
    struct et_cache *cache = context;
    struct cached *found = NULL;

    pthread_mutex_lock(&cache->lock);
    for (int i = 0; i < MOST_FRAMES; i++) {
        struct cached *entry = &cache->entries[i];

        if (entry->frame && (!found || entry->used < found->used) &&
            et_frame_helps(entry->frame, pool))
            found = entry;
    }
    if (found)
        (pool ? drop : discard)(cache, found);
    pthread_mutex_unlock(&cache->lock);
    return found != NULL;
}
