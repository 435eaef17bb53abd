/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Motion compensation by quarter samples of MPEG-4, for blocks 16 and 8 wide: half samples are sums of eight
 * neighbours, quarters means of a half and the nearer neighbour, rows first, then columns of what rows gave. A block
 * reads one row and one column beyond itself; what its filters want from further away is mirrored. Whole samples are
 * left to C, which copies faster.
 */

#include <string.h>

#include "libavutil/attributes.h"
#include "libavutil/cpu_internal.h"
#include "libavutil/mem_internal.h"
#include "libavcodec/qpeldsp.h"
#include "libavcodec/wasm/simd128.h"

/** Mirrored samples on each side of a block. */
enum { SIDE = 3, ROOM = 32 };

/** How a result is rounded and stored. */
enum { PUT, PUT_NO_RND, AVG };

/** The half samples between `taps[3]` and `taps[4]`, which are 16-bit lanes, as eight bytes. */
static av_always_inline v128_t half_sample(const v128_t taps[8], int op)
{
    v128_t sum = wasm_i16x8_mul(wasm_i16x8_add(taps[3], taps[4]), wasm_i16x8_const_splat(20));

    sum = wasm_i16x8_sub(sum, wasm_i16x8_mul(wasm_i16x8_add(taps[2], taps[5]), wasm_i16x8_const_splat(6)));
    sum = wasm_i16x8_add(sum, wasm_i16x8_mul(wasm_i16x8_add(taps[1], taps[6]), wasm_i16x8_const_splat(3)));
    sum = wasm_i16x8_sub(sum, wasm_i16x8_add(taps[0], taps[7]));
    sum = wasm_i16x8_shr(wasm_i16x8_add(sum, wasm_i16x8_splat(op == PUT_NO_RND ? 15 : 16)), 5);
    return wasm_u8x16_narrow_i16x8(sum, sum);
}

