// SPDX-License-Identifier: MIT
#ifndef ETALON_BASE_ARENA_H
#define ETALON_BASE_ARENA_H

#include <stddef.h>

/*
 * Memory that is freed all at once: tables and states of a configured chain. One thread at a time.
 */
struct et_arena;

/* Creates an empty arena. Returns 0 or ET_ERROR_MEMORY. */
int et_arena_create(struct et_arena **out);

/* Frees the arena and all that came from it. Takes NULL. */
void et_arena_destroy(struct et_arena **arena);

/*
 * Takes back all that was given out, and keeps the memory: what is asked for next comes from it, and
 * nothing is allocated for as much as was given out before.
 */
void et_arena_rewind(struct et_arena *arena);

/* Rewinds the arena, with half as much again as it had. Returns 0 or ET_ERROR_MEMORY. */
int et_arena_widen(struct et_arena *arena);

/* Rewinds the arena, with as much as another one has, or more. Returns 0 or ET_ERROR_MEMORY. */
int et_arena_match(struct et_arena *arena, const struct et_arena *other);

/*
 * `count` times `size` zeroed bytes, 64-byte aligned, or NULL: no memory, or the product
 * overflows. Freed with the arena.
 */
void *et_arena_alloc(struct et_arena *arena, size_t count, size_t size);

#endif
