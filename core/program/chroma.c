// SPDX-License-Identifier: MIT
#include "program/chroma.h"

#include "simd/bank.h"

#include <math.h>

struct et_chroma_axis et_chroma_axis_of(int siting, bool across, int shift)
{
    const int ratio = 1 << shift;
    const double place = et_siting_offset(siting, across, shift);
    struct et_chroma_axis axis = {.shift = shift};
    for (int phase = 0; phase < ratio; phase++) {
        const double at = (phase - place) / ratio;
        axis.up_from[phase] = (int)floor(at);
        axis.up_weight[phase] = (float)(at - floor(at));
    }
    if (place == floor(place)) {
        axis.taps = 2 * ratio - 1;
        axis.down_from = (int)place - (ratio - 1);
        for (int t = 0; t < axis.taps; t++)
            axis.down_weight[t] =
                (float)(ratio - fabs((double)(t - (ratio - 1)))) / (float)(ratio * ratio);
    } else {
        axis.taps = ratio;
        for (int t = 0; t < axis.taps; t++)
            axis.down_weight[t] = 1 / (float)ratio;
    }
    return axis;
}

static int pixel_of(const struct et_chroma_axis *axis, int k, int tap, int size)
{
    const int at = (k << axis->shift) + axis->down_from + tap;
    return at < 0 ? 0 : at >= size ? size - 1 : at;
}

int et_chroma_first(const struct et_chroma_axis *axis, int k, int size)
{
    return pixel_of(axis, k, 0, size);
}

int et_chroma_last(const struct et_chroma_axis *axis, int k, int size)
{
    return pixel_of(axis, k, axis->taps - 1, size);
}

float et_chroma_weight(const struct et_chroma_axis *axis, int k, int at, int size)
{
    float weight = 0;
    for (int t = 0; t < axis->taps; t++)
        if (pixel_of(axis, k, t, size) == at)
            weight += axis->down_weight[t];
    return weight;
}

static void widen_2(const struct et_chroma_axis *axis, float *restrict pixels,
                    const float *restrict samples, int pairs)
{
    const float *even = samples + axis->up_from[0], *odd = samples + axis->up_from[1];
    const float even_weight = axis->up_weight[0], odd_weight = axis->up_weight[1];
    for (int x = 0; x < pairs; x++) {
        pixels[2 * x] = even[x] + (even[x + 1] - even[x]) * even_weight;
        pixels[2 * x + 1] = odd[x] + (odd[x + 1] - odd[x]) * odd_weight;
    }
}

void et_chroma_widen(const struct et_chroma_axis *axis, float *pixels, const float *samples,
                     int width)
{
    if (axis->shift == 1) {
        widen_2(axis, pixels, samples, (width + 1) / 2);
        return;
    }
    const int mask = (1 << axis->shift) - 1;
    for (int x = 0; x < width; x++) {
        const float *from = samples + (x >> axis->shift) + axis->up_from[x & mask];
        pixels[x] = from[0] + (from[1] - from[0]) * axis->up_weight[x & mask];
    }
}

static void narrow_midway_2(float *restrict samples, const float *restrict pixels, int width)
{
    for (int x = 0; x < width; x++)
        samples[x] = pixels[2 * x] * 0.5F + pixels[2 * x + 1] * 0.5F;
}

static void narrow_cosited_2(float *restrict samples, const float *restrict pixels, int width)
{
    for (int x = 0; x < width; x++)
        samples[x] = (pixels[2 * x] * 0.25F + pixels[2 * x + 1] * 0.5F) + pixels[2 * x + 2] * 0.25F;
}

void et_chroma_narrow(const struct et_chroma_axis *axis, float *samples, const float *pixels,
                      int width)
{
    pixels += axis->down_from;
    if (axis->shift == 1) {
        if (axis->taps == 2)
            narrow_midway_2(samples, pixels, width);
        else
            narrow_cosited_2(samples, pixels, width);
        return;
    }
    for (int x = 0; x < width; x++) {
        float sum = 0;
        for (int t = 0; t < axis->taps; t++)
            sum += pixels[(x << axis->shift) + t] * axis->down_weight[t];
        samples[x] = sum;
    }
}
