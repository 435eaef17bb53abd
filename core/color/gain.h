// SPDX-License-Identifier: MIT
#ifndef ETALON_COLOR_GAIN_H
#define ETALON_COLOR_GAIN_H

#include <stdint.h>
#include <string.h>

struct et_arena;

/*
 * A smooth function of light from 0 up, as what pixels are multiplied by: 128 samples an octave, linear
 * between them. Below the first octave and above the last one it stays as it is there. Any thread.
 */
struct et_gain {
    const float *values;
    int32_t base, most; /* bits of the first sample's float; from there to the last sample's */
};

enum { ET_GAIN_SHIFT = 16 };

static inline float et_gain_at(const struct et_gain *gain, float light)
{
    int32_t bits;
    memcpy(&bits, &light, sizeof(bits));
    /* A float below 0 has its upper bit set. */
    int32_t at = bits < gain->base ? 0 : bits - gain->base;
    at = at > gain->most ? gain->most : at;
    const float *values = gain->values + (at >> ET_GAIN_SHIFT);
    const float part = (float)(at & ((1 << ET_GAIN_SHIFT) - 1)) * (1.0f / (1 << ET_GAIN_SHIFT));
    return values[0] + part * (values[1] - values[0]);
}

/*
 * Samples `factor` at 2^low to 2^high into the arena, -126 <= low < high <= 127. Returns 0 or
 * ET_ERROR_MEMORY.
 */
int et_gain_fill(struct et_gain *gain, struct et_arena *arena, int low, int high,
                 double (*factor)(const void *context, double light), const void *context);

#endif
