// SPDX-License-Identifier: MIT
/* Counting samples in the cells of a bilateral grid; see bilateral_grid.h. */
#include "filters/bilateral_grid.h"

#include "simd/vector.h"

#include <etalon/filter.h>
#include <stdbool.h>

enum { CHAINS = 4, COUNT_BITS = 20 };

/* ---- Plain C --------------------------------------------------------------------------------- */

/*
 * Neighbours of one value meet in one bin, and each waits for the one before; so four cells far from
 * each other are filled in turn.
 */
static void fill_row_8(const struct et_grid *grid, uint32_t *bins, const uint8_t *src)
{
    const uint8_t *nearest = grid->nearest;
    const uint32_t one = 1u << COUNT_BITS;
    const int size = grid->size_x, part = grid->width / size / CHAINS, apart = grid->apart;
    for (int cell = 0; cell < part; cell++) {
        const uint8_t *a = src + cell * size, *b = a + part * size, *c = b + part * size,
                      *d = c + part * size;
        uint32_t *bins_a = bins + cell * apart, *bins_b = bins_a + part * apart,
                 *bins_c = bins_b + part * apart, *bins_d = bins_c + part * apart;
        for (int i = 0; i < size; i++) {
            bins_a[nearest[a[i]]] += one + a[i];
            bins_b[nearest[b[i]]] += one + b[i];
            bins_c[nearest[c[i]]] += one + c[i];
            bins_d[nearest[d[i]]] += one + d[i];
        }
    }
    for (int x = CHAINS * part * size; x < grid->width; x++)
        bins[x / size * apart + nearest[src[x]]] += one + src[x];
}

static void fill_8_c(const struct et_grid *grid, void *bins, const uint8_t *src, ptrdiff_t stride,
                     int rows)
{
    for (int y = 0; y < rows; y++)
        fill_row_8(grid, bins, src + y * stride);
}

static void fill_16_c(const struct et_grid *grid, void *bins, const uint8_t *src, ptrdiff_t stride,
                      int rows)
{
    const int max = (1 << grid->depth) - 1;
    for (int y = 0; y < rows; y++) {
        const uint16_t *row = (const uint16_t *)(src + y * stride);
        uint64_t *to = bins;
        for (int x = 0; x < grid->width; x++) {
            const int code = row[x] > max ? max : row[x];
            to[x / grid->size_x * grid->apart + grid->nearest[code]] +=
                ((uint64_t)1 << 40) + (uint64_t)code;
        }
    }
}

/* ---- SIMD128: the levels of a cell one after the other, sixteen samples a step ---------------- */

#if defined(__wasm_simd128__)

enum { COLUMNS = 8, MOST_PAIRS = 32 };

/* Two rows of up to eight columns of a cell, pair by pair; lanes that are none of it are 0. */
struct block {
    v128_t pairs[MOST_PAIRS];
    int count, samples;
    int low, high; /* lowest and highest code */
};

static inline int lowest_lane(v128_t codes)
{
    codes = wasm_u8x16_min(codes, wasm_i64x2_shuffle(codes, codes, 1, 0));
    codes = wasm_u8x16_min(codes, wasm_u64x2_shr(codes, 32));
    codes = wasm_u8x16_min(codes, wasm_u64x2_shr(codes, 16));
    codes = wasm_u8x16_min(codes, wasm_u64x2_shr(codes, 8));
    return wasm_u8x16_extract_lane(codes, 0);
}

static inline void load_block(struct block *block, const uint8_t *src, ptrdiff_t stride,
                              int columns, int rows)
{
    static const uint8_t lanes[2 * COLUMNS] = {255, 255, 255, 255, 255, 255, 255, 255};
    const v128_t all = wasm_i8x16_const_splat(-1);
    const v128_t used = wasm_v128_load64_splat(lanes + COLUMNS - columns);
    v128_t low = all, high = wasm_i8x16_const_splat(0);
    block->count = (rows + 1) / 2;
    block->samples = columns * rows;
    for (int i = 0; i < block->count; i++, src += 2 * stride) {
        v128_t pair = wasm_v128_load64_zero(src), lane = used;
        if (2 * i + 1 < rows)
            pair = wasm_v128_load64_lane(src + stride, pair, 1);
        else
            lane = wasm_i64x2_shuffle(used, wasm_i8x16_const_splat(0), 0, 2);
        pair = wasm_v128_and(pair, lane);
        low = wasm_u8x16_min(low, wasm_v128_or(pair, wasm_v128_xor(lane, all)));
        high = wasm_u8x16_max(high, pair);
        block->pairs[i] = pair;
    }
    block->low = lowest_lane(low);
    block->high = 255 - lowest_lane(wasm_v128_xor(high, all));
}

