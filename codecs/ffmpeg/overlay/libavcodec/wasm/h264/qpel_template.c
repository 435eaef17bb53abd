/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Included by qpel.c once for each BIT_DEPTH. */

#define FUNC3(name, depth) name ## _ ## depth
#define FUNC2(name, depth) FUNC3(name, depth)
#define FUNC(name) FUNC2(name, BIT_DEPTH)
#define PIXEL_BYTES ((BIT_DEPTH + 7) / 8)

/** What is taken off the first sums of a two-dimensional filter, so that they fit into 16 bits. */
#define BIAS (PIXEL_BYTES == 1 ? 0 : 16384)

static av_always_inline v128_t FUNC(load_wide)(const uint8_t *src)
{
    return PIXEL_BYTES == 1 ? wasm_u16x8_load8x8(src) : wasm_v128_load(src);
}

/** Eight pixels as they lie in memory. */
static av_always_inline v128_t FUNC(load)(const uint8_t *src)
{
    return PIXEL_BYTES == 1 ? wasm_v128_load64_zero(src) : wasm_v128_load(src);
}

static av_always_inline v128_t FUNC(average)(v128_t a, v128_t b)
{
    return PIXEL_BYTES == 1 ? wasm_u8x16_avgr(a, b) : wasm_u16x8_avgr(a, b);
}

/** Clips, and packs as pixels lie in memory. */
static av_always_inline v128_t FUNC(pack)(v128_t v)
{
    return PIXEL_BYTES == 1 ? wasm_u8x16_narrow_i16x8(v, v) : clip_pixel_i16(v, BIT_DEPTH);
}

static av_always_inline void FUNC(store)(uint8_t *dst, v128_t v, int columns)
{
    if (PIXEL_BYTES == 1)
        store_bytes(dst, v, columns);
    else if (columns == 8)
        wasm_v128_store(dst, v);
    else
        wasm_v128_store64_lane(dst, v, 0);
}

/** Half-sample pixels of the sums of outer, middle and inner pairs of six samples. */
static av_always_inline v128_t FUNC(half)(v128_t a, v128_t b, v128_t c)
{
    if (PIXEL_BYTES == 1) {
        v128_t sum = wasm_i16x8_add(weigh(a, b, c), wasm_i16x8_const_splat(16));

        return FUNC(pack)(wasm_i16x8_shr(sum, 5));
    } else {
        v128_t sum = wasm_i16x8_add(weigh_sixteenth(a, b, c), wasm_i16x8_const_splat(1));

        return FUNC(pack)(wasm_i16x8_shr(sum, 1));
    }
}

/** Sums of pairs along a row. */
#define PAIRS_ALONG(src)                                                                                             \
    wasm_i16x8_add(FUNC(load_wide)((src) - 2 * PIXEL_BYTES), FUNC(load_wide)((src) + 3 * PIXEL_BYTES)),              \
    wasm_i16x8_add(FUNC(load_wide)((src) - PIXEL_BYTES), FUNC(load_wide)((src) + 2 * PIXEL_BYTES)),                  \
    wasm_i16x8_add(FUNC(load_wide)(src), FUNC(load_wide)((src) + PIXEL_BYTES))

/** Sums of pairs of six rows. */
#define PAIRS_DOWN(rows) \
    wasm_i16x8_add((rows)[0], (rows)[5]), wasm_i16x8_add((rows)[1], (rows)[4]), wasm_i16x8_add((rows)[2], (rows)[3])

/** A row's first sums of a two-dimensional filter, biased. */
static av_always_inline v128_t FUNC(first_sums)(const uint8_t *src)
{
    return wasm_i16x8_sub(weigh(PAIRS_ALONG(src)), wasm_i16x8_const_splat(BIAS));
}

/** Half-sample pixels of them. */
static av_always_inline v128_t FUNC(half_of_sums)(v128_t sums)
{
    v128_t half = wasm_i16x8_shr(wasm_i16x8_add(sums, wasm_i16x8_const_splat(16)), 5);

    return FUNC(pack)(wasm_i16x8_add(half, wasm_i16x8_const_splat(BIAS / 32)));
}

/** The second dimension, of six rows of first sums. */
static av_always_inline v128_t FUNC(centre)(const v128_t rows[6])
{
    v128_t low, high;

    if (PIXEL_BYTES == 1) {
        v128_t sum = weigh_sixteenth(PAIRS_DOWN(rows));

        return FUNC(pack)(wasm_i16x8_shr(wasm_i16x8_add(sum, wasm_i16x8_const_splat(32)), 6));
    }
    low = high = wasm_i32x4_const_splat(BIAS * 32 + 512);
    for (int i = 0; i < 6; i += 2) {
        v128_t taps = i == 0 ? splat_pair(1, -5) : i == 2 ? splat_pair(20, 20) : splat_pair(-5, 1);

        low  = wasm_i32x4_add(low, wasm_i32x4_dot_i16x8(interleave_low_i16(rows[i], rows[i + 1]), taps));
        high = wasm_i32x4_add(high, wasm_i32x4_dot_i16x8(interleave_high_i16(rows[i], rows[i + 1]), taps));
    }
    return FUNC(pack)(wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(low, 10), wasm_i32x4_shr(high, 10)));
}

