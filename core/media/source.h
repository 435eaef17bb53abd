// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_SOURCE_H
#define ETALON_MEDIA_SOURCE_H

#include <etalon/etalon.h>

struct AVIOContext;

/*
 * A source is a reader behind a cache of blocks: 1 MiB each, at most 32 of them, the one unused
 * for longest goes first. Positions are 64 bits wide. All demuxers of a clip share its source. The size
 * may be unknown until its end is met.
 */
struct et_source;

/* Creates a source; `reader` is copied. Returns 0 or ET_ERROR_MEMORY. */
int et_source_create(const struct et_reader *reader, struct et_source **out);

/* Destroys a source whose AVIO contexts are closed. Takes NULL. */
void et_source_destroy(struct et_source **source);

/*
 * Reads up to `size` bytes at `position` through the cache. Returns how many (0: at or past the
 * end), or a negative ET_ERROR_*, which et_source_error() keeps.
 */
int et_source_read(struct et_source *source, int64_t position, uint8_t *buffer, int size);

/* The reader of the source; its size becomes known when the end was met. */
const struct et_reader *et_source_reader(const struct et_source *source);

/* The first error that the reader gave, 0 when none: demuxers take a failed read for the end. */
int et_source_error(const struct et_source *source);

/* Forgets the error, so that the next job can try again. */
void et_source_clear_error(struct et_source *source);

/* Opens a byte stream for libavformat, at position 0. Returns 0 or ET_ERROR_MEMORY. */
int et_source_avio_open(struct et_source *source, struct AVIOContext **out);

/* Closes a byte stream. Takes NULL. */
void et_source_avio_close(struct AVIOContext **avio);

#endif
