/* SPDX-License-Identifier: BSD-2-Clause */

#include "src/cpu.h"
#include "src/refmvs.h"

decl_splat_mv_fn(dav1d_splat_mv_simd128);

static ALWAYS_INLINE void refmvs_dsp_init_wasm(Dav1dRefmvsDSPContext *const c) {
    const unsigned flags = dav1d_get_cpu_flags();

    if (!(flags & DAV1D_WASM_CPU_FLAG_SIMD128)) return;

    c->splat_mv = dav1d_splat_mv_simd128;
}
