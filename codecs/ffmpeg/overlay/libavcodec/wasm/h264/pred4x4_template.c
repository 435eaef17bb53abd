/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Included by pred_template.c: the diagonal predictions of 4x4, each lane of whose vectors is a pixel in 16 bits. */

static av_always_inline v128_t FUNC(load4)(const PIXEL *src)
{
    return sizeof(PIXEL) == 1 ? wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(src)) : wasm_v128_load64_zero(src);
}

static av_always_inline void FUNC(store4)(PIXEL *dst, v128_t v)
{
    if (sizeof(PIXEL) == 1)
        wasm_v128_store32_lane(dst, wasm_u8x16_narrow_i16x8(v, v), 0);
    else
        wasm_v128_store64_lane(dst, v, 0);
}

/** From the last pixel on the left over the corner, which is the fifth, to the third one above. */
static av_always_inline v128_t FUNC(edge4)(const PIXEL *src, ptrdiff_t stride)
{
    v128_t left = wasm_i16x8_make(src[3 * stride - 1], src[2 * stride - 1], src[stride - 1], src[-1], 0, 0, 0, 0);

    return interleave_low_i64(left, FUNC(load4)(src - stride - 1));
}

/** The eight pixels above and to the right of them. */
static av_always_inline v128_t FUNC(above4)(const PIXEL *src, const PIXEL *topright, ptrdiff_t stride)
{
    return interleave_low_i64(FUNC(load4)(src - stride), FUNC(load4)(topright));
}

/** Averages of each lane and the next one, and weighted ones of the next two; behind the last lane comes `last`. */
#define FILTER(edge, last)                                          \
    v128_t next     = before(edge, last);                           \
    v128_t averages = wasm_u16x8_avgr(edge, next);                  \
    v128_t threes   = sum_of_three(edge, next, before(next, last))

#define ROW(y, a, b, i, j, k, l) FUNC(store4)(src + (y) * stride, wasm_i16x8_shuffle(a, b, i, j, k, l, 0, 0, 0, 0))
#define ROW_FROM(y, v, i) ROW(y, v, v, i, (i) + 1, (i) + 2, (i) + 3)

static av_always_inline void FUNC(down_left4)(PIXEL *src, const PIXEL *topright, ptrdiff_t stride)
{
    v128_t edge = FUNC(above4)(src, topright, stride);
    FILTER(edge, topright[3]);

    (void) averages;
    ROW_FROM(0, threes, 0);
    ROW_FROM(1, threes, 1);
    ROW_FROM(2, threes, 2);
    ROW_FROM(3, threes, 3);
}

static av_always_inline void FUNC(vertical_left4)(PIXEL *src, const PIXEL *topright, ptrdiff_t stride)
{
    v128_t edge = FUNC(above4)(src, topright, stride);
    FILTER(edge, topright[3]);

    ROW_FROM(0, averages, 0);
    ROW_FROM(1, threes, 0);
    ROW_FROM(2, averages, 1);
    ROW_FROM(3, threes, 1);
}

static av_always_inline void FUNC(down_right4)(PIXEL *src, const PIXEL *topright, ptrdiff_t stride)
{
    v128_t edge = FUNC(edge4)(src, stride);
    FILTER(edge, src[3 - stride]);

    (void) averages;
    ROW_FROM(0, threes, 3);
    ROW_FROM(1, threes, 2);
    ROW_FROM(2, threes, 1);
    ROW_FROM(3, threes, 0);
}

static av_always_inline void FUNC(vertical_right4)(PIXEL *src, const PIXEL *topright, ptrdiff_t stride)
{
    v128_t edge = FUNC(edge4)(src, stride);
    FILTER(edge, src[3 - stride]);

    ROW_FROM(0, averages, 4);
    ROW_FROM(1, threes, 3);
    // A pixel enters from the left.
    ROW(2, averages, threes, 8 + 2, 4, 5, 6);
    ROW(3, threes, threes, 1, 3, 4, 5);
}

static av_always_inline void FUNC(horizontal_down4)(PIXEL *src, const PIXEL *topright, ptrdiff_t stride)
{
    v128_t sequence, edge = FUNC(edge4)(src, stride);
    FILTER(edge, src[3 - stride]);

    sequence = interleave_low_i16(averages, threes);
    ROW(0, sequence, threes, 6, 7, 8 + 4, 8 + 5);
    ROW_FROM(1, sequence, 4);
    ROW_FROM(2, sequence, 2);
    ROW_FROM(3, sequence, 0);
}

static av_always_inline void FUNC(horizontal_up4)(PIXEL *src, const PIXEL *topright, ptrdiff_t stride)
{
    int last = src[3 * stride - 1];
    v128_t sequence, edge = wasm_i16x8_make(src[-1], src[stride - 1], src[2 * stride - 1], last, last, last, last, last);
    FILTER(edge, last);

    sequence = interleave_low_i16(averages, threes);
    ROW_FROM(0, sequence, 0);
    ROW_FROM(1, sequence, 2);
    ROW_FROM(2, sequence, 4);
    ROW(3, sequence, sequence, 6, 7, 7, 7);
}

#define PREDICT4(name)                                                                              \
static void FUNC(pred4x4_ ## name)(uint8_t *pixels, const uint8_t *topright, ptrdiff_t pitch)       \
{                                                                                                   \
    FUNC(name ## 4)((PIXEL *) pixels, (const PIXEL *) topright, pitch / (ptrdiff_t) sizeof(PIXEL)); \
}

PREDICT4(down_left)
PREDICT4(vertical_left)
PREDICT4(down_right)
PREDICT4(vertical_right)
PREDICT4(horizontal_down)
PREDICT4(horizontal_up)

/** What H.264 and VP8 have in common: other codecs have diagonals of their own. */
static av_cold void FUNC(pred4x4_init)(H264PredContext *h, int codec_id)
{
    if (codec_id != AV_CODEC_ID_H264 && codec_id != AV_CODEC_ID_VP8)
        return;
    h->pred4x4[DIAG_DOWN_LEFT_PRED]  = FUNC(pred4x4_down_left);
    h->pred4x4[DIAG_DOWN_RIGHT_PRED] = FUNC(pred4x4_down_right);
    h->pred4x4[VERT_RIGHT_PRED]      = FUNC(pred4x4_vertical_right);
    h->pred4x4[HOR_DOWN_PRED]        = FUNC(pred4x4_horizontal_down);
    h->pred4x4[HOR_UP_PRED]          = FUNC(pred4x4_horizontal_up);
    if (codec_id == AV_CODEC_ID_H264)
        h->pred4x4[VERT_LEFT_PRED] = FUNC(pred4x4_vertical_left);
}

#undef PREDICT4
#undef ROW_FROM
#undef ROW
#undef FILTER
