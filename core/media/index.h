// SPDX-License-Identifier: MIT
#ifndef ETALON_MEDIA_INDEX_H
#define ETALON_MEDIA_INDEX_H

#include <stdint.h>

/*
 * The index of an MP4 file, its moov box (ISO/IEC 14496-12, 8.2.1), held in memory until its place in
 * the file is known. Zeros make an empty one.
 */
struct et_index {
    uint8_t *bytes;
    int64_t size, capacity;
};

/* Puts `size` bytes at `position`; what lies between is zero. Returns 0 or ET_ERROR_MEMORY. */
int et_index_write(struct et_index *index, int64_t position, const uint8_t *bytes, int size);

/* Bytes of the moov box at the front; 0 when there is none that is whole. */
int64_t et_index_box_size(const struct et_index *index);

/*
 * Makes the index of media data that lies `distance` bytes further on: adds it to all chunk offsets.
 * Returns 0, or ET_ERROR_UNSUPPORTED when one does not fit its table of 32-bit offsets any more, after
 * which the index is as it was.
 */
int et_index_shift(struct et_index *index, int64_t distance);

/* Frees the bytes. */
void et_index_clear(struct et_index *index);

#endif
