// SPDX-License-Identifier: MIT
#include "media/mux_index.h"

#include <libavformat/avio.h>
#include <libavutil/error.h>
#include <libavutil/intreadwrite.h>

#include "base/alloc.h"

enum {
    MOVE_BYTES = 1 << 20, /* media data moved in one step */
    FREE_BYTES = 8,       /* the smallest free box */
};

static int put(struct et_mux_file *file, int64_t position, const uint8_t *bytes, int size)
{
    int result = file->sink.write(file->sink.opaque, position, bytes, size);

    if (result < 0)
        return result;
    if (position + size > file->bytes)
        file->bytes = position + size;
    return 0;
}

/* ---- From libavformat -------------------------------------------------------------------- */

/*
 * Takes bytes of the index. Its box is whole when it says how long it is: libavformat goes back to
 * write that, and then fills the rest of the room, of which nothing is kept.
 */
static int capture(struct et_mux_file *file, const uint8_t *bytes, int size)
{
    int64_t at = file->position - file->index_position;
    int64_t box = at == 0 && size >= FREE_BYTES ? AV_RB32(bytes) : et_index_box_size(&file->index);

    if (box > 0 && at >= box)
        return 0;
    if (box > 0 && at + size > box)
        size = (int)(box - at);
    return et_index_write(&file->index, at, bytes, size);
}

int et_mux_file_write(void *opaque, const uint8_t *bytes, int size)
{
    struct et_mux_file *file = opaque;
    int result =
        file->capturing ? capture(file, bytes, size) : put(file, file->position, bytes, size);

    if (result < 0) {
        file->error = result;
        return AVERROR(EIO);
    }
    file->position += size;
    return size;
}

int64_t et_mux_file_seek(void *opaque, int64_t offset, int whence)
{
    struct et_mux_file *file = opaque;

    if (whence == AVSEEK_SIZE)
        return file->bytes;
    if (whence != SEEK_SET)
        return AVERROR(EINVAL);
    if (file->state == ET_MUX_HEADER)
        file->index_position = offset - file->reserved;
    else if (file->state == ET_MUX_TRAILER && offset == file->index_position)
        file->capturing = 1;
    return file->position = offset;
}

/* ---- The index's place ------------------------------------------------------------------- */

/* What lies in the box is whatever is there: the sink's zeros, or what has moved. */
static int free_box(struct et_mux_file *file, int64_t position, int64_t size)
{
    uint8_t header[FREE_BYTES] = {0, 0, 0, 0, 'f', 'r', 'e', 'e'};

    AV_WB32(header, (uint32_t)size);
    return put(file, position, header, FREE_BYTES);
}

/* The index at the end, where it has no place in front. */
static int index_last(struct et_mux_file *file)
{
    int size = (int)et_index_box_size(&file->index);
    int result = put(file, file->bytes, file->index.bytes, size);

    if (result == 0)
        result = free_box(file, file->index_position, file->reserved);
    file->state = ET_MUX_FINISHED;
    return result < 0 ? result : ET_MORE;
}

/* The index in front, with `room` bytes for it and a free box. */
static int index_first(struct et_mux_file *file, int64_t room)
{
    int size = (int)et_index_box_size(&file->index);
    int result = put(file, file->index_position, file->index.bytes, size);

    if (result == 0)
        result = free_box(file, file->index_position + size, room - size);
    file->faststart = 1;
    file->state = ET_MUX_FINISHED;
    return result < 0 ? result : ET_MORE;
}

static int find_place(struct et_mux_file *file)
{
    int64_t size = et_index_box_size(&file->index);
    int64_t distance = size + FREE_BYTES - file->reserved;

    if (distance <= 0)
        return index_first(file, file->reserved);
    if (!file->sink.read || et_index_shift(&file->index, distance) < 0)
        return index_last(file);
    file->moving = et_alloc(MOVE_BYTES);
    if (!file->moving)
        return et_fail(ET_ERROR_MEMORY, "no memory to move the media data");
    file->distance = distance;
    file->move_end = file->bytes;
    file->state = ET_MUX_MOVE;
    return ET_MORE;
}

/* Moves the last piece of the media data that is not moved yet. */
static int move_piece(struct et_mux_file *file)
{
    int64_t start = file->index_position + file->reserved;
    int64_t left = file->move_end - start;
    int size = left < MOVE_BYTES ? (int)left : MOVE_BYTES;
    int result;

    if (left == 0)
        return index_first(file, file->reserved + file->distance);
    file->move_end -= size;
    result = file->sink.read(file->sink.opaque, file->move_end, file->moving, size);
    if (result == 0)
        result = put(file, file->move_end + file->distance, file->moving, size);
    return result < 0 ? result : ET_MORE;
}

int et_mux_file_place_index(struct et_mux_file *file)
{
    switch (file->state) {
    case ET_MUX_INDEX:
        return find_place(file);
    case ET_MUX_MOVE:
        return move_piece(file);
    default:
        return ET_DONE;
    }
}

void et_mux_file_clear(struct et_mux_file *file)
{
    et_index_clear(&file->index);
    et_free(file->moving);
    file->moving = NULL;
}
