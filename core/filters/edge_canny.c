// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Edges after Canny (A Computational Approach to Edge Detection, 1986), with FFmpeg's arithmetic
 * (libavfilter/edge_common.c, by Clement Boesch), whose samples this gives bit for bit at 8 bits and
 * a reach of 1:
 *   smooth     a Gaussian of sigma 1.4 over 5 x 5 samples in 1/159, cut; the two outermost rows and
 *              columns stay as they are
 *   gradient   Sobel's gx and gy of that; |gx| + |gy|; none in the outermost rows and columns
 *   thin       a sample stays where its gradient is larger than those of its two neighbours across
 *              the edge, whose direction is rounded to one of four; cut to the largest code
 *   follow     what is above `high` is an edge; what is above `low` is one where `reach` steps, or
 *              fewer, over such samples lead from it to one above `high`
 * An edge has the code of its gradient above black, cut at white.
 *
 * Samples of a row are thinned into bits, 64 to a word, so that a step is a few operations on words.
 */
#include "filters/edge.h"
#include "simd/sample.h"

#include <string.h>

enum {
    SMOOTH_ROWS = 4, /* rings of rows, powers of two: what thinning a row looks at */
    GRADIENT_ROWS = 4,
    WORD_BITS = 64,
    DIRECTION_BITS = 16,
};

/* A band at work: rows `top` to `bottom` - 1 are thinned. */
struct work {
    const struct et_canny *canny;
    const uint8_t *src;
    ptrdiff_t stride;
    int top, bottom, words; /* of a row of bits, with one of zeros on either side */
    uint16_t *smooth;
    int32_t *gradient;
    uint64_t *weak, *edges, *next; /* from row top - 1 to row bottom, which are of zeros */
};

static int words_of(const struct et_canny *canny)
{
    return (canny->plane.width + WORD_BITS - 1) / WORD_BITS + 2;
}

static size_t bits_bytes(const struct et_canny *canny, int rows)
{
    return (size_t)(rows + 2 * canny->reach + 2) * (size_t)words_of(canny) * sizeof(uint64_t);
}

int et_canny_halo(const struct et_canny *canny)
{
    return canny->reach + 2 + ET_SMOOTH_REACH;
}

size_t et_canny_scratch(const struct et_canny *canny, int rows)
{
    const size_t width = (size_t)canny->plane.width;
    return 3 * bits_bytes(canny, rows) + GRADIENT_ROWS * width * sizeof(int32_t) +
           SMOOTH_ROWS * width * sizeof(uint16_t);
}

static struct work lay_out(const struct et_canny *canny, int first, int last, void *scratch)
{
    const int top = first - canny->reach, bottom = last + canny->reach;
    const size_t words = bits_bytes(canny, last - first) / sizeof(uint64_t);
    struct work work = {
        .canny = canny,
        .top = top < 0 ? 0 : top,
        .bottom = bottom > canny->plane.height ? canny->plane.height : bottom,
        .words = words_of(canny),
        .weak = scratch,
    };
    work.edges = work.weak + words;
    work.next = work.edges + words;
    work.gradient = (int32_t *)(work.next + words);
    work.smooth = (uint16_t *)(work.gradient + (ptrdiff_t)GRADIENT_ROWS * canny->plane.width);
    memset(scratch, 0, 3 * words * sizeof(uint64_t));
    return work;
}

static uint64_t *bits_of(const struct work *work, uint64_t *bits, int y)
{
    return bits + (ptrdiff_t)(y - (work->top - 1)) * work->words + 1;
}

static uint16_t *smooth_row(const struct work *work, int y)
{
    return work->smooth + (ptrdiff_t)(y & (SMOOTH_ROWS - 1)) * work->canny->plane.width;
}

static int32_t *gradient_row(const struct work *work, int y)
{
    return work->gradient + (ptrdiff_t)(y & (GRADIENT_ROWS - 1)) * work->canny->plane.width;
}

/* ---- Smooth and gradient --------------------------------------------------------------------- */

