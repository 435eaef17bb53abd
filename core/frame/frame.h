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

/*
 * Names who gives memory back when the pool has none left to lend or to reserve: evict(context, of)
 * frees a buffer that lies idle somewhere, of pool `of` alone where that is not NULL, and returns 1, or 0
 * when there is none. It is called on any thread, without a lock of the pool. Set before the first
 * buffer is lent; the context outlives the pool's owner.
 */
void et_pool_relieve(struct et_pool *pool, int (*evict)(void *context, const struct et_pool *of),
                     void *context);

/*
 * Makes sure that `count` buffers of `bytes` can be lent at once, those included that are lent: they
 * stay this pool's, even when other pools are short. Returns 0, or ET_ERROR_MEMORY without a message;
 * what it got stays.
 */
int et_pool_reserve(struct et_pool *pool, size_t bytes, int count);

/* Changes how many buffers may be lent at a time. */
void et_pool_set_limit(struct et_pool *pool, int limit);

/* Buffers lent at the moment, over all pools of the process. */
int et_pool_lent(void);

/*
 * Lends a buffer of at least `bytes`, 64-byte aligned. NULL: the limit is reached or there is no
 * memory, and nothing was left to evict. Never waits.
 */
struct et_buffer *et_pool_get(struct et_pool *pool, size_t bytes);

/*
 * Another reference, which is returned; one less, with the pointer of the caller nulled; the memory;
 * its size. Any thread.
 */
struct et_buffer *et_buffer_ref(struct et_buffer *buffer);
void et_buffer_unref(struct et_buffer **buffer);
uint8_t *et_buffer_data(struct et_buffer *buffer);
size_t et_buffer_bytes(const struct et_buffer *buffer);

/*
 * Memory of one size that a buffer keeps for whoever comes back to it, so that frames in a warm pool
 * cost no allocation: NULL when there is none; what is given while there is some is freed.
 */
void *et_buffer_take_spare(struct et_buffer *buffer);
void et_buffer_give_spare(struct et_buffer *buffer, void *spare);

/* See et_frame_helps() and et_frame_discard(). */
int et_buffer_helps(struct et_buffer *buffer, const struct et_pool *pool);
void et_buffer_discard(struct et_buffer **buffer);

/*
 * Lays planes out one after the other, rows padded to 64 bytes: fills `stride` and `offset` for
 * each plane and returns the bytes of the whole, or ET_ERROR_ARGUMENT when width or height is outside
 * 1 to ET_SIDE_MOST. `extra_rows` are added below each plane.
 */
int64_t et_image_layout(const struct et_image_info *info, int extra_rows, ptrdiff_t stride[4],
                        size_t offset[4]);

/* A frame of the pool with undefined samples, one reference. Returns 0 or ET_ERROR_MEMORY. */
int et_frame_create(struct et_pool *pool, const struct et_image_info *info, struct et_frame **out);

/* A frame whose planes lie in `buffer`, of which it takes a reference. Image fields are the caller's to fill. */
int et_frame_wrap(struct et_buffer *buffer, struct et_frame **out);

/* Copies pts, duration, time base, aspect, key flag, field order, light, and shares what was analysed. */
void et_frame_copy_properties(struct et_frame *to, const struct et_frame *from);

/* Whether two images are of one shape, colours included. */
bool et_image_info_equal(const struct et_image_info *a, const struct et_image_info *b);

/*
 * Whether two images have one format, one size and the same samples. Neither their colours nor what
 * lies between rows count.
 */
bool et_image_same(const struct et_image *a, const struct et_image *b);

/* Bytes of the buffer that holds a frame's planes. */
size_t et_frame_memory(const struct et_frame *frame);

/*
 * Whether dropping the caller's reference gives `pool` a buffer; NULL: whether et_frame_discard()
 * gives the heap memory that the frame's own pool has not reserved.
 */
int et_frame_helps(const struct et_frame *frame, const struct et_pool *pool);

/* et_frame_unref() that gives the memory to the heap instead of the pool, when it was the last reference. */
void et_frame_discard(struct et_frame **frame);

/*
 * Another frame with the same samples (the buffer is shared) and properties, which can be changed.
 * Returns 0 or ET_ERROR_MEMORY.
 */
int et_frame_alias(const struct et_frame *frame, struct et_frame **out);

/*
 * An alias of `frame` that carries a copy of `found`, whose `before` is the frame's own. Returns 0
 * or ET_ERROR_MEMORY.
 */
int et_frame_annotate(const struct et_frame *frame, const struct et_analysis *found,
                      struct et_frame **out);

/* Shares what was analysed of `from`. */
void et_frame_copy_analysis(struct et_frame *to, const struct et_frame *from);

/* Drops a reference to results. Takes NULL. */
void et_analysis_unref(const struct et_analysis **analysis);

/* Frames alive in the process. */
int et_frame_count(void);

#endif
