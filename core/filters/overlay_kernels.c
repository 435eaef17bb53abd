// SPDX-License-Identifier: MIT
/* The inner loops of an overlay, for bytes of RGBA and samples of 14 bits; see overlay.c. */
#include "filters/overlay.h"
#include "simd/vector.h"

/* ---- Plain C --------------------------------------------------------------------------------- */

static void paint_c(int32_t *paint, int32_t *cover, const uint8_t *rgba, int count,
                    const struct et_channel_sum *sum, int alpha_factor)
{
    for (int i = 0; i < count; i++, rgba += 4) {
        const int value = (int)(sum->factor[0] * rgba[0] + sum->factor[1] * rgba[1] +
                                sum->factor[2] * rgba[2] + sum->bias) >>
                          sum->shift;
        cover[i] = (alpha_factor * rgba[3] + (1 << 15)) >> 16;
        paint[i] = et_covered(value, cover[i]);
    }
}

static inline int mixed(int code, int paint, int cover, const struct et_overlay_mix *mix)
{
    const int base = (code << mix->shift) - mix->zero;
    const int half = mix->shift ? 1 << (mix->shift - 1) : 0;
    const int value = (base + mix->zero + paint - et_covered(base, cover) + half) >> mix->shift;
    return value < 0 ? 0 : value > mix->max ? mix->max : value;
}

static void mix_8_c(void *dst, const void *src, const int32_t *paint, const int32_t *cover,
                    int count, const struct et_overlay_mix *mix)
{
    for (int i = 0; i < count; i++)
        ((uint8_t *)dst)[i] = (uint8_t)mixed(((const uint8_t *)src)[i], paint[i], cover[i], mix);
}

static void mix_16_c(void *dst, const void *src, const int32_t *paint, const int32_t *cover,
                     int count, const struct et_overlay_mix *mix)
{
    for (int i = 0; i < count; i++)
        ((uint16_t *)dst)[i] = (uint16_t)mixed(((const uint16_t *)src)[i], paint[i], cover[i], mix);
}

/* ---- SIMD128: sixteen or eight a step, the rest in C ----------------------------------------- */

#if defined(__wasm_simd128__)

/*
 * A product of lanes that hold 16 bits in 32: their upper halves are the sign, and 0 in `cover`.
 */
static inline v128_t covered_32(v128_t value, v128_t cover)
{
    const v128_t half = wasm_i32x4_const_splat(ET_COVER_ONE / 2);
    return wasm_i32x4_shr(wasm_i32x4_add(wasm_i32x4_dot_i16x8(value, cover), half), ET_COVER_BITS);
}

static void paint_simd128(int32_t *paint, int32_t *cover, const uint8_t *rgba, int count,
                          const struct et_channel_sum *sum, int alpha_factor)
{
    const v128_t bytes = wasm_i32x4_const_splat(0x00FF00FF), half = wasm_i32x4_const_splat(1 << 15);
    const v128_t red_blue = wasm_i32x4_splat((int)((uint32_t)sum->factor[0] & 0xFFFF) |
                                             (int)((uint32_t)sum->factor[2] << 16));
    const v128_t green = wasm_i32x4_splat((int)((uint32_t)sum->factor[1] & 0xFFFF));
    const v128_t bias = wasm_i32x4_splat((int)sum->bias), alpha = wasm_i32x4_splat(alpha_factor);
    int i = 0;
    for (; i <= count - 4; i += 4) {
        const v128_t pixels = wasm_v128_load(rgba + 4 * (ptrdiff_t)i);
        const v128_t upper = wasm_u32x4_shr(pixels, 8);
        v128_t value = wasm_i32x4_add(wasm_i32x4_dot_i16x8(wasm_v128_and(pixels, bytes), red_blue),
                                      wasm_i32x4_dot_i16x8(wasm_v128_and(upper, bytes), green));
        value = wasm_i32x4_shr(wasm_i32x4_add(value, bias), ET_OVERLAY_BYTE_BITS);
        v128_t covers = wasm_i32x4_mul(wasm_u32x4_shr(pixels, 24), alpha);
        covers = wasm_u32x4_shr(wasm_i32x4_add(covers, half), 16);
        wasm_v128_store(cover + i, covers);
        wasm_v128_store(paint + i, covered_32(value, covers));
    }
    paint_c(paint + i, cover + i, rgba + 4 * (ptrdiff_t)i, count - i, sum, alpha_factor);
}