static inline void smooth_plane_row(const struct work *work, int y, bool bytes)
{
    const int width = work->canny->plane.width, height = work->canny->plane.height;
    const uint8_t *at = work->src + y * work->stride;
    uint16_t *dst = smooth_row(work, y);
    const bool inside =
        y >= ET_SMOOTH_REACH && y < height - ET_SMOOTH_REACH && width > 2 * ET_SMOOTH_REACH;
    const int first = inside ? ET_SMOOTH_REACH : width,
              last = inside ? width - ET_SMOOTH_REACH : width;
    for (int x = 0; x < first; x++)
        dst[x] = (uint16_t)et_sample_get(at, x, bytes);
    work->canny->smooth(dst, at, work->stride, first, last);
    for (int x = last; x < width; x++)
        dst[x] = (uint16_t)et_sample_get(at, x, bytes);
}

static inline int gradient_x(const uint16_t *above, const uint16_t *own, const uint16_t *below,
                             int x)
{
    return above[x + 1] - above[x - 1] + 2 * (own[x + 1] - own[x - 1]) + below[x + 1] -
           below[x - 1];
}

static inline int gradient_y(const uint16_t *above, const uint16_t *below, int x)
{
    return below[x - 1] - above[x - 1] + 2 * (below[x] - above[x]) + below[x + 1] - above[x + 1];
}

static void gradient_plane_row(const struct work *work, int y)
{
    const int width = work->canny->plane.width;
    int32_t *restrict dst = gradient_row(work, y);
    if (y < 1 || y >= work->canny->plane.height - 1 || width < 3) {
        memset(dst, 0, (size_t)width * sizeof(*dst));
        return;
    }
    const uint16_t *above = smooth_row(work, y - 1), *own = smooth_row(work, y);
    const uint16_t *below = smooth_row(work, y + 1);
    dst[0] = dst[width - 1] = 0;
    for (int x = 1; x < width - 1; x++) {
        const int gx = gradient_x(above, own, below, x), gy = gradient_y(above, below, x);
        dst[x] = (gx < 0 ? -gx : gx) + (gy < 0 ? -gy : gy);
    }
}

/* ---- Thin ------------------------------------------------------------------------------------ */

/*
 * From a sample to the neighbour across its edge, as the step in x where y steps by one: -1, 0, 1; or
 * 2 where y stays. The directions meet at the tangents of 22.5 and 67.5 degrees, in 1/65536.
 */
static int across_edge(int gx, int gy)
{
    if (!gx)
        return 0;
    if (gx < 0)
        gx = -gx, gy = -gy;
    const int64_t rise = (int64_t)gy * (1 << DIRECTION_BITS);
    const int64_t flat = 27146 * (int64_t)gx, steep = 158218 * (int64_t)gx;
    if (rise > -steep && rise < -flat)
        return -1;
    if (rise > -flat && rise < flat)
        return 2;
    return rise > flat && rise < steep ? 1 : 0;
}

/*
 * Marks the samples of row y that are above `low` as weak, and as edges where they are above `high`.
 * `dst`: the output row, which gets their codes; NULL: it is another band's.
 */
static inline void thin_row(const struct work *work, int y, void *dst, bool bytes)
{
    const struct et_canny *canny = work->canny;
    const struct et_edge_plane *plane = &canny->plane;
    const int max = (1 << plane->depth) - 1, range = plane->white - plane->black;
    const int32_t *above = gradient_row(work, y - 1), *own = gradient_row(work, y);
    const int32_t *below = gradient_row(work, y + 1);
    const uint16_t *smooth_above = smooth_row(work, y - 1), *smooth = smooth_row(work, y);
    const uint16_t *smooth_below = smooth_row(work, y + 1);
    uint64_t *weak = bits_of(work, work->weak, y), *edges = bits_of(work, work->edges, y);
    if (dst)
        et_sample_fill(dst, plane->width, plane->black, bytes);
    if (y < 1 || y >= plane->height - 1)
        return;
    for (int x = 1; x < plane->width - 1; x++) {
        if (own[x] <= canny->low)
            continue;
        const int step = across_edge(gradient_x(smooth_above, smooth, smooth_below, x),
                                     gradient_y(smooth_above, smooth_below, x));
        const int one = step == 2 ? own[x + 1] : below[x + step];
        const int other = step == 2 ? own[x - 1] : above[x - step];
        const int value = own[x] < max ? own[x] : max;
        if (own[x] <= one || own[x] <= other || value <= canny->low)
            continue;
        const uint64_t bit = (uint64_t)1 << (x & (WORD_BITS - 1));
        weak[x / WORD_BITS] |= bit;
        if (value > canny->high)
            edges[x / WORD_BITS] |= bit;
        if (dst)
            et_sample_put(dst, x, plane->black + (value < range ? value : range), bytes);
    }
}

