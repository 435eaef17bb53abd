// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_MUX_INDEX_H
#define ETALON_MEDIA_MUX_INDEX_H

#include <etalon/etalon.h>

#include "media/index.h"

/*
 * The bytes of an MP4 file on their way from libavformat to a sink, and the place of its index. In a
 * positional sink room is left in front of the media data. What libavformat writes there at the end
 * is captured, so that the index can go to its room, to room made by moving the media data, or to
 * the end. Zeros and a sink make one whose header is to be written.
 */
struct et_mux_file {
    struct et_sink sink;
    int64_t position, bytes; /* where libavformat writes next; of the file so far */
    int error;               /* what the sink returned; libavformat keeps only EIO */
    int64_t reserved;        /* the room's bytes; 0 in an append-only sink */
    int64_t index_position;
    enum {
        ET_MUX_HEADER, /* libavformat's only seek there leaves the room */
        ET_MUX_MEDIA,
        ET_MUX_TRAILER, /* which comes back to the room to write the index */
        ET_MUX_INDEX,
        ET_MUX_MOVE,
        ET_MUX_FINISHED
    } state;
    int capturing; /* what is written now belongs to the index */
    struct et_index index;
    int64_t distance; /* that the media data moves */
    int64_t move_end; /* what is before it is yet to move */
    uint8_t *moving;
    int faststart; /* the index came to lie in front */
};

/* Callbacks of an AVIOContext whose `opaque` is the file. */
int et_mux_file_write(void *opaque, const uint8_t *bytes, int size);
int64_t et_mux_file_seek(void *opaque, int64_t offset, int whence);

/*
 * Does a part of placing the index, from ET_MUX_INDEX on. Returns ET_MORE, ET_DONE, ET_ERROR_MEMORY
 * or what the sink returned.
 */
int et_mux_file_place_index(struct et_mux_file *file);

/* Frees what the file holds in memory. */
void et_mux_file_clear(struct et_mux_file *file);

#endif
