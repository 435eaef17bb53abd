/* SPDX-License-Identifier: BSD-2-Clause */

#include "src/cdef.h"
#include "src/cpu.h"

decl_cdef_dir_fn(BF(dav1d_cdef_dir, simd128));
decl_cdef_fn(BF(dav1d_cdef_filter_8x8, simd128));
decl_cdef_fn(BF(dav1d_cdef_filter_4x8, simd128));
decl_cdef_fn(BF(dav1d_cdef_filter_4x4, simd128));

static ALWAYS_INLINE void cdef_dsp_init_wasm(Dav1dCdefDSPContext *const c) {
    const unsigned flags = dav1d_get_cpu_flags();

    if (!(flags & DAV1D_WASM_CPU_FLAG_SIMD128)) return;

    c->dir = BF(dav1d_cdef_dir, simd128);
    c->fb[0] = BF(dav1d_cdef_filter_8x8, simd128);
    c->fb[1] = BF(dav1d_cdef_filter_4x8, simd128);
    c->fb[2] = BF(dav1d_cdef_filter_4x4, simd128);
}
