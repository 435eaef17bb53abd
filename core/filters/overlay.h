// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_OVERLAY_H
#define ETALON_FILTERS_OVERLAY_H

#include "filters/overlay_blend.h"
#include "filters/overlay_pixels.h"

/*
 * What one pixel of the second input does to a plane of the base, as two numbers: the base's sample
 * b becomes b + paint - cover * b. In a plane with fewer samples than pixels both are averaged. See
 * overlay.c for the units.
 */
enum { ET_COVER_BITS = 14, ET_COVER_ONE = 1 << ET_COVER_BITS };

/* Sums over bytes that leave 14 bits have factors of 16 bits, in 1/256. */
enum { ET_OVERLAY_BYTE_BITS = 8 };

/* Deepest samples that the kernels' 16-bit lanes hold: 12 bits, 14 of middle samples. */
enum { ET_OVERLAY_MOST_BITS = 12 };

/* Samples of the base that are done at a time, so that what is between fits into L1. */
enum { ET_OVERLAY_CHUNK = 256, ET_OVERLAY_PIXELS = 4 * ET_OVERLAY_CHUNK + 4 };

struct et_overlay_scratch {
    int32_t source[3][ET_OVERLAY_PIXELS], backdrop[3][ET_OVERLAY_PIXELS]; /* channels' codes */
    int32_t alpha[ET_OVERLAY_PIXELS], base_alpha[ET_OVERLAY_PIXELS];
    int32_t value[ET_OVERLAY_PIXELS], change[3][ET_OVERLAY_PIXELS];
    int32_t paint[ET_OVERLAY_PIXELS], cover[ET_OVERLAY_PIXELS];
    int32_t paint_sum[ET_OVERLAY_PIXELS], cover_sum[ET_OVERLAY_PIXELS]; /* of several rows */
    int32_t paint_mean[ET_OVERLAY_CHUNK], cover_mean[ET_OVERLAY_CHUNK];
    int16_t paint_pair[ET_OVERLAY_PIXELS + 16],
        cover_pair[ET_OVERLAY_PIXELS + 16]; /* of two rows */
};

/* How codes of a plane become middle samples, code << shift less `zero`, and back. */
struct et_overlay_mix {
    int shift, zero, max;
};

/*
 * `paint`: paint and cover of `count` pixels of RGBA for the plane that `sum`, of ET_OVERLAY_BYTE_BITS,
 * leads to; `alpha_factor` is in 1/65536. `mix`: `count` samples of the base painted.
 */
struct et_overlay_kernels {
    void (*paint)(int32_t *paint, int32_t *cover, const uint8_t *rgba, int count,
                  const struct et_channel_sum *sum, int alpha_factor);
    void (*mix)(void *dst, const void *src, const int32_t *paint, const int32_t *cover, int count,
                const struct et_overlay_mix *mix);
};

struct et_overlay_kernels et_overlay_kernels(int depth, unsigned cpu);

struct et_overlay {
    struct et_pixels base, second;
    int x, y; /* of the second input's pixel 0, 0 in the base */
    enum et_blend blend;
    bool premultiplied;
    int depth;            /* of the base */
    int bits;             /* of its middle samples: 14, or 16 for depths above that */
    int64_t alpha_factor; /* of the second input's alpha, opacity in it, to cover, in 1/65536 */
    int64_t base_alpha_factor;
    bool paints_bytes; /* RGBA, `normal`, straight, on an opaque base of at most 14 bits */
    struct et_overlay_kernels kernels;
    int zero[3];                    /* of the base's planes: half of the range for chroma, else 0 */
    int black[3];                   /* where 0 of a component lies, in middle samples */
    struct et_channel_sum plane[3]; /* second input to the base's planes; ET_BLEND_NORMAL */
    struct et_channel_sum second_rgb[3], base_rgb[3]; /* to 0 to ET_BLEND_ONE; other modes */
    int64_t back[3][3]; /* from such components to planes, in 1/2^24 */
};

/* A product with cover, halves upward. */
static inline int et_covered(int value, int cover)
{
    return (int)(((int64_t)value * cover + ET_COVER_ONE / 2) >> ET_COVER_BITS);
}

/* Works out the sums. Returns 0 or ET_ERROR_UNSUPPORTED: a colour matrix that is none. */
int et_overlay_init(struct et_overlay *overlay, const struct et_image_info *base,
                    const struct et_image_info *second, double opacity);

/*
 * Paint and cover of `count` pixels of row `y` of the base from pixel `first` on, which the second
 * input covers, for plane `plane`. Any thread.
 */
void et_overlay_pixels(const struct et_overlay *overlay, const struct et_image *base,
                       const struct et_image *second, int plane, int y, int first, int count,
                       struct et_overlay_scratch *scratch);

/* The second input's own samples of a chroma plane, as the base's middle samples, to s->value. */
void et_overlay_chroma(const struct et_overlay *overlay, const struct et_image *second, int plane,
                       int y, int first, int count, struct et_overlay_scratch *scratch);

#endif
