/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Brings into the cache what the next row of macroblocks is written to and predicted from. A row of macroblocks is
 * one piece of memory in each plane, which is read in the order of addresses, as the processor's own prefetcher
 * foresees it: some pages at every sixteenth macroblock, so that it has a run to follow. A macroblock's own rows of
 * pixels lie a page apart at 4K, and are waited for.
 */

#ifndef AVCODEC_WASM_H264_TOUCH_H
#define AVCODEC_WASM_H264_TOUCH_H

#include "libavutil/attributes.h"
#include "libavutil/macros.h"
#include "libavcodec/h264dec.h"
#include "libavcodec/wasm/touch.h"

/** Of 16 luma rows from `row` on, and of the chroma rows beside them, the share of `count` macroblocks from `mb_x` on. */
static av_always_inline void touch_share(const H264Context *h, const H264SliceContext *sl, uint8_t *const data[], int row,
                                         int mb_x, int count)
{
    int luma_bytes   = 16 * 16 << h->pixel_shift;
    int chroma_bytes = luma_bytes >> (h->chroma_x_shift + h->chroma_y_shift);
    ptrdiff_t chroma = (row >> h->chroma_y_shift) * sl->uvlinesize + mb_x * chroma_bytes;

    touch_rows(data[0] + row * sl->linesize + mb_x * luma_bytes, 64, 1, count * luma_bytes >> 6);
    touch_rows(data[1] + chroma, 64, 1, count * chroma_bytes >> 6);
    touch_rows(data[2] + chroma, 64, 1, count * chroma_bytes >> 6);
}

/** Of the vectors of a row of macroblocks, 64 bytes for each, the same. */
static av_always_inline void touch_vectors(const H264Context *h, int16_t (*const vectors)[2], int mb_y, int mb_x, int count)
{
    touch_rows((const uint8_t *) vectors[mb_y * 4 * h->b_stride + mb_x * 16], 64, 1, count);
}

/** Of a slice's macroblock, before it is decoded: the frame, then a list's first reference each. Fields are left out. */
static av_noinline void touch_next_row(const H264Context *h, const H264SliceContext *sl)
{
    int part = sl->mb_x & 15, list = part - 1, mb_x = sl->mb_x - part, mb_y = sl->mb_y + 1;
    int count = FFMIN(16, h->mb_width - mb_x);
    const H264Ref *ref;

    if (part > sl->list_count || mb_y + 1 >= h->mb_height || sl->is_complex)
        return;
    if (part == 0) {
        touch_share(h, sl, h->cur_pic.f->data, mb_y * 16, mb_x, count);
        return;
    }
    touch_vectors(h, h->cur_pic.motion_val[list], mb_y, mb_x, count);
    ref = &sl->ref_list[list][0];
    if (!sl->ref_count[list] || !ref->data[0])
        return;
    // Half a macroblock lower: filters and motion reach down as well.
    touch_share(h, sl, ref->data, mb_y * 16 + 8, mb_x, count);
    if (list == 1 && ref->parent && ref->parent->motion_val[0]) // of direct prediction
        touch_vectors(h, ref->parent->motion_val[0], mb_y, mb_x, count);
}

#endif /* AVCODEC_WASM_H264_TOUCH_H */
