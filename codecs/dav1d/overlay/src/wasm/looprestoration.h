/* SPDX-License-Identifier: BSD-2-Clause */

#include "src/cpu.h"
#include "src/looprestoration.h"

static ALWAYS_INLINE void loop_restoration_dsp_init_wasm(Dav1dLoopRestorationDSPContext *const c, const int bpc) {
    const unsigned flags = dav1d_get_cpu_flags();

    if (!(flags & DAV1D_WASM_CPU_FLAG_SIMD128)) return;
}
