// SPDX-License-Identifier: MIT
#ifndef ETALON_BASE_ENGINE_H
#define ETALON_BASE_ENGINE_H

#include <etalon/etalon.h>

struct et_threads;

/* The engine's inside: what clips, chains and jobs share. Engine thread only. */
struct et_engine {
    struct et_threads *threads;
    unsigned cpu;
    size_t cache_bytes; /* limit of the frame cache, over all clips */
    size_t cache_used;
    int clips, jobs, chains;
};

#endif
