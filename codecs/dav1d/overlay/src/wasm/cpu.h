/* SPDX-License-Identifier: BSD-2-Clause */

#ifndef DAV1D_SRC_WASM_CPU_H
#define DAV1D_SRC_WASM_CPU_H

enum CpuFlags {
    DAV1D_WASM_CPU_FLAG_SIMD128 = 1 << 0,
};

#endif /* DAV1D_SRC_WASM_CPU_H */
