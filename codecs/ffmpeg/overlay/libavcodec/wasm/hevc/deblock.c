/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * HEVC deblocking of 8, 10 and 12 bits: eight lines at once, in two segments of four, a lane for each
 * line. Samples p3 to p0 lie before the edge, q0 to q3 behind it. Sums of 12-bit samples fit into 16
 * bits as they are written here.
 */

#include "libavutil/macros.h"
#include "libavcodec/hevc/dsp.h"
#include "libavcodec/wasm/hevc/kernels.h"
#include "libavcodec/wasm/simd128.h"

enum { P3, P2, P1, P0, Q0, Q1, Q2, Q3 };

/** The first or the last line of each segment, in all its lanes. */
#define FIRST_LINES(v) wasm_i16x8_shuffle(v, v, 0, 0, 0, 0, 4, 4, 4, 4)
#define LAST_LINES(v)  wasm_i16x8_shuffle(v, v, 3, 3, 3, 3, 7, 7, 7, 7)

/** One value for each segment. */
static av_always_inline v128_t segments(int first, int second)
{
    return wasm_i64x2_shuffle(wasm_i16x8_splat(first), wasm_i16x8_splat(second), 0, 2);
}

/** The segments whose flag is zero. */
static av_always_inline v128_t unless(const uint8_t *flags)
{
    return segments(flags[0] ? 0 : -1, flags[1] ? 0 : -1);
}

static av_always_inline v128_t clip(v128_t v, v128_t most)
{
    return wasm_i16x8_min(wasm_i16x8_max(v, wasm_i16x8_neg(most)), most);
}

static av_always_inline v128_t difference(v128_t a, v128_t b)
{
    return wasm_i16x8_abs(wasm_i16x8_sub(a, b));
}

/** |a - 2b + c| */
static av_always_inline v128_t curvature(v128_t a, v128_t b, v128_t c)
{
    return wasm_i16x8_abs(wasm_i16x8_sub(wasm_i16x8_add(a, c), wasm_i16x8_add(b, b)));
}

/** old, where `mask` is set moved to `wanted`, by `tc` at most. */
static av_always_inline v128_t towards(v128_t old, v128_t wanted, v128_t tc, v128_t mask)
{
    return wasm_i16x8_add(old, wasm_v128_and(clip(wasm_i16x8_sub(wanted, old), tc), mask));
}

/** The three samples of one side, `a` nearest to the edge; `x`, `y` are the other side's nearest two. */
static av_always_inline void strong_side(v128_t *a, v128_t *b, v128_t *c, v128_t d, v128_t x, v128_t y,
                                         v128_t tc, v128_t mask)
{
    v128_t two = wasm_i16x8_const_splat(2), four = wasm_i16x8_const_splat(4);
    v128_t abx  = wasm_i16x8_add(wasm_i16x8_add(*a, *b), x);
    v128_t abcx = wasm_i16x8_add(abx, *c);
    v128_t cd   = wasm_i16x8_add(*c, d);
    v128_t near = wasm_i16x8_add(wasm_i16x8_add(wasm_i16x8_add(abcx, abx), y), four);
    v128_t far  = wasm_i16x8_add(wasm_i16x8_add(wasm_i16x8_add(cd, cd), abcx), four);

    near = towards(*a, wasm_i16x8_shr(near, 3), tc, mask);
    *b   = towards(*b, wasm_i16x8_shr(wasm_i16x8_add(abcx, two), 2), tc, mask);
    *c   = towards(*c, wasm_i16x8_shr(far, 3), tc, mask);
    *a   = near;
}

/** `s` are p3 to q3, changed where the segment is to be filtered strongly. */
static av_always_inline void filter_strong(v128_t s[8], v128_t tc, v128_t mask_p, v128_t mask_q)
{
    v128_t p0 = s[P0], p1 = s[P1];

    strong_side(&s[P0], &s[P1], &s[P2], s[P3], s[Q0], s[Q1], tc, mask_p);
    strong_side(&s[Q0], &s[Q1], &s[Q2], s[Q3], p0, p1, tc, mask_q);
}

