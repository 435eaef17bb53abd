// SPDX-License-Identifier: MIT
#include "program/rows.h"

#include <stdint.h>
#include <string.h>

void et_row_load(float *row, const void *samples, int bytes, int count, int more)
{
    const uint8_t *restrict narrow = samples;
    const uint16_t *restrict wide = samples;
    float *restrict out = row;
    if (bytes == 1)
        for (int x = 0; x < count; x++)
            out[x] = (float)narrow[x];
    else
        for (int x = 0; x < count; x++)
            out[x] = (float)wide[x];
    for (int x = count; x < count + more; x++)
        out[x] = out[count - 1];
}

void et_row_load_between(float *row, const void *first, const void *second, float weight, int bytes,
                         int count)
{
    const uint8_t *restrict narrow_a = first, *restrict narrow_b = second;
    const uint16_t *restrict wide_a = first, *restrict wide_b = second;
    float *restrict out = row;
    if (bytes == 1)
        for (int x = 0; x < count; x++)
            out[x] = (float)narrow_a[x] + (float)(narrow_b[x] - narrow_a[x]) * weight;
    else
        for (int x = 0; x < count; x++)
            out[x] = (float)wide_a[x] + (float)(wide_b[x] - wide_a[x]) * weight;
}

/*
 * 2^23 added leaves the whole number in the low bits of a float. Larger values than `most` are not
 * there any more, so that 16 bits are all of it.
 */
static inline uint32_t round_to(float value, float most)
{
    uint32_t bits;
    value = value > 0 ? value : 0;
    value = (value < most ? value : most) + 8388608.0F;
    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

void et_row_store(void *samples, const float *row, int bytes, int count, float most)
{
    uint8_t *restrict narrow = samples;
    uint16_t *restrict wide = samples;
    const float *restrict in = row;
    if (bytes == 1)
        for (int x = 0; x < count; x++)
            narrow[x] = (uint8_t)round_to(in[x], most);
    else
        for (int x = 0; x < count; x++)
            wide[x] = (uint16_t)round_to(in[x], most);
}

void et_row_add(float *sums, const float *row, float weight, int count, int first)
{
    float *restrict out = sums;
    const float *restrict in = row;
    if (first)
        for (int x = 0; x < count; x++)
            out[x] = in[x] * weight;
    else
        for (int x = 0; x < count; x++)
            out[x] += in[x] * weight;
}
