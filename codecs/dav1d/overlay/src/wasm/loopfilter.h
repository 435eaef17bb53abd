/* SPDX-License-Identifier: BSD-2-Clause */

#include "src/cpu.h"
#include "src/loopfilter.h"

static ALWAYS_INLINE void loop_filter_dsp_init_wasm(Dav1dLoopFilterDSPContext *const c) {
    const unsigned flags = dav1d_get_cpu_flags();

    if (!(flags & DAV1D_WASM_CPU_FLAG_SIMD128)) return;
}