/** The second sample of a side; `delta` is what the first one is moved by. */
static av_always_inline v128_t weak_second(v128_t a, v128_t b, v128_t c, v128_t delta, v128_t half_tc, v128_t mask)
{
    v128_t move = wasm_i16x8_add(wasm_i16x8_sub(wasm_u16x8_avgr(a, c), b), delta);

    return wasm_i16x8_add(b, wasm_v128_and(clip(wasm_i16x8_shr(move, 1), half_tc), mask));
}

static av_always_inline void filter_weak(v128_t s[8], v128_t tc, v128_t mask_p, v128_t mask_q,
                                         v128_t second_p, v128_t second_q, int bit_depth)
{
    v128_t near  = wasm_i16x8_sub(s[Q0], s[P0]), far = wasm_i16x8_sub(s[Q1], s[P1]);
    v128_t third = wasm_i16x8_sub(wasm_i16x8_add(wasm_i16x8_add(near, near), near), far);
    // (9 * near - 3 * far + 8) >> 4
    v128_t delta = wasm_i16x8_shr(wasm_i16x8_add(third, wasm_i16x8_shr(wasm_i16x8_add(third, wasm_i16x8_const_splat(8)), 1)), 3);
    v128_t small = wasm_i16x8_lt(wasm_i16x8_abs(delta), wasm_i16x8_mul(tc, wasm_i16x8_const_splat(10)));
    v128_t half  = wasm_i16x8_shr(tc, 1), back, p0 = s[P0], q0 = s[Q0];

    mask_p = wasm_v128_and(mask_p, small);
    mask_q = wasm_v128_and(mask_q, small);
    delta  = clip(delta, tc);
    back   = wasm_i16x8_neg(delta);
    s[P0]  = clip_pixel_i16(wasm_i16x8_add(p0, wasm_v128_and(delta, mask_p)), bit_depth);
    s[Q0]  = clip_pixel_i16(wasm_i16x8_add(q0, wasm_v128_and(back, mask_q)), bit_depth);
    s[P1]  = clip_pixel_i16(weak_second(p0, s[P1], s[P2], delta, half, wasm_v128_and(mask_p, second_p)), bit_depth);
    s[Q1]  = clip_pixel_i16(weak_second(q0, s[Q1], s[Q2], back, half, wasm_v128_and(mask_q, second_q)), bit_depth);
}

/** Gives whether anything has changed. */
static av_always_inline int filter_luma(v128_t s[8], int beta, const int32_t *tcs, const uint8_t *no_p,
                                        const uint8_t *no_q, int bit_depth)
{
    v128_t dp = curvature(s[P2], s[P1], s[P0]), dq = curvature(s[Q2], s[Q1], s[Q0]);
    v128_t d  = wasm_i16x8_add(dp, dq);
    v128_t tc, wanted, strong, flat;

    beta <<= bit_depth - 8;
    wanted = wasm_i16x8_lt(wasm_i16x8_add(FIRST_LINES(d), LAST_LINES(d)), wasm_i16x8_splat(beta));
    if (!wasm_v128_any_true(wanted))
        return 0;
    tc     = segments(tcs[0] << (bit_depth - 8), tcs[1] << (bit_depth - 8));
    flat   = wasm_i16x8_add(difference(s[P3], s[P0]), difference(s[Q3], s[Q0]));
    strong = wasm_i16x8_lt(flat, wasm_i16x8_splat(beta >> 3));
    // Five halves of tc, rounded up.
    strong = wasm_v128_and(strong, wasm_i16x8_lt(difference(s[P0], s[Q0]),
                                                 wasm_u16x8_avgr(wasm_i16x8_shl(tc, 2), tc)));
    strong = wasm_v128_and(strong, wasm_i16x8_lt(wasm_i16x8_shl(d, 1), wasm_i16x8_splat(beta >> 2)));
    strong = wasm_v128_and(wasm_v128_and(FIRST_LINES(strong), LAST_LINES(strong)), wanted);
    wanted = wasm_v128_andnot(wanted, strong);
    if (wasm_v128_any_true(wanted)) {
        v128_t side = wasm_i16x8_splat((beta + (beta >> 1)) >> 3);

        filter_weak(s, tc, wasm_v128_and(wanted, unless(no_p)), wasm_v128_and(wanted, unless(no_q)),
                    wasm_i16x8_lt(wasm_i16x8_add(FIRST_LINES(dp), LAST_LINES(dp)), side),
                    wasm_i16x8_lt(wasm_i16x8_add(FIRST_LINES(dq), LAST_LINES(dq)), side), bit_depth);
    }
    if (wasm_v128_any_true(strong))
        filter_strong(s, wasm_i16x8_shl(tc, 1), wasm_v128_and(strong, unless(no_p)), wasm_v128_and(strong, unless(no_q)));
    return 1;
}

