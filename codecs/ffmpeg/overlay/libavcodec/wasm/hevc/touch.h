/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Brings into the cache what a prediction unit is written to and predicted from, before it is predicted. What
 * reaches beyond the frame is left out.
 */

#ifndef AVCODEC_WASM_HEVC_TOUCH_H
#define AVCODEC_WASM_HEVC_TOUCH_H

#include "libavutil/attributes.h"
#include "libavcodec/hevc/hevcdec.h"
#include "libavcodec/wasm/touch.h"

/** Of luma samples `x`, `y`, `w`, `h` a plane's part at the vector's distance; filters reach 3 samples back and 4 ahead. */
static av_always_inline void touch_reference(const HEVCSPS *sps, const AVFrame *ref, int plane, int x, int y, int w, int h,
                                             Mv mv)
{
    int ss_h = sps->hshift[plane], ss_v = sps->vshift[plane];

    x = (x >> ss_h) + (mv.x >> (2 + ss_h));
    y = (y >> ss_v) + (mv.y >> (2 + ss_v));
    w >>= ss_h;
    h >>= ss_v;
    if (mv.x & ((4 << ss_h) - 1)) {
        x -= 3;
        w += 7;
    }
    if (mv.y & ((4 << ss_v) - 1)) {
        y -= 3;
        h += 7;
    }
    if (x >= 0 && y >= 0 && x + w <= sps->width >> ss_h && y + h <= sps->height >> ss_v)
        touch_rows(ref->data[plane] + y * (ptrdiff_t) ref->linesize[plane] + (x << sps->pixel_shift),
                   ref->linesize[plane], w << sps->pixel_shift, h);
}

/** `ref0`, `ref1`: the frames that it is predicted from; NULL: there is none. */
static av_noinline void touch_unit(const HEVCContext *s, const HEVCSPS *sps, int x, int y, int w, int h,
                                   const struct MvField *motion, const HEVCFrame *ref0, const HEVCFrame *ref1)
{
    const AVFrame *f = s->cur_frame->f;

    for (int plane = 0; plane < (sps->chroma_format_idc ? 3 : 1); plane++) {
        int ss_h = sps->hshift[plane], ss_v = sps->vshift[plane];

        if (ref0)
            touch_reference(sps, ref0->f, plane, x, y, w, h, motion->mv[0]);
        if (ref1)
            touch_reference(sps, ref1->f, plane, x, y, w, h, motion->mv[1]);
        touch_rows(f->data[plane] + (y >> ss_v) * (ptrdiff_t) f->linesize[plane] + (x >> ss_h << sps->pixel_shift),
                   f->linesize[plane], w >> ss_h << sps->pixel_shift, h >> ss_v);
    }
}

#endif /* AVCODEC_WASM_HEVC_TOUCH_H */
