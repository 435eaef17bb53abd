// SPDX-License-Identifier: MIT
#include "base/arena.h"

#include "base/alloc.h"

#include <etalon/error.h>
#include <stdint.h>
#include <string.h>

enum { BLOCK_SIZE = 64 * 1024 };

/* Blocks hang on a list; the memory that is given out begins ET_ALIGN bytes behind the header. */
struct block {
    struct block *next;
    size_t used, size; /* of what follows the header */
};

struct et_arena {
    struct block *blocks;
};

int et_arena_create(struct et_arena **out)
{
    *out = et_alloc_zero(1, sizeof(struct et_arena));
    return *out ? 0 : et_fail(ET_ERROR_MEMORY, "no memory for an arena");
}

static void free_blocks(struct et_arena *arena)
{
    for (struct block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        et_free(block);
    }
    arena->blocks = NULL;
}

void et_arena_destroy(struct et_arena **arena)
{
    if (!*arena)
        return;
    free_blocks(*arena);
    et_free(*arena);
    *arena = NULL;
}

static struct block *add_block(struct et_arena *arena, size_t size)
{
    struct block *block = et_alloc(ET_ALIGN + size);
    if (!block)
        return NULL;
    *block = (struct block){.next = arena->blocks, .used = 0, .size = size};
    arena->blocks = block;
    return block;
}

static size_t size_of(const struct et_arena *arena)
{
    size_t size = 0;
    for (const struct block *block = arena->blocks; block; block = block->next)
        size += block->size;
    return size;
}

void et_arena_rewind(struct et_arena *arena)
{
    if (!arena->blocks)
        return;
    if (!arena->blocks->next) {
        arena->blocks->used = 0;
        return;
    }
    /* Of several blocks one is made that holds all, so that what fitted once fits in any order. */
    const size_t size = size_of(arena);
    free_blocks(arena);
    add_block(arena, size); /* or a later one, where there is no memory for it now */
}

/* Makes one block of what an arena has. */
static int renew(struct et_arena *arena, size_t size)
{
    free_blocks(arena);
    return add_block(arena, size) ? 0 : et_fail(ET_ERROR_MEMORY, "no memory for %zu bytes", size);
}

int et_arena_widen(struct et_arena *arena)
{
    return renew(arena, size_of(arena) / 2 * 3);
}

int et_arena_match(struct et_arena *arena, const struct et_arena *other)
{
    const size_t size = size_of(other);
    et_arena_rewind(arena);
    return size_of(arena) < size ? renew(arena, size) : 0;
}

void *et_arena_alloc(struct et_arena *arena, size_t count, size_t size)
{
    if (size && count > (PTRDIFF_MAX - 2 * ET_ALIGN) / size)
        return NULL;
    size_t bytes = et_align_up(count * size);
    struct block *block = arena->blocks;
    if (!block || block->size - block->used < bytes) {
        block = add_block(arena, bytes > BLOCK_SIZE ? bytes : BLOCK_SIZE);
        if (!block)
            return NULL;
    }
    uint8_t *memory = (uint8_t *)block + ET_ALIGN + block->used;
    block->used += bytes;
    memset(memory, 0, bytes);
    return memory;
}
