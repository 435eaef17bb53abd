/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Included by pred_template.c: luma of 8x8, whose edge is filtered. */

/** The filtered pixels above the block. */
static av_always_inline v128_t FUNC(top_edge)(const PIXEL *src, ptrdiff_t stride, int topleft, int topright)
{
    const PIXEL *top = src - stride;
    v128_t pixels    = FUNC(load)(top);

    return sum_of_three(after(topleft ? top[-1] : top[0], pixels), pixels,
                        before(pixels, topright ? top[8] : top[7]));
}

/** Those to the right of them. */
static av_always_inline v128_t FUNC(topright_edge)(const PIXEL *src, ptrdiff_t stride, int topright)
{
    const PIXEL *top = src - stride;
    v128_t pixels;

    if (!topright)
        return wasm_i16x8_splat(top[7]);
    pixels = FUNC(load)(top + 8);
    return sum_of_three(after(top[7], pixels), pixels, before(pixels, top[15]));
}

/** The filtered pixels to the left of the block. */
static av_always_inline v128_t FUNC(left_edge)(const PIXEL *src, ptrdiff_t stride, int topleft)
{
    v128_t pixels = wasm_i16x8_make(src[-1], src[stride - 1], src[2 * stride - 1], src[3 * stride - 1],
                                    src[4 * stride - 1], src[5 * stride - 1], src[6 * stride - 1], src[7 * stride - 1]);

    return sum_of_three(after(topleft ? src[-stride - 1] : src[-1], pixels), pixels,
                        before(pixels, src[7 * stride - 1]));
}

/** The whole edge from the last pixel on the left to the last above, of which the corner is the ninth. */
static av_always_inline void FUNC(whole_edge)(int16_t edge[18], const PIXEL *src, ptrdiff_t stride,
                                              int topleft, int topright)
{
    v128_t left = FUNC(left_edge)(src, stride, topleft);

    wasm_v128_store(edge, wasm_i16x8_shuffle(left, left, 7, 6, 5, 4, 3, 2, 1, 0));
    wasm_v128_store(edge + 9, FUNC(top_edge)(src, stride, topleft, topright));
    edge[8]  = (src[-1] + 2 * src[-stride - 1] + src[-stride] + 2) >> 2;
    edge[17] = 0; // is read, but not used
}

#define EDGE(from) wasm_v128_load(edge + (from))
/** From the edge's pixel `from` on. */
#define AVERAGES(from) wasm_u16x8_avgr(EDGE(from), EDGE((from) + 1))
#define THREES(from) sum_of_three(EDGE(from), EDGE((from) + 1), EDGE((from) + 2))