/* ---- Follow ---------------------------------------------------------------------------------- */

/* Marks weak samples beside an edge as edges. Returns whether there were any. */
static bool follow(struct work *work)
{
    uint64_t changed = 0;
    for (int y = work->top; y < work->bottom; y++) {
        const uint64_t *above = bits_of(work, work->edges, y - 1);
        const uint64_t *own = bits_of(work, work->edges, y);
        const uint64_t *below = bits_of(work, work->edges, y + 1);
        const uint64_t *weak = bits_of(work, work->weak, y);
        uint64_t *next = bits_of(work, work->next, y);
        uint64_t before = 0, at = above[0] | own[0] | below[0];
        for (int i = 0; i < work->words - 2; i++) {
            const uint64_t behind = above[i + 1] | own[i + 1] | below[i + 1];
            const uint64_t around =
                at | at << 1 | at >> 1 | before >> (WORD_BITS - 1) | behind << (WORD_BITS - 1);
            next[i] = own[i] | (weak[i] & around);
            changed |= next[i] ^ own[i];
            before = at;
            at = behind;
        }
    }
    uint64_t *edges = work->edges;
    work->edges = work->next;
    work->next = edges;
    return changed;
}

/* Takes back what is weak and was not reached. */
static inline void clear_row(const struct work *work, int y, void *dst, bool bytes)
{
    const uint64_t *weak = bits_of(work, work->weak, y), *edges = bits_of(work, work->edges, y);
    for (int i = 0; i < work->words - 2; i++)
        for (uint64_t left = weak[i] & ~edges[i], x = 0; left; left >>= 1, x++)
            if (left & 1)
                et_sample_put(dst, i * WORD_BITS + (int)x, work->canny->plane.black, bytes);
}

static inline void run_band(struct work *work, uint8_t *dst, ptrdiff_t dst_stride, int first,
                            int last, bool bytes)
{
    const struct et_edge_plane *plane = &work->canny->plane;
    int smoothed = work->top - 2 < 0 ? 0 : work->top - 2;
    int graded = work->top - 1 < 0 ? 0 : work->top - 1;
    for (int y = work->top; y < work->bottom; y++) {
        for (; graded <= y + 1 && graded < plane->height; graded++) {
            for (; smoothed <= graded + 1 && smoothed < plane->height; smoothed++)
                smooth_plane_row(work, smoothed, bytes);
            gradient_plane_row(work, graded);
        }
        thin_row(work, y, y >= first && y < last ? dst + y * dst_stride : NULL, bytes);
    }
    for (int step = 0; step < work->canny->reach && follow(work); step++)
        ;
    for (int y = first; y < last; y++)
        clear_row(work, y, dst + y * dst_stride, bytes);
}

void et_canny_run(const struct et_canny *canny, const uint8_t *src, ptrdiff_t src_stride,
                  uint8_t *dst, ptrdiff_t dst_stride, int first, int last, void *scratch)
{
    struct work work = lay_out(canny, first, last, scratch);
    work.src = src;
    work.stride = src_stride;
    if (canny->plane.depth == 8)
        run_band(&work, dst, dst_stride, first, last, true);
    else
        run_band(&work, dst, dst_stride, first, last, false);
}
