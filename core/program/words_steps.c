// SPDX-License-Identifier: MIT
/* The operations on words. */
#include "program/words_kernels.h"

enum { WEIGHT_BITS = ET_WORDS_PLACE_BITS }; /* of weights of corners, 1 in all */

/* ---- Plain C ----------------------------------------------------------------------------------- */

void et_words_affine_c(const struct et_words_step *step, int16_t *const channels[3], int count)
{
    for (int x = 0; x < count; x++) {
        const int16_t in[3] = {channels[0][x], channels[1][x], channels[2][x]};
        for (int c = 0; c < 3; c++)
            channels[c][x] =
                (int16_t)et_cut(et_words_sum(&step->rows[c], in), INT16_MIN, INT16_MAX);
    }
}

void et_words_curves_c(const struct et_words_step *step, int16_t *const channels[3], int count)
{
    for (int c = 0; c < 3; c++)
        for (int x = 0; step->tables[c] && x < count; x++)
            channels[c][x] = step->tables[c][(uint16_t)channels[c][x]];
}

/* A path of edges through the cell, as in kernels.c. Words are cut off: their zero makes up for it. */
void et_words_table_c(const struct et_words_step *step, int16_t *const channels[3], int count)
{
    const int size = step->size, steps[3] = {1, size, size * size}, bits = step->bits;
    const int part = 1 << (WEIGHT_BITS - bits);
    for (int x = 0; x < count; x++) {
        int f[3], corner = 0;
        for (int c = 0; c < 3; c++) {
            int at = ((channels[c][x] * step->scale[c] + (1 << 14)) >> 15) + step->bias[c];
            at = et_cut(at, 0, ((size - 1) << bits) - 1);
            f[c] = (at & ((1 << bits) - 1)) * part;
            corner += (at >> bits) * steps[c];
        }
        const bool ab = f[0] > f[1], bc = f[1] > f[2], ac = f[0] > f[2];
        const int largest = ab && ac ? 0 : !ab && bc ? 1 : 2;
        const int smallest = bc && ac ? 2 : ab && !bc ? 1 : 0;
        const int middle = 3 - largest - smallest;
        const int16_t *v0 = step->entries[corner];
        const int16_t *v1 = step->entries[corner + steps[largest]];
        const int16_t *v2 = step->entries[corner + steps[largest] + steps[middle]];
        const int16_t *v3 = step->entries[corner + steps[0] + steps[1] + steps[2]];
        const int w0 = (1 << WEIGHT_BITS) - f[largest], w1 = f[largest] - f[middle];
        const int w2 = f[middle] - f[smallest], w3 = f[smallest];
        for (int c = 0; c < 3; c++)
            channels[c][x] =
                (int16_t)((v0[c] * w0 + v1[c] * w1 + v2[c] * w2 + v3[c] * w3) >> WEIGHT_BITS);
    }
}

/* ---- SIMD128: eight pixels a step -------------------------------------------------------------- */

#if defined(__wasm_simd128__)

void et_words_affine_simd128(const struct et_words_step *step, int16_t *const channels[3],
                             int count)
{
    const struct et_words_step kept = *step; /* which stores do not change */
    int16_t *const a = channels[0], *const b = channels[1], *const c = channels[2];
    for (int x = 0; x < count; x += 8) {
        const struct et_words_pairs pairs =
            et_words_pair(wasm_v128_load(a + x), wasm_v128_load(b + x), wasm_v128_load(c + x));
        wasm_v128_store(a + x, et_words_dot(&kept.rows[0], &pairs));
        wasm_v128_store(b + x, et_words_dot(&kept.rows[1], &pairs));
        wasm_v128_store(c + x, et_words_dot(&kept.rows[2], &pairs));
    }
}

/*
 * There are no gathers, and a store of one entry is slower than what puts it into a lane. Lanes are
 * filled one after the other: four vectors at a time keep that from being what is waited for.
 */
static inline void gather(int16_t *words, const int16_t *table)
{
    v128_t four[4];
    for (int i = 0; i < 4; i++)
        four[i] = wasm_v128_load16_splat(table + (uint16_t)words[4 * i]);
    for (int i = 0; i < 4; i++)
        four[i] = wasm_v128_load16_lane(table + (uint16_t)words[4 * i + 1], four[i], 1);
    for (int i = 0; i < 4; i++)
        four[i] = wasm_v128_load16_lane(table + (uint16_t)words[4 * i + 2], four[i], 2);
    for (int i = 0; i < 4; i++)
        four[i] = wasm_v128_load16_lane(table + (uint16_t)words[4 * i + 3], four[i], 3);
    wasm_v128_store(words, wasm_i64x2_shuffle(four[0], four[1], 0, 2));
    wasm_v128_store(words + 8, wasm_i64x2_shuffle(four[2], four[3], 0, 2));
}

