/* SPDX-License-Identifier: BSD-2-Clause */

#ifndef DAV1D_SRC_WASM_MSAC_H
#define DAV1D_SRC_WASM_MSAC_H

#include "src/cpu.h"

unsigned dav1d_msac_decode_symbol_adapt4_simd128(MsacContext *s, uint16_t *cdf, size_t n_symbols);
unsigned dav1d_msac_decode_symbol_adapt8_simd128(MsacContext *s, uint16_t *cdf, size_t n_symbols);
unsigned dav1d_msac_decode_symbol_adapt16_simd128(MsacContext *s, uint16_t *cdf, size_t n_symbols);
unsigned dav1d_msac_decode_bool_adapt_simd128(MsacContext *s, uint16_t *cdf);
unsigned dav1d_msac_decode_bool_equi_simd128(MsacContext *s);
unsigned dav1d_msac_decode_bool_simd128(MsacContext *s, unsigned f);
unsigned dav1d_msac_decode_hi_tok_simd128(MsacContext *s, uint16_t *cdf);

#define dav1d_msac_decode_symbol_adapt4  dav1d_msac_decode_symbol_adapt4_simd128
#define dav1d_msac_decode_symbol_adapt8  dav1d_msac_decode_symbol_adapt8_simd128
#define dav1d_msac_decode_symbol_adapt16 dav1d_msac_decode_symbol_adapt16_simd128
#define dav1d_msac_decode_bool_adapt     dav1d_msac_decode_bool_adapt_simd128
#define dav1d_msac_decode_bool_equi      dav1d_msac_decode_bool_equi_simd128
#define dav1d_msac_decode_bool           dav1d_msac_decode_bool_simd128
#define dav1d_msac_decode_hi_tok         dav1d_msac_decode_hi_tok_simd128

#endif /* DAV1D_SRC_WASM_MSAC_H */
