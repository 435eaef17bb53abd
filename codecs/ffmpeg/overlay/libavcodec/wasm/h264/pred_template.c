/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Included by pred.c once for each BIT_DEPTH. */

#define FUNC3(name, depth) name ## _ ## depth
#define FUNC2(name, depth) FUNC3(name, depth)
#define FUNC(name) FUNC2(name, BIT_DEPTH)
#if BIT_DEPTH == 8
#define PIXEL uint8_t
#else
#define PIXEL uint16_t
#endif

static av_always_inline v128_t FUNC(load)(const PIXEL *src)
{
    return sizeof(PIXEL) == 1 ? wasm_u16x8_load8x8(src) : wasm_v128_load(src);
}

static av_always_inline void FUNC(store)(PIXEL *dst, v128_t v)
{
    if (sizeof(PIXEL) == 1)
        wasm_v128_store64_lane(dst, wasm_u8x16_narrow_i16x8(v, v), 0);
    else
        wasm_v128_store(dst, v);
}

/** Eight pixels as they are. */
static av_always_inline void FUNC(copy)(PIXEL *dst, const PIXEL *src)
{
    if (sizeof(PIXEL) == 1)
        wasm_v128_store64_lane(dst, wasm_v128_load64_zero(src), 0);
    else
        wasm_v128_store(dst, wasm_v128_load(src));
}

#include "pred4x4_template.c"
#include "pred8x8l_template.c"
#include "pred_block_template.c"

static av_cold void FUNC(pred_init)(H264PredContext *h, int codec_id, int chroma_format_idc)
{
    FUNC(pred4x4_init)(h, codec_id);
    if (codec_id == AV_CODEC_ID_H264)
        FUNC(pred_block_init)(h, chroma_format_idc);
    h->pred8x8l[VERT_PRED]            = FUNC(pred8x8l_vertical);
    h->pred8x8l[HOR_PRED]             = FUNC(pred8x8l_horizontal);
    h->pred8x8l[DC_PRED]              = FUNC(pred8x8l_dc);
    h->pred8x8l[DIAG_DOWN_LEFT_PRED]  = FUNC(pred8x8l_down_left);
    h->pred8x8l[DIAG_DOWN_RIGHT_PRED] = FUNC(pred8x8l_down_right);
    h->pred8x8l[VERT_RIGHT_PRED]      = FUNC(pred8x8l_vertical_right);
    h->pred8x8l[HOR_DOWN_PRED]        = FUNC(pred8x8l_horizontal_down);
    h->pred8x8l[VERT_LEFT_PRED]       = FUNC(pred8x8l_vertical_left);
    h->pred8x8l[HOR_UP_PRED]          = FUNC(pred8x8l_horizontal_up);
    h->pred8x8l[LEFT_DC_PRED]         = FUNC(pred8x8l_left_dc);
    h->pred8x8l[TOP_DC_PRED]          = FUNC(pred8x8l_top_dc);
}

#undef PIXEL
#undef FUNC
#undef FUNC2
#undef FUNC3
