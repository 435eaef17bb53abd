/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * H.264 luma motion compensation of 8 and 10 bits: the six taps 1, -5, 20, 20, -5, 1 and averages,
 * in strips of eight columns. With a, b, c the sums of the outer, middle and inner samples,
 *   ((((a - b) >> 2) - b + c) >> 2) + c = (a - 5 * b + 20 * c) >> 4
 * exactly, which keeps sums in 16 bits.
 */

#include "libavutil/attributes.h"
#include "libavutil/macros.h"
#include "libavutil/mem_internal.h"
#include "libavcodec/h264qpel.h"
#include "libavutil/cpu_internal.h"
#include "libavcodec/wasm/simd128.h"

/** a - 5 * b + 20 * c, modulo 65536. */
static av_always_inline v128_t weigh(v128_t a, v128_t b, v128_t c)
{
    v128_t inner = wasm_i16x8_sub(wasm_i16x8_shl(c, 2), b);

    return wasm_i16x8_add(a, wasm_i16x8_mul(inner, wasm_i16x8_const_splat(5)));
}

/** (a - 5 * b + 20 * c) >> 4; a sum that saturates is one that clips. */
static av_always_inline v128_t weigh_sixteenth(v128_t a, v128_t b, v128_t c)
{
    v128_t sum = wasm_i16x8_sub(wasm_i16x8_shr(wasm_i16x8_sub(a, b), 2), b);

    sum = wasm_i16x8_shr(wasm_i16x8_add_sat(sum, c), 2);
    return wasm_i16x8_add(sum, c);
}

/** Drops the first of six rows. Not a loop, of which the compiler would make a call of memmove. */
static av_always_inline void move_down(v128_t rows[6])
{
    rows[0] = rows[1];
    rows[1] = rows[2];
    rows[2] = rows[3];
    rows[3] = rows[4];
    rows[4] = rows[5];
}

#define BIT_DEPTH 8
#include "qpel_template.c"
#undef BIT_DEPTH

#define BIT_DEPTH 10
#include "qpel_template.c"
#undef BIT_DEPTH

av_cold void ff_h264qpel_init_wasm(H264QpelContext *c, int bit_depth)
{
#if HAVE_SIMD128
    if (!CPUEXT(av_get_cpu_flags(), SIMD128))
        return;
    if (bit_depth == 8)
        qpel_init_8(c);
    else if (bit_depth == 10)
        qpel_init_10(c);
#endif
}
