/* SPDX-License-Identifier: BSD-2-Clause */

#include "src/cpu.h"
#include "src/looprestoration.h"

decl_lr_filter_fn(BF(dav1d_wiener_filter, simd128));
decl_lr_filter_fn(BF(dav1d_sgr_filter_5x5, simd128));
decl_lr_filter_fn(BF(dav1d_sgr_filter_3x3, simd128));
decl_lr_filter_fn(BF(dav1d_sgr_filter_mix, simd128));

static ALWAYS_INLINE void loop_restoration_dsp_init_wasm(Dav1dLoopRestorationDSPContext *const c,
                                                         const int bpc)
{
    const unsigned flags = dav1d_get_cpu_flags();

    if (!(flags & DAV1D_WASM_CPU_FLAG_SIMD128)) return;

    c->wiener[0] = c->wiener[1] = BF(dav1d_wiener_filter, simd128);
    c->sgr[0] = BF(dav1d_sgr_filter_5x5, simd128);
    c->sgr[1] = BF(dav1d_sgr_filter_3x3, simd128);
    c->sgr[2] = BF(dav1d_sgr_filter_mix, simd128);
}
