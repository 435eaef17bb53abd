/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * H.264 boundary strengths of a macroblock that is not intra coded, four blocks at once: 2 where one
 * of two neighbours has coefficients, else 1 where they move differently, else 0. Caches are eight
 * blocks wide; the macroblock's own begin at SCAN.
 */

#include "libavutil/attributes.h"
#include "libavutil/common.h"
#include "libavutil/cpu_internal.h"
#include "libavcodec/wasm/h264/strength.h"
#include "libavcodec/wasm/simd128.h"

enum { SCAN = 12, WIDTH = 8 };

/** True where two lists' references or vectors of two blocks are not the same. */
static int lists_differ(int8_t ref[2][40], int16_t mv[2][40][2], int list, int block, int other_list, int other, int field)
{
    const int16_t *a = mv[list][block], *b = mv[other_list][other];

    return ref[list][block] != ref[other_list][other] || FFABS(a[0] - b[0]) > 3 || FFABS(a[1] - b[1]) > (field ? 1 : 3);
}

static int differ_c(int8_t ref[2][40], int16_t mv[2][40][2], int block, int neighbour, int bidir, int field)
{
    int same_lists = lists_differ(ref, mv, 0, block, 0, neighbour, field);

    if (!bidir)
        return same_lists;
    same_lists |= lists_differ(ref, mv, 1, block, 1, neighbour, field);
    return same_lists && (lists_differ(ref, mv, 0, block, 1, neighbour, field) ||
                          lists_differ(ref, mv, 1, block, 0, neighbour, field));
}

static void loop_filter_strength_c(int16_t bS[2][4][4], uint8_t nnz[40], int8_t ref[2][40], int16_t mv[2][40][2],
                                   int bidir, int edges, int step, int mask_mv0, int mask_mv1, int field)
{
    for (int dir = 0; dir < 2; dir++)
        for (int edge = 0; edge < (dir ? edges : 4); edge += dir ? step : 1)
            for (int i = 0; i < 4; i++) {
                int block     = SCAN + (dir ? WIDTH * edge + i : WIDTH * i + edge);
                int neighbour = block - (dir ? WIDTH : 1);
                // One vector's row of blocks, and of the neighbours, says it of all rows.
                int row = dir || !mask_mv0 ? 0 : WIDTH * i;

                if (nnz[block] | nnz[neighbour])
                    bS[dir][edge][i] = 2;
                else if (dir && edge & mask_mv1)
                    bS[dir][edge][i] = 0;
                else
                    bS[dir][edge][i] = differ_c(ref, mv, block - row, neighbour - row, bidir, field);
            }
}

#if HAVE_SIMD128
/** Vectors that differ by more than `most` are others; sums that must not exceed twice that. */
typedef struct Limit {
    v128_t most, twice;
} Limit;

/** Four references' bytes as 32-bit lanes. */
static av_always_inline v128_t load_references(const int8_t *ref)
{
    return wasm_u32x4_extend_low_u16x8(wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(ref)));
}

/** Not zero in the 32-bit lanes whose motion vectors differ. Differences saturate: those of damaged streams need 17 bits. */
static av_always_inline v128_t vectors_differ(v128_t a, v128_t b, Limit limit)
{
    return wasm_u16x8_sub_sat(wasm_i16x8_add(wasm_i16x8_sub_sat(a, b), limit.most), limit.twice);
}

/** All bits of the 32-bit lanes of four blocks in a row that move unlike their neighbours. */
static av_always_inline v128_t blocks_differ(int8_t ref[2][40], int16_t mv[2][40][2], int block, int neighbour,
                                             int bidir, Limit limit)
{
    const v128_t zero = wasm_i32x4_const_splat(0);
    v128_t own  = wasm_v128_load(mv[0][block]);
    v128_t next = wasm_v128_load(mv[0][neighbour]);
    v128_t own_ref  = load_references(&ref[0][block]);
    v128_t next_ref = load_references(&ref[0][neighbour]);
    v128_t same_lists = wasm_v128_or(wasm_v128_xor(own_ref, next_ref), vectors_differ(next, own, limit));

    if (bidir) {
        v128_t own_1  = wasm_v128_load(mv[1][block]);
        v128_t next_1 = wasm_v128_load(mv[1][neighbour]);
        v128_t own_ref_1  = load_references(&ref[1][block]);
        v128_t next_ref_1 = load_references(&ref[1][neighbour]);
        v128_t other_lists = wasm_v128_or(wasm_v128_xor(own_ref, next_ref_1), wasm_v128_xor(own_ref_1, next_ref));

        same_lists  = wasm_v128_or(same_lists, wasm_v128_xor(own_ref_1, next_ref_1));
        same_lists  = wasm_v128_or(same_lists, vectors_differ(next_1, own_1, limit));
        other_lists = wasm_v128_or(other_lists, vectors_differ(next, own_1, limit));
        other_lists = wasm_v128_or(other_lists, vectors_differ(next_1, own, limit));
        return wasm_v128_andnot(wasm_i32x4_ne(same_lists, zero), wasm_i32x4_eq(other_lists, zero));
    }
    return wasm_i32x4_ne(same_lists, zero);
}