void et_words_curves_simd128(const struct et_words_step *step, int16_t *const channels[3],
                             int count)
{
    for (int c = 0; c < 3; c++) {
        const int16_t *const table = step->tables[c]; /* which stores do not change */
        int16_t *const words = channels[c];
        for (int x = 0; table && x < count; x += 16)
            gather(words + x, table);
    }
}

/* Addresses of the elements of an array, each of 2^shift bytes: 32 bits have room for them. */
static inline v128_t addresses(const void *base, v128_t index, uint32_t shift)
{
    return wasm_i32x4_add(wasm_i32x4_shl(index, shift), wasm_i32x4_splat((int32_t)(uintptr_t)base));
}

static inline const void *address(uint32_t lane)
{
    return (const void *)(uintptr_t)lane;
}

/*
 * Points of a table: the addresses of their corners, and what two of them weigh at a time. Many are found
 * before any is read, and two are read at a time: engines load all that a loop loads before they
 * compute, which for two is what registers hold, and addresses in memory are less to load than to take out of lanes.
 */
enum { POINTS = 64 };

struct cells {
    uint32_t corners[4][POINTS], weights[2][POINTS];
};

/* Addresses that are a number of entries ahead of others, or behind them. */
static inline void store_corners(uint32_t corners[8], const v128_t from[2], v128_t entries,
                                 bool back)
{
    const v128_t low = wasm_i32x4_shl(wasm_u32x4_extend_low_u16x8(entries), 3);
    const v128_t high = wasm_i32x4_shl(wasm_u32x4_extend_high_u16x8(entries), 3);
    wasm_v128_store(corners, back ? wasm_i32x4_sub(from[0], low) : wasm_i32x4_add(from[0], low));
    wasm_v128_store(corners + 4,
                    back ? wasm_i32x4_sub(from[1], high) : wasm_i32x4_add(from[1], high));
}

static inline void store_weights(uint32_t weights[8], v128_t first, v128_t second)
{
    wasm_v128_store(weights, et_interleave_low_16(first, second));
    wasm_v128_store(weights + 4, et_interleave_high_16(first, second));
}

/* Eight points from `first` on. */
static inline void find_cells(const struct et_words_step *step, const v128_t words[3],
                              struct cells *cells, int first)
{
    const int size = step->size, area = size * size, bits = step->bits;
    const v128_t zero = wasm_i16x8_const_splat(0), one = wasm_i16x8_const_splat(1 << WEIGHT_BITS);
    const v128_t fraction = wasm_i16x8_splat((int16_t)((1 << bits) - 1));
    const v128_t part = wasm_i16x8_splat((int16_t)(1 << (WEIGHT_BITS - bits)));
    const v128_t top = wasm_i16x8_splat((int16_t)(((size - 1) << bits) - 1));
    v128_t cell[3], f[3];
    for (int c = 0; c < 3; c++) {
        v128_t at = wasm_i16x8_q15mulr_sat(words[c], wasm_i16x8_splat(step->scale[c]));
        at = wasm_i16x8_add_sat(at, wasm_i16x8_splat(step->bias[c]));
        at = wasm_i16x8_min(wasm_i16x8_max(at, zero), top);
        cell[c] = wasm_u16x8_shr(at, (uint32_t)bits);
        f[c] = wasm_i16x8_mul(wasm_v128_and(at, fraction), part);
    }
    const v128_t near_steps = wasm_i32x4_splat(1 | size << 16), far_step = wasm_i32x4_splat(area);
    const v128_t corners[2] = {
        addresses(
            step->entries,
            wasm_i32x4_add(wasm_i32x4_dot_i16x8(et_interleave_low_16(cell[0], cell[1]), near_steps),
                           wasm_i32x4_dot_i16x8(et_interleave_low_16(cell[2], zero), far_step)),
            3),
        addresses(step->entries,
                  wasm_i32x4_add(
                      wasm_i32x4_dot_i16x8(et_interleave_high_16(cell[0], cell[1]), near_steps),
                      wasm_i32x4_dot_i16x8(et_interleave_high_16(cell[2], zero), far_step)),
                  3)};
    const v128_t across = wasm_i32x4_splat((1 + size + area) * (int)sizeof(*step->entries));
    const v128_t far[2] = {wasm_i32x4_add(corners[0], across), wasm_i32x4_add(corners[1], across)};
    const v128_t ab = wasm_i16x8_gt(f[0], f[1]), bc = wasm_i16x8_gt(f[1], f[2]);
    const v128_t ac = wasm_i16x8_gt(f[0], f[2]);
    const v128_t largest = wasm_v128_xor(
        wasm_v128_xor(wasm_i16x8_splat((int16_t)area),
                      wasm_v128_and(wasm_v128_and(ab, ac), wasm_i16x8_splat((int16_t)(1 ^ area)))),
        wasm_v128_and(wasm_v128_andnot(bc, ab), wasm_i16x8_splat((int16_t)(size ^ area))));
    const v128_t smallest = wasm_v128_xor(
        wasm_v128_xor(wasm_i16x8_const_splat(1),
                      wasm_v128_and(wasm_v128_and(bc, ac), wasm_i16x8_splat((int16_t)(area ^ 1)))),
        wasm_v128_and(wasm_v128_andnot(ab, bc), wasm_i16x8_splat((int16_t)(size ^ 1))));
    wasm_v128_store(cells->corners[0] + first, corners[0]);
    wasm_v128_store(cells->corners[0] + first + 4, corners[1]);
    store_corners(cells->corners[1] + first, corners, largest, false);
    store_corners(cells->corners[2] + first, far, smallest, true);
    wasm_v128_store(cells->corners[3] + first, far[0]);
    wasm_v128_store(cells->corners[3] + first + 4, far[1]);
    v128_t low = wasm_i16x8_min(f[0], f[1]), high = wasm_i16x8_max(f[0], f[1]);
    const v128_t middle = wasm_i16x8_max(low, wasm_i16x8_min(high, f[2]));
    low = wasm_i16x8_min(low, f[2]);
    high = wasm_i16x8_max(high, f[2]);
    store_weights(cells->weights[0] + first, wasm_i16x8_sub(one, high),
                  wasm_i16x8_sub(high, middle));
    store_weights(cells->weights[1] + first, wasm_i16x8_sub(middle, low), low);
}

