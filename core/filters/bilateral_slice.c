// SPDX-License-Identifier: MIT
/*
 * Reading a row of samples out of a row of the grid, whose floats are pairs: how many samples a cell
 * has, and their sum. All operations are single ones in single precision, so that C and SIMD agree.
 */
#include "filters/bilateral_grid.h"

#include "simd/vector.h"

#include <etalon/filter.h>
#include <stdbool.h>
#include <string.h>

/* 1.5 * 2^23 as an integer: added to a number below 2^22, it leaves the nearest integer in the low bits. */
enum { MAGIC_BITS = 0x4B400000, LEVEL_BYTES = 2 * sizeof(float) };

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
    const float count = (1 - part_z) * mixed[0] + part_z * mixed[2];
    const float sum = (1 - part_z) * mixed[1] + part_z * mixed[3];
    const int value = nearest(sum / count), max = (1 << grid->depth) - 1;
    return value < 0 ? 0 : value > max ? max : value;
}

void et_grid_place_codes(const struct et_grid *grid, struct et_grid_code codes[256])
{
    for (int code = 0; code < 256; code++) {
        const float depth = (float)code * grid->per_code;
        const int level = nearest(depth - 0.5f);
        const float part = depth - (float)level;
        codes[code] = (struct et_grid_code){
            .weights = {1 - part, 1 - part, part, part},
            .place = level * LEVEL_BYTES,
        };
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

static void slice_8_c(const struct et_grid *grid, const struct et_grid_rows *rows)
{
    for (int y = 0; y < rows->count; y++)
        slice_8_from(grid, rows->dst + y * rows->dst_stride, rows->src + y * rows->src_stride,
                     rows->grid, 0);
}

static void slice_16_c(const struct et_grid *grid, const struct et_grid_rows *rows)
{
    for (int y = 0; y < rows->count; y++)
        slice_16_from(grid, (uint16_t *)(rows->dst + y * rows->dst_stride),
                      (const uint16_t *)(rows->src + y * rows->src_stride), rows->grid, 0);
}

/* ---- SIMD128: 4 columns at a time, of two rows ------------------------------------------------- */

#if defined(__wasm_simd128__)

/*
 * What rows are read with, loaded once: stores of bytes might change the grid, for all that compilers
 * know, and engines make constants anew wherever they are used.
 */
struct reading {
    v128_t per_code, half, magic, one, row;
    ptrdiff_t cell; /* floats from a cell to the next */
};

static inline struct reading reading_of(const struct et_grid *grid, const float *row)
{
    return (struct reading){
        .per_code = wasm_f32x4_splat(grid->per_code),
        .half = wasm_f32x4_splat(grid->half),
        .magic = wasm_f32x4_splat(grid->magic),
        .one = wasm_f32x4_splat(2 * grid->half),
        .row = wasm_u32x4_splat((uint32_t)(uintptr_t)row - LEVEL_BYTES * (uint32_t)MAGIC_BITS),
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

/* Columns' places, to which the levels are added that are read as integers with MAGIC_BITS. */
static inline v128_t places_at(const struct reading *reading, const int32_t *place)
{
    return wasm_i32x4_add(wasm_v128_load(place), reading->row);
}

/* Four samples, as 32-bit integers that are not cut yet. */
static inline v128_t slice_step(const struct reading *reading, v128_t codes, v128_t places,
                                const float *parts)
{
    v128_t depth = wasm_f32x4_mul(wasm_f32x4_convert_i32x4(codes), reading->per_code);
    v128_t level = wasm_f32x4_add(wasm_f32x4_sub(depth, reading->half), reading->magic);
    v128_t part = wasm_f32x4_sub(depth, wasm_f32x4_sub(level, reading->magic));
    v128_t at = wasm_i32x4_add(places, wasm_i32x4_shl(level, 3));
    const ptrdiff_t cell = reading->cell;
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
    const v128_t rest = wasm_f32x4_sub(reading->one, part);
    count = wasm_f32x4_add(wasm_f32x4_mul(rest, count), wasm_f32x4_mul(part, count_above));
    sum = wasm_f32x4_add(wasm_f32x4_mul(rest, sum), wasm_f32x4_mul(part, sum_above));
    v128_t mean = wasm_f32x4_add(wasm_f32x4_div(sum, count), reading->magic);
    return wasm_i32x4_sub(mean, reading->magic);
}

/* Counts and sums of two levels at `code` from a place on, weighed. */
static inline v128_t weigh_byte(const struct et_grid_code *code, uint32_t place, ptrdiff_t cell,
                                const float *part)
{
    return wasm_f32x4_mul(mix_place(place + (uint32_t)code->place, cell, part),
                          wasm_v128_load(code->weights));
}

/* Counts and sums of two bytes, at two places. */
static inline v128_t weigh_two_bytes(const struct et_grid_code *codes, const uint8_t *src,
                                     const uint32_t places[2], ptrdiff_t cell, const float *part)
{
    const v128_t a = weigh_byte(codes + src[0], places[0], cell, part);
    const v128_t b = weigh_byte(codes + src[1], places[1], cell, part + 1);
    return wasm_f32x4_add(wasm_i64x2_shuffle(a, b, 0, 2), wasm_i64x2_shuffle(a, b, 1, 3));
}

/*
 * Bytes say by a table where they lie. They are weighed first, and divided when many are: processors that
 * wait for quotients would not look far enough ahead for what is to be loaded.
 */
enum { AT_A_TIME = 64 };

/* Counts and sums of `columns` bytes, an even number, of one row, or of `two`, which share the places. */
static inline void weigh_bytes(const struct et_grid *grid, const float *row, int x, int columns,
                               const uint8_t *const src[2], v128_t weighed[2][AT_A_TIME / 2],
                               bool two)
{
    const struct et_grid_code *codes = grid->codes;
    const ptrdiff_t cell = 2 * grid->slot;
    const uint32_t at = (uint32_t)(uintptr_t)row;
    const uint8_t *above = src[0] + x, *below = src[1] + x;
    v128_t *to_above = weighed[0], *to_below = weighed[1];
    const int32_t *place = grid->place + x, *end = place + columns;
    const float *part = grid->part + x;
    for (; place < end; place += 2, part += 2, above += 2, below += 2) {
        const uint32_t places[2] = {at + (uint32_t)place[0], at + (uint32_t)place[1]};
        *to_above++ = weigh_two_bytes(codes, above, places, cell, part);
        if (two)
            *to_below++ = weigh_two_bytes(codes, below, places, cell, part);
    }
}

/* Four means of which there are counts and sums. */
static inline v128_t means_of(const v128_t weighed[2], v128_t magic)
{
    const v128_t sums = wasm_i32x4_shuffle(weighed[0], weighed[1], 1, 3, 5, 7);
    const v128_t counts = wasm_i32x4_shuffle(weighed[0], weighed[1], 0, 2, 4, 6);
    return wasm_i32x4_sub(wasm_f32x4_add(wasm_f32x4_div(sums, counts), magic), magic);
}

static inline void store_means(uint8_t *dst, const v128_t *weighed, int columns, v128_t magic)
{
    for (int i = 0; i < columns; i += 8, weighed += 4) {
        v128_t values =
            wasm_i16x8_narrow_i32x4(means_of(weighed, magic), means_of(weighed + 2, magic));
        wasm_v128_store64_lane(dst + i, wasm_u8x16_narrow_i16x8(values, values), 0);
    }
}

/* A row, or `two` that follow each other. */
static inline void slice_rows_8(const struct et_grid *grid, const struct et_grid_rows *rows, int y,
                                bool two)
{
    const v128_t magic = wasm_f32x4_splat(grid->magic);
    const uint8_t *const above = rows->src + y * rows->src_stride;
    const uint8_t *const src[2] = {above, above + (two ? rows->src_stride : 0)};
    uint8_t *const dst = rows->dst + y * rows->dst_stride, *const below = dst + rows->dst_stride;
    v128_t weighed[2][AT_A_TIME / 2];
    int x = 0;
    while (grid->width - x >= 8) {
        const int rest = (grid->width - x) & ~7, columns = rest < AT_A_TIME ? rest : AT_A_TIME;
        weigh_bytes(grid, rows->grid, x, columns, src, weighed, two);
        store_means(dst + x, weighed[0], columns, magic);
        if (two)
            store_means(below + x, weighed[1], columns, magic);
        x += columns;
    }
    slice_8_from(grid, dst, src[0], rows->grid, x);
    if (two)
        slice_8_from(grid, below, src[1], rows->grid, x);
}

static void slice_8_simd128(const struct et_grid *grid, const struct et_grid_rows *rows)
{
    int y = 0;
    for (; y < rows->count - 1; y += 2)
        slice_rows_8(grid, rows, y, true);
    if (y < rows->count)
        slice_rows_8(grid, rows, y, false);
}

static void slice_row_16(const struct et_grid *grid, uint16_t *out, const uint16_t *in,
                         const float *row)
{
    const struct reading reading = reading_of(grid, row);
    const int32_t *place = grid->place;
    const float *part = grid->part;
    const int width = grid->width;
    const v128_t most = wasm_i16x8_splat((int16_t)((1 << grid->depth) - 1));
    int x = 0;
    for (; x <= width - 8; x += 8) {
        v128_t codes = wasm_u16x8_min(wasm_v128_load(in + x), most);
        v128_t left = slice_step(&reading, wasm_u32x4_extend_low_u16x8(codes),
                                 places_at(&reading, place + x), part + x);
        v128_t right = slice_step(&reading, wasm_u32x4_extend_high_u16x8(codes),
                                  places_at(&reading, place + x + 4), part + x + 4);
        wasm_v128_store(out + x, wasm_u16x8_min(wasm_u16x8_narrow_i32x4(left, right), most));
    }
    slice_16_from(grid, out, in, row, x);
}

static void slice_16_simd128(const struct et_grid *grid, const struct et_grid_rows *rows)
{
    for (int y = 0; y < rows->count; y++)
        slice_row_16(grid, (uint16_t *)(rows->dst + y * rows->dst_stride),
                     (const uint16_t *)(rows->src + y * rows->src_stride), rows->grid);
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
