/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * HEVC inverse transforms, of 8, 10 and 12 bits, and residuals added to pixels. Eight columns are done
 * at once: products of neighbouring inputs and their weights are summed in 32 bits. Even inputs are a
 * transform of half the size; what the odd ones add to the upper outputs they subtract from the lower.
 * Inputs from a limit on are known to be zero, which is most of them in most large blocks.
 */

#include "libavutil/macros.h"
#include "libavutil/mem_internal.h"
#include "libavcodec/hevc/dsp.h"
#include "libavcodec/wasm/hevc/kernels.h"
#include "libavcodec/wasm/simd128.h"

/** Weights of the odd inputs, a row for each output of the upper half. */
static const int16_t odd_4[2][2] = {
    {  83,  36 },
    {  36, -83 },
};

static const int16_t odd_8[4][4] = {
    {  89,  75,  50,  18 },
    {  75, -18, -89, -50 },
    {  50, -89,  18,  75 },
    {  18, -50,  75, -89 },
};

static const int16_t odd_16[8][8] = {
    {  90,  87,  80,  70,  57,  43,  25,   9 },
    {  87,  57,   9, -43, -80, -90, -70, -25 },
    {  80,   9, -70, -87, -25,  57,  90,  43 },
    {  70, -43, -87,   9,  90,  25, -80, -57 },
    {  57, -80, -25,  90,  -9, -87,  43,  70 },
    {  43, -90,  57,  25, -87,  70,   9, -80 },
    {  25, -70,  90, -80,  43,   9, -57,  87 },
    {   9, -25,  43, -57,  70, -80,  87, -90 },
};

static const int16_t odd_32[16][16] = {
    {  90,  90,  88,  85,  82,  78,  73,  67,  61,  54,  46,  38,  31,  22,  13,   4 },
    {  90,  82,  67,  46,  22,  -4, -31, -54, -73, -85, -90, -88, -78, -61, -38, -13 },
    {  88,  67,  31, -13, -54, -82, -90, -78, -46,  -4,  38,  73,  90,  85,  61,  22 },
    {  85,  46, -13, -67, -90, -73, -22,  38,  82,  88,  54,  -4, -61, -90, -78, -31 },
    {  82,  22, -54, -90, -61,  13,  78,  85,  31, -46, -90, -67,   4,  73,  88,  38 },
    {  78,  -4, -82, -73,  13,  85,  67, -22, -88, -61,  31,  90,  54, -38, -90, -46 },
    {  73, -31, -90, -22,  78,  67, -38, -90, -13,  82,  61, -46, -88,  -4,  85,  54 },
    {  67, -54, -78,  38,  85, -22, -90,   4,  90,  13, -88, -31,  82,  46, -73, -61 },
    {  61, -73, -46,  82,  31, -88, -13,  90,  -4, -90,  22,  85, -38, -78,  54,  67 },
    {  54, -85,  -4,  88, -46, -61,  82,  13, -90,  38,  67, -78, -22,  90, -31, -73 },
    {  46, -90,  38,  54, -90,  31,  61, -88,  22,  67, -85,  13,  73, -82,   4,  78 },
    {  38, -88,  73,  -4, -67,  90, -46, -31,  85, -78,  13,  61, -90,  54,  22, -82 },
    {  31, -78,  90, -61,   4,  54, -88,  82, -38, -22,  73, -90,  67, -13, -46,  85 },
    {  22, -61,  85, -90,  73, -38,  -4,  46, -78,  90, -82,  54, -13, -31,  67, -88 },
    {  13, -38,  61, -78,  88, -90,  85, -73,  54, -31,   4,  22, -46,  67, -82,  90 },
    {   4, -13,  22, -31,  38, -46,  54, -61,  67, -73,  78, -82,  85, -88,  90, -90 },
};

/** Weights of the outputs of the transform of 4x4 luma blocks, and of the usual one. */
static const int16_t sine_4[4][4] = {
    {  29,  74,  84,  55 },
    {  55,  74, -29, -84 },
    {  74,   0, -74,  74 },
    {  84, -74,  55, -29 },
};

static const int16_t cosine_4[4][4] = {
    {  64,  83,  64,  36 },
    {  64,  36, -64, -83 },
    {  64, -36, -64,  83 },
    {  64, -83,  64, -36 },
};

/** Eight columns: pairs of inputs, or sums. */
typedef struct Columns {
    v128_t low;
    v128_t high;
} Columns;

