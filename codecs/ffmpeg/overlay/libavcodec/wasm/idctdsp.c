/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The simple transform of 8, 10 and 12 bits, whose blocks come transposed, and pixels from blocks. */

#include "libavutil/attributes.h"
#include "libavutil/cpu_internal.h"
#include "libavcodec/avcodec.h"
#include "libavcodec/idctdsp.h"
#include "libavcodec/wasm/simple_idct.h"

static av_always_inline void put_row(uint8_t *dest, v128_t row, int bit_depth)
{
    if (bit_depth == 8)
        wasm_v128_store64_lane(dest, wasm_u8x16_narrow_i16x8(row, row), 0);
    else
        wasm_v128_store(dest, clip_pixel_i16(row, bit_depth));
}

static av_always_inline v128_t load_row(const uint8_t *dest, int bit_depth)
{
    return bit_depth == 8 ? wasm_u16x8_load8x8(dest) : wasm_v128_load(dest);
}

#define SIMPLE_IDCT(bits)                                                                            \
static void simple_idct_put_ ## bits ## _simd128(uint8_t *dest, ptrdiff_t line_size, int16_t *block) \
{                                                                                                    \
    v128_t rows[8];                                                                                  \
                                                                                                     \
    simple_idct(rows, block, &simple_idct_ ## bits);                                                 \
    for (int i = 0; i < 8; i++)                                                                      \
        put_row(dest + i * line_size, rows[i], bits);                                                \
}                                                                                                    \
static void simple_idct_add_ ## bits ## _simd128(uint8_t *dest, ptrdiff_t line_size, int16_t *block) \
{                                                                                                    \
    v128_t rows[8];                                                                                  \
                                                                                                     \
    simple_idct(rows, block, &simple_idct_ ## bits);                                                 \
    for (int i = 0; i < 8; i++) {                                                                    \
        uint8_t *to = dest + i * line_size;                                                          \
                                                                                                     \
        put_row(to, wasm_i16x8_add_sat(load_row(to, bits), rows[i]), bits);                          \
    }                                                                                                \
}                                                                                                    \
static void simple_idct_ ## bits ## _simd128(int16_t *block)                                         \
{                                                                                                    \
    v128_t rows[8];                                                                                  \
                                                                                                     \
    simple_idct(rows, block, &simple_idct_ ## bits);                                                 \
    for (int i = 0; i < 8; i++)                                                                      \
        wasm_v128_store(block + 8 * i, rows[i]);                                                     \
}
SIMPLE_IDCT(8)
SIMPLE_IDCT(10)
SIMPLE_IDCT(12)

static void put_pixels_clamped_simd128(const int16_t *block, uint8_t *restrict pixels, ptrdiff_t line_size)
{
    for (int i = 0; i < 8; i++)
        put_row(pixels + i * line_size, wasm_v128_load(block + 8 * i), 8);
}

static void put_signed_pixels_clamped_simd128(const int16_t *block, uint8_t *restrict pixels, ptrdiff_t line_size)
{
    for (int i = 0; i < 8; i++)
        put_row(pixels + i * line_size, wasm_i16x8_add_sat(wasm_v128_load(block + 8 * i), wasm_i16x8_const_splat(128)), 8);
}

static void add_pixels_clamped_simd128(const int16_t *block, uint8_t *restrict pixels, ptrdiff_t line_size)
{
    for (int i = 0; i < 8; i++) {
        uint8_t *to = pixels + i * line_size;

        put_row(to, wasm_i16x8_add_sat(load_row(to, 8), wasm_v128_load(block + 8 * i)), 8);
    }
}

av_cold void ff_idctdsp_init_wasm(IDCTDSPContext *c, AVCodecContext *avctx, unsigned high_bit_depth)
{
#if HAVE_SIMD128
    if (!CPUEXT(av_get_cpu_flags(), SIMD128))
        return;
#define SET(bits)                                          \
    c->idct_put  = simple_idct_put_ ## bits ## _simd128;   \
    c->idct_add  = simple_idct_add_ ## bits ## _simd128;   \
    c->idct      = simple_idct_ ## bits ## _simd128;       \
    c->perm_type = FF_IDCT_PERM_TRANSPOSE
    if (!avctx->lowres) {
        int bits = avctx->bits_per_raw_sample;

        if (bits == 9 || bits == 10) {
            if (!c->mpeg4_studio_profile) {
                SET(10);
            }
        } else if (bits == 12) {
            SET(12);
        } else if (avctx->idct_algo == FF_IDCT_AUTO || avctx->idct_algo == FF_IDCT_SIMPLE) {
            SET(8);
        }
    }
#undef SET
    c->put_pixels_clamped        = put_pixels_clamped_simd128;
    c->put_signed_pixels_clamped = put_signed_pixels_clamped_simd128;
    c->add_pixels_clamped        = add_pixels_clamped_simd128;
#endif
}
