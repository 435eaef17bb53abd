// SPDX-License-Identifier: MIT
/*
 * Reading a row of samples out of a row of the grid, whose floats are pairs: how many samples a cell
 * has, and their sum. All operations are single ones in single precision, so that C and SIMD agree.
 */
#include "filters/bilateral_grid.h"

#include "simd/vector.h"

#include <etalon/filter.h>
#include <string.h>

/* 1.5 * 2^23 as an integer: added to a number below 2^22, it leaves the nearest integer in the low bits. */
enum { MAGIC_BITS = 0x4B400000 };

/* ---- Plain C --------------------------------------------------------------------------------- */

static inline int nearest(float value)
{
    int32_t bits;
    value += 12582912;
    memcpy(&bits, &value, sizeof(bits));
    return bits - MAGIC_BITS;
}

/* One sample; a level that lies between two is either of them at its end, which gives the same. */
static inline int sample_at(const struct et_grid *grid, int code, int x, const float *row)
{
    const float depth = (float)code * grid->per_code;
    const int level = nearest(depth - 0.5f);
    const float part_z = depth - (float)level, part_x = grid->part[x];
    const float *a = row + grid->place[x] / (int)sizeof(*row) + 2 * level, *b = a + 2 * grid->slot;
    float mixed[4];
    for (int i = 0; i < 4; i++)
        mixed[i] = a[i] + part_x * (b[i] - a[i]);
    const float count = mixed[0] + part_z * (mixed[2] - mixed[0]);
    const float sum = mixed[1] + part_z * (mixed[3] - mixed[1]);
    const int value = nearest(sum / count), max = (1 << grid->depth) - 1;
    return value < 0 ? 0 : value > max ? max : value;
}

void et_grid_place_codes(const struct et_grid *grid, struct et_grid_code codes[256])
{
    for (int code = 0; code < 256; code++) {
        const float depth = (float)code * grid->per_code;
        const int level = nearest(depth - 0.5f);
        codes[code].place = level * 2 * (int)sizeof(float);
        codes[code].part = depth - (float)level;
    }
}

static void slice_8_from(const struct et_grid *grid, uint8_t *dst, const uint8_t *src,
                         const float *row, int x)
{
    for (; x < grid->width; x++)
        dst[x] = (uint8_t)sample_at(grid, src[x], x, row);
}

static void slice_16_from(const struct et_grid *grid, uint16_t *dst, const uint16_t *src,
                          const float *row, int x)
{
    const int max = (1 << grid->depth) - 1;
    for (; x < grid->width; x++)
        dst[x] = (uint16_t)sample_at(grid, src[x] > max ? max : src[x], x, row);
}

static void slice_8_c(const struct et_grid *grid, void *dst, const void *src, const float *row)
{
    slice_8_from(grid, dst, src, row, 0);
}

static void slice_16_c(const struct et_grid *grid, void *dst, const void *src, const float *row)
{
    slice_16_from(grid, dst, src, row, 0);
}

/* ---- SIMD128: 4 samples at a time -------------------------------------------------------------- */

#if defined(__wasm_simd128__)

/*
 * What a row is read with, loaded once: stores of bytes might change the grid, for all that compilers
 * know, and engines make constants anew wherever they are used.
 */
struct reading {
    v128_t per_code, half, magic, row;
    const int32_t *place;
    const float *part;
    ptrdiff_t cell; /* floats from a cell to the next */
};

static inline struct reading reading_of(const struct et_grid *grid, const float *row)
{
    return (struct reading){
        .per_code = wasm_f32x4_splat(grid->per_code),
        .half = wasm_f32x4_splat(grid->half),
        .magic = wasm_f32x4_splat(grid->magic),
        .row = wasm_i32x4_splat((int)(uintptr_t)row),
        .place = grid->place,
        .part = grid->part,
        .cell = 2 * grid->slot,
    };
}

/* Counts and sums of two levels at an address, and the same of the next cell, mixed. */
static inline v128_t mix_place(uint32_t address, ptrdiff_t cell, const float *part)
{
    const float *a = (const float *)(uintptr_t)address;
    v128_t left = wasm_v128_load(a), right = wasm_v128_load(a + cell);
    return wasm_f32x4_add(
        left, wasm_f32x4_mul(wasm_v128_load32_splat(part), wasm_f32x4_sub(right, left)));
}

static inline v128_t round_to_integer(v128_t values, v128_t rounding)
{
    return wasm_i32x4_sub(wasm_f32x4_add(values, rounding), rounding);
}

