/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Motion compensation by half samples of MPEG-1, -2, -4 and their kin, for blocks 16 and 8 wide. */

#include "libavutil/attributes.h"
#include "libavutil/cpu_internal.h"
#include "libavcodec/hpeldsp.h"
#include "libavcodec/wasm/simd128.h"

static av_always_inline v128_t load(const uint8_t *src, int width)
{
    return width == 16 ? wasm_v128_load(src) : wasm_v128_load64_zero(src);
}

/** Sums of neighbours in a row: eight columns, and eight more. */
static av_always_inline void row_sums(v128_t sums[2], const uint8_t *src, int width)
{
    v128_t left = load(src, width), right = load(src + 1, width);

    sums[0] = wasm_i16x8_add(wasm_u16x8_extend_low_u8x16(left), wasm_u16x8_extend_low_u8x16(right));
    sums[1] = wasm_i16x8_add(wasm_u16x8_extend_high_u8x16(left), wasm_u16x8_extend_high_u8x16(right));
}

/** `x`, `y`: half a sample to the right, down; `down`: means are rounded down; `avg`: the result's with dst is not. */
static av_always_inline void hpel(uint8_t *dst, const uint8_t *src, ptrdiff_t stride, int h,
                                  int width, int x, int y, int down, int avg)
{
    v128_t before[2], after[2], pixels;
    v128_t round = wasm_i16x8_splat(down ? 1 : 2);

    if (x && y)
        row_sums(before, src, width);
    while (h--) {
        if (x && y) {
            row_sums(after, src + stride, width);
            for (int i = 0; i < 2; i++) {
                v128_t sum = wasm_i16x8_add(wasm_i16x8_add(before[i], after[i]), round);

                before[i] = after[i];
                after[i]  = wasm_u16x8_shr(sum, 2);
            }
            pixels = wasm_u8x16_narrow_i16x8(after[0], after[1]);
        } else {
            pixels = load(src, width);
            if (x || y)
                pixels = mean_u8(pixels, load(x ? src + 1 : src + stride, width), down);
        }
        if (avg)
            pixels = wasm_u8x16_avgr(pixels, load(dst, width));
        if (width == 16)
            wasm_v128_store(dst, pixels);
        else
            wasm_v128_store64_lane(dst, pixels, 0);
        dst += stride;
        src += stride;
    }
}

#define HPEL(name, width, x, y, down, avg)                                                                       \
static void name ## _pixels ## width ## _ ## x ## y(uint8_t *dst, const uint8_t *src, ptrdiff_t stride, int h)   \
{                                                                                                                \
    hpel(dst, src, stride, h, width, x, y, down, avg);                                                           \
}
#define HPEL_ALL(name, width, down, avg)                                  \
    HPEL(name, width, 0, 0, down, avg) HPEL(name, width, 1, 0, down, avg) \
    HPEL(name, width, 0, 1, down, avg) HPEL(name, width, 1, 1, down, avg)
HPEL_ALL(put, 16, 0, 0)
HPEL_ALL(put, 8, 0, 0)
HPEL_ALL(avg, 16, 0, 1)
HPEL_ALL(avg, 8, 0, 1)
HPEL_ALL(put_no_rnd, 16, 1, 0)
HPEL_ALL(put_no_rnd, 8, 1, 0)
HPEL_ALL(avg_no_rnd, 16, 1, 1)

av_cold void ff_hpeldsp_init_wasm(HpelDSPContext *c, int flags)
{
#if HAVE_SIMD128
    if (!CPUEXT(av_get_cpu_flags(), SIMD128))
        return;
#define SET(table, name)         \
    c->table[0] = name ## _00;   \
    c->table[1] = name ## _10;   \
    c->table[2] = name ## _01;   \
    c->table[3] = name ## _11
    SET(put_pixels_tab[0], put_pixels16);
    SET(put_pixels_tab[1], put_pixels8);
    SET(avg_pixels_tab[0], avg_pixels16);
    SET(avg_pixels_tab[1], avg_pixels8);
    SET(put_no_rnd_pixels_tab[0], put_no_rnd_pixels16);
    SET(put_no_rnd_pixels_tab[1], put_no_rnd_pixels8);
    SET(avg_no_rnd_pixels_tab, avg_no_rnd_pixels16);
#undef SET
#endif
}
