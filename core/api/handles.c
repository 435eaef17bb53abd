// SPDX-License-Identifier: MIT
#include "api/handles.h"

#include <etalon/error.h>
#include <stddef.h>

enum {
    SLOTS = 4096,
    SLOT_BITS = 12,
    GENERATIONS = 1 << 18,
};

static struct slot {
    void *object;
    enum et_handle_kind kind;
    int generation;
} slots[SLOTS];

static const char *const kind_names[] = {"", "clip", "chain", "job", "frame"};

int et_handle_create(enum et_handle_kind kind, void *object)
{
    for (int i = 0; i < SLOTS; i++) {
        struct slot *slot = &slots[i];

        if (slot->object)
            continue;
        slot->object = object;
        slot->kind = kind;
        slot->generation = (slot->generation + 1) % GENERATIONS;
        if (slot->generation == 0)
            slot->generation = 1;
        return slot->generation << SLOT_BITS | i;
    }
    return et_fail(ET_ERROR_MEMORY, "%d objects are open, which is the most", SLOTS);
}

static struct slot *find(enum et_handle_kind kind, int id)
{
    struct slot *slot = &slots[id & (SLOTS - 1)];

    if (id > 0 && slot->object && slot->kind == kind && slot->generation == id >> SLOT_BITS)
        return slot;
    et_fail(ET_ERROR_STATE, "the %s is closed", kind_names[kind]);
    return NULL;
}

void *et_handle_get(enum et_handle_kind kind, int id)
{
    struct slot *slot = find(kind, id);

    return slot ? slot->object : NULL;
}

void *et_handle_remove(enum et_handle_kind kind, int id)
{
    struct slot *slot = find(kind, id);
    void *object;

    if (!slot)
        return NULL;
    object = slot->object;
    slot->object = NULL;
    return object;
}

int et_handle_count(enum et_handle_kind kind)
{
    int count = 0;

    for (int i = 0; i < SLOTS; i++)
        count += slots[i].object && slots[i].kind == kind;
    return count;
}
