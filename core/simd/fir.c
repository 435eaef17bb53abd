// SPDX-License-Identifier: MIT
#include "simd/fir_kernels.h"

struct et_fir et_fir_kernels(int depth, unsigned cpu)
{
    struct et_fir fir = {0};
    et_fir_set_down(&fir, depth, cpu);
    et_fir_set_blocks(&fir, depth, cpu);
    et_fir_set_pairs(&fir, depth, cpu);
    et_fir_set_across(&fir, depth, cpu);
    return fir;
}