/** The inputs of eight transforms; those from `count` on are zero. */
typedef struct Inputs {
    const int16_t *src;
    ptrdiff_t stride;
    int count;
} Inputs;

static av_always_inline Columns load_pairs(const Inputs *in, int a, int b)
{
    v128_t first  = wasm_v128_load(in->src + a * in->stride);
    v128_t second = b < in->count ? wasm_v128_load(in->src + b * in->stride) : wasm_i16x8_const_splat(0);

    return (Columns) { interleave_low_i16(first, second), interleave_high_i16(first, second) };
}

/** sum + the pairs' products with two weights. */
static av_always_inline Columns add_products(Columns sum, Columns pairs, v128_t weights)
{
    return (Columns) { wasm_i32x4_add(sum.low, wasm_i32x4_dot_i16x8(pairs.low, weights)),
                       wasm_i32x4_add(sum.high, wasm_i32x4_dot_i16x8(pairs.high, weights)) };
}

/** Pairs of the odd inputs of a transform of n; gives how many are not zero. */
static av_always_inline int load_odd(Columns *pairs, const Inputs *in, int n, int step)
{
    int count = 0;

    for (; count < n / 4 && (4 * count + 1) * step < in->count; count++)
        pairs[count] = load_pairs(in, (4 * count + 1) * step, (4 * count + 3) * step);
    return count;
}

static av_always_inline Columns sum_odd(const Columns *pairs, int count, const int16_t *weights)
{
    Columns sum = { wasm_i32x4_const_splat(0), wasm_i32x4_const_splat(0) };

    for (int i = 0; i < count; i++)
        sum = add_products(sum, pairs[i], wasm_v128_load32_splat(weights + 2 * i));
    return sum;
}

static av_always_inline void add_odd(Columns *out, const Columns *even, const Inputs *in, int n, int step,
                                     const int16_t *weights)
{
    Columns pairs[8];
    int count = load_odd(pairs, in, n, step);

    for (int i = 0; i < n / 2; i++) {
        Columns odd = sum_odd(pairs, count, weights + i * n / 2);

        out[i]         = (Columns) { wasm_i32x4_add(even[i].low, odd.low), wasm_i32x4_add(even[i].high, odd.high) };
        out[n - 1 - i] = (Columns) { wasm_i32x4_sub(even[i].low, odd.low), wasm_i32x4_sub(even[i].high, odd.high) };
    }
}

static av_always_inline void sums_4(Columns out[4], const Inputs *in, int step, v128_t round)
{
    Columns pairs = load_pairs(in, 0, 2 * step), start = { round, round };
    Columns even[2] = { add_products(start, pairs, splat_pair(64, 64)), add_products(start, pairs, splat_pair(64, -64)) };

    add_odd(out, even, in, 4, step, odd_4[0]);
}

static av_always_inline void sums_8(Columns out[8], const Inputs *in, int step, v128_t round)
{
    Columns even[4];

    sums_4(even, in, 2 * step, round);
    add_odd(out, even, in, 8, step, odd_8[0]);
}

static av_always_inline void sums_16(Columns out[16], const Inputs *in, int step, v128_t round)
{
    Columns even[8];

    sums_8(even, in, 2 * step, round);
    add_odd(out, even, in, 16, step, odd_16[0]);
}

/** (sum + round) >> shift of each output, clipped; the rows of `dst` may be those of the inputs. */
static av_always_inline void transform_columns(int16_t *dst, ptrdiff_t dst_stride, const Inputs *in, int n, int shift)
{
    v128_t round = wasm_i32x4_splat(1 << (shift - 1));
    Columns even[16], pairs[8];
    int count = load_odd(pairs, in, n, 1);

    if (n == 32)
        sums_16(even, in, 2, round);
    else if (n == 16)
        sums_8(even, in, 2, round);
    else
        sums_4(even, in, 2, round);
    for (int i = 0; i < n / 2; i++) {
        const int16_t *weights = n == 32 ? odd_32[i] : n == 16 ? odd_16[i] : odd_8[i];
        Columns odd = sum_odd(pairs, count, weights);

        wasm_v128_store(dst + i * dst_stride, wasm_i16x8_narrow_i32x4(
            wasm_i32x4_shr(wasm_i32x4_add(even[i].low, odd.low), shift),
            wasm_i32x4_shr(wasm_i32x4_add(even[i].high, odd.high), shift)));
        wasm_v128_store(dst + (n - 1 - i) * dst_stride, wasm_i16x8_narrow_i32x4(
            wasm_i32x4_shr(wasm_i32x4_sub(even[i].low, odd.low), shift),
            wasm_i32x4_shr(wasm_i32x4_sub(even[i].high, odd.high), shift)));
    }
}

