// SPDX-License-Identifier: MIT
/*
 * Blend modes over rows of float: each is this one text with `mode` a constant, of which compilers
 * make vectors. Operations are single ones in single precision, so that all targets agree.
 */
#include "filters/overlay_blend.h"

#include <math.h>

static inline float cut(float value)
{
    value = value > 0 ? value : 0;
    return value < 1 ? value : 1;
}

static inline float screen(float a, float b)
{
    return a + b - a * b;
}

static inline float hard_light(float backdrop, float source)
{
    const float twice = 2 * source;
    const float dark = backdrop * twice, light = screen(backdrop, twice - 1);
    return source <= 0.5F ? dark : light;
}

static inline float soft_light(float backdrop, float source)
{
    const float poly = ((16 * backdrop - 12) * backdrop + 4) * backdrop;
    const float root = sqrtf(backdrop), bent = backdrop <= 0.25F ? poly : root;
    const float dark = backdrop - backdrop * backdrop, light = bent - backdrop;
    return backdrop + (2 * source - 1) * (source <= 0.5F ? dark : light);
}

static inline float blended(enum et_blend mode, float backdrop, float source)
{
    const float sum = backdrop + source;
    switch (mode) {
    case ET_BLEND_MULTIPLY:
        return backdrop * source;
    case ET_BLEND_SCREEN:
        return screen(backdrop, source);
    case ET_BLEND_OVERLAY:
        return hard_light(source, backdrop);
    case ET_BLEND_DARKEN:
        return backdrop < source ? backdrop : source;
    case ET_BLEND_LIGHTEN:
        return backdrop > source ? backdrop : source;
    case ET_BLEND_ADD:
        return sum < 1 ? sum : 1;
    case ET_BLEND_DIFFERENCE:
        return fabsf(backdrop - source);
    case ET_BLEND_SOFT_LIGHT:
        return soft_light(backdrop, source);
    case ET_BLEND_SOFT_LIGHT_UNDER:
        return soft_light(source, backdrop);
    case ET_BLEND_HARD_LIGHT:
        return hard_light(backdrop, source);
    default:
        return source;
    }
}

static inline void blend_opaque(float *restrict source, const float *restrict base,
                                const float *restrict cover, int count, enum et_blend mode)
{
    for (int x = 0; x < count; x++) {
        const float inside = cut(base[x]);
        source[x] = cover[x] * (blended(mode, inside, source[x]) - inside);
    }
}

static inline void blend_clear(float *restrict source, const float *restrict base,
                               const float *restrict cover, const float *restrict base_alpha,
                               int count, enum et_blend mode)
{
    for (int x = 0; x < count; x++) {
        const float inside = cut(base[x]), alpha = base_alpha[x];
        const float change = blended(mode, inside, source[x]) - inside;
        source[x] = cover[x] * (alpha * change + (1 - alpha) * (source[x] - base[x]));
    }
}

#define KERNELS(name, mode)                                                                        \
    static void name##_opaque(float *restrict source, const float *restrict base,                  \
                              const float *restrict cover, const float *restrict base_alpha,       \
                              int count)                                                           \
    {                                                                                              \
        (void)base_alpha;                                                                          \
        blend_opaque(source, base, cover, count, mode);                                            \
    }                                                                                              \
    static void name##_clear(float *restrict source, const float *restrict base,                   \
                             const float *restrict cover, const float *restrict base_alpha,        \
                             int count)                                                            \
    {                                                                                              \
        blend_clear(source, base, cover, base_alpha, count, mode);                                 \
    }

ET_BLEND_MODES(KERNELS)
KERNELS(soft_light_under, ET_BLEND_SOFT_LIGHT_UNDER)

#define ENTRY(name, mode) [mode] = {name##_clear, name##_opaque},

et_blend_kernel *et_blend_kernel_of(enum et_blend mode, bool opaque)
{
    static et_blend_kernel *const kernels[][2] = {
        ET_BLEND_MODES(ENTRY) ENTRY(soft_light_under, ET_BLEND_SOFT_LIGHT_UNDER)};
    return kernels[mode][opaque];
}
