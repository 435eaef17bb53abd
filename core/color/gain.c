// SPDX-License-Identifier: MIT
#include "color/gain.h"

#include "base/arena.h"

#include <etalon/error.h>
#include <stddef.h>

static float float_of(int32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

int et_gain_fill(struct et_gain *gain, struct et_arena *arena, int low, int high,
                 double (*factor)(const void *context, double light), const void *context)
{
    const int octave = 1 << 23, steps = (high - low) * (octave >> ET_GAIN_SHIFT);
    float *values = et_arena_alloc(arena, (size_t)steps + 2, sizeof(*values));
    if (!values)
        return et_fail(ET_ERROR_MEMORY, "no memory for a table of light");
    gain->base = (127 + low) * octave;
    gain->most = steps << ET_GAIN_SHIFT;
    for (int i = 0; i <= steps; i++)
        values[i] = (float)factor(context, float_of(gain->base + (i << ET_GAIN_SHIFT)));
    values[steps + 1] = values[steps];
    gain->values = values;
    return 0;
}
