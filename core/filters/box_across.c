// SPDX-License-Identifier: MIT
/* Sums across; see box_kernels.h for the arithmetic. */
#include "filters/box_sums.h"

#include <etalon/filter.h>

/* ---- Plain C --------------------------------------------------------------------------------- */

static inline void put(void *dst, int x, int code, int max)
{
    if (max > UINT8_MAX)
        ((uint16_t *)dst)[x] = (uint16_t)code;
    else
        ((uint8_t *)dst)[x] = (uint8_t)code;
}

static void across_c(void *const *dst, const uint16_t *const *rows, int count, int power, int box,
                     int width, float scale, int max)
{
    const int before = power * (box - 1); /* samples of a sum but its newest */
    for (int i = 0; i < count; i++) {
        const uint16_t *newest = rows[i];
        uint64_t sums[ET_BOX_MOST_POWER] = {0};
        for (int x = -before; x < width; x++, newest++) {
            uint64_t value = et_box_comb(newest[0], newest[-box], power > 1 ? newest[-2 * box] : 0,
                                         power > 2 ? newest[-3 * box] : 0, power);
            for (int k = 0; k < power; k++)
                value = sums[k] += value;
            if (x >= 0)
                put(dst[i], x, et_box_divide(value, scale, max), max);
        }
    }
}

/* ---- SIMD128: lanes are rows, of CHUNK columns at a time ---------------------------------------- */

#if defined(__wasm_simd128__)

enum { STEP = 16, CHUNK = 64 };

/* Rows of four 32-bit lanes become columns, and the other way round. */
static inline void transpose(v128_t lines[4])
{
    const v128_t low_02 = wasm_i32x4_shuffle(lines[0], lines[2], 0, 4, 1, 5);
    const v128_t high_02 = wasm_i32x4_shuffle(lines[0], lines[2], 2, 6, 3, 7);
    const v128_t low_13 = wasm_i32x4_shuffle(lines[1], lines[3], 0, 4, 1, 5);
    const v128_t high_13 = wasm_i32x4_shuffle(lines[1], lines[3], 2, 6, 3, 7);
    lines[0] = wasm_i32x4_shuffle(low_02, low_13, 0, 4, 1, 5);
    lines[1] = wasm_i32x4_shuffle(low_02, low_13, 2, 6, 3, 7);
    lines[2] = wasm_i32x4_shuffle(high_02, high_13, 0, 4, 1, 5);
    lines[3] = wasm_i32x4_shuffle(high_02, high_13, 2, 6, 3, 7);
}

static inline v128_t comb_middle(const uint16_t *newest, const int power, int box)
{
    const v128_t a = wasm_u32x4_load16x4(newest), b = wasm_u32x4_load16x4(newest - box);
    const v128_t c = power > 1 ? wasm_u32x4_load16x4(newest - 2 * box) : a;
    const v128_t d = power > 2 ? wasm_u32x4_load16x4(newest - 3 * box) : a;
    return et_box_comb_32(a, b, c, d, power);
}

/* The combs of columns `n` to n + count - 1, a vector for each column. */
static inline void comb_columns(v128_t *columns, const uint16_t *const *rows, int n, int count,
                                const int power, int box)
{
    for (int x = 0; x < count; x += 4) {
        v128_t lines[4];
        for (int i = 0; i < 4; i++)
            lines[i] = comb_middle(rows[i] + n + x, power, box);
        transpose(lines);
        for (int i = 0; i < 4; i++)
            columns[x + i] = lines[i];
    }
}

static inline void integrate_columns(v128_t *columns, int count, const int power, v128_t *held)
{
    v128_t once = held[0], twice = held[1], thrice = held[2];
    for (int x = 0; x < count; x++) {
        once = wasm_i32x4_add(once, columns[x]);
        twice = wasm_i32x4_add(twice, once);
        thrice = wasm_i32x4_add(thrice, twice);
        columns[x] = power == 1 ? once : power == 2 ? twice : thrice;
    }
    held[0] = once;
    held[1] = twice;
    held[2] = thrice;
}

