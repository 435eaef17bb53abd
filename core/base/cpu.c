// SPDX-License-Identifier: MIT
#include "base/cpu.h"

unsigned et_cpu_available(void)
{
#if defined(__wasm_simd128__)
    return ET_CPU_SIMD128;
#else
    return 0;
#endif
}
