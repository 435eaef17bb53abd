/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sixteen bytes at once: two halves would be stored in the way of later loads of whole vectors,
 * which cannot be served before both have reached the cache.
 */

#ifndef AVUTIL_WASM_INTREADWRITE_H
#define AVUTIL_WASM_INTREADWRITE_H

#ifdef __wasm_simd128__

#include <wasm_simd128.h>

#include "libavutil/attributes.h"

#define AV_COPY128 AV_COPY128
static av_always_inline void AV_COPY128(void *d, const void *s)
{
    wasm_v128_store(d, wasm_v128_load(s));
}

#define AV_COPY128U AV_COPY128U
static av_always_inline void AV_COPY128U(void *d, const void *s)
{
    wasm_v128_store(d, wasm_v128_load(s));
}

#define AV_ZERO128 AV_ZERO128
static av_always_inline void AV_ZERO128(void *d)
{
    wasm_v128_store(d, wasm_i32x4_const_splat(0));
}

#endif /* __wasm_simd128__ */

#endif /* AVUTIL_WASM_INTREADWRITE_H */
