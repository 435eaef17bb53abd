// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_OVERLAY_BLEND_H
#define ETALON_FILTERS_OVERLAY_BLEND_H

#include <stdint.h>

/*
 * The separable blend functions B(Cb, Cs) of W3C's Compositing and Blending Level 1, section 10,
 * on components from 0 to ET_BLEND_ONE; `add` is its `plus-lighter`. A product or a root is rounded
 * to nearest, halves upward.
 */
enum { ET_BLEND_BITS = 16, ET_BLEND_ONE = 1 << ET_BLEND_BITS };

enum et_blend {
    ET_BLEND_NORMAL,
    ET_BLEND_MULTIPLY,
    ET_BLEND_SCREEN,
    ET_BLEND_OVERLAY,
    ET_BLEND_DARKEN,
    ET_BLEND_LIGHTEN,
    ET_BLEND_ADD,
    ET_BLEND_DIFFERENCE,
    ET_BLEND_SOFT_LIGHT,
    ET_BLEND_HARD_LIGHT,
};

/* B(backdrop, source). Any thread. */
int et_blend(enum et_blend mode, int backdrop, int source);

#endif