/** One function for each size and number of inputs, so that V8 sees loops of known lengths. */
#define COLUMNS(n, count)                                                                                       \
static av_noinline void columns_ ## n ## _ ## count(int16_t *dst, ptrdiff_t dst_stride, const int16_t *src,     \
                                                    ptrdiff_t src_stride, int shift)                            \
{                                                                                                               \
    Inputs in = { src, src_stride, count };                                                                     \
                                                                                                                \
    transform_columns(dst, dst_stride, &in, n, shift);                                                          \
}
COLUMNS(8, 4)
COLUMNS(8, 8)
COLUMNS(16, 4)
COLUMNS(16, 8)
COLUMNS(16, 16)
COLUMNS(32, 4)
COLUMNS(32, 8)
COLUMNS(32, 16)
COLUMNS(32, 32)
#undef COLUMNS

static av_always_inline void columns(int16_t *dst, ptrdiff_t dst_stride, const int16_t *src, ptrdiff_t src_stride,
                                     int n, int count, int shift)
{
#define CALL(n, count) columns_ ## n ## _ ## count(dst, dst_stride, src, src_stride, shift)
    if (n == 8) {
        if (count <= 4) CALL(8, 4); else CALL(8, 8);
    } else if (n == 16) {
        if (count <= 4) CALL(16, 4); else if (count <= 8) CALL(16, 8); else CALL(16, 16);
    } else {
        if (count <= 4) CALL(32, 4); else if (count <= 8) CALL(32, 8); else if (count <= 16) CALL(32, 16); else CALL(32, 32);
    }
#undef CALL
}

static av_always_inline void transpose_block(int16_t *dst, ptrdiff_t dst_stride, const int16_t *src, ptrdiff_t src_stride)
{
    v128_t rows[8];

    for (int i = 0; i < 8; i++)
        rows[i] = wasm_v128_load(src + i * src_stride);
    transpose_8x8_i16(rows);
    for (int i = 0; i < 8; i++)
        wasm_v128_store(dst + i * dst_stride, rows[i]);
}

/**
 * Columns, then rows. Inputs lie in columns below `col_limit`; those of the scan's last diagonal reach
 * up to four rows further down.
 */
static av_always_inline void idct(int16_t *coeffs, int col_limit, int n, int bit_depth)
{
    DECLARE_ALIGNED(16, int16_t, in)[32 * 8];
    DECLARE_ALIGNED(16, int16_t, out)[32 * 8];
    int cols = FFMIN(col_limit, n), rows = FFMIN(col_limit + 4, n);

    for (int x = 0; x < cols; x += 8)
        columns(coeffs + x, n, coeffs + x, n, n, rows, 7);
    for (int x = (cols + 7) & ~7; x < n; x++)
        wasm_v128_store(in + x * 8, wasm_i16x8_const_splat(0));
    for (int y = 0; y < n; y += 8) {
        int16_t *strip = coeffs + y * n;

        for (int x = 0; x < cols; x += 8)
            transpose_block(in + x * 8, 8, strip + x, n);
        columns(out, 8, in, 8, n, cols, 20 - bit_depth);
        for (int x = 0; x < n; x += 8)
            transpose_block(strip + x, n, out + x * 8, 8);
    }
}

/** Columns from the pairs of even and of odd inputs: two rows of four outputs in each vector. */
static av_always_inline void columns_4(v128_t out[2], v128_t even, v128_t odd, const int16_t weights[4][4], int shift)
{
    v128_t round = wasm_i32x4_splat(1 << (shift - 1));
    v128_t sum[4];

    for (int i = 0; i < 4; i++) {
        sum[i] = wasm_i32x4_add(round, wasm_i32x4_dot_i16x8(even, splat_pair(weights[i][0], weights[i][2])));
        sum[i] = wasm_i32x4_add(sum[i], wasm_i32x4_dot_i16x8(odd, splat_pair(weights[i][1], weights[i][3])));
        sum[i] = wasm_i32x4_shr(sum[i], shift);
    }
    out[0] = wasm_i16x8_narrow_i32x4(sum[0], sum[1]);
    out[1] = wasm_i16x8_narrow_i32x4(sum[2], sum[3]);
}

