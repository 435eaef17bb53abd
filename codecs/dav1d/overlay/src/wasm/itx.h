/* SPDX-License-Identifier: BSD-2-Clause */

#include "src/cpu.h"
#include "src/itx.h"

static ALWAYS_INLINE void itx_dsp_init_wasm(Dav1dInvTxfmDSPContext *const c, const int bpc) {
    const unsigned flags = dav1d_get_cpu_flags();

    if (!(flags & DAV1D_WASM_CPU_FLAG_SIMD128)) return;
}
