// SPDX-License-Identifier: LGPL-2.1-or-later
/* bwdif's kernels for samples of one and of two bytes; see deinterlace_bwdif.h. */
#include "base/range.h"
#include "filters/deinterlace.h"
#include "filters/deinterlace_motion.h"

#include <etalon/filter.h>

enum {
    COEF_BITS = 13,
    LOW_NEAR = 4309,
    LOW_FAR = 213,
    HIGH_MIDDLE = 5570, /* the three of the high frequencies are in 1/32768 */
    HIGH_INNER = 3801,
    HIGH_OUTER = 1016,
    SPATIAL_NEAR = 5077,
    SPATIAL_FAR = 981,
};

#if defined(__wasm_simd128__)

/* Sums of the rows at the same distance from the missing one. */
struct sums {
    v128_t near, far;            /* kept, 1 and 3 away */
    v128_t middle, inner, outer; /* of the other field before and after, 0, 2 and 4 away */
};

/* Two factors, of the even and the odd lanes. */
static inline v128_t pair_of(int even, int odd)
{
    return wasm_i32x4_splat((int)(((uint32_t)even & 0xFFFF) | (uint32_t)odd << 16));
}

/*
 * Both filters in one sum of 1/32768, exactly: the low frequencies' factors are the spatial ones
 * less 768 and, for the far rows, plus 768, which leaves 768 times far - near.
 */
static inline v128_t weigh_16(const struct sums *sums, v128_t uses_high)
{
    const v128_t spatial = pair_of(4 * SPATIAL_NEAR, -4 * SPATIAL_FAR);
    const v128_t high = pair_of(HIGH_MIDDLE, -HIGH_INNER);
    const v128_t rest = pair_of(HIGH_OUTER, 4 * (SPATIAL_NEAR - LOW_NEAR));
    const v128_t turn = wasm_v128_and(wasm_i16x8_sub(sums->far, sums->near), uses_high);
    const v128_t middle = wasm_v128_and(sums->middle, uses_high);
    const v128_t inner = wasm_v128_and(sums->inner, uses_high);
    const v128_t outer = wasm_v128_and(sums->outer, uses_high);
    const v128_t left = wasm_i32x4_add(
        wasm_i32x4_dot_i16x8(et_interleave_low_16(sums->near, sums->far), spatial),
        wasm_i32x4_add(wasm_i32x4_dot_i16x8(et_interleave_low_16(middle, inner), high),
                       wasm_i32x4_dot_i16x8(et_interleave_low_16(outer, turn), rest)));
    const v128_t right = wasm_i32x4_add(
        wasm_i32x4_dot_i16x8(et_interleave_high_16(sums->near, sums->far), spatial),
        wasm_i32x4_add(wasm_i32x4_dot_i16x8(et_interleave_high_16(middle, inner), high),
                       wasm_i32x4_dot_i16x8(et_interleave_high_16(outer, turn), rest)));
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(left, COEF_BITS + 2),
                                   wasm_i32x4_shr(right, COEF_BITS + 2));
}

#endif

#define ET_TEMPLATE "filters/deinterlace_bwdif.h"
#include "simd/each_sample.h"

struct et_field_kernels et_bwdif_kernels(int depth, unsigned cpu)
{
    struct et_field_kernels kernels =
        depth == 8 ? (struct et_field_kernels){line_8_c, edge_checked_8_c, edge_8_c, alone_8_c}
                   : (struct et_field_kernels){line_16_c, edge_checked_16_c, edge_16_c, alone_16_c};
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128 && depth <= ET_FIELD_MOST_BITS)
        kernels.line = depth == 8 ? line_8_simd128 : line_16_simd128;
#else
    (void)cpu;
#endif
    return kernels;
}
