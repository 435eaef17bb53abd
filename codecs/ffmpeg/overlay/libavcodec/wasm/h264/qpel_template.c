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

/** Sums of the outer, middle and inner pairs of six samples, `step` bytes apart, around src. */
#define SUMS(a, b, c, src, step)                                                                        \
    v128_t a = wasm_i16x8_add(FUNC(load_wide)((src) - 2 * (step)), FUNC(load_wide)((src) + 3 * (step))); \
    v128_t b = wasm_i16x8_add(FUNC(load_wide)((src) - (step)), FUNC(load_wide)((src) + 2 * (step)));     \
    v128_t c = wasm_i16x8_add(FUNC(load_wide)(src), FUNC(load_wide)((src) + (step)))

/** Half-sample pixels along a row (step: a pixel) or down a column (step: the stride). */
static av_always_inline v128_t FUNC(half)(const uint8_t *src, ptrdiff_t step)
{
    SUMS(a, b, c, src, step);

    if (PIXEL_BYTES == 1) {
        v128_t sum = wasm_i16x8_add(weigh(a, b, c), wasm_i16x8_const_splat(16));

        return FUNC(pack)(wasm_i16x8_shr(sum, 5));
    } else {
        v128_t sum = wasm_i16x8_add(weigh_sixteenth(a, b, c), wasm_i16x8_const_splat(1));

        return FUNC(pack)(wasm_i16x8_shr(sum, 1));
    }
}

/** The same of a row's first sums, which are biased. */
static av_always_inline v128_t FUNC(half_of_sums)(v128_t sums)
{
    v128_t half = wasm_i16x8_shr(wasm_i16x8_add(sums, wasm_i16x8_const_splat(16)), 5);

    return FUNC(pack)(wasm_i16x8_add(half, wasm_i16x8_const_splat(BIAS / 32)));
}

/** The second dimension: six rows of first sums, of which `rows` is the third. */
static av_always_inline v128_t FUNC(centre)(const int16_t *rows)
{
    v128_t r[6], low, high;

    for (int i = 0; i < 6; i++)
        r[i] = wasm_v128_load(rows + 8 * (i - 2));
    if (PIXEL_BYTES == 1) {
        v128_t sum = weigh_sixteenth(wasm_i16x8_add(r[0], r[5]), wasm_i16x8_add(r[1], r[4]),
                                     wasm_i16x8_add(r[2], r[3]));

        return FUNC(pack)(wasm_i16x8_shr(wasm_i16x8_add(sum, wasm_i16x8_const_splat(32)), 6));
    }
    low = high = wasm_i32x4_const_splat(BIAS * 32 + 512);
    for (int i = 0; i < 6; i += 2) {
        v128_t taps = i == 0 ? splat_pair(1, -5) : i == 2 ? splat_pair(20, 20) : splat_pair(-5, 1);

        low  = wasm_i32x4_add(low, wasm_i32x4_dot_i16x8(interleave_low_i16(r[i], r[i + 1]), taps));
        high = wasm_i32x4_add(high, wasm_i32x4_dot_i16x8(interleave_high_i16(r[i], r[i + 1]), taps));
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

/** mx, my: quarters; `avg`: the result is averaged with what dst holds. */
static av_always_inline void FUNC(qpel)(uint8_t *dst, const uint8_t *src, ptrdiff_t stride,
                                        int size, int mx, int my, int avg)
{
    DECLARE_ALIGNED(16, int16_t, sums)[(16 + 5) * 8];
    int two_dimensions = (mx == 2 && my) || (my == 2 && mx);

    if (!mx && !my && size * PIXEL_BYTES >= 16) {
        FUNC(whole)(dst, src, stride, size, avg);
        return;
    }
    for (int x = 0; x < size; x += 8) {
        const uint8_t *from = src + x * PIXEL_BYTES;
        uint8_t *to = dst + x * PIXEL_BYTES;

        if (two_dimensions) {
            const uint8_t *row = from - 2 * stride;

            for (int y = 0; y < size + 5; y++) {
                SUMS(a, b, c, row, PIXEL_BYTES);

                wasm_v128_store(sums + 8 * y, wasm_i16x8_sub(weigh(a, b, c), wasm_i16x8_const_splat(BIAS)));
                row += stride;
            }
        }
        for (int y = 0; y < size; y++) {
            // A quarter lies between a half and its nearer neighbour, or between two halves.
            const uint8_t *below = from + (my >> 1) * stride;
            const uint8_t *right = from + (mx >> 1) * PIXEL_BYTES;
            v128_t pixels;

            if (two_dimensions) {
                pixels = FUNC(centre)(sums + 8 * (y + 2));
                if (my & 1)
                    pixels = FUNC(average)(pixels, FUNC(half_of_sums)(wasm_v128_load(sums + 8 * (y + 2 + (my >> 1)))));
                else if (mx & 1)
                    pixels = FUNC(average)(pixels, FUNC(half)(right, stride));
            } else if (mx && my) {
                pixels = FUNC(average)(FUNC(half)(below, PIXEL_BYTES), FUNC(half)(right, stride));
            } else if (mx) {
                pixels = FUNC(half)(from, PIXEL_BYTES);
                if (mx & 1)
                    pixels = FUNC(average)(pixels, FUNC(load)(right));
            } else if (my) {
                pixels = FUNC(half)(from, stride);
                if (my & 1)
                    pixels = FUNC(average)(pixels, FUNC(load)(below));
            } else {
                pixels = FUNC(load)(from);
            }
            if (avg)
                pixels = FUNC(average)(pixels, FUNC(load)(to));
            FUNC(store)(to, pixels, FFMIN(size, 8));
            from += stride;
            to += stride;
        }
    }
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

#undef SUMS
#undef BIAS
#undef PIXEL_BYTES
#undef FUNC
#undef FUNC2
#undef FUNC3