/* Sums of up to CHUNK columns, a multiple of four; `held` are those before them. */
static void sum_columns(v128_t *columns, const uint16_t *const *rows, int n, int count, int power,
                        int box, v128_t *held)
{
    if (power == 1) {
        comb_columns(columns, rows, n, count, 1, box);
        integrate_columns(columns, count, 1, held);
    } else if (power == 2) {
        comb_columns(columns, rows, n, count, 2, box);
        integrate_columns(columns, count, 2, held);
    } else {
        comb_columns(columns, rows, n, count, 3, box);
        integrate_columns(columns, count, 3, held);
    }
}

/* Quotients of eight columns, by row. */
static inline void divide_columns(v128_t out[4], const v128_t *columns, v128_t scale, v128_t most)
{
    for (int pair = 0; pair < 4; pair++) {
        const v128_t left = et_box_divide_32(columns[2 * pair], scale);
        const v128_t right = et_box_divide_32(columns[2 * pair + 1], scale);
        out[pair] = wasm_v128_or(wasm_v128_and(left, wasm_i32x4_const_splat(UINT16_MAX)),
                                 wasm_i32x4_shl(right, 16));
    }
    transpose(out);
    for (int i = 0; i < 4; i++)
        out[i] = wasm_u16x8_min(out[i], most);
}

/* Sixteen columns to bytes or words at dst[i], of row i. */
static inline void put_columns(uint8_t *const *dst, const v128_t *columns, v128_t scale,
                               v128_t most, int bytes)
{
    v128_t left[4], right[4];
    divide_columns(left, columns, scale, most);
    divide_columns(right, columns + 8, scale, most);
    for (int i = 0; i < 4; i++) {
        if (bytes == 1) {
            wasm_v128_store(dst[i], wasm_u8x16_narrow_i16x8(left[i], right[i]));
        } else {
            wasm_v128_store(dst[i], left[i]);
            wasm_v128_store(dst[i] + 16, right[i]);
        }
    }
}

/* Columns `x` to x + CHUNK - 1, as far as there are. */
static void divide_chunk(void *const *dst, const v128_t *columns, int x, int width, float factor,
                         int max)
{
    const v128_t scale = wasm_f32x4_splat(factor), most = wasm_i16x8_splat((int16_t)max);
    const int bytes = max > UINT8_MAX ? 2 : 1, end = width - x < CHUNK ? width : x + CHUNK;
    uint8_t *to[4], rest[4][2 * STEP];
    for (int i = 0; i < 4; i++)
        to[i] = (uint8_t *)dst[i] + x * bytes;
    for (; x <= end - STEP; x += STEP, columns += STEP) {
        put_columns(to, columns, scale, most, bytes);
        for (int i = 0; i < 4; i++)
            to[i] += STEP * bytes;
    }
    if (x == end)
        return;
    put_columns((uint8_t *[]){rest[0], rest[1], rest[2], rest[3]}, columns, scale, most, bytes);
    for (int i = 0; i < 4; i++)
        memcpy(to[i], rest[i], (size_t)((end - x) * bytes));
}

/* Rows that are missing are the last one again. */
static void across_simd128(void *const *dst, const uint16_t *const *rows, int count, int power,
                           int box, int width, float scale, int max)
{
    void *to[ET_BOX_ROWS];
    const uint16_t *from[ET_BOX_ROWS];
    for (int i = 0; i < ET_BOX_ROWS; i++) {
        to[i] = dst[i < count ? i : count - 1];
        from[i] = rows[i < count ? i : count - 1];
    }
    const int before = power * (box - 1); /* columns of a sum but its newest */
    v128_t held[ET_BOX_MOST_POWER] = {wasm_i32x4_const_splat(0)}, columns[CHUNK];
    held[1] = held[2] = held[0];
    for (int n = -(-before & 3); n < before;
         n += CHUNK) /* with zeros in front, to begin at a four */
        sum_columns(columns, from, n, before - n < CHUNK ? before - n : CHUNK, power, box, held);
    for (int x = 0; x < width; x += CHUNK) {
        const int rest = (width - x + STEP - 1) / STEP * STEP;
        sum_columns(columns, from, before + x, rest < CHUNK ? rest : CHUNK, power, box, held);
        divide_chunk(to, columns, x, width, scale, max);
    }
}

#endif

et_box_across *et_box_across_kernel(int wide, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128 && !wide)
        return across_simd128;
#else
    (void)wide, (void)cpu;
#endif
    return across_c;
}
