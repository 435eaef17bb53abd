/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * WebAssembly has no prefetch. Loads whose values nobody takes do as well where many follow each other: they wait
 * for memory together, where the rows of a block, each computed before the next is loaded, would by themselves.
 */

#ifndef DAV1D_SRC_WASM_TOUCH_H
#define DAV1D_SRC_WASM_TOUCH_H

#include <stddef.h>
#include <stdint.h>

#include "common/attributes.h"
#include "src/internal.h"
#include "src/levels.h"

/** Brings rows of 1 to 128 bytes into the nearest cache: their first and last lines of 64 bytes. */
static ALWAYS_INLINE void touch_rows(const uint8_t *src, const ptrdiff_t stride, const int bytes, int rows) {
    const int crosses = ((uintptr_t) src & 63) + bytes > 64;

    do {
        (void) *(const volatile uint8_t *) src;
        if (crosses)
            (void) *(const volatile uint8_t *) (src + bytes - 1);
        src += stride;
    } while (--rows);
}

/** What one vector predicts a plane's part from, `x`, `y`, `w` and `h` in luma pixels; filters reach 3 back and 4 ahead. */
static ALWAYS_INLINE void touch_reference(const Dav1dFrameContext *const f, const Dav1dPicture *const ref, const int pl,
                                          const int ss_hor, const int ss_ver, int x, int y, int w, int h, const mv mv)
{
    const int bytes        = f->cur.p.bpc > 8 ? 2 : 1;
    const ptrdiff_t stride = ref->stride[!!pl];

    x = (x >> ss_hor) + (mv.x >> (3 + ss_hor));
    y = (y >> ss_ver) + (mv.y >> (3 + ss_ver));
    w = (w + ss_hor) >> ss_hor;
    h = (h + ss_ver) >> ss_ver;
    if (mv.x & ((8 << ss_hor) - 1)) {
        x -= 3;
        w += 7;
    }
    if (mv.y & ((8 << ss_ver) - 1)) {
        y -= 3;
        h += 7;
    }
    if (x >= 0 && y >= 0 && x + w <= (ref->p.w + ss_hor) >> ss_hor && y + h <= (ref->p.h + ss_ver) >> ss_ver)
        touch_rows((const uint8_t *) ref->data[pl] + y * stride + x * bytes, stride, w * bytes, h);
}

/** What an inter block is predicted from and written to; `w4` and `h4`: its size inside the frame in units of 4 pixels. */
static NOINLINE void touch_block(const Dav1dTaskContext *const t, const Av1Block *const b, const int w4, const int h4,
                                 const int has_chroma)
{
    const Dav1dFrameContext *const f = t->f;
    const int bytes = f->cur.p.bpc > 8 ? 2 : 1;

    for (int pl = 0; pl < (has_chroma ? 3 : 1); pl++) {
        const int ss_hor = pl && f->cur.p.layout != DAV1D_PIXEL_LAYOUT_I444;
        const int ss_ver = pl && f->cur.p.layout == DAV1D_PIXEL_LAYOUT_I420;
        const int x = t->bx * 4, y = t->by * 4, w = w4 * 4, h = h4 * 4;
        const ptrdiff_t stride = f->cur.stride[!!pl];

        for (int i = 0; i <= (b->comp_type != COMP_INTER_NONE); i++) {
            const Dav1dPicture *const ref = &f->refp[b->ref[i]].p;

            if (ref->p.w == f->cur.p.w && ref->p.h == f->cur.p.h)
                touch_reference(f, ref, pl, ss_hor, ss_ver, x, y, w, h, b->mv[i]);
        }
        touch_rows((const uint8_t *) f->cur.data[pl] + (y >> ss_ver) * stride + (x >> ss_hor) * bytes, stride,
                   (w >> ss_hor) * bytes, (h + ss_ver) >> ss_ver);
    }
}

#endif /* DAV1D_SRC_WASM_TOUCH_H */