/* Eight codes in 16-bit lanes, not cut to the range. */
static inline v128_t mix_step(v128_t codes, const int32_t *paint, const int32_t *cover,
                              const struct et_overlay_mix *mix)
{
    const v128_t zero = wasm_i32x4_splat(mix->zero);
    const v128_t half = wasm_i32x4_splat(mix->zero + (mix->shift ? 1 << (mix->shift - 1) : 0));
    v128_t left = wasm_i32x4_shl(wasm_u32x4_extend_low_u16x8(codes), mix->shift);
    v128_t right = wasm_i32x4_shl(wasm_u32x4_extend_high_u16x8(codes), mix->shift);
    left = wasm_i32x4_sub(left, zero);
    right = wasm_i32x4_sub(right, zero);
    const v128_t added_left = wasm_i32x4_add(wasm_v128_load(paint), half);
    const v128_t added_right = wasm_i32x4_add(wasm_v128_load(paint + 4), half);
    left =
        wasm_i32x4_sub(wasm_i32x4_add(left, added_left), covered_32(left, wasm_v128_load(cover)));
    right = wasm_i32x4_sub(wasm_i32x4_add(right, added_right),
                           covered_32(right, wasm_v128_load(cover + 4)));
    return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(left, mix->shift),
                                   wasm_i32x4_shr(right, mix->shift));
}

static void mix_8_simd128(void *dst, const void *src, const int32_t *paint, const int32_t *cover,
                          int count, const struct et_overlay_mix *mix)
{
    int i = 0;
    for (; i <= count - 16; i += 16) {
        const v128_t codes = wasm_v128_load((const uint8_t *)src + i);
        const v128_t left = mix_step(wasm_u16x8_extend_low_u8x16(codes), paint + i, cover + i, mix);
        const v128_t right =
            mix_step(wasm_u16x8_extend_high_u8x16(codes), paint + i + 8, cover + i + 8, mix);
        wasm_v128_store((uint8_t *)dst + i, wasm_u8x16_narrow_i16x8(left, right));
    }
    mix_8_c((uint8_t *)dst + i, (const uint8_t *)src + i, paint + i, cover + i, count - i, mix);
}

static void mix_16_simd128(void *dst, const void *src, const int32_t *paint, const int32_t *cover,
                           int count, const struct et_overlay_mix *mix)
{
    const v128_t max = wasm_i16x8_splat((int16_t)mix->max), zero = wasm_i16x8_const_splat(0);
    int i = 0;
    for (; i <= count - 8; i += 8) {
        const v128_t values =
            mix_step(wasm_v128_load((const uint16_t *)src + i), paint + i, cover + i, mix);
        wasm_v128_store((uint16_t *)dst + i, wasm_i16x8_min(wasm_i16x8_max(values, zero), max));
    }
    mix_16_c((uint16_t *)dst + i, (const uint16_t *)src + i, paint + i, cover + i, count - i, mix);
}

#endif

struct et_overlay_kernels et_overlay_kernels(int depth, unsigned cpu)
{
    const bool bytes = depth == 8;
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128 && depth <= ET_OVERLAY_MOST_BITS)
        return (struct et_overlay_kernels){paint_simd128, bytes ? mix_8_simd128 : mix_16_simd128};
#else
    (void)cpu;
#endif
    return (struct et_overlay_kernels){paint_c, bytes ? mix_8_c : mix_16_c};
}
