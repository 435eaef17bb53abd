/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VP9's transforms of 8 bits: columns, then rows, eight at once, which are added to the pixels. Where the last
 * coefficient says that only a corner of a block has any, the rest takes no part in a DCT.
 */

#include "libavutil/attributes.h"
#include "libavutil/macros.h"
#include "libavutil/mem_internal.h"
#include "libavcodec/vp9dsp.h"
#include "libavcodec/wasm/simd128.h"
#include "libavcodec/wasm/vp9/itxfm.h"
#include "libavcodec/wasm/vp9/itxfm_8bit.h"
#include "libavcodec/wasm/vp9/itxfm_1d.h"

/** In one dimension, of eight columns; out is not in. */
typedef void (*Transform)(const v128_t *in, v128_t *out);

static av_always_inline void idct_4_of_4(const v128_t *in, v128_t *out) { idct4(in, 1, 4, out); }
static av_always_inline void idct_8_of_4(const v128_t *in, v128_t *out) { idct8(in, 1, 4, out); }
static av_always_inline void idct_8_of_8(const v128_t *in, v128_t *out) { idct8(in, 1, 8, out); }
static av_noinline void idct_16_of_4(const v128_t *in, v128_t *out)     { idct16(in, 1, 4, out); }
static av_noinline void idct_16_of_8(const v128_t *in, v128_t *out)     { idct16(in, 1, 8, out); }
static av_noinline void idct_16_of_16(const v128_t *in, v128_t *out)    { idct16(in, 1, 16, out); }

static av_always_inline void idct_32(const v128_t *in, int inputs, v128_t *out)
{
    v128_t t[32], odd[16];

    idct32_odd(in, inputs, t);
    for (int i = 0; i < 16; i++)
        odd[i] = t[31 - i];
    idct16(in, 2, inputs, out);
    combine(out, odd, 32);
}

static av_noinline void idct_32_of_8(const v128_t *in, v128_t *out)  { idct_32(in, 8, out); }
static av_noinline void idct_32_of_16(const v128_t *in, v128_t *out) { idct_32(in, 16, out); }
static av_noinline void idct_32_of_32(const v128_t *in, v128_t *out) { idct_32(in, 32, out); }

static av_always_inline void iadst_4_of_4(const v128_t *in, v128_t *out) { iadst4(in, out); }
static av_always_inline void iadst_8_of_8(const v128_t *in, v128_t *out) { iadst8(in, out); }
static av_noinline void iadst_16_of_16(const v128_t *in, v128_t *out)    { iadst16(in, out); }

/** Of four rows of four lanes. */
static av_always_inline void transpose4(v128_t *v)
{
    v128_t low = interleave_low_i16(v[0], v[1]), high = interleave_low_i16(v[2], v[3]);

    v[0] = interleave_low_i32(low, high);
    v[2] = interleave_high_i32(low, high);
    v[1] = interleave_high_i64(v[0], v[0]);
    v[3] = interleave_high_i64(v[2], v[2]);
}

/** `columns`: 8 or 4. A residual that saturates makes its pixel do so, too. */
static av_always_inline void add_row(uint8_t *dst, v128_t residual, int columns)
{
    v128_t pixels = columns == 8 ? wasm_v128_load64_zero(dst) : wasm_v128_load32_zero(dst);

    pixels = wasm_i16x8_add_sat(wasm_u16x8_extend_low_u8x16(pixels), residual);
    store_bytes(dst, wasm_u8x16_narrow_i16x8(pixels, pixels), columns);
}

/** The first coefficient alone; `shift` is that of a transform's end. */
static av_always_inline void add_dc(uint8_t *dst, ptrdiff_t stride, int16_t *block, int size, int shift)
{
    int dc = (((block[0] * 11585 + (1 << 13)) >> 14) * 11585 + (1 << 13)) >> 14;
    v128_t residual = wasm_i16x8_splat((dc + (1 << (shift - 1))) >> shift);

    block[0] = 0;
    for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x += 8)
            add_row(dst + x, residual, FFMIN(size, 8));
        dst += stride;
    }
}

