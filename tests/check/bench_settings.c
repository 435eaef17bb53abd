// SPDX-License-Identifier: MIT
/* Settings of colour filters that are no numbers. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 33 };

/* The table that bench_media.js writes for ffmpeg: contrast, and each channel a little of the next. */
static char *cube_text(void)
{
    const size_t room = 64 + (size_t)SIDE * SIDE * SIDE * 32;
    char *text = malloc(room);
    if (!text)
        bench_fail("table");
    size_t used = (size_t)snprintf(text, room, "LUT_3D_SIZE %d\n", SIDE);
    for (int i = 0; i < SIDE * SIDE * SIDE; i++) {
        const int place[3] = {i % SIDE, i / SIDE % SIDE, i / (SIDE * SIDE)};
        double curved[3];
        for (int c = 0; c < 3; c++) {
            const double x = place[c] / (double)(SIDE - 1);
            curved[c] = x * x * (3 - 2 * x);
        }
        used += (size_t)snprintf(
            text + used, room - used, "%.6f %.6f %.6f\n", 0.9 * curved[0] + 0.1 * curved[1],
            0.9 * curved[1] + 0.1 * curved[2], 0.9 * curved[2] + 0.1 * curved[0]);
    }
    return text;
}

void bench_set(struct et_chain *chain, const struct et_filter *filter)
{
    static const double points[] = {0, 0, 0.25, 0.15, 0.75, 0.9, 1, 1};
    if (!strcmp(filter->name, "curves") && et_chain_set_list(chain, 0, points, ET_COUNT(points)))
        bench_fail("curves");
    if (!strcmp(filter->name, "lut3d")) {
        char *text = cube_text();
        if (et_chain_set_text(chain, 0, text, strlen(text)))
            bench_fail("lut3d");
        free(text);
    }
}
