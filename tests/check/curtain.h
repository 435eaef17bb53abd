// SPDX-License-Identifier: MIT
#ifndef ETALON_TESTS_CURTAIN_H
#define ETALON_TESTS_CURTAIN_H

#include "image.h"

/*
 * Copies of a filter's input frames of which a band sees the rows that it may read, and no other:
 * those hold another byte, so that what is made of them differs, and under AddressSanitizer they
 * must not be touched at all.
 */
enum { CURTAIN_FRAMES = 17 };

struct curtain {
    const struct et_image *frames[CURTAIN_FRAMES]; /* the frames themselves */
    struct image behind[CURTAIN_FRAMES];
    const struct et_image *shown[CURTAIN_FRAMES]; /* what run() gets */
    int count;
    int first[4], last[4]; /* rows of the planes that are open */
};

/* Hides `count` frames of one shape. */
void curtain_create(struct curtain *curtain, const struct et_image *const *frames, int count);
void curtain_destroy(struct curtain *curtain);

/* Opens what the rows that `run` asks for may read, as <etalon/filter.h> says it. */
void curtain_open(struct curtain *curtain, const struct et_filter *filter,
                  const struct et_run *run);

/* Hides it again. */
void curtain_close(struct curtain *curtain);

/* Whether nobody wrote into the copies. */
bool curtain_holds(const struct curtain *curtain);

#endif
