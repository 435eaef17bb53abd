/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Brings into the cache what a block is written to and predicted from, before its coefficients are decoded. Blocks
 * that reach beyond the frame are left out; the smallest partitions go by their first vector.
 */

#ifndef AVCODEC_WASM_VP9_TOUCH_H
#define AVCODEC_WASM_VP9_TOUCH_H

#include "libavutil/attributes.h"
#include "libavutil/common.h"
#include "libavcodec/vp9dec.h"
#include "libavcodec/wasm/touch.h"

/** A plane's part, `w` and `h` pixels large, at the vector's distance from x, y; filters reach 3 pixels back and 4 ahead. */
static av_always_inline void touch_plane(const AVFrame *ref, int plane, int ss_h, int ss_v, int x, int y, int w, int h,
                                         VP9mv mv, int bytesperpixel)
{
    ptrdiff_t stride = ref->linesize[plane];

    x = (x >> ss_h) + (mv.x >> (3 + ss_h));
    y = (y >> ss_v) + (mv.y >> (3 + ss_v));
    w >>= ss_h;
    h >>= ss_v;
    if (mv.x & ((8 << ss_h) - 1)) {
        x -= 3;
        w += 7;
    }
    if (mv.y & ((8 << ss_v) - 1)) {
        y -= 3;
        h += 7;
    }
    if (x >= 0 && y >= 0 && x + w <= AV_CEIL_RSHIFT(ref->width, ss_h) && y + h <= AV_CEIL_RSHIFT(ref->height, ss_v))
        touch_rows(ref->data[plane] + y * stride + x * bytesperpixel, stride, w * bytesperpixel, h);
}

/** What a block is written to. */
static av_always_inline void touch_target(const VP9Context *s, ptrdiff_t yoff, ptrdiff_t uvoff, int w4, int h4)
{
    const AVFrame *f = s->s.frames[CUR_FRAME].tf.f;

    touch_rows(f->data[0] + yoff, f->linesize[0], w4 * 8 * s->bytesperpixel, h4 * 8);
    for (int plane = 1; plane < 3; plane++)
        touch_rows(f->data[plane] + uvoff, f->linesize[plane], (w4 * 8 >> s->ss_h) * s->bytesperpixel, h4 * 8 >> s->ss_v);
}

/** What an inter block is predicted from. */
static av_always_inline void touch_references(const VP9TileData *td, int w4, int h4)
{
    const VP9Context *s = td->s;
    const VP9Block *b = td->b;

    for (int i = 0; i <= b->comp; i++) {
        const AVFrame *ref = s->s.refs[s->s.h.refidx[b->ref[i]]].f;

        if (s->mvscale[b->ref[i]][0])
            continue; // another size: its blocks are elsewhere
        for (int plane = 0; plane < 3; plane++)
            touch_plane(ref, plane, plane ? s->ss_h : 0, plane ? s->ss_v : 0, td->col * 8, td->row * 8, w4 * 8, h4 * 8,
                        b->mv[0][i], s->bytesperpixel);
    }
}

/** Of a block whose mode is known; `yoff`, `uvoff`: where it lies in the planes; `w4`, `h4`: its size, in units of 8 pixels. */
static av_noinline void touch_block(const VP9TileData *td, ptrdiff_t yoff, ptrdiff_t uvoff, int w4, int h4)
{
    const VP9Context *s = td->s;

    if (td->col + w4 <= s->cols && td->row + h4 <= s->rows)
        touch_target(s, yoff, uvoff, w4, h4);
    if (!td->b->intra)
        touch_references(td, w4, h4);
}

/** The last frame's vectors of the superblock that follows, where a block begins one. A first frame has none before it. */
static av_always_inline void touch_next_vectors(const VP9TileData *td, int h4)
{
    const VP9Context *s = td->s;
    const VP9mvrefPair *mv = s->s.frames[REF_FRAME_MVPAIR].mv;
    ptrdiff_t stride = s->sb_cols * 8;

    if (mv && s->s.h.use_last_frame_mvs && !td->col7 && td->col + 8 < s->cols && td->row + h4 <= s->rows)
        touch_rows((const uint8_t *) &mv[td->row * stride + td->col + 8], stride * sizeof(VP9mvrefPair),
                   8 * sizeof(VP9mvrefPair), h4);
}

#endif /* AVCODEC_WASM_VP9_TOUCH_H */
