// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <stdatomic.h>

#include "base/alloc.h"
#include "frame/frame.h"

struct et_buffer {
    uint8_t *data;
    size_t bytes;
    atomic_int references;
    int unwanted;          /* goes to the heap when it comes back */
    _Atomic(void *) spare; /* see et_buffer_take_spare() */
    struct et_pool *pool;
    struct et_buffer *next; /* in the pool's list of idle buffers */
};

struct et_pool {
    pthread_mutex_t lock;
    struct et_buffer *idle;
    int idle_count, lent, limit;
    int reserved; /* buffers, lent or idle, that are not for others */
    int closed;
    int (*evict)(void *context, const struct et_pool *of);
    void *evict_context;
};

static atomic_int lent_in_process;

int et_pool_create(int limit, struct et_pool **out)
{
    struct et_pool *pool = et_alloc_zero(1, sizeof(*pool));

    *out = pool;
    if (!pool)
        return et_fail(ET_ERROR_MEMORY, "no memory for a frame pool");
    pthread_mutex_init(&pool->lock, NULL);
    pool->limit = limit;
    return 0;
}

void et_pool_relieve(struct et_pool *pool, int (*evict)(void *context, const struct et_pool *of),
                     void *context)
{
    pool->evict = evict;
    pool->evict_context = context;
}

static int relieve(const struct et_pool *pool, const struct et_pool *of)
{
    return pool->evict && pool->evict(pool->evict_context, of);
}

static void buffer_free(struct et_buffer *buffer)
{
    et_free(atomic_load(&buffer->spare));
    et_free(buffer->data);
    et_free(buffer);
}

static void idle_put(struct et_pool *pool, struct et_buffer *buffer)
{
    buffer->next = pool->idle;
    pool->idle = buffer;
    pool->idle_count++;
}

static struct et_buffer *idle_pop(struct et_pool *pool)
{
    struct et_buffer *buffer = pool->idle;

    if (buffer) {
        pool->idle = buffer->next;
        pool->idle_count--;
    }
    return buffer;
}

/* Idle buffers of another size are of a shape that is gone. */
static void idle_free_but(struct et_pool *pool, size_t bytes)
{
    while (pool->idle && pool->idle->bytes != bytes)
        buffer_free(idle_pop(pool));
}

static void pool_free(struct et_pool *pool)
{
    idle_free_but(pool, 0);
    pthread_mutex_destroy(&pool->lock);
    et_free(pool);
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
    closing->reserved = 0;
    idle_free_but(closing, 0);
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
    struct et_buffer *buffer = et_alloc_zero(1, sizeof(*buffer));

    if (!buffer)
        return NULL;
    buffer->data = et_alloc(bytes);
    buffer->bytes = bytes;
    buffer->pool = pool;
    if (!buffer->data) {
        et_free(buffer);
        return NULL;
    }
    return buffer;
}

/* Lends a buffer that is there or can be made. `full`: it cannot, because the limit is reached. */
static struct et_buffer *lend(struct et_pool *pool, size_t bytes, int *full)
{
    struct et_buffer *buffer = NULL;

    pthread_mutex_lock(&pool->lock);
    *full = pool->lent >= pool->limit;
    if (!*full) {
        idle_free_but(pool, bytes);
        buffer = pool->idle ? idle_pop(pool) : buffer_create(pool, bytes);
    }
    if (buffer) {
        pool->lent++;
        atomic_fetch_add(&lent_in_process, 1);
        atomic_store(&buffer->references, 1);
    }
    pthread_mutex_unlock(&pool->lock);
    return buffer;
}

struct et_buffer *et_pool_get(struct et_pool *pool, size_t bytes)
{
    struct et_buffer *buffer;
    int full;

    do
        buffer = lend(pool, bytes, &full);
    while (!buffer && relieve(pool, full ? pool : NULL));
    return buffer;
}

/* Makes buffers as far as there is memory. Returns whether all are there. */
static int reserve_some(struct et_pool *pool, size_t bytes, int count)
{
    struct et_buffer *buffer;
    int missing;

    pthread_mutex_lock(&pool->lock);
    idle_free_but(pool, bytes);
    pool->reserved = count;
    while (pool->idle_count + pool->lent < count && (buffer = buffer_create(pool, bytes)))
        idle_put(pool, buffer);
    missing = count - pool->idle_count - pool->lent;
    pthread_mutex_unlock(&pool->lock);
    return missing <= 0;
}

int et_pool_reserve(struct et_pool *pool, size_t bytes, int count)
{
    while (!reserve_some(pool, bytes, count))
        if (!relieve(pool, NULL))
            return ET_ERROR_MEMORY;
    return 0;
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
    if (pool->closed || returning->unwanted ||
        (pool->idle && pool->idle->bytes != returning->bytes))
        buffer_free(returning);
    else
        idle_put(pool, returning);
    pthread_mutex_unlock(&pool->lock);
    if (last)
        pool_free(pool);
}

void et_buffer_discard(struct et_buffer **buffer)
{
    if (*buffer && atomic_load(&(*buffer)->references) == 1)
        (*buffer)->unwanted = 1;
    et_buffer_unref(buffer);
}

void *et_buffer_take_spare(struct et_buffer *buffer)
{
    return atomic_exchange(&buffer->spare, NULL);
}

void et_buffer_give_spare(struct et_buffer *buffer, void *spare)
{
    et_free(atomic_exchange(&buffer->spare, spare));
}

int et_buffer_helps(struct et_buffer *buffer, const struct et_pool *pool)
{
    struct et_pool *own = buffer->pool;
    int spare;

    if (atomic_load(&buffer->references) > 1 || (pool && pool != own))
        return 0;
    pthread_mutex_lock(&own->lock);
    spare = own->lent + own->idle_count > own->reserved;
    pthread_mutex_unlock(&own->lock);
    return pool || spare;
}

size_t et_buffer_bytes(const struct et_buffer *buffer)
{
    return buffer->bytes;
}

uint8_t *et_buffer_data(struct et_buffer *buffer)
{
    return buffer->data;
}