/* Of a point that `corner` and `weight` point at: two of its corners, weighed. */
static inline v128_t two_corners(const uint32_t *corner, const uint32_t *weight)
{
    return wasm_i32x4_dot_i16x8(
        et_interleave_low_16(wasm_v128_load64_zero(address(corner[0])),
                             wasm_v128_load64_zero(address(corner[POINTS]))),
        wasm_v128_load32_splat(weight));
}

static inline v128_t point(const uint32_t *corner, const uint32_t *weight)
{
    return wasm_i32x4_shr(wasm_i32x4_add(two_corners(corner, weight),
                                         two_corners(corner + 2 * POINTS, weight + POINTS)),
                          WEIGHT_BITS);
}

/* Red, green and blue of points, with a word of no meaning behind, of an even number of them. */
static inline void read_points(const struct cells *cells, int16_t colors[POINTS][4], int count)
{
    const uint32_t *corner = cells->corners[0], *weight = cells->weights[0];
    for (int i = 0; i < count; i += 2, corner += 2, weight += 2)
        wasm_v128_store(colors[i], wasm_i16x8_narrow_i32x4(point(corner, weight),
                                                           point(corner + 1, weight + 1)));
}

/* Four points, as four words of red and four of green, and four of blue. */
static inline void four_points(const int16_t colors[4][4], v128_t *red_green, v128_t *blue)
{
    const v128_t left = wasm_v128_load(colors[0]), right = wasm_v128_load(colors[2]);
    const v128_t even = et_interleave_low_16(left, right), odd = et_interleave_high_16(left, right);
    *red_green = et_interleave_low_16(even, odd);
    *blue = et_interleave_high_16(even, odd);
}

void et_words_table_simd128(const struct et_words_step *step, int16_t *const channels[3], int count)
{
    const struct et_words_step kept = *step;
    struct cells cells;
    int16_t colors[POINTS][4];
    for (int done = 0; done < count; done += POINTS) {
        int16_t *const a = channels[0] + done, *const b = channels[1] + done;
        int16_t *const c = channels[2] + done;
        const int points = count - done < POINTS ? count - done : POINTS;
        for (int x = 0; x < points; x += 8) {
            const v128_t words[3] = {wasm_v128_load(a + x), wasm_v128_load(b + x),
                                     wasm_v128_load(c + x)};
            find_cells(&kept, words, &cells, x);
        }
        read_points(&cells, colors, (points + 7) & ~7);
        for (int x = 0; x < points; x += 8) {
            v128_t red_green[2], blue[2];
            four_points(colors + x, &red_green[0], &blue[0]);
            four_points(colors + x + 4, &red_green[1], &blue[1]);
            wasm_v128_store(a + x, wasm_i64x2_shuffle(red_green[0], red_green[1], 0, 2));
            wasm_v128_store(b + x, wasm_i64x2_shuffle(red_green[0], red_green[1], 1, 3));
            wasm_v128_store(c + x, wasm_i64x2_shuffle(blue[0], blue[1], 0, 2));
        }
    }
}

#endif
