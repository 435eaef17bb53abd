// SPDX-License-Identifier: MIT
#include "base/alloc.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Allocations that still succeed; INT_MAX: all. */
static atomic_int allowed = INT_MAX;
static atomic_int live, failed;

static int may_allocate(void)
{
    int left = atomic_load(&allowed);
    do {
        if (left == INT_MAX)
            return 1;
        if (left == 0) {
            atomic_store(&failed, 1);
            return 0;
        }
    } while (!atomic_compare_exchange_weak(&allowed, &left, left - 1));
    return 1;
}

void *et_alloc(size_t size)
{
    if (size > PTRDIFF_MAX - ET_ALIGN || !may_allocate())
        return NULL;
    size_t rounded = size ? et_align_up(size) : ET_ALIGN;
    void *memory = aligned_alloc(ET_ALIGN, rounded);
    if (memory)
        atomic_fetch_add(&live, 1);
    return memory;
}

void *et_alloc_zero(size_t count, size_t size)
{
    if (size && count > PTRDIFF_MAX / size)
        return NULL;
    void *memory = et_alloc(count * size);
    if (memory)
        memset(memory, 0, count * size);
    return memory;
}

void *et_grow(void *memory, size_t size, size_t grown)
{
    void *moved = et_alloc(grown);
    if (!moved)
        return NULL;
    if (memory)
        memcpy(moved, memory, size < grown ? size : grown);
    et_free(memory);
    return moved;
}

void et_free(void *memory)
{
    if (!memory)
        return;
    atomic_fetch_sub(&live, 1);
    free(memory);
}

void et_alloc_fail_after(int count)
{
    atomic_store(&failed, 0);
    atomic_store(&allowed, count < 0 ? INT_MAX : count);
}

int et_alloc_failed(void)
{
    return atomic_load(&failed);
}

int et_alloc_live(void)
{
    return atomic_load(&live);
}