/** Whole vectors: a copy, or an average with what dst holds. */
static av_always_inline void FUNC(whole)(uint8_t *dst, const uint8_t *src, ptrdiff_t stride, int size, int avg)
{
    for (int y = 0; y < size; y++) {
        for (int x = 0; x < size * PIXEL_BYTES; x += 16) {
            v128_t pixels = wasm_v128_load(src + x);

            wasm_v128_store(dst + x, avg ? FUNC(average)(pixels, wasm_v128_load(dst + x)) : pixels);
        }
        dst += stride;
        src += stride;
    }
}

/**
 * A strip of eight columns, row after row: of the six rows that a filter down the columns takes, five are those of
 * the row before.
 */
static av_always_inline void FUNC(strip)(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *src, ptrdiff_t stride,
                                         int size, int mx, int my, int avg)
{
    // A quarter lies between a half and its nearer neighbour, or between two halves.
    const uint8_t *below = src + (my >> 1) * stride;
    const uint8_t *right = src + (mx >> 1) * PIXEL_BYTES;
    int two_dimensions = (mx == 2 && my) || (my == 2 && mx);
    int down = my && mx != 2;
    v128_t rows[6], sums[6];

    for (int i = 0; i < 5; i++) {
        if (down)
            rows[i] = FUNC(load_wide)(right + (i - 2) * stride);
        if (two_dimensions)
            sums[i] = FUNC(first_sums)(src + (i - 2) * stride);
    }
    for (int y = 0; y < size; y++) {
        v128_t pixels;

        if (down)
            rows[5] = FUNC(load_wide)(right + 3 * stride);
        if (two_dimensions)
            sums[5] = FUNC(first_sums)(src + 3 * stride);

        if (two_dimensions) {
            pixels = FUNC(centre)(sums);
            if (my & 1)
                pixels = FUNC(average)(pixels, FUNC(half_of_sums)(sums[2 + (my >> 1)]));
            else if (mx & 1)
                pixels = FUNC(average)(pixels, FUNC(half)(PAIRS_DOWN(rows)));
        } else if (mx && my) {
            pixels = FUNC(average)(FUNC(half)(PAIRS_ALONG(below)), FUNC(half)(PAIRS_DOWN(rows)));
        } else if (mx) {
            pixels = FUNC(half)(PAIRS_ALONG(src));
            if (mx & 1)
                pixels = FUNC(average)(pixels, FUNC(load)(right));
        } else if (my) {
            pixels = FUNC(half)(PAIRS_DOWN(rows));
            if (my & 1)
                pixels = FUNC(average)(pixels, FUNC(load)(below));
        } else {
            pixels = FUNC(load)(src);
        }
        if (avg)
            pixels = FUNC(average)(pixels, FUNC(load)(dst));
        FUNC(store)(dst, pixels, FFMIN(size, 8));

        move_down(rows);
        move_down(sums);
        dst   += dst_stride;
        src   += stride;
        below += stride;
        right += stride;
    }
}

