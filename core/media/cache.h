// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_CACHE_H
#define ETALON_MEDIA_CACHE_H

#include <etalon/etalon.h>

struct et_clip;
struct et_pool;

/*
 * Decoded frames kept for stepping and seeking, each with the span of time in which it is shown. One
 * cache serves all clips of an engine: what was unused for longest goes first, whosever it is. Its
 * frames are spare memory: pools that have nothing left take them back. Thread-safe.
 */
struct et_cache;

/* Creates a cache of at most `limit` bytes. Returns 0 or ET_ERROR_MEMORY. */
int et_cache_create(size_t limit, struct et_cache **out);

/* Destroys a cache and lets its frames go. Takes NULL. */
void et_cache_destroy(struct et_cache **cache);

/* Frames of `bytes` each that fit into the cache when it holds nothing else. */
int et_cache_capacity(const struct et_cache *cache, size_t bytes);

/*
 * Keeps a frame of `clip` (a reference), shown for from <= t < until, and lets those unused for
 * longest go until it fits. A frame that is there already has its span widened.
 */
void et_cache_put(struct et_cache *cache, const struct et_clip *clip, struct et_frame *frame,
                  int64_t from, int64_t until);

/*
 * The frame of `clip` shown at `pts`, a new reference, or NULL. `*until` is the time of the frame
 * behind it, INT64_MAX where there is none.
 */
struct et_frame *et_cache_get(struct et_cache *cache, const struct et_clip *clip, int64_t pts,
                              int64_t *until);

/* Lets all frames of `clip` go. */
void et_cache_forget(struct et_cache *cache, const struct et_clip *clip);

/*
 * Lets the frame unused for longest go that helps `pool`, or the heap where that is NULL; see
 * et_frame_helps(). Returns 1 when one did, else 0. `cache` is a struct et_cache: this is an
 * et_pool_relieve() function.
 */
int et_cache_evict(void *cache, const struct et_pool *pool);

#endif
