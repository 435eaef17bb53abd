/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ProRes's blocks of 10 and 12 bits: unquantized, transformed, clipped, stored. */

#include "libavutil/attributes.h"
#include "libavutil/cpu_internal.h"
#include "libavcodec/idctdsp.h"
#include "libavcodec/proresdsp.h"
#include "libavcodec/wasm/simple_idct.h"

/** `extra_shift`: what rows are shifted down by, and columns that much less, for the larger input. */
static av_always_inline void idct_put(uint16_t *out, ptrdiff_t linesize, const int16_t *block, const int16_t *qmat,
                                      const SimpleIdct *t, int bit_depth, int row_extra, int col_shift)
{
    v128_t x[8];
    v128_t least = wasm_i16x8_const_splat(4), most = wasm_i16x8_splat((1 << bit_depth) - 5);

    for (int i = 0; i < 8; i++)
        x[i] = wasm_i16x8_mul(wasm_v128_load(block + 8 * i), wasm_v128_load(qmat + 8 * i));
    if (bit_depth == 12)
        transpose_8x8_i16(x);
    idct_rows(x, t, row_extra, 0);
    transpose_8x8_i16(x);
    x[0] = wasm_i16x8_add(x[0], wasm_i16x8_const_splat(8192));
    idct_cols(x, t, col_shift, 0);
    for (int i = 0; i < 8; i++) {
        wasm_v128_store(out, wasm_i16x8_min(wasm_i16x8_max(x[i], least), most));
        out += linesize >> 1;
    }
}

static void prores_idct_put_10_simd128(uint16_t *out, ptrdiff_t linesize, int16_t *block, const int16_t *qmat)
{
    idct_put(out, linesize, block, qmat, &simple_idct_10, 10, 3, 18);
}

static void prores_idct_put_12_simd128(uint16_t *out, ptrdiff_t linesize, int16_t *block, const int16_t *qmat)
{
    idct_put(out, linesize, block, qmat, &simple_idct_12, 12, 0, simple_idct_12.col_shift);
}

av_cold void ff_proresdsp_init_wasm(ProresDSPContext *dsp, int bits_per_raw_sample)
{
#if HAVE_SIMD128
    if (!CPUEXT(av_get_cpu_flags(), SIMD128))
        return;
    if (bits_per_raw_sample == 10) {
        dsp->idct_permutation_type = FF_IDCT_PERM_TRANSPOSE;
        dsp->idct_put = prores_idct_put_10_simd128;
    } else {
        // The order of coefficients is that of idct_put_bayer too, which is C.
        dsp->idct_put = prores_idct_put_12_simd128;
    }
#endif
}
