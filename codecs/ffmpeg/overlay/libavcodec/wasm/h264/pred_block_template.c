/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Included by pred_template.c: luma of 16x16, chroma of 8x8 and 8x16. `width`, `height`: 8 or 16. */

static av_always_inline void FUNC(store_row)(PIXEL *dst, v128_t low, v128_t high, int width)
{
    if (sizeof(PIXEL) == 2 || width == 8) {
        FUNC(store)(dst, low);
        if (width == 16)
            FUNC(store)(dst + 8, high);
    } else {
        wasm_v128_store(dst, wasm_u8x16_narrow_i16x8(low, high));
    }
}

static av_always_inline void FUNC(fill)(PIXEL *dst, ptrdiff_t stride, v128_t low, v128_t high, int width, int rows)
{
    for (int y = 0; y < rows; y++)
        FUNC(store_row)(dst + y * stride, low, high, width);
}

/** `rows` pixels on the left, from row y on. */
static av_always_inline int FUNC(sum_of_left)(const PIXEL *src, ptrdiff_t stride, int y, int rows)
{
    int sum = 0;

    for (int i = 0; i < rows; i++)
        sum += src[(y + i) * stride - 1];
    return sum;
}

static av_always_inline void FUNC(vertical_block)(PIXEL *src, ptrdiff_t stride, int width, int height)
{
    const PIXEL *top = src - stride;

    FUNC(fill)(src, stride, FUNC(load)(top), FUNC(load)(top + width - 8), width, height);
}

static av_always_inline void FUNC(horizontal_block)(PIXEL *src, ptrdiff_t stride, int width, int height)
{
    for (int y = 0; y < height; y++, src += stride) {
        v128_t pixels = wasm_i16x8_splat(src[-1]);

        FUNC(store_row)(src, pixels, pixels, width);
    }
}

/** What is above, and, with `left`, what is there. */
static av_always_inline void FUNC(dc_of_luma)(PIXEL *src, ptrdiff_t stride, int left)
{
    const PIXEL *top = src - stride;
    int bits = left ? 5 : 4;
    int sum  = (1 << (bits - 1)) + sum_of_lanes(wasm_i16x8_add(FUNC(load)(top), FUNC(load)(top + 8)));
    v128_t pixels;

    if (left)
        sum += FUNC(sum_of_left)(src, stride, 0, 16);
    pixels = wasm_i16x8_splat(sum >> bits);
    FUNC(fill)(src, stride, pixels, pixels, 16, 16);
}

/** In quarters: those on the diagonal know both edges, the others the one that they touch. */
static av_always_inline void FUNC(dc_of_chroma)(PIXEL *src, ptrdiff_t stride, int height)
{
    v128_t sums = wasm_u32x4_extadd_pairwise_u16x8(FUNC(load)(src - stride));
    int top0 = wasm_i32x4_extract_lane(sums, 0) + wasm_i32x4_extract_lane(sums, 1);
    int top1 = wasm_i32x4_extract_lane(sums, 2) + wasm_i32x4_extract_lane(sums, 3);

    for (int y = 0; y < height; y += 4) {
        int left = FUNC(sum_of_left)(src, stride, y, 4);
        v128_t row = y ? two_halves((left + 2) >> 2, (left + top1 + 4) >> 3)
                       : two_halves((left + top0 + 4) >> 3, (top1 + 2) >> 2);

        FUNC(fill)(src + y * stride, stride, row, row, 8, 4);
    }
}

static av_always_inline void FUNC(top_dc_of_chroma)(PIXEL *src, ptrdiff_t stride, int height)
{
    v128_t sums = wasm_u32x4_extadd_pairwise_u16x8(FUNC(load)(src - stride));
    v128_t row  = two_halves((wasm_i32x4_extract_lane(sums, 0) + wasm_i32x4_extract_lane(sums, 1) + 2) >> 2,
                             (wasm_i32x4_extract_lane(sums, 2) + wasm_i32x4_extract_lane(sums, 3) + 2) >> 2);

    FUNC(fill)(src, stride, row, row, 8, height);
}

static av_always_inline void FUNC(left_dc_of_chroma)(PIXEL *src, ptrdiff_t stride, int height)
{
    for (int y = 0; y < height; y += 4) {
        v128_t row = wasm_i16x8_splat((FUNC(sum_of_left)(src, stride, y, 4) + 2) >> 2);

        FUNC(fill)(src + y * stride, stride, row, row, 8, 4);
    }
}

/** Differences of pixels at the same distance from the middle of the row above, weighted with the distance. */
static av_always_inline int FUNC(slope_of_top)(const PIXEL *top, int width)
{
    v128_t sums;

    if (width == 16)
        sums = wasm_i32x4_sub(wasm_i32x4_dot_i16x8(FUNC(load)(top + 8), wasm_i16x8_const(1, 2, 3, 4, 5, 6, 7, 8)),
                              wasm_i32x4_dot_i16x8(FUNC(load)(top - 1), wasm_i16x8_const(8, 7, 6, 5, 4, 3, 2, 1)));
    else
        sums = wasm_i32x4_dot_i16x8(interleave_low_i64(FUNC(load4)(top - 1), FUNC(load4)(top + 4)),
                                    wasm_i16x8_const(-4, -3, -2, -1, 1, 2, 3, 4));
    sums = wasm_i32x4_add(sums, wasm_i64x2_shuffle(sums, sums, 1, 0));
    return wasm_i32x4_extract_lane(sums, 0) + wasm_i32x4_extract_lane(sums, 1);
}

