/* SPDX-License-Identifier: BSD-2-Clause */

#include "src/cpu.h"
#include "src/cdef.h"

static ALWAYS_INLINE void cdef_dsp_init_wasm(Dav1dCdefDSPContext *const c) {
    const unsigned flags = dav1d_get_cpu_flags();

    if (!(flags & DAV1D_WASM_CPU_FLAG_SIMD128)) return;
}