/* Samples x to x + 3, as 32-bit integers that are not cut yet. */
static inline v128_t slice_step(const struct reading *reading, v128_t codes, int x)
{
    v128_t depth = wasm_f32x4_mul(wasm_f32x4_convert_i32x4(codes), reading->per_code);
    v128_t level = round_to_integer(wasm_f32x4_sub(depth, reading->half), reading->magic);
    v128_t part = wasm_f32x4_sub(depth, wasm_f32x4_convert_i32x4(level));
    /* Addresses have 32 bits; places are bytes from the row on, a level is two floats. */
    v128_t at = wasm_i32x4_add(wasm_v128_load(reading->place + x), reading->row);
    at = wasm_i32x4_add(at, wasm_i32x4_shl(level, 3));
    const ptrdiff_t cell = reading->cell;
    const float *parts = reading->part + x;
    v128_t a = mix_place(wasm_u32x4_extract_lane(at, 0), cell, parts);
    v128_t b = mix_place(wasm_u32x4_extract_lane(at, 1), cell, parts + 1);
    v128_t c = mix_place(wasm_u32x4_extract_lane(at, 2), cell, parts + 2);
    v128_t d = mix_place(wasm_u32x4_extract_lane(at, 3), cell, parts + 3);
    /* To counts and sums of the lower and of the upper level. */
    v128_t ab_low = wasm_i32x4_shuffle(a, b, 0, 4, 1, 5),
           ab_high = wasm_i32x4_shuffle(a, b, 2, 6, 3, 7);
    v128_t cd_low = wasm_i32x4_shuffle(c, d, 0, 4, 1, 5),
           cd_high = wasm_i32x4_shuffle(c, d, 2, 6, 3, 7);
    v128_t count = wasm_i64x2_shuffle(ab_low, cd_low, 0, 2);
    v128_t sum = wasm_i64x2_shuffle(ab_low, cd_low, 1, 3);
    v128_t count_above = wasm_i64x2_shuffle(ab_high, cd_high, 0, 2);
    v128_t sum_above = wasm_i64x2_shuffle(ab_high, cd_high, 1, 3);
    count = wasm_f32x4_add(count, wasm_f32x4_mul(part, wasm_f32x4_sub(count_above, count)));
    sum = wasm_f32x4_add(sum, wasm_f32x4_mul(part, wasm_f32x4_sub(sum_above, sum)));
    return round_to_integer(wasm_f32x4_div(sum, count), reading->magic);
}

/* Counts and sums of bytes x and x + 1, between their levels. */
static inline v128_t slice_two_bytes(const struct et_grid *grid, const uint8_t *src, uint32_t row,
                                     ptrdiff_t cell, int x)
{
    const struct et_grid_code *left = grid->codes + src[x], *right = grid->codes + src[x + 1];
    const uint32_t left_at = row + (uint32_t)grid->place[x] + (uint32_t)left->place;
    const uint32_t right_at = row + (uint32_t)grid->place[x + 1] + (uint32_t)right->place;
    const v128_t a = mix_place(left_at, cell, grid->part + x);
    const v128_t b = mix_place(right_at, cell, grid->part + x + 1);
    const v128_t lower = wasm_i64x2_shuffle(a, b, 0, 2), upper = wasm_i64x2_shuffle(a, b, 1, 3);
    const v128_t part = wasm_i64x2_shuffle(wasm_v128_load32_splat(&left->part),
                                           wasm_v128_load32_splat(&right->part), 0, 2);
    return wasm_f32x4_add(lower, wasm_f32x4_mul(part, wasm_f32x4_sub(upper, lower)));
}

/* Bytes say by a table where they lie: four at a time are as many as registers hold what they read. */
static void slice_8_simd128(const struct et_grid *grid, void *dst, const void *src,
                            const float *row)
{
    const struct et_grid own = *grid; /* stores of bytes might change the grid */
    const v128_t magic = wasm_f32x4_splat(own.magic);
    const ptrdiff_t cell = 2 * own.slot;
    const uint32_t at = (uint32_t)(uintptr_t)row;
    int x = 0;
    for (; x <= own.width - 4; x += 4) {
        const v128_t left = slice_two_bytes(&own, src, at, cell, x);
        const v128_t right = slice_two_bytes(&own, src, at, cell, x + 2);
        const v128_t mean = wasm_f32x4_div(wasm_i32x4_shuffle(left, right, 1, 3, 5, 7),
                                           wasm_i32x4_shuffle(left, right, 0, 2, 4, 6));
        v128_t values = round_to_integer(mean, magic);
        values = wasm_i16x8_narrow_i32x4(values, values);
        wasm_v128_store32_lane((uint8_t *)dst + x, wasm_u8x16_narrow_i16x8(values, values), 0);
    }
    slice_8_from(grid, dst, src, row, x);
}

static void slice_16_simd128(const struct et_grid *grid, void *dst, const void *src,
                             const float *row)
{
    const struct reading reading = reading_of(grid, row);
    const int width = grid->width;
    uint16_t *out = dst;
    const uint16_t *in = src;
    const v128_t most = wasm_i16x8_splat((int16_t)((1 << grid->depth) - 1));
    int x = 0;
    for (; x <= width - 8; x += 8) {
        v128_t codes = wasm_u16x8_min(wasm_v128_load(in + x), most);
        v128_t left = slice_step(&reading, wasm_u32x4_extend_low_u16x8(codes), x);
        v128_t right = slice_step(&reading, wasm_u32x4_extend_high_u16x8(codes), x + 4);
        wasm_v128_store(out + x, wasm_u16x8_min(wasm_u16x8_narrow_i32x4(left, right), most));
    }
    slice_16_from(grid, out, in, row, x);
}

#endif

et_grid_slice_kernel *et_grid_slice(int depth, unsigned cpu)
{
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        return depth == 8 ? slice_8_simd128 : slice_16_simd128;
#else
    (void)cpu;
#endif
    return depth == 8 ? slice_8_c : slice_16_c;
}
