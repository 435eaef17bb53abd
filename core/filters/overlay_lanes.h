// SPDX-License-Identifier: MIT
#ifndef ETALON_FILTERS_OVERLAY_LANES_H
#define ETALON_FILTERS_OVERLAY_LANES_H

#include "filters/overlay_chroma.h"
#include "filters/overlay_reader.h"

/*
 * Blend modes in lanes of 16 bits: RGBA that is not multiplied by its alpha, or YUV without alpha of
 * at most 12 bits, on YUV without alpha of at most 10 bits whose chroma has as many rows as pixels or
 * lies midway between two. R', G', B' and cover are 0 to ET_LANES_ONE; products are
 * (a * b + 2^14) >> 15, sums are cut to 16 bits.
 */
enum { ET_LANES_BITS = 15, ET_LANES_ONE = (1 << ET_LANES_BITS) - 1 };

static inline int et_lanes_product(int a, int b)
{
    return (a * b + (1 << (ET_LANES_BITS - 1))) >> ET_LANES_BITS;
}

/* From planes to R', G', B': luma is (code << (15 - depth)) - zero, chroma 2^16 for all its codes. */
struct et_lanes_matrix {
    int shift; /* 15 - depth */
    int16_t zero, luma, red_cr, green_cb, green_cr, blue_cb;
};

/*
 * From changes of R', G', B' to those of luma, in 1 / 2^(15 - depth) of a code, and to those of Cb and
 * Cr: their own colour times [0], less luma's change times [1]. Sums of two rows of chroma are in
 * 1 / 2^(14 - depth) of a code.
 */
struct et_lanes_back {
    int16_t luma[3], cb[2], cr[2];
};

enum { ET_LANES_CHUNK = 512, ET_LANES_ROOM = ET_LANES_CHUNK + 32 };

/* A chunk of a row of pixels, R', G', B'. What lies behind ET_LANES_CHUNK + 16 is nobody's. */
struct et_lanes_row {
    int16_t cover[ET_LANES_ROOM], source[3][ET_LANES_ROOM], base[3][ET_LANES_ROOM];
};

/*
 * What happens to `count` pixels of two rows, which may be one and the same: to luma in the place of
 * source[0], and to Cb and Cr, both rows' sums, where `cover` of the result's colour is the source's.
 */
typedef void et_lanes_blend(struct et_lanes_row *upper, struct et_lanes_row *lower,
                            int16_t *const chroma[2], const struct et_lanes_back *back, int count);

/* The kernel of a mode other than ET_BLEND_NORMAL. */
et_lanes_blend *et_lanes_blend_of(enum et_blend mode, unsigned cpu);

/* Where a row's samples of chroma lie: on all pixels, on even ones, or midway between two. */
enum et_lanes_across { ET_LANES_FULL, ET_LANES_COSITED, ET_LANES_MIDWAY };

/* Rows of `count` pixels; of samples of 8 bits, or of more. */
struct et_lanes_kernels {
    /* Chroma between two rows, of which the one below weighs `quarters` / 4: 2^16 for all its codes. */
    void (*between)(uint16_t *chroma, const void *above, const void *below, int quarters, int shift,
                    int count);

    /*
     * Codes of luma, and such rows of chroma from that of the first pixel on, to R', G', B', rows that
     * are ET_LANES_ROOM apart. Where there are samples for two pixels, the first pixel is an even one,
     * and a sample before and one behind those beside the pixels are read.
     */
    void (*open)(int16_t *rgb, const void *luma, const uint16_t *const chroma[2],
                 enum et_lanes_across across, const struct et_lanes_matrix *matrix, int count);

    /* Codes and what is added to them, in 1 / 2^shift of a code. */
    void (*add)(void *dst, const void *src, const int16_t *changes, int shift, int count);

    /* Pixels of RGBA, whatever the depth, to `source` and `cover`. */
    void (*open_rgba)(struct et_lanes_row *row, const uint8_t *rgba, int opacity, int count);
};

/* The kernels for samples of `depth` bits. */
struct et_lanes_kernels et_lanes_kernels(int depth, unsigned cpu);

struct et_overlay_lanes {
    const struct et_overlay *overlay;
    struct et_pixel_reader base, second;
    struct et_lanes_matrix to_rgb, second_to_rgb;
    struct et_lanes_back back;
    int16_t opacity;
    struct et_overlay_chroma chroma;
    et_lanes_blend *blend;
    struct et_lanes_kernels kernels, second_kernels;
};

/* Whether these two can be laid over each other this way. */
bool et_overlay_lanes_fit(const struct et_overlay *overlay, const struct et_image_info *base,
                          const struct et_image_info *second);

/* For a pair that fits; `overlay` has to outlive this. */
void et_overlay_lanes_init(struct et_overlay_lanes *lanes, const struct et_overlay *overlay,
                           const struct et_image_info *base, const struct et_image_info *second,
                           unsigned cpu);

/* Bytes of scratch memory, and a run of a joint filter. */
size_t et_overlay_lanes_scratch(const struct et_overlay_lanes *lanes);
void et_overlay_lanes_run(const struct et_overlay_lanes *lanes, const struct et_run *run);

#endif
