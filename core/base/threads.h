// SPDX-License-Identifier: MIT
#ifndef ETALON_BASE_THREADS_H
#define ETALON_BASE_THREADS_H

/*
 * The only source of threads. A pool of workers runs bands; codecs, which start threads of their
 * own, are opened with the count that et_threads_lease() granted. Builds without threads have a
 * pool of none, and everything runs on the caller.
 */
struct et_threads;

/*
 * Starts `workers` band threads (0 to 64) and allows `leasable` more to be lent to codecs.
 * Returns 0, ET_ERROR_MEMORY, or ET_ERROR_UNSUPPORTED where the build has no threads and
 * either number is above 0.
 */
int et_threads_create(int workers, int leasable, struct et_threads **out);

/* Ends the workers. Takes NULL. */
void et_threads_destroy(struct et_threads **threads);

/* Grants up to `wanted` threads to a codec and returns how many, 0 when none is left. */
int et_threads_lease(struct et_threads *threads, int wanted);

/* Gives back what a lease granted. */
void et_threads_release(struct et_threads *threads, int granted);

/* Threads lent at the moment; workers of the pool. */
int et_threads_leased(const struct et_threads *threads);
int et_threads_workers(const struct et_threads *threads);

/*
 * Calls task(context, index, worker) once for each index from 0 to count - 1, spread over the
 * workers and the caller, and returns when all have returned. `worker` is 0 for the caller and 1 to
 * `workers` else: at most one task at a time has a given number, so it picks scratch memory.
 */
void et_threads_run(struct et_threads *threads, int count,
                    void (*task)(void *context, int index, int worker), void *context);

#endif
