// SPDX-License-Identifier: MIT
#include "base/threads.h"

#include "base/alloc.h"

#include <etalon/error.h>
#include <stdatomic.h>

#if !defined(__EMSCRIPTEN__) || defined(__EMSCRIPTEN_PTHREADS__)
#define HAVE_THREADS 1
#include <pthread.h>
#else
#define HAVE_THREADS 0
#endif

enum {
    MAX_WORKERS = 64,
    STACK_SIZE = 256 * 1024, /* emscripten's own default is 64 KB */
};

/* One call of et_threads_run(). */
struct run {
    void (*task)(void *context, int index, int worker);
    void *context;
    int count;
    atomic_int next; /* index that nobody has taken yet */
};

#if HAVE_THREADS
struct worker {
    struct et_threads *threads;
    pthread_t thread;
    int number; /* 1 to `workers` */
};
#endif

struct et_threads {
    int workers;
    int leasable;
    atomic_int leased;
#if HAVE_THREADS
    struct worker worker[MAX_WORKERS];
    pthread_mutex_t lock;
    pthread_cond_t wake; /* a run waits, or the pool ends */
    pthread_cond_t idle; /* the last worker has left a run */
    struct run *run;     /* NULL: nothing to join */
    unsigned generation; /* counts runs, so that a worker joins each one once */
    int active;          /* workers inside `run` */
    int ending;
#endif
};

static void take_indices(struct run *run, int worker)
{
    for (;;) {
        int index = atomic_fetch_add(&run->next, 1);
        if (index >= run->count)
            return;
        run->task(run->context, index, worker);
    }
}

#if HAVE_THREADS

static void *worker_main(void *argument)
{
    struct worker *worker = argument;
    struct et_threads *threads = worker->threads;
    unsigned seen = 0;
    pthread_mutex_lock(&threads->lock);
    for (;;) {
        while (!threads->ending && (!threads->run || threads->generation == seen))
            pthread_cond_wait(&threads->wake, &threads->lock);
        if (threads->ending)
            break;
        struct run *run = threads->run;
        seen = threads->generation;
        threads->active++;
        pthread_mutex_unlock(&threads->lock);
        take_indices(run, worker->number);
        pthread_mutex_lock(&threads->lock);
        if (--threads->active == 0)
            pthread_cond_signal(&threads->idle);
    }
    pthread_mutex_unlock(&threads->lock);
    return NULL;
}

static int start_workers(struct et_threads *threads, int workers)
{
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes))
        return -1;
    int failed = pthread_attr_setstacksize(&attributes, STACK_SIZE);
    while (!failed && threads->workers < workers) {
        struct worker *worker = &threads->worker[threads->workers];
        worker->threads = threads;
        worker->number = threads->workers + 1;
        failed = pthread_create(&worker->thread, &attributes, worker_main, worker);
        if (!failed)
            threads->workers++;
    }
    pthread_attr_destroy(&attributes);
    return failed ? -1 : 0;
}

static void end_workers(struct et_threads *threads)
{
    pthread_mutex_lock(&threads->lock);
    threads->ending = 1;
    pthread_cond_broadcast(&threads->wake);
    pthread_mutex_unlock(&threads->lock);
    for (int i = 0; i < threads->workers; i++)
        pthread_join(threads->worker[i].thread, NULL);
    pthread_cond_destroy(&threads->idle);
    pthread_cond_destroy(&threads->wake);
    pthread_mutex_destroy(&threads->lock);
}

static void run_shared(struct et_threads *threads, struct run *run)
{
    pthread_mutex_lock(&threads->lock);
    threads->run = run;
    threads->generation++;
    pthread_cond_broadcast(&threads->wake);
    pthread_mutex_unlock(&threads->lock);
    take_indices(run, 0);
    /* All indices are taken. Whoever has not joined stays out; whoever has is waited for. */
    pthread_mutex_lock(&threads->lock);
    threads->run = NULL;
    while (threads->active)
        pthread_cond_wait(&threads->idle, &threads->lock);
    pthread_mutex_unlock(&threads->lock);
}

#endif

int et_threads_create(int workers, int leasable, struct et_threads **out)
{
    *out = NULL;
    if (workers < 0 || workers > MAX_WORKERS || leasable < 0)
        return et_fail(ET_ERROR_ARGUMENT, "%d threads are outside 0 to %d", workers, MAX_WORKERS);
    if (!HAVE_THREADS && (workers || leasable))
        return et_fail(ET_ERROR_UNSUPPORTED, "this build has no threads, %d were asked for",
                       workers + leasable);
    struct et_threads *threads = et_alloc_zero(1, sizeof(*threads));
    if (!threads)
        return et_fail(ET_ERROR_MEMORY, "no memory for the thread pool");
    threads->leasable = leasable;
#if HAVE_THREADS
    pthread_mutex_init(&threads->lock, NULL);
    pthread_cond_init(&threads->wake, NULL);
    pthread_cond_init(&threads->idle, NULL);
    if (start_workers(threads, workers)) {
        et_threads_destroy(&threads);
        return et_fail(ET_ERROR_MEMORY, "could not start %d threads", workers);
    }
#endif
    *out = threads;
    return 0;
}

void et_threads_destroy(struct et_threads **threads)
{
    if (!*threads)
        return;
#if HAVE_THREADS
    end_workers(*threads);
#endif
    et_free(*threads);
    *threads = NULL;
}

int et_threads_lease(struct et_threads *threads, int wanted)
{
    int leased = atomic_load(&threads->leased), granted;
    do {
        granted = threads->leasable - leased;
        if (granted > wanted)
            granted = wanted;
        if (granted <= 0)
            return 0;
    } while (!atomic_compare_exchange_weak(&threads->leased, &leased, leased + granted));
    return granted;
}

void et_threads_release(struct et_threads *threads, int granted)
{
    atomic_fetch_sub(&threads->leased, granted);
}

int et_threads_leased(const struct et_threads *threads)
{
    return atomic_load(&((struct et_threads *)threads)->leased);
}

int et_threads_workers(const struct et_threads *threads)
{
    return threads->workers;
}

void et_threads_run(struct et_threads *threads, int count,
                    void (*task)(void *context, int index, int worker), void *context)
{
    (void)threads;
    struct run run = {.task = task, .context = context, .count = count};
    atomic_init(&run.next, 0);
#if HAVE_THREADS
    if (threads->workers && count > 1) {
        run_shared(threads, &run);
        return;
    }
#endif
    take_indices(&run, 0);
}
