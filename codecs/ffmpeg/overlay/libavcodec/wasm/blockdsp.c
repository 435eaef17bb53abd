/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A block of coefficients that is cleared, blocks of pixels that are filled. Six blocks are long enough for memory.fill. */

#include "libavutil/attributes.h"
#include "libavutil/cpu_internal.h"
#include "libavcodec/blockdsp.h"
#include "libavcodec/wasm/simd128.h"

#if HAVE_SIMD128
static void clear_block(int16_t *block)
{
    clear_vectors(block, 8);
}

static void fill_block16(uint8_t *block, uint8_t value, ptrdiff_t stride, int h)
{
    const v128_t pixels = wasm_i8x16_splat(value);

    for (int y = 0; y < h; y++)
        wasm_v128_store(block + y * stride, pixels);
}

static void fill_block8(uint8_t *block, uint8_t value, ptrdiff_t stride, int h)
{
    const v128_t pixels = wasm_i8x16_splat(value);

    for (int y = 0; y < h; y++)
        wasm_v128_store64_lane(block + y * stride, pixels, 0);
}
#endif

av_cold void ff_blockdsp_init_wasm(BlockDSPContext *c)
{
#if HAVE_SIMD128
    if (!CPUEXT(av_get_cpu_flags(), SIMD128))
        return;
    c->clear_block       = clear_block;
    c->fill_block_tab[0] = fill_block16;
    c->fill_block_tab[1] = fill_block8;
#endif
}
