/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Included by mc.c once for each BIT_DEPTH. */

#define FUNC3(name, depth) name ## _ ## depth
#define FUNC2(name, depth) FUNC3(name, depth)
#define FUNC(name) FUNC2(name, BIT_DEPTH)
#define PIXEL_BYTES ((BIT_DEPTH + 7) / 8)

static av_always_inline v128_t FUNC(load_pixels)(const uint8_t *src)
{
    return PIXEL_BYTES == 1 ? wasm_u16x8_load8x8(src) : wasm_v128_load(src);
}

static av_always_inline v128_t FUNC(filter_row)(const uint8_t *src, const Taps *t, int taps)
{
    src -= (taps / 2 - 1) * PIXEL_BYTES;
    return PIXEL_BYTES == 1 ? filter_u8(src, 1, t, taps) : filter_row_i16(src, t, taps, 0, BIT_DEPTH - 8);
}

static av_always_inline v128_t FUNC(filter_column)(const uint8_t *src, ptrdiff_t stride, const Taps *t, int taps)
{
    src -= (taps / 2 - 1) * stride;
    return PIXEL_BYTES == 1 ? filter_u8(src, stride, t, taps)
                            : filter_column_i16(src, stride, t, taps, 0, BIT_DEPTH - 8);
}

/** ((v * wx + round) >> shift) + ox */
static av_always_inline Weights FUNC(uni_w_weights)(int denom, int wx, int ox)
{
    int shift = denom + 14 - BIT_DEPTH;

    return (Weights) {
        .factor = wasm_i16x8_splat(wx), .round = wasm_i32x4_splat(1 << (shift - 1)),
        .offset = wasm_i32x4_splat(ox * (1 << (BIT_DEPTH - 8))), .shift = shift,
    };
}

/** (src2 * wx0 + v * wx1 + round) >> shift */
static av_always_inline Weights FUNC(bi_w_weights)(int denom, int wx0, int wx1, int ox0, int ox1)
{
    int shift = denom + 15 - BIT_DEPTH;

    ox0 *= 1 << (BIT_DEPTH - 8);
    ox1 *= 1 << (BIT_DEPTH - 8);
    return (Weights) {
        .factor = splat_pair(wx0, wx1), .round = wasm_i32x4_splat((ox0 + ox1 + 1) * (1 << (shift - 1))),
        .offset = wasm_i32x4_const_splat(0), .shift = shift,
    };
}

/** Pixels, in 16-bit lanes and not clipped yet, of samples v; sums that saturate clip all the same. */
static av_always_inline v128_t FUNC(apply)(v128_t v, const int16_t *src2, enum Stage stage, const Weights *w)
{
    v128_t other = stage >= BI ? wasm_v128_load(src2) : v;
    v128_t low, high;

    if (stage == UNI) {
        v = wasm_i16x8_add_sat(v, wasm_i16x8_const_splat(1 << (13 - BIT_DEPTH)));
        return wasm_i16x8_shr(v, 14 - BIT_DEPTH);
    }
    if (stage == BI) {
        v = wasm_i16x8_add_sat(v, other);
        v = wasm_i16x8_add_sat(v, wasm_i16x8_const_splat(1 << (14 - BIT_DEPTH)));
        return wasm_i16x8_shr(v, 15 - BIT_DEPTH);
    }
    if (stage == UNI_W) {
        low  = wasm_i32x4_extmul_low_i16x8(v, w->factor);
        high = wasm_i32x4_extmul_high_i16x8(v, w->factor);
    } else {
        low  = wasm_i32x4_dot_i16x8(interleave_low_i16(other, v), w->factor);
        high = wasm_i32x4_dot_i16x8(interleave_high_i16(other, v), w->factor);
    }
    low  = wasm_i32x4_shr(wasm_i32x4_add(low, w->round), w->shift);
    high = wasm_i32x4_shr(wasm_i32x4_add(high, w->round), w->shift);
    if (stage == UNI_W) {
        low  = wasm_i32x4_add(low, w->offset);
        high = wasm_i32x4_add(high, w->offset);
    }
    return wasm_i16x8_narrow_i32x4(low, high);
}

