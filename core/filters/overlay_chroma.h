// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_OVERLAY_CHROMA_H
#define ETALON_FILTERS_OVERLAY_CHROMA_H

#include "filters/overlay.h"

/*
 * Rows of chroma that have half as many samples as there are pixels, and as many rows as these or half
 * as many, from sums over pixels of what happens to them: samples are middle ones of 14 bits and become
 * b + paint - cover * b.
 */
enum { ET_COVER_BITS = 14, ET_COVER_ONE = 1 << ET_COVER_BITS };

/* From codes to middle samples, code << shift, and back. */
struct et_middle_codes {
    int shift, max;
};

/*
 * `count` samples of two planes of chroma, one for two pixels, of sums over two rows, those of cover
 * less ET_COVER_ONE: of sums[2 i] and [2 i + 1] where samples lie midway, else of sums[2 i] to
 * [2 i + 2], of which the middle one is counted twice. Reads 16 sums beyond. `cover` may be NULL:
 * nothing of the base goes.
 */
typedef void et_chroma_mix(void *const dst[2], const void *const src[2],
                           const int16_t *const paint[2], const int16_t *cover, int count,
                           bool midway, int zero, const struct et_middle_codes *codes);

struct et_overlay_chroma {
    const struct et_overlay *overlay;
    int bytes; /* of a sample */
    struct et_middle_codes codes;
    et_chroma_mix *mix;
};

/*
 * A row's sums: those of pixels `done` are the caller's to fill, from cover[0] and paint[][0] on, or
 * its to set `cover` to NULL.
 */
struct et_chroma_sums {
    struct et_span part, all, done; /* samples that change; pixels that they stand for */
    int16_t *cover, *paint[2];
};

/* Bytes of scratch memory. */
size_t et_overlay_chroma_scratch(const struct et_overlay *overlay);

/* Begins with row `row` of chroma and copies what does not change. Returns false: nothing does. */
bool et_overlay_chroma_begin(const struct et_overlay_chroma *chroma, const struct et_run *run,
                             int row, void *scratch, struct et_chroma_sums *sums);

/* Writes the samples. */
void et_overlay_chroma_finish(const struct et_overlay_chroma *chroma, const struct et_run *run,
                              int row, const struct et_chroma_sums *sums);

#endif
