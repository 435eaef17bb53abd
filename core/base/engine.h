// SPDX-License-Identifier: MIT
#ifndef ETALON_BASE_ENGINE_H
#define ETALON_BASE_ENGINE_H

#include <etalon/etalon.h>

struct et_cache;
struct et_color_cache;
struct et_texts;
struct et_threads;

/* The engine's inside: what clips, chains and jobs share. Engine thread only. */
struct et_engine {
    struct et_threads *threads;
    unsigned cpu;
    struct et_cache *cache; /* decoded frames of all clips */
    int clips, jobs, chains;
    int64_t frames_decoded;        /* since the engine was created */
    struct et_color_cache *colors; /* color/tables.h; NULL until the first view that needs it */
    struct et_texts *texts;        /* chain/texts.h; NULL until the first text of a parameter */
};

#endif
