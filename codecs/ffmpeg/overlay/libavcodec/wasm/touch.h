/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * WebAssembly has no prefetch. A load whose value nobody takes does as well where many follow each other: they
 * wait for memory together, where the rows of a block, each computed before the next is loaded, would by themselves.
 */

#ifndef AVCODEC_WASM_TOUCH_H
#define AVCODEC_WASM_TOUCH_H

#include <stddef.h>
#include <stdint.h>

#include "libavutil/attributes.h"

/** Brings rows of 1 to 128 bytes into the nearest cache: their first and last lines of 64 bytes. */
static av_always_inline void touch_rows(const uint8_t *src, ptrdiff_t stride, int bytes, int rows)
{
    int last = bytes - 1;

    if (((uintptr_t) src & 63) + last < 64)
        last = 0;
    do {
        (void) *(const volatile uint8_t *) src;
        if (last)
            (void) *(const volatile uint8_t *) (src + last);
        src += stride;
    } while (--rows);
}

#endif /* AVCODEC_WASM_TOUCH_H */