/** Coefficients beyond the first `inputs` rows and columns are zeros. */
static av_always_inline void add_transform(uint8_t *dst, ptrdiff_t stride, int16_t *block, int size, int inputs,
                                           Transform columns, Transform rows, int shift)
{
    DECLARE_ALIGNED(16, int16_t, between)[32 * 32];
    const v128_t zero = wasm_i16x8_const_splat(0), round = wasm_i16x8_splat(1 << (shift - 1));
    v128_t in[32], out[32];

    for (int x = 0; x < inputs; x += 8) {
        for (int y = 0; y < inputs; y++) {
            int16_t *row = block + y * size + x;

            in[y] = size == 4 ? wasm_v128_load64_zero(row) : wasm_v128_load(row);
            if (size == 4)
                wasm_v128_store64_lane(row, zero, 0);
            else
                wasm_v128_store(row, zero);
        }
        columns(in, out);
        if (size == 4)
            transpose4(out);
        else
            for (int y = 0; y < size; y += 8)
                transpose_8x8_i16(out + y);
        if (size > 8)
            for (int y = 0; y < size; y += 8)
                for (int i = 0; i < FFMIN(inputs, 8); i++)
                    wasm_v128_store(between + (x + i) * size + y, out[y + i]);
    }
    for (int x = 0; x < size; x += 8) {
        for (int y = 0; y < inputs; y++)
            in[y] = size > 8 ? wasm_v128_load(between + y * size + x) : out[y];
        rows(in, out);
        for (int y = 0; y < size; y++)
            add_row(dst + y * stride + x, wasm_i16x8_shr(wasm_i16x8_add_sat(out[y], round), shift), FFMIN(size, 8));
    }
}

#define TRANSFORM(columns, rows, size, inputs, shift)                                                              \
static av_noinline void columns ## _ ## rows ## _ ## size ## _of_ ## inputs(uint8_t *dst, ptrdiff_t stride,        \
                                                                            int16_t *block, int eob)               \
{                                                                                                                  \
    add_transform(dst, stride, block, size, inputs, columns ## _ ## size ## _of_ ## inputs,                        \
                  rows ## _ ## size ## _of_ ## inputs, shift);                                                     \
}
#define TRANSFORMS(size, shift)            \
    TRANSFORM(idct,  idct,  size, size, shift) \
    TRANSFORM(iadst, idct,  size, size, shift) \
    TRANSFORM(idct,  iadst, size, size, shift) \
    TRANSFORM(iadst, iadst, size, size, shift)
TRANSFORMS(4,  4)
TRANSFORMS(8,  5)
TRANSFORMS(16, 6)
TRANSFORM(idct, idct, 8,  4,  5)
TRANSFORM(idct, idct, 16, 4,  6)
TRANSFORM(idct, idct, 16, 8,  6)
TRANSFORM(idct, idct, 32, 8,  6)
TRANSFORM(idct, idct, 32, 16, 6)
TRANSFORM(idct, idct, 32, 32, 6)

/** A DCT; coefficients up to those numbers, in the order of its scan, lie in a corner. */
#define DCT(size, shift, first, first_eob, second, second_eob)                          \
static void dct_ ## size ## _add(uint8_t *dst, ptrdiff_t stride, int16_t *block, int eob) \
{                                                                                       \
    if (eob == 1)                                                                       \
        add_dc(dst, stride, block, size, shift);                                        \
    else if (eob <= first_eob)                                                          \
        idct_idct_ ## size ## _of_ ## first(dst, stride, block, eob);                   \
    else if (eob <= second_eob)                                                         \
        idct_idct_ ## size ## _of_ ## second(dst, stride, block, eob);                  \
    else                                                                                \
        idct_idct_ ## size ## _of_ ## size(dst, stride, block, eob);                    \
}
DCT(4,  4, 4, 16, 4,  16)
DCT(8,  5, 4, 12, 8,  64)
DCT(16, 6, 4, 10, 8,  38)
DCT(32, 6, 8, 34, 16, 135)

av_cold void ff_vp9_itxfm_init_8_simd128(VP9DSPContext *dsp)
{
#define SET(tx, size)                                                    \
    dsp->itxfm_add[tx][DCT_DCT]   = dct_ ## size ## _add;                \
    dsp->itxfm_add[tx][DCT_ADST]  = iadst_idct_ ## size ## _of_ ## size;  \
    dsp->itxfm_add[tx][ADST_DCT]  = idct_iadst_ ## size ## _of_ ## size;  \
    dsp->itxfm_add[tx][ADST_ADST] = iadst_iadst_ ## size ## _of_ ## size
    SET(TX_4X4,   4);
    SET(TX_8X8,   8);
    SET(TX_16X16, 16);
#undef SET
    for (int i = 0; i < N_TXFM_TYPES; i++)
        dsp->itxfm_add[TX_32X32][i] = dct_32_add;
}
