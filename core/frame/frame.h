// SPDX-License-Identifier: MIT
#ifndef ETALON_FRAME_FRAME_H
#define ETALON_FRAME_FRAME_H

#include <etalon/etalon.h>

/*
 * Frame buffers. A pool lends buffers, keeps those that come back, and lends them again; it
 * outlives its owner's et_pool_close() until the last buffer is home. Thread-safe: FFmpeg's frame
 * threads ask for buffers.
 */
struct et_pool;
struct et_buffer;

enum { ET_ROW_ALIGN = 64 };

/* Creates a pool that lends at most `limit` buffers at a time. Returns 0 or ET_ERROR_MEMORY. */
int et_pool_create(int limit, struct et_pool **out);

/* Lets the owner go; memory is freed as buffers come home. Takes NULL. */
void et_pool_close(struct et_pool **pool);

/* Makes sure that `count` buffers of `bytes` can be lent at once. Returns 0 or ET_ERROR_MEMORY. */
int et_pool_reserve(struct et_pool *pool, size_t bytes, int count);

/* Changes how many buffers may be lent at a time. */
void et_pool_set_limit(struct et_pool *pool, int limit);

/* Buffers lent at the moment, over all pools of the process. */
int et_pool_lent(void);

/* Lends a buffer of at least `bytes`, 64-byte aligned, or NULL: the limit is reached, or no memory. */
struct et_buffer *et_pool_get(struct et_pool *pool, size_t bytes);

struct et_buffer *et_buffer_ref(struct et_buffer *buffer);
void et_buffer_unref(struct et_buffer **buffer);
uint8_t *et_buffer_data(struct et_buffer *buffer);

/*
 * Lays planes out one after the other, rows padded to 64 bytes: fills `stride` and `offset` for
 * each plane and returns the bytes of the whole, or ET_ERROR_ARGUMENT when width or height is outside
 * 1 to 16384. `extra_rows` are added below each plane.
 */
int64_t et_image_layout(const struct et_image_info *info, int extra_rows, ptrdiff_t stride[4],
                        size_t offset[4]);

/* A frame of the pool with undefined samples, one reference. Returns 0 or ET_ERROR_MEMORY. */
int et_frame_create(struct et_pool *pool, const struct et_image_info *info, struct et_frame **out);

/* A frame whose planes lie in `buffer`, of which it takes a reference. Image fields are the caller's to fill. */
int et_frame_wrap(struct et_buffer *buffer, struct et_frame **out);

/* Copies pts, duration, time base, aspect and key flag. */
void et_frame_copy_properties(struct et_frame *to, const struct et_frame *from);

/* Frames alive in the process. */
int et_frame_count(void);

#endif
