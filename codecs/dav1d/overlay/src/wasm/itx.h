/* SPDX-License-Identifier: BSD-2-Clause */

#include "src/cpu.h"
#include "src/itx.h"

/* Sets all but WHT_WHT. */
void BF(dav1d_itx_dsp_init, simd128)(Dav1dInvTxfmDSPContext *c);

static ALWAYS_INLINE void itx_dsp_init_wasm(Dav1dInvTxfmDSPContext *const c, const int bpc) {
    const unsigned flags = dav1d_get_cpu_flags();

    if (!(flags & DAV1D_WASM_CPU_FLAG_SIMD128)) return;

    BF(dav1d_itx_dsp_init, simd128)(c);
}
