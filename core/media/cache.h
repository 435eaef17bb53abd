// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_CACHE_H
#define ETALON_MEDIA_CACHE_H

#include <etalon/etalon.h>

enum { ET_CACHE_FRAMES = 64 };

/* Decoded frames kept for stepping and seeking, with the span of time in which each is shown. */
struct et_cache {
    struct et_cached {
        struct et_frame *frame;
        int64_t from, until; /* shown for from <= t < until */
        uint64_t used;
    } entries[ET_CACHE_FRAMES];
    uint64_t clock;
    int most; /* frames that the cursor's pool has room for, at most ET_CACHE_FRAMES */
};

/* Bytes of a frame's planes. */
size_t et_frame_bytes(const struct et_frame *frame);

/*
 * Keeps a frame (a reference), letting those unused for longest go until the engine's limit and the
 * pool's hold.
 */
void et_cache_put(struct et_cache *cache, struct et_engine *engine, struct et_frame *frame,
                  int64_t from, int64_t until);

/* The frame shown at `pts`, a new reference, or NULL. */
struct et_frame *et_cache_get(struct et_cache *cache, int64_t pts);

/* Lets all frames go. */
void et_cache_clear(struct et_cache *cache, struct et_engine *engine);

#endif