/** `s` are p1 to q1; p0 and q0 change. */
static av_always_inline void filter_chroma(v128_t s[4], const int32_t *tcs, const uint8_t *no_p,
                                           const uint8_t *no_q, int bit_depth)
{
    v128_t tc    = segments(FFMAX(tcs[0], 0) << (bit_depth - 8), FFMAX(tcs[1], 0) << (bit_depth - 8));
    v128_t delta = wasm_i16x8_add(wasm_i16x8_shl(wasm_i16x8_sub(s[2], s[1]), 2), wasm_i16x8_sub(s[0], s[3]));

    delta = clip(wasm_i16x8_shr(wasm_i16x8_add(delta, wasm_i16x8_const_splat(4)), 3), tc);
    s[1]  = clip_pixel_i16(wasm_i16x8_add(s[1], wasm_v128_and(delta, unless(no_p))), bit_depth);
    s[2]  = clip_pixel_i16(wasm_i16x8_sub(s[2], wasm_v128_and(delta, unless(no_q))), bit_depth);
}

static av_always_inline v128_t load_row(const uint8_t *src, int bit_depth)
{
    return bit_depth == 8 ? wasm_u16x8_load8x8(src) : wasm_v128_load(src);
}

static av_always_inline void store_row(uint8_t *dst, v128_t v, int bit_depth)
{
    if (bit_depth == 8)
        wasm_v128_store64_lane(dst, wasm_u8x16_narrow_i16x8(v, v), 0);
    else
        wasm_v128_store(dst, v);
}

static av_always_inline void luma_h(uint8_t *pix, ptrdiff_t stride, int beta, const int32_t *tc,
                                    const uint8_t *no_p, const uint8_t *no_q, int bit_depth)
{
    v128_t s[8];

    for (int i = 0; i < 8; i++)
        s[i] = load_row(pix + (i - 4) * stride, bit_depth);
    if (filter_luma(s, beta, tc, no_p, no_q, bit_depth)) {
        for (int i = P2; i <= Q2; i++)
            store_row(pix + (i - 4) * stride, s[i], bit_depth);
    }
}

static av_always_inline void luma_v(uint8_t *pix, ptrdiff_t stride, int beta, const int32_t *tc,
                                    const uint8_t *no_p, const uint8_t *no_q, int bit_depth)
{
    v128_t s[8];

    pix -= bit_depth == 8 ? 4 : 8;
    for (int i = 0; i < 8; i++)
        s[i] = load_row(pix + i * stride, bit_depth);
    transpose_8x8_i16(s);
    if (filter_luma(s, beta, tc, no_p, no_q, bit_depth)) {
        transpose_8x8_i16(s);
        for (int i = 0; i < 8; i++)
            store_row(pix + i * stride, s[i], bit_depth);
    }
}

static av_always_inline void chroma_h(uint8_t *pix, ptrdiff_t stride, const int32_t *tc,
                                      const uint8_t *no_p, const uint8_t *no_q, int bit_depth)
{
    v128_t s[4];

    for (int i = 0; i < 4; i++)
        s[i] = load_row(pix + (i - 2) * stride, bit_depth);
    filter_chroma(s, tc, no_p, no_q, bit_depth);
    store_row(pix - stride, s[1], bit_depth);
    store_row(pix, s[2], bit_depth);
}