static av_always_inline int FUNC(slope_of_left)(const PIXEL *left, ptrdiff_t stride, int height)
{
    int half = height / 2, sum = 0;

    for (int k = 1; k <= half; k++)
        sum += k * (left[(half - 1 + k) * stride] - left[(half - 1 - k) * stride]);
    return sum;
}

static av_always_inline v128_t FUNC(clip_plane)(v128_t a, v128_t b)
{
    a = wasm_i32x4_shr(a, 5);
    b = wasm_i32x4_shr(b, 5);
    return wasm_u16x8_min(wasm_u16x8_narrow_i32x4(a, b), wasm_i16x8_const_splat((1 << BIT_DEPTH) - 1));
}

static av_always_inline void FUNC(plane)(PIXEL *src, ptrdiff_t stride, int width, int height)
{
    const PIXEL *top = src - stride;
    int across = step_of_plane(FUNC(slope_of_top)(top, width), width);
    int down   = step_of_plane(FUNC(slope_of_left)(src - 1, stride, height), height);
    int first  = 16 * (src[(height - 1) * stride - 1] + top[width - 1] + 1) - (width / 2 - 1) * across - (height / 2 - 1) * down;
    v128_t fours = wasm_i32x4_splat(4 * across), rows = wasm_i32x4_splat(down);
    v128_t row[4];

    row[0] = wasm_i32x4_add(wasm_i32x4_splat(first), wasm_i32x4_mul(wasm_i32x4_splat(across), wasm_i32x4_const(0, 1, 2, 3)));
    for (int i = 1; i < 4; i++)
        row[i] = wasm_i32x4_add(row[i - 1], fours);
    for (int y = 0; y < height; y++, src += stride) {
        FUNC(store_row)(src, FUNC(clip_plane)(row[0], row[1]), FUNC(clip_plane)(row[2], row[3]), width);
        for (int i = 0; i < 4; i++)
            row[i] = wasm_i32x4_add(row[i], rows);
    }
}

#define PREDICT(name, ...)                                              \
static void FUNC(pred ## name)(uint8_t *pixels, ptrdiff_t pitch)        \
{                                                                       \
    PIXEL *src       = (PIXEL *) pixels;                                \
    ptrdiff_t stride = pitch / (ptrdiff_t) sizeof(PIXEL);               \
                                                                        \
    __VA_ARGS__;                                                        \
}
#define PREDICT_CHROMA(height)                                                                          \
    PREDICT(8x ## height ## _vertical,   FUNC(vertical_block)(src, stride, 8, height))                  \
    PREDICT(8x ## height ## _horizontal, FUNC(horizontal_block)(src, stride, 8, height))                \
    PREDICT(8x ## height ## _dc,         FUNC(dc_of_chroma)(src, stride, height))                       \
    PREDICT(8x ## height ## _left_dc,    FUNC(left_dc_of_chroma)(src, stride, height))                  \
    PREDICT(8x ## height ## _top_dc,     FUNC(top_dc_of_chroma)(src, stride, height))                   \
    PREDICT(8x ## height ## _plane,      FUNC(plane)(src, stride, 8, height))
#define SET_CHROMA(height)                                              \
    h->pred8x8[VERT_PRED8x8]    = FUNC(pred8x ## height ## _vertical);  \
    h->pred8x8[HOR_PRED8x8]     = FUNC(pred8x ## height ## _horizontal);\
    h->pred8x8[DC_PRED8x8]      = FUNC(pred8x ## height ## _dc);        \
    h->pred8x8[LEFT_DC_PRED8x8] = FUNC(pred8x ## height ## _left_dc);   \
    h->pred8x8[TOP_DC_PRED8x8]  = FUNC(pred8x ## height ## _top_dc);    \
    h->pred8x8[PLANE_PRED8x8]   = FUNC(pred8x ## height ## _plane)

PREDICT_CHROMA(16)
#if BIT_DEPTH > 8
PREDICT_CHROMA(8)
PREDICT(16x16_vertical,   FUNC(vertical_block)(src, stride, 16, 16))
PREDICT(16x16_horizontal, FUNC(horizontal_block)(src, stride, 16, 16))
PREDICT(16x16_dc,         FUNC(dc_of_luma)(src, stride, 1))
PREDICT(16x16_top_dc,     FUNC(dc_of_luma)(src, stride, 0))
PREDICT(16x16_plane,      FUNC(plane)(src, stride, 16, 16))
#endif

/** Of 8 bits libavcodec/mips has all but 4:2:2's. */
static av_cold void FUNC(pred_block_init)(H264PredContext *h, int chroma_format_idc)
{
    if (chroma_format_idc == 2) {
        SET_CHROMA(16);
    }
#if BIT_DEPTH > 8
    if (chroma_format_idc <= 1) {
        SET_CHROMA(8);
    }
    h->pred16x16[VERT_PRED8x8]    = FUNC(pred16x16_vertical);
    h->pred16x16[HOR_PRED8x8]     = FUNC(pred16x16_horizontal);
    h->pred16x16[DC_PRED8x8]      = FUNC(pred16x16_dc);
    h->pred16x16[TOP_DC_PRED8x8]  = FUNC(pred16x16_top_dc);
    h->pred16x16[PLANE_PRED8x8]   = FUNC(pred16x16_plane);
#endif
}

#undef SET_CHROMA
#undef PREDICT_CHROMA
#undef PREDICT
