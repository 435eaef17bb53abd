/* SPDX-License-Identifier: BSD-2-Clause */

#include "src/cpu.h"
#include "src/filmgrain.h"

static ALWAYS_INLINE void film_grain_dsp_init_wasm(Dav1dFilmGrainDSPContext *const c) {
    const unsigned flags = dav1d_get_cpu_flags();

    if (!(flags & DAV1D_WASM_CPU_FLAG_SIMD128)) return;
}
