// SPDX-License-Identifier: MIT
#ifndef ETALON_BASE_ALLOC_H
#define ETALON_BASE_ALLOC_H

#include <stddef.h>

/*
 * The one way to heap memory in core/, so that a test can make the n-th allocation fail and can
 * see what was left behind. All functions: any thread.
 */

/* Bytes: where memory of et_alloc() and of arenas begins, and parts that scratch is cut into. */
enum { ET_ALIGN = 64 };

/* `size` up to the next multiple of ET_ALIGN; size <= PTRDIFF_MAX - ET_ALIGN. */
static inline size_t et_align_up(size_t size)
{
    return (size + ET_ALIGN - 1) & ~(size_t)(ET_ALIGN - 1);
}

/*
 * `size` bytes (0 counts as 1), aligned to ET_ALIGN, of undefined contents; NULL when there is no
 * memory.
 */
void *et_alloc(size_t size);

/* The same, zeroed; NULL also when count * size overflows. */
void *et_alloc_zero(size_t count, size_t size);

/*
 * Moves `size` bytes of what et_alloc() gave (NULL: none) to memory of `grown` bytes, whose rest is
 * undefined. NULL when there is no memory; `memory` is then as it was.
 */
void *et_grow(void *memory, size_t size, size_t grown);

/* Frees what et_alloc() gave. Takes NULL. */
void et_free(void *memory);

/*
 * For tests: the next `count` allocations succeed and every one after them fails, until the next
 * call; negative: none fails (the state at start).
 */
void et_alloc_fail_after(int count);

/* For tests: whether one has failed since that call. */
int et_alloc_failed(void);

/* For tests: allocations not yet freed, over the process. */
int et_alloc_live(void);

#endif
