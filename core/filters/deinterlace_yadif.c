// SPDX-License-Identifier: LGPL-2.1-or-later
/* yadif's kernels for samples of one and of two bytes; see deinterlace_yadif.h. */
#include "filters/deinterlace.h"
#include "filters/deinterlace_motion.h"

#include <etalon/filter.h>

enum { SIDE = 3 }; /* columns at each side that no slanted direction is tried for */

#define ET_TEMPLATE "filters/deinterlace_yadif.h"
#include "simd/each_sample.h"

struct et_field_kernels et_yadif_kernels(int depth, unsigned cpu)
{
    struct et_field_kernels kernels =
        depth == 8 ? (struct et_field_kernels){line_8_c, NULL, edge_8_c, NULL}
                   : (struct et_field_kernels){line_16_c, NULL, edge_16_c, NULL};
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128 && depth <= ET_FIELD_MOST_BITS)
        kernels.line = depth == 8 ? line_8_simd128 : line_16_simd128;
#else
    (void)cpu;
#endif
    return kernels;
}