/** Copies `size + 1` samples of a row with SIDE mirrored ones on each side, and writes up to ROOM bytes. */
static av_always_inline void mirror_row(uint8_t *row, const uint8_t *src, int size)
{
    if (size == 16) {
        v128_t pixels = wasm_v128_load(src), last = wasm_v128_load8_splat(src + 16);

        wasm_v128_store(row, wasm_i8x16_shuffle(pixels, pixels, 2, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
        wasm_v128_store(row + 16, wasm_i8x16_shuffle(pixels, last, 13, 14, 15, 16, 16, 15, 14, 14,
                                                     14, 14, 14, 14, 14, 14, 14, 14));
    } else {
        v128_t pixels = wasm_v128_load8_lane(src + 8, wasm_v128_load64_zero(src), 8);

        wasm_v128_store(row, wasm_i8x16_shuffle(pixels, pixels, 2, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 7, 6, 6));
    }
}

/** Mirrors `size + 1` rows, which begin at SIDE. */
static av_always_inline void mirror_rows(v128_t *rows, int size)
{
    for (int i = 0; i < SIDE; i++) {
        rows[SIDE - 1 - i]        = rows[SIDE + i];
        rows[SIDE + size + 1 + i] = rows[SIDE + size - i];
    }
}

static av_always_inline void store(uint8_t *dst, v128_t pixels, int op)
{
    if (op == AVG)
        pixels = wasm_u8x16_avgr(pixels, wasm_v128_load64_zero(dst));
    wasm_v128_store64_lane(dst, pixels, 0);
}

/** Eight samples of a row, `mx` quarters to the right: of `src`, and of the same row mirrored where `mx` is not 0. */
static av_always_inline v128_t row_sample(const uint8_t *src, const uint8_t *mirrored, int mx, int op)
{
    v128_t taps[8], pixels;

    if (!mx)
        return wasm_v128_load64_zero(src);
    for (int i = 0; i < 8; i++)
        taps[i] = wasm_u16x8_load8x8(mirrored + i);
    pixels = half_sample(taps, op);
    return mx & 1 ? mean_u8(pixels, wasm_v128_load64_zero(src + (mx >> 1)), op == PUT_NO_RND) : pixels;
}

/** `mx`, `my`: quarters to the right and down, not both 0. */
static av_always_inline void qpel(uint8_t *dst, const uint8_t *src, ptrdiff_t stride, int size, int mx, int my, int op)
{
    DECLARE_ALIGNED(16, uint8_t, mirrored)[17 * ROOM];
    v128_t rows[SIDE + 17 + SIDE];
    int height = size + (my != 0);

    if (mx)
        for (int y = 0; y < height; y++)
            mirror_row(mirrored + y * ROOM, src + y * stride, size);
    for (int x = 0; x < size; x += 8) {
        for (int y = 0; y < height; y++) {
            v128_t pixels = row_sample(src + y * stride + x, mirrored + y * ROOM + x, mx, op);

            if (my)
                rows[SIDE + y] = wasm_u16x8_extend_low_u8x16(pixels);
            else
                store(dst + y * stride + x, pixels, op);
        }
        if (!my)
            continue;
        mirror_rows(rows, size);
        for (int y = 0; y < size; y++) {
            v128_t pixels = half_sample(rows + y, op);

            if (my & 1) {
                v128_t nearer = rows[SIDE + y + (my >> 1)];

                pixels = mean_u8(pixels, wasm_u8x16_narrow_i16x8(nearer, nearer), op == PUT_NO_RND);
            }
            store(dst + y * stride + x, pixels, op);
        }
    }
}

/** A function for each size and way to store; positions within it cost a branch a row. */
#define QPEL_SIZE(name, size, op)                                                                                   \
static av_noinline void name ## _qpel ## size(uint8_t *dst, const uint8_t *src, ptrdiff_t stride, int mx, int my)   \
{                                                                                                                   \
    qpel(dst, src, stride, size, mx, my, op);                                                                       \
}
#define QPEL_SIZES(name, op) QPEL_SIZE(name, 16, op) QPEL_SIZE(name, 8, op)
QPEL_SIZES(put, PUT)
QPEL_SIZES(put_no_rnd, PUT_NO_RND)
QPEL_SIZES(avg, AVG)

#define NAME(name, size, mx, my) name ## _qpel ## size ## _mc ## mx ## my
#define FUNCTION(name, size, mx, my)                                                              \
static void NAME(name, size, mx, my)(uint8_t *dst, const uint8_t *src, ptrdiff_t stride)         \
{                                                                                                 \
    name ## _qpel ## size(dst, src, stride, mx, my);                                              \
}
#define ENTRY(name, size, mx, my) NAME(name, size, mx, my),
#define EACH_OF_ROW(use, name, size, my) use(name, size, 1, my) use(name, size, 2, my) use(name, size, 3, my)
#define EACH(use, name, size)                                                                     \
    EACH_OF_ROW(use, name, size, 0)                                                               \
    use(name, size, 0, 1) EACH_OF_ROW(use, name, size, 1)                                         \
    use(name, size, 0, 2) EACH_OF_ROW(use, name, size, 2)                                         \
    use(name, size, 0, 3) EACH_OF_ROW(use, name, size, 3)
#define QPEL_TABLE(name, size)                                                                    \
EACH(FUNCTION, name, size)                                                                        \
static const qpel_mc_func name ## _qpel ## size ## _table[15] = { EACH(ENTRY, name, size) };
QPEL_TABLE(put, 16)
QPEL_TABLE(put, 8)
QPEL_TABLE(put_no_rnd, 16)
QPEL_TABLE(put_no_rnd, 8)
QPEL_TABLE(avg, 16)
QPEL_TABLE(avg, 8)

av_cold void ff_qpeldsp_init_wasm(QpelDSPContext *c)
{
#if HAVE_SIMD128
    if (!CPUEXT(av_get_cpu_flags(), SIMD128))
        return;
#define SET(name)                                                                                     \
    memcpy(c->name ## _qpel_pixels_tab[0] + 1, name ## _qpel16_table, sizeof(name ## _qpel16_table)); \
    memcpy(c->name ## _qpel_pixels_tab[1] + 1, name ## _qpel8_table, sizeof(name ## _qpel8_table))
    SET(put);
    SET(put_no_rnd);
    SET(avg);
#undef SET
#endif
}
