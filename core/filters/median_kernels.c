// SPDX-License-Identifier: MIT
/*
 * Medians. In C a histogram moves along the row (Huang, Yang, Tang, "A Fast Two-Dimensional Median
 * Filtering Algorithm", 1979) with counts of coarse values above it, so that few are looked at. SIMD128
 * has a sorting network for 3 x 3 and, for small windows, finds the median bit by bit: it is the largest
 * value that at most half of the samples are below.
 */
#include "filters/median_kernels.h"

#include "simd/vector.h"

#include <etalon/filter.h>
#include <stdbool.h>
#include <string.h>

/* ---- Plain C --------------------------------------------------------------------------------- */

/* Values are taken apart in halves of their bits: coarse counts first, then those of each value. */
struct histogram {
    uint16_t *coarse, *fine;
    int bits;  /* of the fine part */
    int level; /* coarse value at which the median was last */
    int below; /* samples of smaller coarse values */
};

static inline void add(struct histogram *histogram, int value, int change)
{
    const int coarse = value >> histogram->bits;
    histogram->fine[value] = (uint16_t)(histogram->fine[value] + change);
    histogram->coarse[coarse] = (uint16_t)(histogram->coarse[coarse] + change);
    if (coarse < histogram->level)
        histogram->below += change;
}

/* The value that `rank` samples are before, in order. */
static inline int value_at(struct histogram *histogram, int rank)
{
    while (histogram->below > rank)
        histogram->below -= histogram->coarse[--histogram->level];
    while (histogram->below + histogram->coarse[histogram->level] <= rank)
        histogram->below += histogram->coarse[histogram->level++];
    int value = histogram->level << histogram->bits, below = histogram->below;
    while (below + histogram->fine[value] <= rank)
        below += histogram->fine[value++];
    return value;
}

static inline int sample(const void *row, int x, int depth)
{
    return depth == 8 ? ((const int8_t *)row)[x] + 128 : ((const int16_t *)row)[x] + 32768;
}

static inline void add_column(struct histogram *histogram, const void *const *rows, int count,
                              int x, int depth, int change)
{
    for (int i = 0; i < count; i++)
        add(histogram, sample(rows[i], x, depth), change);
}

static inline void median_row(void *dst, const void *const *rows, int radius_x, int radius_y,
                              int width, int depth, uint16_t *counts)
{
    const int across = 2 * radius_x + 1, down = 2 * radius_y + 1;
    const int bits = depth == 8 ? 4 : 8, rank = across * down / 2;
    struct histogram histogram = {.coarse = counts, .fine = counts + (1 << bits), .bits = bits};
    memset(counts, 0, et_median_counts(depth) * sizeof(*counts));
    for (int x = 0; x < across - 1; x++)
        add_column(&histogram, rows, down, x, depth, 1);
    for (int x = 0; x < width; x++) {
        add_column(&histogram, rows, down, x + across - 1, depth, 1);
        int value = value_at(&histogram, rank);
        if (depth == 8)
            ((uint8_t *)dst)[x] = (uint8_t)value;
        else
            ((uint16_t *)dst)[x] = (uint16_t)value;
        add_column(&histogram, rows, down, x, depth, -1);
    }
}

static void median_8_c(void *dst, const void *const *rows, int radius_x, int radius_y, int width,
                       int depth, uint16_t *counts)
{
    (void)depth;
    median_row(dst, rows, radius_x, radius_y, width, 8, counts);
}

static void median_16_c(void *dst, const void *const *rows, int radius_x, int radius_y, int width,
                        int depth, uint16_t *counts)
{
    (void)depth;
    median_row(dst, rows, radius_x, radius_y, width, 16, counts);
}

size_t et_median_counts(int depth)
{
    return depth == 8 ? 16 + 256 : 256 + 65536;
}

/* ---- SIMD128 --------------------------------------------------------------------------------- */

#if defined(__wasm_simd128__)

enum {
    MOST_COUNTED_8 = 121, /* samples of a window up to which counting is faster */
    MOST_COUNTED_16 = 49,
};

/* Where the step after `x` starts: the last one ends at `width` and overlaps the one before. */
static inline int next_step(int x, int width, int lanes)
{
    x += lanes;
    return x < width && x > width - lanes ? width - lanes : x;
}

/* Values, sixteen or eight to a vector, and what is done with them. */
#define NAMED(name)            name##_8
#define VARIANT(name, variant) name##_8_##variant
#define VALUE                  int8_t
#define LANES                  16
#define SIGN                   wasm_i8x16_const_splat(INT8_MIN)
#define SPLAT(value)           wasm_i8x16_splat((int8_t)(value))
#define MIN                    wasm_i8x16_min
#define MAX                    wasm_i8x16_max
#define SUB                    wasm_i8x16_sub
#define GT                     wasm_i8x16_gt
#include "filters/median_vectors.h"
#undef NAMED
#undef VARIANT
#undef VALUE
#undef LANES
#undef SIGN
#undef SPLAT
#undef MIN
#undef MAX
#undef SUB
#undef GT

#define NAMED(name)            name##_16
#define VARIANT(name, variant) name##_16_##variant
#define VALUE                  int16_t
#define LANES                  8
#define SIGN                   wasm_i16x8_const_splat(INT16_MIN)
#define SPLAT(value)           wasm_i16x8_splat((int16_t)(value))
#define MIN                    wasm_i16x8_min
#define MAX                    wasm_i16x8_max
#define SUB                    wasm_i16x8_sub
#define GT                     wasm_i16x8_gt
#include "filters/median_vectors.h"
#undef NAMED
#undef VARIANT
#undef VALUE
#undef LANES
#undef SIGN
#undef SPLAT
#undef MIN
#undef MAX
#undef SUB
#undef GT

static et_median_run *simd128_kernel(int depth, int radius_x, int radius_y)
{
    const int window = (2 * radius_x + 1) * (2 * radius_y + 1);
    if (radius_x == 1 && radius_y == 1)
        return depth == 8 ? median_3x3_8_simd128 : median_3x3_16_simd128;
    if (depth == 8 && window <= MOST_COUNTED_8)
        return median_counted_8_simd128;
    if (depth > 8 && window <= MOST_COUNTED_16)
        return median_counted_16_simd128;
    return NULL;
}

#endif

et_median_run *et_median_kernel(int depth, int radius_x, int radius_y, unsigned cpu)
{
    et_median_run *kernel = NULL;
#if defined(__wasm_simd128__)
    if (cpu & ET_CPU_SIMD128)
        kernel = simd128_kernel(depth, radius_x, radius_y);
#else
    (void)cpu, (void)radius_x, (void)radius_y;
#endif
    return kernel ? kernel : depth == 8 ? median_8_c : median_16_c;
}
