/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Included by mc.c once for each BIT_DEPTH. */

#define FUNC3(name, depth) name ## _ ## depth
#define FUNC2(name, depth) FUNC3(name, depth)
#define FUNC(name) FUNC2(name, BIT_DEPTH)
#define PIXEL_BYTES ((BIT_DEPTH + 7) / 8)

#if BIT_DEPTH > 8
/** Eight rounded pixels; `src` is the first tap's, `step` 0 along a row. */
static av_always_inline v128_t FUNC(filter)(const uint8_t *src, ptrdiff_t step, const Taps *t)
{
    return clip_pixel_i16(step ? filter_column_i16(src, step, t, 8, 64, 7) : filter_row_i16(src, t, 8, 64, 7),
                          BIT_DEPTH);
}

/** `columns`: 8 or 4. */
static av_always_inline void FUNC(store)(uint8_t *dst, v128_t pixels, int columns, int avg)
{
    if (avg)
        pixels = wasm_u16x8_avgr(pixels, wasm_v128_load(dst));
    if (columns == 8)
        wasm_v128_store(dst, pixels);
    else
        wasm_v128_store64_lane(dst, pixels, 0);
}

/** `fx`, `fy`: the filters, or NULL. */
static av_always_inline void FUNC(mc)(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *ref, ptrdiff_t ref_stride,
                                      int width, int h, const int16_t *fx, const int16_t *fy, int avg)
{
    DECLARE_ALIGNED(16, uint8_t, rows)[(64 + 7) * 16];
    Taps tx, ty;

    if (fx)
        LOAD_TAPS(&tx, fx, 8);
    if (fy)
        LOAD_TAPS(&ty, fy, 8);
    for (int x = 0; x < width; x += 8) {
        const uint8_t *from = ref + (fx ? x - 3 : x) * 2 - (fy ? 3 * ref_stride : 0);
        ptrdiff_t stride = ref_stride;
        uint8_t *to = dst + x * 2;

        if (fx && fy) {
            for (int y = 0; y < h + 7; y++) {
                wasm_v128_store(rows + 16 * y, FUNC(filter)(from, 0, &tx));
                from += ref_stride;
            }
            from   = rows;
            stride = 16;
        }
        for (int y = 0; y < h; y++) {
            FUNC(store)(to, fy ? FUNC(filter)(from, stride, &ty) : FUNC(filter)(from, 0, &tx),
                        FFMIN(width - x, 8), avg);
            from += stride;
            to   += dst_stride;
        }
    }
}
#endif

#define MC(op, avg)                                                                                          \
static av_noinline void FUNC(op ## _h)(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *ref,               \
                                       ptrdiff_t ref_stride, int width, int h, const int16_t (*f)[8], int mx, int my) \
{                                                                                                            \
    FUNC(mc)(dst, dst_stride, ref, ref_stride, width, h, f[mx], NULL, avg);                                  \
}                                                                                                            \
static av_noinline void FUNC(op ## _v)(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *ref,               \
                                       ptrdiff_t ref_stride, int width, int h, const int16_t (*f)[8], int mx, int my) \
{                                                                                                            \
    FUNC(mc)(dst, dst_stride, ref, ref_stride, width, h, NULL, f[my], avg);                                  \
}                                                                                                            \
static av_noinline void FUNC(op ## _hv)(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *ref,              \
                                        ptrdiff_t ref_stride, int width, int h, const int16_t (*f)[8], int mx, int my) \
{                                                                                                            \
    FUNC(mc)(dst, dst_stride, ref, ref_stride, width, h, f[mx], f[my], avg);                                 \
}
MC(put, 0)
MC(avg, 1)
#undef MC

