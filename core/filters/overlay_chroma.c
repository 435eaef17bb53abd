// SPDX-License-Identifier: MIT
#include "filters/overlay_chroma.h"

#include "simd/fir.h"

enum { MARGIN = 32 /* sums beyond those of the last sample */ };

static size_t stride_of(const struct et_overlay *overlay)
{
    return ((size_t)overlay->base.width + 2 * MARGIN + 31) & ~(size_t)31;
}

size_t et_overlay_chroma_scratch(const struct et_overlay *overlay)
{
    return 3 * stride_of(overlay) * sizeof(int16_t);
}

bool et_overlay_chroma_begin(const struct et_overlay_chroma *chroma, const struct et_run *run,
                             int row, void *scratch, struct et_chroma_sums *sums)
{
    const struct et_overlay *overlay = chroma->overlay;
    const struct et_chroma_axis *across = &overlay->across;
    const struct et_span pixels = et_overlay_pixels(overlay);
    const bool covered = et_overlay_has_chroma_row(overlay, row);
    const struct et_span part = covered ? et_overlay_chroma(overlay) : (struct et_span){0, 0};
    const size_t stride = stride_of(overlay);
    const int count = part.last - part.first, from = (part.first << 1) + across->down_from;
    const struct et_span all = {from, from + 2 * (count - 1) + across->taps};
    const struct et_span done = {all.first > pixels.first ? all.first : pixels.first,
                                 all.last < pixels.last ? all.last : pixels.last};
    for (int plane = 1; plane < 3; plane++)
        et_overlay_copy_around(run, plane, row, part);
    int16_t *const cover = (int16_t *)scratch + (done.first - from);
    *sums = (struct et_chroma_sums){part, all, done, cover, {cover + stride, cover + 2 * stride}};
    return count > 0;
}

/* Where pixels are not under the second input nothing happens; outside of the base, as at its edge. */
static int16_t *complete(int16_t *done, int16_t nothing, const struct et_chroma_sums *sums,
                         int width)
{
    const struct et_span all = sums->all;
    int16_t *const whole = done - (sums->done.first - all.first);
    for (int i = all.first; i < sums->done.first; i++)
        whole[i - all.first] = nothing;
    for (int i = sums->done.last; i < all.last; i++)
        whole[i - all.first] = nothing;
    if (all.first < 0)
        whole[0] = whole[1];
    if (all.last > width)
        whole[width - all.first] = whole[width - all.first - 1];
    return whole;
}

void et_overlay_chroma_finish(const struct et_overlay_chroma *chroma, const struct et_run *run,
                              int row, const struct et_chroma_sums *sums)
{
    const struct et_overlay *overlay = chroma->overlay;
    const int width = overlay->base.width;
    const int16_t *const cover =
        sums->cover ? complete(sums->cover, -ET_COVER_ONE, sums, width) : NULL;
    const int16_t *const paint[2] = {complete(sums->paint[0], 0, sums, width),
                                     complete(sums->paint[1], 0, sums, width)};
    const ptrdiff_t offset = (ptrdiff_t)sums->part.first * chroma->bytes;
    void *dst[2];
    const void *src[2];
    for (int c = 0; c < 2; c++) {
        dst[c] = run->out->data[c + 1] + row * run->out->stride[c + 1] + offset;
        src[c] = run->in->data[c + 1] + row * run->in->stride[c + 1] + offset;
    }
    chroma->mix(dst, src, paint, cover, sums->part.last - sums->part.first,
                overlay->across.taps == 2, 1 << (ET_MIDDLE_BITS - 1), &chroma->codes);
}