#define PREDICT(name)                                                                               \
static void FUNC(pred8x8l_ ## name)(uint8_t *pixels, int topleft, int topright, ptrdiff_t pitch)    \
{                                                                                                   \
    FUNC(name)((PIXEL *) pixels, topleft, topright, pitch / (ptrdiff_t) sizeof(PIXEL));             \
}

static av_always_inline void FUNC(flat)(PIXEL *src, ptrdiff_t stride, v128_t row)
{
    for (int y = 0; y < 8; y++)
        FUNC(store)(src + y * stride, row);
}

static av_always_inline void FUNC(vertical)(PIXEL *src, int topleft, int topright, ptrdiff_t stride)
{
    FUNC(flat)(src, stride, FUNC(top_edge)(src, stride, topleft, topright));
}

static av_always_inline void FUNC(horizontal)(PIXEL *src, int topleft, int topright, ptrdiff_t stride)
{
    v128_t left = FUNC(left_edge)(src, stride, topleft);
#define ROW(y) FUNC(store)(src + (y) * stride, wasm_i16x8_shuffle(left, left, y, y, y, y, y, y, y, y))
    ROW(0); ROW(1); ROW(2); ROW(3); ROW(4); ROW(5); ROW(6); ROW(7);
#undef ROW
}

static av_always_inline void FUNC(dc)(PIXEL *src, int topleft, int topright, ptrdiff_t stride)
{
    v128_t edges = wasm_i16x8_add(FUNC(left_edge)(src, stride, topleft), FUNC(top_edge)(src, stride, topleft, topright));

    FUNC(flat)(src, stride, wasm_i16x8_splat((sum_of_lanes(edges) + 8) >> 4));
}

static av_always_inline void FUNC(left_dc)(PIXEL *src, int topleft, int topright, ptrdiff_t stride)
{
    FUNC(flat)(src, stride, wasm_i16x8_splat((sum_of_lanes(FUNC(left_edge)(src, stride, topleft)) + 4) >> 3));
}

static av_always_inline void FUNC(top_dc)(PIXEL *src, int topleft, int topright, ptrdiff_t stride)
{
    FUNC(flat)(src, stride, wasm_i16x8_splat((sum_of_lanes(FUNC(top_edge)(src, stride, topleft, topright)) + 4) >> 3));
}

static av_always_inline void FUNC(down_left)(PIXEL *src, int topleft, int topright, ptrdiff_t stride)
{
    int16_t edge[18];
    PIXEL threes[16];
    v128_t right = FUNC(topright_edge)(src, stride, topright);

    wasm_v128_store(edge, FUNC(top_edge)(src, stride, topleft, topright));
    wasm_v128_store(edge + 8, right);
    edge[16] = edge[17] = edge[15];
    FUNC(store)(threes, THREES(0));
    FUNC(store)(threes + 8, THREES(8));
    for (int y = 0; y < 8; y++)
        FUNC(copy)(src + y * stride, threes + y);
}

static av_always_inline void FUNC(vertical_left)(PIXEL *src, int topleft, int topright, ptrdiff_t stride)
{
    int16_t edge[18];
    PIXEL averages[16], threes[16];
    v128_t right = FUNC(topright_edge)(src, stride, topright);

    wasm_v128_store(edge, FUNC(top_edge)(src, stride, topleft, topright));
    wasm_v128_store(edge + 8, right);
    edge[16] = edge[17] = edge[15];
    FUNC(store)(averages, AVERAGES(0));
    FUNC(store)(averages + 8, AVERAGES(8));
    FUNC(store)(threes, THREES(0));
    FUNC(store)(threes + 8, THREES(8));
    for (int y = 0; y < 8; y += 2) {
        FUNC(copy)(src + y * stride, averages + y / 2);
        FUNC(copy)(src + (y + 1) * stride, threes + y / 2);
    }
}

static av_always_inline void FUNC(down_right)(PIXEL *src, int topleft, int topright, ptrdiff_t stride)
{
    int16_t edge[18];
    PIXEL threes[16];

    FUNC(whole_edge)(edge, src, stride, topleft, topright);
    FUNC(store)(threes, THREES(0));
    FUNC(store)(threes + 8, THREES(8));
    for (int y = 0; y < 8; y++)
        FUNC(copy)(src + y * stride, threes + 7 - y);
}

static av_always_inline void FUNC(vertical_right)(PIXEL *src, int topleft, int topright, ptrdiff_t stride)
{
    int16_t edge[18];
    PIXEL even[11], odd[11];
    v128_t left;

    FUNC(whole_edge)(edge, src, stride, topleft, topright);
    // What enters from the left, row by row, in front of what is above.
    left = THREES(0);
    even[0] = wasm_u16x8_extract_lane(left, 2);
    even[1] = wasm_u16x8_extract_lane(left, 4);
    even[2] = wasm_u16x8_extract_lane(left, 6);
    odd[0]  = wasm_u16x8_extract_lane(left, 1);
    odd[1]  = wasm_u16x8_extract_lane(left, 3);
    odd[2]  = wasm_u16x8_extract_lane(left, 5);
    FUNC(store)(even + 3, AVERAGES(8));
    FUNC(store)(odd + 3, THREES(7));
    for (int y = 0; y < 8; y += 2) {
        FUNC(copy)(src + y * stride, even + 3 - y / 2);
        FUNC(copy)(src + (y + 1) * stride, odd + 3 - y / 2);
    }
}

static av_always_inline void FUNC(horizontal_down)(PIXEL *src, int topleft, int topright, ptrdiff_t stride)
{
    int16_t edge[18];
    PIXEL sequence[24];
    v128_t averages, threes;

    FUNC(whole_edge)(edge, src, stride, topleft, topright);
    averages = AVERAGES(0);
    threes   = THREES(0);
    FUNC(store)(sequence, interleave_low_i16(averages, threes));
    FUNC(store)(sequence + 8, interleave_high_i16(averages, threes));
    FUNC(store)(sequence + 16, THREES(8));
    for (int y = 0; y < 8; y++)
        FUNC(copy)(src + y * stride, sequence + 14 - 2 * y);
}

static av_always_inline void FUNC(horizontal_up)(PIXEL *src, int topleft, int topright, ptrdiff_t stride)
{
    PIXEL sequence[24];
    v128_t left     = FUNC(left_edge)(src, stride, topleft);
    int last        = wasm_u16x8_extract_lane(left, 7);
    v128_t next     = before(left, last);
    v128_t averages = wasm_u16x8_avgr(left, next);
    v128_t threes   = sum_of_three(left, next, before(next, last));

    FUNC(store)(sequence, interleave_low_i16(averages, threes));
    FUNC(store)(sequence + 8, interleave_high_i16(averages, threes));
    FUNC(store)(sequence + 16, wasm_i16x8_splat(last));
    for (int y = 0; y < 8; y++)
        FUNC(copy)(src + y * stride, sequence + 2 * y);
}

PREDICT(vertical)
PREDICT(horizontal)
PREDICT(dc)
PREDICT(left_dc)
PREDICT(top_dc)
PREDICT(down_left)
PREDICT(down_right)
PREDICT(vertical_right)
PREDICT(horizontal_down)
PREDICT(vertical_left)
PREDICT(horizontal_up)

#undef PREDICT
#undef THREES
#undef AVERAGES
#undef EDGE