/** The strengths of sixteen blocks, a byte each; the lanes of `moves` have all bits where they move differently. */
static av_always_inline v128_t strengths(const v128_t moves[4], v128_t coefficients)
{
    v128_t differ = wasm_i8x16_narrow_i16x8(wasm_i16x8_narrow_i32x4(moves[0], moves[1]),
                                            wasm_i16x8_narrow_i32x4(moves[2], moves[3]));
    v128_t none = wasm_i8x16_eq(coefficients, wasm_i32x4_const_splat(0));

    return wasm_v128_bitselect(wasm_v128_and(differ, wasm_i8x16_const_splat(1)), wasm_i8x16_const_splat(2), none);
}

static av_always_inline void store_strengths(int16_t bS[4][4], v128_t bytes)
{
    wasm_v128_store(bS[0], wasm_u16x8_extend_low_u8x16(bytes));
    wasm_v128_store(bS[2], wasm_u16x8_extend_high_u8x16(bytes));
}

static av_always_inline void loop_filter_strength(int16_t bS[2][4][4], uint8_t nnz[40], int8_t ref[2][40],
                                                  int16_t mv[2][40][2], int bidir, int edges, int step,
                                                  int mask_mv0, int mask_mv1, int field)
{
    const Limit limit = { wasm_i32x4_splat(field ? 0x00010003 : 0x00030003),
                          wasm_i32x4_splat(field ? 0x00020006 : 0x00060006) };
    const v128_t zero = wasm_i32x4_const_splat(0);
    v128_t moves[4] = { zero, zero, zero, zero };
    v128_t above = wasm_v128_load32_zero(nnz + SCAN - WIDTH);
    v128_t own = wasm_v128_load32_zero(nnz + SCAN);
    v128_t left, bytes;

    own  = wasm_v128_load32_lane(nnz + SCAN + WIDTH, own, 1);
    own  = wasm_v128_load32_lane(nnz + SCAN + 2 * WIDTH, own, 2);
    own  = wasm_v128_load32_lane(nnz + SCAN + 3 * WIDTH, own, 3);
    left = wasm_i32x4_shl(own, 8); // the column beside it has been written byte by byte
    left = wasm_v128_load8_lane(nnz + SCAN - 1, left, 0);
    left = wasm_v128_load8_lane(nnz + SCAN + WIDTH - 1, left, 4);
    left = wasm_v128_load8_lane(nnz + SCAN + 2 * WIDTH - 1, left, 8);
    left = wasm_v128_load8_lane(nnz + SCAN + 3 * WIDTH - 1, left, 12);
    above = wasm_i32x4_shuffle(above, own, 0, 4, 5, 6);

    for (int y = 0; y < edges; y += step)
        if (!(mask_mv1 & y))
            moves[y] = blocks_differ(ref, mv, SCAN + WIDTH * y, SCAN + WIDTH * (y - 1), bidir, limit);
    store_strengths(bS[1], strengths(moves, wasm_v128_or(own, above)));

    moves[0] = blocks_differ(ref, mv, SCAN, SCAN - 1, bidir, limit);
    if (mask_mv0) {
        moves[1] = moves[2] = moves[3] = moves[0];
    } else {
        moves[1] = blocks_differ(ref, mv, SCAN + WIDTH, SCAN + WIDTH - 1, bidir, limit);
        moves[2] = blocks_differ(ref, mv, SCAN + 2 * WIDTH, SCAN + 2 * WIDTH - 1, bidir, limit);
        moves[3] = blocks_differ(ref, mv, SCAN + 3 * WIDTH, SCAN + 3 * WIDTH - 1, bidir, limit);
    }
    bytes = strengths(moves, wasm_v128_or(own, left));
    store_strengths(bS[0], wasm_i8x16_shuffle(bytes, bytes, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
}

static void loop_filter_strength_simd128(int16_t bS[2][4][4], uint8_t nnz[40], int8_t ref[2][40],
                                         int16_t mv[2][40][2], int bidir, int edges, int step,
                                         int mask_mv0, int mask_mv1, int field)
{
    if (bidir)
        loop_filter_strength(bS, nnz, ref, mv, 1, edges, step, mask_mv0, mask_mv1, field);
    else
        loop_filter_strength(bS, nnz, ref, mv, 0, edges, step, mask_mv0, mask_mv1, field);
}
#endif

av_cold void ff_h264_strength_init_wasm(H264DSPContext *c)
{
    c->loop_filter_strength = loop_filter_strength_c;
#if HAVE_SIMD128
    if (CPUEXT(av_get_cpu_flags(), SIMD128))
        c->loop_filter_strength = loop_filter_strength_simd128;
#endif
}
