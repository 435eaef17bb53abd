// SPDX-License-Identifier: MIT
#include "media/source.h"

#include <libavformat/avio.h>
#include <libavutil/error.h>
#include <libavutil/mem.h>
#include <string.h>

#include "base/alloc.h"

enum {
    BLOCK_BYTES = 1 << 20,
    BLOCK_COUNT = 32,
    AVIO_BUFFER_BYTES = 64 << 10,
};

struct block {
    int64_t index; /* position / BLOCK_BYTES; -1: empty */
    uint64_t used; /* value of the clock at the last use */
    uint8_t *bytes;
    int size; /* less than BLOCK_BYTES only at the end of the source */
};

struct et_source {
    struct et_reader reader;
    int64_t end; /* of a source of unknown size: it ends there or before */
    struct block blocks[BLOCK_COUNT];
    uint64_t clock;
    int error;
};

/* One reader of the source: libavformat keeps its position. */
struct stream {
    struct et_source *source;
    int64_t position;
};

int et_source_create(const struct et_reader *reader, struct et_source **out)
{
    struct et_source *source = et_alloc_zero(1, sizeof(*source));

    *out = source;
    if (!source)
        return et_fail(ET_ERROR_MEMORY, "no memory for a source");
    source->reader = *reader;
    source->end = reader->size < 0 ? INT64_MAX : reader->size;
    for (int i = 0; i < BLOCK_COUNT; i++)
        source->blocks[i].index = -1;
    return 0;
}

void et_source_destroy(struct et_source **source)
{
    if (!*source)
        return;
    for (int i = 0; i < BLOCK_COUNT; i++)
        et_free((*source)->blocks[i].bytes);
    et_free(*source);
    *source = NULL;
}

const struct et_reader *et_source_reader(const struct et_source *source)
{
    return &source->reader;
}

int et_source_error(const struct et_source *source)
{
    return source->error;
}

void et_source_clear_error(struct et_source *source)
{
    source->error = 0;
}

/*
 * A read gave less than was asked for, up to `end`. The block in which a source ends has bytes; an
 * empty one lies somewhere behind its end.
 */
static int met_end(struct et_source *source, const struct block *block, int64_t end)
{
    if (source->reader.size >= 0)
        return et_fail(ET_ERROR_IO, "the source ended at byte %lld of %lld", (long long)end,
                       (long long)source->reader.size);
    if (block->size > 0 || end == 0)
        source->reader.size = end;
    source->end = end;
    return 0;
}

/* Fills a block from the reader, which may give less than it was asked for. */
static int block_fill(struct et_source *source, struct block *block, int64_t index)
{
    int64_t start = index * BLOCK_BYTES;
    int64_t left = source->end - start;
    int wanted = left < BLOCK_BYTES ? (int)left : BLOCK_BYTES;

    block->index = -1;
    block->size = 0;
    if (!block->bytes)
        block->bytes = et_alloc(BLOCK_BYTES);
    if (!block->bytes)
        return et_fail(ET_ERROR_MEMORY, "no memory for a block of the read cache");
    while (block->size < wanted) {
        int got = source->reader.read(source->reader.opaque, start + block->size,
                                      block->bytes + block->size, wanted - block->size);

        if (got < 0)
            return got;
        if (got == 0)
            break;
        block->size += got;
    }
    if (block->size < wanted) {
        int result = met_end(source, block, start + block->size);

        if (result < 0)
            return result;
    }
    block->index = index;
    return 0;
}

static struct block *block_find(struct et_source *source, int64_t index)
{
    struct block *oldest = &source->blocks[0];
    int result;

    for (int i = 0; i < BLOCK_COUNT; i++) {
        struct block *block = &source->blocks[i];

        if (block->index == index)
            return block;
        if (block->index < 0 ? oldest->index >= 0
                             : oldest->index >= 0 && block->used < oldest->used)
            oldest = block;
    }
    result = block_fill(source, oldest, index);
    if (result < 0 && !source->error)
        source->error = result;
    return result < 0 ? NULL : oldest;
}

int et_source_read(struct et_source *source, int64_t position, uint8_t *buffer, int size)
{
    struct block *block;
    int offset, available;

    if (position < 0 || position >= source->end || size <= 0)
        return 0;
    block = block_find(source, position / BLOCK_BYTES);
    if (!block)
        return source->error;
    if (position >= source->end) /* the end was met just now */
        return 0;
    block->used = ++source->clock;
    offset = (int)(position % BLOCK_BYTES);
    available = block->size - offset;
    if (size > available)
        size = available;
    memcpy(buffer, block->bytes + offset, (size_t)size);
    return size;
}

static int stream_read(void *opaque, uint8_t *buffer, int size)
{
    struct stream *stream = opaque;
    int got = et_source_read(stream->source, stream->position, buffer, size);

    if (got < 0)
        return AVERROR(EIO);
    if (got == 0)
        return AVERROR_EOF;
    stream->position += got;
    return got;
}

static int64_t stream_position(void *opaque, int64_t offset, int whence)
{
    struct stream *stream = opaque;
    int64_t size = stream->source->reader.size;

    switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
        return size < 0 ? AVERROR(ENOSYS) : size;
    case SEEK_CUR:
        offset += stream->position;
        break;
    case SEEK_END:
        if (size < 0)
            return AVERROR(ENOSYS);
        offset += size;
        break;
    default:
        break;
    }
    if (offset < 0)
        return AVERROR(EINVAL);
    return stream->position = offset;
}

int et_source_avio_open(struct et_source *source, struct AVIOContext **out)
{
    struct stream *stream = et_alloc_zero(1, sizeof(*stream));
    uint8_t *buffer = av_malloc(AVIO_BUFFER_BYTES);

    *out = NULL;
    if (stream && buffer) {
        stream->source = source;
        *out = avio_alloc_context(buffer, AVIO_BUFFER_BYTES, 0, stream, stream_read, NULL,
                                  stream_position);
    }
    if (*out)
        return 0;
    av_free(buffer);
    et_free(stream);
    return et_fail(ET_ERROR_MEMORY, "no memory to read the source");
}

void et_source_avio_close(struct AVIOContext **avio)
{
    if (!*avio)
        return;
    et_free((*avio)->opaque);
    av_freep(&(*avio)->buffer);
    avio_context_free(avio);
}