#if BIT_DEPTH == 8
/** Sixteen half-sample pixels along a row, those in even columns and those in odd ones, which are either byte of 16-bit lanes. */
static av_always_inline v128_t half_along_16(const uint8_t *src)
{
    const v128_t low = wasm_i16x8_const_splat(0xff);
    v128_t left = wasm_v128_load(src - 2), own = wasm_v128_load(src), right = wasm_v128_load(src + 2);
    v128_t even_left = wasm_v128_and(left, low), odd_left = wasm_u16x8_shr(left, 8);
    v128_t even_own = wasm_v128_and(own, low), odd_own = wasm_u16x8_shr(own, 8);
    v128_t even_right = wasm_v128_and(right, low), odd_right = wasm_u16x8_shr(right, 8);
    v128_t last = wasm_u16x8_shr(wasm_v128_load(src + 3), 8);
    v128_t even = weigh(wasm_i16x8_add(even_left, odd_right), wasm_i16x8_add(odd_left, even_right),
                        wasm_i16x8_add(even_own, odd_own));
    v128_t odd = weigh(wasm_i16x8_add(odd_left, last), wasm_i16x8_add(even_own, odd_right),
                       wasm_i16x8_add(odd_own, even_right));

    even = wasm_i16x8_shr(wasm_i16x8_add(even, wasm_i16x8_const_splat(16)), 5);
    odd  = wasm_i16x8_shr(wasm_i16x8_add(odd, wasm_i16x8_const_splat(16)), 5);
    even = wasm_u8x16_narrow_i16x8(even, odd);
    return wasm_i8x16_shuffle(even, even, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** Sixteen columns whose half samples along rows are taken, by themselves or with those down the columns. */
static av_always_inline void along_16(uint8_t *dst, const uint8_t *src, ptrdiff_t stride, int mx, int my, int avg)
{
    DECLARE_ALIGNED(16, uint8_t, down)[16 * 16];
    const uint8_t *below = src + (my >> 1) * stride;
    const uint8_t *right = src + (mx >> 1);

    if (my)
        for (int x = 0; x < 16; x += 8)
            FUNC(strip)(down + x, 16, right + x, stride, 16, 0, 2, 0);
    for (int y = 0; y < 16; y++) {
        v128_t pixels = half_along_16(below);

        if (my)
            pixels = wasm_u8x16_avgr(pixels, wasm_v128_load(down + 16 * y));
        else if (mx & 1)
            pixels = wasm_u8x16_avgr(pixels, wasm_v128_load(right));
        if (avg)
            pixels = wasm_u8x16_avgr(pixels, wasm_v128_load(dst));
        wasm_v128_store(dst, pixels);
        dst   += stride;
        below += stride;
        right += stride;
    }
}
#endif

/** mx, my: quarters; `avg`: the result is averaged with what dst holds. */
static av_always_inline void FUNC(qpel)(uint8_t *dst, const uint8_t *src, ptrdiff_t stride,
                                        int size, int mx, int my, int avg)
{
    if (!mx && !my && size * PIXEL_BYTES >= 16) {
        FUNC(whole)(dst, src, stride, size, avg);
        return;
    }
#if BIT_DEPTH == 8
    if (size == 16 && mx && (!my || mx & my & 1)) {
        along_16(dst, src, stride, mx, my, avg);
        return;
    }
#endif
    for (int x = 0; x < size * PIXEL_BYTES; x += 8 * PIXEL_BYTES)
        FUNC(strip)(dst + x, stride, src + x, stride, size, mx, my, avg);
}

#define QPEL(op, size, mx, my)                                                                              \
static void FUNC(op ## _qpel ## size ## _mc ## mx ## my)(uint8_t *dst, const uint8_t *src, ptrdiff_t stride) \
{                                                                                                           \
    FUNC(qpel)(dst, src, stride, size, mx, my, op ## _IS_AVG);                                              \
}
#define QPEL_ROW(op, size, my) QPEL(op, size, 0, my) QPEL(op, size, 1, my) QPEL(op, size, 2, my) QPEL(op, size, 3, my)
#define QPEL_ALL(op, size) QPEL_ROW(op, size, 0) QPEL_ROW(op, size, 1) QPEL_ROW(op, size, 2) QPEL_ROW(op, size, 3)
#define put_IS_AVG 0
#define avg_IS_AVG 1
QPEL_ALL(put, 16)
QPEL_ALL(put, 8)
QPEL_ALL(put, 4)
QPEL_ALL(avg, 16)
QPEL_ALL(avg, 8)
QPEL_ALL(avg, 4)
#undef put_IS_AVG
#undef avg_IS_AVG
#undef QPEL_ALL
#undef QPEL_ROW
#undef QPEL

static av_cold void FUNC(qpel_init)(H264QpelContext *c)
{
#define SET(op, index, size, mx, my) \
    c->op ## _h264_qpel_pixels_tab[index][mx + 4 * my] = FUNC(op ## _qpel ## size ## _mc ## mx ## my)
#define SET_ROW(op, index, size, my)                                  \
    SET(op, index, size, 0, my); SET(op, index, size, 1, my);         \
    SET(op, index, size, 2, my); SET(op, index, size, 3, my)
#define SET_ALL(op, index, size)                                      \
    SET_ROW(op, index, size, 0); SET_ROW(op, index, size, 1);         \
    SET_ROW(op, index, size, 2); SET_ROW(op, index, size, 3)
    SET_ALL(put, 0, 16);
    SET_ALL(put, 1, 8);
    SET_ALL(put, 2, 4);
    SET_ALL(avg, 0, 16);
    SET_ALL(avg, 1, 8);
    SET_ALL(avg, 2, 4);
#undef SET_ALL
#undef SET_ROW
#undef SET
}

#undef PAIRS_DOWN
#undef PAIRS_ALONG
#undef BIAS
#undef PIXEL_BYTES
#undef FUNC
#undef FUNC2
#undef FUNC3
