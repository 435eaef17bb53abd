// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "frame/frame.h"

struct et_buffer {
    uint8_t *data;
    size_t bytes;
    atomic_int references;
    struct et_pool *pool;
    struct et_buffer *next; /* in the pool's list of idle buffers */
};

struct et_pool {
    pthread_mutex_t lock;
    struct et_buffer *idle;
    int lent, limit;
    int closed;
};

static atomic_int lent_in_process;

int et_pool_create(int limit, struct et_pool **out)
{
    struct et_pool *pool = calloc(1, sizeof(*pool));

    *out = pool;
    if (!pool)
        return et_fail(ET_ERROR_MEMORY, "no memory for a frame pool");
    pthread_mutex_init(&pool->lock, NULL);
    pool->limit = limit;
    return 0;
}

static void buffer_free(struct et_buffer *buffer)
{
    et_free(buffer->data);
    free(buffer);
}

static void idle_free(struct et_pool *pool)
{
    while (pool->idle) {
        struct et_buffer *buffer = pool->idle;

        pool->idle = buffer->next;
        buffer_free(buffer);
    }
}

static void pool_free(struct et_pool *pool)
{
    idle_free(pool);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

void et_pool_close(struct et_pool **pool)
{
    struct et_pool *closing = *pool;
    int last;

    *pool = NULL;
    if (!closing)
        return;
    pthread_mutex_lock(&closing->lock);
    closing->closed = 1;
    idle_free(closing);
    last = closing->lent == 0;
    pthread_mutex_unlock(&closing->lock);
    if (last)
        pool_free(closing);
}

void et_pool_set_limit(struct et_pool *pool, int limit)
{
    pthread_mutex_lock(&pool->lock);
    pool->limit = limit;
    pthread_mutex_unlock(&pool->lock);
}

int et_pool_lent(void)
{
    return atomic_load(&lent_in_process);
}

static struct et_buffer *buffer_create(struct et_pool *pool, size_t bytes)
{
    struct et_buffer *buffer = calloc(1, sizeof(*buffer));

    if (!buffer)
        return NULL;
    buffer->data = et_alloc(bytes);
    buffer->bytes = bytes;
    buffer->pool = pool;
    if (!buffer->data) {
        free(buffer);
        return NULL;
    }
    return buffer;
}

/* Takes an idle buffer of exactly this size; idle ones of other sizes are of a shape that is gone. */
static struct et_buffer *idle_take(struct et_pool *pool, size_t bytes)
{
    struct et_buffer *buffer;

    if (pool->idle && pool->idle->bytes != bytes)
        idle_free(pool);
    buffer = pool->idle;
    if (buffer)
        pool->idle = buffer->next;
    return buffer;
}

struct et_buffer *et_pool_get(struct et_pool *pool, size_t bytes)
{
    struct et_buffer *buffer = NULL;

    pthread_mutex_lock(&pool->lock);
    if (pool->lent < pool->limit) {
        buffer = idle_take(pool, bytes);
        if (!buffer)
            buffer = buffer_create(pool, bytes);
    }
    if (buffer) {
        pool->lent++;
        atomic_fetch_add(&lent_in_process, 1);
        atomic_store(&buffer->references, 1);
    }
    pthread_mutex_unlock(&pool->lock);
    return buffer;
}

int et_pool_reserve(struct et_pool *pool, size_t bytes, int count)
{
    int result = 0;
    int ready = 0;

    pthread_mutex_lock(&pool->lock);
    if (pool->idle && pool->idle->bytes != bytes)
        idle_free(pool);
    for (struct et_buffer *buffer = pool->idle; buffer; buffer = buffer->next)
        ready++;
    while (ready + pool->lent < count) {
        struct et_buffer *buffer = buffer_create(pool, bytes);

        if (!buffer) {
            idle_free(pool);
            result = ET_ERROR_MEMORY;
            break;
        }
        buffer->next = pool->idle;
        pool->idle = buffer;
        ready++;
    }
    pthread_mutex_unlock(&pool->lock);
    return result;
}

struct et_buffer *et_buffer_ref(struct et_buffer *buffer)
{
    atomic_fetch_add(&buffer->references, 1);
    return buffer;
}

void et_buffer_unref(struct et_buffer **buffer)
{
    struct et_buffer *returning = *buffer;
    struct et_pool *pool;
    int last;

    *buffer = NULL;
    if (!returning || atomic_fetch_sub(&returning->references, 1) > 1)
        return;
    pool = returning->pool;
    atomic_fetch_sub(&lent_in_process, 1);
    pthread_mutex_lock(&pool->lock);
    pool->lent--;
    last = pool->closed && pool->lent == 0;
    if (pool->closed || (pool->idle && pool->idle->bytes != returning->bytes)) {
        buffer_free(returning);
    } else {
        returning->next = pool->idle;
        pool->idle = returning;
    }
    pthread_mutex_unlock(&pool->lock);
    if (last)
        pool_free(pool);
}

uint8_t *et_buffer_data(struct et_buffer *buffer)
{
    return buffer->data;
}
