// SPDX-License-Identifier: MIT
#include "filters/overlay_blend.h"

#include <math.h>

static inline int product(int a, int b)
{
    return (int)(((int64_t)a * b + ET_BLEND_ONE / 2) >> ET_BLEND_BITS);
}

static inline int screen(int a, int b)
{
    return a + b - product(a, b);
}

static int hard_light(int backdrop, int source)
{
    return source <= ET_BLEND_ONE / 2 ? product(backdrop, 2 * source)
                                      : screen(backdrop, 2 * source - ET_BLEND_ONE);
}

/* D(x) of soft light: ((16 x - 12) x + 4) x up to a quarter, its root from there. */
static int bent(int x)
{
    if (4 * x > ET_BLEND_ONE)
        return (int)(sqrt((double)x * ET_BLEND_ONE) + 0.5);
    const int inner = 16 * x - 12 * ET_BLEND_ONE;
    return product(product(inner, x) + 4 * ET_BLEND_ONE, x);
}

static int soft_light(int backdrop, int source)
{
    if (source <= ET_BLEND_ONE / 2)
        return backdrop -
               product(product(ET_BLEND_ONE - 2 * source, backdrop), ET_BLEND_ONE - backdrop);
    return backdrop + product(2 * source - ET_BLEND_ONE, bent(backdrop) - backdrop);
}

int et_blend(enum et_blend mode, int backdrop, int source)
{
    switch (mode) {
    case ET_BLEND_MULTIPLY:
        return product(backdrop, source);
    case ET_BLEND_SCREEN:
        return screen(backdrop, source);
    case ET_BLEND_OVERLAY:
        return hard_light(source, backdrop);
    case ET_BLEND_DARKEN:
        return backdrop < source ? backdrop : source;
    case ET_BLEND_LIGHTEN:
        return backdrop > source ? backdrop : source;
    case ET_BLEND_ADD:
        return backdrop + source > ET_BLEND_ONE ? ET_BLEND_ONE : backdrop + source;
    case ET_BLEND_DIFFERENCE:
        return backdrop > source ? backdrop - source : source - backdrop;
    case ET_BLEND_SOFT_LIGHT:
        return soft_light(backdrop, source);
    case ET_BLEND_HARD_LIGHT:
        return hard_light(backdrop, source);
    default:
        return source;
    }
}
