// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_DEBAND_KERNELS_H
#define ETALON_FILTERS_DEBAND_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

/* Spots, and neighbours in a row that share one, so that they are loaded together. */
enum { ET_DEBAND_SPOTS = 4096, ET_DEBAND_GROUP = 4 };

/* How far away the four samples lie. */
struct et_deband_spot {
    uint8_t across, down;
};

/* What a plane is debanded with. */
struct et_deband_plane {
    const struct et_deband_spot *spots;
    int across, down; /* the largest of them */
    int width, height;
    int limit; /* t above; 0 changes nothing */
};

/* Samples `from` to `until` - 1 of a row; `rows` are the rows around it, rows[0] is the row itself. */
typedef void et_deband_span(void *dst, const void *const *rows, const struct et_deband_plane *plane,
                            uint32_t start, int from, int until, bool each);

/*
 * The kernel for samples of `depth` bits; it reads no sample beyond a row's ends where `cpu` is 0. Any
 * thread.
 */
et_deband_span *et_deband_span_for(int depth, unsigned cpu);

#endif