/** Rows of four samples, p1 to q1; of these, p0 and q0 are stored. */
static av_always_inline void chroma_v(uint8_t *pix, ptrdiff_t stride, const int32_t *tc,
                                      const uint8_t *no_p, const uint8_t *no_q, int bit_depth)
{
    int bytes = bit_depth == 8 ? 1 : 2;
    v128_t rows[8], even[4], s[4], low, high;

    for (int i = 0; i < 8; i++) {
        const uint8_t *row = pix - 2 * bytes + i * stride;

        rows[i] = bytes == 1 ? wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(row)) : wasm_v128_load64_zero(row);
    }
    for (int i = 0; i < 4; i++)
        even[i] = interleave_low_i16(rows[i], rows[i + 4]);
    // Lines 0, 2, 4, 6 and 1, 3, 5, 7, then all in order.
    low  = interleave_low_i16(even[0], even[2]);
    high = interleave_low_i16(even[1], even[3]);
    s[0] = interleave_low_i16(low, high);
    s[1] = interleave_high_i16(low, high);
    low  = interleave_high_i16(even[0], even[2]);
    high = interleave_high_i16(even[1], even[3]);
    s[2] = interleave_low_i16(low, high);
    s[3] = interleave_high_i16(low, high);
    filter_chroma(s, tc, no_p, no_q, bit_depth);
    low  = interleave_low_i16(s[1], s[2]);
    high = interleave_high_i16(s[1], s[2]);
#define STORE(i)                                                                                    \
    do {                                                                                            \
        if (bytes == 1)                                                                             \
            wasm_v128_store16_lane(pix - 1 + (i) * stride, wasm_u8x16_narrow_i16x8(low, high), i);  \
        else                                                                                        \
            wasm_v128_store32_lane(pix - 2 + (i) * stride, i < 4 ? low : high, i & 3);              \
    } while (0)
    STORE(0);
    STORE(1);
    STORE(2);
    STORE(3);
    STORE(4);
    STORE(5);
    STORE(6);
    STORE(7);
#undef STORE
}

#define DEBLOCK(dir, depth)                                                                                      \
static void luma_ ## dir ## _ ## depth(uint8_t *pix, ptrdiff_t stride, int beta, const int32_t *tc,              \
                                       const uint8_t *no_p, const uint8_t *no_q)                                 \
{                                                                                                                \
    luma_ ## dir(pix, stride, beta, tc, no_p, no_q, depth);                                                      \
}                                                                                                                \
static void chroma_ ## dir ## _ ## depth(uint8_t *pix, ptrdiff_t stride, const int32_t *tc,                      \
                                         const uint8_t *no_p, const uint8_t *no_q)                               \
{                                                                                                                \
    chroma_ ## dir(pix, stride, tc, no_p, no_q, depth);                                                          \
}
DEBLOCK(h, 8)
DEBLOCK(v, 8)
DEBLOCK(h, 10)
DEBLOCK(v, 10)
DEBLOCK(h, 12)
DEBLOCK(v, 12)
#undef DEBLOCK

av_cold void ff_hevc_deblock_init_simd128(HEVCDSPContext *c, int bit_depth)
{
#define SET(depth)                                                                      \
    case depth:                                                                         \
        c->hevc_h_loop_filter_luma   = c->hevc_h_loop_filter_luma_c   = luma_h_ ## depth;   \
        c->hevc_v_loop_filter_luma   = c->hevc_v_loop_filter_luma_c   = luma_v_ ## depth;   \
        c->hevc_h_loop_filter_chroma = c->hevc_h_loop_filter_chroma_c = chroma_h_ ## depth; \
        c->hevc_v_loop_filter_chroma = c->hevc_v_loop_filter_chroma_c = chroma_v_ ## depth; \
        break
    switch (bit_depth) {
    SET(8);
    SET(10);
    SET(12);
    }
#undef SET
}
