// SPDX-License-Identifier: LGPL-2.1-or-later
/* What Canny's detector smooths with: a Gaussian over 5 x 5 samples; see edge_canny.c. */
#include "filters/edge.h"

#include "simd/sample.h"

/* floor(sum / 159); for bytes sums are below 40546, for which this product is exact and fits. */
static inline uint32_t of_159(uint32_t sum, bool bytes)
{
    return bytes ? sum * 105518 >> 24 : sum / 159;
}

static inline uint32_t smooth_at(const uint8_t *at, ptrdiff_t stride, int x, bool bytes)
{
    /* Sums of the rows two away and one away, and the row itself. */
    uint32_t far[5], near[5], own[5];
    for (int i = 0; i < 5; i++) {
        const int column = x + i - ET_SMOOTH_REACH;
        far[i] = (uint32_t)(et_sample_get(at - 2 * stride, column, bytes) +
                            et_sample_get(at + 2 * stride, column, bytes));
        near[i] = (uint32_t)(et_sample_get(at - stride, column, bytes) +
                             et_sample_get(at + stride, column, bytes));
        own[i] = (uint32_t)et_sample_get(at, column, bytes);
    }
    return of_159(2 * (far[0] + far[4]) + 4 * (far[1] + far[3]) + 5 * far[2] +
                      4 * (near[0] + near[4]) + 9 * (near[1] + near[3]) + 12 * near[2] +
                      5 * (own[0] + own[4]) + 12 * (own[1] + own[3]) + 15 * own[2],
                  bytes);
}

static inline void smooth_span(uint16_t *restrict dst, const uint8_t *at, ptrdiff_t stride,
                               int first, int last, bool bytes)
{
    for (int x = first; x < last; x++)
        dst[x] = (uint16_t)smooth_at(at, stride, x, bytes);
}

static void smooth_8_c(uint16_t *dst, const uint8_t *at, ptrdiff_t stride, int first, int last)
{
    smooth_span(dst, at, stride, first, last, true);
}

static void smooth_16_c(uint16_t *dst, const uint8_t *at, ptrdiff_t stride, int first, int last)
{
    smooth_span(dst, at, stride, first, last, false);
}

#if defined(__wasm_simd128__)

/* Sums of two rows at eight columns. */
static inline v128_t both(const uint8_t *above, const uint8_t *below, int x)
{
    return wasm_i16x8_add(wasm_u16x8_load8x8(above + x), wasm_u16x8_load8x8(below + x));
}

/* outer * (a[-2] + a[2]) + inner * (a[-1] + a[1]) + middle * a[0], a the sum of two rows. */
static inline v128_t weighed(const uint8_t *above, const uint8_t *below, int x, int outer,
                             int inner, int middle)
{
    const v128_t far = wasm_i16x8_add(both(above, below, x - 2), both(above, below, x + 2));
    const v128_t near = wasm_i16x8_add(both(above, below, x - 1), both(above, below, x + 1));
    const v128_t sides = wasm_i16x8_add(wasm_i16x8_mul(far, wasm_i16x8_splat((int16_t)outer)),
                                        wasm_i16x8_mul(near, wasm_i16x8_splat((int16_t)inner)));
    return wasm_i16x8_add(sides,
                          wasm_i16x8_mul(both(above, below, x), wasm_i16x8_splat((int16_t)middle)));
}

/* The same of the row itself. */
static inline v128_t weighed_own(const uint8_t *at, int x)
{
    const v128_t far =
        wasm_i16x8_add(wasm_u16x8_load8x8(at + x - 2), wasm_u16x8_load8x8(at + x + 2));
    const v128_t near =
        wasm_i16x8_add(wasm_u16x8_load8x8(at + x - 1), wasm_u16x8_load8x8(at + x + 1));
    const v128_t sides = wasm_i16x8_add(wasm_i16x8_mul(far, wasm_i16x8_const_splat(5)),
                                        wasm_i16x8_mul(near, wasm_i16x8_const_splat(12)));
    return wasm_i16x8_add(sides,
                          wasm_i16x8_mul(wasm_u16x8_load8x8(at + x), wasm_i16x8_const_splat(15)));
}

/* Sums fit 16 bits without a sign; times 52759 / 2^23 they are divided by 159 exactly. */
static void smooth_8_simd128(uint16_t *dst, const uint8_t *at, ptrdiff_t stride, int first,
                             int last)
{
    const v128_t part = wasm_i16x8_const_splat((int16_t)52759);
    int x = first;
    for (; x <= last - ET_SAMPLE_LANES; x += ET_SAMPLE_LANES) {
        const v128_t far = weighed(at - 2 * stride, at + 2 * stride, x, 2, 4, 5);
        const v128_t near = weighed(at - stride, at + stride, x, 4, 9, 12);
        const v128_t sum = wasm_i16x8_add(wasm_i16x8_add(far, near), weighed_own(at, x));
        const v128_t low = wasm_u32x4_shr(wasm_u32x4_extmul_low_u16x8(sum, part), 23);
        const v128_t high = wasm_u32x4_shr(wasm_u32x4_extmul_high_u16x8(sum, part), 23);
        wasm_v128_store(dst + x, wasm_i16x8_narrow_i32x4(low, high));
    }
    smooth_8_c(dst, at, stride, x, last);
}

#endif

et_smooth_kernel *et_canny_smooth(int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128 && depth == 8)
        return smooth_8_simd128;
#else
    (void)cpu;
#endif
    return depth == 8 ? smooth_8_c : smooth_16_c;
}
