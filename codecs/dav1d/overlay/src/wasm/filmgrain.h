/* SPDX-License-Identifier: BSD-2-Clause */

#include "src/cpu.h"
#include "src/filmgrain.h"

decl_fgy_32x32xn_fn(BF(dav1d_fgy_32x32xn, simd128));
decl_fguv_32x32xn_fn(BF(dav1d_fguv_32x32xn_420, simd128));
decl_fguv_32x32xn_fn(BF(dav1d_fguv_32x32xn_422, simd128));
decl_fguv_32x32xn_fn(BF(dav1d_fguv_32x32xn_444, simd128));

static ALWAYS_INLINE void film_grain_dsp_init_wasm(Dav1dFilmGrainDSPContext *const c) {
    const unsigned flags = dav1d_get_cpu_flags();

    if (!(flags & DAV1D_WASM_CPU_FLAG_SIMD128)) return;

    c->fgy_32x32xn = BF(dav1d_fgy_32x32xn, simd128);
    c->fguv_32x32xn[DAV1D_PIXEL_LAYOUT_I420 - 1] = BF(dav1d_fguv_32x32xn_420, simd128);
    c->fguv_32x32xn[DAV1D_PIXEL_LAYOUT_I422 - 1] = BF(dav1d_fguv_32x32xn_422, simd128);
    c->fguv_32x32xn[DAV1D_PIXEL_LAYOUT_I444 - 1] = BF(dav1d_fguv_32x32xn_444, simd128);
}