#define MC(op, dir, size, name, filter)                                                                      \
static void FUNC(op ## _ ## name ## _ ## size ## dir)(uint8_t *dst, ptrdiff_t dst_stride,                    \
                                                      const uint8_t *ref, ptrdiff_t ref_stride,              \
                                                      int h, int mx, int my)                                 \
{                                                                                                            \
    FUNC(op ## _ ## dir)(dst, dst_stride, ref, ref_stride, size, h, ff_vp9_subpel_filters[filter], mx, my);  \
}
#define MC_DIRECTIONS(op, size, name, filter) \
    MC(op, h, size, name, filter) MC(op, v, size, name, filter) MC(op, hv, size, name, filter)
#define MC_FILTERS(op, size)                               \
    MC_DIRECTIONS(op, size, smooth, FILTER_8TAP_SMOOTH)    \
    MC_DIRECTIONS(op, size, regular, FILTER_8TAP_REGULAR)  \
    MC_DIRECTIONS(op, size, sharp, FILTER_8TAP_SHARP)
#define MC_ALL(size) MC_FILTERS(put, size) MC_FILTERS(avg, size)
MC_ALL(64)
MC_ALL(32)
MC_ALL(16)
MC_ALL(8)
MC_ALL(4)
#undef MC_ALL
#undef MC_FILTERS
#undef MC_DIRECTIONS
#undef MC

static av_always_inline void FUNC(copy)(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *ref, ptrdiff_t ref_stride,
                                        int bytes, int h, int avg)
{
    do {
        for (int x = 0; x < bytes; x += 16) {
            v128_t pixels = wasm_v128_load(ref + x);

            if (avg) {
                v128_t before = wasm_v128_load(dst + x);

                pixels = PIXEL_BYTES == 1 ? wasm_u8x16_avgr(pixels, before) : wasm_u16x8_avgr(pixels, before);
            }
            if (bytes >= 16)
                wasm_v128_store(dst + x, pixels);
            else
                store_bytes(dst + x, pixels, bytes);
        }
        dst += dst_stride;
        ref += ref_stride;
    } while (--h);
}

#define COPY(op, size, avg)                                                                                  \
static void FUNC(op ## size)(uint8_t *dst, ptrdiff_t dst_stride, const uint8_t *ref, ptrdiff_t ref_stride,   \
                             int h, int mx, int my)                                                          \
{                                                                                                            \
    FUNC(copy)(dst, dst_stride, ref, ref_stride, size * PIXEL_BYTES, h, avg);                                \
}
COPY(put, 64, 0) COPY(put, 32, 0) COPY(put, 16, 0) COPY(put, 8, 0) COPY(put, 4, 0)
COPY(avg, 64, 1) COPY(avg, 32, 1) COPY(avg, 16, 1) COPY(avg, 8, 1) COPY(avg, 4, 1)
#undef COPY

static av_cold void FUNC(mc_init)(VP9DSPContext *dsp)
{
#define SET_FILTER(i, op, to, size, name, filter)                          \
    dsp->mc[i][filter][to][0][0] = FUNC(op ## size);                       \
    dsp->mc[i][filter][to][1][0] = FUNC(op ## _ ## name ## _ ## size ## h); \
    dsp->mc[i][filter][to][0][1] = FUNC(op ## _ ## name ## _ ## size ## v); \
    dsp->mc[i][filter][to][1][1] = FUNC(op ## _ ## name ## _ ## size ## hv)
#define SET(i, op, to, size)                                               \
    dsp->mc[i][FILTER_BILINEAR][to][0][0] = FUNC(op ## size);              \
    SET_FILTER(i, op, to, size, smooth, FILTER_8TAP_SMOOTH);               \
    SET_FILTER(i, op, to, size, regular, FILTER_8TAP_REGULAR);             \
    SET_FILTER(i, op, to, size, sharp, FILTER_8TAP_SHARP)
#define SET_SIZE(i, size) SET(i, put, 0, size); SET(i, avg, 1, size)
    SET_SIZE(0, 64);
    SET_SIZE(1, 32);
    SET_SIZE(2, 16);
    SET_SIZE(3, 8);
    SET_SIZE(4, 4);
#undef SET_SIZE
#undef SET
#undef SET_FILTER
}

#undef PIXEL_BYTES
#undef FUNC
#undef FUNC2
#undef FUNC3
