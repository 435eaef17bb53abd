// SPDX-License-Identifier: MIT
#include "media/index.h"

#include <etalon/error.h>
#include <libavutil/intreadwrite.h>
#include <string.h>

#include "base/alloc.h"

enum {
    HEADER_BYTES = 8,       /* size and type of a box */
    TABLE_HEADER_BYTES = 8, /* version, flags and count of stco and co64 */
    FIRST_CAPACITY = 64 << 10,
};

int et_index_write(struct et_index *index, int64_t position, const uint8_t *bytes, int size)
{
    int64_t end = position + size;

    if (end > index->capacity) {
        int64_t capacity = index->capacity ? index->capacity * 2 : FIRST_CAPACITY;
        uint8_t *grown;

        if (capacity < end)
            capacity = end;
        grown = et_grow(index->bytes, (size_t)index->capacity, (size_t)capacity);
        if (!grown)
            return et_fail(ET_ERROR_MEMORY, "no memory for the index of the file");
        memset(grown + index->capacity, 0, (size_t)(capacity - index->capacity));
        index->bytes = grown;
        index->capacity = capacity;
    }
    memcpy(index->bytes + position, bytes, (size_t)size);
    if (end > index->size)
        index->size = end;
    return 0;
}

static int is_type(const uint8_t *box, const char *type)
{
    return memcmp(box + 4, type, 4) == 0;
}

int64_t et_index_box_size(const struct et_index *index)
{
    int64_t size = index->size >= HEADER_BYTES && is_type(index->bytes, "moov")
                       ? (int64_t)AV_RB32(index->bytes)
                       : 0;

    return size <= index->size ? size : 0;
}

/* Walks the boxes that hold chunk offsets and adds `distance`; only checks them where `write` is 0. */
static int shift_boxes(uint8_t *bytes, int64_t size, int64_t distance, int write)
{
    static const char *const parents[] = {"moov", "trak", "mdia", "minf", "stbl"};

    for (int64_t at = 0; at + HEADER_BYTES <= size;) {
        uint8_t *box = bytes + at;
        int64_t box_size = AV_RB32(box);
        uint8_t *table = box + HEADER_BYTES + TABLE_HEADER_BYTES;

        if (box_size < HEADER_BYTES || box_size > size - at)
            return 0;
        for (size_t i = 0; i < sizeof(parents) / sizeof(*parents); i++)
            if (is_type(box, parents[i]) &&
                !shift_boxes(box + HEADER_BYTES, box_size - HEADER_BYTES, distance, write))
                return 0;
        if (is_type(box, "stco")) {
            for (uint32_t i = 0, count = AV_RB32(table - 4); i < count; i++) {
                if (AV_RB32(table + 4 * i) + distance > UINT32_MAX)
                    return 0;
                if (write)
                    AV_WB32(table + 4 * i, (uint32_t)(AV_RB32(table + 4 * i) + distance));
            }
        } else if (is_type(box, "co64") && write) {
            for (uint32_t i = 0, count = AV_RB32(table - 4); i < count; i++)
                AV_WB64(table + 8 * i, AV_RB64(table + 8 * i) + (uint64_t)distance);
        }
        at += box_size;
    }
    return 1;
}

int et_index_shift(struct et_index *index, int64_t distance)
{
    int64_t size = et_index_box_size(index);

    if (!shift_boxes(index->bytes, size, distance, 0))
        return et_fail(ET_ERROR_UNSUPPORTED, "the media data is too long for 32-bit offsets");
    shift_boxes(index->bytes, size, distance, 1);
    return 0;
}

void et_index_clear(struct et_index *index)
{
    et_free(index->bytes);
    *index = (struct et_index){0};
}