/* Counts above sums, added up. */
static inline uint32_t total(v128_t counts, v128_t sums)
{
    v128_t count = wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(counts));
    v128_t both =
        wasm_i32x4_add(wasm_i32x4_shl(count, COUNT_BITS), wasm_u32x4_extadd_pairwise_u16x8(sums));
    both = wasm_i32x4_add(both, wasm_i64x2_shuffle(both, both, 1, 0));
    return wasm_u32x4_extract_lane(wasm_i32x4_add(both, wasm_u64x2_shr(both, 32)), 0);
}

/* Of samples that are at least `code`, which is above 0. */
static inline uint32_t total_from(const struct block *block, int code)
{
    const v128_t lowest = wasm_i8x16_splat((int8_t)code);
    v128_t counts = wasm_i8x16_const_splat(0), sums = wasm_i16x8_const_splat(0);
    for (int i = 0; i < block->count; i++) {
        const v128_t pair = block->pairs[i], is_above = wasm_u8x16_ge(pair, lowest);
        counts = wasm_i8x16_sub(counts, is_above);
        sums =
            wasm_i16x8_add(sums, wasm_u16x8_extadd_pairwise_u8x16(wasm_v128_and(pair, is_above)));
    }
    return total(counts, sums);
}

static inline uint32_t total_of_all(const struct block *block)
{
    v128_t sums = wasm_i16x8_const_splat(0);
    for (int i = 0; i < block->count; i++)
        sums = wasm_i16x8_add(sums, wasm_u16x8_extadd_pairwise_u8x16(block->pairs[i]));
    return ((uint32_t)block->samples << COUNT_BITS) + total(wasm_i8x16_const_splat(0), sums);
}

static void count_block(const struct et_grid *grid, uint32_t *bins, const struct block *block)
{
    const int last = grid->nearest[block->high];
    uint32_t above = total_of_all(block);
    int level = grid->nearest[block->low];
    for (; level < last; level++) {
        const uint32_t rest = total_from(block, grid->lowest[level + 1]);
        bins[level] += above - rest;
        above = rest;
    }
    bins[level] += above;
}

static void fill_8_simd128(const struct et_grid *grid, void *bins, const uint8_t *src,
                           ptrdiff_t stride, int rows)
{
    const int size = grid->size_x, width = grid->width;
    uint32_t *of_cell = bins;
    for (int left = 0; left < width; left += size, of_cell += grid->apart)
        for (int x = left; x < left + size && x < width; x += COLUMNS) {
            const int right = left + size < width ? left + size : width;
            if (x + COLUMNS <= width) {
                struct block block;
                load_block(&block, src + x, stride, right - x < COLUMNS ? right - x : COLUMNS,
                           rows);
                count_block(grid, of_cell, &block);
                continue;
            }
            for (int y = 0; y < rows; y++)
                for (int i = x; i < right; i++)
                    of_cell[grid->nearest[src[y * stride + i]]] +=
                        (1u << COUNT_BITS) + src[y * stride + i];
        }
}

/* A cell of fewer samples has more levels to go through than are worth it. */
static bool is_worth_it(const struct et_grid *grid)
{
    return grid->size_x >= 4 && grid->size_x * grid->size_y >= 32 && grid->size_y <= 2 * MOST_PAIRS;
}

#endif

et_grid_fill_kernel *et_grid_fill(const struct et_grid *grid, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128 && grid->depth == 8 && is_worth_it(grid))
        return fill_8_simd128;
#else
    (void)cpu;
#endif
    return grid->depth == 8 ? fill_8_c : fill_16_c;
}