/** The last `columns` of a strip's row, at most eight. */
static av_always_inline void FUNC(finish)(uint8_t *dst, v128_t v, const int16_t *src2, int columns,
                                          enum Stage stage, const Weights *w)
{
    if (stage == PUT) {
        // Rows of the intermediate have room for whole strips.
        wasm_v128_store(dst, v);
        return;
    }
    v = FUNC(apply)(v, src2, stage, w);
    if (PIXEL_BYTES == 1) {
        store_bytes(dst, wasm_u8x16_narrow_i16x8(v, v), columns);
        return;
    }
    store_words(dst, clip_pixel_i16(v, BIT_DEPTH), columns);
}

/** `hf`, `vf`: the filters, or NULL; `src2` is there for bi and bi_w. */
static av_always_inline void FUNC(mc)(uint8_t *dst, ptrdiff_t dststride, const uint8_t *src, ptrdiff_t srcstride,
                                      const int16_t *src2, int height, const int8_t *hf, const int8_t *vf,
                                      int taps, int width, enum Stage stage, const Weights *w)
{
    int dst_bytes = stage == PUT ? 2 : PIXEL_BYTES;
    DECLARE_ALIGNED(16, uint8_t, pairs)[(MAX_PB_SIZE + 7) * 32];
    Taps h, v;

    if (hf)
        LOAD_TAPS(&h, hf, taps);
    if (vf)
        LOAD_TAPS(&v, vf, taps);
    for (int x = 0; x < width; x += 8) {
        const uint8_t *from = src + x * PIXEL_BYTES;
        uint8_t *to = dst + x * dst_bytes;
        const int16_t *other = stage >= BI ? src2 + x : NULL;
        int columns = FFMIN(width - x, 8);

        if (hf && vf) {
            v128_t last = wasm_i16x8_const_splat(0);

            from -= (taps / 2 - 1) * srcstride;
            for (int y = 0; y < height + taps - 1; y++) {
                v128_t row = FUNC(filter_row)(from, &h, taps);

                // Each row beside the one above it; the first one is beside nothing that is read.
                wasm_v128_store(pairs + 32 * y, interleave_low_i16(last, row));
                wasm_v128_store(pairs + 32 * y + 16, interleave_high_i16(last, row));
                last  = row;
                from += srcstride;
            }
            from = pairs + 32;
        }
        for (int y = 0; y < height; y++) {
            v128_t sum;

            if (hf && vf) {
                sum   = filter_pairs(from, &v, taps, 6);
                from += 32;
            } else {
                sum   = hf ? FUNC(filter_row)(from, &h, taps) :
                        vf ? FUNC(filter_column)(from, srcstride, &v, taps) :
                             wasm_i16x8_shl(FUNC(load_pixels)(from), 14 - BIT_DEPTH);
                from += srcstride;
            }
            FUNC(finish)(to, sum, other, columns, stage, w);
            to += dststride;
            if (stage >= BI)
                other += MAX_PB_SIZE;
        }
    }
}

static void FUNC(uni_pixels)(uint8_t *dst, ptrdiff_t dststride, const uint8_t *src, ptrdiff_t srcstride,
                             int height, intptr_t mx, intptr_t my, int width)
{
    int bytes = width * PIXEL_BYTES;

    for (int y = 0; y < height; y++) {
        int x = 0;

        for (; x + 16 <= bytes; x += 16)
            wasm_v128_store(dst + x, wasm_v128_load(src + x));
        if (x + 8 <= bytes) {
            wasm_v128_store64_lane(dst + x, wasm_v128_load64_zero(src + x), 0);
            x += 8;
        }
        if (x < bytes)
            store_bytes(dst + x, wasm_v128_load64_zero(src + x), bytes - x);
        dst += dststride;
        src += srcstride;
    }
}

