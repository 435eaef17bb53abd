/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VP9's transforms of 10 and 12 bits: columns, then rows, four at once, which are added to the pixels.
 */

#include <string.h>

#include "libavutil/attributes.h"
#include "libavutil/mem_internal.h"
#include "libavcodec/vp9dsp.h"
#include "libavcodec/wasm/simd128.h"
#include "libavcodec/wasm/vp9/itxfm.h"
#include "libavcodec/wasm/vp9/itxfm_high.h"
#include "libavcodec/wasm/vp9/itxfm_1d.h"

/** In one dimension, of four columns; out is not in. */
typedef void (*Transform)(const v128_t *in, v128_t *out);

static av_noinline void idct_4(const v128_t *in, v128_t *out)  { idct4(in, 1, 4, out); }
static av_noinline void idct_8(const v128_t *in, v128_t *out)  { idct8(in, 1, 8, out); }
static av_noinline void idct_16(const v128_t *in, v128_t *out) { idct16(in, 1, 16, out); }

static av_noinline void idct_32(const v128_t *in, v128_t *out)
{
    v128_t t[32], odd[16];

    idct32_odd(in, 32, t);
    for (int i = 0; i < 16; i++)
        odd[i] = t[31 - i];
    idct16(in, 2, 32, out);
    combine(out, odd, 32);
}

static av_noinline void iadst_4(const v128_t *in, v128_t *out)  { iadst4(in, out); }
static av_noinline void iadst_8(const v128_t *in, v128_t *out)  { iadst8(in, out); }
static av_noinline void iadst_16(const v128_t *in, v128_t *out) { iadst16(in, out); }

static av_always_inline void transpose4(v128_t *v)
{
    v128_t low01  = wasm_i32x4_shuffle(v[0], v[1], 0, 4, 1, 5), high01 = wasm_i32x4_shuffle(v[0], v[1], 2, 6, 3, 7);
    v128_t low23  = wasm_i32x4_shuffle(v[2], v[3], 0, 4, 1, 5), high23 = wasm_i32x4_shuffle(v[2], v[3], 2, 6, 3, 7);

    v[0] = wasm_i64x2_shuffle(low01, low23, 0, 2);
    v[1] = wasm_i64x2_shuffle(low01, low23, 1, 3);
    v[2] = wasm_i64x2_shuffle(high01, high23, 0, 2);
    v[3] = wasm_i64x2_shuffle(high01, high23, 1, 3);
}

static av_always_inline void add_4(uint8_t *dst, v128_t residual, int bit_depth)
{
    v128_t pixels = wasm_v128_load64_zero(dst);

    pixels = wasm_i16x8_add_sat(pixels, wasm_i16x8_narrow_i32x4(residual, residual));
    wasm_v128_store64_lane(dst, clip_pixel_i16(pixels, bit_depth), 0);
}

/** The first coefficient alone; `shift` is that of a transform's end. */
static av_noinline void add_dc(uint8_t *dst, ptrdiff_t stride, int32_t *block, int size, int shift, int bit_depth)
{
    int dc = ((((int64_t) block[0] * 11585 + (1 << 13)) >> 14) * 11585 + (1 << 13)) >> 14;
    v128_t residual = wasm_i32x4_splat((int) (dc + (1U << (shift - 1))) >> shift);

    block[0] = 0;
    for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x += 4)
            add_4(dst + 2 * x, residual, bit_depth);
        dst += stride;
    }
}

static av_noinline void add_transform(uint8_t *dst, ptrdiff_t stride, int32_t *block, int size,
                                      Transform columns, Transform rows, int shift, int bit_depth)
{
    DECLARE_ALIGNED(16, int32_t, between)[32 * 32];
    v128_t in[32], out[32];

    for (int x = 0; x < size; x += 4) {
        v128_t any = wasm_i32x4_const_splat(0);

        for (int y = 0; y < size; y++) {
            in[y] = wasm_v128_load(block + y * size + x);
            any   = wasm_v128_or(any, in[y]);
        }
        if (!wasm_v128_any_true(any)) {
            memset(between + x * size, 0, 4 * size * sizeof(*between));
            continue;
        }
        columns(in, out);
        for (int y = 0; y < size; y += 4) {
            transpose4(out + y);
            for (int i = 0; i < 4; i++)
                wasm_v128_store(between + (x + i) * size + y, out[y + i]);
        }
    }
    memset(block, 0, size * size * sizeof(*block));
    for (int x = 0; x < size; x += 4) {
        const v128_t round = wasm_i32x4_splat(1 << (shift - 1));

        for (int y = 0; y < size; y++)
            in[y] = wasm_v128_load(between + y * size + x);
        rows(in, out);
        for (int y = 0; y < size; y++)
            add_4(dst + y * stride + 2 * x, wasm_i32x4_shr(wasm_i32x4_add(out[y], round), shift), bit_depth);
    }
}

#define TRANSFORM(columns, rows, size, shift, has_dc, bits)                                                         \
static void columns ## _ ## rows ## _ ## size ## _add_ ## bits(uint8_t *dst, ptrdiff_t stride, int16_t *block, int eob) \
{                                                                                                                   \
    if (has_dc && eob == 1)                                                                                         \
        add_dc(dst, stride, (int32_t *) block, size, shift, bits);                                                  \
    else                                                                                                            \
        add_transform(dst, stride, (int32_t *) block, size, columns ## _ ## size, rows ## _ ## size, shift, bits);  \
}
#define TRANSFORMS(size, shift, bits)            \
    TRANSFORM(idct,  idct,  size, shift, 1, bits) \
    TRANSFORM(iadst, idct,  size, shift, 0, bits) \
    TRANSFORM(idct,  iadst, size, shift, 0, bits) \
    TRANSFORM(iadst, iadst, size, shift, 0, bits)
#define TRANSFORMS_ALL(bits)  \
    TRANSFORMS(4,  4, bits)   \
    TRANSFORMS(8,  5, bits)   \
    TRANSFORMS(16, 6, bits)   \
    TRANSFORM(idct, idct, 32, 6, 1, bits)
TRANSFORMS_ALL(10)
TRANSFORMS_ALL(12)

av_cold void ff_vp9_itxfm_init_high_simd128(VP9DSPContext *dsp, int bit_depth)
{
#define SET_SIZE(tx, size, bits)                                        \
    dsp->itxfm_add[tx][DCT_DCT]   = idct_idct_ ## size ## _add_ ## bits;  \
    dsp->itxfm_add[tx][DCT_ADST]  = iadst_idct_ ## size ## _add_ ## bits; \
    dsp->itxfm_add[tx][ADST_DCT]  = idct_iadst_ ## size ## _add_ ## bits; \
    dsp->itxfm_add[tx][ADST_ADST] = iadst_iadst_ ## size ## _add_ ## bits
#define SET(bits)                                                       \
    SET_SIZE(TX_4X4,   4,  bits);                                       \
    SET_SIZE(TX_8X8,   8,  bits);                                       \
    SET_SIZE(TX_16X16, 16, bits);                                       \
    for (int i = 0; i < N_TXFM_TYPES; i++)                              \
        dsp->itxfm_add[TX_32X32][i] = idct_idct_32_add_ ## bits
    if (bit_depth == 10) {
        SET(10);
    } else {
        SET(12);
    }
#undef SET
#undef SET_SIZE
}