static av_always_inline void transform_4x4(int16_t *coeffs, const int16_t weights[4][4], int bit_depth)
{
    v128_t first = wasm_v128_load(coeffs), second = wasm_v128_load(coeffs + 8);
    v128_t half[2], even, odd;

    columns_4(half, interleave_low_i16(first, second), interleave_high_i16(first, second), weights, 7);
    // Every other lane is one of a row's pairs of inputs already.
    even = wasm_i16x8_shuffle(half[0], half[1], 0, 2, 4, 6, 8, 10, 12, 14);
    odd  = wasm_i16x8_shuffle(half[0], half[1], 1, 3, 5, 7, 9, 11, 13, 15);
    columns_4(half, even, odd, weights, 20 - bit_depth);
    even = interleave_low_i16(half[0], half[1]);
    odd  = interleave_high_i16(half[0], half[1]);
    wasm_v128_store(coeffs, interleave_low_i16(even, odd));
    wasm_v128_store(coeffs + 8, interleave_high_i16(even, odd));
}

static av_always_inline void idct_dc(int16_t *coeffs, int n, int bit_depth)
{
    int shift = 14 - bit_depth;
    v128_t dc = wasm_i16x8_splat((((coeffs[0] + 1) >> 1) + (1 << (shift - 1))) >> shift);

    for (int i = 0; i < n * n; i += 8)
        wasm_v128_store(coeffs + i, dc);
}

static av_always_inline void add_residual(uint8_t *dst, const int16_t *res, ptrdiff_t stride, int n, int bit_depth)
{
    for (int y = 0; y < n; y++) {
        for (int x = 0; x < n; x += 8) {
            v128_t more = n == 4 ? wasm_v128_load64_zero(res) : wasm_v128_load(res + x);

            if (bit_depth == 8) {
                v128_t v = n == 4 ? wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(dst)) : wasm_u16x8_load8x8(dst + x);

                v = wasm_i16x8_add_sat(v, more);
                store_bytes(dst + x, wasm_u8x16_narrow_i16x8(v, v), n == 4 ? 4 : 8);
            } else {
                v128_t v = n == 4 ? wasm_v128_load64_zero(dst) : wasm_v128_load(dst + 2 * x);

                store_words(dst + 2 * x, clip_pixel_i16(wasm_i16x8_add_sat(v, more), bit_depth), n == 4 ? 4 : 8);
            }
        }
        res += n;
        dst += stride;
    }
}

#define SIZE(n, depth)                                                                                            \
static void idct_dc_ ## n ## _ ## depth(int16_t *coeffs)                                                          \
{                                                                                                                 \
    idct_dc(coeffs, n, depth);                                                                                    \
}                                                                                                                 \
static void add_residual_ ## n ## _ ## depth(uint8_t *dst, const int16_t *res, ptrdiff_t stride)                  \
{                                                                                                                 \
    add_residual(dst, res, stride, n, depth);                                                                     \
}                                                                                                                 \
static void idct_ ## n ## _ ## depth(int16_t *coeffs, int col_limit)                                              \
{                                                                                                                 \
    if (n == 4)                                                                                                   \
        transform_4x4(coeffs, cosine_4, depth);                                                                   \
    else                                                                                                          \
        idct(coeffs, col_limit, n, depth);                                                                        \
}
#define SIZES(depth)                                                                                              \
SIZE(4, depth)                                                                                                    \
SIZE(8, depth)                                                                                                    \
SIZE(16, depth)                                                                                                   \
SIZE(32, depth)                                                                                                   \
static void luma_4x4_ ## depth(int16_t *coeffs)                                                                   \
{                                                                                                                 \
    transform_4x4(coeffs, sine_4, depth);                                                                         \
}
SIZES(8)
SIZES(10)
SIZES(12)
#undef SIZES
#undef SIZE

av_cold void ff_hevc_transform_init_simd128(HEVCDSPContext *c, int bit_depth)
{
#define SET_SIZE(i, n, depth)                            \
    c->idct[i]         = idct_ ## n ## _ ## depth;       \
    c->idct_dc[i]      = idct_dc_ ## n ## _ ## depth;    \
    c->add_residual[i] = add_residual_ ## n ## _ ## depth
#define SET(depth)                                       \
    case depth:                                          \
        SET_SIZE(0, 4, depth);                           \
        SET_SIZE(1, 8, depth);                           \
        SET_SIZE(2, 16, depth);                          \
        SET_SIZE(3, 32, depth);                          \
        c->transform_4x4_luma = luma_4x4_ ## depth;      \
        break
    switch (bit_depth) {
    SET(8);
    SET(10);
    SET(12);
    }
#undef SET
#undef SET_SIZE
}
