// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_CHROMA_KEY_H
#define ETALON_FILTERS_CHROMA_KEY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The inner loops of a chroma key, in single precision and in one order of operations, so that every
 * build rounds alike. `planes` are rows of the image's three colour planes, in bytes or 16-bit words.
 */
struct et_key {
    bool rgb;           /* u and v are sums of all planes; else planes 1 and 2 */
    bool bytes;         /* samples of 8 bits */
    float factor[2][3]; /* of the planes, for u and v */
    float bias[2];      /* u = 0, v = 0: the key */
    float neutral[2];   /* what u and v of the key are from grey on */

    /* Of the key's hue: a unit vector; zeros for a key of grey. */
    float direction[2];
    float despill;
    float weight[3]; /* what the planes lose for 1 of spill */
    float max;       /* largest code */

    /* matte = clamp(factor * (sum of nine distances) - offset, 0, 1) */
    float matte_factor, matte_offset;
};

struct et_key_kernels {
    /* sqrt(u^2 + v^2) of `count` samples. */
    void (*distance)(float *dst, const void *const planes[3], int count, const struct et_key *key);

    /*
     * `width` samples of alpha. sums[c] is the sum of three distances in column c of chroma, from
     * sums[-1] to one behind the last; chroma column x >> shift is that of pixel x, 0 <= shift <= 1.
     * `alpha` is the row of what alpha was, NULL: opaque.
     */
    void (*matte)(void *dst, const float *sums, const void *alpha, int width, int shift,
                  const struct et_key *key);

    /* `count` samples of plane `plane` without their spill. */
    void (*despill)(void *dst, const void *const planes[3], int plane, int count,
                    const struct et_key *key);
};

/* Those of `cpu`, a mask of ET_CPU_*. */
struct et_key_kernels et_key_kernels(unsigned cpu);

#endif