#define MC_PUT_BI_W(name, taps, hf, vf)                                                                     \
static void FUNC(put_ ## name)(int16_t *dst, const uint8_t *src, ptrdiff_t srcstride,                       \
                               int height, intptr_t mx, intptr_t my, int width)                             \
{                                                                                                           \
    FUNC(mc)((uint8_t *) dst, 2 * MAX_PB_SIZE, src, srcstride, NULL, height, hf, vf, taps, width, PUT, NULL); \
}                                                                                                           \
static void FUNC(uni_w_ ## name)(uint8_t *dst, ptrdiff_t dststride, const uint8_t *src, ptrdiff_t srcstride, \
                                 int height, int denom, int wx, int ox, intptr_t mx, intptr_t my, int width) \
{                                                                                                           \
    Weights w = FUNC(uni_w_weights)(denom, wx, ox);                                                         \
    FUNC(mc)(dst, dststride, src, srcstride, NULL, height, hf, vf, taps, width, UNI_W, &w);                 \
}                                                                                                           \
static void FUNC(bi_ ## name)(uint8_t *dst, ptrdiff_t dststride, const uint8_t *src, ptrdiff_t srcstride,   \
                              const int16_t *src2, int height, intptr_t mx, intptr_t my, int width)         \
{                                                                                                           \
    FUNC(mc)(dst, dststride, src, srcstride, src2, height, hf, vf, taps, width, BI, NULL);                  \
}                                                                                                           \
static void FUNC(bi_w_ ## name)(uint8_t *dst, ptrdiff_t dststride, const uint8_t *src, ptrdiff_t srcstride, \
                                const int16_t *src2, int height, int denom, int wx0, int wx1,               \
                                int ox0, int ox1, intptr_t mx, intptr_t my, int width)                      \
{                                                                                                           \
    Weights w = FUNC(bi_w_weights)(denom, wx0, wx1, ox0, ox1);                                              \
    FUNC(mc)(dst, dststride, src, srcstride, src2, height, hf, vf, taps, width, BI_W, &w);                  \
}

#define MC(name, taps, hf, vf)                                                                              \
MC_PUT_BI_W(name, taps, hf, vf)                                                                             \
static void FUNC(uni_ ## name)(uint8_t *dst, ptrdiff_t dststride, const uint8_t *src, ptrdiff_t srcstride,  \
                               int height, intptr_t mx, intptr_t my, int width)                             \
{                                                                                                           \
    FUNC(mc)(dst, dststride, src, srcstride, NULL, height, hf, vf, taps, width, UNI, NULL);                 \
}

MC_PUT_BI_W(pixels, 8, NULL, NULL)
MC(qpel_h,  8, ff_hevc_qpel_filters[mx], NULL)
MC(qpel_v,  8, NULL, ff_hevc_qpel_filters[my])
MC(qpel_hv, 8, ff_hevc_qpel_filters[mx], ff_hevc_qpel_filters[my])
MC(epel_h,  4, ff_hevc_epel_filters[mx], NULL)
MC(epel_v,  4, NULL, ff_hevc_epel_filters[my])
MC(epel_hv, 4, ff_hevc_epel_filters[mx], ff_hevc_epel_filters[my])
#undef MC
#undef MC_PUT_BI_W

static av_cold void FUNC(mc_init)(HEVCDSPContext *c)
{
#define SET(table, stage, kind)                           \
    c->table[i][0][0] = FUNC(stage ## _pixels);           \
    c->table[i][0][1] = FUNC(stage ## _ ## kind ## _h);   \
    c->table[i][1][0] = FUNC(stage ## _ ## kind ## _v);   \
    c->table[i][1][1] = FUNC(stage ## _ ## kind ## _hv)
    for (int i = 0; i < 10; i++) {
        SET(put_hevc_qpel, put, qpel);
        SET(put_hevc_qpel_uni, uni, qpel);
        SET(put_hevc_qpel_uni_w, uni_w, qpel);
        SET(put_hevc_qpel_bi, bi, qpel);
        SET(put_hevc_qpel_bi_w, bi_w, qpel);
        SET(put_hevc_epel, put, epel);
        SET(put_hevc_epel_uni, uni, epel);
        SET(put_hevc_epel_uni_w, uni_w, epel);
        SET(put_hevc_epel_bi, bi, epel);
        SET(put_hevc_epel_bi_w, bi_w, epel);
    }
#undef SET
}

#undef PIXEL_BYTES
#undef FUNC
#undef FUNC2
#undef FUNC3
