// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_OVERLAY_BLEND_H
#define ETALON_FILTERS_OVERLAY_BLEND_H

#include <stdbool.h>

/*
 * The separable blend functions B(Cb, Cs) of W3C's Compositing and Blending Level 1, section 10, on
 * rows of single precision; `add` is its `plus-lighter`.
 */
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
    ET_BLEND_SOFT_LIGHT_UNDER, /* B(Cs, Cb) of soft light; those of others are B(Cb, Cs) of one of these */
};

/* EACH(name, mode) for every mode that has a name but ET_BLEND_NORMAL, which has kernels of its own. */
#define ET_BLEND_MODES(EACH)                                                                       \
    EACH(multiply, ET_BLEND_MULTIPLY)                                                              \
    EACH(screen, ET_BLEND_SCREEN)                                                                  \
    EACH(overlay, ET_BLEND_OVERLAY)                                                                \
    EACH(darken, ET_BLEND_DARKEN)                                                                  \
    EACH(lighten, ET_BLEND_LIGHTEN)                                                                \
    EACH(add, ET_BLEND_ADD)                                                                        \
    EACH(difference, ET_BLEND_DIFFERENCE)                                                          \
    EACH(soft_light, ET_BLEND_SOFT_LIGHT)                                                          \
    EACH(hard_light, ET_BLEND_HARD_LIGHT)

/*
 * One component of `count` pixels. `source` is that of the second input, 0 to 1, and becomes what the
 * base's changes by; `base` is cut to 0 to 1 for B. `cover`: what part of the result's colour is the
 * source's. `base_alpha`: 0 to 1; not read by kernels for an opaque base. Any thread.
 */
typedef void et_blend_kernel(float *restrict source, const float *restrict base,
                             const float *restrict cover, const float *restrict base_alpha,
                             int count);

/* The kernel of a mode other than ET_BLEND_NORMAL. */
et_blend_kernel *et_blend_kernel_of(enum et_blend mode, bool opaque);

#endif
