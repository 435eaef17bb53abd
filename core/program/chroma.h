// SPDX-License-Identifier: MIT
#ifndef ETALON_PROGRAM_CHROMA_H
#define ETALON_PROGRAM_CHROMA_H

#include <stdbool.h>

/*
 * Chroma of fewer samples than luma, along one direction: between samples it is linear, and a sample
 * is the mean of the pixels around its place, see <etalon/program.h>. Exact in float for samples of
 * 16 bits.
 */
enum { ET_CHROMA_PHASES = 4, ET_CHROMA_TAPS = 7 };

struct et_chroma_axis {
    int shift; /* log2 of the subsampling */

    /* Pixel x, with phase x mod 2^shift: a sample from x >> shift on, and what the one after it weighs. */
    int up_from[ET_CHROMA_PHASES]; /* -1 or 0 */
    float up_weight[ET_CHROMA_PHASES];

    /* Sample k: `taps` pixels from (k << shift) + down_from on. */
    int taps, down_from;
    float down_weight[ET_CHROMA_TAPS];
};

/* `siting` is an enum et_siting, `shift` 0 to 2. */
struct et_chroma_axis et_chroma_axis_of(int siting, bool across, int shift);

/*
 * The first and the last of `size` pixels that sample k is made of, and what pixel `at` weighs in it:
 * the edges are repeated.
 */
int et_chroma_first(const struct et_chroma_axis *axis, int k, int size);
int et_chroma_last(const struct et_chroma_axis *axis, int k, int size);
float et_chroma_weight(const struct et_chroma_axis *axis, int k, int at, int size);

/* `width` pixels of samples; those from -1 to the last one's next are read. */
void et_chroma_widen(const struct et_chroma_axis *axis, float *pixels, const float *samples,
                     int width);

/* `width` samples of pixels, of which 3 before the first and 6 behind the last are read. */
void et_chroma_narrow(const struct et_chroma_axis *axis, float *samples, const float *pixels,
                      int width);

#endif
